"""What stands in the way of publishing an agenda."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import agenda, checks
from events.checks import Severity, overlaps
from events.models import AppearanceRole, SessionKind
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_event,
    make_organization,
    make_room,
    make_session,
    make_speaker,
    make_track,
    make_venue,
)

pytestmark = pytest.mark.django_db


def findings(event):
    return [(finding.severity, finding.code) for finding in checks.check(agenda.document(event))]


def at_venue(**fields):
    venue = make_venue()
    return make_event(venue=venue, **fields), make_room(venue, capacity=50, name_ja="会議室")


def test_a_sound_agenda_has_nothing_to_mend():
    event, room = at_venue()
    make_session(event, room=room, minutes=30)
    make_session(event, room=room, minutes=30, starts_in=dt.timedelta(minutes=30))
    assert findings(event) == []


def test_a_room_is_not_taken_twice_at_once():
    event, room = at_venue()
    first = make_session(event, room=room, minutes=60)
    second = make_session(event, room=room, starts_in=dt.timedelta(minutes=59))
    found = checks.check(agenda.document(event))
    assert [(finding.code, finding.session_codes) for finding in found] == [
        ("room-twice", [first.code, second.code])
    ]
    assert str(room) in found[0].message
    second.is_cancelled = True
    second.save()
    assert findings(event) == []


def test_a_short_session_within_a_long_one_is_found_and_so_is_the_next():
    event, room = at_venue()
    make_session(event, room=room, minutes=120)
    make_session(event, room=room, minutes=10, starts_in=dt.timedelta(minutes=10))
    make_session(event, room=room, minutes=10, starts_in=dt.timedelta(minutes=60))
    assert [code for _severity, code in findings(event)] == ["room-twice", "room-twice"]


def test_a_session_lies_within_its_event():
    event = make_event()
    make_session(event, starts_in=-dt.timedelta(hours=1))
    assert findings(event) == [(Severity.ERROR, "outside-event")]


def test_warnings_come_after_errors():
    event, room = at_venue()
    speaker = make_speaker()
    for session in (
        make_session(event, room=room, expected_attendance=51),
        make_session(event, starts_in=dt.timedelta(minutes=10)),
    ):
        make_appearance(session, speaker, is_confirmed=False)
    make_session(event, starts_in=None)
    make_session(event, room=room, title_ja="")
    assert findings(event) == [
        (Severity.ERROR, "room-twice"),
        (Severity.WARNING, "speaker-twice"),
        (Severity.WARNING, "beyond-room"),
        (Severity.WARNING, "unconfirmed"),
        (Severity.WARNING, "unconfirmed"),
        (Severity.WARNING, "no-room"),
        (Severity.WARNING, "no-time"),
        (Severity.WARNING, "untranslated"),
    ]


def test_an_empty_agenda_may_be_published_with_a_warning():
    assert findings(make_event()) == [(Severity.WARNING, "empty")]


def test_an_event_in_one_language_lacks_no_translation():
    event = make_event(title_ja="")
    make_session(event, title_ja="")
    assert findings(event) == []


def hours(number):
    return dt.timedelta(hours=number)


def messages_of(event, code):
    return [finding.message for finding in checks.check(agenda.document(event)) if finding.code == code]


def other_room(room):
    return make_room(room.venue, name_ja="別の会議室")


def test_every_finding_says_why_it_matters():
    event, room = at_venue()
    for _number in range(2):
        make_session(event, room=room)
    (finding,) = checks.check(agenda.document(event))
    assert "cannot use one room" in finding.explanation


@pytest.mark.parametrize("kind", [SessionKind.OPENING, SessionKind.CEREMONY, SessionKind.CLOSING])
def test_nothing_runs_beside_what_is_for_everybody(kind):
    event, room = at_venue()
    plenary = make_session(event, room=room, kind=kind, minutes=60)
    beside = make_session(event, room=other_room(room), starts_in=dt.timedelta(minutes=30))
    make_session(event, room=other_room(room), starts_in=hours(1))
    (finding,) = checks.check(agenda.document(event))
    assert (finding.severity, finding.code) == (Severity.WARNING, "beside-plenary")
    assert finding.session_codes == [plenary.code, beside.code]
    assert "1 session elsewhere" in finding.message


def test_what_began_before_a_plenary_and_goes_on_runs_beside_it():
    event, room = at_venue()
    make_session(event, room=other_room(room), minutes=90)
    make_session(event, room=room, kind=SessionKind.CEREMONY, starts_in=hours(1))
    assert findings(event) == [(Severity.WARNING, "beside-plenary")]


def test_a_break_a_keynote_and_the_opening_of_a_track_run_beside_others():
    event, room = at_venue()
    track = make_track(event, name_ja="軌道")
    make_session(event, room=room, kind=SessionKind.OPENING, track=track)
    make_session(event, room=other_room(room))
    make_session(event, room=room, kind=SessionKind.KEYNOTE, starts_in=hours(1))
    make_session(event, room=other_room(room), starts_in=hours(1))
    make_session(event, room=room, kind=SessionKind.CLOSING, starts_in=hours(2))
    make_session(event, room=other_room(room), kind=SessionKind.BREAK, starts_in=hours(2))
    assert findings(event) == []


def test_a_moderator_needs_time_to_change_rooms():
    event, room = at_venue()
    moderator = make_speaker("Byron")
    for start, place in ((0, room), (34, other_room(room)), (69, room), (99, room)):
        session = make_session(event, room=place, starts_in=dt.timedelta(minutes=start))
        make_appearance(session, moderator, role=AppearanceRole.MODERATOR)
    (message,) = messages_of(event, "room-change")
    assert "Byron has 4 minutes to get from" in message


def test_who_is_in_two_sessions_at_once_is_named_and_may_stay():
    event, room = at_venue()
    moderator = make_speaker("Byron")
    for place in (room, other_room(room)):
        session = make_session(event, room=place)
        make_appearance(session, moderator, role=AppearanceRole.MODERATOR)
    assert findings(event) == [(Severity.WARNING, "speaker-twice")]


def test_positions_tracks_rooms_and_the_events_own_texts_are_translated():
    event, room = at_venue(summary_en="Two days.")
    speaker = make_speaker()
    make_affiliation(speaker, make_organization(), position_en="Director")
    session = make_session(event, room=make_room(room.venue), track=make_track(event, name_en="Orbit"))
    make_appearance(session, speaker)
    make_appearance(session, unnamed_en="Colonel", organization=make_organization())
    found = checks.check(agenda.document(event))
    assert [finding.message for finding in found] == [
        "1 text about the event is not translated into Japanese.",
        "The position of 1 person is not translated into Japanese.",
        "1 session has an unnamed participant without a position in Japanese.",
        "The name of 1 track is not translated into Japanese.",
        "The name of 1 room is not translated into Japanese.",
    ]
    assert [[concern.key for concern in finding.concerns] for finding in found] == [
        [""],
        [speaker.slug],
        [],
        [str(session.track.pk)],
        [str(session.room.pk)],
    ]


# --- Without a database: how many are named, and how much work that is


def running(first, last):
    return {"starts_at": f"2031-05-15T{first:05}", "ends_at": f"2031-05-15T{last:05}"}


def test_each_pair_that_overlaps_is_named_once():
    long, short, later, after = running(0, 9), running(1, 2), running(3, 5), running(9, 10)
    found = overlaps.overlaps([after, later, short, long])
    assert found.pairs == [(long, short), (long, later)]
    assert (found.count, found.unnamed) == (2, 0)


def test_of_an_agenda_in_which_all_overlaps_the_first_pairs_are_named_and_all_counted():
    sessions = [running(number, 20_000) for number in range(10_000)]
    found = overlaps.overlaps(sessions)
    assert len(found.pairs) == overlaps.NAMED_PAIRS
    assert found.count == 10_000 * 9_999 // 2


def test_a_room_in_which_all_overlaps_is_summed_up():
    event, room = at_venue()
    for _number in range(6):
        make_session(event, room=room)
    messages = messages_of(event, "room-twice")
    assert len(messages) == overlaps.NAMED_PAIRS + 1
    assert messages[-1] == f"{room}: 5 more pairs of sessions run at the same time."


def test_of_one_kind_only_the_first_are_named():
    event, room = at_venue()
    for number in range(checks.NAMED_OF_A_KIND + 3):
        session = make_session(event, room=room, starts_in=dt.timedelta(minutes=30 * number))
        make_appearance(session, make_speaker(), is_confirmed=False)
    messages = messages_of(event, "unconfirmed")
    assert len(messages) == checks.NAMED_OF_A_KIND + 1
    assert messages[-1] == "… and 3 more of this kind."


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=9))
def test_counting_agrees_with_looking_at_every_pair(spans):
    sessions = [running(start, start + length) for start, length in spans]
    pairs = [
        (one, other)
        for one, other in itertools.combinations(sessions, 2)
        if one["starts_at"] < other["ends_at"] and other["starts_at"] < one["ends_at"]
    ]
    timeline = overlaps.Timeline(sessions)
    assert overlaps.overlaps(sessions).count == len(pairs)
    assert sum(timeline.count_during(session) - 1 for session in sessions) == 2 * len(pairs)
    assert sum(len(list(timeline.first_during(session))) - 1 for session in sessions) == 2 * len(pairs)
