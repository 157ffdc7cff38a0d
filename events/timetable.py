"""How sessions lie on a page as a list, by day, track or room, and what of a day tells the event in short."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from events import writing
from events.models import SessionKind
from events.programme_parts import Day, Programme, RoomItem, SessionItem, SpeakerItem
from events.selection import DAY, MATCH, ROOM, TRACK, Selection
from events.texts import Text

MOST_COLUMNS = 5  # Rooms beyond that do not fit beside each other: sessions then flow.
ACROSS = 0
LEADING_KINDS = {
    SessionKind.OPENING,
    SessionKind.KEYNOTE,
    SessionKind.PANEL,
    SessionKind.CEREMONY,
    SessionKind.CLOSING,
}
HIGHLIGHTS_PER_DAY = 12
SPEAKERS_IN_SHORT = 12


@dataclass(frozen=True, slots=True)
class Placed:
    """A session and the column of its room, ACROSS all where nothing runs beside it, None without columns."""

    session: SessionItem
    column: int | None

    @property
    def css_classes(self) -> str:
        """What the style sheet tells sessions apart by."""
        classes = ["session", f"session--{self.session.kind}"]
        if self.column is not None:
            classes.append(f"column-{self.column}")
        if self.session.is_pause:
            classes.append("session--pause")
        if self.session.is_cancelled:
            classes.append("session--cancelled")
        return " ".join(classes)


@dataclass(frozen=True, slots=True)
class Row:
    """What starts together; ``shows_date`` where its date is not the one that a reader expects there."""

    starts_at: dt.datetime
    placed: list[Placed]
    shows_date: bool

    @property
    def ends_at(self) -> dt.datetime:
        return max(placed.session.ends_at for placed in self.placed)


@dataclass(frozen=True, slots=True)
class Section:
    """A day, a track or a room with its sessions; without ``columns`` rooms do not lie side by side."""

    id: str
    title: Text | str
    rows: list[Row]
    columns: list[RoomItem]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class DayTab:
    """A day as a tab: within the page, or as an address of its own."""

    label: str
    number: int
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class DayInShort:
    day: Day
    sessions: list[SessionItem]


def sections(selection: Selection) -> list[Section]:
    """What is asked for, as lists under headings."""
    if not selection.sessions:
        return []
    if selection.by == MATCH:
        matches = [Row(session.starts_at, [Placed(session, None)], True) for session in selection.sessions]
        return [Section("matches", gettext("Best matches"), matches, [])]
    if selection.by in (TRACK, ROOM):
        return list(_by_name(selection))
    return [lay_out(day) for day in days(selection)]


def days(selection: Selection) -> list[Day]:
    """The days on which something is that is asked for, with only that."""
    if not selection.is_filtered:
        return selection.programme.days
    wanted = {session.code for session in selection.sessions}
    filtered = (
        replace(day, sessions=[session for session in day.sessions if session.code in wanted])
        for day in selection.programme.days
    )
    return [day for day in filtered if day.sessions]


def tabs(selection: Selection) -> list[DayTab]:
    """All days: as places in the page where it shows them one after another, else as addresses."""
    programme = selection.programme
    shown = {day.index for day in days(selection)}
    asked = selection.chosen.get("day", ())
    if selection.by == DAY and not asked:
        return [
            DayTab(writing.short_day(day.date), day.index, f"#day-{day.index}", False)
            for day in programme.days
            if day.index in shown
        ]
    of_days = [
        DayTab(
            writing.short_day(day.date),
            day.index,
            selection.of_day(day.date.isoformat()),
            day.date.isoformat() in asked,
        )
        for day in programme.days
    ]
    return [DayTab(gettext("All days"), 0, selection.of_day(""), not asked), *of_days]


def lay_out(day: Day) -> Section:
    """The day's sessions by the time they start, in the columns of their rooms."""
    rooms = sorted(day.rooms, key=lambda room: room.id)
    columns = rooms if 1 < len(rooms) <= MOST_COLUMNS else []
    numbers = {room.id: number for number, room in enumerate(columns, start=1)}
    return Section(
        id=f"day-{day.index}",
        title=writing.day(day.date),
        columns=columns,
        rows=[
            Row(
                starts_at=slot.starts_at,
                placed=[
                    Placed(session, _column(session, numbers, day) if columns else None)
                    for session in slot.sessions
                ],
                shows_date=slot.starts_at.date() != day.date,
            )
            for slot in day.slots
        ],
    )


def _by_name(selection: Selection) -> Iterable[Section]:
    """A section for each track or room, in their order; what has none comes last."""
    programme = selection.programme
    grouped: dict[int, list[SessionItem]] = defaultdict(list)
    for session in selection.sessions:
        group = session.track if selection.by == TRACK else session.room
        grouped[group.id if group else 0].append(session)
    if selection.by == TRACK:
        for track in programme.tracks:
            if track.id in grouped:
                yield Section(f"track-{track.id}", track.name, _rows(grouped[track.id]), [], track.mark)
    else:
        for room in programme.rooms:
            if room.id in grouped:
                yield Section(f"room-{room.id}", room.name, _rows(grouped[room.id]), [])
    if 0 in grouped:
        title = gettext("Without a track") if selection.by == TRACK else gettext("Without a room")
        yield Section("others", title, _rows(grouped[0]), [])


def _rows(sessions: list[SessionItem]) -> list[Row]:
    """What starts together; the date stands where it is another one than before."""
    by_start: dict[dt.datetime, list[Placed]] = defaultdict(list)
    for session in sessions:
        by_start[session.starts_at].append(Placed(session, None))
    rows: list[Row] = []
    for starts_at, placed in by_start.items():
        shows_date = not rows or rows[-1].starts_at.date() != starts_at.date()
        rows.append(Row(starts_at, placed, shows_date))
    return rows


def in_short(programme: Programme) -> list[DayInShort]:
    """Each day's sessions; of a long day only those that lead it."""
    return [DayInShort(day, _highlights(day)) for day in programme.days]


def leading_speakers(programme: Programme) -> list[SpeakerItem]:
    """Those who open, give a keynote or close first, as many as an overview holds."""
    by_weight = sorted(
        programme.speakers,
        key=lambda speaker: not any(part.session.kind in LEADING_KINDS for part in speaker.appearances),
    )
    return by_weight[:SPEAKERS_IN_SHORT]


def _column(session: SessionItem, numbers: dict[int, int], day: Day) -> int:
    """Pauses are everybody's, and so is what nothing runs beside."""
    is_for_all = session.is_pause or not any(
        other.starts_at < session.ends_at and session.starts_at < other.ends_at
        for other in day.sessions
        if other is not session and not other.is_cancelled
    )
    return ACROSS if is_for_all or session.room is None else numbers[session.room.id]


def _highlights(day: Day) -> list[SessionItem]:
    sessions = [session for session in day.sessions if not session.is_pause]
    if len(sessions) <= HIGHLIGHTS_PER_DAY:
        return sessions
    leading = [session for session in sessions if session.kind in LEADING_KINDS]
    return leading[:HIGHLIGHTS_PER_DAY]
