"""What a calendar that subscribes is told of sessions that are no longer announced."""

import datetime as dt

import icalendar
import pytest

from events import programme, releases, withdrawn
from events.audience import Viewer
from events.models import Event, Session
from tests.builders import make_event, make_session

pytestmark = pytest.mark.django_db
PUBLISHED_AT = dt.datetime(2031, 4, 1, 12, 30, tzinfo=dt.UTC)


@pytest.fixture
def event() -> Event:
    return make_event(slug="industry-day")


@pytest.fixture
def opening(event) -> Session:
    return make_session(event, title_en="Opening", title_ja="開会")


@pytest.fixture
def panel(event) -> Session:
    return make_session(event, title_en="Panel", title_ja="討論", starts_in=dt.timedelta(hours=1))


def publish(event: Event, *, days: int) -> None:
    releases.publish(event, by=None, now=PUBLISHED_AT + dt.timedelta(days=days))
    event.refresh_from_db()


def titles(event: Event, viewer: Viewer = Viewer.PUBLIC) -> list[str]:
    return [session.title["en"] for session in withdrawn.sessions(event, viewer=viewer)]


def entries(client, address: str) -> dict[str, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(client.get(address).content)
    return {str(entry["SUMMARY"]): entry for entry in calendar.walk("VEVENT")}


def test_a_session_that_is_gone_is_cancelled_where_it_last_stood(client, event, opening, panel):
    publish(event, days=0)
    first = entries(client, "/ja/events/industry-day/agenda.ics")["討論"]
    code = panel.code
    panel.delete()
    publish(event, days=1)

    feed = entries(client, "/ja/events/industry-day/agenda.ics")
    gone = feed["討論"]
    assert (gone["STATUS"], feed["開会"]["STATUS"]) == ("CANCELLED", "CONFIRMED")
    assert gone["UID"] == first["UID"]
    assert (gone["DTSTART"].dt, gone["DTEND"].dt) == (first["DTSTART"].dt, first["DTEND"].dt)
    assert gone["SEQUENCE"] > first["SEQUENCE"]
    assert gone["URL"].endswith("/ja/events/industry-day/agenda/")
    assert client.get(f"/events/industry-day/sessions/{code}/").status_code == 404


def test_it_is_told_as_it_was_last_announced_and_for_as_long_as_it_is_gone(event, opening, panel):
    publish(event, days=0)
    Session.objects.filter(pk=panel.pk).update(title_en="Debate")
    publish(event, days=1)
    Session.objects.filter(pk=panel.pk).update(starts_at=None, ends_at=None)
    publish(event, days=2)
    Session.objects.filter(pk=opening.pk).update(title_en="Welcome")
    publish(event, days=3)
    assert titles(event) == ["Debate"]

    Session.objects.filter(pk=panel.pk).update(starts_at=event.starts_at, ends_at=event.ends_at)
    publish(event, days=4)
    assert titles(event) == []
    assert [
        [session.title["en"] for session in withdrawn.sessions(release)]
        for release in event.releases.order_by("number")
    ] == [[], [], ["Debate"], ["Debate"], []]


def test_what_was_never_announced_to_a_reader_is_not_withdrawn_from_them(event, opening, panel):
    Session.objects.filter(pk=panel.pk).update(audience="registered")
    publish(event, days=0)
    panel.delete()
    publish(event, days=1)
    assert titles(event) == []
    assert titles(event, Viewer.REGISTERED) == ["Panel"]


def test_what_becomes_hidden_is_withdrawn_and_later_changes_to_it_leave_no_trace(
    client, event, opening, panel
):
    publish(event, days=0)
    Session.objects.filter(pk=panel.pk).update(audience="hidden")
    publish(event, days=1)
    told = client.get("/events/industry-day/agenda.ics").content
    assert titles(event) == ["Panel"]
    Session.objects.filter(pk=panel.pk).update(title_en="Secret plan")
    publish(event, days=2)
    assert client.get("/events/industry-day/agenda.ics").content == told


def test_no_release_and_the_first_one_withdraw_nothing(event, opening):
    assert withdrawn.sessions(event) == ()
    publish(event, days=0)
    assert withdrawn.sessions(event) == ()


def test_a_second_question_asks_the_database_nothing(django_assert_num_queries, event, opening, panel):
    publish(event, days=0)
    panel.delete()
    publish(event, days=1)
    assert titles(event) == ["Panel"]
    with django_assert_num_queries(0):
        assert titles(event) == ["Panel"]
    assert programme.read(event).release_number == 2
