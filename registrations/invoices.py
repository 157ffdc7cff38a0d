"""Who owes what for coming, and what became of it.

An invoice is owed by a committed row: a confirmed registration of a ticket type with a price. Whatever
confirms or ends one marks it (``registrations.seats``), and ``settle`` looks at those that are marked alone:
it issues what is owed and voids what no longer is, and doing so twice issues once. Invoices are numbered
without gaps, under the lock of the event's terms; what their papers say is frozen when they are issued.

This module alone moves an invoice from one state to another, and each move leaves an InvoiceChange:

    open ──▶ paid ──▶ refund due ──▶ refunded
      │                   ▲     └──▶ retained      staff decide what becomes of the money
      ├────▶ void ────────┘                        the registration ended, or the details were corrected
      └────▶ waived

Locks are taken in one order: the registration, the event's terms, then the invoice.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext_noop

from accounts.models import User
from events.models import Event
from events.texts import choose, translations
from registrations.models import Registration, Status
from registrations.models.invoices import (
    BillingDetails,
    Invoice,
    InvoiceChange,
    InvoiceState,
    InvoiceTerms,
)
from registrations.prices import Price, smallest

LEGAL_MOVES: dict[str, frozenset[InvoiceState]] = {
    "": frozenset({InvoiceState.OPEN}),
    InvoiceState.OPEN: frozenset({InvoiceState.PAID, InvoiceState.VOID, InvoiceState.WAIVED}),
    InvoiceState.PAID: frozenset({InvoiceState.REFUND_DUE}),
    InvoiceState.VOID: frozenset({InvoiceState.REFUND_DUE}),
    InvoiceState.WAIVED: frozenset(),
    InvoiceState.REFUND_DUE: frozenset({InvoiceState.REFUNDED, InvoiceState.RETAINED}),
    InvoiceState.REFUNDED: frozenset(),
    InvoiceState.RETAINED: frozenset(),
}
SETTLED_AT_ONCE = 200
BY_INVOICE = "invoice"

# Stored in English, shown in the reader's language.
REGISTRATION_ENDED = gettext_noop("The registration has ended")
DETAILS_CORRECTED = gettext_noop("Replaced, because the billing details were corrected")
PAID_TOO_LATE = gettext_noop("Paid after it had become void")


class IllegalMove(Exception):
    """An invoice cannot go from its state to the one asked for."""

    def __init__(self, invoice: Invoice, to_state: InvoiceState) -> None:
        super().__init__(f"invoice {invoice.pk} cannot move from {invoice.state} to {to_state}")
        self.invoice = invoice
        self.from_state = InvoiceState(invoice.state)
        self.to_state = to_state


class NotOwed(Exception):
    """Nothing can be invoiced: the registration is not confirmed, costs nothing, or is invoiced already."""


def price_of(registration: Registration) -> Price | None:
    """What the registration costs; None where it is free."""
    ticket_type = registration.ticket_type
    if not ticket_type.price:
        return None
    return Price(Decimal(ticket_type.price), ticket_type.currency, Decimal(ticket_type.tax_percent))


def standing(registration: Registration) -> Invoice | None:
    """The invoice that holds for a registration now."""
    return registration.invoices.standing().first()


def settle(*, now: dt.datetime, event: Event | None = None) -> int:
    """Issue the invoices that are owed, void those that no longer are; return how many changed.

    Bounded: what is left over is found by the next pass.
    """
    moved = Registration.objects.to_be_settled()
    if event is not None:
        moved = moved.filter(event=event)
    return sum(
        _settle(one, now=now) for one in moved.select_related("ticket_type", "event")[:SETTLED_AT_ONCE]
    )


def issue(registration: Registration, *, now: dt.datetime) -> Invoice:
    """The registration's next invoice. Raises NotOwed."""
    with transaction.atomic():
        _lock_registration(registration)
        price = price_of(registration)
        terms = InvoiceTerms.objects.select_for_update().filter(event=registration.event_id).first()
        if not price or not terms or registration.status != Status.CONFIRMED or standing(registration):
            raise NotOwed
        return _issue(registration, price, terms, now=now)


