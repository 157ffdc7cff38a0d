"""Who owes what for coming, and what became of it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from registrations import invoices, seats
from registrations.invoice_papers import invoice_paper, receipt_paper
from registrations.models import Invoice, InvoiceChange, InvoiceTerms, Registration
from tests.builders import make_event, make_registration, make_ticket_type, make_user

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def make_terms(event, **fields):
    defaults = {
        "issuer_en": "Chamber of Space Industry",
        "address_en": "1 Example Street",
        "payment_details_en": "IBAN XX00",
        "number_prefix": "SPACE",
    }
    return InvoiceTerms.objects.create(event=event, **defaults | fields)


@pytest.fixture
def ticket_type():
    event = make_event()
    make_terms(event)
    return make_ticket_type(event, price=Decimal("119.00"), currency="EUR", tax_percent=19)


def numbers_and_states(registration):
    return [(invoice.number, invoice.state) for invoice in registration.invoices.order_by("serial")]


def test_whoever_is_confirmed_is_invoiced_once_with_a_number_without_gaps(ticket_type):
    ada, grace = make_registration(ticket_type, "Ada"), make_registration(ticket_type, "Grace")
    assert [invoices.settle(now=NOW), invoices.settle(now=NOW)] == [2, 0]
    assert numbers_and_states(ada) == [("SPACE-00001", "open")]
    assert numbers_and_states(grace) == [("SPACE-00002", "open")]
    invoice = ada.invoices.get()
    assert (invoice.total, invoice.tax, invoice.currency) == (Decimal("119.00"), Decimal("19.00"), "EUR")
    assert invoice.due_on == NOW.astimezone(ada.event.zone).date() + dt.timedelta(days=30)
    assert list(invoices.breaches()) == []


def test_nothing_is_owed_for_what_is_free_or_under_review_or_waited_for(ticket_type):
    event = ticket_type.event
    make_registration(make_ticket_type(event))
    make_registration(make_ticket_type(event, price=5, currency="EUR", needs_review=True))
    full = make_ticket_type(event, price=5, currency="EUR", capacity=0)
    make_registration(full)
    assert invoices.settle(now=NOW) == 0
    assert not Invoice.objects.exists()


def test_without_terms_nobody_is_invoiced():
    registration = make_registration(make_ticket_type(price=5, currency="EUR"))
    assert invoices.settle(now=NOW) == 0
    with pytest.raises(invoices.NotOwed):
        invoices.issue(registration, now=NOW)


def test_what_a_paper_says_stays_as_it_was_issued(ticket_type):
    registration = make_registration(ticket_type, organization_name="Analytical Engines")
    invoice = invoices.issue(registration, now=NOW)
    InvoiceTerms.objects.update(issuer_en="Somebody else")
    Registration.objects.update(organization_name="Difference Engines")
    ticket_type.price = 1
    ticket_type.save()
    invoice = Invoice.objects.select_related("event").get(pk=invoice.pk)
    assert invoice.content["issuer"]["name"] == "Chamber of Space Industry"
    assert (invoice.content["recipient"]["name"], invoice.content["total"]) == (
        "Analytical Engines",
        "119.00",
    )
    assert invoice_paper(invoice) == invoice_paper(invoice)


def test_paying_numbers_a_receipt_and_the_same_payment_counts_once(ticket_type):
    user = make_user()
    invoice = invoices.issue(make_registration(ticket_type), now=NOW)
    invoices.mark_paid(invoice, now=NOW, by=user, reference="T1")
    invoices.mark_paid(invoice, now=NOW, by=user, reference="T1")
    invoice.refresh_from_db()
    assert (invoice.state, invoice.receipt_number) == ("paid", "SPACE-R00001")
    assert [change.to_state for change in invoice.changes.all()] == ["open", "paid"]
    assert receipt_paper(Invoice.objects.get(pk=invoice.pk)).startswith(b"%PDF")


def test_a_second_payment_of_another_kind_is_refused_and_changes_nothing(ticket_type):
    invoice = invoices.issue(make_registration(ticket_type), now=NOW)
    invoices.mark_paid(invoice, now=NOW, by=None, reference="T1")
    with pytest.raises(invoices.IllegalMove) as refusal:
        invoices.mark_paid(invoice, now=NOW, by=None, reference="T2")
    assert (refusal.value.from_state, refusal.value.to_state) == ("paid", "paid")
    invoice.refresh_from_db()
    assert (invoice.payment_reference, InvoiceTerms.objects.get().receipts_issued) == ("T1", 1)


def test_an_invoice_ends_with_its_registration(ticket_type):
    unpaid, paid = make_registration(ticket_type, "Ada"), make_registration(ticket_type, "Grace")
    invoices.settle(now=NOW)
    invoices.mark_paid(paid.invoices.get(), now=NOW, by=None, reference="T1")
    for registration in (unpaid, paid):
        seats.cancel(registration, now=NOW)
    assert invoices.settle(now=NOW) == 2
    assert numbers_and_states(unpaid) == [("SPACE-00001", "void")]
    assert numbers_and_states(paid) == [("SPACE-00002", "refund_due")]
    assert invoices.settle(now=NOW) == 0


def test_a_pass_looks_at_those_alone_that_have_moved_since_the_last(ticket_type):
    ada = make_registration(ticket_type, "Ada")
    make_registration(ticket_type, "Grace")
    free = make_registration(make_ticket_type(ticket_type.event), "Joan")
    assert free not in Registration.objects.to_be_settled()
    invoices.settle(now=NOW)
    assert list(Registration.objects.to_be_settled()) == []
    seats.return_to_review(ada, now=NOW, by=None)
    seats.approve(ada, now=NOW, by=None)
    assert list(Registration.objects.to_be_settled()) == [ada]
    assert invoices.settle(now=NOW) == 0
    assert numbers_and_states(ada) == [("SPACE-00001", "open")]
    assert list(Registration.objects.to_be_settled()) == []


def test_they_are_found_by_an_index_and_not_among_all():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "registration_to_be_settled" in Registration.objects.to_be_settled().explain()


def test_whoever_was_confirmed_before_there_were_terms_is_invoiced_once_there_are():
    registration = make_registration(make_ticket_type(price=5, currency="EUR"))
    invoices.settle(now=NOW)
    make_terms(registration.event)
    assert invoices.settle(now=NOW) == 1


def test_whoever_was_confirmed_while_it_was_free_stays_free(ticket_type):
    free = make_ticket_type(ticket_type.event)
    make_registration(free)
    free.price, free.currency = 5, "EUR"
    free.save()
    assert invoices.settle(now=NOW) == 0


def test_what_staff_refunded_is_not_invoiced_again(ticket_type):
    registration = make_registration(ticket_type)
    invoices.settle(now=NOW)
    invoice = registration.invoices.get()
    invoices.mark_paid(invoice, now=NOW, by=None, reference="T1")
    invoices.refund_due(invoice, now=NOW, by=make_user(), reason="A speaker")
    assert invoices.settle(now=NOW) == 0
    assert numbers_and_states(registration) == [("SPACE-00001", "refund_due")]


def test_money_that_comes_too_late_is_to_be_refunded(ticket_type):
    registration = make_registration(ticket_type)
    invoice = invoices.issue(registration, now=NOW)
    seats.cancel(registration, now=NOW)
    invoices.settle(now=NOW)
    invoices.mark_paid(invoice, now=NOW, by=None, reference="late")
    invoice.refresh_from_db()
    assert (invoice.state, invoice.payment_reference) == ("refund_due", "late")
    invoices.mark_refunded(invoice, now=NOW, by=make_user(), reason="R1")
    assert Invoice.objects.get().state == "refunded"


def test_corrected_billing_details_replace_an_open_invoice(ticket_type):
    registration = make_registration(ticket_type)
    invoices.issue(registration, now=NOW)
    details = {"name": "Head Office", "address": "2 Street", "tax_number": "", "reference": "PO 7"}
    invoices.correct_billing(registration, details, now=NOW)
    assert numbers_and_states(registration) == [("SPACE-00001", "void"), ("SPACE-00002", "open")]
    assert registration.invoices.open().get().content["recipient"] == details
    assert list(invoices.breaches()) == []


def test_who_is_freed_from_paying_is_not_invoiced_again(ticket_type):
    registration = make_registration(ticket_type)
    invoices.waive(invoices.issue(registration, now=NOW), now=NOW, by=make_user(), reason="Speaker")
    assert invoices.settle(now=NOW) == 0
    assert numbers_and_states(registration) == [("SPACE-00001", "waived")]


def test_an_illegal_move_names_both_states_and_changes_nothing(ticket_type):
    invoice = invoices.issue(make_registration(ticket_type), now=NOW)
    with pytest.raises(invoices.IllegalMove, match="from open to retained"):
        invoices.retain(invoice, now=NOW, by=make_user(), reason="No")
    assert Invoice.objects.get().state == "open"
    assert InvoiceChange.objects.count() == 1


def test_the_database_itself_keeps_one_standing_invoice_a_registration(ticket_type):
    invoice = invoices.issue(make_registration(ticket_type), now=NOW)
    invoice.pk, invoice.serial, invoice.number = None, 2, "SPACE-00002"
    with pytest.raises(IntegrityError), transaction.atomic():
        invoice.save(force_insert=True)


def test_verify_finds_a_gap_and_a_state_without_its_change(ticket_type):
    invoice = invoices.issue(make_registration(ticket_type), now=NOW)
    InvoiceTerms.objects.update(invoices_issued=2)
    InvoiceChange.objects.all().delete()
    assert sorted(invoices.breaches()) == [
        f"event {invoice.event_id}: the numbers of its invoices have gaps",
        f"invoice {invoice.pk}: its state is not the one that its last change led to",
    ]
