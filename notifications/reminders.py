"""Which reminders are due, to whom they go, and what they say.

When: a reminder is due once, at its moment, counted from the start that the public knows (the
current release's, not the draft's). It is planned within a day of that moment and no later: a
reminder that is set up, or an event that is published, after the moment has long passed surprises
nobody, while a site that stood still overnight catches up. One that counts back from the event's
start is never sent once the event has begun; one for an instant may be (a word of thanks).

To whom: those who at that moment were in the status and of the ticket types that the reminder names,
and still are when it is planned and again when it is sent. Whoever registers or gets a seat later has a
mail of their own about that, and no reminder. A reminder is planned once; its text can be mended until
it is sent, its recipients and its moment change nothing for those already planned.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from events import programme
from events.agenda import instant
from events.models import Event
from events.texts import Text, choose, translations
from notifications.models import Message, Recipients, Reminder
from registrations.models import LIVE, Registration, RegistrationQuerySet, Status, StatusChange

PLANNED_WITHIN = dt.timedelta(hours=24)

STATUSES: dict[str, tuple[Status, ...]] = {
    Recipients.CONFIRMED: (Status.CONFIRMED,),
    Recipients.WAITLISTED: (Status.WAITLISTED,),
    Recipients.UNDER_REVIEW: (Status.UNDER_REVIEW,),
    Recipients.LIVE: LIVE,
}


def due_at(reminder: Reminder, *, event_starts_at: dt.datetime) -> dt.datetime:
    """The moment of a reminder, for an event that starts then."""
    if reminder.send_at is not None:
        return reminder.send_at
    return event_starts_at - dt.timedelta(**{str(reminder.unit): reminder.amount or 0})


def published_start(event: Event) -> dt.datetime:
    """When the event starts as far as the public knows; as drafted while it knows nothing."""
    try:
        return programme.read(event).starts_at
    except programme.NotPublished:
        return event.starts_at


def with_starts(reminders: QuerySet[Reminder]) -> QuerySet[Reminder]:
    """With ``starts``, the start that the public knows as its release writes it: text in UTC, so it sorts."""
    event_part = KeyTransform("event", "event__current_release__summary")
    return reminders.annotate(starts=Cast(KeyTextTransform("starts_at", event_part), CharField()))


def moment_of(reminder: Any) -> dt.datetime:
    """The moment of one of ``with_starts``, without another query."""
    starts_at = dt.datetime.fromisoformat(reminder.starts) if reminder.starts else reminder.event.starts_at
    return due_at(reminder, event_starts_at=starts_at)


def due(*, now: dt.datetime) -> Iterator[tuple[Reminder, dt.datetime]]:
    """The reminders to plan now, each with its moment."""
    still_to_plan = Q(send_at__gt=now - PLANNED_WITHIN, send_at__lte=now) | Q(
        amount__isnull=False, starts__gt=instant(now)
    )
    active = Reminder.objects.filter(is_active=True, event__current_release__isnull=False)
    candidates = with_starts(active).filter(still_to_plan).select_related("event").order_by("pk")
    for reminder in candidates:
        moment = moment_of(reminder)
        if now - PLANNED_WITHIN < moment <= now:
            yield reminder, moment


def recipients(reminder: Reminder, *, moment: dt.datetime) -> RegistrationQuerySet:
    """The registrations that a reminder whose moment it was goes to."""
    moved_since = StatusChange.objects.filter(registration=OuterRef("pk"), changed_at__gt=moment)
    registrations = Registration.objects.filter(
        ~Exists(moved_since),
        event=reminder.event_id,
        status__in=STATUSES[reminder.recipients],
        registered_at__lte=moment,
    )
    ticket_types = list(reminder.ticket_types.values_list("pk", flat=True))
    return registrations.filter(ticket_type__in=ticket_types) if ticket_types else registrations


def planned_up_to(reminder: Reminder) -> int:
    """The registration up to which the reminder has been planned: it is, in the order of registrations.

    So a pass begins where the one before it has ended or was killed, and one that finds nothing left
    costs the same for a hundred attendees and for a hundred thousand.
    """
    messages = Message.objects.filter(reminder=reminder)
    return messages.aggregate(last=Max("registration"))["last"] or 0


def why_not(reminder: Reminder | None, registration: Registration, *, now: dt.datetime) -> str:
    """Why a planned reminder must not be sent after all; empty when nothing speaks against it."""
    if reminder is None:
        return "The reminder was deleted"
    if not reminder.is_active:
        return "The reminder is not active any more"
    if registration.event.current_release is None:
        return "The event is not public any more"
    if reminder.send_at is None and published_start(registration.event) <= now:
        return "The event has begun"
    if registration.status not in STATUSES[reminder.recipients]:
        return f"The registration is {registration.get_status_display()} now"
    return ""


def text(reminder: Reminder, language: str) -> tuple[Text, Text]:
    """Subject and body for a reader of language, each in another language where it is missing."""
    return (
        choose(translations(reminder, "subject"), language),
        choose(translations(reminder, "body"), language),
    )


def breaches() -> Iterator[str]:
    """Each way in which reminders contradict the events they belong to, as a line for an operator."""
    strays = Message.objects.filter(reminder__isnull=False).exclude(reminder__event=F("registration__event"))
    for pk in strays.values_list("pk", flat=True):
        yield f"message {pk}: its reminder belongs to another event"
    foreign = Reminder.ticket_types.through.objects.exclude(tickettype__event=F("reminder__event"))
    for pk in foreign.values_list("reminder", flat=True):
        yield f"reminder {pk}: one of its ticket types belongs to another event"