def correct_billing(registration: Registration, details: dict[str, str], *, now: dt.datetime) -> None:
    """Keep whom the invoice is made out to; an open invoice is replaced by one with a new number."""
    with transaction.atomic():
        _lock_registration(registration)
        InvoiceTerms.objects.select_for_update().filter(event=registration.event_id).first()
        BillingDetails.objects.update_or_create(registration=registration, defaults=details)
        invoice = registration.invoices.open().select_for_update().first()
        if invoice is None:
            return
        _move(invoice, InvoiceState.VOID, now=now, by=None, reason=DETAILS_CORRECTED)
        issue(registration, now=now)


def mark_paid(
    invoice: Invoice,
    *,
    now: dt.datetime,
    by: User | None,
    reference: str = "",
    through: str = BY_INVOICE,
    paid_at: dt.datetime | None = None,
) -> None:
    """The money has arrived: number a receipt. Doing so again for the same payment changes nothing.

    What is paid after it became void is not lost: it is to be refunded. Raises IllegalMove.
    """
    with transaction.atomic():
        terms = InvoiceTerms.objects.select_for_update().get(event=invoice.event_id)
        _lock(invoice)
        payment = (through, reference)
        if invoice.has_receipt and reference and payment == (invoice.paid_through, invoice.payment_reference):
            return
        too_late = invoice.state == InvoiceState.VOID
        if invoice.state not in (InvoiceState.OPEN, InvoiceState.VOID):
            raise IllegalMove(invoice, InvoiceState.PAID)
        terms.receipts_issued = F("receipts_issued") + 1
        terms.save(update_fields=["receipts_issued"])
        terms.refresh_from_db(fields=["receipts_issued"])
        _move(
            invoice,
            InvoiceState.REFUND_DUE if too_late else InvoiceState.PAID,
            now=now,
            by=by,
            reason=PAID_TOO_LATE if too_late else reference,
            paid_at=paid_at or now,
            paid_through=through,
            payment_reference=reference,
            receipt_number=f"{terms.number_prefix}-R{terms.receipts_issued:05d}",
        )


def waive(invoice: Invoice, *, now: dt.datetime, by: User, reason: str) -> None:
    """Staff free the attendee from paying. Raises IllegalMove."""
    _move_locked(invoice, InvoiceState.WAIVED, now=now, by=by, reason=reason)


def refund_due(invoice: Invoice, *, now: dt.datetime, by: User | None, reason: str) -> None:
    """What was paid is to go back. Raises IllegalMove."""
    with transaction.atomic():
        _lock(invoice)
        if invoice.state != InvoiceState.PAID:
            raise IllegalMove(invoice, InvoiceState.REFUND_DUE)
        _move(invoice, InvoiceState.REFUND_DUE, now=now, by=by, reason=reason)


def mark_refunded(invoice: Invoice, *, now: dt.datetime, by: User, reason: str) -> None:
    """The money has gone back. Raises IllegalMove."""
    _move_locked(invoice, InvoiceState.REFUNDED, now=now, by=by, reason=reason)


def retain(invoice: Invoice, *, now: dt.datetime, by: User, reason: str) -> None:
    """Staff decide that the money does not go back. Raises IllegalMove."""
    _move_locked(invoice, InvoiceState.RETAINED, now=now, by=by, reason=reason)


def breaches() -> Iterator[str]:
    """Each way in which invoices contradict each other, as a line for an operator."""
    for terms in InvoiceTerms.objects.all():
        serials = list(
            Invoice.objects.filter(event=terms.event_id).order_by("serial").values_list("serial", flat=True)
        )
        if serials != list(range(1, terms.invoices_issued + 1)):
            yield f"event {terms.event_id}: the numbers of its invoices have gaps"
    for invoice in Invoice.objects.exclude(event=F("registration__event")):
        yield f"invoice {invoice.pk}: its registration belongs to another event"
    for invoice in Invoice.objects.prefetch_related("changes").iterator(chunk_size=500):
        changes = list(invoice.changes.all())
        if not changes or changes[-1].to_state != invoice.state:
            yield f"invoice {invoice.pk}: its state is not the one that its last change led to"


def _settle(registration: Registration, *, now: dt.datetime) -> int:
    """1 when what the registration has come to makes an invoice, or ends one."""
    with transaction.atomic():
        _lock_registration(registration)
        Registration.objects.filter(pk=registration.pk).update(is_to_be_settled=False)
        if registration.is_confirmed:
            try:
                issue(registration, now=now)
            except NotOwed:
                return 0
            return 1
        return 0 if registration.is_live else _end(registration, now=now)


