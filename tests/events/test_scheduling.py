"""Sessions moved about: all or none, and never over somebody else's change unseen."""

import datetime as dt
import threading
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.utils import timezone

from accounts.models import StaffRole
from accounts.permissions import Role
from events import duplicating, releases, scheduling
from events.models import Session
from events.scheduling import ImpossibleMoves, Move, Place, StaleMoves
from tests.builders import (
    make_appearance,
    make_event,
    make_room,
    make_session,
    make_speaker,
    make_track,
    make_user,
    make_venue,
)

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def event():
    return make_event(venue=make_venue())


@pytest.fixture
def hall(event):
    return make_room(event.venue, name_en="Main Hall")


@pytest.fixture
def aiko():
    return make_user(name="Aiko")


def move(session, *, by=HOUR, **to):
    """One later by so much, as seen now."""
    seen = Place.of(session)
    later = {"starts_at": seen.starts_at + by, "ends_at": seen.ends_at + by} if seen.starts_at else {}
    return Move(session.pk, seen, replace(seen, **later | to))


def apply(event, moves, by):
    return scheduling.apply(event, moves, by=by, now=timezone.now())


def places(*sessions):
    return [Place.of(Session.objects.get(pk=session.pk)) for session in sessions]


def test_moves_are_applied_as_one(event, hall, aiko):
    first, second = make_session(event), make_session(event, starts_in=HOUR)
    moves = [move(first, room_id=hall.pk), move(second)]

    assert apply(event, moves, aiko) == [first, second]
    assert places(first, second) == [one.to for one in moves]


def test_a_place_reads_as_it_is_written(event, hall):
    session = make_session(event, room=hall, track=make_track(event))
    for place in (Place.of(session), Place.of(make_session(event, starts_in=None))):
        assert Place.parse(str(place)) == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "7",
        '["x", null, null, null, "talk"]',
        '["2026-12-01T09:00", null, null, null, "talk"]',
        '["0001-01-01T00:00+00:00", null, null, null, "talk"]',
        '[null, null, "1", null, "talk"]',
        '[null, null, true, null, "talk"]',
        '[1, 2, null, null, "talk"]',
    ],
)
def test_what_is_no_place_is_said_to_be_none(text):
    with pytest.raises(ValueError):  # noqa: PT011
        Place.parse(text)


def test_a_stale_move_is_refused_and_nothing_is_half_saved(event, hall, aiko):
    opening, panel = make_session(event), make_session(event, starts_in=HOUR)
    mine = [move(panel), move(opening, by=2 * HOUR)]
    theirs = move(opening, room_id=hall.pk)
    apply(event, [theirs], aiko)

    with pytest.raises(StaleMoves) as refusal:
        apply(event, mine, make_user())

    (overtaken,) = refusal.value.overtaken
    assert (overtaken.move, overtaken.theirs, overtaken.by) == (mine[1], theirs.to, aiko)
    assert places(opening, panel) == [theirs.to, mine[0].seen]


def test_ones_own_goes_on_top_once_theirs_was_seen(event, aiko):
    session = make_session(event)
    mine = move(session, by=2 * HOUR)
    apply(event, [move(session)], aiko)

    apply(event, [replace(mine, seen=places(session)[0])], make_user())

    assert places(session) == [mine.to]


def test_both_having_moved_it_alike_is_no_conflict(event, aiko):
    session = make_session(event)
    same = move(session)
    apply(event, [same], aiko)

    assert apply(event, [same], make_user()) == []


def test_who_changed_another_thing_overtakes_nobody(event, aiko):
    session = make_session(event)
    mine, theirs = move(session), move(session, by=dt.timedelta(), kind="panel")
    apply(event, [theirs], aiko)

    apply(event, [mine], make_user())

    assert places(session) == [replace(mine.to, kind="panel")]


def test_a_new_room_overtakes_a_new_time(event, hall, aiko):
    session = make_session(event)
    mine = move(session)
    apply(event, [move(session, by=dt.timedelta(), room_id=hall.pk)], aiko)

    with pytest.raises(StaleMoves):
        apply(event, [mine], make_user())


