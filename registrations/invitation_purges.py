"""When it is forgotten who was invited and did not come, and what is left of an invitation then.

Whoever never registered has no personal page on which to ask for it. So some days after the event, as many
as its sensitive answers are kept, what names them is written over; that somebody was invited, and what
became of the invitation, stays for counts.
"""

import datetime as dt
from collections.abc import Collection, Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef

from events.models import Event
from registrations.models import Invitation, InvitationChange, InvitationQuerySet, InvitationState, new_token

PURGED_AT_ONCE = 500
LATE_AFTER = dt.timedelta(days=1)
NOBODY = "–"
# What stands in the place of an address; no mail can be sent there (RFC 2606).
NO_ADDRESS = "erased-{pk}@invalid.invalid"


def purge(*, now: dt.datetime) -> int:
    """Forget whom the invitations of past events named, some at once; return how many. Safe to run twice."""
    purged = 0
    for event in _due(now):
        with transaction.atomic():
            batch = list(_kept().filter(event=event).select_for_update().order_by("pk")[:PURGED_AT_ONCE])
            erase(batch, now=now)
        purged += len(batch)
    return purged


def erase(invitations: Collection[Invitation], *, now: dt.datetime) -> None:
    """Write over all that names the invited; the links die with it. In the caller's transaction."""
    for invitation in invitations:
        invitation.given_name = invitation.native_name = ""
        invitation.family_name = NOBODY
        invitation.email = NO_ADDRESS.format(pk=f"invitation-{invitation.pk}")
        invitation.organization_name = invitation.position = ""
        invitation.token = new_token()
        invitation.erased_at = now
    names = ("given_name", "native_name", "family_name", "email", "organization_name", "position")
    Invitation.objects.bulk_update(invitations, [*names, "token", "erased_at"], batch_size=100)
    InvitationChange.objects.filter(invitation__in=[one.pk for one in invitations]).update(reason="")


def breaches(*, now: dt.datetime) -> Iterator[str]:
    """Each event that still knows whom it should have forgotten, as a line for an operator."""
    for event in _due(now - LATE_AFTER):
        yield f"event {event.pk}: who was invited and did not come should have been forgotten by now"


def _kept() -> InvitationQuerySet:
    """What a registration has come of is deleted with that, when its attendee asks."""
    return Invitation.objects.filter(erased_at__isnull=True).exclude(state=InvitationState.ACCEPTED)


def _due(now: dt.datetime) -> list[Event]:
    ended = Event.objects.filter(Exists(_kept().filter(event=OuterRef("pk"))), ends_at__lt=now)
    return [
        event
        for event in ended
        if event.ends_at + dt.timedelta(days=event.sensitive_answers_kept_days) <= now
    ]
