"""Giving a verdict at the desk, and telling whoever gave it what became of it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from registrations import review
from registrations.desk import decisions
from registrations.desk.access import DeskRequest
from registrations.models import LaneReview, Registration, Status, Verdict


def give(
    lane_reviews: Iterable[LaneReview],
    decision: dict[str, Any],
    *,
    request: DeskRequest,
    zone: ZoneInfo,
    now: dt.datetime,
) -> None:
    """Decide on each by itself, and say what became of it: one that is refused keeps no other back."""
    final: list[Registration] = []
    kept: list[Registration] = []
    for lane_review in lane_reviews:
        registration = lane_review.registration
        try:
            given = review.decide(lane_review, by=request.user, now=now, **decision)
        except review.MayNotDecide as refusal:
            messages.warning(request, f"{registration.name}: {in_words(refusal)}")
            continue
        if given.came_late:
            late = _("Your decision is on record, but the lane had been decided before.")
            messages.warning(request, f"{decisions.refusal(registration, zone=zone)} {late}")
        elif registration.status == Status.UNDER_REVIEW:
            kept.append(registration)
        else:
            final.append(registration)
    verdict = decision["verdict"]
    if final:
        messages.success(request, _final_in_words(verdict, final))
    if kept:
        messages.success(request, _kept_in_words(verdict, kept))


def why_not(lane_review: LaneReview, user: User) -> str:
    """Why there is nothing for user to decide; empty when there is."""
    if lane_review.registration.status != Status.UNDER_REVIEW:
        return _("The registration is not under review: %(status)s.") % {
            "status": lane_review.registration.get_status_display()
        }
    if not lane_review.is_undecided:
        return _("This lane has decided: %(state)s. Other lanes have not yet.") % {
            "state": lane_review.get_state_display()
        }
    if LaneReview.objects.filter(pk=lane_review.pk).for_reviewer(user).exists():
        return ""
    decided_here = lane_review.decisions.filter(reviewer=user, round=lane_review.round).exclude(
        verdict=Verdict.ASK
    )
    return in_words(review.DecidedAlready() if decided_here.exists() else review.DecidesInAnotherLane())


def in_words(refusal: review.MayNotDecide) -> str:
    match refusal:
        case review.DecidedAlready():
            return _("You have decided on this registration. Others decide now.")
        case review.DecidesInAnotherLane():
            return _("You have decided on this registration in another lane; nobody decides in two.")
        case _other:
            return _("You do not decide in this lane.")


def address(lane_review: LaneReview, *, query: str = "") -> str:
    registration = lane_review.registration
    path = reverse(
        "registrations:lane_review", args=[registration.event.slug, lane_review.lane_id, registration.pk]
    )
    return f"{path}?{query}" if query else path


def _final_in_words(verdict: Verdict, registrations: list[Registration]) -> str:
    count = len(registrations)
    if verdict == Verdict.APPROVE:
        text = ngettext("Approved: %(name)s.", "%(count)d registrations approved.", count)
    else:
        text = ngettext("Declined: %(name)s.", "%(count)d registrations declined.", count)
    return text % {"name": registrations[0].name, "count": count}


def _kept_in_words(verdict: Verdict, registrations: list[Registration]) -> str:
    count = len(registrations)
    if verdict == Verdict.ASK:
        text = ngettext("Asked: %(name)s.", "%(count)d attendees asked.", count)
    elif verdict == Verdict.RECUSE:
        text = ngettext(
            "You stepped aside: %(name)s.", "You stepped aside from %(count)d registrations.", count
        )
    else:
        text = ngettext(
            "Your decision on %(name)s is on record; others have still to decide.",
            "Your decisions on %(count)d registrations are on record; others have still to decide.",
            count,
        )
    return text % {"name": registrations[0].name, "count": count}