def test_a_change_that_the_history_does_not_know_is_laid_at_nobodys_door(event, aiko):
    session = make_session(event)
    mine = move(session, by=3 * HOUR)
    apply(event, [move(session)], aiko)
    session.refresh_from_db()
    session.starts_at += dt.timedelta(minutes=5)
    session.save()

    with pytest.raises(StaleMoves) as refusal:
        apply(event, [mine], make_user())

    assert refusal.value.overtaken[0].by is None


def test_a_session_that_is_gone_is_said_to_be(event, aiko):
    session = make_session(event)
    mine = move(session)
    session.delete()

    with pytest.raises(StaleMoves) as refusal:
        apply(event, [mine], aiko)

    assert refusal.value.overtaken[0].theirs is None


def test_the_session_of_another_event_is_not_moved(event, aiko):
    foreign = make_session(make_event())

    with pytest.raises(StaleMoves):
        apply(event, [move(foreign)], aiko)

    assert places(foreign) == [Place.of(foreign)]


def test_what_cannot_be_is_refused_with_the_rest(event, aiko):
    good = make_session(event)
    before = Place.of(good)
    foreign_room, foreign_track = make_room(), make_track(make_event())
    faulty = {
        "ends before it starts": {"ends_at": event.starts_at - HOUR},
        "one time only": {"ends_at": None},
        "a foreign room": {"room_id": foreign_room.pk},
        "a foreign track": {"track_id": foreign_track.pk},
        "no kind": {"kind": "party"},
        "too long": {"ends_at": event.starts_at + dt.timedelta(days=30)},
    }
    for fault, to in faulty.items():
        bad = make_session(event)
        with pytest.raises(ImpossibleMoves) as refusal:
            apply(event, [move(good), move(bad, by=dt.timedelta(), **to)], aiko)
        assert list(refusal.value.faults) == [bad.pk], fault
        assert places(good, bad) == [before, Place.of(bad)], fault


def test_the_history_says_who_moved_what(event, hall, aiko):
    session = make_session(event)
    apply(event, [move(session, room_id=hall.pk)], aiko)

    entry = LogEntry.objects.get()
    assert (entry.user, entry.get_edited_object()) == (aiko, session)
    assert entry.get_change_message() == "Changed Starts, Ends and Room."
    session.refresh_from_db()
    assert session.changed_at <= entry.action_time


def test_moving_three_takes_no_more_queries_than_moving_one(event, aiko, django_assert_num_queries):
    one, *three = [make_session(event) for _number in range(4)]
    apply(event, [move(one)], aiko)
    counts = []
    for sessions in ([one], three):
        moves = [move(Session.objects.get(pk=session.pk)) for session in sessions]
        with django_assert_num_queries(9, exact=False) as captured:
            apply(event, moves, aiko)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_refused(event):
    sessions = [make_session(event) for _number in range(5)]
    start = threading.Barrier(2)
    told = []

    def save(by, moves):
        start.wait()
        try:
            told.append(len(apply(event, moves, by)))
        except StaleMoves as refusal:
            told.append(refusal)
        finally:
            connection.close()

    wanted = {
        make_user(): [move(session, by=hours * HOUR) for session in sessions[:: 1 if hours == 1 else -1]]
        for hours in (1, 2)
    }
    threads = [threading.Thread(target=save, args=one) for one in wanted.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (refusal,) = [one for one in told if isinstance(one, StaleMoves)]
    assert 5 in told
    assert len(refusal.overtaken) == 5
    assert len({place.starts_at for place in places(*sessions)}) == 1
    winner = {one.by for one in refusal.overtaken}.pop()
    assert places(*sessions)[0] == wanted[winner][0].to


# --- Days


def test_the_hours_after_midnight_belong_to_the_evening_before():
    event = make_event()
    night = dt.datetime(2026, 12, 2, 1, 30, tzinfo=event.zone)
    assert scheduling.day_of(event, night) == dt.date(2026, 12, 1)
    assert scheduling.day_of(event, night + 3 * HOUR) == dt.date(2026, 12, 2)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(dt.date(2026, 3, 28), 23), (dt.date(2026, 10, 24), 25), (dt.date(2026, 12, 1), 24)],
)
def test_a_day_on_which_the_clocks_change_is_shorter_or_longer(day, hours):
    event = make_event(time_zone="Europe/Paris")
    begins, ends = scheduling.bounds_of(event, day)
    assert ends - begins == hours * HOUR
    assert scheduling.day_of(event, begins) == scheduling.day_of(event, ends - HOUR) == day


