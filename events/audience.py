"""Who may know what of a release, and since when.

Every channel takes the projection that this module makes, never the release itself: what a viewer
may not see leaves no trace in it, neither a room nor a speaker nor a count. A projection is a pure
function of content, viewer and instant: what is under an embargo is known to organizers alone before
its instant, and from that on to its audience, although nobody publishes anything then.
"""

import datetime as dt
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from events.models import Audience
from events.precedence import in_precedence

Part = dict[str, Any]
"""A session or a material, as a release's content holds it."""


class Level(enum.IntEnum):
    """How far somebody is let in; each sees what those before it see."""

    PUBLIC = 0
    REGISTERED = 1
    APPROVED = 2
    ORGANIZER = 3


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom a page, calendar or mail is made; ``groups`` are those of which they are a member."""

    level: Level
    groups: frozenset[int] = frozenset()

    PUBLIC: ClassVar["Viewer"]
    REGISTERED: ClassVar["Viewer"]
    APPROVED: ClassVar["Viewer"]
    ORGANIZER: ClassVar["Viewer"]

    @classmethod
    def of_groups(cls, *groups: int) -> "Viewer":
        """A confirmed attendee who is a member of these groups."""
        return cls(Level.APPROVED, frozenset(groups))

    @property
    def key(self) -> str:
        """How stored documents name this viewer."""
        return "+".join([str(self.level.value), *map(str, sorted(self.groups))])

    @property
    def is_organizer(self) -> bool:
        return self.level == Level.ORGANIZER


Viewer.PUBLIC = Viewer(Level.PUBLIC)
Viewer.REGISTERED = Viewer(Level.REGISTERED)
Viewer.APPROVED = Viewer(Level.APPROVED)
Viewer.ORGANIZER = Viewer(Level.ORGANIZER)

LEAST_LEVEL = {
    Audience.PUBLIC: Level.PUBLIC,
    Audience.REGISTERED: Level.REGISTERED,
    Audience.APPROVED: Level.APPROVED,
    Audience.HIDDEN: Level.ORGANIZER,
}


def may_know(part: Part, viewer: Viewer, at: dt.datetime) -> bool:
    """Whether a session or a material exists for viewer at that instant."""
    revealed_at = _revealed_at(part)
    return is_for(part, viewer) and (viewer.is_organizer or revealed_at is None or revealed_at <= at)


def is_for(part: Part, viewer: Viewer) -> bool:
    """Whether viewer belongs to the audience, whatever the instant."""
    if viewer.is_organizer:
        return True
    audience = Audience(part["audience"])
    if audience == Audience.GROUPS:
        return not viewer.groups.isdisjoint(part["groups"])
    return viewer.level >= LEAST_LEVEL[audience]


def reveals(content: dict[str, Any], viewer: Viewer) -> list[dt.datetime]:
    """The instants at which an embargo ends for viewer; with each of them something appears."""
    return sorted(set(_reveals(content, viewer))) if not viewer.is_organizer else []


def _reveals(content: dict[str, Any], viewer: Viewer) -> Iterator[dt.datetime]:
    for session in content["sessions"]:
        if is_for(session, viewer):
            of_session = _revealed_at(session)
            mine = [material for material in session.get("materials", ()) if is_for(material, viewer)]
            for part in (session, *mine):
                # Nobody knows of a material before its session.
                if moments := [moment for moment in (of_session, _revealed_at(part)) if moment]:
                    yield max(moments)


def viewers_of(content: dict[str, Any]) -> list[Viewer]:
    """Everybody to whom the content may read differently; who is in several groups is not listed."""
    of_one_group = [Viewer.of_groups(group["id"]) for group in content.get("groups", ())]
    return [*(Viewer(level) for level in Level), *of_one_group]


def project(content: dict[str, Any], viewer: Viewer, at: dt.datetime) -> dict[str, Any]:
    """The part of a release's content that viewer may know of at that instant, in the same shape.

    Groups, tracks, rooms, speakers and organizations remain only as far as what remains names them.
    What serves the organizers' check alone is left out for everybody. In which order the speakers stand is
    made of the sessions that remain.
    """
    known = [session for session in content["sessions"] if may_know(session, viewer, at)]
    sessions = [_session(session, viewer, at) for session in known]
    people = [person for session in sessions for person in session["people"]]
    speakers = {person["speaker"] for person in people}
    tracks = {session["track"] for session in sessions}
    rooms = {session["room"] for session in sessions}
    parts = [part for session in sessions for part in (session, *session["materials"])]
    groups = {group for part in parts for group in part["groups"]}
    organizations = {person["organization"] for person in people} | {
        part["organization"] for part in content["event"]["organizations"]
    }
    speakers_seen = {slug: row for slug, row in content["speakers"].items() if slug in speakers}
    places = {slug: place for slug, place in content.get("places", {}).items() if slug in speakers}
    return {
        "type": content["type"],
        "event": content["event"],
        "groups": [group for group in content.get("groups", ()) if group["id"] in groups],
        "tracks": [track for track in content["tracks"] if track["id"] in tracks],
        "rooms": [
            {"id": room["id"], "name": room["name"]} for room in content["rooms"] if room["id"] in rooms
        ],
        "sessions": sessions,
        "speakers": speakers_seen,
        "organizations": {key: row for key, row in content["organizations"].items() if key in organizations},
        **in_precedence({**content, "sessions": known, "speakers": speakers_seen, "places": places}),
    }


def _session(session: Part, viewer: Viewer, at: dt.datetime) -> Part:
    return {
        **{key: value for key, value in _known(session, viewer).items() if key != "expected_attendance"},
        "people": [
            {key: value for key, value in person.items() if key not in ("is_confirmed", "standing")}
            for person in session["people"]
        ],
        "materials": [
            _known(material, viewer)
            for material in session.get("materials", ())
            if may_know(material, viewer, at)
        ],
    }


def _known(part: Part, viewer: Viewer) -> Part:
    """A part without what its audience may not know: that it was held back, and for whom else it is."""
    groups = part.get("groups", [])
    if viewer.is_organizer:
        return {**part, "groups": groups, "revealed_at": part.get("revealed_at")}
    told = {key: value for key, value in part.items() if key != "revealed_at"}
    return {**told, "groups": [group for group in groups if group in viewer.groups]}


def _revealed_at(part: Part) -> dt.datetime | None:
    moment = part.get("revealed_at")
    return dt.datetime.fromisoformat(moment) if moment else None
