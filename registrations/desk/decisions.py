"""What staff decide on a registration; the moves themselves are those of registrations.seats."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from events.models import Event
from registrations import seats
from registrations.models import Registration, RegistrationQuerySet, Status


class Decision(models.TextChoices):
    APPROVE = "approve", gettext_lazy("Approve")
    DECLINE = "decline", gettext_lazy("Decline")
    CANCEL = "cancel", gettext_lazy("Cancel the registration")


@dataclass
class Outcome:
    """What became of each registration that a decision was about.

    Those refused stand as somebody else has left them in the meantime; nothing of theirs is lost.
    """

    decided: list[Registration] = field(default_factory=list)
    refused: list[Registration] = field(default_factory=list)


def under_review(event: Event) -> RegistrationQuerySet:
    """Those that wait for a decision, whoever registered first above."""
    waiting = Registration.objects.filter(event=event, status=Status.UNDER_REVIEW)
    return waiting.order_by("registered_at", "pk").select_related("ticket_type")


def possible(registration: Registration) -> list[Decision]:
    """What can still be decided, going by the status as it was read."""
    moves = seats.LEGAL_MOVES[registration.status]
    choices = [Decision.APPROVE] if registration.status == Status.UNDER_REVIEW else []
    if Status.DECLINED in moves:
        choices.append(Decision.DECLINE)
    if Status.CANCELLED in moves:
        choices.append(Decision.CANCEL)
    return choices


def decide(
    registrations: Iterable[Registration], decision: Decision, *, by: User, reason: str, now: dt.datetime
) -> Outcome:
    """Decide on each by itself: one that can no longer move keeps no other from moving."""
    outcome = Outcome()
    for registration in registrations:
        try:
            _move(registration, decision, by=by, reason=reason, now=now)
        except seats.IllegalMove:
            outcome.refused.append(registration)
        else:
            outcome.decided.append(registration)
    return outcome


def in_words(decided: list[Registration], decision: Decision) -> str:
    """What was decided, for whoever decided it."""
    count = len(decided)
    if decision == Decision.APPROVE:
        text = ngettext("Approved: %(name)s.", "%(count)d registrations approved.", count)
    elif decision == Decision.DECLINE:
        text = ngettext("Declined: %(name)s.", "%(count)d registrations declined.", count)
    else:
        text = ngettext("Cancelled: %(name)s.", "%(count)d registrations cancelled.", count)
    return text % {"name": decided[0].name, "count": count}


def refusal(registration: Registration, *, zone: ZoneInfo) -> str:
    """Why nothing was changed: what became of the registration before, by whom and when."""
    latest = registration.status_changes.select_related("changed_by").latest("pk")
    if latest.changed_by:
        text = _("%(name)s: nothing was changed. Since %(when)s the status is “%(status)s”, set by %(who)s.")
    else:
        text = _("%(name)s: nothing was changed. Since %(when)s the status is “%(status)s”.")
    return text % {
        "name": registration.name,
        "status": registration.get_status_display(),
        "when": date_format(latest.changed_at.astimezone(zone), "Y-m-d H:i"),
        "who": latest.changed_by,
    }


def _move(registration: Registration, decision: Decision, *, by: User, reason: str, now: dt.datetime) -> None:
    match decision:
        case Decision.APPROVE:
            seats.approve(registration, by=by, reason=reason, now=now)
        case Decision.DECLINE:
            seats.decline(registration, by=by, reason=reason, now=now)
        case Decision.CANCEL:
            seats.cancel(registration, by=by, reason=reason, now=now)
