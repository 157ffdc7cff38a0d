"""What the agenda editor in the browser is told of an event, and what it sends back."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from events import agenda, checks, scheduling, writing
from events.admin import audiences
from events.admin.session_filters import days_of
from events.models import Appearance, Event, Room, Session
from events.scheduling import Move, Overtaken, Place

NOT_OF_PLACES = {"unconfirmed", "untranslated", "empty"}
"""What the check says that no moving about would mend."""
MOST_DAYS = 60


class NotMoves(ValueError):
    """What was sent is no list of moves."""


def sessions_of(event: Event) -> QuerySet[Session]:
    people = Appearance.objects.select_related("speaker", "organization")
    return event.sessions.prefetch_related(Prefetch("appearances", people), "groups").select_related(
        "room", "track", "event"
    )


def days(event: Event, sessions: Iterable[Session]) -> list[dt.date]:
    """The event's days, and those on which sessions stand besides."""
    used = {scheduling.day_of(event, session.starts_at) for session in sessions if session.starts_at}
    return sorted({*days_of(event), *used})[:MOST_DAYS]


def board(event: Event, sessions: Sequence[Session], rooms: Sequence[Room]) -> dict[str, Any]:
    """Everything that the editor shows, as JSON values; instants in UTC."""
    of_event = set(days_of(event))
    return {
        "zone": event.time_zone,
        "starts_at": agenda.instant(event.starts_at),
        "ends_at": agenda.instant(event.ends_at),
        "days": [
            {
                "date": day.isoformat(),
                "label": writing.short_day(day),
                "begins": agenda.instant(scheduling.bounds_of(event, day)[0]),
                "ends": agenda.instant(scheduling.bounds_of(event, day)[1]),
                "is_of_event": day in of_event,
            }
            for day in days(event, sessions)
        ],
        "rooms": [{"id": room.pk, "name": room.name} for room in rooms],
        "sessions": [session_part(session) for session in sessions],
        "findings": findings(event),
        "save_url": reverse("admin:events_event_schedule_save", args=[event.pk]),
        "words": words(),
    }


def session_part(session: Session) -> dict[str, Any]:
    return {
        "id": session.pk,
        "title": session.title or session.code,
        "kind": session.get_kind_display(),
        "track": session.track.name if session.track else "",
        "mark": session.track.mark if session.track else "",
        "people": [
            {
                "speaker": appearance.speaker_id,
                "name": str(appearance.speaker or appearance.unnamed),
            }
            for appearance in session.appearances.all()
        ],
        "starts_at": agenda.instant(session.starts_at),
        "ends_at": agenda.instant(session.ends_at),
        "room": session.room_id,
        "seen": str(Place.of(session)),
        "is_cancelled": session.is_cancelled,
        "for_whom": for_whom(session),
        "url": reverse("admin:events_session_change", args=[session.pk]),
    }


def for_whom(session: Session) -> str:
    """For whom a session is kept and until when, "" for one that everybody may know of."""
    remarks = audiences.in_words(session, session.event)
    return capfirst(writing.customs().semicolon.join(remarks))


def findings(event: Event) -> list[dict[str, str]]:
    """What the check before publishing says of times and rooms as they are saved."""
    return [
        {"severity": finding.severity, "message": finding.message}
        for finding in checks.check(agenda.document(event))
        if finding.code not in NOT_OF_PLACES
    ]


def moves_in(body: bytes) -> list[Move]:
    """The moves that the editor sent. Raises NotMoves where they are none."""
    try:
        rows = json.loads(body)["moves"]
        moves = [_move(row) for row in rows]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise NotMoves(str(error)) from error
    if len({move.session_id for move in moves}) != len(moves):
        raise NotMoves("a session is moved twice")
    return moves


def _move(row: dict[str, Any]) -> Move:
    session_id, room = row["session"], row["room"]
    if type(session_id) is not int or not 0 < session_id < 2**63:
        raise NotMoves("a session is named by its number")
    if room is not None and type(room) is not int:
        raise NotMoves("a room is named by its number")
    seen = Place.parse(row["seen"])
    starts_at, ends_at = scheduling.instant(row["starts_at"]), scheduling.instant(row["ends_at"])
    return Move(session_id, seen, Place(starts_at, ends_at, room, seen.track_id, seen.kind))


def place_in_words(place: Place, event: Event, rooms: Sequence[Room]) -> str:
    """A place as somebody would say it: the day, the hours, the room."""
    comma = writing.customs().comma
    if place.starts_at is None or place.ends_at is None:
        return gettext("unscheduled")
    starts_at, ends_at = (moment.astimezone(event.zone) for moment in (place.starts_at, place.ends_at))
    room = next((room.name for room in rooms if room.pk == place.room_id), gettext("without a room"))
    return comma.join([writing.short_day(starts_at), f"{starts_at:%H:%M}–{ends_at:%H:%M}", room])


def in_words(one: Overtaken, event: Event, rooms: Sequence[Room]) -> str:
    """What somebody else did to the session of a move that came too late."""
    if one.theirs is None:
        return gettext("Somebody deleted this session meanwhile.")
    who = str(one.by) if one.by else gettext("Somebody")
    theirs, mine = (place_in_words(place, event, rooms) for place in (one.theirs, one.move.to))
    told = {"who": who, "title": one.title, "theirs": theirs, "mine": mine}
    if theirs == mine:
        return gettext("%(who)s changed the kind or the track of “%(title)s” meanwhile.") % told
    return gettext("%(who)s moved “%(title)s” to %(theirs)s; yours was %(mine)s.") % told


def words() -> dict[str, str]:
    """What the editor says; {} are filled in by the browser."""
    return {
        "unscheduled": gettext("Unscheduled"),
        "no_room": gettext("Without a room"),
        "nobody_waits": gettext("Every session has a time."),
        "picked_up": gettext(
            "Picked up “{title}”, {place}. Arrows move it, Shift and arrows change its length, Enter puts it "
            "down, Escape takes it back, Delete makes it unscheduled."
        ),
        "moved": gettext("“{title}”: {place}."),
        "put_down": gettext("Put down “{title}”: {place}."),
        "taken_back": gettext("“{title}” is back where it was: {place}."),
        "to_tray": gettext("“{title}” is unscheduled now."),
        "undone": gettext("Undone: {what}"),
        "redone": gettext("Done again: {what}"),
        "without_time": gettext("unscheduled"),
        "unsaved_one": gettext("1 unsaved change"),
        "unsaved": gettext("{count} unsaved changes"),
        "all_saved": gettext("Everything is saved."),
        "saving": gettext("Saving"),
        "not_saved": gettext("This was not saved: {why}"),
        "no_answer": gettext("the server did not answer. Your changes are still here; please try again."),
        "room_twice": gettext("{room} is taken twice: “{first}” and “{second}”."),
        "speaker_twice": gettext("{name} appears twice at once: in “{first}” and in “{second}”."),
        "outside": gettext("“{title}” lies outside the event’s own beginning and end."),
        "take_theirs": gettext("Take theirs"),
        "keep_mine": gettext("Put mine on top"),
        "refused": gettext("Not saved: others have changed these sessions meanwhile."),
        "conflict": gettext("Conflict"),
        "cancelled": gettext("cancelled"),
        "outside_day": gettext("not a day of the event"),
        "length": gettext("{minutes} min"),
        "comma": writing.customs().comma,
    }
