"""Who may know what of a release.

Every channel takes the projection that this module makes, never the release itself: what a viewer
may not see leaves no trace in it, neither a room nor a speaker nor a count.
"""

import enum
from typing import Any

from events.models import Audience
from events.precedence import in_precedence


class Viewer(enum.IntEnum):
    """For whom a page, calendar or mail is made; each sees what those before it see."""

    PUBLIC = 0
    REGISTERED = 1
    APPROVED = 2
    ORGANIZER = 3


LEAST_VIEWER = {
    Audience.PUBLIC: Viewer.PUBLIC,
    Audience.REGISTERED: Viewer.REGISTERED,
    Audience.APPROVED: Viewer.APPROVED,
    Audience.HIDDEN: Viewer.ORGANIZER,
}


def may_see(session: dict[str, Any], viewer: Viewer) -> bool:
    return viewer >= LEAST_VIEWER[Audience(session["audience"])]


def project(content: dict[str, Any], viewer: Viewer) -> dict[str, Any]:
    """The part of a release's content that viewer may know of, in the same shape.

    Tracks, rooms, speakers and organizations remain only as far as what remains names them. What
    serves the organizers' check alone is left out for everybody.
    """
    sessions = [_session(session) for session in content["sessions"] if may_see(session, viewer)]
    people = [person for session in sessions for person in session["people"]]
    speakers = {person["speaker"] for person in people}
    tracks = {session["track"] for session in sessions}
    rooms = {session["room"] for session in sessions}
    organizations = {person["organization"] for person in people} | {
        part["organization"] for part in content["event"]["organizations"]
    }
    speakers_seen = {slug: row for slug, row in content["speakers"].items() if slug in speakers}
    return {
        "type": content["type"],
        "event": content["event"],
        "tracks": [track for track in content["tracks"] if track["id"] in tracks],
        "rooms": [
            {"id": room["id"], "name": room["name"]} for room in content["rooms"] if room["id"] in rooms
        ],
        "sessions": sessions,
        "speakers": speakers_seen,
        "organizations": {key: row for key, row in content["organizations"].items() if key in organizations},
        **in_precedence(speakers_seen, content.get("precedence", [])),
    }


def _session(session: dict[str, Any]) -> dict[str, Any]:
    return {
        **{key: value for key, value in session.items() if key != "expected_attendance"},
        "people": [
            {key: value for key, value in person.items() if key != "is_confirmed"}
            for person in session["people"]
        ],
    }
