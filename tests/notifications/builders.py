"""What the tests of mail start from: published events, reminders, and the mail that arrived."""

import datetime as dt
from typing import Any

from django.core import mail
from django.core.mail import EmailMultiAlternatives

from events import releases
from events.models import Event
from notifications import outbox
from notifications.models import Message, Reminder
from registrations.models import Registration, TicketType
from tests.builders import make_event, make_registration, make_ticket_type

NOW = dt.datetime(2026, 9, 1, 3, 0, tzinfo=dt.UTC)
STARTS_AT = dt.datetime(2026, 11, 4, 0, 0, tzinfo=dt.UTC)
THREE_DAYS_BEFORE = STARTS_AT - dt.timedelta(days=3)


def make_published_event(**fields: Any) -> Event:
    """An event in Tokyo from 4 November 2026, 09:00, to the next day, 18:00, that the public knows."""
    defaults = {
        "title_en": "Space Security Forum",
        "title_ja": "宇宙安全保障フォーラム",
        "starts_at": STARTS_AT,
        "ends_at": STARTS_AT + dt.timedelta(days=1, hours=9),
    }
    event = make_event(**defaults | fields)
    releases.publish(event, by=None, now=NOW)
    event.refresh_from_db()
    return event


def make_published_ticket_type(*, event: Event | None = None, **fields: Any) -> TicketType:
    return make_ticket_type(event or make_published_event(), **fields)


def register(
    ticket_type: TicketType, name: str = "", *, now: dt.datetime = NOW, **fields: Any
) -> Registration:
    return make_registration(ticket_type, name, now=now, **fields)


def make_reminder(event: Event, **fields: Any) -> Reminder:
    """A reminder that is due three days before the event."""
    timing = {} if "send_at" in fields else {"amount": 3}
    return Reminder.objects.create(
        event=event,
        **{"subject_en": "Soon: {event}", "body_en": "Dear {name},\n\nsee you at {place}."} | timing | fields,
    )


def send_all(*, now: dt.datetime = NOW) -> outbox.Tally:
    """Plan and deliver as beat does, at an instant that stands still."""
    outbox.plan(now=now)
    return outbox.deliver_due(now=now, clock=lambda: now)


def subjects_to(registration: Registration) -> list[str]:
    """The subjects of the mails that reached an attendee, in their order."""
    return [letter.subject for letter in mail.outbox if letter.to == [registration.email]]


def last_mail() -> EmailMultiAlternatives:
    letter = mail.outbox[-1]
    assert isinstance(letter, EmailMultiAlternatives)
    return letter


def html_of(letter: EmailMultiAlternatives) -> str:
    (alternative,) = letter.alternatives
    return str(alternative[0])


def states() -> dict[str, str]:
    """The state of each message, by what it is about."""
    return dict(Message.objects.values_list("about", "state"))
