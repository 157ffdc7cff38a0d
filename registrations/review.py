"""Who has to decide on a registration, and what follows from what they decide.

A registration under review lies before one or more lanes at once, each an office that decides by
itself. A lane has approved when as many people approved as its quorum says; it has rejected at the
first rejection where it has a veto, else at the quorum's number of rejections. All lanes approved:
the registration is confirmed. One lane rejected: it is declined.

Each decision is one transaction that locks, in this order, what a move of the registration locks
(ticket type, registration), then the lane's review. Decisions on one registration therefore follow
each other; whoever comes after the lane was decided is kept on record, marked as late, and moves
nothing. One person decides once in a round, over all lanes: a constraint of the database.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop, override

from accounts.models import User
from registrations import review_rounds, review_rules, seats
from registrations.models import (
    UNDECIDED,
    LaneReview,
    LaneState,
    Registration,
    RegistrationQuerySet,
    ReviewDecision,
    ReviewLane,
    ReviewQuestion,
    ReviewReason,
    ReviewRule,
    RuleEffect,
    RuleHit,
    Status,
    StatusChange,
    Verdict,
)

A_LISTED_NAME_WAS_FOUND = gettext_noop("The screening found a listed name")
SCREENED = gettext_noop("Nothing stands in the way after the screening")
RESUMED_AT_ONCE = 500
EVERY_LANE_APPROVED = gettext_noop("Every lane has approved")
REASON_LENGTH = StatusChange._meta.get_field("reason").max_length


class MayNotDecide(Exception):
    """Somebody decides where they may not; nothing was written."""


class DecidedAlready(MayNotDecide):
    """The same person has decided in this lane in this round."""


class DecidesInAnotherLane(MayNotDecide):
    """The same person has decided, or asked, in another lane of the registration."""


class NotInThisLane(MayNotDecide):
    """The person does not decide in this lane."""


def decide(
    lane_review: LaneReview,
    verdict: Verdict,
    *,
    by: User,
    now: dt.datetime,
    reason: ReviewReason | None = None,
    note: str = "",
    question: str = "",
) -> ReviewDecision:
    """Record what somebody decides in a lane, and carry out what follows.

    A question goes to the attendee. The decision's ``came_late`` says whether the lane, or the
    registration, had been decided meanwhile: then it is on record and nothing follows. Raises
    MayNotDecide; ``lane_review`` is read anew.
    """
    registration = lane_review.registration
    # Only rejecting can free a seat; nobody else has to wait for the ticket type.
    with seats.locked(registration, with_its_seat=verdict == Verdict.REJECT):
        lane_review.refresh_from_db(
            fields=["state", "round", "settled_at"], from_queryset=LaneReview.objects.select_for_update()
        )
        _refuse_whoever_may_not(lane_review, by)
        decision = ReviewDecision.objects.create(
            lane_review=lane_review,
            registration=registration,
            round=lane_review.round,
            reviewer=by,
            verdict=verdict,
            reason=reason,
            note=note,
            decided_at=now,
            came_late=not lane_review.is_undecided or registration.status != Status.UNDER_REVIEW,
        )
        if not decision.came_late:
            if verdict == Verdict.ASK:
                _ask(lane_review, question, by=by, now=now)
            else:
                _count(lane_review, decision, by=by, now=now)
    return decision


def answer(question: ReviewQuestion, text: str, *, now: dt.datetime) -> bool:
    """Keep the attendee's answer; the lane goes on. False when it is no longer waited for."""
    with seats.locked(question.registration, with_its_seat=False):
        lane_review = LaneReview.objects.select_for_update().get(pk=question.lane_review_id)
        if not is_waiting_for_answer(question.pk):
            return False
        ReviewQuestion.objects.filter(pk=question.pk).update(answer=text, answered_at=now)
        if not _open_questions().filter(lane_review=lane_review).exists():
            LaneReview.objects.filter(pk=lane_review.pk, state=LaneState.ASKED).update(state=LaneState.OPEN)
    return True


def open_questions(registration: Registration) -> QuerySet[ReviewQuestion]:
    """What the attendee is asked at this moment."""
    return _open_questions().filter(registration=registration)


