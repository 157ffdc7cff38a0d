"""How the invented event stays ahead of today."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone

from config.demo.dialogue.event import DIALOGUE
from events import agenda, releases
from events.models import Event
from registrations import recount, seats
from registrations.models import Registration, Status, TicketType
from tests.config.loading import MARCH, counts, load_demo

pytestmark = [pytest.mark.usefixtures("demo_of_march"), pytest.mark.django_db]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Set to when the demo was loaded."""
    with time_machine.travel(MARCH, tick=False) as clock:
        yield clock


def times(event: Event) -> list[str]:
    return [
        f"{session.starts_at.astimezone(event.zone):%a %H:%M}" for session in event.sessions.order_by("pk")
    ]


def kept() -> list[tuple[int, str, dt.datetime]]:
    """The registrations as they stay; the seats on offer are passed on meanwhile."""
    lines = Registration.objects.filter(ticket_type__hours_to_accept__isnull=True).order_by("pk")
    return list(lines.values_list("pk", "status", "registered_at"))


@pytest.mark.parametrize("days_later", [40, 60, 800])
def test_it_moves_when_it_has_come_close(days_later, clock):
    before = Event.objects.get(slug=DIALOGUE.slug)
    session_times = times(before)
    registrations = kept()
    session = before.sessions.get(title_en="Reception")
    session.title_en = "Dinner"
    session.save()

    clock.shift(dt.timedelta(days=days_later))
    assert "now begins on" in load_demo()

    after = Event.objects.get(slug=DIALOGUE.slug)
    assert dt.timedelta(days=44) < after.starts_at - timezone.now() < dt.timedelta(days=66)
    assert times(after) == session_times
    assert after.is_registration_open(now=timezone.now())
    assert after.current_release.content == agenda.document(after)
    assert after.sessions.filter(title_en="Dinner").exists()
    assert kept() == registrations
    assert [*recount.breaches(now=timezone.now()), *releases.breaches()] == []

    before = counts()
    load_demo()
    assert counts() == before


def test_it_stays_while_it_is_far_enough(clock):
    starts_at = Event.objects.get(slug=DIALOGUE.slug).starts_at
    clock.shift(dt.timedelta(days=30))
    load_demo()
    assert Event.objects.get(slug=DIALOGUE.slug).starts_at == starts_at


def test_a_seat_given_back_after_the_end_goes_to_whoever_waits_when_it_moves(clock):
    clock.shift(dt.timedelta(days=100))
    showcase = TicketType.objects.get(name_en="Start-up showcase")
    seats.cancel(showcase.registrations.confirmed().first(), now=timezone.now())
    first_in_line = Registration.objects.waiting().filter(ticket_type=showcase).first()
    load_demo()
    first_in_line.refresh_from_db()
    assert first_in_line.status == Status.OFFERED
