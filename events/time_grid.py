"""Where sessions lie on a grid of rooms (or tracks) and time, on which heights are true.

No page holds styles of its own, so a place is written in classes whose digits the style sheet adds up:
``h2 m25`` begins two hours and 25 minutes below the top, ``d1 e5`` lasts 65 minutes, ``t1 o4`` is
column 14 and ``x0 w2`` spans two.
"""

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext

from events import writing
from events.programme_parts import Day, SessionItem
from events.selection import TRACK, Selection
from events.texts import Text
from events.timetable import Placed, days

STEP = dt.timedelta(minutes=5)
STEPS_OF_AN_HOUR = 12
MOST_HOURS = 36  # What lasts longer, such as an exhibition over days, is cut at the grid's lower edge.
MOST_COLUMNS = 99
# The shorter the shortest sessions, the taller five minutes, so that their titles can be read.
SCALES = ((10, "tall"), (20, "medium"))


@dataclass(frozen=True, slots=True)
class Head:
    """The name of a room or track above its columns."""

    name: Text | str
    css_classes: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Hour:
    """A line of the time rail."""

    moment: dt.datetime
    css_classes: str
    shows_date: bool


@dataclass(frozen=True, slots=True)
class Cell:
    session: SessionItem
    css_classes: str
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Grid:
    id: str
    title: str
    scale: str
    heads: list[Head]
    hours: list[Hour]
    cells: list[Cell]


@dataclass(slots=True)
class _Lane:
    """A room or track: its sessions beside each other where they overlap."""

    name: Text | str
    mark: str
    sessions: list[SessionItem]


def grids(selection: Selection) -> list[Grid]:
    """A grid for each day on which something is that is asked for."""
    return [_grid(day, by_track=selection.by == TRACK) for day in days(selection)]


def _grid(day: Day, *, by_track: bool) -> Grid:
    first = min(session.starts_at for session in day.sessions)
    top = first.replace(minute=0, second=0, microsecond=0)
    hours = min(-int(-_seconds(top, day.ends_at) // 3600), MOST_HOURS)
    everybodys, lanes = _lanes(day, by_track=by_track)
    heads, cells = [], []
    column = 1
    for lane in lanes:
        width = 1
        for session, beside in _beside(lane.sessions):
            width = max(width, beside + 1)
            cells.append(_cell(session, top, hours, column=column + beside, width=1))
        heads.append(Head(lane.name, _columns(column, width), lane.mark))
        column += width
    columns = column - 1
    cells += [_cell(session, top, hours, column=1, width=max(columns, 1)) for session in everybodys]
    cells.sort(key=lambda cell: (cell.session.starts_at, cell.session.room.id if cell.session.room else 0))
    return Grid(
        id=f"day-{day.index}",
        title=writing.day(day.date),
        scale=_scale(day.sessions),
        heads=heads,
        hours=[
            Hour(
                moment := _later(top, hour),
                f"h{hour} d1 {_columns(1, max(columns, 1))}",
                moment.date() != day.date and (hour == 0 or moment.hour == 0),
            )
            for hour in range(hours)
        ],
        cells=cells,
    )


def _seconds(start: dt.datetime, end: dt.datetime) -> float:
    """The time that passes from one to the other, also over a change of the clocks."""
    return end.timestamp() - start.timestamp()


def _later(top: dt.datetime, hours: int) -> dt.datetime:
    """So many hours later, also over a change of the clocks."""
    return (top.astimezone(dt.UTC) + dt.timedelta(hours=hours)).astimezone(top.tzinfo)


def _lanes(day: Day, *, by_track: bool) -> tuple[list[SessionItem], list[_Lane]]:
    """What is everybody's, for it has no room and nothing runs beside it, and the columns of all else."""
    grouped: dict[int, _Lane] = {}
    homeless = []
    for session in day.sessions:
        place = session.track if by_track else session.room
        if place is None:
            homeless.append(session)
        else:
            mark = session.track.mark if by_track and session.track else ""
            grouped.setdefault(place.id, _Lane(place.name, mark, [])).sessions.append(session)
    lanes = [grouped[key] for key in sorted(grouped)]
    alone = _alone(day.sessions)
    everybodys = [session for session in homeless if session.code in alone]
    if elsewhere := [session for session in homeless if session.code not in alone]:
        lanes.append(_Lane(gettext("Others") if by_track else gettext("Elsewhere"), "", elsewhere))
    return everybodys, lanes


def _alone(sessions: list[SessionItem]) -> set[str]:
    """The sessions beside which nothing runs."""
    spans = sorted((*_steps(session), session.code) for session in sessions)
    alone, busy_until = set(), -math.inf
    for (start, end, code), (following, *_rest) in pairwise([*spans, (math.inf, math.inf, "")]):
        if busy_until <= start and end <= following:
            alone.add(code)
        busy_until = max(busy_until, end)
    return alone


def _steps(session: SessionItem) -> tuple[int, int]:
    """From which step of the grid to which; the shortest session has one."""
    step = STEP.total_seconds()
    start = int(session.starts_at.timestamp() // step)
    return start, max(start + 1, -int(-session.ends_at.timestamp() // step))


def _beside(sessions: list[SessionItem]) -> Iterator[tuple[SessionItem, int]]:
    """Each session with the first place beside others that is free, in steps of the grid."""
    free_at: list[int] = []
    for session in sorted(sessions, key=lambda session: session.starts_at):
        start, end = _steps(session)
        place = next((number for number, free in enumerate(free_at) if free <= start), len(free_at))
        free_at[place : place + 1] = [end]
        yield session, place


def _cell(session: SessionItem, top: dt.datetime, hours: int, *, column: int, width: int) -> Cell:
    start, end = (step - int(top.timestamp() // STEP.total_seconds()) for step in _steps(session))
    bottom = hours * STEPS_OF_AN_HOUR
    hour, steps = divmod(min(start, bottom - 1), STEPS_OF_AN_HOUR)
    long, rest = divmod(min(end, bottom) - min(start, bottom - 1), STEPS_OF_AN_HOUR)
    place = f"h{hour} m{steps * 5} d{long} e{rest * 5} {_columns(column, width)}"
    return Cell(session, f"{Placed(session, None).css_classes} {place}", goes_on=end > bottom)


def _columns(column: int, width: int) -> str:
    tens, ones = divmod(min(column, MOST_COLUMNS), 10)
    wide_tens, wide_ones = divmod(min(width, MOST_COLUMNS), 10)
    return f"t{tens} o{ones} x{wide_tens} w{wide_ones}"


def _scale(sessions: list[SessionItem]) -> str:
    """By the tenth part that is shortest."""
    minutes = sorted(session.duration.total_seconds() / 60 for session in sessions)
    shortest = minutes[len(minutes) // 10]
    return next((scale for at_most, scale in SCALES if shortest <= at_most), "low")
