"""Who may enter the event online, and when.

The address itself stands on no page and in no mail. A personal link leads there, asks at each use whether
it still may, and leaves a row; when a registration ends or goes back to review, it is dead at once.
"""

import datetime as dt
import enum

from django.db import transaction

from events.models import EventFormat
from registrations.models import Attendance, OnlineAccess, OnlineEntry, Registration, Status


class Closed(Exception):
    """The event cannot be entered online now: ``why``."""

    def __init__(self, why: "Why") -> None:
        super().__init__(f"the event cannot be entered online: {why.value}")
        self.why = why


class Why(enum.Enum):
    NOT_ONLINE = "the event is not held online, or this attendee comes in person"
    NOT_CONFIRMED = "the registration is not confirmed"
    TOO_EARLY = "it is not open yet"
    OVER = "the event is over"


def attends_online(registration: Registration) -> bool:
    """Whether the attendee takes part online rather than in the room."""
    return registration.event.format == EventFormat.ONLINE or registration.attendance == Attendance.ONLINE


def access_of(registration: Registration) -> OnlineAccess | None:
    """The event's online access, where this attendee takes part online."""
    if registration.event.format == EventFormat.IN_PERSON or not attends_online(registration):
        return None
    return OnlineAccess.objects.filter(event=registration.event_id).first()


def opens_at(access: OnlineAccess, *, starts_at: dt.datetime) -> dt.datetime:
    return starts_at - dt.timedelta(minutes=access.opens_minutes_before)


def why_not(
    registration: Registration,
    access: OnlineAccess | None,
    *,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    now: dt.datetime,
) -> Why | None:
    """What keeps the attendee out, going by the status as it was read; None when nothing does."""
    if access is None:
        return Why.NOT_ONLINE
    if registration.status != Status.CONFIRMED:
        return Why.NOT_CONFIRMED
    if now < opens_at(access, starts_at=starts_at):
        return Why.TOO_EARLY
    return Why.OVER if ends_at <= now else None


def enter(
    registration: Registration, *, starts_at: dt.datetime, ends_at: dt.datetime, now: dt.datetime
) -> str:
    """The address to which the attendee is led, once that is on record. Raises Closed.

    The status is read under the registration's lock: who is cancelled at this moment either was led in
    before, or is not.
    """
    with transaction.atomic():
        registration.refresh_from_db(
            fields=["status"], from_queryset=Registration.objects.select_for_update()
        )
        access = access_of(registration)
        why = why_not(registration, access, starts_at=starts_at, ends_at=ends_at, now=now)
        if why or access is None:
            raise Closed(why or Why.NOT_ONLINE)
        OnlineEntry.objects.create(registration=registration, entered_at=now)
        return access.address
