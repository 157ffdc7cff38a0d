"""What is kept of an attendee, handed over or deleted."""

import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from registrations import answers, invoices, personal_data, recount, seats
from registrations.models import AnswerChange, BillingDetails, Erasure, Registration
from tests.builders import make_registration, make_ticket_type
from tests.registrations.builders import make_published_event
from tests.registrations.test_invoices import make_terms

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LATER = NOW + personal_data.GRACE


@pytest.fixture
def registration():
    event = make_published_event(title_en="Space Security Forum")
    make_terms(event)
    ticket_type = make_ticket_type(event, price=100, currency="EUR")
    return make_registration(
        ticket_type, "Ada", family_name="Lovelace", email="ada@example.org", native_name="江田 亜田"
    )


def address(page, registration):
    return reverse(f"registrations:{page}", args=[registration.token])


def everything_about(registration):
    """Every row that points to the registration, and itself, as one text."""
    rows = [*Registration.objects.filter(pk=registration.pk).values()]
    for relation in Registration._meta.related_objects:
        rows += relation.related_model.objects.filter(**{relation.field.name: registration.pk}).values()
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_the_file_holds_what_was_told_and_what_became_of_it(registration, client):
    invoices.issue(registration, now=NOW)
    details = {"position": "Chief Engineer"}
    answers.change(registration, {"position": "Chief Engineer"}, now=NOW)
    seats.cancel(registration, now=NOW)
    response = client.get(address("my_data", registration))
    told = json.loads(response.content)
    assert response["Content-Disposition"].startswith("attachment")
    assert told["registration"]["family_name"] == "Lovelace"
    assert told["registration"]["position"] == details["position"]
    assert [change["to"] for change in told["status_changes"]] == ["confirmed", "cancelled"]
    assert told["invoices"][0]["attendee"] == "Ada Lovelace"


def test_whoever_asks_for_deletion_gives_the_seat_up_at_once(registration, client):
    assert client.post(address("delete_my_data", registration), {"is_sure": "on"}).status_code == 302
    registration.refresh_from_db()
    registration.ticket_type.refresh_from_db()
    assert (registration.status, registration.ticket_type.seats_taken) == ("cancelled", 0)
    assert registration.family_name == "Lovelace"
    assert "Your data is deleted on" in client.get(address("registration", registration)).content.decode()


def test_without_saying_so_nothing_is_deleted(registration, client):
    response = client.post(address("delete_my_data", registration))
    assert response.context["form"].errors == {"is_sure": ["Say that you want your data to be deleted."]}
    registration.refresh_from_db()
    assert registration.status == "confirmed"
    assert not Erasure.objects.exists()


def test_a_day_later_nothing_names_the_attendee_any_more(registration, client):
    token = registration.token
    answers.change(registration, {"position": "Adviser to Ada Lovelace"}, now=NOW)
    invoices.correct_billing(
        registration, {"name": "Lovelace Ltd", "address": "", "tax_number": "", "reference": ""}, now=NOW
    )
    personal_data.ask_to_erase(registration, now=NOW)
    assert personal_data.erase_due(now=LATER - dt.timedelta(seconds=1)) == 0
    assert [personal_data.erase_due(now=LATER), personal_data.erase_due(now=LATER)] == [1, 0]
    assert client.get(reverse("registrations:registration", args=[token])).status_code == 404
    left = everything_about(registration)
    for name in ("Ada", "Lovelace", "江田", "ada@example.org", token):
        assert name not in left
    assert not BillingDetails.objects.exists()
    assert not AnswerChange.objects.exists()
    registration.refresh_from_db()
    assert personal_data.is_erased(registration)
    assert registration.status_changes.count() == 2
    assert list(recount.breaches(now=LATER)) == []


def test_an_invoice_keeps_what_the_law_keeps(registration):
    invoice = invoices.issue(registration, now=NOW)
    invoices.mark_paid(invoice, now=NOW, by=None, reference="T1")
    personal_data.ask_to_erase(registration, now=NOW)
    personal_data.erase_due(now=LATER)
    invoice.refresh_from_db()
    assert invoice.content["attendee"] == "Ada Lovelace"


def test_the_address_can_register_anew_after_deletion(registration):
    personal_data.ask_to_erase(registration, now=NOW)
    personal_data.erase_due(now=LATER)
    again = make_registration(registration.ticket_type, email="ada@example.org")
    assert again.status == "confirmed"
