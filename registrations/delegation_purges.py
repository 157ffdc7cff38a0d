"""When it is forgotten who an organization's focal point was, and whom they named who never answered.

Neither has a page on which to ask for it once the event is over. So some days after it, as many as its
sensitive answers are kept, what names them is written over; that people were named, and what became of
them, stays for counts. Whoever confirmed is an attendee like the others.
"""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef

from events.models import Event
from registrations.invitation_purges import NO_ADDRESS, NOBODY
from registrations.models import Delegation, Registration, new_token

LATE_AFTER = dt.timedelta(days=1)


def purge(*, now: dt.datetime) -> int:
    """Forget the focal points of past events; return how many. Safe to run twice."""
    purged = 0
    for event in _due(now):
        for delegation in Delegation.objects.filter(event=event, erased_at__isnull=True).order_by("pk"):
            with transaction.atomic():
                _forget_who_never_answered(delegation)
                erase(delegation, now=now)
            purged += 1
    return purged


def erase(delegation: Delegation, *, now: dt.datetime) -> None:
    """Write over who the focal point is; the link is dead then. In the caller's transaction."""
    Delegation.objects.filter(pk=delegation.pk).update(
        focal_point_name=NOBODY,
        focal_point_email=NO_ADDRESS.format(pk=f"delegation-{delegation.pk}"),
        token=new_token(),
        erased_at=now,
    )


def breaches(*, now: dt.datetime) -> Iterator[str]:
    """Each event that still knows whom it should have forgotten, as a line for an operator."""
    for event in _due(now - LATE_AFTER):
        yield f"event {event.pk}: who its focal points were should have been forgotten by now"


def _forget_who_never_answered(delegation: Delegation) -> None:
    for pk in delegation.registrations.filter(consented_at__isnull=True).values_list("pk", flat=True):
        Registration.objects.filter(pk=pk).update(
            given_name="",
            family_name=NOBODY,
            native_name="",
            email=NO_ADDRESS.format(pk=pk),
            position="",
            token=new_token(),
        )


def _due(now: dt.datetime) -> list[Event]:
    known = Delegation.objects.filter(event=OuterRef("pk"), erased_at__isnull=True)
    ended = Event.objects.filter(Exists(known), ends_at__lt=now)
    return [
        event
        for event in ended
        if event.ends_at + dt.timedelta(days=event.sensitive_answers_kept_days) <= now
    ]
