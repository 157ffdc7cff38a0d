"""The form that everybody gets first: one rendering for all, and a token of one's own."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registrations import empty_forms
from registrations.models import Registration
from tests.builders import make_ticket_type
from tests.registrations.builders import filled_in, make_published_event

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
MOST_QUERIES = 12


@pytest.fixture
def _kept(monkeypatch):
    monkeypatch.setattr(empty_forms, "SECONDS_FRESH", 60)
    empty_forms.forget()
    yield
    empty_forms.forget()


@pytest.fixture
def ticket_type():
    return make_ticket_type(make_published_event(), name_en="Delegate")


@pytest.fixture
def address(ticket_type):
    return reverse("registrations:register", args=[ticket_type.event.slug])


def browser() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.mark.usefixtures("_kept")
def test_the_second_reader_costs_no_query(address, django_assert_num_queries):
    first = browser().get(address).content.decode()
    with django_assert_num_queries(0):
        second = browser().get(address).content.decode()
    assert TOKEN.sub("", first) == TOKEN.sub("", second)
    assert TOKEN.search(first)[1] != TOKEN.search(second)[1]
    assert empty_forms.PLACE_OF_THE_TOKEN not in first + second


@pytest.mark.usefixtures("_kept")
def test_each_readers_token_is_theirs(address, ticket_type):
    ada, grace = browser(), browser()
    pages = [one.get(address).content.decode() for one in (ada, grace)]
    tokens = [TOKEN.search(page)[1] for page in pages]
    of_another = filled_in(ticket_type) | {"csrfmiddlewaretoken": tokens[1]}
    assert ada.post(address, of_another).status_code == 403
    assert not Registration.objects.exists()
    own = filled_in(ticket_type) | {"csrfmiddlewaretoken": tokens[0]}
    assert ada.post(address, own).status_code == 302
    assert Registration.objects.count() == 1


@pytest.mark.usefixtures("_kept")
def test_what_was_changed_is_seen_when_its_second_is_over(address, ticket_type, monkeypatch):
    browser().get(address)
    ticket_type.name_en = "Observer"
    ticket_type.save()
    assert "Observer" not in browser().get(address).content.decode()
    monkeypatch.setattr(empty_forms, "SECONDS_FRESH", 0)
    assert "Observer" in browser().get(address).content.decode()


@pytest.mark.usefixtures("_kept")
def test_each_language_and_each_event_has_its_own(address, ticket_type):
    other = make_ticket_type(make_published_event(), name_en="Press")
    assert "Delegate" in browser().get(address).content.decode()
    assert 'lang="ja"' in browser().get(f"/ja{address}").content.decode()
    elsewhere = browser().get(reverse("registrations:register", args=[other.event.slug]))
    assert "Press" in elsewhere.content.decode()
    assert browser().get("/events/nowhere/register/").status_code == 404


@pytest.mark.usefixtures("_kept")
def test_a_form_that_is_refused_is_not_what_others_get(address, ticket_type):
    ada = browser()
    token = TOKEN.search(ada.get(address).content.decode())[1]
    refused = ada.post(address, {"csrfmiddlewaretoken": token, "family_name": "Lovelace"})
    assert "Lovelace" in refused.content.decode()
    assert "Lovelace" not in browser().get(address).content.decode()


@pytest.mark.usefixtures("_kept")
def test_while_registration_is_closed_the_page_is_not_kept(address, ticket_type):
    ticket_type.is_by_invitation = True
    ticket_type.save()
    assert not TOKEN.search(browser().get(address).content.decode())
    ticket_type.is_by_invitation = False
    ticket_type.save()
    assert TOKEN.search(browser().get(address).content.decode())


def test_taking_a_registration_down_needs_few_queries(client, address, ticket_type):
    for _number in range(3):
        make_ticket_type(ticket_type.event)
    with CaptureQueriesContext(connection) as captured:
        assert client.post(address, filled_in(ticket_type)).status_code == 302
    assert len(captured) <= MOST_QUERIES
    registration = Registration.objects.get()
    verify = reverse("registrations:verify", args=[ticket_type.event.slug, registration.token])
    with CaptureQueriesContext(connection) as captured:
        assert client.post(verify).status_code == 302
    assert len(captured) <= MOST_QUERIES
    registration.refresh_from_db()
    assert registration.status == "confirmed"
