"""The parts of a programme as one reader gets them."""

import datetime as dt
import posixpath
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from events import agenda
from events.audience import Viewer
from events.models import SessionKind
from events.texts import Text
from speakers import names

PAUSES = {SessionKind.BREAK, SessionKind.NETWORKING}


@dataclass(frozen=True, slots=True)
class TrackItem:
    """``slug`` is its name as addresses write it, the same in every language."""

    id: int
    slug: str
    name: Text
    mark: str


@dataclass(frozen=True, slots=True)
class RoomItem:
    id: int
    slug: str
    name: Text


@dataclass(frozen=True, slots=True)
class VenueItem:
    name: Text
    address: Text
    city: Text
    access: Text
    country: str
    country_name: str
    website: str


@dataclass(frozen=True, slots=True)
class OrganizationItem:
    id: str
    slug: str
    name: Text
    short_name: Text
    summary: Text
    sector: str
    sector_label: str
    country: str
    country_name: str
    website: str
    parent_name: Text


@dataclass(frozen=True, slots=True)
class OrganizationGroup:
    """The organizations that have one role in the event, in their order."""

    role: str
    label: str
    organizations: list[OrganizationItem]


@dataclass(frozen=True, slots=True)
class Named:
    """A name as its reader gets it, with rank and honorific."""

    name: Text
    reading: str
    honorific: Text
    rank: Text

    @property
    def titled(self) -> list[Text | str]:
        """The name between its titles."""
        return names.with_titles(str(self.name), rank=self.rank, honorific=self.honorific)

    @property
    def full_name(self) -> str:
        return " ".join(str(part) for part in self.titled)

    @property
    def furigana(self) -> list[tuple[str, str]]:
        """The parts of the name with how they are read; the name alone where nothing tells."""
        return names.furigana(str(self.name), self.reading if self.name.lang == "ja" else "")


@dataclass(frozen=True, slots=True)
class Person(Named):
    """Somebody in a session; ``slug`` and ``name`` are empty for an unnamed participant."""

    slug: str
    role: str
    role_label: str
    position: Text
    organization: Text
    organization_short: Text
    organization_slug: str
    sector: str
    sector_label: str
    country: str
    photo: str

    @property
    def is_unnamed(self) -> bool:
        return not self.slug


@dataclass(frozen=True, slots=True)
class MaterialItem:
    """A file or an address that belongs to a session; ``for_whom`` is empty for what is public."""

    code: str
    kind: str
    kind_label: str
    title: Text
    address: str
    file: str
    file_size: int
    audience: str
    for_whom: list[Text]
    revealed_at: dt.datetime | None

    @property
    def file_name(self) -> str:
        return posixpath.basename(self.file)

    @property
    def file_type(self) -> str:
        """For example "PDF"."""
        return posixpath.splitext(self.file)[1].lstrip(".").upper()


@dataclass(frozen=True, slots=True)
class SessionItem:
    """A session; ``for_whom`` says who knows of it, and is empty for what is public."""

    code: str
    kind: str
    kind_label: str
    title: Text
    subtitle: Text
    abstract: Text
    description: Text
    track: TrackItem | None
    room: RoomItem | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    language: str
    has_interpretation: bool
    is_recorded: bool
    is_closed_to_press: bool
    needs_separate_registration: bool
    is_cancelled: bool
    audience: str
    for_whom: list[Text]
    revealed_at: dt.datetime | None
    people: list[Person]
    materials: list[MaterialItem]

    @property
    def duration(self) -> dt.timedelta:
        return self.ends_at - self.starts_at

    @property
    def is_pause(self) -> bool:
        return self.kind in PAUSES


@dataclass(frozen=True, slots=True)
class SessionAppearance:
    """A speaker's part in a session."""

    session: SessionItem
    role_label: str


