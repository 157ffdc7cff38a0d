"""What tests of review lanes do and ask: somebody decides, and where a registration and its lanes stand."""

from typing import Any

from django.utils import timezone

from registrations import recount, review
from registrations.models import LaneReview, Registration, ReviewLane, Verdict

NOW = timezone.now()


def decide(registration: Registration, lane: ReviewLane, verdict: Verdict, **by_and_words: Any) -> Any:
    lane_review = LaneReview.objects.get(registration=registration, lane=lane)
    return review.decide(lane_review, verdict, now=NOW, **by_and_words)


def status(registration: Registration) -> str:
    registration.refresh_from_db()
    return registration.status


def states(registration: Registration) -> dict[str, str]:
    return {each.lane.name: each.state for each in registration.lane_reviews.all()}


def assert_every_invariant_holds() -> None:
    assert list(review.breaches(now=NOW)) == []
    assert list(recount.breaches(now=NOW)) == []
