"""How invoices and receipts look on paper, in the language in which they were issued.

Each states what Directive 2006/112/EC, Article 226, asks of an invoice in the EU, and the Japanese
Consumption Tax Act, Article 57-4, of a qualified one: number and date, issuer with registration number,
recipient, what for, net amount, rate and tax.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.writing import plain_day
from registrations.documents import A4_WIDTH, MARGIN, Paper
from registrations.models import Invoice
from registrations.prices import in_words

LEFT_COLUMN = 82
LABEL_WIDTH = 32
AMOUNT_WIDTH = 45


def invoice_paper(invoice: Invoice) -> bytes:
    """The invoice as PDF: the same bytes whenever it is printed."""
    content = invoice.content
    with translation.override(content["language"]):
        facts = [
            (_("Invoice number"), invoice.number),
            (_("Date of issue"), _date(content["issued_on"])),
            (_("Payable until"), _date(content["due_on"])),
            (_("Your reference"), content["recipient"]["reference"]),
        ]
        paper = _begin(invoice, title=_("Invoice"), facts=facts, moment=invoice.issued_at)
        _amounts(paper, content)
        paper.ln(10)
        paper.write_in(9, soft=True)
        paper.lines(_("How to pay"))
        paper.write_in(10)
        paper.lines(content["payment_details"])
        paper.ln(2)
        paper.write_in(9, soft=True)
        paper.lines(
            _("Please give the invoice number %(number)s with your payment.") % {"number": invoice.number}
        )
        return paper.content()


def receipt_paper(invoice: Invoice) -> bytes:
    """The receipt for an invoice that has been paid, as PDF."""
    content = invoice.content
    if invoice.paid_at is None:
        raise ValueError(f"invoice {invoice.pk} has not been paid")
    with translation.override(content["language"]):
        facts = [
            (_("Receipt number"), invoice.receipt_number),
            (_("Received"), plain_day(invoice.paid_at.astimezone(invoice.event.zone).date())),
            (_("For invoice"), invoice.number),
            (_("Your reference"), content["recipient"]["reference"]),
        ]
        paper = _begin(invoice, title=_("Receipt"), facts=facts, moment=invoice.paid_at)
        _amounts(paper, content)
        paper.ln(10)
        paper.write_in(10)
        paper.lines(_("We have received this amount, with thanks."))
        return paper.content()


def _begin(invoice: Invoice, *, title: str, facts: list[tuple[str, str]], moment: dt.datetime) -> Paper:
    """The head of a paper: who writes, to whom, and what identifies it."""
    content = invoice.content
    paper = Paper(title=f"{title} {invoice.number}", language=content["language"])
    paper.set_creation_date(moment)
    issuer, recipient = content["issuer"], content["recipient"]
    paper.write_in(11)
    paper.lines(issuer["name"], height=6)
    paper.write_in(9, soft=True)
    paper.lines(issuer["address"], height=4.6)
    if issuer["tax_number"]:
        paper.lines(_("Tax registration number: %(number)s") % {"number": issuer["tax_number"]}, height=4.6)
    paper.ln(12)
    paper.write_in(22)
    paper.lines(title, height=11)
    paper.ln(5)
    top = paper.get_y()
    paper.write_in(9, soft=True)
    paper.lines(_("To"), width=LEFT_COLUMN)
    paper.write_in(11)
    paper.lines(_addressee(recipient["name"]), width=LEFT_COLUMN, height=6)
    paper.write_in(10)
    if recipient["address"]:
        paper.lines(recipient["address"], width=LEFT_COLUMN)
    if recipient["tax_number"]:
        paper.write_in(9, soft=True)
        paper.lines(
            _("Tax registration number: %(number)s") % {"number": recipient["tax_number"]}, width=LEFT_COLUMN
        )
    bottom = paper.get_y()
    paper.set_y(top)
    for label, value in facts:
        if value:
            paper.set_x(MARGIN + LEFT_COLUMN + 5)
            paper.write_in(9, soft=True)
            paper.put(label, width=LABEL_WIDTH, height=6)
            paper.write_in(10)
            paper.lines(value, height=6)
    paper.set_y(max(bottom, paper.get_y()) + 10)
    return paper


def _amounts(paper: Paper, content: dict[str, Any]) -> None:
    """What it is for and what it costs, down to the tax."""
    currency = content["currency"]

    def amount(name: str) -> str:
        return in_words(Decimal(content[name]), currency)

    width = A4_WIDTH - 2 * MARGIN - AMOUNT_WIDTH
    paper.rule()
    paper.ln(3)
    top = paper.get_y()
    paper.write_in(11)
    paper.lines(_("%(ticket_type)s: %(event)s") % content, width=width, height=6)
    paper.write_in(9, soft=True)
    paper.lines(_("Attendance of %(attendee)s") % content, width=width)
    bottom = paper.get_y()
    paper.set_xy(MARGIN + width, top)
    paper.write_in(11)
    paper.put(amount("total"), width=AMOUNT_WIDTH, height=6, align="R")
    paper.set_y(bottom + 3)
    paper.rule()
    paper.ln(3)
    rate = content["tax_percent"]
    if Decimal(rate):
        _sum(paper, _("Net"), amount("net"))
        _sum(paper, _("Tax, %(percent)s %%") % {"percent": rate}, amount("tax"))
    else:
        _sum(paper, _("Tax"), in_words(Decimal(0), currency))
    paper.write_in(14)
    paper.put(_("Total"), width=width, height=9, align="R")
    paper.put(amount("total"), width=AMOUNT_WIDTH, height=9, align="R", ends_line=True)


def _sum(paper: Paper, label: str, amount: str) -> None:
    paper.write_in(10, soft=True)
    paper.put(label, width=A4_WIDTH - 2 * MARGIN - AMOUNT_WIDTH, height=6, align="R")
    paper.write_in(10)
    paper.put(amount, width=AMOUNT_WIDTH, height=6, align="R", ends_line=True)


def _addressee(name: str) -> str:
    """An organization as a letter is addressed to it."""
    return pgettext("addressee", "%(organization)s") % {"organization": name}


def _date(text: str) -> str:
    return plain_day(dt.date.fromisoformat(text))
