"""Which message a committed row owes, if any; ``notifications.outbox`` writes it down."""

import datetime as dt

from notifications import causes, invoice_letters
from notifications.models import Message, MessageKind
from registrations import lost_links
from registrations.models import (
    Erasure,
    InvoiceChange,
    LostLink,
    RepeatedRegistration,
    ReviewQuestion,
    SessionSeat,
    StatusChange,
)


def of_status(change: StatusChange, now: dt.datetime) -> Message:
    return Message(
        about=causes.status(change),
        kind=MessageKind.STATUS,
        registration_id=change.registration_id,
        for_status=change.to_status,
        created_at=now,
        due_at=change.changed_at,
    )


def of_repetition(repetition: RepeatedRegistration, now: dt.datetime) -> Message:
    return Message(
        about=causes.repeated(repetition),
        kind=MessageKind.REPEATED,
        registration_id=repetition.registration_id,
        created_at=now,
        due_at=repetition.attempted_at,
    )


def of_question(question: ReviewQuestion, now: dt.datetime) -> Message:
    return Message(
        about=causes.question(question),
        kind=MessageKind.QUESTION,
        registration_id=question.registration_id,
        created_at=now,
        due_at=question.asked_at,
    )


def of_invoice(change: InvoiceChange, now: dt.datetime) -> Message | None:
    """None for what is the staff's own business, or is said by the invoice that replaces this one."""
    if invoice_letters.letter_of(change) is None:
        return None
    return Message(
        about=causes.invoice(change),
        kind=MessageKind.INVOICE,
        registration_id=change.invoice.registration_id,
        created_at=now,
        due_at=change.changed_at,
    )


def of_lost_link(lost: LostLink, now: dt.datetime) -> Message | None:
    """None for an address that has no live registration: nobody is told so."""
    registration = lost_links.registration_of(lost)
    if registration is None:
        return None
    return Message(
        about=causes.lost_link(lost),
        kind=MessageKind.LOST_LINK,
        registration=registration,
        created_at=now,
        due_at=lost.requested_at,
    )


def of_erasure(erasure: Erasure, now: dt.datetime) -> Message:
    return Message(
        about=causes.erasure(erasure),
        kind=MessageKind.ERASURE,
        registration_id=erasure.registration_id,
        created_at=now,
        due_at=erasure.requested_at,
    )


def of_session_seat(choice: SessionSeat, now: dt.datetime) -> Message:
    return Message(
        about=causes.session_seat(choice),
        kind=MessageKind.SESSION_SEAT,
        registration_id=choice.registration_id,
        created_at=now,
        due_at=choice.held_at or now,
    )