def _end(registration: Registration, *, now: dt.datetime) -> int:
    standing = registration.invoices.filter(state__in=[InvoiceState.OPEN, InvoiceState.PAID])
    invoice = standing.select_for_update().first()
    if invoice is None:
        return 0
    to_state = InvoiceState.REFUND_DUE if invoice.state == InvoiceState.PAID else InvoiceState.VOID
    _move(invoice, to_state, now=now, by=None, reason=REGISTRATION_ENDED)
    return 1


def _issue(registration: Registration, price: Price, terms: InvoiceTerms, *, now: dt.datetime) -> Invoice:
    event = registration.event
    terms.invoices_issued = F("invoices_issued") + 1
    terms.save(update_fields=["invoices_issued"])
    terms.refresh_from_db(fields=["invoices_issued"])
    number = f"{terms.number_prefix}-{terms.invoices_issued:05d}"
    issued_on = now.astimezone(event.zone).date()
    due_on = issued_on + dt.timedelta(days=terms.days_to_pay)
    content = _content(registration, price, terms)
    invoice = Invoice(
        event=event,
        registration=registration,
        serial=terms.invoices_issued,
        number=number,
        recipient=content["recipient"]["name"],
        total=price.amount,
        tax=price.tax,
        currency=price.currency,
        content=content | {"issued_on": issued_on.isoformat(), "due_on": due_on.isoformat()},
        issued_at=now,
        due_on=due_on,
        state="",
    )
    _move(invoice, InvoiceState.OPEN, now=now, by=None)
    return invoice


def _content(registration: Registration, price: Price, terms: InvoiceTerms) -> dict[str, Any]:
    """All that the papers say, in the attendee's language; amounts as decimal numbers in text."""
    event, language = registration.event, registration.language
    billing = BillingDetails.objects.filter(registration=registration).first()
    unit = smallest(price.currency)
    with translation.override(language):
        return {
            "language": language,
            "issuer": {
                "name": str(choose(translations(terms, "issuer"), language)),
                "address": str(choose(translations(terms, "address"), language)),
                "tax_number": terms.tax_number,
            },
            "recipient": {
                "name": billing.name if billing else registration.organization_name,
                "address": billing.address if billing else "",
                "tax_number": billing.tax_number if billing else "",
                "reference": billing.reference if billing else "",
            },
            "event": str(choose(translations(event, "title"), language)),
            "attendee": registration.name,
            "ticket_type": str(choose(translations(registration.ticket_type, "name"), language)),
            "currency": price.currency,
            "total": str(price.amount.quantize(unit)),
            "net": str(price.net.quantize(unit)),
            "tax": str(price.tax),
            "tax_percent": f"{price.tax_percent.normalize():f}",
            "payment_details": str(choose(translations(terms, "payment_details"), language)),
        }


def _lock_registration(registration: Registration) -> None:
    registration.refresh_from_db(fields=["status"], from_queryset=Registration.objects.select_for_update())


def _lock(invoice: Invoice) -> None:
    invoice.refresh_from_db(
        fields=["state", "paid_through", "payment_reference"],
        from_queryset=Invoice.objects.select_for_update(),
    )


def _move_locked(
    invoice: Invoice, to_state: InvoiceState, *, now: dt.datetime, by: User | None, reason: str
) -> None:
    with transaction.atomic():
        _lock(invoice)
        _move(invoice, to_state, now=now, by=by, reason=reason)


def _move(
    invoice: Invoice,
    to_state: InvoiceState,
    *,
    now: dt.datetime,
    by: User | None,
    reason: str = "",
    **fields: Any,
) -> None:
    """Write the state and the row that documents it. Raises IllegalMove."""
    from_state = invoice.state
    if to_state not in LEGAL_MOVES[from_state]:
        raise IllegalMove(invoice, to_state)
    invoice.state = to_state
    for name, value in fields.items():
        setattr(invoice, name, value)
    if from_state:
        invoice.save(update_fields=["state", *fields])
    else:
        invoice.save(force_insert=True)
    InvoiceChange.objects.create(
        invoice=invoice,
        from_state=from_state,
        to_state=to_state,
        changed_at=now,
        changed_by=by,
        reason=reason[:250],
    )