def test_a_shift_moves_what_has_a_time(event):
    session, waiting = make_session(event), make_session(event, starts_in=None)
    (shift,) = scheduling.shifted([session, waiting], minutes=-15)
    assert shift.session_id == session.pk
    assert shift.to.starts_at == session.starts_at - dt.timedelta(minutes=15)
    assert shift.to.ends_at == session.ends_at - dt.timedelta(minutes=15)


# --- Copies


def test_a_copied_day_has_the_same_hours_new_codes_and_nobody_confirmed(event, hall):
    session = make_session(event, room=hall, external_id="source-1")
    make_appearance(session, make_speaker("Minami"))
    make_session(event, is_cancelled=True)
    day = scheduling.day_of(event, session.starts_at)

    (added,) = duplicating.copy_day(event, day, to=day + dt.timedelta(days=3))

    added = Session.objects.get(pk=added.pk)
    assert added.starts_at == session.starts_at + dt.timedelta(days=3)
    assert (added.title_en, added.title_ja, added.room) == (session.title_en, session.title_ja, hall)
    assert added.code != session.code
    assert added.external_id == ""
    assert [one.is_confirmed for one in added.appearances.all()] == [False]
    assert places(session) == [Place.of(session)]


def test_next_years_draft_keeps_weekdays_hours_people_and_staff(event, hall):
    track = make_track(event)
    session = make_session(event, room=hall, track=track)
    speaker = make_speaker("Minami")
    make_appearance(session, speaker)
    make_session(event, starts_in=None)
    make_user(role=Role.OWNER, event=event)
    releases.publish(event, by=None, now=timezone.now())
    event.refresh_from_db()

    draft = duplicating.duplicate(event, slug="next", weeks=52, texts={"title_en": "The next one"})

    draft.refresh_from_db()
    later = dt.timedelta(weeks=52)
    assert (draft.title_en, draft.title_ja, draft.slug) == ("The next one", event.title_ja, "next")
    assert (draft.starts_at, draft.ends_at) == (event.starts_at + later, event.ends_at + later)
    assert draft.current_release is None
    assert not draft.releases.exists()
    copied = draft.sessions.get(starts_at__isnull=False)
    assert copied.starts_at == session.starts_at + later
    assert (copied.track.event, copied.track.name, copied.room) == (draft, track.name, hall)
    assert [(one.speaker, one.is_confirmed) for one in copied.appearances.all()] == [(speaker, False)]
    assert draft.sessions.count() == 2
    assert set(draft.sessions.values_list("code")).isdisjoint(event.sessions.values_list("code"))
    roles = [StaffRole.objects.filter(event=one).values_list("user", "role") for one in (event, draft)]
    assert list(roles[0]) == list(roles[1])
    event.refresh_from_db()
    assert event.slug != "next"
    assert event.sessions.count() == 2


def test_next_years_draft_keeps_the_hours_across_a_change_of_clocks():
    paris = ZoneInfo("Europe/Paris")
    starts_at = dt.datetime(2026, 3, 27, 9, tzinfo=paris)  # before the clocks change in 2026, after in 2027
    event = make_event(time_zone="Europe/Paris", starts_at=starts_at, ends_at=starts_at + 8 * HOUR)
    make_session(event)

    draft = duplicating.duplicate(event, slug="next", weeks=53, texts={})

    assert draft.starts_at.astimezone(paris) == dt.datetime(2027, 4, 2, 9, tzinfo=paris)
    assert draft.sessions.get().starts_at == draft.starts_at
