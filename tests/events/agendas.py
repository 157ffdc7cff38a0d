"""Agendas as documents, made by chance or from a file, and read without publishing them."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from hypothesis import strategies as st

from events import audience
from events.audience import Viewer
from events.models import SessionKind
from events.models.sessions import CODE_ALPHABET
from events.programme import Reading
from events.programme_parts import Programme

SHARED = Path(os.environ.get("PLENARY_SHARED") or settings.BASE_DIR.parent / "shared")
SCHEDULES = SHARED / "data" / "schedules"
SCHEMAS = SHARED / "schemas" / "voc"
PUBLISHED_AT = dt.datetime(2031, 4, 1, 12, 30, tzinfo=dt.UTC)
FIRST_DAY = dt.datetime(2031, 5, 15, 0, 0, tzinfo=dt.UTC)

# Texts as organizers write them. What could be taken for HTML is another test's matter.
WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"], exclude_characters="<&"
    ),
    min_size=1,
    max_size=30,
).map(lambda text: " ".join(text.split()) or "?")
PROSE = st.lists(WORDS, max_size=3).map("\n\n".join)
LANGUAGES = st.sampled_from(["", "en", "fr", "pt-BR"])


def read(document: dict[str, Any], *, viewer: Viewer = Viewer.PUBLIC, language: str = "en") -> Programme:
    """The document as its third edition, for a viewer."""
    projection = audience.project(document, viewer, PUBLISHED_AT)
    reading = Reading(projection, language=language, zone=None)
    return reading.programme(number=3, published_at=PUBLISHED_AT)


@st.composite
def documents(draw: Callable[[Any], Any]) -> dict[str, Any]:
    """A small agenda in English: up to three rooms and tracks, sessions by day and by night."""
    rooms = draw(st.lists(WORDS, max_size=3, unique=True))
    tracks = draw(st.lists(WORDS, max_size=3, unique=True))
    people = draw(st.lists(WORDS, max_size=4, unique=True))
    codes = draw(st.lists(st.text(CODE_ALPHABET, min_size=10, max_size=10), max_size=6, unique=True))
    sessions = [_session(draw, code, rooms=rooms, tracks=tracks, people=people) for code in codes]
    return {
        "type": 1,
        "event": _event(draw),
        "tracks": [
            {"id": number, "name": {"en": name}, "mark": "circle"} for number, name in enumerate(tracks, 1)
        ],
        "rooms": [
            {"id": number, "name": {"en": name}, "capacity": None} for number, name in enumerate(rooms, 1)
        ],
        "sessions": sorted(sessions, key=lambda session: str(session["starts_at"])),
        "unscheduled": [],
        "speakers": {slug_of(name, people): _speaker(draw, name) for name in people},
        "organizations": {},
    }


def slug_of(name: str, people: list[str]) -> str:
    return f"speaker-{people.index(name)}"


def _event(draw: Callable[[Any], Any]) -> dict[str, Any]:
    return {
        "slug": draw(st.from_regex(r"[a-z0-9](-?[a-z0-9]){0,20}", fullmatch=True)),
        **{text: {"en": draw(WORDS)} for text in ("title", "summary")},
        **{text: {} for text in ("short_title", "description", "agenda_note", "practical", "series")},
        "format": "in_person",
        "time_zone": draw(st.sampled_from(["Asia/Tokyo", "Europe/Brussels", "America/St_Johns", "UTC"])),
        "starts_at": FIRST_DAY.isoformat(),
        "ends_at": (FIRST_DAY + dt.timedelta(days=4)).isoformat(),
        "day_changes_at": draw(st.sampled_from(["00:00", "04:00", "05:30"])),
        "venue": None,
        "website": draw(st.sampled_from(["", "https://forum.example/2031?a=1&b=2"])),
        "contact_email": "",
        "takes_registrations": False,
        "registration_opens_at": None,
        "registration_closes_at": FIRST_DAY.isoformat(),
        "organizations": [],
    }


def _session(
    draw: Callable[[Any], Any], code: str, *, rooms: list[str], tracks: list[str], people: list[str]
) -> dict[str, Any]:
    starts_at = FIRST_DAY + dt.timedelta(minutes=draw(st.integers(0, 4 * 24 * 60)))
    abstract, description = draw(PROSE), draw(PROSE)
    present = draw(st.lists(st.sampled_from(people), max_size=3, unique=True)) if people else []
    return {
        "code": code,
        "kind": draw(st.sampled_from(SessionKind.values)),
        "title": {"en": draw(WORDS)},
        "subtitle": {"en": draw(WORDS)} if draw(st.booleans()) else {},
        "abstract": {"en": abstract} if abstract else {},
        "description": {"en": description} if description and description != abstract else {},
        "track": draw(st.sampled_from([None, *range(1, len(tracks) + 1)])),
        "room": draw(st.sampled_from([None, *range(1, len(rooms) + 1)])),
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + dt.timedelta(seconds=draw(st.integers(1, 90 * 3600)))).isoformat(),
        "language": draw(LANGUAGES),
        "has_interpretation": False,
        "is_recorded": draw(st.booleans()),
        "is_closed_to_press": False,
        "is_cancelled": draw(st.integers(0, 9)) == 0,
        "expected_attendance": None,
        "audience": draw(st.sampled_from(["public", "public", "public", "registered", "hidden"])),
        "people": [_appearance(slug_of(name, people)) for name in present],
    }


def _appearance(slug: str) -> dict[str, Any]:
    return {
        "speaker": slug,
        "role": "speaker",
        "position": {},
        "level": "",
        "organization": None,
        "is_confirmed": True,
    }


def _speaker(draw: Callable[[Any], Any], name: str) -> dict[str, Any]:
    biography = draw(PROSE)
    return {
        "given_name": "",
        "family_name": name,
        "name": name,
        "native_name": "",
        "native_name_reading": "",
        "native_language": "",
        "honorific": {},
        "rank": {},
        "biography": {"en": biography} if biography else {},
        "photo": "",
    }
