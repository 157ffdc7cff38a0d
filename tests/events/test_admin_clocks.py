"""Times in the admin are those of the event's clocks, wherever the server stands."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.permissions import Role
from events.models import Event, Session
from registrations.models import TicketType
from tests.admin_pages import errors, send, shown
from tests.builders import make_event, make_session, make_ticket_type, make_user

pytestmark = pytest.mark.django_db


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


def make_event_in(zone):
    return make_event(time_zone=zone, starts_at=utc(2027, 3, 1), ends_at=utc(2027, 12, 1))


@pytest.fixture
def editor_of(sign_in):
    return lambda event: sign_in(make_user(role=Role.OWNER, event=event))


def page_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def at(name, day, time):
    return {f"{name}_0": day, f"{name}_1": time}


@pytest.mark.parametrize(
    ("zone", "instant"),
    [("Asia/Tokyo", utc(2027, 6, 1, 0, 30)), ("America/New_York", utc(2027, 6, 1, 13, 30))],
)
def test_a_session_is_typed_and_shown_on_the_events_clocks(zone, instant, editor_of):
    event = make_event_in(zone)
    session = make_session(event)
    client = editor_of(event)

    send(
        client,
        page_of(session),
        **at("starts_at", "2027-06-01", "09:30"),
        **at("ends_at", "2027-06-01", "10:00"),
    )

    assert Session.objects.get(pk=session.pk).starts_at == instant
    fields = shown(client.get(page_of(session)))
    assert (fields["starts_at_0"], fields["starts_at_1"]) == (["2027-06-01"], ["09:30"])


def test_saving_a_form_unchanged_moves_nothing(editor_of):
    event = make_event_in("America/New_York")
    session, ticket_type = make_session(event), make_ticket_type(event, opens_at=utc(2027, 1, 1, 5))

    for row in (event, session, ticket_type):
        assert send(editor_of(event), page_of(row)).status_code == 302

    assert Event.objects.get(pk=event.pk).starts_at == event.starts_at
    assert Session.objects.get(pk=session.pk).starts_at == session.starts_at
    assert TicketType.objects.get(pk=ticket_type.pk).opens_at == ticket_type.opens_at


def test_a_ticket_type_opens_on_the_events_clocks(editor_of):
    event = make_event_in("Asia/Tokyo")
    ticket_type = make_ticket_type(event)

    send(editor_of(event), page_of(ticket_type), **at("opens_at", "2027-02-01", "00:00"))

    assert TicketType.objects.get(pk=ticket_type.pk).opens_at == utc(2027, 1, 31, 15)


def test_an_events_times_are_read_in_the_zone_of_the_same_form(editor_of):
    event = make_event_in("Asia/Tokyo")

    send(
        editor_of(event),
        page_of(event),
        time_zone="America/New_York",
        **at("starts_at", "2027-06-01", "09:00"),
    )

    event.refresh_from_db()
    assert (event.time_zone, event.starts_at) == ("America/New_York", utc(2027, 6, 1, 13))


def test_whoever_changes_the_zone_is_told_what_that_means_for_sessions(editor_of):
    event = make_event_in("Asia/Tokyo")
    session = make_session(event)
    client = editor_of(event)

    send(client, page_of(event), time_zone="Asia/Seoul")

    assert "clock times read differently" in client.get(page_of(event)).content.decode()
    assert Session.objects.get(pk=session.pk).starts_at == session.starts_at


@pytest.mark.parametrize(("day", "time"), [("2027-03-14", "02:30"), ("2027-11-07", "01:30")])
def test_a_time_that_the_clocks_skip_or_repeat_is_refused_beside_the_field(day, time, editor_of):
    event = make_event_in("America/New_York")
    session = make_session(event)

    answer = send(
        editor_of(event), page_of(session), **at("starts_at", day, time), **at("ends_at", day, "12:00")
    )

    assert errors(answer) == {
        "starts_at": [
            f"The clocks of America/New_York are changed then: {time} is skipped or comes twice. "
            "Choose another time."
        ]
    }
    assert Session.objects.get(pk=session.pk).starts_at == session.starts_at


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "Asia/Tokyo\x00", "japan/tokyo" * 20])
def test_an_unknown_zone_is_refused_beside_the_field(zone, editor_of):
    event = make_event_in("Asia/Tokyo")

    answer = send(editor_of(event), page_of(event), time_zone=zone)

    assert list(errors(answer)) == ["time_zone"]
    assert Event.objects.get(pk=event.pk).time_zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("moment", "complaint"),
    [
        (("0001-01-01", "00:00"), "Choose a day between 1970 and 2199."),
        (("9999-12-31", "23:59"), "Choose a day between 1970 and 2199."),
        (("2027-02-30", "10:00"), "Enter a valid date."),
        (("2027-06-01", "25:00"), "Enter a valid time."),
        (("", ""), "This field is required."),
    ],
)
def test_a_moment_that_is_none_is_refused_beside_the_field(moment, complaint, editor_of):
    event = make_event_in("Asia/Tokyo")

    answer = send(editor_of(event), page_of(event), **at("starts_at", *moment))

    assert errors(answer) == {"starts_at": [complaint]}


def test_an_end_before_its_beginning_is_refused_beside_the_field(editor_of):
    event = make_event_in("Asia/Tokyo")
    session, ticket_type = make_session(event), make_ticket_type(event)
    client = editor_of(event)
    reversed_times = at("starts_at", "2027-06-02", "10:00") | at("ends_at", "2027-06-01", "10:00")
    reversed_offer = at("opens_at", "2027-06-02", "10:00") | at("closes_at", "2027-06-01", "10:00")

    assert list(errors(send(client, page_of(event), **reversed_times))) == ["ends_at"]
    assert list(errors(send(client, page_of(session), **reversed_times))) == ["ends_at"]
    assert list(errors(send(client, page_of(ticket_type), **reversed_offer))) == ["closes_at"]


def test_a_session_has_both_times_or_neither(editor_of):
    event = make_event_in("Asia/Tokyo")
    session = make_session(event)

    answer = send(editor_of(event), page_of(session), **at("ends_at", "", ""))
    assert errors(answer) == {"ends_at": ["Give both times, or neither."]}

    send(editor_of(event), page_of(session), **at("starts_at", "", ""), **at("ends_at", "", ""))
    assert Session.objects.get(pk=session.pk).starts_at is None
