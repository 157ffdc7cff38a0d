"""What staff decide on a registration at its own page; the lanes have pages of their own."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from registrations import review, seats
from registrations.models import LaneReview, Registration, Status, Verdict


class Decision(models.TextChoices):
    APPROVE = "approve", gettext_lazy("Approve")
    DECLINE = "decline", gettext_lazy("Decline")
    CANCEL = "cancel", gettext_lazy("Cancel the registration")


class Refused(Exception):
    """The decision comes too late, or the lanes decide; nothing was changed."""


def possible(registration: Registration) -> list[Decision]:
    """What can still be decided, going by the status as it was read.

    What lies before lanes that were set up is approved and declined there, by each for itself.
    """
    moves = seats.LEGAL_MOVES[registration.status]
    choices = []
    if registration.status == Status.UNDER_REVIEW:
        if _before_own_lane_only(registration):
            choices += [Decision.APPROVE, Decision.DECLINE]
    elif Status.DECLINED in moves:
        choices.append(Decision.DECLINE)
    if Status.CANCELLED in moves:
        choices.append(Decision.CANCEL)
    return choices


def decide(
    registration: Registration, decision: Decision, *, by: User, reason: str, now: dt.datetime
) -> None:
    """Carry the decision out. Raises Refused."""
    try:
        if decision == Decision.CANCEL:
            seats.cancel(registration, by=by, reason=reason, now=now)
        elif decision == Decision.DECLINE and registration.status != Status.UNDER_REVIEW:
            seats.decline(registration, by=by, reason=reason, now=now)
        else:
            verdict = Verdict.APPROVE if decision == Decision.APPROVE else Verdict.REJECT
            _decide_in_own_lane(registration, verdict, by=by, note=reason, now=now)
    except (seats.IllegalMove, review.MayNotDecide) as refusal:
        raise Refused from refusal


def in_words(registration: Registration, decision: Decision) -> str:
    """What was decided, for whoever decided it."""
    if decision == Decision.APPROVE:
        text = _("Approved: %(name)s.")
    elif decision == Decision.DECLINE:
        text = _("Declined: %(name)s.")
    else:
        text = _("Cancelled: %(name)s.")
    return text % {"name": registration.name}


def refusal(registration: Registration, *, zone: ZoneInfo) -> str:
    """Why nothing was changed: what became of the registration before, by whom and when."""
    latest = registration.status_changes.select_related("changed_by").latest("pk")
    if latest.changed_by:
        text = _("%(name)s: nothing was changed. Since %(when)s the status is “%(status)s”, set by %(who)s.")
    else:
        text = _("%(name)s: nothing was changed. Since %(when)s the status is “%(status)s”.")
    return text % {
        "name": registration.name,
        "status": latest.get_to_status_display(),
        "when": date_format(latest.changed_at.astimezone(zone), "Y-m-d H:i"),
        "who": latest.changed_by,
    }


def _before_own_lane_only(registration: Registration) -> bool:
    lanes = {each.lane.is_default for each in registration.lane_reviews.select_related("lane")}
    return lanes == {True}


def _decide_in_own_lane(
    registration: Registration, verdict: Verdict, *, by: User, note: str, now: dt.datetime
) -> None:
    own = LaneReview.objects.select_related("lane").filter(registration=registration, lane__is_default=True)
    lane_review = own.first()
    if lane_review is None or not _before_own_lane_only(registration):
        raise Refused
    lane_review.registration = registration
    if review.decide(lane_review, verdict, by=by, note=note, now=now).came_late:
        raise Refused
