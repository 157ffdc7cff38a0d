"""The mail that invoices owe."""

import pytest

from registrations import invoices, seats
from registrations.models import InvoiceChange
from tests.notifications.builders import (
    NOW,
    last_mail,
    make_published_ticket_type,
    register,
    send_all,
    states,
    subjects_to,
)
from tests.registrations.test_invoices import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration():
    ticket_type = make_published_ticket_type(price=33000, currency="JPY", tax_percent=10)
    make_terms(ticket_type.event)
    return register(ticket_type, "Ada", language="ja", native_name="江田 亜田")


def test_the_invoice_comes_with_its_paper_in_the_attendees_language(registration):
    invoices.settle(now=NOW)
    send_all()
    letter = last_mail()
    assert letter.subject == "請求書SPACE-00001：宇宙安全保障フォーラム"
    assert "33,000円" in letter.body
    name, content, kind = letter.attachments[0]
    assert (name, kind) == ("SPACE-00001.pdf", "application/pdf")
    assert content.startswith(b"%PDF")


def test_the_receipt_follows_the_payment(registration):
    invoice = invoices.issue(registration, now=NOW)
    send_all()
    invoices.mark_paid(invoice, now=NOW, by=None, reference="T1")
    send_all()
    assert last_mail().attachments[0][0] == "SPACE-R00001.pdf"


def test_an_invoice_that_is_replaced_before_it_left_is_not_sent(registration):
    invoices.issue(registration, now=NOW)
    details = {"name": "Head Office", "address": "", "tax_number": "", "reference": ""}
    invoices.correct_billing(registration, details, now=NOW)
    send_all()
    assert [subject for subject in subjects_to(registration) if "請求書" in subject] == [
        "請求書SPACE-00002：宇宙安全保障フォーラム"
    ]
    first = InvoiceChange.objects.earliest("pk")
    assert states()[f"invoice:{first.pk}"] == "dropped"


def test_whoever_cancels_is_told_not_to_pay(registration):
    invoices.issue(registration, now=NOW)
    send_all()
    seats.cancel(registration, now=NOW)
    invoices.settle(now=NOW)
    send_all()
    assert "請求書SPACE-00001は無効になりました：宇宙安全保障フォーラム" in subjects_to(registration)
