"""Which reminders are due, and to whom they go."""

import datetime as dt

import pytest
from django.core import mail

from events import releases
from events.models import Event
from notifications import outbox, reminders
from notifications.models import Message, MessageKind, ReminderUnit
from registrations import seats
from registrations.models import Registration
from tests.builders import make_event, make_ticket_type
from tests.notifications.builders import (
    NOW,
    STARTS_AT,
    make_published_event,
    make_published_ticket_type,
    make_reminder,
    register,
    send_all,
    subjects_to,
)

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
THREE_DAYS_BEFORE = STARTS_AT - 3 * DAY


def due(*, now: dt.datetime) -> list:
    return list(reminders.due(now=now))


def reminded() -> set[Registration]:
    messages = Message.objects.filter(kind=MessageKind.REMINDER).select_related("registration")
    return {message.registration for message in messages}


# --- When


def test_a_reminder_is_due_from_its_moment_on_for_a_day():
    reminder = make_reminder(make_published_event())
    assert due(now=THREE_DAYS_BEFORE - HOUR) == []
    assert due(now=THREE_DAYS_BEFORE) == [(reminder, THREE_DAYS_BEFORE)]
    assert due(now=THREE_DAYS_BEFORE + DAY - HOUR) == [(reminder, THREE_DAYS_BEFORE)]
    assert due(now=THREE_DAYS_BEFORE + DAY) == []


def test_hours_are_counted_as_days_are():
    make_reminder(make_published_event(), amount=2, unit=ReminderUnit.HOURS)
    assert due(now=STARTS_AT - 3 * HOUR) == []
    assert len(due(now=STARTS_AT - 2 * HOUR)) == 1


def test_one_that_counts_back_from_the_start_is_not_due_once_the_event_has_begun():
    make_reminder(make_published_event(), amount=2, unit=ReminderUnit.HOURS)
    assert due(now=STARTS_AT) == []


def test_one_for_an_instant_is_due_even_after_the_event():
    thanks_at = STARTS_AT + 3 * DAY
    reminder = make_reminder(make_published_event(), send_at=thanks_at)
    assert due(now=thanks_at) == [(reminder, thanks_at)]
    assert due(now=thanks_at + 2 * DAY) == []


def test_the_start_is_the_one_that_the_public_knows():
    event = make_published_event()
    reminder = make_reminder(event)
    Event.objects.update(starts_at=STARTS_AT - 2 * DAY)
    assert due(now=THREE_DAYS_BEFORE - 2 * DAY) == []
    releases.publish(event, by=None, now=NOW)
    assert due(now=THREE_DAYS_BEFORE - 2 * DAY) == [(reminder, THREE_DAYS_BEFORE - 2 * DAY)]


def test_drafts_and_inactive_reminders_are_never_due():
    make_reminder(make_event(starts_at=STARTS_AT, ends_at=STARTS_AT + DAY))
    make_reminder(make_published_event(), is_active=False)
    assert due(now=THREE_DAYS_BEFORE) == []


def test_due_reminders_are_found_by_one_query(django_assert_num_queries):
    for _number in range(5):
        make_reminder(make_published_event())
    with django_assert_num_queries(1):
        assert len(due(now=THREE_DAYS_BEFORE)) == 5


# --- To whom


@pytest.mark.parametrize(
    ("recipients", "names"),
    [
        ("confirmed", {"Ada"}),
        ("waitlisted", {"Grace"}),
        ("under_review", {"Joan"}),
        ("live", {"Ada", "Grace", "Joan"}),
    ],
)
def test_a_reminder_goes_to_those_in_the_status_that_it_names(recipients, names):
    event = make_published_event()
    full = make_ticket_type(event, capacity=1)
    register(full, "Ada")
    register(full, "Grace")
    register(make_ticket_type(event, needs_review=True), "Joan")
    seats.cancel(register(make_ticket_type(event), "Mary"), now=NOW)
    make_reminder(event, recipients=recipients)
    outbox.plan(now=THREE_DAYS_BEFORE)
    assert {registration.given_name for registration in reminded()} == names


