"""Whom an organization may name: so many, once each, substituted with their history; and kept seats."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.permissions import Role
from registrations import (
    deadlines,
    delegation_purges,
    delegations,
    duplicates,
    lapsed_offers,
    personal_data,
    questions,
    recount,
    review,
    seats,
    verification,
)
from registrations.invitation_purges import NOBODY
from registrations.models import Delegation, Registration, Status, TicketType
from registrations.refusals import AlreadyRegistered, IllegalMove, NoPlaceLeft
from speakers.models import Sector
from tests.builders import (
    make_delegation,
    make_event,
    make_named,
    make_organization,
    make_question,
    make_registration,
    make_ticket_type,
    make_unverified,
    make_user,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(microsecond=0)
DAY = dt.timedelta(days=1)
CLOSES = NOW + 14 * DAY


@pytest.fixture
def ticket_type() -> TicketType:
    return make_ticket_type(capacity=5)


def confirm(registration: Registration, *, now: dt.datetime = NOW, **details) -> Registration:
    delegations.confirm(registration, now=now, **{"country": "JP"} | details)
    return registration


def named(delegation: Delegation, name: str = "", **fields) -> Registration:
    return make_named(delegation, name, **{"now": NOW} | fields)


def statuses(*registrations: Registration) -> list[str]:
    return [Registration.objects.get(pk=one.pk).status for one in registrations]


def counts(delegation: Delegation) -> tuple[int, int]:
    """How many places are taken, and how many seats are kept."""
    delegation.refresh_from_db()
    return delegation.places_taken, delegation.seats_held


def seats_taken(ticket_type: TicketType) -> int:
    ticket_type.refresh_from_db()
    return ticket_type.seats_taken


def assert_all_is_sound(now: dt.datetime = NOW) -> None:
    assert [*recount.breaches(now=now), *delegations.breaches(), *duplicates.breaches()] == []


def substitute(registration: Registration, email: str = "grace@example.org", **fields) -> Registration:
    details = {"given_name": "Grace", "family_name": "Hopper", "position": "", "language": "en"} | fields
    return delegations.substitute(registration, email=email, **{"now": NOW} | details)


# --- Naming


def test_whoever_is_named_is_of_the_organization_and_waits_for_their_own_word(ticket_type):
    ministry = make_organization("Ministry of Space", sector=Sector.GOVERNMENT, country="JP")
    delegation = make_delegation(ticket_type, organization=ministry, now=NOW)
    ada = named(delegation, email="Ada@Example.org")
    assert (ada.status, ada.consented_at, ada.email) == ("unverified", None, "ada@example.org")
    assert (ada.organization, ada.organization_name) == (ministry, "Ministry of Space")
    assert (ada.sector, ada.country) == ("government", "JP")
    assert counts(delegation) == (1, 0)
    assert seats_taken(ticket_type) == 0
    assert list(ticket_type.event.registrations.verified()) == []
    assert_all_is_sound()


def test_no_more_are_named_than_there_are_places(ticket_type):
    delegation = make_delegation(ticket_type, places=2, now=NOW)
    named(delegation)
    named(delegation)
    with pytest.raises(delegations.AllPlacesTaken):
        named(delegation)
    assert Registration.objects.count() == 2
    assert counts(delegation) == (2, 0)


def test_whoever_got_hold_of_a_link_cannot_write_to_everybody(ticket_type):
    delegation = make_delegation(ticket_type, places=1, now=NOW)
    for _mail in range(delegations.NAMED_AN_HOUR):
        delegations.withdraw(named(delegation), now=NOW)
    with pytest.raises(delegations.NamedTooMany):
        named(delegation)
    assert counts(delegation) == (0, 0)
    named(delegation, now=NOW + dt.timedelta(hours=1))


def test_nobody_is_named_for_an_event_that_is_over():
    event = make_event()
    over = event.ends_at
    delegation = make_delegation(make_ticket_type(event), closes_at=over + DAY, now=NOW)
    with pytest.raises(delegations.NamingEnded):
        named(delegation, now=over)


def test_the_database_refuses_what_the_code_would_let_through(ticket_type):
    delegation = make_delegation(ticket_type, places=2, now=NOW)
    for wrong in ({"places_taken": 3}, {"seats_held": 3}, {"places": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delegation.objects.filter(pk=delegation.pk).update(**wrong)


def test_one_delegation_in_force_an_organization_and_ticket_type(ticket_type):
    first = make_delegation(ticket_type, now=NOW)
    with pytest.raises(delegations.AlreadyOpen):
        make_delegation(ticket_type, organization=first.organization, now=NOW)
    delegations.revoke(first, now=NOW, by=None)
    make_delegation(ticket_type, organization=first.organization, now=NOW)


def test_an_address_is_named_once_and_not_when_it_is_registered(ticket_type):
    delegation = make_delegation(ticket_type, now=NOW)
    ada = named(delegation)
    elsewhere = make_delegation(ticket_type, now=NOW)
    for one in (delegation, elsewhere):
        with pytest.raises(delegations.AlreadyNamed):
            named(one, email=ada.email.upper())
    confirm(ada)
    with pytest.raises(delegations.AlreadyNamed):
        named(delegation, email=ada.email)
    with pytest.raises(AlreadyRegistered):
        named(elsewhere, email=ada.email)
    assert (counts(delegation), counts(elsewhere)) == ((1, 0), (0, 0))
    assert_all_is_sound()


def test_a_form_somebody_filled_in_themselves_does_not_keep_them_from_being_named(ticket_type):
    form = make_unverified(ticket_type, now=NOW)
    ada = named(make_delegation(ticket_type, now=NOW), email=form.email)
    confirm(ada)
    with pytest.raises(AlreadyRegistered):
        seats.verify(form, now=NOW)


def test_the_code_of_the_form_never_confirms_a_nomination(ticket_type):
    ada = named(make_delegation(ticket_type, now=NOW))
    with pytest.raises(verification.TooManyCodes):
        verification.with_code(ticket_type.event, ada.email, verification.code_of(ada), now=NOW)


def test_nobody_is_named_once_it_has_ended(ticket_type):
    delegation = make_delegation(ticket_type, closes_at=CLOSES, now=NOW)
    ada = confirm(named(delegation))
    for change in (
        lambda: named(delegation, now=CLOSES),
        lambda: substitute(ada, now=CLOSES),
        lambda: delegations.withdraw(ada, now=CLOSES),
    ):
        with pytest.raises(delegations.NamingEnded):
            change()
    assert statuses(ada) == ["confirmed"]
    assert Registration.objects.count() == 1


# --- Confirming


def test_whoever_confirms_enters_review_like_everybody(ticket_type):
    ticket_type.needs_review = True
    ticket_type.save()
    question = make_question(ticket_type.event)
    ada = named(make_delegation(ticket_type, now=NOW))
    given = questions.Given([question], {question.pk: "By train"})
    confirm(ada, now=NOW + DAY, given=given, position="Ambassador", country="FR")
    ada.refresh_from_db()
    assert (ada.status, ada.position, ada.country, ada.consented_at) == (
        "under_review",
        "Ambassador",
        "FR",
        NOW + DAY,
    )
    assert questions.answers_to(ada, [question]) == {question.pk: "By train"}
    assert seats_taken(ticket_type) == 1
    assert_all_is_sound()


def test_who_is_named_without_kept_seats_joins_the_line(ticket_type):
    delegation = make_delegation(ticket_type, now=NOW)
    ada = named(delegation)
    for _seat in range(5):
        make_registration(ticket_type, now=NOW)
    assert confirm(ada).status == "waitlisted"
    assert_all_is_sound()


def test_confirming_twice_or_after_it_ended_changes_nothing(ticket_type):
    ada = named(make_delegation(ticket_type, now=NOW))
    again = Registration.objects.get(pk=ada.pk)
    confirm(ada, position="Ambassador")
    with pytest.raises(IllegalMove):
        confirm(again, position="Impostor")
    ada.refresh_from_db()
    assert ada.position == "Ambassador"


def test_a_nomination_lives_until_naming_ends_and_two_days_at_least(ticket_type):
    delegation = make_delegation(ticket_type, closes_at=CLOSES, places=2, now=NOW)
    early, late = named(delegation), named(delegation, now=CLOSES - DAY)
    deadlines.keep(now=CLOSES - dt.timedelta(seconds=1))
    assert statuses(early, late) == ["unverified", "unverified"]
    deadlines.keep(now=CLOSES)
    assert statuses(early, late) == ["expired", "unverified"]
    assert counts(delegation) == (1, 0)
    with pytest.raises(verification.LinkEnded):
        confirm(Registration.objects.get(pk=late.pk), now=CLOSES + DAY)
    deadlines.keep(now=CLOSES + DAY)
    assert statuses(late) == ["expired"]
    assert late.status_changes.latest("pk").reason == delegations.NOT_CONFIRMED_IN_TIME
    assert counts(delegation) == (0, 0)
    assert_all_is_sound(CLOSES + DAY)


def test_whoever_is_named_may_say_that_they_do_not_come(ticket_type):
    delegation = make_delegation(ticket_type, now=NOW)
    ada = named(delegation)
    delegations.decline(ada, now=NOW)
    assert statuses(ada) == ["cancelled"]
    assert counts(delegation) == (0, 0)
    with pytest.raises(IllegalMove):
        confirm(ada)


def test_a_form_that_nobody_verified_is_not_ended_by_anybody(ticket_type):
    form = make_unverified(ticket_type, now=NOW)
    for end in (seats.cancel, seats.expire):
        with pytest.raises(IllegalMove):
            end(form, now=NOW)
    assert statuses(form) == ["unverified"]


# --- Substituting and withdrawing


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


# --- Kept seats


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


# --- What staff change


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


# --- What else happens to them


def test_a_seat_that_was_offered_and_lapsed_frees_the_place(ticket_type):
    apart = make_ticket_type(ticket_type.event, capacity=1, hours_to_accept=3)
    delegation = make_delegation(apart, now=NOW)
    first = make_registration(apart, now=NOW)
    ada = confirm(named(delegation))
    seats.cancel(first, now=NOW)
    assert statuses(ada) == ["offered"]
    lapsed_offers.pass_on(now=NOW + DAY)
    assert statuses(ada) == ["expired"]
    assert counts(delegation) == (0, 0)
    assert_all_is_sound()


def test_of_two_that_are_one_person_the_named_one_is_kept(ticket_type):
    delegation = make_delegation(ticket_type, now=NOW)
    ada, other = confirm(named(delegation)), make_registration(ticket_type, now=NOW)
    merging = {"by": make_user(), "note": "The same", "now": NOW, "taken": ["organization_name", "position"]}
    with pytest.raises(duplicates.CannotMerge):
        duplicates.merge(other, ada, **merging)
    duplicates.merge(ada, other, **merging)
    ada.refresh_from_db()
    assert (ada.organization, ada.position) == (delegation.organization, other.position)
    assert duplicates.merges_of(ada).get().taken == ["position"]
    assert counts(delegation) == (1, 0)
    assert_all_is_sound()


def test_verify_finds_what_is_miscounted(ticket_type):
    delegation = make_delegation(ticket_type, now=NOW)
    ada = named(delegation)
    Delegation.objects.update(places_taken=2)
    Registration.objects.filter(pk=ada.pk).update(
        organization=None, ticket_type=make_ticket_type(ticket_type.event)
    )
    assert list(delegations.breaches()) == [
        f"delegation {delegation.pk}: places_taken is 2, but 1 people are named",
        f"registration {ada.pk}: its delegation has another ticket type",
        f"registration {ada.pk}: its delegation is of another organization",
    ]
    Delegation.objects.update(places_taken=1, seats_held=1)
    assert f"ticket type {ticket_type.pk}: seats_taken is 0, but" in "".join(recount.breaches(now=NOW))


# --- What is kept of them


def test_an_attendee_reads_who_named_them(ticket_type):
    delegation = make_delegation(ticket_type, focal_point_name="Joan Clarke", now=NOW)
    ada = confirm(named(delegation))
    document = personal_data.as_document(ada)["delegation"]
    assert document["named_by"] == "Joan Clarke"
    assert document["organization"] == delegation.organization.name


def test_whoever_is_deleted_is_gone_from_the_delegation_too(ticket_type):
    delegation = make_delegation(ticket_type, now=NOW)
    ada = confirm(named(delegation))
    personal_data.ask_to_erase(ada, now=NOW)
    personal_data.erase_due(now=NOW + 2 * DAY)
    ada.refresh_from_db()
    assert (ada.status, ada.family_name) == ("cancelled", NOBODY)
    assert counts(delegation) == (0, 0)
    assert_all_is_sound()


def test_a_focal_point_who_asks_for_deletion_as_an_attendee_is_forgotten_as_both(ticket_type):
    joan = make_registration(ticket_type, now=NOW)
    delegation = make_delegation(ticket_type, focal_point_email=joan.email, now=NOW)
    token = delegation.token
    personal_data.ask_to_erase(joan, now=NOW)
    personal_data.erase_due(now=NOW + 2 * DAY)
    delegation.refresh_from_db()
    assert (delegation.focal_point_name, delegation.token == token) == (NOBODY, False)
    assert delegation.focal_point_email == f"erased-delegation-{delegation.pk}@invalid.invalid"


def test_long_after_the_event_focal_points_and_who_never_confirmed_are_forgotten():
    event = make_event(starts_at=NOW + DAY, ends_at=NOW + 2 * DAY)
    delegation = make_delegation(make_ticket_type(event), closes_at=NOW + DAY, now=NOW)
    ada, grace = confirm(named(delegation)), named(delegation)
    over = event.ends_at + event.sensitive_answers_kept_days * DAY
    deadlines.keep(now=over - DAY)
    grace.refresh_from_db()
    assert grace.given_name.startswith("Delegate")
    assert list(delegation_purges.breaches(now=over - DAY)) == []
    assert len(list(delegation_purges.breaches(now=over + 2 * DAY))) == 1
    deadlines.keep(now=over)
    for one in (ada, grace, delegation):
        one.refresh_from_db()
    assert (ada.status, grace.status) == (Status.CONFIRMED, Status.EXPIRED)
    assert (grace.family_name, grace.email) == (NOBODY, f"erased-{grace.pk}@invalid.invalid")
    assert ada.given_name.startswith("Delegate")
    assert (delegation.focal_point_name, delegation.erased_at) == (NOBODY, over)
    assert delegation_purges.purge(now=over) == 0
