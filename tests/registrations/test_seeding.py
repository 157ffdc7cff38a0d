"""Attendees seeded for load: many, of every status, and nothing that contradicts itself."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from notifications import outbox
from notifications.models import Message
from registrations import seats
from registrations.models import Registration, Status, StatusChange, TicketType
from tests.builders import make_lane, make_quota, make_registration, make_ticket_type
from tests.registrations.builders import make_published_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_published_event(slug="forum")


def seed(count: int) -> None:
    call_command("seed_attendees", "forum", count=count, stdout=StringIO())


def verify() -> str:
    said = StringIO()
    call_command("verify", stdout=said)
    return said.getvalue()


def test_seeded_attendees_have_every_status_and_contradict_nothing(event):
    quota = make_quota(event, capacity=150)
    make_ticket_type(event, capacity=None, quota=quota, attendance="either", online_capacity=60)
    make_ticket_type(event, capacity=100, quota=quota, needs_review=True)
    make_ticket_type(event, capacity=100, hours_to_accept=48)
    make_lane(event, "Security")
    seed(1_000)
    assert set(Registration.objects.values_list("status", flat=True)) == set(Status)
    assert Registration.objects.count() == 1_000
    assert "Every invariant holds." in verify()


def test_they_come_beside_those_who_are_there_and_can_come_again(event):
    ticket_type = make_ticket_type(event, capacity=40)
    ada = make_registration(ticket_type, "Ada")
    seed(30)
    seed(60)
    assert Registration.objects.count() == 91
    assert TicketType.objects.get(pk=ticket_type.pk).seats_taken == 40
    seats.cancel(ada, now=timezone.now())
    assert "Every invariant holds." in verify()


def test_no_mail_is_owed_to_them(event):
    make_ticket_type(event, capacity=10)
    seed(50)
    outbox.plan(now=timezone.now() + dt.timedelta(minutes=1))
    assert not Message.objects.exists()
    assert not StatusChange.objects.filter(is_announced=False).exists()
    assert not Registration.objects.exclude(email__endswith=".example").exists()


def test_what_costs_something_is_not_seeded(event):
    make_ticket_type(event, price=100, currency="EUR")
    with pytest.raises(CommandError, match="free of charge"):
        seed(10)
    assert not Registration.objects.exists()


def test_an_unknown_event_and_a_senseless_number_are_refused(event):
    make_ticket_type(event)
    with pytest.raises(CommandError, match="no event"):
        call_command("seed_attendees", "nowhere", count=10)
    with pytest.raises(CommandError, match="at least 1"):
        seed(0)
