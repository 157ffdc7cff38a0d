"""Deciding at the desk: approving, declining and cancelling, one by one and several at once."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import ROLE_ACTIONS, Action, Role
from registrations import seats
from registrations.models import Registration, StatusChange
from tests.builders import make_event, make_registration, make_ticket_type, make_user

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def ticket_type(event):
    return make_ticket_type(event, needs_review=True)


@pytest.fixture
def reviewer(event):
    return make_user(role=Role.REVIEWER, event=event, name="Rita Reviewer")


@pytest.fixture
def desk(reviewer, sign_in):
    return sign_in(reviewer)


def statuses(*registrations: Registration) -> list[str]:
    by_pk = {row.pk: row.status for row in Registration.objects.filter(pk__in=[r.pk for r in registrations])}
    return [by_pk[registration.pk] for registration in registrations]


def decide(client, registration, **choices):
    address = reverse("registrations:attendee", args=[registration.event.slug, registration.pk])
    return client.post(address, choices, follow=True)


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_an_approval_confirms_and_is_on_record(ticket_type, desk, reviewer):
    ada = make_registration(ticket_type, "Ada")
    response = decide(desk, ada, decision="approve")
    assert statuses(ada) == ["confirmed"]
    assert told(response) == [f"Approved: {ada.name}."]
    latest = ada.status_changes.latest("pk")
    assert (latest.from_status, latest.to_status, latest.changed_by) == (
        "under_review",
        "confirmed",
        reviewer,
    )


@pytest.mark.parametrize(("decision", "status"), [("decline", "declined"), ("cancel", "cancelled")])
def test_turning_somebody_away_keeps_the_reason(ticket_type, desk, decision, status):
    ada = make_registration(ticket_type, "Ada")
    response = decide(desk, ada, decision=decision, reason="No seat for this office")
    assert statuses(ada) == [status]
    assert ada.status_changes.latest("pk").reason == "No seat for this office"
    assert "No seat for this office" in response.content.decode()


@pytest.mark.parametrize("decision", ["decline", "cancel"])
def test_nobody_is_turned_away_without_a_reason(ticket_type, desk, decision):
    ada = make_registration(ticket_type, "Ada")
    response = decide(desk, ada, decision=decision, reason="  ")
    assert response.context["form"].errors == {"reason": ["Write why, in a few words."]}
    assert statuses(ada) == ["under_review"]


@pytest.mark.parametrize("decision", ["", "confirm", "expire"])
def test_only_known_decisions_are_taken(ticket_type, desk, decision):
    ada = make_registration(ticket_type, "Ada")
    response = decide(desk, ada, decision=decision, reason="x")
    assert response.context["form"].errors == {"decision": ["Choose what to decide."]}
    assert statuses(ada) == ["under_review"]


def test_the_second_of_two_people_is_told_what_the_first_decided(ticket_type, desk, event, sign_in):
    ada = make_registration(ticket_type, "Ada")
    decide(desk, ada, decision="approve")
    other = sign_in(make_user(role=Role.REVIEWER, event=event))
    response = decide(other, ada, decision="approve", reason="")
    [message] = told(response)
    assert message.startswith(f"{ada.name}: nothing was changed.")
    assert "“Confirmed”, set by Rita Reviewer." in message
    assert statuses(ada) == ["confirmed"]
    assert StatusChange.objects.filter(registration=ada).count() == 2


@pytest.mark.parametrize("role", Role)
def test_only_those_who_review_decide(role, ticket_type, event, sign_in):
    ada = make_registration(ticket_type, "Ada")
    client = sign_in(make_user(role=role, event=event))
    may = Action.REVIEW_REGISTRATIONS in ROLE_ACTIONS[role]
    assert decide(client, ada, decision="approve").status_code == (200 if may else 404)
    assert statuses(ada) == ["confirmed" if may else "under_review"]


def test_nothing_is_offered_once_a_registration_has_ended(ticket_type, desk):
    ada = make_registration(ticket_type, "Ada")
    seats.cancel(ada, now=NOW)
    page = desk.get(reverse("registrations:attendee", args=[ada.event.slug, ada.pk]))
    assert page.context["possible_decisions"] == []
    assert 'name="decision"' not in page.content.decode()


def test_a_declined_seat_goes_to_the_waiting_list(event, desk):
    ticket_type = make_ticket_type(event, capacity=1, needs_review=True)
    ada, grace = (make_registration(ticket_type, name) for name in ("Ada", "Grace"))
    decide(desk, ada, decision="decline", reason="Full")
    assert statuses(ada, grace) == ["declined", "under_review"]
