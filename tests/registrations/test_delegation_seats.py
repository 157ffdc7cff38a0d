"""Who comes instead of whom, which seats are kept for a delegation, and what staff change of it."""

import pytest

from accounts.permissions import Role
from registrations import (
    deadlines,
    delegations,
    review,
    seats,
)
from registrations.models import Delegation, Registration, TicketType
from registrations.refusals import AlreadyRegistered, IllegalMove, NoPlaceLeft
from tests.builders import (
    make_delegation,
    make_registration,
    make_ticket_type,
    make_user,
)
from tests.registrations.delegation_steps import (
    CLOSES,
    DAY,
    NOW,
    assert_all_is_sound,
    confirm,
    counts,
    named,
    seats_taken,
    statuses,
    substitute,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket_type() -> TicketType:
    return make_ticket_type(capacity=5)


def test_a_substitute_is_linked_reviewed_anew_and_takes_no_further_place(ticket_type):
    ticket_type.needs_review = True
    ticket_type.save()
    delegation = make_delegation(ticket_type, places=1, now=NOW)
    ada = confirm(named(delegation))
    seats.approve(ada, now=NOW, by=None)
    grace = substitute(ada)
    assert statuses(ada, grace) == ["cancelled", "unverified"]
    assert ada.status_changes.latest("pk").reason == delegations.SUBSTITUTED
    assert (grace.substitutes, grace.organization) == (ada, ada.organization)
    assert counts(delegation) == (1, 0)
    assert confirm(grace).status == "under_review"
    assert_all_is_sound()


def test_nobody_is_substituted_twice(ticket_type):
    ada = named(make_delegation(ticket_type, now=NOW))
    substitute(ada)
    with pytest.raises(IllegalMove):
        substitute(Registration.objects.get(pk=ada.pk), email="joan@example.org")
    assert Registration.objects.count() == 2


def test_a_substitute_who_is_registered_already_leaves_all_as_it_was(ticket_type):
    delegation = make_delegation(ticket_type, now=NOW)
    ada, other = confirm(named(delegation)), make_registration(ticket_type, now=NOW)
    with pytest.raises(AlreadyRegistered):
        substitute(ada, email=other.email)
    assert statuses(ada) == ["confirmed"]
    assert counts(delegation) == (1, 0)
    assert_all_is_sound()


@pytest.mark.parametrize("end", ["decline", "cancel", "withdraw"])
def test_however_somebody_ends_the_place_is_free_and_another_can_come_instead(ticket_type, end):
    ticket_type.needs_review = True
    ticket_type.save()
    delegation = make_delegation(ticket_type, places=1, now=NOW)
    ada = confirm(named(delegation))
    {
        "decline": lambda: seats.decline(ada, now=NOW, by=None),
        "cancel": lambda: seats.cancel(ada, now=NOW),
        "withdraw": lambda: delegations.withdraw(ada, now=NOW),
    }[end]()
    assert counts(delegation) == (0, 0)
    assert seats_taken(ticket_type) == 0
    grace = substitute(ada)
    assert grace.substitutes == ada
    assert counts(delegation) == (1, 0)
    assert_all_is_sound()


def test_a_rejection_by_a_lane_frees_the_place(ticket_type):
    ticket_type.needs_review = True
    ticket_type.save()
    delegation = make_delegation(ticket_type, now=NOW)
    ada = confirm(named(delegation))
    (lane_review,) = ada.lane_reviews.all()
    reviewer = make_user(role=Role.REVIEWER, event=ticket_type.event)
    review.decide(lane_review, verdict="reject", by=reviewer, now=NOW)
    assert statuses(ada) == ["declined"]
    assert counts(delegation) == (0, 0)
    assert_all_is_sound()


def test_the_seat_of_a_substituted_goes_to_the_waiting_list_where_none_is_kept(ticket_type):
    delegation = make_delegation(ticket_type, now=NOW)
    ada = confirm(named(delegation))
    waiting = [make_registration(ticket_type, now=NOW) for _ in range(5)][-1]
    substitute(ada)
    assert statuses(waiting) == ["confirmed"]
    assert_all_is_sound()


def test_kept_seats_are_taken_until_whoever_is_named_has_them(ticket_type):
    delegation = make_delegation(ticket_type, places=3, reserves_seats=True, now=NOW)
    assert (counts(delegation), seats_taken(ticket_type)) == ((0, 3), 3)
    ada = named(delegation)
    for _other in range(3):
        make_registration(ticket_type, now=NOW)
    assert confirm(ada).status == "confirmed"
    assert (counts(delegation), seats_taken(ticket_type)) == ((1, 2), 5)
    assert_all_is_sound()


def test_a_substitution_keeps_the_seat(ticket_type):
    delegation = make_delegation(ticket_type, places=1, reserves_seats=True, now=NOW)
    ada = confirm(named(delegation))
    waiting = [make_registration(ticket_type, now=NOW) for _ in range(5)][-1]
    grace = substitute(ada)
    assert statuses(waiting) == ["waitlisted"]
    assert counts(delegation) == (1, 1)
    assert confirm(grace).status == "confirmed"
    assert_all_is_sound()


def test_seats_are_kept_all_or_none(ticket_type):
    for _seat in range(3):
        make_registration(ticket_type, now=NOW)
    with pytest.raises(NoPlaceLeft):
        make_delegation(ticket_type, places=3, reserves_seats=True, now=NOW)
    assert not Delegation.objects.exists()
    assert seats_taken(ticket_type) == 3


def test_when_naming_ends_kept_seats_go_to_whoever_waits_but_for_those_who_may_still_confirm(ticket_type):
    delegation = make_delegation(ticket_type, places=4, reserves_seats=True, closes_at=CLOSES, now=NOW)
    confirm(named(delegation))
    late = named(delegation, now=CLOSES - DAY)
    waiting = [make_registration(ticket_type, now=NOW) for _ in range(4)][1:]
    deadlines.keep(now=CLOSES)
    assert counts(delegation) == (2, 1)
    assert statuses(*waiting) == ["confirmed", "confirmed", "waitlisted"]
    assert confirm(late, now=CLOSES).status == "confirmed"
    assert_all_is_sound(CLOSES)


def test_who_attends_the_other_way_leaves_the_kept_seat_of_this_one(ticket_type):
    either = make_ticket_type(ticket_type.event, attendance="either", capacity=2, online_capacity=2)
    delegation = make_delegation(either, places=2, reserves_seats=True, now=NOW)
    ada = confirm(named(delegation), attendance="online")
    assert counts(delegation) == (1, 2)
    seats.cancel(ada, now=NOW)
    assert counts(delegation) == (0, 2)
    assert_all_is_sound()


def test_never_more_seats_are_kept_than_there_are_places(ticket_type):
    either = make_ticket_type(ticket_type.event, attendance="either", capacity=3, online_capacity=2)
    delegation = make_delegation(either, places=2, reserves_seats=True, now=NOW)
    ada = confirm(named(delegation), attendance="online")
    seats.switch(ada, "in_person", now=NOW)
    seats.cancel(ada, now=NOW)
    assert counts(delegation) == (0, 2)
    assert_all_is_sound()


def test_places_change_with_their_seats_and_never_below_those_taken(ticket_type):
    delegation = make_delegation(ticket_type, places=3, reserves_seats=True, closes_at=CLOSES, now=NOW)
    confirm(named(delegation))
    named(delegation)
    with pytest.raises(delegations.FewerThanTaken):
        delegations.change(delegation, places=1, closes_at=CLOSES, now=NOW, by=None)
    delegations.change(delegation, places=2, closes_at=CLOSES, now=NOW, by=None)
    assert (counts(delegation), seats_taken(ticket_type)) == ((2, 1), 2)
    delegations.change(delegation, places=5, closes_at=CLOSES + DAY, now=NOW, by=None)
    assert (counts(delegation), seats_taken(ticket_type)) == ((2, 4), 5)
    with pytest.raises(NoPlaceLeft):
        delegations.change(delegation, places=6, closes_at=CLOSES, now=NOW, by=None)
    delegation.refresh_from_db()
    assert (delegation.places, delegation.closes_at) == (5, CLOSES + DAY)
    assert [change.places for change in delegation.changes.all()] == [3, 2, 5]
    assert_all_is_sound()


def test_saving_it_unchanged_owes_nothing(ticket_type):
    delegation = make_delegation(ticket_type, closes_at=CLOSES, now=NOW)
    delegations.change(delegation, places=3, closes_at=CLOSES, now=NOW, by=None)
    assert delegation.changes.count() == 1


def test_revoking_ends_the_link_and_what_nobody_confirmed_and_passes_the_seats_on(ticket_type):
    delegation = make_delegation(ticket_type, places=5, reserves_seats=True, now=NOW)
    ada, grace = confirm(named(delegation)), named(delegation)
    waiting = make_registration(ticket_type, now=NOW)
    delegations.revoke(delegation, now=NOW, by=None)
    assert statuses(ada, grace, waiting) == ["confirmed", "expired", "confirmed"]
    assert counts(delegation) == (1, 0)
    for again in (
        lambda: delegations.revoke(delegation, now=NOW, by=None),
        lambda: delegations.renew_link(delegation, now=NOW, by=None),
        lambda: named(delegation),
    ):
        with pytest.raises(delegations.NamingEnded):
            again()
    seats.cancel(ada, now=NOW)
    assert counts(delegation) == (0, 0)
    assert_all_is_sound()


def test_a_new_link_kills_the_old_one(ticket_type):
    delegation = make_delegation(ticket_type, now=NOW)
    old = delegation.token
    delegations.renew_link(delegation, now=NOW, by=None)
    assert Delegation.objects.get().token != old
