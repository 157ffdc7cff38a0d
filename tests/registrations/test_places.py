"""Quotas, in person and online, seats on offer: how many places there are and who takes the next one."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from registrations import capacities, deadlines, recount, seats, waiting_list
from registrations.models import Quota, Registration, StatusChange, TicketType
from tests.builders import make_event, make_quota, make_registration, make_ticket_type, make_user

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR = dt.timedelta(hours=1)


def statuses(*registrations: Registration) -> list[str]:
    by_pk = dict(Registration.objects.values_list("pk", "status"))
    return [by_pk[registration.pk] for registration in registrations]


def either(**fields) -> TicketType:
    return make_ticket_type(**{"attendance": "either", "capacity": 1, "online_capacity": 1} | fields)


@pytest.fixture(autouse=True)
def _every_count_is_right():
    yield
    assert list(recount.breaches(now=NOW)) == []


# --- Quotas


def test_ticket_types_of_a_quota_share_its_seats():
    event = make_event()
    quota = make_quota(event, capacity=2)
    industry, press = (make_ticket_type(event, capacity=2, quota=quota) for _ in range(2))
    ada, grace, joan = (make_registration(row) for row in (industry, press, industry))
    assert statuses(ada, grace, joan) == ["confirmed", "confirmed", "waitlisted"]
    quota.refresh_from_db()
    assert quota.seats_taken == 2


def test_a_seat_of_a_quota_goes_to_whoever_waited_longest_whatever_the_ticket_type():
    event = make_event()
    quota = make_quota(event, capacity=1)
    industry, press = (make_ticket_type(event, capacity=5, quota=quota) for _ in range(2))
    ada, grace, joan = (make_registration(row) for row in (industry, press, industry))
    assert [waiting_list.position(row) for row in (grace, joan)] == [1, 2]
    seats.cancel(ada, now=NOW)
    assert statuses(grace, joan) == ["confirmed", "waitlisted"]


def test_whose_ticket_type_is_full_is_passed_over_and_keeps_the_place():
    event = make_event()
    quota = make_quota(event, capacity=2)
    small = make_ticket_type(event, capacity=1, quota=quota)
    large = make_ticket_type(event, capacity=5, quota=quota)
    ada, grace, joan, mary = (make_registration(row) for row in (small, large, small, large))
    seats.cancel(grace, now=NOW)
    assert statuses(ada, joan, mary) == ["confirmed", "waitlisted", "confirmed"]
    assert waiting_list.position(joan) == 1
    seats.cancel(ada, now=NOW)
    assert statuses(joan) == ["confirmed"]


def test_a_full_ticket_type_takes_nothing_from_its_quota():
    event = make_event()
    quota = make_quota(event, capacity=5)
    small = make_ticket_type(event, capacity=1, quota=quota)
    make_registration(small)
    assert make_registration(small).status == "waitlisted"
    quota.refresh_from_db()
    assert quota.seats_taken == 1


def test_raising_a_quota_fills_in_order_and_it_cannot_fall_below_what_is_taken():
    event = make_event()
    quota = make_quota(event, capacity=1)
    ticket_types = [make_ticket_type(event, capacity=5, quota=quota) for _ in range(2)]
    people = [make_registration(ticket_types[number % 2]) for number in range(4)]
    capacities.change_quota(quota, 3, now=NOW)
    assert statuses(*people) == ["confirmed", "confirmed", "confirmed", "waitlisted"]
    with pytest.raises(capacities.CapacityTooSmall):
        capacities.change_quota(quota, 2, now=NOW)
    assert Quota.objects.get().capacity == 3


def test_the_database_itself_sells_no_seat_of_a_quota_twice():
    quota = make_quota(make_event(), capacity=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Quota.objects.update(seats_taken=2)
    assert quota.seats_taken == 0


# --- In person and online


def test_either_attendance_has_its_own_capacity():
    ticket_type = either()
    in_person = [make_registration(ticket_type, attendance="in_person") for _ in range(2)]
    online = [make_registration(ticket_type, attendance="online") for _ in range(2)]
    assert statuses(*in_person, *online) == ["confirmed", "waitlisted"] * 2
    assert [waiting_list.position(row) for row in (in_person[1], online[1])] == [1, 1]
    seats.cancel(online[0], now=NOW)
    assert statuses(in_person[1], online[1]) == ["waitlisted", "confirmed"]


def test_the_attendance_is_one_that_the_ticket_type_offers():
    assert make_registration(make_ticket_type(attendance="online")).attendance == "online"
    with pytest.raises(ValueError, match="is not attended online"):
        make_registration(make_ticket_type(), attendance="online")


def test_switching_frees_the_seat_for_whoever_waits():
    ticket_type = either()
    ada, grace = (make_registration(ticket_type) for _ in range(2))
    seats.switch(ada, "online", now=NOW)
    assert statuses(ada, grace) == ["confirmed", "confirmed"]
    assert Registration.objects.get(pk=ada.pk).attendance == "online"
    ticket_type.refresh_from_db()
    assert (ticket_type.seats_taken, ticket_type.online_seats_taken) == (1, 1)
    assert list(ada.status_changes.values_list("from_status", "to_status", "reason"))[-1] == (
        "confirmed",
        "confirmed",
        "Now attends online",
    )


def test_switching_to_a_full_side_is_refused_and_loses_nothing():
    ticket_type = either()
    ada, grace = make_registration(ticket_type), make_registration(ticket_type, attendance="online")
    changes = StatusChange.objects.count()
    with pytest.raises(seats.NoPlaceLeft):
        seats.switch(ada, "online", now=NOW)
    assert statuses(ada, grace) == ["confirmed", "confirmed"]
    assert Registration.objects.get(pk=ada.pk).attendance == "in_person"
    assert StatusChange.objects.count() == changes


def test_whoever_waits_on_one_side_has_a_seat_at_once_on_the_other():
    ticket_type = either()
    _ada, grace = (make_registration(ticket_type) for _ in range(2))
    seats.switch(grace, "online", now=NOW)
    assert statuses(grace) == ["confirmed"]


def test_what_has_ended_or_is_attended_one_way_only_is_not_switched():
    ended, one_way = make_registration(either()), make_registration(make_ticket_type())
    seats.cancel(ended, now=NOW)
    for registration in (ended, one_way):
        with pytest.raises(seats.IllegalMove):
            seats.switch(registration, "online", now=NOW)


def test_switching_gives_the_seat_of_the_quota_back():
    event = make_event()
    quota = make_quota(event, capacity=1)
    ticket_type, other = either(event=event, quota=quota), make_ticket_type(event, quota=quota)
    ada, grace = make_registration(ticket_type), make_registration(other)
    seats.switch(ada, "online", now=NOW)
    assert statuses(ada, grace) == ["confirmed", "confirmed"]


# --- Offers


@pytest.fixture
def offered() -> list[Registration]:
    """Ada has left; her seat is offered to Grace for five hours, and Joan waits."""
    ticket_type = make_ticket_type(capacity=1, hours_to_accept=5)
    ada, grace, joan = (make_registration(ticket_type, name) for name in ("Ada", "Grace", "Joan"))
    seats.cancel(ada, now=NOW)
    assert statuses(grace, joan) == ["offered", "waitlisted"]
    return list(Registration.objects.filter(pk__in=[grace.pk, joan.pk]).order_by("pk"))


def test_a_seat_on_offer_is_held_until_it_is_accepted(offered):
    grace, joan = offered
    assert grace.offered_until_at == NOW + 5 * HOUR
    assert make_registration(grace.ticket_type).status == "waitlisted"
    seats.accept(grace, now=NOW + 4 * HOUR)
    assert statuses(grace, joan) == ["confirmed", "waitlisted"]


def test_an_accepted_seat_that_needs_review_is_reviewed(offered):
    grace, _joan = offered
    TicketType.objects.update(needs_review=True)
    grace.ticket_type.refresh_from_db()
    seats.accept(grace, now=NOW)
    assert statuses(grace) == ["under_review"]


def test_a_declined_seat_is_offered_to_the_next(offered):
    grace, joan = offered
    seats.cancel(grace, now=NOW + HOUR)
    joan.refresh_from_db()
    assert (joan.status, joan.offered_until_at) == ("offered", NOW + 6 * HOUR)


def test_what_is_not_accepted_in_time_lapses_and_passes_on(offered):
    grace, joan = offered
    deadlines.keep(now=NOW + 5 * HOUR)
    joan.refresh_from_db()
    assert statuses(grace) == ["expired"]
    assert (joan.status, joan.offered_until_at) == ("offered", NOW + 10 * HOUR)
    deadlines.keep(now=NOW + 6 * HOUR)
    assert statuses(joan) == ["offered"]


def test_nobody_accepts_too_late_or_twice(offered):
    grace, joan = offered
    with pytest.raises(seats.OfferEnded):
        seats.accept(grace, now=NOW + 5 * HOUR)
    with pytest.raises(seats.IllegalMove):
        seats.accept(joan, now=NOW)
    seats.accept(grace, now=NOW)
    with pytest.raises(seats.IllegalMove):
        seats.accept(grace, now=NOW)
    assert statuses(grace, joan) == ["confirmed", "waitlisted"]


def test_an_offer_ends_when_the_event_begins_at_the_latest(offered):
    grace, joan = offered
    event = grace.event
    event.starts_at = NOW + 2 * HOUR
    event.save()
    seats.cancel(grace, now=NOW)
    joan.refresh_from_db()
    assert joan.offered_until_at == event.starts_at


# --- Moving up


def test_staff_move_somebody_up_with_a_reason_on_record():
    ticket_type = make_ticket_type(capacity=1)
    ada, grace, joan, mary = (make_registration(ticket_type) for _ in range(4))
    reviewer = make_user()
    seats.move_up(mary, now=NOW, by=reviewer, reason="Stands in for the speaker")
    assert [waiting_list.position(row) for row in (mary, grace, joan)] == [1, 2, 3]
    change = mary.status_changes.last()
    assert (change.changed_by, change.reason) == (reviewer, "Stands in for the speaker")
    seats.cancel(ada, now=NOW)
    assert statuses(mary, grace) == ["confirmed", "waitlisted"]


def test_whoever_is_first_or_has_a_seat_is_not_moved_up():
    ticket_type = make_ticket_type(capacity=1)
    ada, grace = (make_registration(ticket_type) for _ in range(2))
    with pytest.raises(seats.IllegalMove):
        seats.move_up(ada, now=NOW, by=None, reason="None")
    seats.move_up(grace, now=NOW, by=None, reason="None")
    assert grace.status_changes.count() == 1
