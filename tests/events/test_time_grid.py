"""Where sessions lie on the grid of rooms and time."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from hypothesis import given, settings

from events import agenda, selection, time_grid
from tests.builders import make_event, make_room, make_session, make_track, make_venue
from tests.events import agendas

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(venue=make_venue())


@pytest.fixture
def rooms(event):
    return [make_room(event.venue, name_en=name, order=order) for order, name in enumerate("AB")]


def grid_of(event, query=""):
    read = agendas.read(agenda.document(event))
    [grid] = time_grid.grids(selection.read(read, QueryDict(query)))
    return grid


def place(css_classes):
    """Row, length, column and width as the style sheet adds them up, in steps of five minutes."""
    digits = {name: int(number) for name, number in re.findall(r"\b([hmdetoxw])(\d+)\b", css_classes)}
    row = digits.get("h", 0) * 12 + digits.get("m", 0) // 5
    length = digits.get("d", 0) * 12 + digits.get("e", 0) // 5
    return row, length, digits["t"] * 10 + digits["o"], digits["x"] * 10 + digits["w"]


def places(grid):
    return {str(cell.session.title): place(cell.css_classes) for cell in grid.cells}


def session(event, title, *, minute, minutes=30, **fields):
    starts_in = dt.timedelta(minutes=minute)
    return make_session(event, title_en=title, starts_in=starts_in, minutes=minutes, **fields)


def test_rooms_are_columns_and_heights_are_true(event, rooms):
    session(event, "a", minute=0, minutes=30, room=rooms[0])
    session(event, "b", minute=15, minutes=90, room=rooms[1])
    grid = grid_of(event)
    assert [str(head.name) for head in grid.heads] == ["A", "B"]
    assert places(grid) == {"a": (0, 6, 1, 1), "b": (3, 18, 2, 1)}
    assert [f"{hour.moment:%H:%M}" for hour in grid.hours] == ["09:00", "10:00"]


def test_what_overlaps_in_a_room_lies_side_by_side(event, rooms):
    session(event, "a", minute=0, minutes=60, room=rooms[0])
    session(event, "b", minute=30, minutes=60, room=rooms[0])
    session(event, "c", minute=60, minutes=30, room=rooms[0])
    session(event, "d", minute=0, room=rooms[1])
    grid = grid_of(event)
    assert [place(head.css_classes)[2:] for head in grid.heads] == [(1, 2), (3, 1)]
    assert {title: at[2] for title, at in places(grid).items()} == {"a": 1, "b": 2, "c": 1, "d": 3}


def test_what_has_no_room_is_everybodys_unless_something_runs_beside_it(event, rooms):
    session(event, "left", minute=0, room=rooms[0])
    session(event, "right", minute=0, room=rooms[1])
    session(event, "lunch", minute=30)
    session(event, "walk", minute=0)
    grid = grid_of(event)
    assert [str(head.name) for head in grid.heads] == ["A", "B", "Elsewhere"]
    assert places(grid)["lunch"] == (6, 6, 1, 3)
    assert places(grid)["walk"] == (0, 6, 3, 1)


def test_tracks_can_be_the_columns(event, rooms):
    tracks = [make_track(event, name_en=name, order=order) for order, name in enumerate(("Law", "Craft"))]
    session(event, "a", minute=0, room=rooms[0], track=tracks[1])
    session(event, "b", minute=0, room=rooms[1], track=tracks[0])
    assert [str(head.name) for head in grid_of(event, "as=grid&by=track").heads] == ["Law", "Craft"]


def test_an_hour_of_a_night_in_which_the_clocks_change_is_an_hour():
    starts_at = dt.datetime(2031, 10, 26, 0, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    event = make_event(
        time_zone="Europe/Berlin", starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=8)
    )
    utc = starts_at.astimezone(dt.UTC)
    make_session(event, title_en="night", starts_in=dt.timedelta()).__class__.objects.update(
        starts_at=utc, ends_at=utc + dt.timedelta(hours=4)
    )
    grid = grid_of(event)
    assert places(grid)["night"] == (6, 48, 1, 1)
    assert [f"{hour.moment:%H:%M}" for hour in grid.hours] == ["00:00", "01:00", "02:00", "02:00", "03:00"]


def test_the_shorter_the_sessions_the_taller_the_grid(event, rooms):
    session(event, "lightning", minute=0, minutes=5, room=rooms[0])
    assert grid_of(event).scale == "tall"


@settings(max_examples=60, deadline=None)
@given(document=agendas.documents())
def test_no_two_sessions_cover_each_other_and_none_leaves_the_grid(document):
    read = agendas.read(document)
    for query in ("as=grid", "as=grid&by=track"):
        for grid in time_grid.grids(selection.read(read, QueryDict(query))):
            taken = set()
            for cell in grid.cells:
                row, length, column, width = place(cell.css_classes)
                assert length >= 1
                assert row + length <= len(grid.hours) * 12
                if width == 1:
                    area = {(step, column) for step in range(row, row + length)}
                    assert not area & taken
                    taken |= area
