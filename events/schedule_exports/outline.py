"""What a schedule file says of a programme, whatever its syntax: days, rooms, identifiers, addresses."""

import datetime as dt
import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from events.programme_parts import Day, Person, Programme, SessionItem
from events.writing import customs

# What XML cannot hold at all, however it is escaped.
IMPOSSIBLE_CHARACTERS = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LARGEST_NUMBER = 2**31 - 1
SHORTEST_ACRONYM = 4
STEPS = (15, 10, 5, 1)


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in a session; ``slug`` is empty for an unnamed participant."""

    guid: str
    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Link:
    """A material by its address."""

    title: str
    url: str
    kind: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A session that takes place, with what names it to other programs."""

    session: SessionItem
    guid: str
    slug: str
    url: str
    people: list[Participant]
    links: list[Link]
    files: list[Link]


@dataclass(frozen=True, slots=True)
class RoomOfDay:
    """A room with its sessions of a day by time; what has no room stands in one without name and guid."""

    name: str
    guid: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class DayOfSchedule:
    index: int
    date: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime
    rooms: list[RoomOfDay]


@dataclass(frozen=True, slots=True)
class Outline:
    """A programme as schedule files divide it.

    ``numbers`` has a number for each session's and each person's UUID, for programs that know
    things by number.
    """

    programme: Programme
    acronym: str
    url: str
    website: str
    step: dt.timedelta
    days: list[DayOfSchedule]
    numbers: dict[str, int]

    @property
    def rooms(self) -> list[RoomOfDay]:
        """Every room of the event once, in the venue's order, each with a day on which it is in use."""
        in_use = {room.name: room for day in self.days for room in day.rooms if room.guid}
        return [in_use[name] for name in _names_of_rooms(self.programme) if name in in_use]


def of(programme: Programme) -> Outline:
    """The outline, with addresses and names in the active language."""
    acronym = _acronym(programme.slug)
    url = absolute("events:event", programme.slug)
    entries = [
        _entry(programme, session, acronym) for session in programme.sessions if not session.is_cancelled
    ]
    return Outline(
        programme=programme,
        acronym=acronym,
        url=url,
        website=_web_address(programme.website) or url,
        step=_step(entry.session for entry in entries),
        days=_days(programme, {entry.session.code: entry for entry in entries}),
        numbers=_numbers(
            {entry.guid for entry in entries} | {person.guid for entry in entries for person in entry.people}
        ),
    )


def guid(*names: str) -> str:
    """The UUID of a thing of this site: the same in every file and every release."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join([f"https://{host()}", *names])))


def host() -> str:
    return urlsplit(settings.BASE_URL).hostname or ""


def prose(text: object) -> str:
    """A text of several lines, without what no file can hold."""
    return IMPOSSIBLE_CHARACTERS.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))


def line(text: object) -> str:
    """A text as one line."""
    return " ".join(prose(text).split())


def absolute(view: str, *arguments: str) -> str:
    """The address of a page in the active language, with scheme and host."""
    return f"{settings.BASE_URL}{reverse(view, args=arguments)}"


def photo_url(address: str) -> str:
    return _web_address(address) or f"{settings.BASE_URL}{iri_to_uri(address)}"


def _entry(programme: Programme, session: SessionItem, acronym: str) -> Entry:
    return Entry(
        session=session,
        guid=guid("sessions", session.code),
        slug=f"{acronym}-{session.code.lower()}",
        url=absolute("events:session", programme.slug, session.code),
        people=list(_people(session)),
        links=[
            Link(line(material.title), iri_to_uri(material.address), material.kind)
            for material in session.materials
            if material.address
        ],
        files=[
            Link(
                line(material.title),
                absolute("events:material", programme.slug, material.code),
                material.kind,
            )
            for material in session.materials
            if material.file
        ],
    )


def _people(session: SessionItem) -> Iterator[Participant]:
    """Everybody in the session once, in its order; two unnamed participants of one position stay two."""
    seen: Counter[str] = Counter()
    for person in session.people:
        name = line(person.name) if person.slug else _described(person)
        identity = person.slug or name
        seen[identity] += 1
        if person.slug:
            if seen[identity] == 1:
                yield Participant(guid("speakers", person.slug), name, person.slug)
        else:
            number = str(seen[identity])
            yield Participant(guid("sessions", session.code, "unnamed", name, number), name, "")


def _described(person: Person) -> str:
    parts = (line(person.position), line(person.organization))
    return customs().comma.join(part for part in parts if part)


def _days(programme: Programme, entries: dict[str, Entry]) -> list[DayOfSchedule]:
    """The days with their rooms; a programme without any session has the event's first day, empty."""
    if not programme.days:
        return [_day(programme, 1, programme.starts_at.astimezone(programme.event_zone).date(), [])]
    return [_day(programme, day.index, day.date, _rooms(programme, day, entries)) for day in programme.days]


def _day(programme: Programme, index: int, date: dt.date, rooms: list[RoomOfDay]) -> DayOfSchedule:
    """A day lasts from one change of the event's day to the next."""
    starts_at, ends_at = (
        dt.datetime.combine(day, programme.day_changes_at, tzinfo=programme.event_zone)
        for day in (date, date + dt.timedelta(days=1))
    )
    return DayOfSchedule(index, date, starts_at, ends_at, rooms)


def _rooms(programme: Programme, day: Day, entries: dict[str, Entry]) -> list[RoomOfDay]:
    """The rooms of the day in the venue's order, then what has none; rooms of one name are one."""
    by_name: dict[str, list[Entry]] = defaultdict(list)
    for session in day.sessions:
        if session.code in entries:
            by_name[line(session.room.name) if session.room else ""].append(entries[session.code])
    return [
        RoomOfDay(name, guid("events", programme.slug, "rooms", name) if name else "", by_name[name])
        for name in [*_names_of_rooms(programme), ""]
        if name in by_name
    ]


def _names_of_rooms(programme: Programme) -> list[str]:
    return [name for name in dict.fromkeys(line(room.name) for room in programme.rooms) if name]


def _numbers(guids: Iterable[str]) -> dict[str, int]:
    """A number of 31 bits for each UUID, each number once, the same as long as none collides."""
    by_number: dict[int, str] = {}
    for identifier in sorted(guids):
        number = uuid.UUID(identifier).int % LARGEST_NUMBER + 1
        while number in by_number:
            number = number % LARGEST_NUMBER + 1
        by_number[number] = identifier
    return {identifier: number for number, identifier in by_number.items()}


def _acronym(slug: str) -> str:
    """The event's address as both formats allow an acronym: small letters, digits and underscores."""
    acronym = re.sub(r"[^a-z0-9]", "_", slug.lower())
    return acronym if len(acronym) >= SHORTEST_ACRONYM else f"event_{acronym}"


def _step(sessions: Iterable[SessionItem]) -> dt.timedelta:
    """The longest span of a usual raster into which every beginning and end falls."""
    minutes = {moment.minute for session in sessions for moment in (session.starts_at, session.ends_at)}
    return dt.timedelta(minutes=next(step for step in STEPS if all(m % step == 0 for m in minutes)))


def _web_address(address: str) -> str:
    return iri_to_uri(address) if address.startswith(("http://", "https://")) else ""
