"""Invoices as attendees, payment providers and staff meet them."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from registrations import invoices, seats
from registrations.models import BillingDetails, Invoice
from tests.builders import make_event, make_registration, make_ticket_type, make_user
from tests.registrations.builders import make_published_event
from tests.registrations.payment_counter import signature
from tests.registrations.test_invoices import make_terms

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def ticket_type():
    event = make_published_event()
    make_terms(event, number_prefix="SPACE")
    return make_ticket_type(event, price=Decimal("33000"), currency="JPY", tax_percent=10)


@pytest.fixture
def registration(ticket_type):
    return make_registration(ticket_type, "Ada")


@pytest.fixture
def invoice(registration):
    return invoices.issue(registration, now=NOW)


@pytest.fixture
def counter(settings):
    settings.PAYMENT_PROVIDERS = ["tests.registrations.payment_counter.Counter"]


def own(page, registration, *more):
    return reverse(f"registrations:{page}", args=[registration.token, *more])


def notice(client, **changes):
    said = {"invoice": "SPACE-00001", "amount": "33000", "currency": "JPY", "reference": "C-1"} | changes
    body = json.dumps(said).encode()
    return client.post(
        reverse("registrations:payment_notice", args=["counter"]),
        body,
        content_type="application/json",
        headers={"Signature": signature(body)},
    )


# --- The attendee ---------------------------------------------------------------------------


def test_the_price_stands_beside_the_ticket_type(ticket_type, client):
    page = client.get(reverse("registrations:register", args=[ticket_type.event.slug]))
    assert "JPY 33,000, tax included, payable on invoice" in page.content.decode()


def test_the_personal_page_has_the_invoice_and_its_papers_are_private(registration, invoice, client):
    page = client.get(own("registration", registration)).content.decode()
    assert "SPACE-00001" in page
    assert "To be paid" in page
    paper = client.get(own("invoice_pdf", registration))
    assert paper.content.startswith(b"%PDF")
    assert (paper["Cache-Control"], paper["Content-Type"]) == ("private, no-store", "application/pdf")
    assert client.get(own("receipt_pdf", registration)).status_code == 404
    invoices.mark_paid(invoice, now=NOW, by=None, reference="T1")
    assert client.get(own("receipt_pdf", registration)).content.startswith(b"%PDF")


def test_whoever_has_no_invoice_has_no_papers(ticket_type, client):
    free = make_registration(make_ticket_type(ticket_type.event))
    for page in ("invoice_pdf", "receipt_pdf", "billing"):
        assert client.get(own(page, free)).status_code == 404


def test_billing_details_can_be_given_before_and_corrected_after_the_invoice(registration, client):
    details = {"name": "Head Office", "address": "2 Street", "tax_number": "", "reference": "PO 7"}
    assert client.post(own("billing", registration), details).status_code == 302
    assert BillingDetails.objects.get().name == "Head Office"
    invoices.settle(now=NOW)
    assert Invoice.objects.get().recipient == "Head Office"
    client.post(own("billing", registration), details | {"name": "Branch Office"})
    assert [(invoice.recipient, invoice.state) for invoice in Invoice.objects.order_by("serial")] == [
        ("Head Office", "void"),
        ("Branch Office", "open"),
    ]


def test_who_pays_must_be_said(registration, client):
    response = client.post(own("billing", registration), {"name": " ", "address": "2 Street"})
    assert response.context["form"].errors == {"name": ["Write who pays."]}
    assert "2 Street" in response.content.decode()
    assert not BillingDetails.objects.exists()


def test_what_is_paid_can_no_longer_be_made_out_to_somebody_else(registration, invoice, client):
    invoices.mark_paid(invoice, now=NOW, by=None, reference="T1")
    assert client.get(own("billing", registration)).status_code == 404


# --- A payment provider ---------------------------------------------------------------------


@pytest.mark.usefixtures("counter")
def test_a_provider_leads_away_and_its_notice_pays_once(registration, invoice, client):
    response = client.post(own("pay", registration, "counter"))
    assert response.url.startswith("https://counter.example/pay?invoice=SPACE-00001")
    assert [notice(client).status_code, notice(client).status_code] == [204, 204]
    invoice.refresh_from_db()
    assert (invoice.state, invoice.paid_through, invoice.payment_reference) == ("paid", "counter", "C-1")
    assert invoice.changes.count() == 2


@pytest.mark.usefixtures("counter", "invoice")
@pytest.mark.parametrize(
    "changes", [{"amount": "1"}, {"currency": "USD"}, {"invoice": "SPACE-99999"}], ids=lambda c: next(iter(c))
)
def test_a_notice_that_does_not_fit_pays_nothing(client, changes):
    assert notice(client, **changes).status_code == 400
    assert Invoice.objects.get().state == "open"


@pytest.mark.usefixtures("counter", "invoice")
def test_a_notice_that_is_not_signed_pays_nothing(client):
    address = reverse("registrations:payment_notice", args=["counter"])
    assert client.post(address, b"{}", content_type="application/json").status_code == 400
    assert Invoice.objects.get().state == "open"


@pytest.mark.usefixtures("invoice")
def test_a_provider_that_is_not_set_up_does_not_exist(registration, client):
    assert client.post(own("pay", registration, "counter")).status_code == 404
    assert notice(client).status_code == 404


# --- Staff ----------------------------------------------------------------------------------


@pytest.fixture
def owner(ticket_type, sign_in):
    return sign_in(make_user(role=Role.OWNER, event=ticket_type.event, name="Naomi Owner"))


def at_desk(page, invoice, *, event=None):
    return reverse(f"registrations:{page}", args=[(event or invoice.event).slug, invoice.pk])


def test_staff_mark_an_invoice_as_paid_and_it_is_on_record(invoice, owner):
    target = at_desk("invoice", invoice)
    response = owner.post(
        target, {"to_state": "paid", "paid_on": "2026-01-05", "note": "Transfer 7"}, follow=True
    )
    assert at_desk("receipt_paper", invoice) in response.content.decode()
    invoice.refresh_from_db()
    assert (invoice.state, invoice.payment_reference) == ("paid", "Transfer 7")
    assert invoice.paid_at.astimezone(invoice.event.zone).date().isoformat() == "2026-01-05"
    assert "Naomi Owner" in response.content.decode()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"to_state": "paid", "paid_on": "2999-01-01"}, "paid_on"),
        ({"to_state": "waived"}, "note"),
        ({"to_state": "refunded", "note": "x"}, "to_state"),
        ({}, "to_state"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(invoice, owner, sent, field):
    response = owner.post(at_desk("invoice", invoice), {"paid_on": "", "note": ""} | sent)
    assert field in response.context["form"].errors
    invoice.refresh_from_db()
    assert invoice.state == "open"


def test_the_money_of_whoever_cancels_goes_back(registration, invoice, owner):
    invoices.mark_paid(invoice, now=NOW, by=None, reference="T1")
    seats.cancel(registration, now=NOW)
    invoices.settle(now=NOW)
    owner.post(at_desk("invoice", invoice), {"to_state": "refunded", "note": "Transfer back"})
    invoice.refresh_from_db()
    assert invoice.state == "refunded"


def test_papers_are_at_the_desk_too_and_only_for_those_who_may(invoice, owner, sign_in):
    assert owner.get(at_desk("invoice_paper", invoice)).content.startswith(b"%PDF")
    assert owner.get(at_desk("receipt_paper", invoice)).status_code == 404
    elsewhere = make_user(role=Role.OWNER, event=make_event())
    for user in (elsewhere, make_user(role=Role.VIEWER, event=invoice.event)):
        for page in ("invoice", "invoice_paper", "receipt_paper"):
            assert sign_in(user).get(at_desk(page, invoice)).status_code == 404


def test_invoices_are_found_by_number_name_and_state(ticket_type, invoice, owner):
    make_registration(ticket_type, "Grace", organization_name="Harbour Works")
    invoices.settle(now=NOW)

    def found(**query):
        page = owner.get(reverse("registrations:invoices", args=[ticket_type.event.slug]), query)
        return [row.recipient for row in page.context["page_obj"]]

    assert found(q="SPACE-00001") == [invoice.recipient]
    assert found(q="harbour") == ["Harbour Works"]
    assert found(state="paid") == []
    assert len(found(state="open")) == 2
    assert len(found(state="nonsense")) == 2


def test_the_list_takes_as_many_queries_for_three_rows_as_for_one(ticket_type, owner):
    def queries():
        make_registration(ticket_type)
        invoices.settle(now=NOW)
        with CaptureQueriesContext(connection) as captured:
            owner.get(reverse("registrations:invoices", args=[ticket_type.event.slug]))
        return len(captured)

    with_one = queries()
    queries()
    assert queries() == with_one
