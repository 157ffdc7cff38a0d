"""Which offices look at a registration, and in which round.

A round begins when a registration enters review (``registrations.seats`` calls ``begin`` in the same
transaction) and when an answer changes that some lanes decided by (``outdate``). What was decided in
earlier rounds is kept. Callers hold the lock of the registration's row.
"""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from registrations import review_rules
from registrations.models import UNDECIDED, LaneReview, LaneState, Registration, ReviewLane

# Stored in English, shown in the reader's language.
A_RULE_APPROVED = gettext_noop("Approved by rule")
OWN_LANE = gettext_noop("Review")


def needs_review(registration: Registration, *, now: dt.datetime) -> bool:
    """Whether it is not confirmed at once: for its ticket type, a rule, or the screening to come."""
    if registration.is_of_a_reviewed_kind:
        return True
    judgement = review_rules.judge(registration, now=now)
    return judgement.calls_for_review or judgement.awaits_screening


def awaits_screening(registration: Registration, *, now: dt.datetime) -> bool:
    """Whether nobody may confirm it yet, because rules ask first whether it is like a listed name."""
    return review_rules.judge(registration, now=now).awaits_screening


def begin(registration: Registration, *, now: dt.datetime) -> bool:
    """Open the lanes of a registration that has entered review, and apply the rules.

    Returns whether every lane is approved already, so that nobody has to look at it. Whatever waits for
    nothing but the screening lies before no lane.
    """
    judgement = review_rules.judge(registration, now=now)
    reviews = {review.lane_id: review for review in registration.lane_reviews.select_related("lane")}
    waits_only = judgement.awaits_screening and not judgement.calls_for_review
    if reviews and not waits_only and not any(review.is_undecided for review in reviews.values()):
        _next_round(registration, reviews.values(), now=now)
    round_number = max((review.round for review in reviews.values()), default=1)
    lanes = judgement.lanes()
    if registration.is_of_a_reviewed_kind or judgement.holds:
        lanes |= {lane.pk: lane for lane in _lanes_of(registration)}
    if not lanes and not reviews and (registration.is_of_a_reviewed_kind or not waits_only):
        own = _own_lane(registration.event_id)
        lanes = {own.pk: own}
    for pk, lane in lanes.items():
        if pk not in reviews:
            reviews[pk] = LaneReview.objects.create(
                registration=registration,
                lane=lane,
                round=round_number,
                opened_at=now,
                due_at=lane.due_at(opened_at=now),
            )
    for review in reviews.values():
        if review.is_undecided and judgement.approves(review.lane):
            settle(review, LaneState.APPROVED, now=now)
    review_rules.keep(judgement, registration, round_number=round_number, now=now)
    if judgement.awaits_screening:
        return False
    return all(review.state == LaneState.APPROVED for review in reviews.values())


def resume(registration: Registration, *, now: dt.datetime) -> bool:
    """After the screening, let rules approve what they may; whether nobody has to look any more."""
    reviews = list(registration.lane_reviews.select_related("lane"))
    if not reviews and needs_review(registration, now=now):
        return begin(registration, now=now)
    judgement = review_rules.judge(registration, now=now)
    if judgement.awaits_screening:
        return False
    for review in reviews:
        if review.is_undecided and judgement.approves(review.lane):
            settle(review, LaneState.APPROVED, now=now)
    round_number = max((review.round for review in reviews), default=1)
    review_rules.keep(judgement, registration, round_number=round_number, now=now)
    return all(review.state == LaneState.APPROVED for review in reviews)


def open_many(registrations: Iterable[Registration], *, now: dt.datetime) -> None:
    """Open the lanes of very many that are under review and lie before none; the rules are not asked."""
    lanes: dict[int, list[ReviewLane]] = {}
    reviews = []
    for registration in registrations:
        key = registration.ticket_type_id
        if key not in lanes:
            lanes[key] = list(_lanes_of(registration)) or [_own_lane(registration.event_id)]
        reviews += [
            LaneReview(registration=registration, lane=lane, opened_at=now, due_at=lane.due_at(opened_at=now))
            for lane in lanes[key]
        ]
    LaneReview.objects.bulk_create(reviews, batch_size=2_000)


def outdate(registration: Registration, answers: Iterable[str], *, now: dt.datetime) -> bool:
    """Begin a new round in the lanes that decide by one of these answers; whether there are any.

    So in those that a rule approved which does not approve the answers as they are now.
    """
    answers = list(answers)
    judgement = review_rules.judge(registration, now=now)
    concerned = [
        review
        for review in registration.lane_reviews.select_related("lane")
        if review.lane.looks_at(answers) or (_rests_on_a_rule(review) and not judgement.approves(review.lane))
    ]
    _next_round(registration, concerned, now=now)
    return bool(concerned)


def is_sent_further(registration: Registration, *, now: dt.datetime) -> bool:
    """Whether a rule sends it, as it is now, to a lane before which it has never lain."""
    lanes = set(review_rules.judge(registration, now=now).lanes())
    return not lanes <= set(registration.lane_reviews.values_list("lane", flat=True))


def _rests_on_a_rule(review: LaneReview) -> bool:
    """Whether the lane is approved without anybody's having decided in its round."""
    by_people = review.decisions.filter(round=review.round, came_late=False)
    return review.state == LaneState.APPROVED and not by_people.exists()


def settle(review: LaneReview, state: LaneState, *, now: dt.datetime) -> bool:
    """Write a lane's result, unless the lane has one or has begun a new round; whether it was written."""
    undecided = LaneReview.objects.filter(pk=review.pk, round=review.round, state__in=UNDECIDED)
    if not undecided.update(state=state, settled_at=now):
        return False
    review.state, review.settled_at = state, now
    return True


def approve_own_lane(registration: Registration, *, now: dt.datetime) -> bool:
    """Approve the event's own lane where it is what is missing; whether nothing else is missing."""
    if awaits_screening(registration, now=now):
        return False
    reviews = list(registration.lane_reviews.select_related("lane"))
    for review in reviews:
        if review.lane.is_default and review.is_undecided:
            settle(review, LaneState.APPROVED, now=now)
    return all(review.state == LaneState.APPROVED for review in reviews)


def _lanes_of(registration: Registration) -> Iterable[ReviewLane]:
    """Those through which its ticket type passes; the event's own serves where there is no other."""
    lanes = ReviewLane.objects.filter(event=registration.event_id, is_by_rule_only=False, is_default=False)
    return [
        lane
        for lane in lanes.prefetch_related("ticket_types")
        if registration.ticket_type in (lane.ticket_types.all() or [registration.ticket_type])
    ]


def _own_lane(event_id: int) -> ReviewLane:
    names = {}
    for language in ("en", "ja"):
        with override(language):
            names[f"name_{language}"] = _(OWN_LANE)
    lane, _created = ReviewLane.objects.get_or_create(
        event_id=event_id, is_default=True, defaults={"has_bulk_decisions": True, **names}
    )
    return lane


def _next_round(registration: Registration, reviews: Iterable[LaneReview], *, now: dt.datetime) -> None:
    latest = registration.lane_reviews.aggregate(latest=Max("round"))["latest"] or 0
    for review in reviews:
        review.round = latest + 1
        review.state, review.settled_at = LaneState.OPEN, None
        review.opened_at, review.due_at = now, review.lane.due_at(opened_at=now)
        review.save(update_fields=["round", "state", "settled_at", "opened_at", "due_at"])
