"""Ticket types in the admin, and what can only be read there."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from registrations.models import Export, Registration, StatusChange, TicketType
from tests.admin_pages import errors, send
from tests.builders import make_code, make_event, make_registration, make_ticket_type, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket_type():
    return make_ticket_type(capacity=2)


@pytest.fixture
def organizer(ticket_type, sign_in):
    return sign_in(make_user(role=Role.ORGANIZER, event=ticket_type.event))


def page_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def statuses(*registrations):
    return [Registration.objects.get(pk=registration.pk).status for registration in registrations]


def test_a_capacity_below_the_seats_taken_is_refused_beside_the_field(ticket_type, organizer):
    for name in ("Ada", "Grace"):
        make_registration(ticket_type, name)

    answer = send(organizer, page_of(ticket_type), capacity="1", name_en="Renamed")

    assert errors(answer) == {"capacity": ["2 seats are taken already; the capacity cannot be smaller."]}
    ticket_type.refresh_from_db()
    assert (ticket_type.capacity, ticket_type.seats_taken) == (2, 2)
    assert ticket_type.name_en != "Renamed"


def test_a_larger_capacity_goes_to_whoever_waited_longest(ticket_type, organizer):
    registered = [make_registration(ticket_type, name) for name in ("Ada", "Grace", "Joan", "Mary")]

    answer = send(organizer, page_of(ticket_type), capacity="3", name_en="Everybody")

    assert statuses(*registered) == ["confirmed", "confirmed", "confirmed", "waitlisted"]
    ticket_type.refresh_from_db()
    assert (ticket_type.name_en, ticket_type.capacity, ticket_type.seats_taken) == ("Everybody", 3, 3)
    assert "1 person moved up from the waiting list." in map(str, get_messages(answer.wsgi_request))


def test_no_limit_lets_everybody_in(ticket_type, organizer):
    registered = [make_registration(ticket_type, name) for name in ("Ada", "Grace", "Joan", "Mary")]

    send(organizer, page_of(ticket_type), capacity="")

    assert statuses(*registered) == ["confirmed"] * 4


def test_a_seat_taken_while_the_form_was_open_is_not_lost(ticket_type, organizer):
    fields = {"capacity": "5"}
    organizer.get(page_of(ticket_type))
    make_registration(ticket_type)

    send(organizer, page_of(ticket_type), **fields)

    assert TicketType.objects.get(pk=ticket_type.pk).seats_taken == 1


@pytest.mark.parametrize("capacity", ["-1", "many", "1.5", "99999999999999999999999"])
def test_a_capacity_is_a_number_of_seats(capacity, ticket_type, organizer):
    assert list(errors(send(organizer, page_of(ticket_type), capacity=capacity))) == ["capacity"]


def test_seats_taken_is_never_typed(ticket_type, organizer):
    send(organizer, page_of(ticket_type), seats_taken="0", name_en="Renamed")
    make_registration(ticket_type)
    send(organizer, page_of(ticket_type), seats_taken="0")

    assert TicketType.objects.get(pk=ticket_type.pk).seats_taken == 1


def test_a_ticket_type_with_registrations_stays(ticket_type, organizer):
    make_registration(ticket_type)

    answer = organizer.post(
        reverse("admin:registrations_tickettype_delete", args=[ticket_type.pk]), {"post": "yes"}
    )

    assert answer.status_code in {200, 403}
    assert TicketType.objects.filter(pk=ticket_type.pk).exists()


def test_a_registration_is_read_with_its_history_and_changed_at_the_desk(ticket_type, organizer):
    registration = make_registration(ticket_type, "Ada")

    text = organizer.get(page_of(registration)).content.decode()

    assert "– → Confirmed" in text
    assert reverse("registrations:attendee", args=[ticket_type.event.slug, registration.pk]) in text
    assert organizer.post(page_of(registration), {"status": "cancelled"}).status_code == 403
    assert statuses(registration) == ["confirmed"]
    assert StatusChange.objects.count() == 1


def test_registrations_are_found_by_name_address_and_ticket_code(ticket_type, organizer):
    ada = make_registration(ticket_type, "Ada")
    make_registration(ticket_type, "Grace")
    page = reverse("admin:registrations_registration_changelist")

    for words in ("Ada", ada.email, ada.ticket_code):
        answer = organizer.get(page, {"event": ticket_type.event.pk, "q": words})
        assert list(answer.context_data["cl"].result_list) == [ada]


def test_an_export_says_in_words_what_was_taken(ticket_type, organizer):
    export = Export.objects.create(
        event=ticket_type.event,
        exported_at=timezone.now(),
        purpose="Badges",
        format="csv",
        columns=["email", "family_name"],
        filters={"status": ["confirmed"], "unknown": "x"},
        row_count=1,
        sha256="0" * 64,
    )

    text = organizer.get(page_of(export)).content.decode()

    assert "E-mail address, Family name" in text
    assert "Status: Confirmed" in text


def test_an_editor_sees_ticket_types_and_changes_none(sign_in):
    ticket_type = make_ticket_type(make_event())
    editor = sign_in(make_user(role=Role.EDITOR, event=ticket_type.event))

    assert editor.get(page_of(ticket_type)).status_code == 200
    assert editor.post(page_of(ticket_type), {"capacity": "999"}).status_code == 403
    assert TicketType.objects.get(pk=ticket_type.pk).capacity == 10


def test_the_address_of_a_code_can_be_passed_around_as_it_stands(sign_in, settings):
    settings.BASE_URL = "https://plenary.example"
    ticket_type = make_ticket_type()
    code = make_code(ticket_type, code="HARBOUR")
    organizer = sign_in(make_user(role=Role.ORGANIZER, event=ticket_type.event, is_staff=True))
    page = organizer.get(reverse("admin:registrations_invitationcode_change", args=[code.pk]))
    slug = ticket_type.event.slug
    assert f"https://plenary.example/events/{slug}/register/?code=HARBOUR" in page.content.decode()
