"""Sessions with seats as attendees and staff meet them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from registrations import session_seats, verification
from registrations.models import Registration, SessionSeat
from tests.builders import make_event, make_registration, make_ticket_type, make_user
from tests.registrations.builders import filled_in
from tests.registrations.test_session_seats import HOUR, code, make_seats, publish, states

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def workshop(event):
    return make_seats(event, title_en="Cyber workshop", title_ja="サイバー演習")


@pytest.fixture
def registration(event, workshop):
    publish(event)
    return make_registration(make_ticket_type(event, capacity=None), "Ada")


def page(registration):
    return reverse("registrations:own_sessions", args=[registration.token])


def do(client, registration, action, seats):
    answer = client.post(page(registration), {"do": action, "session": code(seats)}, follow=True)
    return [str(message) for message in answer.context["messages"]]


# --- The attendee ---------------------------------------------------------------------------


def test_a_seat_is_taken_seen_and_given_up_on_the_personal_page(registration, workshop, client):
    assert do(client, registration, "choose", workshop) == ["You have a seat in “Cyber workshop”."]
    own = client.get(registration.get_absolute_url()).content.decode()
    assert "Cyber workshop" in own
    assert do(client, registration, "give_up", workshop) == ["Your seat in this session is given up."]
    assert states(workshop) == {}


def test_a_full_session_leads_to_its_waiting_list_with_the_place_on_it(registration, workshop, client):
    session_seats.choose(make_registration(registration.ticket_type), code(workshop), now=NOW)
    do(client, registration, "choose", workshop)
    assert "You are number 1 on the waiting list" in client.get(page(registration)).content.decode()


def test_what_collides_is_said_and_can_be_exchanged(event, workshop, client):
    other = make_seats(event, title_en="Law clinic")
    publish(event)
    ada = make_registration(make_ticket_type(event), "Ada")
    do(client, ada, "choose", workshop)
    (said,) = do(client, ada, "choose", other)
    assert "“Cyber workshop”, which you have chosen, takes place at the same time" in said
    do(client, ada, "instead", other)
    assert (states(workshop), states(other)) == ({}, {"Ada": "held"})


@pytest.mark.parametrize("sent", [{}, {"do": "choose"}, {"do": "choose", "session": "x" * 500}, {"do": "x"}])
def test_nonsense_changes_nothing(registration, workshop, client, sent):
    assert client.post(page(registration), sent).status_code == 302
    assert not SessionSeat.objects.exists()


def test_the_page_is_private_and_nobody_elses(registration, client):
    response = client.get(page(registration))
    assert response["Cache-Control"] == "private, no-store"
    assert client.get(reverse("registrations:own_sessions", args=["guessed"])).status_code == 404


def test_the_page_takes_as_many_queries_for_three_sessions_as_for_one(event, registration, client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(page(registration))
        return len(captured)

    queries()
    with_one = queries()
    for number in (2, 3):
        make_seats(event, starts_in=HOUR * 2 * number)
    publish(event)
    queries()
    assert queries() == with_one


# --- The registration form ------------------------------------------------------------------


def test_sessions_are_chosen_in_the_form_and_taken_when_the_address_is_verified(event, workshop, client):
    publish(event)
    ticket_type = make_ticket_type(event)
    register = reverse("registrations:register", args=[event.slug])
    assert "Cyber workshop" in client.get(register).content.decode()
    client.post(register, filled_in(ticket_type, wanted_sessions=[code(workshop)]))
    assert states(workshop) == {}
    verification.verify(Registration.objects.get(), now=NOW)
    assert states(workshop) == {"Ada": "held"}


def test_two_sessions_at_one_time_are_refused_beside_the_field(event, workshop, client):
    other = make_seats(event)
    publish(event)
    sent = filled_in(make_ticket_type(event), wanted_sessions=[code(workshop), code(other)])
    response = client.post(reverse("registrations:register", args=[event.slug]), sent)
    (error,) = response.context["form"].errors["wanted_sessions"]
    assert "take place at the same time" in error
    assert not Registration.objects.exists()


def test_what_is_hidden_is_not_in_the_form(event, client):
    make_seats(event, audience="approved", title_en="Restricted exercise")
    publish(event)
    make_ticket_type(event)
    page = client.get(reverse("registrations:register", args=[event.slug])).content.decode()
    assert "Restricted exercise" not in page
    assert "Sessions with seats" not in page


# --- Staff ----------------------------------------------------------------------------------


@pytest.fixture
def owner(event, sign_in):
    return sign_in(make_user(role=Role.OWNER, event=event))


def at_desk(seats):
    return reverse("registrations:desk_session", args=[seats.event.slug, code(seats)])


def test_staff_give_seats_move_people_up_and_take_them_out_with_a_reason(registration, workshop, owner):
    grace = make_registration(registration.ticket_type, "Grace")
    joan = make_registration(registration.ticket_type, "Joan")
    for one in (registration, grace, joan):
        owner.post(at_desk(workshop), {"do": "add", "attendee": one.ticket_code, "reason": "By phone"})
    assert states(workshop) == {"Ada": "held", "Grace": "waiting", "Joan": "waiting"}
    last, first = (SessionSeat.objects.get(registration=one) for one in (joan, registration))
    owner.post(at_desk(workshop), {"do": "move_up", "choice": last.pk, "reason": "Interpreter"})
    owner.post(at_desk(workshop), {"do": "end", "choice": first.pk, "reason": "No longer comes"})
    assert states(workshop) == {"Grace": "waiting", "Joan": "held"}
    first.refresh_from_db()
    assert (first.reason, first.changed_by is not None) == ("No longer comes", True)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"do": "add", "attendee": "nobody@example.org", "reason": "x"}, "attendee"),
        ({"do": "add", "attendee": "", "reason": "x"}, "attendee"),
        ({"do": "end", "choice": "999999", "reason": "x"}, "choice"),
        ({"do": "move_up", "reason": "x"}, "choice"),
        ({"do": "explode", "reason": "x"}, "do"),
        ({"do": "add", "attendee": "x"}, "reason"),
    ],
)
def test_what_cannot_be_is_said(registration, workshop, owner, sent, field):
    response = owner.post(at_desk(workshop), sent)
    assert field in response.context["form"].errors
    assert not SessionSeat.objects.exists()


def test_the_desk_shows_sessions_to_those_who_see_attendees_and_changes_to_those_who_may(
    event, registration, workshop, sign_in
):
    lists = reverse("registrations:desk_sessions", args=[event.slug])
    viewer = sign_in(make_user(role=Role.VIEWER, event=event))
    assert [viewer.get(url).status_code for url in (lists, at_desk(workshop))] == [200, 200]
    assert viewer.post(at_desk(workshop), {"do": "add"}).status_code == 404
    for outsider in (make_user(), make_user(role=Role.OWNER, event=make_event())):
        client = sign_in(outsider)
        assert [client.get(url).status_code for url in (lists, at_desk(workshop))] == [404, 404]


def test_the_desks_lists_take_as_many_queries_for_three_rows_as_for_one(event, registration, workshop, owner):
    workshop.capacity = 5
    workshop.save()

    def queries(url):
        with CaptureQueriesContext(connection) as captured:
            owner.get(url)
        return len(captured)

    lists = reverse("registrations:desk_sessions", args=[event.slug])
    session_seats.choose(registration, code(workshop), now=NOW)
    before = [queries(lists), queries(at_desk(workshop))]
    for number in (2, 3):
        make_seats(event, starts_in=dt.timedelta(hours=2 * number))
        session_seats.choose(make_registration(registration.ticket_type), code(workshop), now=NOW)
    assert [queries(lists), queries(at_desk(workshop))] == before
