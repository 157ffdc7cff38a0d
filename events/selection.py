"""Which sessions of a programme a reader asks for, and how they are to be arranged: an agenda's address.

docs/architecture.md describes the parameters. What an address asks for and the programme does not have
is left out, and the page says so; no address is an error.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language_info, gettext, gettext_lazy, ngettext, pgettext_lazy

from events import search, writing
from events.models import AppearanceRole, SessionKind
from events.programme_parts import Programme, SessionItem
from events.texts import Text
from speakers.models import Sector

MOST_VALUES = 60
LONGEST_VALUE = 100
MOST_MARKED = 100

MATCH, DAY, TRACK, ROOM = "match", "day", "track", "room"
LIST, GRID = "list", "grid"
ARRANGEMENTS = {
    MATCH: gettext_lazy("Best matches"),
    DAY: gettext_lazy("By day"),
    TRACK: gettext_lazy("By track"),
    ROOM: gettext_lazy("By room"),
}
LAYOUTS = {LIST: pgettext_lazy("of the agenda", "List"), GRID: gettext_lazy("Time grid")}

OF_SESSIONS = {
    "day": gettext_lazy("Day"),
    "track": gettext_lazy("Track"),
    "room": gettext_lazy("Room"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
}
OF_PEOPLE = {
    "role": gettext_lazy("Role"),
    "sector": gettext_lazy("Sector"),
    "organization": gettext_lazy("Organization"),
}
FILTERS = OF_SESSIONS | OF_PEOPLE
PARAMETERS = frozenset({"q", "by", "as", *FILTERS})


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that occurs in the programme, and in how many of its sessions."""

    value: str
    label: Text | str
    count: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """What one filter offers; with fewer than two values there is nothing to choose."""

    name: str
    label: str
    choices: list[Choice]
    chosen: tuple[str, ...]

    @property
    def chosen_choices(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.value in self.chosen]


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that is asked for, and the address without it."""

    label: Text | str
    without: str


@dataclass(frozen=True)
class Selection:
    """What a reader asks for. ``left_out`` says that some of it does not occur in the programme."""

    programme: Programme
    chosen: dict[str, tuple[str, ...]]
    query: str
    by: str
    layout: str
    left_out: bool

    @cached_property
    def words(self) -> tuple[str, ...]:
        return search.words_of(self.query)

    @property
    def is_filtered(self) -> bool:
        return bool(self.chosen or self.words)

    @property
    def is_plain(self) -> bool:
        """Whether the whole programme is shown as everybody gets it first."""
        return not self.is_filtered and self.by == DAY and self.layout == LIST

    @cached_property
    def sessions(self) -> list[SessionItem]:
        """The sessions that are asked for, in the order of their time; as matches the best first."""
        sessions = self.programme.sessions
        if self.words:
            sessions = [session for session in sessions if session.code in self.found]
            if self.by == MATCH:
                sessions.sort(key=lambda session: -self.found[session.code])
        if self.chosen:
            values = _values(self.programme)
            sessions = [session for session in sessions if self._admits(values[session.code])]
        return sessions

    @cached_property
    def marked(self) -> frozenset[str]:
        """The sessions in which the words are marked: those that match best, where very many do."""
        return frozenset(list(self.found)[:MOST_MARKED])

    @cached_property
    def found(self) -> dict[str, int]:
        """The sessions in which the words are found, with how well; the best first."""
        return search.find(self.programme, self.words) if self.words else {}

    @property
    def count(self) -> int:
        return len(self.sessions)

    @property
    def total(self) -> int:
        return len(self.programme.sessions)

    @property
    def filters(self) -> list[Filter]:
        """What can be chosen from in this programme."""
        offered = _choices(self.programme)
        return [
            Filter(name, str(label), offered[name], self.chosen.get(name, ()))
            for name, label in FILTERS.items()
            if len(offered[name]) > 1 or name in self.chosen
        ]

    @property
    def chips(self) -> list[Chip]:
        """All that is asked for, each with the address that asks for the rest."""
        chips = []
        if self.words:
            chips.append(Chip(gettext("“%(words)s”") % {"words": self.query}, self.address(query="")))
        for offered in self.filters:
            for choice in offered.chosen_choices:
                rest = tuple(value for value in offered.chosen if value != choice.value)
                chips.append(Chip(choice.label, self.address(chosen=self.chosen | {offered.name: rest})))
        return chips

    @property
    def arrangements(self) -> list[tuple[str, str, bool]]:
        """How the sessions can be arranged: label, address, and whether they are."""
        if self.layout == GRID:
            offered = [ROOM, TRACK] if len(self.programme.tracks) > 1 else []
            current = TRACK if self.by == TRACK else ROOM
            return [(str(ARRANGEMENTS[name]), self.address(by=name), name == current) for name in offered]
        offered = [
            name
            for name, can_be in (
                (MATCH, bool(self.words)),
                (DAY, True),
                (TRACK, len(self.programme.tracks) > 1),
                (ROOM, len(self.programme.rooms) > 1),
            )
            if can_be
        ]
        return [(str(ARRANGEMENTS[name]), self.address(by=name), name == self.by) for name in offered]

    @property
    def layouts(self) -> list[tuple[str, str, bool]]:
        return [
            (str(label), self.address(layout=name), name == self.layout) for name, label in LAYOUTS.items()
        ]

    @property
    def cleared(self) -> str:
        """The address without any filter, arranged as it is."""
        by = DAY if self.by == MATCH else self.by
        return self.address(chosen={}, query="", by=by)

    def of_day(self, day: str) -> str:
        """The address of that day only, or of all days for ""."""
        return self.address(chosen=self.chosen | {"day": (day,) if day else ()})

    def address(
        self,
        *,
        chosen: dict[str, tuple[str, ...]] | None = None,
        query: str | None = None,
        by: str | None = None,
        layout: str | None = None,
    ) -> str:
        """The query of an address that asks for the same except for what is given; "?" for nothing at all."""
        chosen = self.chosen if chosen is None else chosen
        query = self.query if query is None else query
        pairs = [("q", query)] if query else []
        pairs += [(name, value) for name in FILTERS for value in chosen.get(name, ())]
        by = by or self.by
        if by == MATCH and not query:
            by = DAY
        if by != (MATCH if query else DAY):
            pairs.append(("by", by))
        if (layout or self.layout) != LIST:
            pairs.append(("as", layout or self.layout))
        if not self.programme.is_in_event_zone:
            pairs.append(("tz", self.programme.time_zone))
        return f"?{urlencode(pairs, safe='/')}"

    @property
    def in_event_zone(self) -> str:
        """The same in the event's own time."""
        pairs = self.all_fields
        return f"?{urlencode(pairs)}" if pairs else "?"

    @property
    def kept_fields(self) -> list[tuple[str, str]]:
        """What the form of filters does not hold itself: the arrangement and the zone."""
        pairs = [] if self.by in (DAY, MATCH) else [("by", self.by)]
        pairs += [] if self.layout == LIST else [("as", self.layout)]
        return pairs if self.programme.is_in_event_zone else [*pairs, ("tz", self.programme.time_zone)]

    @property
    def all_fields(self) -> list[tuple[str, str]]:
        """All that is asked for except for the zone."""
        pairs = [("q", self.query)] if self.query else []
        pairs += [(name, value) for name, values in self.chosen.items() for value in values]
        pairs += [] if self.by == (MATCH if self.query else DAY) else [("by", self.by)]
        return [*pairs, *([] if self.layout == LIST else [("as", self.layout)])]

    def _admits(self, values: "_Values") -> bool:
        """Each filter admits one of its values; those of people want one person who has them all."""
        of_people = [name for name in OF_PEOPLE if name in self.chosen]
        return all(
            values.of_session[name] in self.chosen[name] for name in self.chosen if name in OF_SESSIONS
        ) and (
            not of_people
            or any(
                all(person[name] in self.chosen[name] for name in of_people) for person in values.of_people
            )
        )


