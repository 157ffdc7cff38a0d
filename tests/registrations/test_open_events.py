"""What the form is made of is read once a second, and no decision hangs on what has gone meanwhile."""

import pytest
from django.urls import reverse

from registrations import open_events
from registrations.models import Registration, Status, TicketType
from tests.builders import make_ticket_type
from tests.registrations.builders import filled_in, make_published_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def _kept(monkeypatch):
    monkeypatch.setattr(open_events, "SECONDS_FRESH", 60)
    open_events.forget()
    yield
    open_events.forget()


@pytest.fixture
def ticket_type():
    return make_ticket_type(make_published_event(), name_en="Delegate")


@pytest.fixture
def address(ticket_type):
    return reverse("registrations:register", args=[ticket_type.event.slug])


@pytest.mark.usefixtures("_kept")
def test_what_the_form_is_made_of_is_read_once(ticket_type, django_assert_num_queries):
    event = open_events.published_event(ticket_type.event.slug)
    reads = (open_events.ticket_types, open_events.session_seats, open_events.asked_questions)
    first = [read(event) for read in reads]
    with django_assert_num_queries(0):
        assert [read(open_events.published_event(event.slug)) for read in reads] == first


@pytest.mark.usefixtures("_kept")
def test_an_event_that_is_not_there_is_looked_for_again(client):
    assert client.get("/events/soon/register/").status_code == 404
    event = make_published_event(slug="soon")
    make_ticket_type(event)
    assert client.get("/events/soon/register/").status_code == 200


@pytest.mark.usefixtures("_kept")
def test_who_takes_a_place_changes_nobody_elses_ticket_type(ticket_type):
    TicketType.objects.update(capacity=2)
    ada = Registration(event=ticket_type.event, ticket_type=ticket_type)
    own = open_events.ticket_type(ada)
    own.seats_taken += 1
    assert open_events.ticket_type(ada).seats_taken == 0


@pytest.mark.usefixtures("_kept")
def test_a_capacity_that_was_lowered_since_sells_no_seat(client, ticket_type, address):
    client.get(address)
    client.post(address, filled_in(ticket_type))
    TicketType.objects.update(capacity=0)
    registration = Registration.objects.get()
    client.post(reverse("registrations:verify", args=[ticket_type.event.slug, registration.token]))
    registration.refresh_from_db()
    assert registration.status == Status.WAITLISTED


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_kept")
def test_a_ticket_type_that_was_deleted_since_is_said_beside_its_field(client, ticket_type, address):
    make_ticket_type(ticket_type.event, name_en="Press")
    client.get(address)
    sent = filled_in(ticket_type)
    ticket_type.delete()
    answer = client.post(address, sent)
    assert answer.status_code == 200
    assert "ticket_type" in answer.context["form"].errors
    assert "Engineer" in answer.content.decode()
    assert not Registration.objects.exists()
