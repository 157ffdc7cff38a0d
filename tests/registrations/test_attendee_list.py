"""What attendees see of one another, and that it is never more than somebody chose."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registrations import attendee_list, personal_data, seats
from registrations.attendee_list import Card
from registrations.models import ListedTo, Listing, Registration
from tests.builders import make_registration, make_ticket_type
from tests.registrations.builders import make_published_event

pytestmark = pytest.mark.django_db

NOW = timezone.now()
EVERYTHING = dict.fromkeys(
    ["shows_name", "shows_organization", "shows_position", "shows_sector", "shows_country", "shows_email"],
    True,
)


@pytest.fixture
def event():
    return make_published_event(has_attendee_list=True)


@pytest.fixture
def ticket_type(event):
    return make_ticket_type(event, capacity=None)


@pytest.fixture
def viewer(ticket_type):
    return make_registration(ticket_type, "Vera", sector="industry")


@pytest.fixture
def ada(ticket_type):
    return make_registration(
        ticket_type,
        "Ada",
        family_name="Lovelace",
        native_name="エイダ",
        email="ada@secret.example",
        organization_name="Analytical Engines",
        position="Countess",
        country="GB",
        sector="academia",
    )


def share(registration, listed_to=ListedTo.CONFIRMED, **choices):
    attendee_list.choose(registration, {"listed_to": listed_to} | choices, now=NOW)


def seen_by(viewer, words=""):
    return [attendee_list.card(listing) for listing in attendee_list.found(viewer, words)]


def page(registration, name="attendee_list"):
    return reverse(f"registrations:{name}", args=[registration.token])


# --- Who is seen ---------------------------------------------------------------------------


def test_nobody_is_seen_who_has_not_chosen_so(viewer, ada):
    assert seen_by(viewer) == []
    share(ada, ListedTo.NOBODY)
    assert seen_by(viewer) == []


@pytest.mark.parametrize(
    ("shown", "card"),
    [
        ({"shows_name": True}, Card(name="Ada Lovelace", native_name="エイダ")),
        ({"shows_organization": True}, Card(organization="Analytical Engines")),
        (
            {"shows_position": True, "shows_country": True},
            Card(position="Countess", country="United Kingdom"),
        ),
        ({"shows_sector": True}, Card(sector="Academia")),
        ({"shows_email": True}, Card(email="ada@secret.example")),
    ],
)
def test_exactly_what_somebody_shows_is_seen(viewer, ada, client, shown, card):
    share(ada, **shown)
    assert seen_by(viewer) == [card]
    html = client.get(page(viewer)).content.decode()
    for value in ("Lovelace", "Analytical Engines", "Countess", "ada@secret.example"):
        assert (value in html) == (value in " ".join(vars(card).values()))


def test_certain_sectors_only(viewer, ada, ticket_type):
    share(ada, ListedTo.SECTORS, sectors="|government|military|", shows_name=True)
    official = make_registration(ticket_type, sector="government")
    assert (seen_by(viewer), len(seen_by(official))) == ([], 1)


def test_only_confirmed_attendees_of_the_same_event_see_and_are_seen(viewer, ada):
    share(ada, **EVERYTHING)
    stranger = make_registration(make_ticket_type(make_published_event(has_attendee_list=True)))
    assert seen_by(stranger) == []
    seats.cancel(Registration.objects.get(pk=ada.pk), now=NOW)
    assert seen_by(viewer) == []


def test_one_does_not_find_oneself(ada):
    share(ada, **EVERYTHING)
    assert seen_by(ada) == []


# --- Searching -----------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["love", "LOVELACE ada", "エイダ", "analytical lovelace"])
def test_shown_answers_are_searched(viewer, ada, words):
    share(ada, **EVERYTHING)
    assert len(seen_by(viewer, words)) == 1


@pytest.mark.parametrize("words", ["secret", "Countess", "Lovelace Countess", "エイダ", "Love"])
def test_what_is_hidden_finds_nobody(viewer, ada, words):
    share(ada, shows_organization=True)
    assert seen_by(viewer, words) == []
    assert len(seen_by(viewer, "analytical")) == 1


def test_the_order_tells_nothing_of_hidden_names(viewer, ticket_type):
    for family_name in ("Zuse", "Aiken"):
        share(
            make_registration(ticket_type, family_name=family_name, organization_name=family_name[0]),
            shows_organization=True,
        )
    for family_name in ("Hopper", "bartik"):
        share(make_registration(ticket_type, "G", family_name=family_name), shows_name=True)
    assert [card.name or card.organization for card in seen_by(viewer)] == ["G bartik", "G Hopper", "Z", "A"]


# --- The pages -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["attendee_list", "own_listing"])
def test_the_pages_are_there_only_while_confirmed_and_switched_on(client, event, viewer, name):
    assert client.get(page(viewer, name)).status_code == 200
    assert "noindex" in client.get(page(viewer, name))["X-Robots-Tag"]
    assert client.get(page(viewer, name))["Cache-Control"] == "private, no-store"
    event.has_attendee_list = False
    event.save()
    assert client.get(page(viewer, name)).status_code == 404
    assert "Who else comes" not in client.get(viewer.get_absolute_url()).content.decode()
    event.has_attendee_list = True
    event.save()
    seats.cancel(viewer, now=NOW)
    assert client.get(page(viewer, name)).status_code == 404
    assert client.post(page(viewer, name), {"listed_to": "confirmed", "shows_name": "on"}).status_code in (
        404,
        405,
    )
    assert not Listing.objects.exists()


def test_somebody_under_review_sees_nothing(client, event, ada):
    waiting = make_registration(make_ticket_type(event, needs_review=True), "Wanda")
    share(ada, **EVERYTHING)
    assert client.get(page(waiting)).status_code == 404
    assert seen_by(waiting) == []


def test_one_chooses_what_is_shown_and_to_whom_and_ends_it_again(client, viewer, ada):
    chosen = {"listed_to": "sectors", "sectors": ["industry", "press"], "shows_name": "on"}
    assert client.post(page(ada, "own_listing"), chosen).status_code == 302
    assert seen_by(viewer) == [Card(name="Ada Lovelace", native_name="エイダ")]
    shown = client.get(page(ada, "own_listing")).context["form"]
    assert shown["sectors"].value() == ["industry", "press"]
    assert client.post(page(ada, "own_listing"), {"listed_to": "nobody"}).status_code == 302
    assert seen_by(viewer) == []


@pytest.mark.parametrize(
    ("posted", "complaint"),
    [
        ({"listed_to": "sectors", "shows_name": "on"}, "Choose at least one sector."),
        ({"listed_to": "confirmed"}, "Choose at least one thing to show."),
        ({"shows_name": "on"}, "Choose who may see you."),
        ({"listed_to": "everybody", "shows_name": "on"}, "everybody"),
        ({"listed_to": "sectors", "sectors": ["spies"], "shows_name": "on"}, "spies"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_kept(client, ada, posted, complaint):
    answer = client.post(page(ada, "own_listing"), posted)
    assert complaint in answer.content.decode()
    assert not Listing.objects.exists()


def test_the_list_is_read_a_page_at_a_time(client, viewer, ticket_type):
    for _each in range(27):
        share(make_registration(ticket_type), shows_name=True)
    assert len(client.get(page(viewer)).context["cards"]) == 25
    assert len(client.get(page(viewer) + "?page=2&per_page=1000").context["cards"]) == 2
    assert client.get(page(viewer) + "?page=nonsense&q=" + "x" * 5000).status_code == 200


def test_many_attendees_take_as_many_queries_as_one(client, viewer, ada, ticket_type):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(page(viewer))
        return len(captured)

    share(ada, **EVERYTHING)
    queries()
    with_one = queries()
    for _each in range(2):
        share(make_registration(ticket_type), **EVERYTHING)
    assert queries() == with_one
    assert with_one <= 5


def test_what_one_shows_is_in_ones_data_and_goes_with_them(viewer, ada):
    share(ada, shows_name=True, shows_email=True)
    shown = personal_data.as_document(ada)["shown_to_attendees"]
    assert shown == {"to": "confirmed", "sectors": [], "answers": ["name", "email"]}
    personal_data.ask_to_erase(ada, now=NOW)
    personal_data.erase_due(now=NOW + personal_data.GRACE)
    assert not Listing.objects.exists()
