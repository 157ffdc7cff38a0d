"""How organizers move sessions about."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from accounts.models import User
from events.models import Event, Room, Session, SessionKind

EARLIEST = dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
LATEST = dt.datetime(2199, 12, 30, tzinfo=dt.UTC)
LONGEST = dt.timedelta(days=7)
WHEN_AND_WHERE = frozenset({"starts_at", "ends_at", "room_id"})
LABELS = {
    "starts_at": "Starts",
    "ends_at": "Ends",
    "room_id": "Room",
    "track_id": "Track",
    "kind": "Kind",
}
"""What the admin's history calls the columns; it translates them as it shows them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session stands in the agenda."""

    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    room_id: int | None
    track_id: int | None
    kind: str

    @classmethod
    def of(cls, session: Session) -> "Place":
        return cls(session.starts_at, session.ends_at, session.room_id, session.track_id, session.kind)

    @classmethod
    def parse(cls, text: str) -> "Place":
        """What ``str`` of a place gave. Raises ValueError for anything else."""
        values = json.loads(text)
        if not isinstance(values, list) or len(values) != len(fields(cls)):
            raise ValueError("not a place")
        starts_at, ends_at, room_id, track_id, kind = values
        if not all(value is None or type(value) is int for value in (room_id, track_id)):
            raise ValueError("rooms and tracks are numbers")
        return cls(instant(starts_at), instant(ends_at), room_id, track_id, str(kind))

    def __str__(self) -> str:
        moments = (value and value.astimezone(dt.UTC).isoformat() for value in (self.starts_at, self.ends_at))
        return json.dumps([*moments, self.room_id, self.track_id, self.kind])


def instant(text: object) -> dt.datetime | None:
    """An instant with its offset from ISO 8601, None for None. Raises ValueError for anything else."""
    if text is None:
        return None
    if not isinstance(text, str):
        raise ValueError("an instant is a text")
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("an instant needs an offset")
    if not EARLIEST.replace(tzinfo=None) <= moment.replace(tzinfo=None) <= LATEST.replace(tzinfo=None):
        raise ValueError("an instant lies between 1970 and 2199")
    return moment


@dataclass(frozen=True, slots=True)
class Move:
    """A session taken from the place where somebody saw it to another."""

    session_id: int
    seen: Place
    to: Place

    @property
    def changes(self) -> list[str]:
        """The columns that it means to change; the others stay as they are, whoever changed them."""
        return [name for name in LABELS if getattr(self.seen, name) != getattr(self.to, name)]

    def is_overtaken(self, current: Place) -> bool:
        """Whether what it means to change is no longer as it was seen, nor as it shall be."""
        names = set(self.changes)
        if names & WHEN_AND_WHERE:
            names |= WHEN_AND_WHERE
        return any(getattr(current, name) != getattr(self.seen, name) for name in names) and any(
            getattr(current, name) != getattr(self.to, name) for name in names
        )


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A move that came after another's; ``theirs`` is None where the session is gone."""

    move: Move
    title: str
    theirs: Place | None
    by: User | None


class StaleMoves(Exception):
    """Others changed these sessions since they were looked at; nothing was moved."""

    def __init__(self, overtaken: list[Overtaken]) -> None:
        super().__init__(f"sessions {[one.move.session_id for one in overtaken]} have changed meanwhile")
        self.overtaken = overtaken


class ImpossibleMoves(Exception):
    """What is wrong with each of these moves, by session; nothing was moved."""

    def __init__(self, faults: dict[int, str]) -> None:
        super().__init__(str(faults))
        self.faults = faults


def apply(event: Event, moves: Iterable[Move], *, by: User, now: dt.datetime) -> list[Session]:
    """Move sessions of event, all of them or none; the sessions that changed are returned.

    The event's row is locked first, as publishing does, so that two organizers save one after the
    other. Raises ImpossibleMoves and StaleMoves; then nothing has changed.
    """
    wanted = {move.session_id: move for move in moves if move.changes}
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=event.pk)
        # Ordered by key, for PostgreSQL locks no row across the optional join of the usual order.
        sessions = event.sessions.select_for_update().order_by("pk").in_bulk(list(wanted))
        if faults := _faults(event, wanted.values(), sessions):
            raise ImpossibleMoves(faults)
        if overtaken := _overtaken(wanted.values(), sessions):
            raise StaleMoves(overtaken)
        changed: dict[int, list[str]] = {}
        for session in sessions.values():
            move = wanted[session.pk]
            names = [name for name in move.changes if getattr(session, name) != getattr(move.to, name)]
            for name in names:
                setattr(session, name, getattr(move.to, name))
            if names:
                session.changed_at = now
                changed[session.pk] = names
        moved = [sessions[pk] for pk in changed]
        Session.objects.bulk_update(moved, [*LABELS, "changed_at"], batch_size=100)
        record(moved, changed, by=by)
    return moved


