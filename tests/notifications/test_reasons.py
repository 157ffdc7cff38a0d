"""Whether the reason of a message still holds when it is to be sent."""

import datetime as dt

import pytest
from django.core import mail

from events.models import Event
from notifications import outbox
from notifications.models import Message, MessageState
from registrations import seats
from tests.builders import make_ticket_type
from tests.notifications.builders import (
    NOW,
    STARTS_AT,
    THREE_DAYS_BEFORE,
    make_published_ticket_type,
    make_reminder,
    register,
    send_all,
    subjects_to,
)

pytestmark = pytest.mark.django_db


def test_you_are_confirmed_is_not_said_to_somebody_who_has_cancelled_meanwhile():
    ada = register(make_published_ticket_type(), "Ada")
    outbox.plan(now=NOW)
    seats.cancel(ada, now=NOW)
    assert send_all() == outbox.Tally(sent=1, dropped=1)
    assert subjects_to(ada) == ["Registration cancelled: Space Security Forum"]
    dropped = Message.objects.get(state=MessageState.DROPPED)
    assert dropped.last_error == "The registration is Cancelled now"


def test_nothing_is_mailed_about_an_event_that_the_public_never_knew():
    register(make_ticket_type())
    assert send_all().dropped == 1
    assert mail.outbox == []


def test_of_an_event_that_was_taken_back_only_endings_are_told():
    ticket_type = make_published_ticket_type()
    ada, grace = register(ticket_type, "Ada"), register(ticket_type, "Grace")
    Event.objects.update(current_release=None)
    seats.cancel(ada, now=NOW)
    send_all()
    assert subjects_to(ada) == ["Registration cancelled: Space Security Forum"]
    assert subjects_to(grace) == []


def test_nobody_is_confirmed_for_an_event_that_is_over():
    register(make_published_ticket_type())
    assert send_all(now=STARTS_AT + dt.timedelta(days=3)).dropped == 1


def test_a_cancelled_attendee_gets_no_reminder():
    ticket_type = make_published_ticket_type()
    ada, grace = register(ticket_type, "Ada"), register(ticket_type, "Grace")
    send_all()
    make_reminder(ticket_type.event)
    outbox.plan(now=THREE_DAYS_BEFORE)
    seats.cancel(ada, now=THREE_DAYS_BEFORE)
    send_all(now=THREE_DAYS_BEFORE)
    assert subjects_to(ada)[1:] == ["Registration cancelled: Space Security Forum"]
    assert subjects_to(grace)[1:] == ["Soon: Space Security Forum"]


@pytest.mark.parametrize(
    ("what_happened", "why"),
    [
        (lambda reminder: reminder.delete(), "The reminder was deleted"),
        (
            lambda reminder: type(reminder).objects.update(is_active=False),
            "The reminder is not active any more",
        ),
        (
            lambda reminder: Event.objects.update(current_release=None),
            "The event is not public any more",
        ),
    ],
)
def test_a_reminder_whose_reason_is_gone_is_dropped(what_happened, why):
    ticket_type = make_published_ticket_type()
    register(ticket_type)
    send_all()
    reminder = make_reminder(ticket_type.event)
    outbox.plan(now=THREE_DAYS_BEFORE)
    what_happened(reminder)
    assert outbox.deliver_due(now=THREE_DAYS_BEFORE) == outbox.Tally(dropped=1)
    assert Message.objects.get(state=MessageState.DROPPED).last_error == why


def test_a_reminder_that_stood_still_for_days_is_dropped():
    ticket_type = make_published_ticket_type()
    register(ticket_type)
    send_all()
    make_reminder(ticket_type.event)
    outbox.plan(now=THREE_DAYS_BEFORE)
    assert send_all(now=THREE_DAYS_BEFORE + dt.timedelta(days=2)) == outbox.Tally(dropped=1)
