"""A schedule as read from a file: what it says, cleaned, before anything is brought in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from events.models import AppearanceRole, OrganizationRole, SessionKind

TEXTS = ("title", "subtitle", "abstract", "description")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one place of a file: an error that refuses it, or a thing tolerated."""

    line: int
    where: str
    message: str

    def __str__(self) -> str:
        place = ", ".join(
            part for part in (_("line %d") % self.line if self.line else "", self.where) if part
        )
        return f"{place}: {self.message}" if place else self.message


class ScheduleError(Exception):
    """A file that cannot be read as a schedule; ``problems`` says each reason and its place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """Somebody named by a schedule.

    ``external_id`` is the person's identifier at the source, "" where it has none. One identifier
    may carry several names (an account that submitted for others): each name is a person then. Without a
    name it is an unnamed participant, known by position.
    What the source does not say (role, position, organization) is None or "".
    """

    external_id: str
    name: str
    biography: str = ""
    role: AppearanceRole | None = None
    position: str = ""
    organization: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.external_id, self.name.casefold() or f"{self.position}, {self.organization}"


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """One session; what the source leaves open (kind, recording, language) is None or "".

    ``line`` is 0 where the file has no lines worth naming; ``where`` says the place then. ``texts`` has
    the columns of a source that says in which language each text is, for example ``title_ja``; without
    them the texts are in the schedule's own language.
    """

    external_id: str
    line: int
    where: str
    title: str
    subtitle: str
    abstract: str
    description: str
    room: str
    track: str
    kind: SessionKind | None
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    language: str
    is_recorded: bool | None
    people: tuple[PersonEntry, ...]
    is_cancelled: bool | None = None
    needs_separate_registration: bool | None = None
    texts: Mapping[str, str] = field(default_factory=dict)

    def columns(self, language: str) -> dict[str, str]:
        """Its texts by column of the draft; language is that of texts which do not say their own."""
        return dict(self.texts) or {f"{name}_{language}": getattr(self, name) for name in TEXTS}


@dataclass(frozen=True, slots=True)
class VenueEntry:
    name: str
    city: str


@dataclass(frozen=True, slots=True)
class OrganizationEntry:
    """An organization that has a part in the whole event, such as a sponsor."""

    name: str
    role: OrganizationRole
    website: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a file says of an event; names of rooms and tracks in the order of the file.

    What it does not say is empty, or None. ``names`` has the languages of those names that the file gives
    in several, by the name in use.
    """

    title: str = ""
    subtitle: str = ""
    website: str = ""
    venue: VenueEntry | None = None
    time_zone: str = ""
    day_changes_at: dt.time | None = None
    rooms: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    sessions: tuple[SessionEntry, ...] = ()
    warnings: tuple[Problem, ...] = ()
    organizations: tuple[OrganizationEntry, ...] = ()
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    format: str = ""

    @property
    def has_times(self) -> bool:
        return any(session.starts_at for session in self.sessions)

    @property
    def starts_at(self) -> dt.datetime:
        return min(session.starts_at for session in self.sessions if session.starts_at)

    @property
    def ends_at(self) -> dt.datetime:
        return max(session.ends_at for session in self.sessions if session.ends_at)

    @property
    def people(self) -> tuple[PersonEntry, ...]:
        """Everybody who appears by name in a session, each once, in the order of the file."""
        everybody = {
            person.key: person for session in self.sessions for person in session.people if person.name
        }
        return tuple(everybody.values())

    @property
    def content_language(self) -> str:
        """The language its texts are taken to be in: ja where most sessions are held in Japanese, else en."""
        languages = [session.language.split("-")[0] for session in self.sessions if session.language]
        return "ja" if languages.count("ja") * 2 > len(languages) else "en"
