"""How somebody gets the personal link back who has lost the mail.

For every address that is asked about a row is written, and nothing else happens; the mail is owed later,
to those who have a live registration or are the focal point of a delegation. So neither the answer nor its
time says who is registered.
"""

import datetime as dt

from events.models import Event
from registrations.models import LostLink, Registration

ASKED_AN_HOUR = 3
KEPT_FOR = dt.timedelta(days=1)
DELETED_AT_ONCE = 1000


def ask(event: Event, email: str, *, now: dt.datetime) -> None:
    """Note that the link of the address is wanted; beyond ASKED_AN_HOUR in an hour nothing more is noted."""
    lately = LostLink.objects.filter(
        event=event, email=email, requested_at__gt=now - dt.timedelta(hours=1)
    ).count()
    if lately < ASKED_AN_HOUR:
        LostLink.objects.create(event=event, email=email, requested_at=now)


def registration_of(lost: LostLink) -> Registration | None:
    """The registration whose link is to be sent."""
    return Registration.objects.live().filter(event=lost.event_id, email=lost.email).first()


def forget(*, now: dt.datetime) -> None:
    """Delete what was asked a day ago: most addresses belong to people who are not registered."""
    old = LostLink.objects.filter(requested_at__lte=now - KEPT_FOR, is_announced=True)
    LostLink.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:DELETED_AT_ONCE])).delete()
