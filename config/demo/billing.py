"""Who invoices the invented event's attendees from industry, and who of them has paid."""

import datetime as dt

from accounts.models import User
from events.models import Event
from registrations import invoices
from registrations.models import Invoice, InvoiceChange, InvoiceTerms

ISSUED_DAYS_AGO = 12
PAID_DAYS_AGO = 3


def write_terms(event: Event) -> None:
    InvoiceTerms.objects.create(
        event=event,
        issuer_en="Shinonome Chamber of Space Industry (invented)",
        issuer_ja="東雲宇宙産業会議所（架空）",
        address_en="1-2-3 Example, Chuo-ku, Tokyo 100-0000, Japan",
        address_ja="〒100-0000 東京都中央区見本1-2-3",
        tax_number="T0000000000000",
        payment_details_en="Example Bank, Head Office (001)\nOrdinary account 0000000\nShinonome Chamber",
        payment_details_ja="見本銀行　本店（001）\n普通預金　0000000\n東雲宇宙産業会議所",
        number_prefix="DIALOGUE",
    )


def invoice_those_confirmed(event: Event, *, by: User | None, now: dt.datetime) -> None:
    """Issue what is owed as of some days ago; two of three have paid since."""
    while invoices.settle(event=event, now=now - dt.timedelta(days=ISSUED_DAYS_AGO)):
        pass
    for invoice in Invoice.objects.filter(event=event).order_by("serial"):
        if invoice.serial % 3:
            invoices.mark_paid(
                invoice,
                now=now - dt.timedelta(days=PAID_DAYS_AGO),
                by=by,
                reference=f"Transfer {4100 + invoice.serial}",
            )
    InvoiceChange.objects.filter(invoice__event=event).update(is_announced=True)