def is_waiting_for_answer(question_pk: int) -> bool:
    return _open_questions().filter(pk=question_pk).exists()


def _open_questions() -> QuerySet[ReviewQuestion]:
    return ReviewQuestion.objects.filter(
        answered_at=None,
        round=F("lane_review__round"),
        lane_review__state=LaneState.ASKED,
        registration__status=Status.UNDER_REVIEW,
    )


def words_for_attendee(registration: Registration) -> str:
    """Why it was declined, as the lane that rejected tells the attendee, in the active language."""
    decisive = (
        registration.review_decisions.filter(
            verdict=Verdict.REJECT,
            came_late=False,
            reason__isnull=False,
            lane_review__state=LaneState.REJECTED,
        )
        .select_related("reason")
        .last()
    )
    return decisive.reason.text_for_attendee or "" if decisive and decisive.reason else ""


def screened(registration: Registration, *, is_newly_listed: bool, now: dt.datetime) -> None:
    """Apply the rules to what the screening has just found, or has not.

    What was confirmed goes back where they say so; whatever waited for the screening alone is confirmed.
    """
    with seats.locked(registration, with_its_seat=False):
        if is_newly_listed and review_rules.judge(registration, now=now).reacts_to_listed_names:
            if registration.status == Status.CONFIRMED:
                seats.return_to_review(registration, now=now, by=None, reason=A_LISTED_NAME_WAS_FOUND)
                return
            go_on = review_rounds.begin
        else:
            go_on = review_rounds.resume
        if registration.status == Status.UNDER_REVIEW and go_on(registration, now=now):
            seats.approve(registration, now=now, by=None, reason=SCREENED)


def waiting_among(registrations: Iterable[Registration]) -> RegistrationQuerySet:
    """Those under review that rules let nobody confirm before they have been screened."""
    events = ReviewRule.objects.looking_at_lists().values("event")
    return Registration.objects.filter(
        pk__in=[registration.pk for registration in registrations],
        status=Status.UNDER_REVIEW,
        event__in=events,
    )


def resume(*, now: dt.datetime) -> None:
    """Go on with whatever waited for a screening that is no longer needed, some of it at once.

    An event has ceased to screen, or a list or a rule is no longer in use.
    """
    for registration in _waiting_for_nobody().order_by("pk")[:RESUMED_AT_ONCE]:
        screened(registration, is_newly_listed=False, now=now)


def _waiting_for_nobody() -> RegistrationQuerySet:
    """Under review although no lane has yet to decide, as whoever waits for the screening alone is."""
    missing = LaneReview.objects.filter(registration=OuterRef("pk")).exclude(state=LaneState.APPROVED)
    return Registration.objects.filter(~Exists(missing), status=Status.UNDER_REVIEW)


# --- What follows from a decision ----------------------------------------------------------


def _refuse_whoever_may_not(lane_review: LaneReview, by: User) -> None:
    if not ReviewLane.objects.decidable_by(by).filter(pk=lane_review.lane_id).exists():
        raise NotInThisLane
    earlier = ReviewDecision.objects.filter(registration=lane_review.registration_id, reviewer=by)
    if earlier.exclude(lane_review=lane_review).exists():
        raise DecidesInAnotherLane
    if earlier.filter(round=lane_review.round).exclude(verdict=Verdict.ASK).exists():
        raise DecidedAlready


def _ask(lane_review: LaneReview, text: str, *, by: User, now: dt.datetime) -> None:
    ReviewQuestion.objects.create(
        lane_review=lane_review,
        registration=lane_review.registration,
        round=lane_review.round,
        text=text,
        asked_by=by,
        asked_at=now,
    )
    undecided = LaneReview.objects.filter(pk=lane_review.pk, round=lane_review.round, state__in=UNDECIDED)
    undecided.update(state=LaneState.ASKED)
    lane_review.state = LaneState.ASKED


