"""What the agenda editor's script sends, and what it is answered."""

import datetime as dt

import pytest

from accounts.permissions import Role
from events.models import Session
from events.scheduling import Place
from tests.builders import (
    make_event,
    make_room,
    make_session,
    make_user,
    make_venue,
)
from tests.events.agenda_editor import as_moved, overtake, post, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(venue=make_venue(), starts_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC), ends_at=end())


def end():
    return dt.datetime(2026, 12, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def hall(event):
    return make_room(event.venue, name_en="Main Hall")


@pytest.fixture
def organizer(event, sign_in):
    return sign_in(make_user(role=Role.ORGANIZER, event=event, name="Ada"))


def test_the_browsers_moves_are_saved_and_answered_with_the_agenda(event, hall, organizer):
    session, other = make_session(event, room=hall), make_session(event)

    answer = post(organizer, event, as_moved(other, room=hall.pk))

    told = answer.json()
    assert {one["id"]: one["room"] for one in told["sessions"]} == {session.pk: hall.pk, other.pk: hall.pk}
    assert [finding["severity"] for finding in told["findings"]] == ["error"]
    assert "taken twice" in told["findings"][0]["message"]


def test_a_stale_move_is_answered_with_what_the_other_did(event, hall, organizer):
    session = make_session(event, title_en="Opening")
    mine = as_moved(session, starts_at=None, ends_at=None)
    overtake(session, by=make_user(name="Aiko"), room_id=hall.pk)

    answer = post(organizer, event, mine)

    assert answer.status_code == 409
    (overtaken,) = answer.json()["overtaken"]
    assert overtaken["sentence"] == (
        "Aiko moved “Opening” to Tue 1 Dec, 09:00–09:30, Main Hall; yours was unscheduled."
    )
    assert Session.objects.get().room == hall


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "7",
        "null",
        "[" * 5000,
        {"moves": 7},
        {"moves": [7]},
        {"moves": [{}]},
        {"moves": {"session": 1}},
    ],
)
def test_what_is_no_list_of_moves_is_refused(body, event, organizer):
    assert post(organizer, event, body).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"session": "1"},
        {"session": True},
        {"session": -1},
        {"session": 2**70},
        {"room": "hall"},
        {"room": 2**70},
        {"room": 999999},
        {"seen": None},
        {"seen": 7},
        {"seen": "{}"},
        {"starts_at": "now"},
        {"starts_at": 7},
        {"starts_at": "2026-12-01T09:00"},
        {"starts_at": "0001-01-01T00:00:00+14:00"},
        {"starts_at": None},
        {"ends_at": "2026-11-01T09:00:00+00:00"},
        {"ends_at": "2199-01-01T09:00:00+00:00"},
    ],
)
def test_a_move_that_cannot_be_is_refused(changes, event, organizer):
    session = make_session(event)

    answer = post(organizer, event, as_moved(session, **changes))

    assert answer.status_code == 400
    assert answer.json()["message"]
    assert Place.of(Session.objects.get()) == Place.of(session)


def test_one_session_is_not_moved_twice_at_once(event, organizer):
    move = as_moved(make_session(event), starts_at=None, ends_at=None)["moves"][0]
    assert post(organizer, event, {"moves": [move, move]}).status_code == 400


def test_saving_is_not_for_reading(event, organizer):
    assert organizer.get(url(event, "schedule_save")).status_code == 405
