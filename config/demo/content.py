"""What the demo's content is made of: entries that name one another by key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from events.models import (
    AppearanceRole,
    Audience,
    EventFormat,
    MaterialKind,
    OrganizationRole,
    OrganizationRule,
    PrecedenceRule,
    SessionKind,
    TrackMark,
)
from notifications.models import Recipients, ReminderUnit
from speakers.models import Grade, Level, NameOrder, Sector, Service

Text = tuple[str, str]
"""English and Japanese."""

NOTHING: Text = ("", "")


def in_languages(field_name: str, text: Text) -> dict[str, str]:
    """The columns of a translated field, filled."""
    english, japanese = text
    return {f"{field_name}_en": english, f"{field_name}_ja": japanese}


def paragraphs(*texts: str) -> str:
    """Texts with an empty line between them, as Markdown and mail have it."""
    return "\n\n".join(texts)


@dataclass(frozen=True, kw_only=True)
class OrganizationEntry:
    name: Text
    sector: Sector
    country: str
    short_name: Text = NOTHING
    summary: Text = NOTHING
    city: str = ""
    parent: str = ""
    website: str = ""


@dataclass(frozen=True, kw_only=True)
class AffiliationEntry:
    organization: str
    position: Text
    level: Level
    from_on: str | None = None
    to_on: str | None = None


@dataclass(frozen=True, kw_only=True)
class RankEntry:
    title: Text
    grade: Grade
    service: Service
    from_on: str | None = None


@dataclass(frozen=True, kw_only=True)
class SpeakerEntry:
    """Somebody with a name; the first of the affiliations is the one they appear under."""

    given_name: str
    family_name: str
    affiliations: tuple[AffiliationEntry, ...]
    name_order: NameOrder = NameOrder.GIVEN_FIRST
    native_name: str = ""
    native_name_reading: str = ""
    native_language: str = ""
    honorific: Text = NOTHING
    japanese_name: str = ""
    ranks: tuple[RankEntry, ...] = ()
    biography: Text = NOTHING


@dataclass(frozen=True)
class Part:
    """Somebody's part in a session: a speaker's key, or an unnamed position at an organization."""

    role: AppearanceRole
    speaker: str = ""
    unnamed: Text = NOTHING
    organization: str = ""


def parts(role: AppearanceRole, *speakers: str) -> tuple[Part, ...]:
    """The same role for each of the speakers."""
    return tuple(Part(role, speaker) for speaker in speakers)


@dataclass(frozen=True, kw_only=True)
class MaterialEntry:
    """A link where there is an address, else a small file."""

    kind: MaterialKind
    title: Text
    address: str = ""
    audience: Audience = Audience.PUBLIC


@dataclass(frozen=True, kw_only=True)
class SessionEntry:
    """A session on the event's n-th day, from and to in the event's own time."""

    key: str
    day: int
    starts: str
    ends: str
    kind: SessionKind
    title: Text
    people: tuple[Part, ...] = ()
    subtitle: Text = NOTHING
    abstract: Text = NOTHING
    track: str = ""
    room: str = ""
    language: str = ""
    has_interpretation: bool = False
    is_recorded: bool = False
    is_closed_to_press: bool = False
    needs_separate_registration: bool = False
    is_cancelled: bool = False
    expected_attendance: int | None = None
    audience: Audience = Audience.PUBLIC
    groups: tuple[str, ...] = ()
    embargo: tuple[int, str] | None = None
    """Until which of the event's days, the first being 0, and which time."""
    materials: tuple[MaterialEntry, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GroupEntry:
    name: Text
    sectors: tuple[Sector, ...]


@dataclass(frozen=True, kw_only=True)
class TrackEntry:
    name: Text
    mark: TrackMark


@dataclass(frozen=True, kw_only=True)
class RoomEntry:
    name: Text
    capacity: int


@dataclass(frozen=True, kw_only=True)
class VenueEntry:
    name: Text
    address: Text
    city: Text
    country: str
    access: Text
    rooms: Mapping[str, RoomEntry]


@dataclass(frozen=True, kw_only=True)
class TicketTypeEntry:
    name: Text
    description: Text
    capacity: int | None
    needs_review: bool = False
    price: int = 0
    """In yen, with ten percent of tax in it."""
    quota: str | None = None
    """The key of the quota whose seats it shares."""
    terms: Mapping[str, Any] = field(default_factory=dict)
    """Other fields of the ticket type."""


@dataclass(frozen=True, kw_only=True)
class QuotaEntry:
    name: Text
    capacity: int


@dataclass(frozen=True, kw_only=True)
class ReminderEntry:
    amount: int
    unit: ReminderUnit
    recipients: Recipients
    subject: Text
    body: Text


@dataclass(frozen=True, kw_only=True)
class SeriesEntry:
    slug: str
    name: Text
    description: Text = NOTHING


@dataclass(frozen=True, kw_only=True)
class EventEntry:
    """A whole event but for its dates and its attendees."""

    slug: str
    series: SeriesEntry
    title: Text
    short_title: Text
    summary: Text
    description: Text
    format: EventFormat
    time_zone: str
    starts: str
    ends: str
    days: int
    organizations: Mapping[str, OrganizationEntry]
    roles: tuple[tuple[OrganizationRole, str], ...]
    speakers: Mapping[str, SpeakerEntry]
    sessions: tuple[SessionEntry, ...]
    precedence_rule: PrecedenceRule = PrecedenceRule.OFFICE
    organization_rule: OrganizationRule = OrganizationRule.SECTOR
    placed_by_hand: tuple[tuple[str, int, str], ...] = ()
    agenda_note: Text = NOTHING
    practical: Text = NOTHING
    privacy_notice: Text = NOTHING
    contact_email: str = ""
    venue: VenueEntry | None = None
    tracks: Mapping[str, TrackEntry] = field(default_factory=dict)
    groups: Mapping[str, GroupEntry] = field(default_factory=dict)
    quotas: Mapping[str, QuotaEntry] = field(default_factory=dict)
    ticket_types: Mapping[str, TicketTypeEntry] = field(default_factory=dict)
    reminders: tuple[ReminderEntry, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
