"""What pages say during an event of what takes place and comes next."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from config.kept_pages import shelf
from events import now, programme, releases
from tests.builders import make_room, make_session
from tests.events.conftest import STARTS_AT
from tests.events.pages import get, of_class, words

pytestmark = pytest.mark.django_db

EVENT = "/events/industry-day/"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def morning(industry_day, clock):
    """From 09:00 two sessions of 30 and 60 minutes, at 10:00 one, and one on the next day."""
    room = make_room(industry_day.venue, name_en="Room 1")
    make_session(industry_day, title_en="Short", room=room)
    make_session(industry_day, title_en="Long", minutes=60, room=make_room(industry_day.venue, order=1))
    make_session(industry_day, title_en="Cancelled", minutes=90, is_cancelled=True)
    make_session(industry_day, title_en="Then", starts_in=dt.timedelta(hours=1))
    make_session(industry_day, title_en="Tomorrow", starts_in=dt.timedelta(days=1))
    releases.publish(industry_day, by=None, now=STARTS_AT - dt.timedelta(days=30))
    industry_day.refresh_from_db()
    return industry_day


def told(event, moment):
    found = now.at(programme.read(event), now=moment)
    return [str(one.title) for one in found.running], [str(one.title) for one in found.next], found.until


@pytest.mark.parametrize(
    ("minutes", "running", "following", "until"),
    [
        (-1000, [], [], -180),
        (-180, [], ["Short", "Long"], 0),
        (0, ["Short", "Long"], ["Then"], 30),
        (30, ["Long"], ["Then"], 60),
        (59, ["Long"], ["Then"], 60),
        (60, ["Then"], ["Tomorrow"], 90),
        (90, [], ["Tomorrow"], 1440),
        (1440, ["Tomorrow"], [], 1470),
        (1470, [], [], None),
    ],
)
def test_now_and_next_change_when_something_begins_or_ends(minutes, running, following, until, morning):
    moment = None if until is None else STARTS_AT + until * MINUTE
    assert told(morning, STARTS_AT + minutes * MINUTE) == (running, following, moment)


def test_an_agenda_without_sessions_has_no_now(industry_day):
    releases.publish(industry_day, by=None, now=timezone.now())
    industry_day.refresh_from_db()
    assert told(industry_day, STARTS_AT) == ([], [], None)


@pytest.mark.parametrize("page", [EVENT, f"{EVENT}agenda/"])
def test_pages_that_are_kept_say_what_is_on_at_each_moment(page, morning):
    with time_machine.travel(STARTS_AT - dt.timedelta(days=1), tick=False) as clock:
        assert get(page).get_element_by_id("now").get("hidden") is not None
        clock.move_to(STARTS_AT)
        block = get(page).get_element_by_id("now")
        assert words(block).startswith("Now and next Now Short Room 1 · until 09:30 Long ")
        assert block.get("data-until") == "2031-05-15T09:30:00+09:00"
        clock.move_to(STARTS_AT + 29 * MINUTE)
        assert "Short" in words(get(page).get_element_by_id("now"))
        assert len(shelf) == 1
        clock.move_to(STARTS_AT + 30 * MINUTE)
        assert "Short" not in words(get(page).get_element_by_id("now"))
        clock.move_to(STARTS_AT + 95 * MINUTE)
        assert "Next Fri 16 May 09:00" in words(get(page).get_element_by_id("now"))


def test_the_list_says_where_one_is(morning):
    with time_machine.travel(STARTS_AT, tick=False) as clock:
        [slot] = get(f"{EVENT}agenda/").xpath("//*[@aria-current='time']")
        assert words(slot).startswith("09:00")
        clock.move_to(STARTS_AT + 65 * MINUTE)
        current = get(f"{EVENT}agenda/?as=grid").xpath("//*[@aria-current='time']")
        assert [words(of_class(cell, "cell__title")[0]) for cell in current] == ["Cancelled", "Then"]


def test_times_of_another_zone_are_named(morning):
    with time_machine.travel(STARTS_AT, tick=False):
        block = get(f"{EVENT}agenda/?tz=Europe/Paris").get_element_by_id("now")
    assert "until 02:30" in words(block)
    assert "Times in Europe/Paris." in words(block)
    assert Client().get(EVENT).status_code == 200
