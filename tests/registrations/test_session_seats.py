"""Who has a seat in which session, who waits for one."""

import contextlib
import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from events import releases
from events.models import Audience
from registrations import seats as event_seats
from registrations import session_seats
from registrations.models import Registration, SessionSeat, SessionSeats
from tests.builders import make_event, make_registration, make_session, make_ticket_type, make_user

NOW = timezone.now()
HOUR = dt.timedelta(hours=1)


def make_seats(event, *, capacity=1, starts_in=HOUR, closes_at=None, **session):
    made = make_session(event, starts_in=starts_in, minutes=60, needs_separate_registration=True, **session)
    return SessionSeats.objects.create(event=event, session=made, capacity=capacity, closes_at=closes_at)


def publish(event):
    releases.publish(event, by=None, now=NOW)
    event.refresh_from_db()


@pytest.fixture
def event(db):
    return make_event()


@pytest.fixture
def attendee(event):
    ticket_type = make_ticket_type(event, capacity=None)

    def make(name="", **fields):
        return Registration.objects.get(pk=make_registration(ticket_type, name, **fields).pk)

    return make


def code(seats):
    return seats.session.code


def states(seats):
    """Who holds and who waits, by given name, in the order in which they chose."""
    rows = seats.choices.live().order_by("pk").values_list("registration__given_name", "state")
    return dict(rows)


def test_a_seat_that_is_given_up_goes_to_whoever_waited_longest(event, attendee):
    workshop = make_seats(event)
    publish(event)
    ada, grace, joan = (attendee(name) for name in ("Ada", "Grace", "Joan"))
    for one in (ada, grace, joan):
        session_seats.choose(one, code(workshop), now=NOW)
    assert states(workshop) == {"Ada": "held", "Grace": "waiting", "Joan": "waiting"}
    session_seats.give_up(ada, code(workshop), now=NOW)
    assert states(workshop) == {"Grace": "held", "Joan": "waiting"}
    assert SessionSeat.objects.get(registration=grace).is_announced is False
    assert list(session_seats.breaches(now=NOW)) == []


def test_whoever_read_the_clock_before_but_came_later_stands_behind(event, attendee):
    workshop = make_seats(event, capacity=0)
    publish(event)
    first = session_seats.choose(attendee("Ada"), code(workshop), now=NOW)
    second = session_seats.choose(attendee("Grace"), code(workshop), now=NOW - dt.timedelta(seconds=2))
    assert [session_seats.position(choice) for choice in (first, second)] == [1, 2]


def test_nobody_has_two_sessions_at_one_time_not_even_on_a_waiting_list(event, attendee):
    first, second = make_seats(event), make_seats(event, starts_in=HOUR * 1.5, capacity=0)
    publish(event)
    ada = attendee("Ada")
    session_seats.choose(ada, code(first), now=NOW)
    with pytest.raises(session_seats.Overlaps) as overlap:
        session_seats.choose(ada, code(second), now=NOW)
    assert overlap.value.other.code == code(first)
    assert states(second) == {}


def test_one_session_is_exchanged_for_another_only_if_a_seat_is_left(event, attendee):
    first, full, free = (
        make_seats(event),
        make_seats(event, starts_in=HOUR, capacity=0),
        make_seats(event, starts_in=HOUR),
    )
    publish(event)
    ada = attendee("Ada")
    session_seats.choose(ada, code(first), now=NOW)
    with pytest.raises(session_seats.NoSeatLeft):
        session_seats.choose(ada, code(full), now=NOW, instead=True)
    assert states(first) == {"Ada": "held"}
    session_seats.choose(ada, code(free), now=NOW, instead=True)
    assert (states(first), states(free)) == ({}, {"Ada": "held"})
    assert list(session_seats.breaches(now=NOW)) == []


def test_sessions_that_follow_each_other_do_not_collide(event, attendee):
    first, second = make_seats(event), make_seats(event, starts_in=HOUR * 2)
    publish(event)
    ada = attendee()
    for seats in (first, second):
        assert session_seats.choose(ada, code(seats), now=NOW).state == "held"


