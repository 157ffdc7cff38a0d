"""How it stands with each person whom an organization has named, as its focal point may know it."""

import datetime as dt
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from events.programme_parts import Programme
from events.writing import day
from registrations import delegations, verification
from registrations.models import Delegation, Registration, Status


@dataclass(frozen=True, slots=True)
class Named:
    """One person: the state in plain words, what happens next, and what the focal point may do."""

    registration: Registration
    state: str
    next_step: str
    is_open: bool
    """Whether they take a place of the delegation."""
    can_be_substituted: bool
    is_seated: bool
    """Whether somebody else gets their seat when they are substituted, unless it is kept."""

    @property
    def tag(self) -> str:
        return f"tag--{self.registration.status.replace('_', '-')}"


def named_by(delegation: Delegation, programme: Programme, *, now: dt.datetime) -> list[Named]:
    """All whom it has named, in the order in which that was, with those who have ended."""
    rows = (
        delegation.registrations.select_related("substitutes", "event")
        .prefetch_related("substituted_by", "status_changes")
        .order_by("registered_at", "pk")
    )
    return [_named(row, delegation, programme, now=now) for row in rows]


def _named(
    registration: Registration, delegation: Delegation, programme: Programme, *, now: dt.datetime
) -> Named:
    registration.delegation = delegation
    successor = next(iter(registration.substituted_by.all()), None)
    state, next_step = _words(registration, successor, programme)
    is_open = registration.status in delegations.OPEN
    return Named(
        registration,
        state,
        next_step,
        is_open=is_open,
        can_be_substituted=successor is None
        and (is_open or delegation.places_left > 0)
        and delegation.is_naming(now=now),
        is_seated=registration.is_live and not registration.is_waiting,
    )


def _words(
    registration: Registration, successor: Registration | None, programme: Programme
) -> tuple[str, str]:
    match registration.status:
        case Status.UNVERIFIED:
            until = _moment(verification.ends_at(registration), programme)
            sentence = _(
                "We have written to them. If they do not confirm by %(until)s, their place is free again."
            )
            return _("Has not confirmed yet"), sentence % {"until": until}
        case Status.UNDER_REVIEW:
            return _("Under review"), _("The organizers decide. You both receive an e-mail then.")
        case Status.CONFIRMED:
            return _("Confirmed"), _("There is nothing more to do.")
        case Status.WAITLISTED:
            return _("On the waiting list"), _("They get a seat when one becomes free and it is their turn.")
        case Status.OFFERED:
            return _("Seat offered"), _("They have an e-mail with which they accept it.")
        case _ended:
            return _words_of_ended(registration, successor)


def _words_of_ended(registration: Registration, successor: Registration | None) -> tuple[str, str]:
    free_again = _("Their place became free.") if successor is None else _comes_instead(successor)
    reasons = {change.reason for change in registration.status_changes.all()}
    if delegations.SUBSTITUTED in reasons:
        return _("Substituted"), free_again
    if delegations.WITHDRAWN in reasons:
        return _("Withdrawn by you"), free_again
    if delegations.NOT_CONFIRMED_IN_TIME in reasons:
        return _("Did not confirm in time"), free_again
    if registration.status == Status.DECLINED:
        return _("Not admitted"), free_again
    if registration.status == Status.CANCELLED:
        return _("Does not come"), free_again
    return _("Expired"), free_again


def _comes_instead(successor: Registration) -> str:
    return _("%(name)s comes instead.") % {"name": successor.name}


def _moment(moment: dt.datetime, programme: Programme) -> str:
    moment = moment.astimezone(programme.zone)
    return _("%(day)s, %(time)s (%(zone)s)") % {
        "day": day(moment),
        "time": formats.date_format(moment, "H:i"),
        "zone": programme.time_zone,
    }