@dataclass(frozen=True, slots=True)
class SpeakerItem(Named):
    """A speaker with the affiliation under which they first appear in this event.

    ``other_names`` are those in which the name stands besides, in other scripts.
    """

    slug: str
    other_names: list[Text]
    given_name: str
    family_name: str
    biography: Text
    photo: str
    position: Text
    organization: Text
    organization_short: Text
    sector: str
    sector_label: str
    country: str
    appearances: list[SessionAppearance]


@dataclass(frozen=True, slots=True)
class Slot:
    """The sessions of a day that start together."""

    starts_at: dt.datetime
    sessions: list[SessionItem]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the event; after midnight it goes on until the event's day changes."""

    date: dt.date
    index: int
    sessions: list[SessionItem]

    @property
    def starts_at(self) -> dt.datetime:
        return self.sessions[0].starts_at

    @property
    def ends_at(self) -> dt.datetime:
        return max(session.ends_at for session in self.sessions)

    @property
    def slots(self) -> list[Slot]:
        slots: dict[dt.datetime, list[SessionItem]] = defaultdict(list)
        for session in self.sessions:
            slots[session.starts_at].append(session)
        return [Slot(starts_at, sessions) for starts_at, sessions in slots.items()]

    @property
    def rooms(self) -> list[RoomItem]:
        """The rooms in use on this day, in the order in which they are first used."""
        return list({session.room.id: session.room for session in self.sessions if session.room}.values())


@dataclass(frozen=True)
class Programme:
    """An event with its published agenda. All instants are in ``zone``.

    ``projection`` is what it was read from, in all languages; nobody may change it.

    ``release_number`` and ``published_at`` are those of the reader's edition: they change
    only when something changes that this reader may know of.
    """

    slug: str
    title: Text
    short_title: Text
    summary: Text
    description: Text
    agenda_note: Text
    practical: Text
    format: str
    format_label: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: ZoneInfo
    event_zone: ZoneInfo
    day_changes_at: dt.time
    venue: VenueItem | None
    website: str
    contact_email: str
    languages: list[str]
    language: str
    series_name: Text
    takes_registrations: bool
    registration_opens_at: dt.datetime | None
    registration_closes_at: dt.datetime
    organizations: list[OrganizationGroup]
    speaker_organizations: list[OrganizationItem]
    tracks: list[TrackItem]
    rooms: list[RoomItem]
    days: list[Day]
    speakers: list[SpeakerItem]
    release_number: int
    published_at: dt.datetime
    viewer: Viewer
    sessions: list[SessionItem] = field(default_factory=list)
    projection: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __hash__(self) -> int:
        return hash((self.slug, self.digest, self.language, self.zone.key))

    @cached_property
    def digest(self) -> str:
        """What tells this projection from any other."""
        return agenda.digest(self.projection)

    @property
    def time_zone(self) -> str:
        return self.zone.key

    @property
    def event_time_zone(self) -> str:
        return self.event_zone.key

    @property
    def is_in_event_zone(self) -> bool:
        return self.zone.key == self.event_zone.key

    def session(self, code: str) -> SessionItem:
        """Raises KeyError for a code that this reader does not know."""
        return self._sessions_by_code[code]

    def material(self, code: str) -> MaterialItem:
        """Raises KeyError for a material that this reader does not know."""
        return self._materials_by_code[code]

    def speaker(self, slug: str) -> SpeakerItem:
        """Raises KeyError for a speaker that this reader does not know."""
        return self._speakers_by_slug[slug]

    def content(self, code: str) -> dict[str, Any]:
        """A session as the projection has it, in all languages."""
        return self._contents_by_code[code]

    @cached_property
    def _contents_by_code(self) -> dict[str, dict[str, Any]]:
        return {session["code"]: session for session in self.projection["sessions"]}

    @cached_property
    def _sessions_by_code(self) -> dict[str, SessionItem]:
        return {session.code: session for session in self.sessions}

    @cached_property
    def _materials_by_code(self) -> dict[str, MaterialItem]:
        return {material.code: material for session in self.sessions for material in session.materials}

    @cached_property
    def _speakers_by_slug(self) -> dict[str, SpeakerItem]:
        return {speaker.slug: speaker for speaker in self.speakers}
