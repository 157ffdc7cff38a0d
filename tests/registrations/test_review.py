"""Several offices decide by themselves who comes: lanes, quorum, veto, questions, rounds."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.permissions import Role
from registrations import review, seats
from registrations.models import ReviewDecision, ReviewLane, ReviewQuestion, Verdict
from tests.builders import (
    make_event,
    make_lane,
    make_reason,
    make_registration,
    make_ticket_type,
    make_user,
)
from tests.registrations.lanes import NOW, assert_every_invariant_holds, decide, states, status

pytestmark = pytest.mark.django_db

APPROVE, REJECT, ASK, RECUSE = Verdict


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


# --- The simple case -----------------------------------------------------------------------


def test_without_lanes_one_person_decides_in_the_events_own(ticket_type, reviewer):
    ada = make_registration(ticket_type, "Ada")
    own = ReviewLane.objects.get(event=ticket_type.event)
    assert (own.is_default, own.name, own.name_ja) == (True, "Review", "審査")
    decide(ada, own, APPROVE, by=reviewer())
    assert status(ada) == "confirmed"
    make_registration(ticket_type, "Grace")
    assert ReviewLane.objects.count() == 1


def test_a_ticket_type_without_review_passes_no_lane(event):
    make_lane(event, "Host")
    ada = make_registration(make_ticket_type(event))
    assert (status(ada), states(ada)) == ("confirmed", {})


def test_whoever_moves_up_from_the_waiting_list_lies_before_the_lanes(event):
    make_lane(event, "Host")
    ticket_type = make_ticket_type(event, capacity=1, needs_review=True)
    ada, grace = make_registration(ticket_type), make_registration(ticket_type)
    assert states(grace) == {}
    seats.cancel(ada, now=NOW)
    assert (status(grace), states(grace)) == ("under_review", {"Host": "open"})


# --- Lanes ---------------------------------------------------------------------------------


def test_a_registration_is_confirmed_when_the_last_lane_approves(event, ticket_type, reviewer):
    host, security = make_lane(event, "Host"), make_lane(event, "Security")
    ada = make_registration(ticket_type)
    decide(ada, security, APPROVE, by=reviewer())
    assert (status(ada), states(ada)) == ("under_review", {"Host": "open", "Security": "approved"})
    last = reviewer()
    decide(ada, host, APPROVE, by=last)
    assert status(ada) == "confirmed"
    change = ada.status_changes.last()
    assert (change.changed_by, change.reason) == (last, "Every lane has approved")


def test_a_lane_concerns_only_the_ticket_types_it_is_for(event, ticket_type):
    press = make_ticket_type(event, needs_review=True)
    make_lane(event, "Host")
    make_lane(event, "Press office").ticket_types.add(press)
    make_lane(event, "Ethics", is_by_rule_only=True)
    assert states(make_registration(ticket_type)) == {"Host": "open"}
    assert states(make_registration(press)) == {"Host": "open", "Press office": "open"}


def test_a_quorum_waits_for_so_many(event, ticket_type, reviewer):
    lane = make_lane(event, "Security", quorum=2)
    ada = make_registration(ticket_type)
    decide(ada, lane, APPROVE, by=reviewer())
    assert status(ada) == "under_review"
    decide(ada, lane, APPROVE, by=reviewer())
    assert status(ada) == "confirmed"


def test_without_a_veto_as_many_must_reject_as_agree(event, ticket_type, reviewer):
    lane = make_lane(event, "Security", quorum=2)
    ada = make_registration(ticket_type)
    for verdict, expected in [(REJECT, "under_review"), (APPROVE, "under_review"), (REJECT, "declined")]:
        decide(ada, lane, verdict, by=reviewer())
        assert status(ada) == expected


def test_a_veto_declines_at_the_first_rejection_whatever_other_lanes_think(event, ticket_type, reviewer):
    host, security = make_lane(event, "Host"), make_lane(event, "Security", quorum=2, has_veto=True)
    waiting_for = make_ticket_type(event, capacity=1, needs_review=True)
    ada, grace = make_registration(waiting_for), make_registration(waiting_for)
    decide(ada, host, APPROVE, by=reviewer())
    decide(ada, security, REJECT, by=reviewer())
    assert (status(ada), status(grace)) == ("declined", "under_review")


def test_the_reason_is_told_in_the_attendees_words_and_language(event, ticket_type, reviewer):
    lane = make_lane(event, "Security", has_veto=True)
    reason = make_reason(
        event, REJECT, text_inside_en="On the list", text_for_attendee_ja="今回はお受けできません。"
    )
    ada = make_registration(ticket_type, language="ja")
    decide(ada, lane, REJECT, by=reviewer(), reason=reason, note="Case 17")
    assert ada.status_changes.last().reason == "今回はお受けできません。"
    assert review.words_for_attendee(ada) == reason.text_for_attendee_en


# --- Who decides ---------------------------------------------------------------------------


def test_only_those_named_in_a_lane_decide_in_it(event, ticket_type, reviewer):
    named = reviewer(Role.LANE_REVIEWER)
    lane = make_lane(event, "Security", named)
    ada = make_registration(ticket_type)
    with pytest.raises(review.NotInThisLane):
        decide(ada, lane, APPROVE, by=reviewer())
    assert not ReviewDecision.objects.exists()
    decide(ada, lane, APPROVE, by=named)
    assert status(ada) == "confirmed"


@pytest.mark.parametrize("who", ["outsider", "named outsider", "lane reviewer elsewhere"])
def test_nobody_decides_without_a_part_in_the_event(who, event, ticket_type, reviewer):
    outsider = make_user(role=Role.REVIEWER, event=make_event())
    lane = make_lane(event, "Security", *([outsider] if who == "named outsider" else []))
    ada = make_registration(ticket_type)
    with pytest.raises(review.NotInThisLane):
        decide(ada, lane, APPROVE, by=reviewer(Role.LANE_REVIEWER) if "elsewhere" in who else outsider)
    assert status(ada) == "under_review"


def test_one_person_never_fills_two_lanes_of_a_registration(event, ticket_type, reviewer):
    host, security = make_lane(event, "Host"), make_lane(event, "Security")
    rita = reviewer()
    ada, grace = make_registration(ticket_type), make_registration(ticket_type)
    decide(ada, host, APPROVE, by=rita)
    with pytest.raises(review.DecidesInAnotherLane):
        decide(ada, security, APPROVE, by=rita)
    assert states(ada) == {"Host": "approved", "Security": "open"}
    decide(grace, security, APPROVE, by=rita)


def test_not_even_the_database_takes_a_second_lane_from_one_person(event, ticket_type, reviewer):
    host, security = make_lane(event, "Host"), make_lane(event, "Security")
    rita = reviewer()
    ada = make_registration(ticket_type)
    decide(ada, host, APPROVE, by=rita)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewDecision.objects.create(
            lane_review=ada.lane_reviews.get(lane=security),
            registration=ada,
            round=1,
            reviewer=rita,
            verdict=APPROVE,
            decided_at=NOW,
        )


def test_nobody_is_counted_twice(event, ticket_type, reviewer):
    lane = make_lane(event, "Security", quorum=2)
    rita = reviewer()
    ada = make_registration(ticket_type)
    decide(ada, lane, APPROVE, by=rita)
    with pytest.raises(review.DecidedAlready):
        decide(ada, lane, APPROVE, by=rita)
    assert status(ada) == "under_review"


def test_whoever_steps_aside_counts_for_nothing_and_decides_nothing_more(event, ticket_type, reviewer):
    lane = make_lane(event, "Security")
    rita = reviewer()
    ada = make_registration(ticket_type)
    decide(ada, lane, RECUSE, by=rita, note="My brother")
    assert states(ada) == {"Security": "open"}
    with pytest.raises(review.DecidedAlready):
        decide(ada, lane, APPROVE, by=rita)
    decide(ada, lane, APPROVE, by=reviewer())
    assert status(ada) == "confirmed"


def test_a_decision_that_comes_late_is_kept_and_moves_nothing(event, ticket_type, reviewer):
    lane = make_lane(event, "Security", has_veto=True)
    ada = make_registration(ticket_type)
    decide(ada, lane, APPROVE, by=reviewer())
    late = decide(ada, lane, REJECT, by=reviewer(), note="I know them")
    assert late.came_late
    assert (status(ada), states(ada)) == ("confirmed", {"Security": "approved"})
    assert list(ada.review_decisions.values_list("verdict", "came_late")) == [
        ("approve", False),
        ("reject", True),
    ]


def test_a_registration_that_was_cancelled_meanwhile_stays_so(event, ticket_type, reviewer):
    lane = make_lane(event, "Security")
    ada = make_registration(ticket_type)
    seats.cancel(ada, now=NOW)
    assert decide(ada, lane, APPROVE, by=reviewer()).came_late
    assert status(ada) == "cancelled"


def test_nothing_is_approved_past_a_lane(event, ticket_type):
    make_lane(event, "Security")
    ada = make_registration(ticket_type)
    with pytest.raises(seats.IllegalMove):
        seats.approve(ada, now=NOW, by=make_user())
    assert (status(ada), states(ada)) == ("under_review", {"Security": "open"})


# --- Asking --------------------------------------------------------------------------------


def test_the_attendee_is_asked_answers_and_the_same_person_decides(event, ticket_type, reviewer):
    lane = make_lane(event, "Security")
    rita = reviewer()
    ada = make_registration(ticket_type)
    decide(ada, lane, ASK, by=rita, question="Which passport?")
    assert states(ada) == {"Security": "asked"}
    [question] = review.open_questions(ada)
    assert question.text == "Which passport?"
    assert review.answer(question, "A British one.", now=NOW)
    assert states(ada) == {"Security": "open"}
    assert not review.open_questions(ada)
    decide(ada, lane, APPROVE, by=rita)
    assert status(ada) == "confirmed"


def test_two_questions_wait_for_two_answers(event, ticket_type, reviewer):
    lane = make_lane(event, "Security")
    ada = make_registration(ticket_type)
    for text in ("Which passport?", "Which ministry?"):
        decide(ada, lane, ASK, by=reviewer(), question=text)
    first, second = review.open_questions(ada)
    review.answer(first, "A British one.", now=NOW)
    assert states(ada) == {"Security": "asked"}
    review.answer(second, "None.", now=NOW)
    assert states(ada) == {"Security": "open"}


def test_a_question_needs_no_answer_once_the_lane_has_decided(event, ticket_type, reviewer):
    lane = make_lane(event, "Security")
    make_lane(event, "Host")
    ada = make_registration(ticket_type)
    decide(ada, lane, ASK, by=reviewer(), question="Which passport?")
    [question] = review.open_questions(ada)
    decide(ada, lane, APPROVE, by=reviewer())
    assert not review.open_questions(ada)
    assert not review.answer(question, "A British one.", now=NOW)
    assert ReviewQuestion.objects.get().answer == ""


def test_an_answer_is_given_once(event, ticket_type, reviewer):
    lane = make_lane(event, "Security")
    ada = make_registration(ticket_type)
    decide(ada, lane, ASK, by=reviewer(), question="Which passport?")
    [question] = review.open_questions(ada)
    assert review.answer(question, "A British one.", now=NOW)
    assert not review.answer(question, "A French one.", now=NOW)
    assert ReviewQuestion.objects.get().answer == "A British one."


# --- What verify finds ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda ada: ada.lane_reviews.all().delete(), "it is under review, but lies before no lane"),
        (
            lambda ada: ada.lane_reviews.update(state="rejected", settled_at=NOW),
            "a lane has rejected it, but it was not declined",
        ),
        (
            lambda ada: ada.lane_reviews.update(state="approved", settled_at=NOW),
            "every lane has approved, but it is still under review",
        ),
        (lambda ada: ada.lane_reviews.update(state="asked"), "it waits for an answer to no question"),
    ],
)
def test_verify_names_each_contradiction(spoil, line, event, ticket_type, capsys):
    make_lane(event, "Security")
    ada = make_registration(ticket_type)
    with transaction.atomic():
        spoil(ada)
        with pytest.raises(SystemExit):
            call_command("verify")
        transaction.set_rollback(True)
    assert line in capsys.readouterr().out