def _count(lane_review: LaneReview, decision: ReviewDecision, *, by: User, now: dt.datetime) -> None:
    lane, registration = lane_review.lane, lane_review.registration
    approvals, rejections = tally(lane_review)
    if decision.verdict == Verdict.REJECT and rejections >= (1 if lane.has_veto else lane.quorum):
        review_rounds.settle(lane_review, LaneState.REJECTED, now=now)
        seats.decline(registration, now=now, by=by, reason=_in_history(decision))
    elif decision.verdict == Verdict.APPROVE and approvals >= lane.quorum:
        review_rounds.settle(lane_review, LaneState.APPROVED, now=now)
        others = registration.lane_reviews.exclude(state=LaneState.APPROVED)
        if not others.exists() and not review_rounds.awaits_screening(registration, now=now):
            reason = decision.note if lane.is_default else EVERY_LANE_APPROVED
            seats.approve(registration, now=now, by=by, reason=reason[:REASON_LENGTH])


def tally(lane_review: LaneReview) -> tuple[int, int]:
    """How many approved and how many rejected in the lane's present round."""
    counted = lane_review.decisions.filter(round=lane_review.round, came_late=False).aggregate(
        approvals=Count("pk", filter=Q(verdict=Verdict.APPROVE)),
        rejections=Count("pk", filter=Q(verdict=Verdict.REJECT)),
    )
    return counted["approvals"], counted["rejections"]


def _in_history(decision: ReviewDecision) -> str:
    """Why, for the registration's history: the words that the attendee gets, or the reviewer's own."""
    if decision.reason is None:
        return decision.note[:REASON_LENGTH]
    with override(decision.registration.language):
        told = decision.reason.text_for_attendee or decision.reason.text_inside
    return told[:REASON_LENGTH]


# --- What must hold ------------------------------------------------------------------------


def breaches(*, now: dt.datetime) -> Iterator[str]:
    """Each way in which lanes and registrations contradict each other, as a line for an operator."""
    reviews = LaneReview.objects.filter(registration=OuterRef("pk"))
    under_review = Registration.objects.filter(status=Status.UNDER_REVIEW)
    confirmed = Registration.objects.filter(status=Status.CONFIRMED)
    for registration in _waiting_for_nobody().annotate(has_lanes=Exists(reviews)):
        if review_rounds.awaits_screening(registration, now=now):
            continue
        if registration.has_lanes:
            yield f"registration {registration.pk}: every lane has approved, but it is still under review"
        else:
            yield f"registration {registration.pk}: it is under review, but lies before no lane"
    rejected = (under_review | confirmed).filter(Exists(reviews.filter(state=LaneState.REJECTED)))
    for pk in rejected.values_list("pk", flat=True):
        yield f"registration {pk}: a lane has rejected it, but it was not declined"
    for pk in confirmed.filter(Exists(reviews.exclude(state=LaneState.APPROVED))).values_list(
        "pk", flat=True
    ):
        yield f"registration {pk}: it is confirmed, but a lane has not approved"
    agreed = ReviewDecision.objects.filter(
        lane_review=OuterRef("pk"), round=OuterRef("round"), verdict=Verdict.APPROVE, came_late=False
    )
    by_rule = RuleHit.objects.filter(registration=OuterRef("registration"), effect=RuleEffect.APPROVE)
    unfounded = LaneReview.objects.filter(~Exists(agreed), ~Exists(by_rule), state=LaneState.APPROVED)
    for pk in unfounded.filter(lane__is_default=False).values_list("pk", flat=True):
        yield f"review {pk} in a lane: nobody and no rule has approved it"
    in_several = (
        ReviewDecision.objects.filter(reviewer__isnull=False)
        .order_by("registration", "reviewer")
        .values_list("registration", "reviewer")
        .annotate(lanes=Count("lane_review", distinct=True))
        .filter(lanes__gt=1)
    )
    for registration, reviewer, _lanes in in_several:
        yield f"registration {registration}: user {reviewer} has decided in more than one lane"
    unanswered = ReviewQuestion.objects.filter(
        lane_review=OuterRef("pk"), round=OuterRef("round"), answered_at=None
    )
    for pk in LaneReview.objects.filter(~Exists(unanswered), state=LaneState.ASKED).values_list(
        "pk", flat=True
    ):
        yield f"review {pk} in a lane: it waits for an answer to no question"
