"""Which sessions somebody means to attend: kept in their account, and read by their calendar.

What is marked is kept as long as the account; what is shown of it is what the current release lets the
reader know of. So a session that was withdrawn comes back to whoever had marked it, and marking one that is
hidden, or none at all, looks the same.
"""

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from events import calendar, programme, withdrawn
from events.audience import Viewer
from events.models import AgendaSubscription, Event, Favourite
from events.models.favourites import new_token
from events.programme_parts import Programme
from events.withdrawn import WithdrawnSession


def codes(user: User, event: Event) -> set[str]:
    """All that the account has marked, whether or not it can be seen at the moment."""
    return set(Favourite.objects.filter(user=user, event=event).values_list("code", flat=True))


def shown(user: User, event: Event) -> list[str]:
    """What of it the reader may see, in the order of the programme."""
    marked = codes(user, event)
    return [session.code for session in programme.read(event).sessions if session.code in marked]


def change(user: User, event: Event, changes: Mapping[str, bool], *, now: dt.datetime) -> None:
    """Mark each session that comes with True, and no longer those with False.

    Doing it twice is doing it once. Whatever the release holds may be marked, for whomever it is meant,
    and nothing else, so that an account holds no more than there are sessions.
    """
    with transaction.atomic():
        marked = codes(user, event)
        wanted = {code for code, is_favourite in changes.items() if is_favourite}
        added = (wanted - marked) & _published_codes(event)
        Favourite.objects.bulk_create(
            [Favourite(user=user, event=event, code=code, added_at=now) for code in sorted(added)],
            ignore_conflicts=True,
        )
        if removed := marked & (changes.keys() - wanted):
            Favourite.objects.filter(user=user, event=event, code__in=removed).delete()
        # Whoever marks what is hidden, or was never there, is answered as anybody else.
        if wanted:
            AgendaSubscription.objects.get_or_create(user=user, event=event)


def subscription(user: User, event: Event) -> AgendaSubscription | None:
    """Where calendars read the account's favourites; None before the first of them."""
    return AgendaSubscription.objects.filter(user=user, event=event).first()


def renew(user: User, event: Event) -> AgendaSubscription:
    """Give the favourites another secret address; the one before leads nowhere from now on."""
    renewed, _is_first = AgendaSubscription.objects.update_or_create(
        user=user, event=event, defaults={"token": new_token()}
    )
    return renewed


def calendar_of_account(subscribed: AgendaSubscription, published: Programme) -> bytes:
    """The favourites as they are now, and as the agenda is now."""
    marked = codes(subscribed.user, subscribed.event)
    return calendar.selection_calendar(
        published,
        marked,
        withdrawn=withdrawn.sessions(subscribed.event),
        uid=f"my-agenda-{subscribed.pk}",
        source=f"{settings.BASE_URL}{reverse('events:my_agenda_calendar', args=[subscribed.token])}",
    )


def calendar_of_selection(
    chosen: Collection[str], published: Programme, gone: Collection[WithdrawnSession]
) -> bytes:
    """The sessions of these codes. What the reader does not know of is as if it had not been named."""
    known = [session.code for session in published.sessions if session.code in chosen]
    known += [session.code for session in gone if session.code in chosen]
    names = ".".join(known)
    address = reverse("events:selection_calendar", args=[published.slug])
    return calendar.selection_calendar(
        published,
        known,
        withdrawn=gone,
        uid=f"my-agenda-{hashlib.sha256(names.encode()).hexdigest()[:32]}",
        source=f"{settings.BASE_URL}{address}?s={names}",
    )


def _published_codes(event: Event) -> set[str]:
    """The sessions of the current release, for whomever they are meant."""
    return {session.code for session in programme.read(event, viewer=Viewer.ORGANIZER).sessions}
