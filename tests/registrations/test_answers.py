"""What attendees correct, and what that sets going: another round in the lanes that see it."""

import pytest

from accounts.permissions import Role
from registrations import answers, review, seats
from registrations.models import Verdict
from tests.builders import make_event, make_lane, make_registration, make_ticket_type, make_user
from tests.registrations.lanes import NOW, assert_every_invariant_holds, decide, states, status

pytestmark = pytest.mark.django_db

APPROVE = Verdict.APPROVE


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def ticket_type(event):
    return make_ticket_type(event, needs_review=True)


@pytest.fixture
def reviewer(event):
    """A function that gives somebody new who may decide in lanes of the event."""
    return lambda role=Role.REVIEWER: make_user(role=role, event=event)


@pytest.fixture(autouse=True)
def _every_invariant_holds():
    yield
    assert_every_invariant_holds()


def correct(registration, **changed):
    names = ("given_name", "organization_name", "country", "position")
    kept = {name: getattr(registration, name) for name in names}
    return answers.change(registration, kept | changed, now=NOW)


def test_a_watched_answer_brings_a_confirmed_registration_back(event, ticket_type, reviewer):
    lane = make_lane(event, "Security")
    rita = reviewer()
    ada = make_registration(ticket_type, organization_name="Engines Ltd.")
    decide(ada, lane, APPROVE, by=rita)
    assert correct(ada, organization_name="Looms Ltd.")
    assert (status(ada), states(ada)) == ("under_review", {"Security": "open"})
    change = ada.answer_changes.get()
    assert (change.field, change.old_value, change.new_value) == (
        "organization_name",
        "Engines Ltd.",
        "Looms Ltd.",
    )
    decide(ada, lane, APPROVE, by=rita)
    assert status(ada) == "confirmed"
    assert list(ada.review_decisions.values_list("round", flat=True)) == [1, 2]


def test_only_the_lanes_that_see_the_answer_decide_anew(event, ticket_type, reviewer):
    security = make_lane(event, "Security")
    protocol = make_lane(event, "Protocol", shown_fields=["position"])
    ada = make_registration(ticket_type)
    for lane in (security, protocol):
        decide(ada, lane, APPROVE, by=reviewer())
    correct(ada, country="FR")
    assert states(ada) == {"Security": "open", "Protocol": "approved"}
    decide(ada, security, APPROVE, by=reviewer())
    correct(ada, given_name="Augusta")
    assert states(ada) == {"Security": "open", "Protocol": "open"}


def test_an_answer_that_nobody_watches_leaves_everything_as_it_is(event, ticket_type, reviewer):
    lane = make_lane(event, "Security")
    ada = make_registration(ticket_type)
    decide(ada, lane, APPROVE, by=reviewer())
    correct(ada, position="Countess")
    assert status(ada) == "confirmed"
    assert ada.answer_changes.get().field == "position"


def test_what_was_never_reviewed_goes_back_to_nothing(event):
    ada = make_registration(make_ticket_type(event))
    correct(ada, organization_name="Looms Ltd.", country="FR")
    assert (status(ada), states(ada)) == ("confirmed", {})


def test_a_change_under_review_undoes_what_was_decided_on_the_old_answer(event, ticket_type, reviewer):
    lane = make_lane(event, "Security", quorum=2)
    rita = reviewer()
    ada = make_registration(ticket_type)
    decide(ada, lane, APPROVE, by=rita)
    correct(ada, country="FR")
    decide(ada, lane, APPROVE, by=reviewer())
    assert status(ada) == "under_review"
    decide(ada, lane, APPROVE, by=rita)
    assert status(ada) == "confirmed"


def test_nobody_changes_lanes_between_rounds(event, ticket_type, reviewer):
    host, security = make_lane(event, "Host"), make_lane(event, "Security")
    rita = reviewer()
    ada = make_registration(ticket_type)
    decide(ada, host, APPROVE, by=rita)
    correct(ada, country="FR")
    with pytest.raises(review.DecidesInAnotherLane):
        decide(ada, security, APPROVE, by=rita)


def test_staff_bring_a_registration_back_to_every_lane(event, ticket_type, reviewer):
    host, security = make_lane(event, "Host"), make_lane(event, "Security")
    ada = make_registration(ticket_type)
    for lane in (host, security):
        decide(ada, lane, APPROVE, by=reviewer())
    seats.return_to_review(ada, now=NOW, by=None, reason="New information")
    assert (status(ada), states(ada)) == ("under_review", {"Host": "open", "Security": "open"})


def test_a_registration_that_has_ended_is_not_corrected(event, ticket_type):
    ada = make_registration(ticket_type, country="JP")
    seats.cancel(ada, now=NOW)
    assert not correct(ada, country="FR")
    ada.refresh_from_db()
    assert (ada.country.code, ada.answer_changes.count()) == ("JP", 0)
