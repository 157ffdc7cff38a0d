"""Who is told that a session which they chose has moved, is cancelled, or is gone from their programme.

What counts is what was published, never the draft: a session with seats remembers the release as of which
those who chose it know it, and when another is public, both are compared as each of them reads them. So
several releases between two looks are one change, and what was put back meanwhile is none.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import F

from events import numbering, releases
from events.audience import Viewer
from events.models import AgendaRelease
from registrations.models import SessionNotice, SessionSeat, SessionSeats
from registrations.viewers import viewer_of

Kind = SessionNotice.Kind
WHEN_AND_WHERE = ("starts_at", "ends_at", "room")
FOR_WHOM = ("audience", "groups", "revealed_at")


def note(*, now: dt.datetime) -> int:
    """Write down whom a published change concerns; return how many. Safe to run twice, also at once."""
    behind = SessionSeats.objects.filter(event__current_release__isnull=False, event__ends_at__gt=now)
    pks = (
        behind.exclude(known_release=F("event__current_release")).order_by("pk").values_list("pk", flat=True)
    )
    return sum(_note(pk, now=now) for pk in list(pks))


def _note(pk: int, *, now: dt.datetime) -> int:
    with transaction.atomic():
        locked = SessionSeats.objects.select_for_update(of=("self",)).select_related("session")
        seats = locked.get(pk=pk)
        before = _release(seats.known_release_id)
        after = _release(seats.event.current_release_id)
        if after is None or after == before:
            return 0
        seats.known_release = after
        seats.save(update_fields=["known_release"])
        if before is None or not _has_changed(seats.session.code, before, after, now=now):
            return 0
        notices = list(_notices(seats, before, after, now=now))
        return len(SessionNotice.objects.bulk_create(notices, ignore_conflicts=True))


def _has_changed(code: str, before: AgendaRelease, after: AgendaRelease, *, now: dt.datetime) -> bool:
    """Whether anything differs by which somebody might be told, so that each attendee is asked for."""
    was, is_now = (_session(one, Viewer.ORGANIZER, code, now=now) for one in (before, after))
    if was is None or is_now is None:
        return was is not is_now
    return any(was[what] != is_now[what] for what in (*WHEN_AND_WHERE, *FOR_WHOM, "is_cancelled"))


def _notices(
    seats: SessionSeats, before: AgendaRelease, after: AgendaRelease, *, now: dt.datetime
) -> Iterator[SessionNotice]:
    """Whoever chose the session after the change knew of it."""
    choices = SessionSeat.objects.live().filter(seats=seats, chosen_at__lt=after.published_at)
    kinds: dict[Viewer, Kind | None] = {}
    for choice in choices.select_related("registration__event"):
        viewer = viewer_of(choice.registration)
        if viewer not in kinds:
            was, is_now = (_session(one, viewer, seats.session.code, now=now) for one in (before, after))
            kinds[viewer] = _kind(was, is_now)
        if kind := kinds[viewer]:
            yield SessionNotice(choice=choice, kind=kind, before=before, release=after, noted_at=now)


def _kind(was: dict[str, Any] | None, is_now: dict[str, Any] | None) -> Kind | None:
    took_place = was is not None and not was["is_cancelled"]
    takes_place = is_now is not None and not is_now["is_cancelled"]
    if took_place and not takes_place:
        return Kind.WITHDRAWN if is_now is None else Kind.CANCELLED
    if takes_place and not took_place:
        return Kind.RESTORED
    if was and is_now and takes_place and any(was[what] != is_now[what] for what in WHEN_AND_WHERE):
        return Kind.MOVED
    return None


def _session(release: AgendaRelease, viewer: Viewer, code: str, *, now: dt.datetime) -> dict[str, Any] | None:
    """The session as the viewer reads it in a release at this moment."""
    sessions = releases.projection(numbering.current(release, viewer, now))["sessions"]
    return next((session for session in sessions if session["code"] == code), None)


def _release(pk: int | None) -> AgendaRelease | None:
    return AgendaRelease.objects.defer("content", "summary").filter(pk=pk).first() if pk else None