def read(programme: Programme, query: QueryDict) -> Selection:
    """What the query of an address asks for, as far as the programme has it."""
    offered = _choices(programme)
    chosen, left_out = {}, False
    for name in FILTERS:
        asked = [value[:LONGEST_VALUE] for value in query.getlist(name) if value][:MOST_VALUES]
        known = {choice.value for choice in offered[name]}
        if values := tuple(dict.fromkeys(value for value in asked if value in known)):
            chosen[name] = values
        left_out = left_out or any(value not in known for value in asked)
    words = " ".join(query.get("q", "")[: search.LONGEST_QUERY].replace("\0", " ").split())
    by, layout = query.get("by", ""), query.get("as", "")
    by_default = MATCH if words else DAY
    return Selection(
        programme=programme,
        chosen=chosen,
        query=words,
        by=by if by in ARRANGEMENTS and (words or by != MATCH) else by_default,
        layout=layout if layout in LAYOUTS else LIST,
        left_out=left_out,
    )


# --- What a programme offers -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Values:
    """What a session has of each filter, and what each of its people has."""

    of_session: dict[str, str]
    of_people: list[dict[str, str]]


@lru_cache(maxsize=32)
def _values(programme: Programme) -> dict[str, _Values]:
    days = {session.code: day.date.isoformat() for day in programme.days for session in day.sessions}
    return {
        session.code: _Values(
            {
                "day": days[session.code],
                "track": session.track.slug if session.track else "",
                "room": session.room.slug if session.room else "",
                "kind": session.kind,
                "language": session.language,
            },
            [
                {"role": person.role, "sector": person.sector, "organization": person.organization_slug}
                for person in session.people
            ],
        )
        for session in programme.sessions
    }


