"""Who may enter the event online, and when."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import EventFormat
from registrations import online, seats
from registrations.models import OnlineAccess, OnlineEntry
from registrations.online import Why
from tests.builders import make_registration, make_ticket_type
from tests.registrations.builders import make_published_event

pytestmark = pytest.mark.django_db

NOW = timezone.now()
MEETING = "https://meeting.example/secret-room"


@pytest.fixture
def event():
    event = make_published_event(
        format=EventFormat.ONLINE,
        starts_at=NOW + dt.timedelta(minutes=10),
        ends_at=NOW + dt.timedelta(hours=5),
    )
    OnlineAccess.objects.create(event=event, address=MEETING)
    return event


@pytest.fixture
def registration(event):
    return make_registration(make_ticket_type(event), "Ada")


def address(registration, page="join"):
    return reverse(f"registrations:{page}", args=[registration.token])


def enter(registration, *, now=NOW):
    event = registration.event
    return online.enter(registration, starts_at=event.starts_at, ends_at=event.ends_at, now=now)


def test_who_is_confirmed_is_led_in_and_it_is_on_record(registration, client):
    response = client.get(address(registration))
    assert (response.status_code, response.url) == (302, MEETING)
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    assert OnlineEntry.objects.get().registration == registration


def test_the_meetings_own_address_stands_on_no_page(registration, client):
    page = client.get(address(registration, "registration")).content.decode()
    assert address(registration) in page
    assert MEETING not in page


@pytest.mark.parametrize("end", [seats.cancel, seats.expire])
def test_the_link_is_dead_at_once_when_the_registration_ends(registration, client, end):
    if end is seats.expire:
        registration = make_registration(make_ticket_type(registration.event, needs_review=True))
    end(registration, now=NOW)
    response = client.get(address(registration))
    assert response.status_code == 403
    assert MEETING not in response.content.decode()
    assert not OnlineEntry.objects.exists()


def test_the_link_rests_while_the_registration_is_back_in_review(registration, client):
    seats.return_to_review(registration, now=NOW, by=None, reason="Changed")
    assert client.get(address(registration)).status_code == 403
    assert address(registration) not in client.get(address(registration, "registration")).content.decode()


def test_a_program_that_only_looks_has_not_entered(registration, client):
    assert client.head(address(registration)).status_code == 200
    assert not OnlineEntry.objects.exists()


@pytest.mark.parametrize(
    ("after_start", "why"),
    [
        (dt.timedelta(minutes=-31), Why.TOO_EARLY),
        (dt.timedelta(minutes=-30), None),
        (dt.timedelta(hours=4, minutes=49), None),
        (dt.timedelta(hours=4, minutes=50), Why.OVER),
    ],
)
def test_the_door_opens_before_the_start_and_closes_at_the_end(registration, after_start, why):
    now = registration.event.starts_at + after_start
    if why is None:
        assert enter(registration, now=now) == MEETING
    else:
        with pytest.raises(online.Closed) as closed:
            enter(registration, now=now)
        assert closed.value.why == why
        assert not OnlineEntry.objects.exists()


def test_of_a_hybrid_event_only_those_who_attend_online_have_a_way_in(registration):
    registration.event.format = EventFormat.HYBRID
    with pytest.raises(online.Closed) as closed:
        enter(registration)
    assert closed.value.why == Why.NOT_ONLINE
    registration.attendance = "online"
    assert enter(registration) == MEETING


def test_an_event_in_the_room_has_no_way_in(registration):
    registration.event.format = EventFormat.IN_PERSON
    with pytest.raises(online.Closed) as closed:
        enter(registration)
    assert closed.value.why == Why.NOT_ONLINE
