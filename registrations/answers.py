"""What attendees correct in their registrations, and what that sets going.

Each correction leaves the old and the new answer. Answers by which lanes decide are watched: when one
changes, the lanes that see it begin a new round, a confirmed registration goes back to review, and
its ticket and links rest until it is approved again.
"""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_noop

from registrations import questions, review_rounds, seats
from registrations.models import AnswerChange, Registration, Status

WATCHED = frozenset(
    {"given_name", "family_name", "native_name", "organization_name", "sector", "country", "email"}
)
A_WATCHED_ANSWER_CHANGED = gettext_noop("The attendee changed an answer that was reviewed")


def change(
    registration: Registration,
    details: dict[str, Any],
    *,
    given: questions.Given = questions.NOTHING,
    now: dt.datetime,
) -> bool:
    """Write the details, and what was given to the event's own questions, and nothing else; False when
    the registration has ended meanwhile.

    ``registration`` is read anew, and stands as it is afterwards.
    """
    with seats.locked(registration, with_its_seat=False):
        kept = Registration.objects.get(pk=registration.pk)
        if not registration.is_live:
            return False
        before = {name: getattr(kept, name) for name in details}
        for name, value in details.items():
            setattr(registration, name, value)
        registration.save(update_fields=list(details))
        changed = [name for name in details if before[name] != details[name] and name != "organization"]
        AnswerChange.objects.bulk_create(
            AnswerChange(
                registration=registration,
                field=name,
                old_value=str(before[name]),
                new_value=str(details[name]),
                changed_at=now,
            )
            for name in changed
        )
        watched = WATCHED.intersection(changed)
        if given.questions:
            watched |= _decided_by(registration, questions.correct(registration, given, now=now))
        if watched:
            _review_anew(registration, watched, now=now)
    return True


def goes_back_to_review(registration: Registration) -> bool:
    """Whether changing a watched answer would make its ticket rest, as far as can be told beforehand."""
    return registration.status == Status.CONFIRMED and (
        registration.ticket_type.needs_review or registration.lane_reviews.exists()
    )


def is_back_in_review(registration: Registration) -> bool:
    """Whether it was confirmed before it came under review."""
    if registration.status != Status.UNDER_REVIEW:
        return False
    return registration.status_changes.filter(from_status=Status.CONFIRMED).exists()


def _decided_by(registration: Registration, keys: set[str]) -> frozenset[str]:
    """Those of the answers that a lane which has the registration decides by."""
    if not keys:
        return frozenset()
    lanes = [review.lane for review in registration.lane_reviews.select_related("lane")]
    return frozenset(key for key in keys if any(lane.looks_at([key]) for lane in lanes))


def _review_anew(registration: Registration, watched: frozenset[str], *, now: dt.datetime) -> None:
    if registration.skips_review:
        # The organizers spared whom they had invited the review, not whoever this is now.
        registration.skips_review = False
        registration.save(update_fields=["skips_review"])
    was_reviewed = registration.lane_reviews.exists()
    if registration.status == Status.UNDER_REVIEW:
        review_rounds.outdate(registration, watched, now=now)
        if review_rounds.begin(registration, now=now):
            seats.approve(registration, now=now, by=None, reason=review_rounds.A_RULE_APPROVED)
    elif registration.status == Status.CONFIRMED:
        concerned = was_reviewed and review_rounds.outdate(registration, watched, now=now)
        if concerned or (
            review_rounds.awaits_screening(registration, now=now)
            or review_rounds.is_sent_further(registration, now=now)
            if was_reviewed
            else review_rounds.needs_review(registration, now=now)
        ):
            seats.return_to_review(registration, now=now, by=None, reason=A_WATCHED_ANSWER_CHANGED)
