"""Which committed rows owe a message, of which kind, since when, and to whom.

``notifications.outbox`` writes it down once for each row.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from notifications import causes, delegation_letters, invitation_letters, invoice_letters
from notifications.models import Message, MessageKind
from registrations import lost_links
from registrations.models import (
    AddressMail,
    DelegationChange,
    Erasure,
    InvitationChange,
    InvoiceChange,
    LostLink,
    OwesMail,
    RepeatedRegistration,
    ReviewQuestion,
    SessionNotice,
    SessionSeat,
    StatusChange,
)

Recipient = dict[str, Any]
"""The fields of a message that say whom it is for; empty where nobody is told."""


def _attendee(row: Any) -> Recipient:
    return {"registration_id": row.registration_id}


def _with_status(change: StatusChange) -> Recipient:
    return {"registration_id": change.registration_id, "for_status": change.to_status}


def _invoiced(change: InvoiceChange) -> Recipient:
    """Nobody of what is the staff's own business, or is said by the invoice that replaces this one."""
    return _attendee(change.invoice) if invoice_letters.letter_of(change) else {}


def _whose_link(lost: LostLink) -> Recipient:
    """Nobody where the address has no live registration."""
    registration = lost_links.registration_of(lost)
    return {"registration": registration} if registration else {}


def _invited(change: InvitationChange) -> Recipient:
    """Nobody of what whoever moved it knows."""
    return {"invitation_id": change.invitation_id} if invitation_letters.owes_letter(change) else {}


@dataclass(frozen=True, slots=True)
class Cause:
    """A model whose rows owe a message each.

    ``since`` names the instant of a row from which on its message is due; ``also`` gives what several rows
    owe to others.
    """

    model: type[OwesMail]
    kind: MessageKind
    since: str
    to: Callable[[Any], Recipient] = _attendee
    also: Callable[[Iterable[Any], dt.datetime], Iterable[Message]] | None = None

    def messages(self, rows: list[Any], *, now: dt.datetime) -> Iterable[Message]:
        """What these rows owe."""
        for row in rows:
            if recipient := self.to(row):
                yield Message(
                    about=causes.about(self.kind, row),
                    kind=self.kind,
                    created_at=now,
                    due_at=getattr(row, self.since),
                    **recipient,
                )
        if self.also is not None:
            yield from self.also(rows, now)


CAUSES = (
    Cause(
        StatusChange, MessageKind.STATUS, "changed_at", to=_with_status, also=delegation_letters.about_named
    ),
    Cause(RepeatedRegistration, MessageKind.REPEATED, "attempted_at"),
    Cause(ReviewQuestion, MessageKind.QUESTION, "asked_at"),
    Cause(InvoiceChange, MessageKind.INVOICE, "changed_at", to=_invoiced),
    Cause(
        LostLink,
        MessageKind.LOST_LINK,
        "requested_at",
        to=_whose_link,
        also=delegation_letters.about_lost_links,
    ),
    Cause(Erasure, MessageKind.ERASURE, "requested_at"),
    Cause(SessionSeat, MessageKind.SESSION_SEAT, "held_at"),
    Cause(SessionNotice, MessageKind.SESSION_NOTICE, "noted_at", to=lambda notice: _attendee(notice.choice)),
    Cause(AddressMail, MessageKind.ADDRESS, "owed_at", to=lambda mail: _attendee(mail.change)),
    Cause(
        DelegationChange,
        MessageKind.DELEGATION,
        "changed_at",
        to=lambda change: {"delegation_id": change.delegation_id},
    ),
    Cause(InvitationChange, MessageKind.INVITATION, "changed_at", to=_invited),
)