def test_what_is_not_for_an_attendee_does_not_exist_for_them(event, attendee):
    hidden = make_seats(event, audience=Audience.HIDDEN)
    approved = make_seats(event, starts_in=HOUR * 3, audience=Audience.APPROVED)
    cancelled = make_seats(event, starts_in=HOUR * 5, is_cancelled=True)
    publish(event)
    ada = attendee()
    assert [offer.seats for offer in session_seats.offers(ada, now=NOW)] == [approved, cancelled]
    for seats in (hidden, cancelled):
        with pytest.raises(session_seats.NotForThem):
            session_seats.choose(ada, code(seats), now=NOW)
    with pytest.raises(session_seats.NotForThem):
        session_seats.choose(ada, "nonsense", now=NOW)
    assert session_seats.choose(ada, code(approved), now=NOW).state == "held"


def test_only_who_has_a_seat_at_the_event_chooses_sessions(event):
    workshop = make_seats(event)
    publish(event)
    waiting = make_registration(make_ticket_type(event, capacity=0))
    with pytest.raises(session_seats.HoldsNoSeat):
        session_seats.choose(waiting, code(workshop), now=NOW)


def test_after_its_closing_time_only_staff_change_a_session(event, attendee):
    workshop = make_seats(event, capacity=2, closes_at=NOW)
    publish(event)
    ada = attendee("Ada")
    with pytest.raises(session_seats.TooLate):
        session_seats.choose(ada, code(workshop), now=NOW)
    session_seats.choose(ada, code(workshop), now=NOW, by=make_user(), reason="Speaker's assistant")
    with pytest.raises(session_seats.TooLate):
        session_seats.give_up(ada, code(workshop), now=NOW)
    assert states(workshop) == {"Ada": "held"}


def test_seats_come_back_when_a_registration_ends(event, attendee):
    workshop = make_seats(event)
    publish(event)
    ada, grace = attendee("Ada"), attendee("Grace")
    for one in (ada, grace):
        session_seats.choose(one, code(workshop), now=NOW)
    event_seats.cancel(ada, now=NOW)
    assert states(workshop) == {"Grace": "held"}
    assert list(session_seats.breaches(now=NOW)) == []


def test_what_was_wanted_in_the_form_comes_with_the_seat_at_the_event(event):
    workshop = make_seats(event)
    publish(event)
    ticket_type = make_ticket_type(event, capacity=1)
    ada = make_registration(ticket_type, "Ada", wanted_sessions=[code(workshop), "gone"])
    grace = make_registration(ticket_type, "Grace", wanted_sessions=[code(workshop)])
    assert (states(workshop), grace.status) == ({"Ada": "held"}, "waitlisted")
    event_seats.cancel(ada, now=NOW)
    assert states(workshop) == {"Grace": "held"}


def test_a_larger_capacity_goes_to_those_who_wait_and_a_smaller_one_takes_nothing_away(event, attendee):
    workshop = make_seats(event)
    publish(event)
    for name in ("Ada", "Grace", "Joan"):
        session_seats.choose(attendee(name), code(workshop), now=NOW)
    session_seats.set_capacity(workshop, 2, now=NOW)
    assert states(workshop) == {"Ada": "held", "Grace": "held", "Joan": "waiting"}
    with pytest.raises(session_seats.CapacityTooSmall):
        session_seats.set_capacity(workshop, 1, now=NOW)
    workshop.refresh_from_db()
    assert workshop.capacity == 2