def test_a_reminder_for_some_ticket_types_goes_to_these_only():
    event = make_published_event()
    press, industry = make_ticket_type(event), make_ticket_type(event)
    ada, _grace = register(press, "Ada"), register(industry, "Grace")
    make_reminder(event).ticket_types.add(press)
    outbox.plan(now=THREE_DAYS_BEFORE)
    assert reminded() == {ada}


def test_a_reminder_goes_to_its_own_event_only():
    register(make_published_ticket_type())
    make_reminder(make_published_event())
    outbox.plan(now=THREE_DAYS_BEFORE)
    assert reminded() == set()


def test_whoever_registers_after_the_moment_gets_none():
    ticket_type = make_published_ticket_type()
    ada = register(ticket_type, "Ada")
    _grace = register(ticket_type, "Grace", now=THREE_DAYS_BEFORE + HOUR)
    make_reminder(ticket_type.event)
    outbox.plan(now=THREE_DAYS_BEFORE + 2 * HOUR)
    assert reminded() == {ada}


def test_whoever_gets_a_seat_after_the_moment_gets_none():
    ticket_type = make_published_ticket_type(capacity=1)
    ada, grace = register(ticket_type, "Ada"), register(ticket_type, "Grace")
    make_reminder(ticket_type.event)
    seats.cancel(ada, now=THREE_DAYS_BEFORE + HOUR)
    grace.refresh_from_db()
    assert grace.status == "confirmed"
    outbox.plan(now=THREE_DAYS_BEFORE + 2 * HOUR)
    assert reminded() == set()


def test_a_pass_goes_on_where_the_one_before_it_was_killed():
    ticket_type = make_published_ticket_type(capacity=None)
    registrations = [register(ticket_type) for _number in range(5)]
    make_reminder(ticket_type.event)
    outbox.plan(now=THREE_DAYS_BEFORE)
    Message.objects.filter(kind=MessageKind.REMINDER, registration__in=registrations[3:]).delete()
    assert outbox.plan(now=THREE_DAYS_BEFORE) == 2
    assert reminded() == set(registrations)
    assert outbox.plan(now=THREE_DAYS_BEFORE) == 0


def test_a_reminder_is_sent_once_even_when_its_moment_is_moved():
    ticket_type = make_published_ticket_type()
    ada = register(ticket_type, "Ada")
    reminder = make_reminder(ticket_type.event)
    send_all(now=THREE_DAYS_BEFORE)
    reminder.amount = 1
    reminder.save()
    send_all(now=STARTS_AT - DAY)
    assert subjects_to(ada).count("Soon: Space Security Forum") == 1


def test_each_of_two_reminders_is_sent():
    ticket_type = make_published_ticket_type()
    register(ticket_type)
    send_all()
    make_reminder(ticket_type.event, subject_en="Three days")
    make_reminder(ticket_type.event, subject_en="One day", amount=1)
    send_all(now=THREE_DAYS_BEFORE)
    send_all(now=STARTS_AT - DAY)
    assert [letter.subject for letter in mail.outbox[1:]] == ["Three days", "One day"]


def test_a_message_of_a_strangers_reminder_is_a_breach():
    ticket_type = make_published_ticket_type()
    register(ticket_type)
    reminder = make_reminder(ticket_type.event)
    outbox.plan(now=THREE_DAYS_BEFORE)
    assert list(reminders.breaches()) == []
    reminder.event = make_published_event()
    reminder.save()
    reminder.ticket_types.add(ticket_type)
    message = Message.objects.get(kind=MessageKind.REMINDER)
    assert list(reminders.breaches()) == [
        f"message {message.pk}: its reminder belongs to another event",
        f"reminder {reminder.pk}: one of its ticket types belongs to another event",
    ]