@lru_cache(maxsize=32)
def _choices(programme: Programme) -> dict[str, list[Choice]]:
    """The values that occur, each filter's in the order in which a reader looks for them."""
    labels = _labels(programme)
    counts: Counter[tuple[str, str]] = Counter()
    for values in _values(programme).values():
        counts.update((name, value) for name, value in values.of_session.items() if value)
        counts.update(
            {(name, value) for person in values.of_people for name, value in person.items() if value}
        )
    marks = {track.slug: track.mark for track in programme.tracks}
    return {
        name: [
            Choice(value, label, counts[name, value], marks.get(value, "") if name == "track" else "")
            for value, label in labels[name].items()
            if counts[name, value]
        ]
        for name in FILTERS
    }


def _labels(programme: Programme) -> dict[str, dict[str, Text | str]]:
    organizations = {
        person.organization_slug: person.organization
        for session in programme.sessions
        for person in session.people
        if person.organization_slug
    }
    languages = {session.language for session in programme.sessions}
    return {
        "day": {day.date.isoformat(): writing.short_day(day.date) for day in programme.days},
        "track": {track.slug: track.name for track in programme.tracks},
        "room": {room.slug: room.name for room in programme.rooms},
        "kind": {kind.value: str(kind.label) for kind in SessionKind},
        "language": {tag: language_name(tag) for tag in sorted(languages, key=language_name) if tag},
        "role": {role.value: str(role.label) for role in AppearanceRole},
        "sector": {sector.value: str(sector.label) for sector in Sector},
        "organization": dict(sorted(organizations.items(), key=lambda pair: search.fold(str(pair[1])))),
    }


def language_name(tag: str) -> str:
    """A language tag's name in the active language; the tag itself when it is not known."""
    try:
        return str(get_language_info(tag)["name_translated"])
    except KeyError:
        return tag


def summary(selection: Selection) -> str:
    """How many of the sessions are shown, in a sentence that is also read out."""
    if not selection.is_filtered:
        return ngettext("%(total)d session", "%(total)d sessions", selection.total) % {
            "total": selection.total
        }
    if not selection.count:
        return gettext("No session matches.")
    return ngettext("%(count)d of %(total)d session", "%(count)d of %(total)d sessions", selection.total) % {
        "count": selection.count,
        "total": selection.total,
    }
