"""schedule.json, by its schema (c3voc.de/schedule/schema.json)."""

import datetime as dt
import json
import re
from typing import Any, Final

from django.utils import translation

from events.programme_parts import Programme, SpeakerItem
from events.schedule_exports import outline as outlines
from events.schedule_exports.outline import (
    DayOfSchedule,
    Entry,
    Link,
    Outline,
    Participant,
    absolute,
    line,
    prose,
)

SCHEMA: Final = "https://c3voc.de/schedule/schema.json"
# The zones that the schema's pattern knows how to spell.
ZONE: Final = re.compile(r"^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$")
CODE: Final = re.compile(r"[A-Z0-9]+")


def to_json(programme: Programme) -> bytes:
    """The programme as schedule.json, in the programme's language; always the same bytes for the same one."""
    with translation.override(programme.language):
        document = _Writer(outlines.of(programme)).document()
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def duration(length: dt.timedelta) -> str:
    """HH:MM, however many hours."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours:02}:{minutes:02}"


def _reference(link: Link) -> dict[str, str]:
    """A material as the format has it, which tells some kinds from others."""
    kind = {"type": link.kind} if link.kind in ("slides", "paper") else {}
    return {"title": link.title, "url": link.url, **kind}


class _Writer:
    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.programme = outline.programme

    def document(self) -> dict[str, Any]:
        return {
            "$schema": SCHEMA,
            "generator": {"name": "Plenary", "url": absolute("events:home")},
            "schedule": {
                "version": str(self.programme.release_number),
                "url": absolute("events:schedule_json", self.programme.slug),
                "base_url": self.outline.url,
                "conference": self._conference(),
            },
        }

    def _conference(self) -> dict[str, Any]:
        programme = self.programme
        zone = {"time_zone_name": programme.time_zone} if ZONE.search(programme.time_zone) else {}
        return {
            "acronym": self.outline.acronym,
            "title": line(programme.title),
            "description": prose(programme.summary),
            "start": programme.starts_at.date().isoformat(),
            "end": programme.ends_at.date().isoformat(),
            "daysCount": len(self.outline.days),
            "timeslot_duration": duration(self.outline.step),
            **zone,
            "url": self.outline.website,
            "tracks": [{"name": line(track.name)} for track in programme.tracks],
            "rooms": [{"name": room.name, "guid": room.guid} for room in self.outline.rooms],
            "days": [self._day(day) for day in self.outline.days],
        }

    def _day(self, day: DayOfSchedule) -> dict[str, Any]:
        return {
            "index": day.index,
            "date": day.date.isoformat(),
            "day_start": day.starts_at.isoformat(),
            "day_end": day.ends_at.isoformat(),
            "rooms": {
                room.name: [self._event(entry, room.name) for entry in room.entries] for room in day.rooms
            },
        }

    def _event(self, entry: Entry, room: str) -> dict[str, Any]:
        session = entry.session
        code = session.code.upper()
        return {
            "guid": entry.guid,
            **({"code": code} if CODE.fullmatch(code) else {}),
            "id": self.outline.numbers[entry.guid],
            "date": session.starts_at.isoformat(),
            "start": f"{session.starts_at:%H:%M}",
            "end": session.ends_at.isoformat(),
            "duration": duration(session.duration),
            "room": room,
            "slug": entry.slug,
            "url": entry.url,
            "title": line(session.title),
            "subtitle": line(session.subtitle),
            "track": line(session.track.name) if session.track else None,
            "type": session.kind,
            "language": session.language or None,
            "abstract": prose(session.abstract),
            "description": prose(session.description),
            "do_not_record": not session.is_recorded,
            "persons": [self._person(person) for person in entry.people],
            "links": [_reference(link) for link in entry.links],
            "attachments": [_reference(file) for file in entry.files],
        }

    def _person(self, person: Participant) -> dict[str, Any]:
        identity = {"guid": person.guid, "id": self.outline.numbers[person.guid], "name": person.name}
        return identity | (self._known(self.programme.speaker(person.slug)) if person.slug else {})

    def _known(self, speaker: SpeakerItem) -> dict[str, Any]:
        return {
            "url": absolute("events:speaker", self.programme.slug, speaker.slug),
            "biography": prose(speaker.biography) or None,
            **({"avatar": outlines.photo_url(speaker.photo)} if speaker.photo else {}),
        }
