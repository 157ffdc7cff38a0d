"""What the public reads of the agenda."""

import datetime as dt

import pytest

from events import releases
from events.models import Event
from tests.builders import make_room, make_session
from tests.events.conftest import PUBLISHED_AT
from tests.events.pages import attributes, get, of_class, words

pytestmark = [pytest.mark.usefixtures("before_the_event"), pytest.mark.django_db]

EVENT = "/events/industry-day/"
AGENDA = "/events/industry-day/agenda/"


def publish(event: Event) -> None:
    releases.publish(event, by=None, now=PUBLISHED_AT)


def test_a_session_in_the_agenda_says_all_that_one_chooses_by(industry_day, orbit_panel):
    publish(industry_day)
    [session] = of_class(get(AGENDA), "session")
    assert "Panel 09:00–09:45 Who watches orbit?" in words(session)
    assert [words(person) for person in of_class(session, "person")] == [
        "AB Colonel Ada Byron Moderator Director, Orbits, Ministry of Space",
        "GH Grace Hopper Panelist Chief Engineer, Ministry of Space",
        "Deputy Director Panelist Ministry of Space",
    ]
    assert [words(where) for where in of_class(session, "session__where")] == [
        "Room 1 Orbit Japanese Interpreted"
    ]
    assert len(of_class(session, "mark--diamond")) == 1


def test_an_unnamed_participant_is_no_link(industry_day, orbit_panel):
    publish(industry_day)
    *_named, unnamed = of_class(get(AGENDA), "person")
    assert words(unnamed).startswith("Deputy Director")
    assert unnamed.xpath(".//a") == []


def test_a_cancelled_session_stays_and_says_so(industry_day, orbit_panel):
    orbit_panel.is_cancelled = True
    orbit_panel.save()
    publish(industry_day)
    [session] = of_class(get(AGENDA), "session--cancelled")
    assert words(session).startswith("Cancelled Panel")
    assert "This session is cancelled." in words(get(f"{EVENT}sessions/{orbit_panel.code}/"))


def test_days_are_tabs_and_parallel_sessions_lie_in_the_columns_of_their_rooms(industry_day, orbit_panel):
    second_room = make_room(industry_day.venue, name_en="Room 2")
    make_session(industry_day, title_en="Beside it", room=second_room)
    make_session(industry_day, title_en="Afterwards", room=second_room, starts_in=dt.timedelta(hours=2))
    make_session(industry_day, title_en="Next day", room=second_room, starts_in=dt.timedelta(days=1))
    publish(industry_day)
    page = get(AGENDA)
    tabs = page.xpath("//nav[@aria-label='Days']//a")
    assert [words(tab) for tab in tabs] == ["Day 1 Thu 15 May", "Day 2 Fri 16 May"]
    assert [words(page.get_element_by_id(tab.get("href")[1:]).find("h2")) for tab in tabs] == [
        "Thursday 15 May 2031",
        "Friday 16 May 2031",
    ]
    first_day = page.get_element_by_id("day-1")
    columns = {
        words(session.find("h4")): session.get("class").split()[-1]
        for session in of_class(first_day, "session")
    }
    assert columns == {"Who watches orbit?": "column-1", "Beside it": "column-2", "Afterwards": "column-0"}


def test_an_agenda_without_sessions_says_so(industry_day):
    publish(industry_day)
    assert "No sessions have been announced yet." in words(get(AGENDA))


def test_times_are_the_events_own_and_the_zone_is_named(industry_day, orbit_panel):
    publish(industry_day)
    page = get(AGENDA)
    assert "All times are local to the event: Asia/Tokyo (UTC+09:00)." in words(page)
    assert attributes(page, "//option[@selected]", "value") == ["Asia/Tokyo"]
    assert attributes(page, "//h3/time", "datetime") == ["2031-05-15T09:00:00+09:00"]


def test_a_reader_may_look_from_another_zone(industry_day, orbit_panel):
    publish(industry_day)
    page = get(f"{AGENDA}?tz=America/New_York")
    assert "All times are in America/New_York (UTC-04:00). The event’s own zone is Asia/Tokyo." in words(page)
    [time] = of_class(page, "slot__time")
    assert words(time) == "Wed 14 May 20:00"
    [link] = page.xpath("//h4/a")
    assert link.get("href").endswith(f"/{orbit_panel.code}/?tz=America%2FNew_York")
    session = words(get(link.get("href")))
    assert "Wednesday 14 May 2031 20:00–20:45 America/New_York (UTC-04:00)" in session


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "asia/tokyo", "%00", "<b>x</b>"])
def test_an_unknown_zone_is_named_and_the_events_own_is_used(zone, industry_day, orbit_panel):
    publish(industry_day)
    page = get(f"{AGENDA}?tz={zone}")
    [notice] = page.xpath("//*[@role='alert']")
    assert words(notice).startswith("There is no time zone “")
    assert words(notice).endswith("Times are shown in Asia/Tokyo.")
    assert attributes(page, "//h3/time", "datetime") == ["2031-05-15T09:00:00+09:00"]