def record(moved: Sequence[Session], changed: dict[int, list[str]], *, by: User) -> None:
    """Write into the admin's history who moved what."""
    content_type = ContentType.objects.get_for_model(Session)
    LogEntry.objects.bulk_create(
        LogEntry(
            user=by,
            content_type=content_type,
            object_id=str(session.pk),
            object_repr=str(session)[:200],
            action_flag=CHANGE,
            change_message=json.dumps(
                [{"changed": {"fields": [LABELS[name] for name in changed[session.pk]]}}]
            ),
        )
        for session in moved
    )


def rooms_of(event: Event) -> list[Room]:
    """The rooms into which sessions of event can go: its venue's, and those it uses already."""
    return list(
        Room.objects.filter(Q(venue=event.venue_id) | Q(pk__in=event.sessions.order_by().values("room")))
    )


def _faults(event: Event, moves: Collection[Move], sessions: dict[int, Session]) -> dict[int, str]:
    rooms = {room.pk for room in rooms_of(event)}
    tracks = set(event.tracks.values_list("pk", flat=True))
    found = {
        move.session_id: fault_of(move.to, rooms=rooms, tracks=tracks)
        for move in moves
        if move.session_id in sessions
    }
    return {session_id: fault for session_id, fault in found.items() if fault}


def fault_of(place: Place, *, rooms: Collection[int], tracks: Collection[int]) -> str:
    """Why no session of the event can stand there; empty where it can."""
    starts_at, ends_at = place.starts_at, place.ends_at
    if (starts_at is None) != (ends_at is None):
        return gettext("Give both times, or neither.")
    if starts_at and ends_at:
        if ends_at <= starts_at:
            return gettext("The session must end after it starts.")
        if not EARLIEST <= starts_at < ends_at <= LATEST:
            return gettext("Choose a day between 1970 and 2199.")
        if ends_at - starts_at > LONGEST:
            return gettext("A session lasts a week at most.")
    if place.room_id is not None and place.room_id not in rooms:
        return gettext("This room is not one of the event’s.")
    if place.track_id is not None and place.track_id not in tracks:
        return gettext("This track is not one of the event’s.")
    if place.kind not in SessionKind.values:
        return gettext("There is no such kind of session.")
    return ""


def _overtaken(moves: Collection[Move], sessions: dict[int, Session]) -> list[Overtaken]:
    stale = [
        (move, sessions.get(move.session_id))
        for move in moves
        if move.session_id not in sessions or move.is_overtaken(Place.of(sessions[move.session_id]))
    ]
    who = last_to_change([session for _move, session in stale if session]) if stale else {}
    return [
        Overtaken(move, session.title, Place.of(session), who.get(session.pk))
        if session
        else Overtaken(move, "", None, None)
        for move, session in stale
    ]


def last_to_change(sessions: Sequence[Session]) -> dict[int, User]:
    """Who made the last change of each session, where the admin's history tells."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Session),
        object_id__in=[str(session.pk) for session in sessions],
    ).select_related("user")
    latest = {entry.object_id: entry for entry in entries.order_by("action_time", "pk")}
    # A change without an entry of its own, such as an import, is not laid at anybody's door.
    return {
        session.pk: latest[str(session.pk)].user
        for session in sessions
        if str(session.pk) in latest and latest[str(session.pk)].action_time >= session.changed_at
    }


# --- Days, on the event's own clocks


def day_of(event: Event, moment: dt.datetime) -> dt.date:
    """The day to which moment belongs; the hours after midnight belong to the evening before."""
    local = moment.astimezone(event.zone)
    return local.date() if local.time() >= event.day_changes_at else local.date() - dt.timedelta(days=1)


def bounds_of(event: Event, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The instants at which a day begins and ends: 23 or 25 hours apart where the clocks are changed."""
    begins, ends = (
        dt.datetime.combine(date, event.day_changes_at, tzinfo=event.zone).astimezone(dt.UTC)
        for date in (day, day + dt.timedelta(days=1))
    )
    return begins, ends


def sessions_on(event: Event, day: dt.date) -> list[Session]:
    begins, ends = bounds_of(event, day)
    return list(event.sessions.filter(starts_at__gte=begins, starts_at__lt=ends).select_related("room"))


def at_the_same_hour(moment: dt.datetime, event: Event, *, days: int) -> dt.datetime:
    """So many days later, when the event's clocks read the same; skipped hours give the next that is."""
    local = moment.astimezone(event.zone)
    return (
        (local.replace(tzinfo=None) + dt.timedelta(days=days)).replace(tzinfo=event.zone).astimezone(dt.UTC)
    )


def shifted(sessions: Iterable[Session], *, minutes: int) -> list[Move]:
    """The moves that put each session so many minutes later, or earlier."""
    by = dt.timedelta(minutes=minutes)
    places = ((session.pk, Place.of(session)) for session in sessions if session.starts_at)
    return [
        Move(
            pk,
            seen,
            replace(
                seen,
                starts_at=seen.starts_at and seen.starts_at + by,
                ends_at=seen.ends_at and seen.ends_at + by,
            ),
        )
        for pk, seen in places
    ]
