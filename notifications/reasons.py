"""Whether what a message tells still holds when it is to be sent."""

import datetime as dt

from events import programme
from notifications import (
    address_letters,
    causes,
    delegation_letters,
    invitation_letters,
    reminders,
    session_letters,
)
from notifications.models import Message, MessageKind
from registrations import personal_data, review
from registrations.models import InvoiceChange, SessionSeat, Status


def why_not(message: Message, *, now: dt.datetime) -> str:
    """Why the message must not be sent after all; empty when its reason still holds."""
    if message.delegation is not None:
        return delegation_letters.why_not(message, now=now)
    if message.registration is None:
        return invitation_letters.why_not(message, now=now)
    if message.kind == MessageKind.ADDRESS:
        return address_letters.why_not(message, now=now)
    registration = message.registration
    event = registration.event
    if message.kind == MessageKind.REMINDER:
        if now - message.created_at > reminders.PLANNED_WITHIN:
            return "It is too late to remind"
        return reminders.why_not(message.reminder, registration, now=now)
    if personal_data.is_erased(registration):
        return "The attendee's data is deleted"
    if message.kind == MessageKind.ERASURE:
        return ""
    if message.kind == MessageKind.SESSION_NOTICE:
        return session_letters.why_not(message, now=now)
    if message.kind == MessageKind.SESSION_SEAT:
        holds_it = SessionSeat.objects.held().filter(pk=causes.pk_of(message)).exists()
        return "" if holds_it else "The seat in the session was given up"
    if message.kind == MessageKind.LOST_LINK:
        return "" if registration.is_live else "The registration has ended"
    if message.kind == MessageKind.INVOICE:
        change = InvoiceChange.objects.select_related("invoice").get(pk=causes.pk_of(message))
        is_so_still = change.invoice.state == change.to_state
        return "" if is_so_still else f"The invoice is {change.invoice.get_state_display()} now"
    if message.kind == MessageKind.QUESTION and not review.is_waiting_for_answer(causes.pk_of(message)):
        return "The question needs no answer any more"
    holds_for = {
        MessageKind.STATUS: message.for_status,
        MessageKind.QUESTION: Status.UNDER_REVIEW,
        # Whoever asked for a mail again waited for the one to verify an address.
        MessageKind.REPEATED: Status.UNVERIFIED,
    }[MessageKind(message.kind)]
    if registration.status != holds_for:
        return f"The registration is {registration.get_status_display()} now"
    lies_ahead = registration.is_live or not registration.is_verified
    if event.current_release is None and (lies_ahead or not event.releases.exists()):
        return "The event is not public"
    if lies_ahead and programme.read(event).ends_at <= now:
        return "The event is over"
    return ""
