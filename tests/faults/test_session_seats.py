"""A crowd for few seats of a session: nothing is given twice, and nobody has two sessions at one time."""

from collections import Counter

import pytest
from django.db import connection  # noqa: F401 - the condition of on_postgresql names it
from django.utils import timezone

from registrations import session_seats
from registrations.models import Registration, SessionSeat
from tests.builders import make_event, make_registration, make_ticket_type
from tests.faults.test_seats import in_threads, on_postgresql
from tests.registrations.test_session_seats import code, make_seats, publish

pytestmark = [pytest.mark.postgresql, on_postgresql, pytest.mark.django_db(transaction=True)]

NOW = timezone.now()


def make_crowd(event, count):
    ticket_type = make_ticket_type(event, capacity=None)
    return [make_registration(ticket_type).pk for _number in range(count)]


def test_twelve_threads_for_three_seats_leave_exactly_three_held():
    event = make_event()
    workshop = make_seats(event, capacity=3)
    publish(event)

    def choose(pk):
        return session_seats.choose(Registration.objects.get(pk=pk), code(workshop), now=NOW).state

    told = in_threads(choose, make_crowd(event, 12))
    assert Counter(told) == {"held": 3, "waiting": 9}
    assert list(session_seats.breaches(now=NOW)) == []


def test_one_attendee_in_two_windows_never_gets_two_sessions_at_one_time():
    event = make_event()
    pair = [make_seats(event, capacity=5), make_seats(event, capacity=5)]
    publish(event)
    (pk,) = make_crowd(event, 1)

    def choose(seats):
        return session_seats.choose(Registration.objects.get(pk=pk), code(seats), now=NOW).state

    for _round in range(5):
        told = in_threads(choose, pair)
        refusals = [answer for answer in told if isinstance(answer, session_seats.Overlaps)]
        assert (len(refusals), told.count("held")) == (1, 1)
        held = SessionSeat.objects.live().get()
        session_seats.give_up(held.registration, code(held.seats), now=NOW)


def test_choosing_and_giving_up_at_once_leave_no_seat_empty():
    event = make_event()
    workshop = make_seats(event, capacity=3)
    publish(event)
    crowd = make_crowd(event, 10)
    for pk in crowd[:5]:
        session_seats.choose(Registration.objects.get(pk=pk), code(workshop), now=NOW)

    def come_or_go(number):
        registration = Registration.objects.get(pk=crowd[number])
        if number < 5:
            session_seats.give_up(registration, code(workshop), now=NOW)
        else:
            session_seats.choose(registration, code(workshop), now=NOW)

    assert [answer for answer in in_threads(come_or_go, range(10)) if answer is not None] == []
    assert SessionSeat.objects.held().count() == 3
    assert list(session_seats.breaches(now=NOW)) == []
