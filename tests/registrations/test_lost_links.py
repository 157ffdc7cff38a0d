"""How somebody gets the personal link back: nobody learns who is registered."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from registrations import lost_links, seats
from registrations.models import LostLink
from tests.builders import make_registration, make_ticket_type
from tests.registrations.builders import make_published_event

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def registration():
    return make_registration(make_ticket_type(make_published_event()), email="ada@example.org")


def ask(client, event, email):
    return client.post(reverse("registrations:lost_link", args=[event.slug]), {"email": email})


def test_the_answer_is_the_same_byte_for_byte_for_known_and_unknown(registration, client):
    known = ask(client, registration.event, "Ada@Example.org")
    unknown = ask(client, registration.event, "nobody@example.org")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert {lost.email: lost_links.registration_of(lost) for lost in LostLink.objects.all()} == {
        "ada@example.org": registration,
        "nobody@example.org": None,
    }


def test_known_and_unknown_cost_as_many_queries(registration, client, django_assert_num_queries):
    ask(client, registration.event, "x@example.org")  # the process is warm
    for email in ("ada@example.org", "nobody@example.org"):
        with django_assert_num_queries(3):
            ask(client, registration.event, email)


def test_three_an_hour_are_enough_for_an_address(registration):
    for minute in range(5):
        lost_links.ask(registration.event, "ada@example.org", now=NOW + dt.timedelta(minutes=minute))
    assert LostLink.objects.count() == 3
    lost_links.ask(registration.event, "ada@example.org", now=NOW + dt.timedelta(minutes=70))
    assert LostLink.objects.count() == 4


def test_a_registration_that_has_ended_has_no_link_to_send(registration):
    lost_links.ask(registration.event, "ada@example.org", now=NOW)
    seats.cancel(registration, now=NOW)
    assert lost_links.registration_of(LostLink.objects.get()) is None


def test_what_was_asked_is_forgotten_after_a_day_once_it_is_answered(registration):
    lost_links.ask(registration.event, "ada@example.org", now=NOW)
    lost_links.ask(registration.event, "grace@example.org", now=NOW)
    LostLink.objects.filter(email="ada@example.org").update(is_announced=True)
    lost_links.forget(now=NOW + dt.timedelta(days=1))
    assert [lost.email for lost in LostLink.objects.all()] == ["grace@example.org"]


@pytest.mark.parametrize("email", ["", "ada", "ada@", "ü@example.org"])
def test_what_is_no_address_is_said_beside_the_field(registration, client, email):
    response = ask(client, registration.event, email)
    assert response.context["form"].errors["email"]
    assert not LostLink.objects.exists()
