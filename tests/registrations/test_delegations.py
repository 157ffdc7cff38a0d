"""Whom an organization may name, so many and once each, and what becomes of them."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from registrations import (
    deadlines,
    delegation_purges,
    delegations,
    duplicates,
    lapsed_offers,
    personal_data,
    questions,
    recount,
    seats,
    verification,
)
from registrations.invitation_purges import NOBODY
from registrations.models import Delegation, Registration, Status, TicketType
from registrations.refusals import AlreadyRegistered, IllegalMove
from speakers.models import Sector
from tests.builders import (
    make_delegation,
    make_event,
    make_organization,
    make_question,
    make_registration,
    make_ticket_type,
    make_unverified,
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
