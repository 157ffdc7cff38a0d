"""How a day of parallel sessions lies on a page, and what of it tells the event in short."""

import datetime as dt
from dataclasses import dataclass

from events.models import SessionKind
from events.programme import Programme
from events.programme_parts import Day, RoomItem, SessionItem, SpeakerItem

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
    """What starts together."""

    starts_at: dt.datetime
    placed: list[Placed]
    is_on_another_date: bool


@dataclass(frozen=True, slots=True)
class Timetable:
    """A day with its rooms as columns; ``columns`` is empty where there are too many or only one."""

    day: Day
    columns: list[RoomItem]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class DayInShort:
    day: Day
    sessions: list[SessionItem]


def lay_out(day: Day) -> Timetable:
    """The day's sessions by the time they start, in the columns of their rooms."""
    rooms = sorted(day.rooms, key=lambda room: room.id)
    columns = rooms if 1 < len(rooms) <= MOST_COLUMNS else []
    numbers = {room.id: number for number, room in enumerate(columns, start=1)}
    return Timetable(
        day=day,
        columns=columns,
        rows=[
            Row(
                starts_at=slot.starts_at,
                placed=[
                    Placed(session, _column(session, numbers, day) if columns else None)
                    for session in slot.sessions
                ],
                is_on_another_date=slot.starts_at.date() != day.date,
            )
            for slot in day.slots
        ],
    )


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