def test_whoever_is_moved_up_is_next_and_it_says_why(event, attendee):
    workshop = make_seats(event)
    publish(event)
    ada, grace, joan = (attendee(name) for name in ("Ada", "Grace", "Joan"))
    for one in (ada, grace, joan):
        session_seats.choose(one, code(workshop), now=NOW)
    last = SessionSeat.objects.get(registration=joan)
    session_seats.move_up(last, now=NOW, by=make_user(), reason="Interpreter")
    last.refresh_from_db()
    assert (session_seats.position(last), last.reason) == (1, "Interpreter")
    session_seats.give_up(ada, code(workshop), now=NOW)
    assert states(workshop) == {"Grace": "waiting", "Joan": "held"}


def test_a_new_agenda_that_puts_two_chosen_sessions_at_one_time_is_told(event, attendee):
    first, second = make_seats(event), make_seats(event, starts_in=HOUR * 3)
    publish(event)
    ada = attendee()
    for seats in (first, second):
        session_seats.choose(ada, code(seats), now=NOW)
    second.session.starts_at, second.session.ends_at = first.session.starts_at, first.session.ends_at
    second.session.save()
    publish(event)
    ada = Registration.objects.get(pk=ada.pk)
    assert [offer.overlaps.code for offer in session_seats.offers(ada, now=NOW)] == [
        code(second),
        code(first),
    ]
    assert SessionSeat.objects.held().count() == 2


def test_the_database_itself_gives_no_seat_twice(event):
    workshop = make_seats(event)
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionSeats.objects.filter(pk=workshop.pk).update(seats_taken=2)


class ChoosingInAnyOrder(RuleBasedStateMachine):
    """Three attendees and three sessions, two of them at one time, whatever is done in whatever order."""

    def __init__(self):
        super().__init__()
        SessionSeats.objects.all().delete()  # what an earlier run has left
        event = make_event()
        self.seats = [
            make_seats(event),
            make_seats(event, starts_in=HOUR * 1.5),
            make_seats(event, starts_in=HOUR * 4, capacity=2),
        ]
        publish(event)
        ticket_type = make_ticket_type(event, capacity=None)
        self.attendees = [make_registration(ticket_type) for _each in range(4)]
        self.now = NOW

    def attendee(self, number):
        self.now += dt.timedelta(seconds=1)
        return Registration.objects.get(pk=self.attendees[number].pk)

    @rule(who=st.integers(0, 3), which=st.integers(0, 2), instead=st.booleans())
    def choose(self, who, which, instead):
        with contextlib.suppress(session_seats.Overlaps, session_seats.NoSeatLeft, session_seats.HoldsNoSeat):
            session_seats.choose(self.attendee(who), code(self.seats[which]), now=self.now, instead=instead)

    @rule(who=st.integers(0, 3), which=st.integers(0, 2))
    def give_up(self, who, which):
        session_seats.give_up(self.attendee(who), code(self.seats[which]), now=self.now)

    @rule(who=st.integers(0, 3))
    def cancel(self, who):
        with contextlib.suppress(event_seats.IllegalMove):
            event_seats.cancel(self.attendee(who), now=self.now)

    @rule(which=st.integers(0, 2), capacity=st.integers(0, 3))
    def change_capacity(self, which, capacity):
        with contextlib.suppress(session_seats.CapacityTooSmall):
            session_seats.set_capacity(self.seats[which], capacity, now=self.now)

    @invariant()
    def nothing_contradicts(self):
        assert list(session_seats.breaches(now=self.now)) == []

    @invariant()
    def nobody_has_two_at_one_time(self):
        for registration in self.attendees:
            chosen = set(registration.session_seats.live().values_list("seats", flat=True))
            assert not {self.seats[0].pk, self.seats[1].pk} <= chosen

    @invariant()
    def nobody_is_overtaken(self):
        for seats in self.seats:
            waiting = list(seats.choices.waiting().values_list("chosen_at", flat=True))
            assert waiting == sorted(waiting)


class TestChoosingInAnyOrder(TestCase):
    def test_every_invariant_holds_after_each_step(self):
        run_state_machine_as_test(
            ChoosingInAnyOrder,
            settings=hypothesis_settings(max_examples=15, stateful_step_count=20, deadline=None),
        )
