"""How parallel sessions lie beside each other."""

import datetime as dt

import pytest
from django.utils import timezone

from events import programme, releases, timetable
from events.models import SessionKind
from tests.builders import make_event, make_room, make_session, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(venue=make_venue())


@pytest.fixture
def rooms(event):
    return [make_room(event.venue, order=number) for number in range(1, 7)]


def session(event, title, *, hour, room=None, minutes=60, **fields):
    return make_session(
        event, title_en=title, starts_in=dt.timedelta(hours=hour), room=room, minutes=minutes, **fields
    )


def first_day(event):
    return programme.read(releases.publish(event, by=None, now=timezone.now())).days[0]


def columns(event):
    """The column of each session, by title."""
    rows = timetable.lay_out(first_day(event)).rows
    return {str(placed.session.title): placed.column for row in rows for placed in row.placed}


def test_sessions_lie_in_the_columns_of_their_rooms_whatever_starts_first(event, rooms):
    session(event, "short", hour=0, room=rooms[1], minutes=30)
    session(event, "long", hour=0, room=rooms[0], minutes=90)
    session(event, "after the short one", hour=0.5, room=rooms[1])
    assert columns(event) == {"short": 2, "long": 1, "after the short one": 2}


def test_what_nothing_runs_beside_lies_across_all(event, rooms):
    session(event, "opening", hour=0, room=rooms[0])
    session(event, "left", hour=1, room=rooms[0])
    session(event, "right", hour=1, room=rooms[1])
    assert columns(event) == {"opening": timetable.ACROSS, "left": 1, "right": 2}


def test_a_pause_is_everybodys_and_a_cancelled_session_stands_in_nobodys_way(event, rooms):
    session(event, "lunch", hour=0, room=rooms[1], kind=SessionKind.BREAK)
    session(event, "over lunch", hour=0.5, room=rooms[0], minutes=30)
    session(event, "panel", hour=2, room=rooms[0])
    session(event, "withdrawn", hour=2, room=rooms[1], is_cancelled=True)
    assert columns(event) == {
        "lunch": timetable.ACROSS,
        "over lunch": 1,
        "panel": timetable.ACROSS,
        "withdrawn": 2,
    }


def test_more_rooms_than_fit_give_no_columns(event, rooms):
    for number, room in enumerate(rooms):
        session(event, f"session {number}", hour=0, room=room)
    assert timetable.lay_out(first_day(event)).columns == []
    assert set(columns(event).values()) == {None}


def test_rows_are_what_starts_together(event, rooms):
    session(event, "a", hour=0, room=rooms[0])
    session(event, "b", hour=0, room=rooms[1])
    session(event, "c", hour=1, room=rooms[0])
    rows = timetable.lay_out(first_day(event)).rows
    assert [[str(placed.session.title) for placed in row.placed] for row in rows] == [["a", "b"], ["c"]]
