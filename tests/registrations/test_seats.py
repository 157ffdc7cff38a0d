"""Who holds a seat, who waits for one."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from registrations import capacities, recount, seats, waiting_list
from registrations.models import Registration, Status, StatusChange, TicketType
from tests.builders import (
    make_event,
    make_registration,
    make_ticket_type,
    make_unverified,
    make_user,
    registration_details,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def statuses(*registrations: Registration) -> list[str]:
    by_pk = {row.pk: row.status for row in Registration.objects.filter(pk__in=[r.pk for r in registrations])}
    return [by_pk[registration.pk] for registration in registrations]


def taken(ticket_type: TicketType) -> int:
    ticket_type.refresh_from_db()
    return ticket_type.seats_taken


def test_whoever_comes_after_the_last_seat_waits():
    ticket_type = make_ticket_type(capacity=1)
    ada, grace = (make_registration(ticket_type, name) for name in ("Ada", "Grace"))
    assert statuses(ada, grace) == ["confirmed", "waitlisted"]
    assert taken(ticket_type) == 1


def test_without_a_limit_nobody_waits():
    ticket_type = make_ticket_type(capacity=None)
    assert statuses(*(make_registration(ticket_type) for _ in range(3))) == ["confirmed"] * 3
    assert taken(ticket_type) == 3


def test_a_cancelled_seat_goes_to_whoever_waited_longest():
    ticket_type = make_ticket_type(capacity=1)
    ada, grace, joan = (make_registration(ticket_type, name) for name in ("Ada", "Grace", "Joan"))
    seats.cancel(ada, now=NOW)
    assert statuses(ada, grace, joan) == ["cancelled", "confirmed", "waitlisted"]
    assert taken(ticket_type) == 1
    assert list(recount.breaches(now=NOW)) == []


def test_leaving_the_waiting_list_frees_no_seat():
    ticket_type = make_ticket_type(capacity=1)
    ada, grace, joan = (make_registration(ticket_type, name) for name in ("Ada", "Grace", "Joan"))
    seats.cancel(grace, now=NOW)
    assert statuses(ada, grace, joan) == ["confirmed", "cancelled", "waitlisted"]
    assert taken(ticket_type) == 1
    assert waiting_list.position(joan) == 1


def test_a_registration_that_needs_review_holds_its_seat_meanwhile():
    ticket_type = make_ticket_type(capacity=1, needs_review=True)
    ada, grace = (make_registration(ticket_type, name) for name in ("Ada", "Grace"))
    assert statuses(ada, grace) == ["under_review", "waitlisted"]
    seats.approve(ada, now=NOW, by=make_user())
    assert statuses(ada, grace) == ["confirmed", "waitlisted"]
    assert taken(ticket_type) == 1


@pytest.mark.parametrize("leave", [seats.decline, seats.expire])
def test_declining_and_expiring_fill_from_the_waiting_list_for_review(leave):
    ticket_type = make_ticket_type(capacity=1, needs_review=True)
    ada, grace = (make_registration(ticket_type, name) for name in ("Ada", "Grace"))
    leave(ada, now=NOW, by=None, reason="No answer")
    assert statuses(grace) == ["under_review"]
    assert taken(ticket_type) == 1
    assert StatusChange.objects.filter(registration=ada).last().reason == "No answer"


def test_raising_the_capacity_fills_in_order():
    ticket_type = make_ticket_type(capacity=1)
    people = [make_registration(ticket_type) for _ in range(4)]
    capacities.change(ticket_type, 3, now=NOW)
    assert statuses(*people) == ["confirmed", "confirmed", "confirmed", "waitlisted"]
    capacities.change(ticket_type, None, now=NOW)
    assert statuses(*people) == ["confirmed"] * 4


def test_the_capacity_cannot_fall_below_the_seats_taken():
    ticket_type = make_ticket_type(capacity=2)
    make_registration(ticket_type)
    make_registration(ticket_type)
    with pytest.raises(capacities.CapacityTooSmall):
        capacities.change(ticket_type, 1, now=NOW)
    ticket_type.refresh_from_db()
    assert (ticket_type.capacity, ticket_type.seats_taken) == (2, 2)


def test_the_database_itself_sells_no_seat_twice():
    ticket_type = make_ticket_type(capacity=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        TicketType.objects.filter(pk=ticket_type.pk).update(seats_taken=2)


def test_after_the_event_has_begun_nobody_is_called_from_the_waiting_list():
    event = make_event(starts_at=NOW - dt.timedelta(hours=1), ends_at=NOW + dt.timedelta(hours=8))
    ticket_type = make_ticket_type(event, capacity=1)
    ada, grace = (make_registration(ticket_type, name) for name in ("Ada", "Grace"))
    seats.cancel(ada, now=NOW)
    assert statuses(grace) == ["waitlisted"]


def test_the_same_address_has_one_live_registration():
    ticket_type = make_ticket_type(capacity=5)
    ada = make_registration(ticket_type, email="ada@example.org")
    with pytest.raises(seats.AlreadyRegistered) as raised:
        make_registration(make_ticket_type(ticket_type.event), email=" ADA@example.org ")
    assert raised.value.registration == ada
    assert Registration.objects.count() == 1
    assert taken(ticket_type) == 1


def test_whoever_cancelled_may_register_again():
    ticket_type = make_ticket_type(capacity=5)
    ada = make_registration(ticket_type, email="ada@example.org")
    seats.cancel(ada, now=NOW)
    again = make_registration(ticket_type, email="ada@example.org")
    assert statuses(ada, again) == ["cancelled", "confirmed"]


def test_what_is_not_verified_holds_no_seat_and_an_address_may_have_several():
    ticket_type = make_ticket_type(capacity=1)
    ada, again = (make_unverified(ticket_type, "Ada", email="ada@example.org") for _ in range(2))
    assert statuses(ada, again) == ["unverified", "unverified"]
    assert taken(ticket_type) == 0
    assert statuses(make_registration(ticket_type)) == ["confirmed"]
    assert list(recount.breaches(now=NOW)) == []


def test_whoever_verifies_first_gets_the_seat():
    ticket_type = make_ticket_type(capacity=1)
    ada, grace = (make_unverified(ticket_type, name) for name in ("Ada", "Grace"))
    seats.verify(grace, now=NOW)
    seats.verify(ada, now=NOW)
    assert statuses(ada, grace) == ["waitlisted", "confirmed"]
    assert waiting_list.position(ada) == 1
    assert list(recount.breaches(now=NOW)) == []


def test_whoever_verifies_goes_to_review_where_it_is_needed():
    ada = make_unverified(make_ticket_type(needs_review=True))
    seats.verify(ada, now=NOW)
    assert statuses(ada) == ["under_review"]


def test_verifying_twice_takes_one_seat():
    ticket_type = make_ticket_type()
    ada = make_unverified(ticket_type)
    seats.verify(Registration.objects.get(pk=ada.pk), now=NOW)
    with pytest.raises(seats.IllegalMove):
        seats.verify(ada, now=NOW)
    assert taken(ticket_type) == 1
    assert ada.status_changes.count() == 2


def test_verifying_where_the_address_is_live_by_then_changes_nothing():
    ticket_type = make_ticket_type()
    ada = make_unverified(ticket_type, email="ada@example.org")
    live = make_registration(ticket_type, email="ada@example.org")
    with pytest.raises(seats.AlreadyRegistered) as raised:
        seats.verify(ada, now=NOW)
    assert raised.value.registration == live
    assert statuses(ada, live) == ["unverified", "confirmed"]
    assert taken(ticket_type) == 1


def test_what_is_not_verified_can_be_neither_decided_nor_cancelled():
    ada = make_unverified(make_ticket_type())
    for move in (seats.cancel, seats.decline, seats.expire, seats.approve, seats.return_to_review):
        with pytest.raises(seats.IllegalMove):
            move(ada, now=NOW, by=None)
    assert statuses(ada) == ["unverified"]


def test_what_is_confirmed_can_go_back_to_review_and_keeps_its_seat():
    ticket_type = make_ticket_type(capacity=1)
    ada, grace = (make_registration(ticket_type, name) for name in ("Ada", "Grace"))
    reviewer = make_user()
    seats.return_to_review(ada, now=NOW, by=reviewer, reason="New employer")
    assert statuses(ada, grace) == ["under_review", "waitlisted"]
    with pytest.raises(seats.IllegalMove):
        seats.return_to_review(ada, now=NOW, by=reviewer)
    seats.approve(ada, now=NOW, by=reviewer)
    assert statuses(ada, grace) == ["confirmed", "waitlisted"]
    assert taken(ticket_type) == 1


@pytest.mark.parametrize("first", [seats.cancel, seats.decline])
def test_an_ended_registration_moves_no_more_and_nothing_changes(first):
    ticket_type = make_ticket_type(capacity=2)
    ada = make_registration(ticket_type)
    first(ada, now=NOW, by=None)
    changes = StatusChange.objects.count()
    for move in (seats.cancel, seats.decline, seats.expire, seats.approve):
        with pytest.raises(seats.IllegalMove) as raised:
            move(ada, now=NOW, by=None)
        assert raised.value.from_status == ada.status
    assert StatusChange.objects.count() == changes
    assert taken(ticket_type) == 0


def test_a_confirmed_registration_is_not_approved_again():
    ada = make_registration(make_ticket_type())
    with pytest.raises(seats.IllegalMove, match="from confirmed to confirmed"):
        seats.approve(ada, now=NOW, by=None)


def test_each_move_leaves_a_row():
    reviewer = make_user()
    ada = make_registration(make_ticket_type(needs_review=True))
    seats.approve(ada, now=NOW, by=reviewer, reason="Known delegate")
    seats.cancel(ada, now=NOW)
    assert list(ada.status_changes.values_list("from_status", "to_status", "changed_by", "reason")) == [
        ("", "under_review", None, ""),
        ("under_review", "confirmed", reviewer.pk, "Known delegate"),
        ("confirmed", "cancelled", None, ""),
    ]


def test_whoever_read_the_clock_before_but_came_later_stands_behind():
    ticket_type = make_ticket_type(capacity=0)
    ada, grace = make_unverified(ticket_type), make_unverified(ticket_type)
    now = timezone.now()
    seats.verify(ada, now=now)
    assert waiting_list.position(ada) == 1
    seats.verify(grace, now=now - dt.timedelta(seconds=2))
    assert [waiting_list.position(person) for person in (ada, grace)] == [1, 2]


def test_positions_in_the_waiting_list_are_honest():
    ticket_type = make_ticket_type(capacity=1)
    people = [make_registration(ticket_type) for _ in range(3)]
    assert [waiting_list.position(person) for person in people] == [None, 1, 2]


def test_the_recount_finds_what_does_not_fit():
    ticket_type = make_ticket_type(capacity=2)
    ada, grace = make_registration(ticket_type), make_registration(ticket_type)
    waiting = make_registration(ticket_type)
    assert list(recount.breaches(now=NOW)) == []
    TicketType.objects.filter(pk=ticket_type.pk).update(seats_taken=1)
    Registration.objects.filter(pk=ada.pk).update(status=Status.EXPIRED)
    Registration.objects.filter(pk=waiting.pk).update(event=make_event())
    assert {line.split(":", 1)[1] for line in recount.breaches(now=NOW)} == {
        " a seat is free while somebody waits for one",
        " its status is not the one that its last change led to",
        " its ticket type belongs to another event",
    }
    assert statuses(grace) == ["confirmed"]


def test_a_refused_second_registration_takes_no_seat():
    ticket_type = make_ticket_type(capacity=5)
    details = registration_details("Ada")
    seats.register(ticket_type, now=NOW, **details)
    with pytest.raises(seats.AlreadyRegistered):
        seats.register(ticket_type, now=NOW, **details)
    assert taken(ticket_type) == 1
    assert StatusChange.objects.count() == 1


def test_registering_costs_the_same_however_many_are_registered(django_assert_max_num_queries):
    ticket_type = make_ticket_type(capacity=2)
    for _ in range(4):
        with django_assert_max_num_queries(9):
            make_registration(ticket_type)
