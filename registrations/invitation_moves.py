"""How an invitation goes from one state to another.

This module alone writes an invitation's state, each time by a conditional UPDATE on the state and the
link that were read, so that of two who answer at the same moment one is refused; each move leaves an
InvitationChange. Locks are taken in the order of ``registrations.places``; the row of an invitation comes
after those of seats and registrations.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError

from accounts.models import User
from registrations.models import Invitation, InvitationChange, InvitationState

LEGAL_MOVES: dict[str, frozenset[InvitationState]] = {
    "": frozenset({InvitationState.INVITED, InvitationState.PROPOSED}),
    InvitationState.INVITED: frozenset(
        {
            InvitationState.INVITED,  # reminded
            InvitationState.ACCEPTED,
            InvitationState.DECLINED,
            InvitationState.DELEGATED,
            InvitationState.EXPIRED,
            InvitationState.WITHDRAWN,
        }
    ),
    InvitationState.PROPOSED: frozenset(
        {InvitationState.INVITED, InvitationState.EXPIRED, InvitationState.WITHDRAWN}
    ),
    InvitationState.ACCEPTED: frozenset(),
    InvitationState.DECLINED: frozenset({InvitationState.INVITED}),
    InvitationState.DELEGATED: frozenset({InvitationState.INVITED}),
    InvitationState.EXPIRED: frozenset({InvitationState.INVITED}),
    InvitationState.WITHDRAWN: frozenset({InvitationState.INVITED}),
}


class NotAsExpected(Exception):
    """Somebody has answered or ended the invitation meanwhile; nothing was changed."""


class AnswerTooLate(Exception):
    """The time in which the invitation could be answered is over."""


class AlreadyInvited(Exception):
    """The address has an invitation to the event that is not answered yet."""


@contextmanager
def one_open_per_address() -> Iterator[None]:
    """Says in our words what the constraint refuses."""
    try:
        yield
    except IntegrityError as error:
        if "email" not in str(error):
            raise
        raise AlreadyInvited from error


def refuse_when_late(invitation: Invitation, *, now: dt.datetime) -> None:
    """Raise NotAsExpected or AnswerTooLate for what can no longer be answered."""
    if not invitation.is_unanswered:
        raise NotAsExpected
    if invitation.expires_at <= now:
        raise AnswerTooLate


def insert(drafts: Iterable[Invitation], *, now: dt.datetime, by: User | None) -> None:
    """Write new invitations, each with the row that documents it."""
    written = Invitation.objects.bulk_create(drafts, batch_size=500)
    InvitationChange.objects.bulk_create(
        (
            InvitationChange(invitation=row, from_state="", to_state=row.state, changed_at=now, changed_by=by)
            for row in written
        ),
        batch_size=500,
    )


def move(
    invitation: Invitation,
    to_state: InvitationState,
    *,
    now: dt.datetime,
    by: User | None,
    reason: str = "",
    **fields: Any,
) -> None:
    """Write the state and the row that documents it. Raises NotAsExpected."""
    from_state = invitation.state
    if to_state not in LEGAL_MOVES[from_state]:
        raise NotAsExpected
    as_read = Invitation.objects.filter(pk=invitation.pk, state=from_state, token=invitation.token)
    if as_read.update(state=to_state, **fields) != 1:
        raise NotAsExpected
    for name, value in {"state": to_state, **fields}.items():
        setattr(invitation, name, value)
    _document(invitation, from_state, to_state, now=now, by=by, reason=reason)


def _document(
    invitation: Invitation,
    from_state: str,
    to_state: InvitationState,
    *,
    now: dt.datetime,
    by: User | None,
    reason: str = "",
) -> None:
    InvitationChange.objects.create(
        invitation=invitation,
        from_state=from_state,
        to_state=to_state,
        changed_at=now,
        changed_by=by,
        reason=reason,
    )
