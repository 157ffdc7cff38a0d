"""Which letter a change of an invoice owes, and the paper that comes with it."""

from notifications import causes
from notifications.models import Message
from registrations.invoice_papers import invoice_paper, receipt_paper
from registrations.invoices import DETAILS_CORRECTED
from registrations.models import InvoiceChange, InvoiceState

# Which letter a change of an invoice owes; the others owe none.
LETTERS: dict[str, str] = {
    InvoiceState.OPEN: "invoice",
    InvoiceState.PAID: "receipt",
    InvoiceState.VOID: "invoice_void",
    InvoiceState.WAIVED: "invoice_waived",
    InvoiceState.REFUND_DUE: "refund_due",
    InvoiceState.REFUNDED: "refunded",
}


def letter_of(change: InvoiceChange) -> str | None:
    """The letter that a change of an invoice owes; none where another invoice takes its place."""
    is_replaced = change.to_state == InvoiceState.VOID and change.reason == DETAILS_CORRECTED
    return None if is_replaced else LETTERS.get(change.to_state)


def change_of(message: Message) -> InvoiceChange:
    return InvoiceChange.objects.select_related("invoice__event").get(pk=causes.pk_of(message))


def paper_of(message: Message) -> tuple[str, bytes, str] | None:
    """The paper that comes with a letter about an invoice: name, content, type."""
    change = change_of(message)
    invoice = change.invoice
    if change.to_state == InvoiceState.OPEN:
        return f"{invoice.number}.pdf", invoice_paper(invoice), "application/pdf"
    if change.to_state == InvoiceState.PAID:
        return f"{invoice.receipt_number}.pdf", receipt_paper(invoice), "application/pdf"
    return None
