"""What attendees do with their seat, and for whom a ticket type is: in the browser."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from registrations import offers, seats
from registrations.models import InvitationCode, Registration, TicketType
from tests.builders import make_quota, make_registration, make_ticket_type, make_user
from tests.registrations.builders import filled_in, make_published_event

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def event():
    return make_published_event()


def url(name: str, registration: Registration) -> str:
    return reverse(f"registrations:{name}", args=[registration.token])


def send(client, ticket_type: TicketType, **answers: str) -> str:
    response = client.post(
        reverse("registrations:register", args=[ticket_type.event.slug]), filled_in(ticket_type, **answers)
    )
    return response.content.decode() if response.status_code == 200 else ""


# --- Whom a ticket type is for


def test_a_sector_that_a_ticket_type_is_not_for_is_refused_beside_the_field(client, event):
    ticket_type = make_ticket_type(event, sectors=["government", "military"])
    text = send(client, ticket_type, sector="industry")
    assert "This ticket type is for: Government, Military." in text
    assert '<a href="#id_sector">' in text
    assert not Registration.objects.exists()
    send(client, ticket_type, sector="military")
    assert Registration.objects.get().sector == "military"


def test_an_address_outside_the_domains_is_refused_beside_the_field(client, event):
    ticket_type = make_ticket_type(event, email_domains=["go.jp", "mil"])
    for email in ("ada@example.org", "ada@x.mil.evil.com", "ada@evilmil.com"):
        text = send(client, ticket_type, email=email)
        assert "This ticket type needs an e-mail address at go.jp, mil." in text
        assert '<a href="#id_email">' in text
    assert not Registration.objects.exists()
    assert not send(client, ticket_type, email="ada@mod.go.jp")
    assert Registration.objects.get().email == "ada@mod.go.jp"


def test_the_form_says_beforehand_whom_a_ticket_type_is_for(client, event):
    make_ticket_type(event, sectors=["press"], email_domains=["example.org"])
    text = client.get(reverse("registrations:register", args=[event.slug])).content.decode()
    assert "This ticket type is for: Press." in text
    assert "This ticket type needs an e-mail address at example.org." in text


def test_by_invitation_only_means_that_the_public_form_offers_it_to_nobody(client, event):
    make_ticket_type(event)
    invited = make_ticket_type(event, name_en="Guests of honour", is_by_invitation=True)
    page = client.get(reverse("registrations:register", args=[event.slug])).content.decode()
    assert "Guests of honour" not in page
    assert "This ticket type is not on offer." in send(client, invited)
    assert not Registration.objects.exists()

    code = InvitationCode.objects.create(event=event, code="HONOUR")
    code.ticket_types.add(invited)
    assert invited in offers.on_offer(event, now=NOW, code=code)
    assert invited not in offers.on_offer(event, now=NOW)


def test_another_sector_is_no_way_round_afterwards(client, event):
    ada = make_registration(make_ticket_type(event, sectors=["government"]), sector="government")
    client.post(url("change", ada), filled_in(sector="industry"))
    ada.refresh_from_db()
    assert (ada.position, ada.sector) == ("Engineer", "government")


# --- In person or online


def test_how_one_attends_is_asked_only_where_one_may_choose(client, event):
    one_way = make_ticket_type(event)
    page = reverse("registrations:register", args=[event.slug])
    assert "How do you attend?" not in client.get(page).content.decode()
    either = make_ticket_type(event, attendance="either")
    assert "How do you attend?" in client.get(page).content.decode()
    assert "Choose how you attend." in send(client, either)
    send(client, either, attendance="online")
    send(client, one_way, attendance="online", email="grace@example.org")
    assert list(Registration.objects.order_by("pk").values_list("attendance", flat=True)) == [
        "online",
        "in_person",
    ]


def test_a_card_says_how_many_seats_are_left_on_either_side_and_of_the_quota(client, event):
    quota = make_quota(event, capacity=1)
    make_registration(make_ticket_type(event, quota=quota))
    make_ticket_type(event, quota=quota, attendance="either", online_capacity=5)
    text = client.get(reverse("registrations:register", args=[event.slug])).content.decode()
    assert "In person: Full: you would join the waiting list" in text
    assert "Online: Few seats left" in text


def test_one_switches_on_the_personal_page(client, event):
    ada = make_registration(make_ticket_type(event, attendance="either", online_capacity=1))
    assert "Attend online instead" in client.get(ada.get_absolute_url()).content.decode()
    assert "Attend online" in client.get(url("switch", ada)).content.decode()
    ada.refresh_from_db()
    assert ada.attendance == "in_person"
    text = client.post(url("switch", ada), follow=True).content.decode()
    assert "You have changed how you attend." in text
    assert "Attend in person instead" in text


def test_a_full_side_says_so_and_one_keeps_what_one_has(client, event):
    ticket_type = make_ticket_type(event, attendance="either", online_capacity=0)
    ada = make_registration(ticket_type)
    response = client.post(url("switch", ada))
    assert response.status_code == 409
    assert "No place online is left at the moment." in response.content.decode()
    ada.refresh_from_db()
    assert (ada.status, ada.attendance) == ("confirmed", "in_person")


def test_where_there_is_no_choice_there_is_no_switch(client, event):
    ada = make_registration(make_ticket_type(event))
    assert "instead" not in client.get(ada.get_absolute_url()).content.decode()
    client.post(url("switch", ada))
    ada.refresh_from_db()
    assert ada.attendance == "in_person"


# --- The seat on offer


@pytest.fixture
def grace(event) -> Registration:
    ticket_type = make_ticket_type(event, capacity=1, hours_to_accept=24)
    ada, grace = (make_registration(ticket_type, name) for name in ("Ada", "Grace"))
    assert "have 24 hours to accept it" in _text(grace)
    seats.cancel(ada, now=NOW)
    grace.refresh_from_db()
    return grace


def _text(registration: Registration) -> str:
    from django.test import Client  # noqa: PLC0415 - a reader without any cookie

    return Client().get(registration.get_absolute_url()).content.decode()


def test_following_the_link_accepts_nothing(client, grace):
    assert "A seat is free, and it is your turn." in _text(grace)
    assert "Accept the seat" in client.get(url("offer", grace)).content.decode()
    client.post(url("offer", grace))
    grace.refresh_from_db()
    assert grace.status == "offered"


def test_accepting_and_declining(client, event, grace):
    text = client.post(url("offer", grace), {"accept": "1"}, follow=True).content.decode()
    assert "Thank you: the seat is yours." in text
    assert "Your seat is confirmed." in text
    joan = make_registration(grace.ticket_type)
    seats.cancel(grace, now=NOW)
    text = client.post(url("offer", joan), {"decline": "1"}, follow=True).content.decode()
    assert "Your registration is cancelled." in text


def test_too_late_is_told(client, grace):
    Registration.objects.filter(pk=grace.pk).update(offered_until_at=NOW - dt.timedelta(minutes=1))
    text = client.post(url("offer", grace), {"accept": "1"}, follow=True).content.decode()
    assert "The time to accept the seat is over." in text
    grace.refresh_from_db()
    assert grace.status == "offered"


# --- The waiting list at the desk


def test_staff_see_the_lines_and_move_somebody_up_with_a_reason(event, sign_in):
    ticket_type = make_ticket_type(event, name_en="Showcase", capacity=1)
    _ada, grace, joan = (make_registration(ticket_type, name) for name in ("Ada", "Grace", "Joan"))
    page = reverse("registrations:waiting_list", args=[event.slug])
    reviewer = sign_in(make_user(role=Role.REVIEWER, event=event))
    text = reviewer.get(page).content.decode()
    assert text.index("Grace") < text.index("Joan")
    assert "Write why, in a few words." in reviewer.post(page, {"registration": joan.pk}).content.decode()
    text = reviewer.post(page, {"registration": joan.pk, "reason": "Speaker"}, follow=True).content.decode()
    assert f"{joan.name} is now at the head of the waiting list." in text
    assert text.index(f"{joan.name}</") < text.index(f"{grace.name}</")
    assert joan.status_changes.last().reason == "Speaker"
    viewer = sign_in(make_user(role=Role.VIEWER, event=event))
    assert "Move up" not in viewer.get(page).content.decode()
    assert viewer.post(page, {"registration": grace.pk, "reason": "Me"}).status_code == 404
    outsider = sign_in(make_user(role=Role.OWNER, event=make_published_event()))
    assert outsider.get(page).status_code == 404


def test_the_cost_of_the_waiting_list_does_not_grow_with_it(event, sign_in):
    ticket_type = make_ticket_type(event, capacity=0)
    owner = sign_in(make_user(role=Role.OWNER, event=event))
    page = reverse("registrations:waiting_list", args=[event.slug])
    counts = []
    for number in (1, 2):
        for _ in range(number):
            make_registration(ticket_type)
        with CaptureQueriesContext(connection) as queries:
            owner.get(page)
        counts.append(len(queries))
    assert counts[0] == counts[1]
