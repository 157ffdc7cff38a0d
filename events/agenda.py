"""What the draft of an event's agenda says, as one document."""

import datetime as dt
import gc
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from events.models import Appearance, Audience, Event, Material, OrganizationRule, Session, Venue
from events.models.audiences import KeptForAnAudience
from events.protocol import Protocol, affiliation_of, draft_sessions
from events.texts import translations
from speakers import names
from speakers.models import Organization, Speaker

DOCUMENT_TYPE = 1


def instant(moment: dt.datetime | None) -> str | None:
    """An instant as ISO 8601 in UTC, to the second."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds") if moment else None


def canonical(document: dict[str, Any]) -> bytes:
    """The one way to write a document down: sorted keys, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(document: dict[str, Any], *, previous: str = "") -> str:
    """SHA-256, in hexadecimal, over the predecessor's digest and the canonical document."""
    return hashlib.sha256(previous.encode() + canonical(document)).hexdigest()


@contextmanager
def _collected_afterwards() -> Iterator[None]:
    """While the rows of a draft are read they only become more: looking for garbage among them takes
    as long as reading them. Whoever finds the collector at work sets it to work again."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


@_collected_afterwards()
def document(event: Event) -> dict[str, Any]:
    """The whole draft in all languages, as JSON values only, by a constant number of queries.

    Sessions are in the order of their time; ``people`` of a session in the order of the session.
    Sessions without a time are not part of the programme: ``unscheduled`` only names them, for the
    check before publishing.
    """
    sessions = list(draft_sessions(event))
    writer = _Writer(event, sessions)
    event_part = writer.event_part()
    scheduled = [writer.session(session) for session in sessions if session.starts_at]
    places = {
        place.speaker.slug: place.order
        for place in writer.protocol.places.values()
        if place.speaker.slug in writer.speakers and place.order is not None
    }
    return {
        "type": DOCUMENT_TYPE,
        "event": event_part,
        "groups": [
            {"id": group.pk, "name": translations(group, "name")} for group in event.audience_groups.all()
        ],
        "tracks": [
            {"id": track.pk, "name": translations(track, "name"), "mark": track.mark}
            for track in event.tracks.all()
        ],
        "rooms": writer.rooms(sessions),
        "sessions": scheduled,
        "unscheduled": [
            {"code": session.code, "title": translations(session, "title")}
            for session in sessions
            if not session.starts_at and not session.is_cancelled
        ],
        "speakers": writer.speakers,
        "organizations": writer.organizations,
        **({"places": places} if places else {}),
    }


def _rank_on(speaker: Speaker, day: dt.date) -> dict[str, str]:
    rank = speaker.rank_on(day)
    return translations(rank, "title") if rank else {}


class _Writer:
    """Writes one event's parts, collecting the organizations and speakers they name."""

    def __init__(self, event: Event, sessions: list[Session]) -> None:
        self.event = event
        self.protocol = Protocol(event, sessions)
        self.standings = self.protocol.standings()
        self.organizations: dict[str, Any] = {}
        self.speakers: dict[str, Any] = {}

    def event_part(self) -> dict[str, Any]:
        event = self.event
        texts = ("title", "short_title", "summary", "description", "agenda_note", "practical")
        return {
            "slug": event.slug,
            **{field: translations(event, field) for field in texts},
            "format": event.format,
            "time_zone": event.time_zone,
            "starts_at": instant(event.starts_at),
            "ends_at": instant(event.ends_at),
            "day_changes_at": event.day_changes_at.isoformat(timespec="minutes"),
            "venue": self._venue(event.venue) if event.venue else None,
            "website": event.website,
            "contact_email": event.contact_email,
            "series": translations(event.series, "name") if event.series else {},
            "takes_registrations": event.takes_registrations,
            "registration_opens_at": instant(event.registration_opens_at),
            "registration_closes_at": instant(event.registration_ends_at),
            "organizations": [
                {"organization": self._organization(placed.row.organization), "role": role.value}
                for role, parts in self.protocol.organizations().items()
                for placed in parts
            ],
            **({"family_names_in_capitals": True} if event.family_names_in_capitals else {}),
            **(
                {"organization_rule": event.organization_rule}
                if event.organization_rule == OrganizationRule.SECTOR
                else {}
            ),
        }

    def session(self, session: Session) -> dict[str, Any]:
        return {
            "code": session.code,
            "kind": session.kind,
            "title": translations(session, "title"),
            "subtitle": translations(session, "subtitle"),
            "abstract": translations(session, "abstract"),
            "description": translations(session, "description"),
            "track": session.track_id,
            "room": session.room_id,
            "starts_at": instant(session.starts_at),
            "ends_at": instant(session.ends_at),
            "language": session.language,
            "has_interpretation": session.has_interpretation,
            "is_recorded": session.is_recorded,
            "is_closed_to_press": session.is_closed_to_press,
            # Only where it is so: an agenda that was published before there was such a thing reads the same.
            **({"needs_separate_registration": True} if session.needs_separate_registration else {}),
            "is_cancelled": session.is_cancelled,
            "expected_attendance": session.expected_attendance,
            **_audience(session),
            "people": [self._appearance(placed.row, session) for placed in self.protocol.people(session)],
            "materials": [_material(material) for material in session.materials.all()],
        }

    def rooms(self, sessions: list[Session]) -> list[dict[str, Any]]:
        """The rooms in use, in the venue's order."""
        rooms = {session.room.pk: session.room for session in sessions if session.room and session.starts_at}
        return [
            {"id": room.pk, "name": translations(room, "name"), "capacity": room.capacity}
            for room in sorted(rooms.values(), key=lambda room: (room.order, room.name, room.pk))
        ]

    def _venue(self, venue: Venue) -> dict[str, Any]:
        return {
            **{field: translations(venue, field) for field in ("name", "address", "city", "access")},
            "country": str(venue.country),
            "website": venue.website,
        }

    def _appearance(self, appearance: Appearance, session: Session) -> dict[str, Any]:
        affiliation = affiliation_of(appearance, self.protocol.day(session))
        organization = affiliation.organization if affiliation else appearance.organization
        return {
            "speaker": self._speaker(appearance.speaker) if appearance.speaker else None,
            "role": appearance.role,
            "position": translations(affiliation, "position")
            if affiliation
            else translations(appearance, "unnamed"),
            "level": affiliation.level if affiliation else "",
            "organization": self._organization(organization) if organization else None,
            "is_confirmed": appearance.is_confirmed,
            **self._promotion(appearance.speaker, session),
            **self._standing(appearance),
        }

    def _standing(self, appearance: Appearance) -> dict[str, int]:
        standing = self.standings.get(appearance.pk)
        return {} if standing is None else {"standing": standing}

    def _promotion(self, speaker: Speaker | None, session: Session) -> dict[str, Any]:
        """The rank on the day of a session, where it is another than as the event begins."""
        if speaker is None:
            return {}
        rank = _rank_on(speaker, self.protocol.day(session))
        return {} if rank == _rank_on(speaker, self.protocol.first_day) else {"rank": rank}

    def _speaker(self, speaker: Speaker) -> str:
        self.speakers.setdefault(
            speaker.slug,
            {
                **names.facts(speaker),
                "honorific": translations(speaker, "honorific"),
                "rank": _rank_on(speaker, self.protocol.first_day),
                "biography": translations(speaker, "biography"),
                "photo": speaker.photo.name or "",
            },
        )
        return speaker.slug

    def _organization(self, organization: Organization) -> str:
        key = str(organization.pk)
        if key not in self.organizations:
            self.organizations[key] = {
                **{field: translations(organization, field) for field in ("name", "short_name", "summary")},
                "sector": organization.sector,
                "country": str(organization.country),
                "website": organization.website,
                "parent": translations(organization.parent, "name") if organization.parent else {},
            }
        return key


def _audience(part: KeptForAnAudience) -> dict[str, Any]:
    groups = part.groups.all() if part.audience == Audience.GROUPS else ()
    return {
        "audience": part.audience,
        "groups": [group.pk for group in groups],
        "revealed_at": instant(part.revealed_at),
    }


def _material(material: Material) -> dict[str, Any]:
    return {
        "code": material.code,
        "kind": material.kind,
        "title": translations(material, "title"),
        "file": material.file.name or "",
        "file_size": material.file_size,
        "address": material.address,
        **_audience(material),
    }
