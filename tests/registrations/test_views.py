"""Registering in the browser: what a page says, and what it must not tell."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from registrations import seats, verification
from registrations.models import Registration, RepeatedRegistration, StatusChange, TicketType
from tests.builders import make_event, make_organization, make_registration, make_ticket_type
from tests.registrations.builders import filled_in, make_published_event

pytestmark = pytest.mark.django_db

# The letters of the one address that is written in full width here.
FULL_WIDTH = str.maketrans("ａｄ", "ad")
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def event():
    return make_published_event(title_en="Space Security Forum", title_ja="宇宙安全保障フォーラム")


@pytest.fixture
def ticket_type(event) -> TicketType:
    return make_ticket_type(event, name_en="Delegate", name_ja="代表", capacity=2)


def register_url(event, language: str = "en") -> str:
    with translation.override(language):
        return reverse("registrations:register", args=[event.slug])


def page(client, event, language: str = "en") -> str:
    return client.get(register_url(event, language)).content.decode()


def taken(ticket_type: TicketType) -> int:
    return TicketType.objects.values_list("seats_taken", flat=True).get(pk=ticket_type.pk)


def test_whoever_registers_is_sent_to_their_mail_and_holds_no_seat_before(client, event, ticket_type):
    response = client.post(register_url(event), filled_in(ticket_type), follow=True)
    assert response.redirect_chain == [(reverse("registrations:registered", args=[event.slug]), 302)]
    registration = Registration.objects.get()
    assert (registration.status, registration.email, registration.language) == (
        "unverified",
        "ada@example.org",
        "en",
    )
    assert taken(ticket_type) == 0
    assert registration.consented_at == registration.registered_at
    assert StatusChange.objects.get(registration=registration).is_announced is False
    text = response.content.decode()
    assert "One step is left: verify the address ada@example.org." in text
    assert registration.token not in text
    assert verification.code_of(registration) not in text


def test_the_page_says_the_next_step_and_the_privacy_notice_before_it_is_taken(client, event, ticket_type):
    text = page(client, event)
    assert "You will receive an e-mail with a link and a code." in text
    assert "What you enter here is used by the organizers of this event" in text


def test_the_events_own_privacy_notice_is_shown_in_the_language_that_there_is(client, event, ticket_type):
    event.privacy_notice_en = "Kept **30 days**. <script>alert(1)</script>"
    event.save()
    text = page(client, event)
    assert "Kept <strong>30 days</strong>." in text
    assert "What you enter here is used" not in text
    assert "<script>alert" not in text
    assert '<div class="prose" lang="en"><p>Kept' in page(client, event, "ja")


def test_japanese_pages_are_in_japanese_and_so_is_the_mail(client, event, ticket_type):
    text = page(client, event, "ja")
    assert "代表" in text
    assert text.index('name="family_name"') < text.index('name="given_name"')
    response = client.post(register_url(event, "ja"), filled_in(ticket_type))
    assert response.url == f"/ja/events/{event.slug}/registered/"
    assert Registration.objects.get().language == "ja"


def test_a_ticket_type_says_beforehand_what_choosing_it_leads_to(client, event):
    make_ticket_type(event, name_en="Delegate", capacity=150, description_en="All sessions <b>and</b> lunch")
    make_ticket_type(event, name_en="Government", capacity=5, needs_review=True)
    make_registration(make_ticket_type(event, name_en="Press", capacity=1))
    text = page(client, event)
    assert "More than 100 seats left" in text
    assert "All sessions &lt;b&gt;and&lt;/b&gt; lunch" in text
    assert "Needs review" in text
    assert "Full: you would join the waiting list" in text


def test_the_page_says_the_same_with_and_without_a_seat_left(client, event):
    def answer(ticket_type: TicketType) -> bytes:
        client.post(register_url(event), filled_in(ticket_type))
        page = client.get(reverse("registrations:registered", args=[event.slug]))
        return TOKEN.sub(b"", page.content)

    assert answer(make_ticket_type(event, capacity=1)) == answer(make_ticket_type(event, capacity=0))


@pytest.mark.parametrize("written", ["ada@example.org", "ADA@Example.ORG", " ａｄａ@example.org "])
@pytest.mark.parametrize("seats_in_all", [None, 1, 2])
def test_nothing_tells_a_known_address_from_a_new_one(client, event, written, seats_in_all):
    ticket_type = make_ticket_type(event, capacity=seats_in_all)
    make_registration(ticket_type, email="ada@example.org")
    make_registration(make_ticket_type(make_published_event()), email="new@example.org")

    def answer(email: str) -> tuple[int, str, bytes, list[str]]:
        response = client.post(register_url(event), filled_in(ticket_type, email=email))
        address = reverse("registrations:registered", args=[event.slug])
        pages = [client.get(response.url)]
        pages += [client.post(address, {"code": "12345678"}) for _attempt in range(7)]
        pages += [client.post(address, {"again": "1"}, follow=True) for _time in range(4)]
        pages += [client.post(address, {"code": "12345678"}), client.get(register_url(event))]
        content = b"".join(TOKEN.sub(b"", page.content) for page in pages)
        headers = sorted(f"{name}: {value}" for name, value in response.headers.items())
        normal = email.strip().lower().translate(FULL_WIDTH).encode()
        return response.status_code, response.content, content.replace(normal, b"ADDRESS"), headers

    known = answer(written)
    assert Registration.objects.live().filter(event=event).count() == 1
    assert Registration.objects.unverified().get(event=event).email == "ada@example.org"
    assert answer("new@example.org") == known
    assert RepeatedRegistration.objects.count() == 4


def test_errors_of_the_form_tell_no_known_address_either(client, event, ticket_type):
    make_registration(ticket_type, email="ada@example.org")

    def answer(email: str) -> bytes:
        response = client.post(register_url(event), filled_in(ticket_type, email=email, has_consented=""))
        assert response.status_code == 200
        return TOKEN.sub(b"", response.content).replace(email.encode(), b"")

    assert answer("ada@example.org") == answer("new@example.org")
    assert not Registration.objects.unverified().exists()


def test_a_form_sent_twice_registers_once(client, event, ticket_type):
    for _time in range(2):
        assert client.post(register_url(event), filled_in(ticket_type)).status_code == 302
    assert Registration.objects.count() == 1


def test_whoever_cancelled_can_register_again(client, event, ticket_type):
    seats.cancel(make_registration(ticket_type, email="ada@example.org"), now=timezone.now())
    client.post(register_url(event), filled_in(ticket_type))
    seats.verify(Registration.objects.unverified().get(), now=timezone.now())
    assert sorted(Registration.objects.values_list("status", flat=True)) == ["cancelled", "confirmed"]


def test_the_form_is_taken_with_few_queries_and_no_login_session(client, event, ticket_type):
    client.get(register_url(event))
    make_registration(ticket_type, email="ada@example.org")
    for email in ("ada@example.org", "new@example.org"):
        with CaptureQueriesContext(connection) as queries:
            client.post(register_url(event), filled_in(ticket_type, email=email))
        assert len(queries) <= 12, [query["sql"][:100] for query in queries]
    assert "sessionid" not in client.cookies
    assert not Session.objects.exists()


def test_a_refused_form_names_its_errors_and_keeps_every_answer(client, event, ticket_type):
    answers = filled_in(ticket_type, email="not an address", position="Director", organization_name="")
    text = client.post(register_url(event), answers).content.decode()
    assert '<a href="#id_email">' in text
    assert '<a href="#id_organization_name">' in text
    assert 'id="id_email_error"' in text
    for kept in ('value="not an address"', 'value="Director"', 'value="Lovelace"'):
        assert kept in text
    assert re.search(rf'name="ticket_type" value="{ticket_type.pk}"[^>]* checked', text)
    assert re.search(r'name="has_consented"[^>]* checked', text)
    assert not Registration.objects.exists()
    assert taken(ticket_type) == 0


@pytest.mark.parametrize(
    "answers",
    [
        {"given_name": '=HYPERLINK("x")'},
        {"family_name": "<script>alert(1)</script>"},
        {"family_name": '"><img src=x onerror=alert(1)>'},
        {"family_name": "\u202eevil"},
        {"given_name": "Ada\r\nBcc: eve@example.org"},
        {"organization_name": "x" * 300},
        {"position": "Sm\u200bith\ufeff"},
        {"email": "山田@例え.jp"},
        {"email": "ｕｓｅｒ@example.com"},
        {"country": "\x00"},
        {"sector": "a" * 10_000},
        {"name_order": "<script>"},
        {"ticket_type": "9" * 40},
        {"ticket_type": "-1"},
    ],
)
def test_hostile_answers_are_kept_or_refused_and_always_escaped(client, event, ticket_type, answers):
    response = client.post(register_url(event), filled_in(ticket_type, **answers))
    if response.status_code == 302:
        response = client.get(Registration.objects.get().get_absolute_url(), follow=True)
    assert response.status_code == 200
    for markup in (b"<script>", b"<img src=x"):
        assert markup not in response.content


def test_a_ticket_type_that_is_not_on_offer_is_refused_and_takes_no_seat(client, event, ticket_type):
    foreign = make_ticket_type(make_published_event())
    text = client.post(register_url(event), filled_in(foreign)).content.decode()
    assert "This ticket type is not on offer." in text
    assert '<a href="#id_ticket_type">' in text
    assert not Registration.objects.exists()
    assert taken(foreign) == 0


def test_an_event_that_the_public_does_not_know_is_not_found(client):
    ticket_type = make_ticket_type(make_event())
    slug = ticket_type.event.slug
    for name in ("register", "registered", "known_organizations"):
        assert client.get(reverse(f"registrations:{name}", args=[slug])).status_code == 404
    assert client.post(register_url(ticket_type.event), filled_in(ticket_type)).status_code == 404
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("event_times", "ticket_times", "words"),
    [
        ({"registration_opens_at": 2}, {}, "You can register from"),
        ({}, {"opens_at": 2}, "You can register from"),
        ({"registration_opens_at": 1}, {"opens_at": 2}, "You can register from"),
        ({"registration_closes_at": -2}, {}, "Registration closed on"),
        ({}, {"closes_at": -2}, "Registration closed on"),
        ({"registration_closes_at": -1}, {"closes_at": -2}, "Registration closed on"),
    ],
)
def test_outside_its_time_the_page_says_when_and_registers_nobody(client, event_times, ticket_times, words):
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)

    def days(times: dict[str, int]) -> dict[str, dt.datetime]:
        return {name: midnight + dt.timedelta(days=number) for name, number in times.items()}

    event = make_published_event(**days(event_times))
    ticket_type = make_ticket_type(event, **days(ticket_times))
    shift = max([*event_times.values(), *ticket_times.values()], key=abs)
    moment = (midnight + dt.timedelta(days=shift)).astimezone(event.zone)
    said = f"{words} {moment:%A} {moment.day} {moment:%B} {moment.year}, 09:00 (Asia/Tokyo)."
    response = client.get(register_url(event))
    assert response.status_code == 200
    assert said in response.content.decode()
    response = client.post(register_url(event), filled_in(ticket_type))
    assert response.status_code == 409
    assert said in response.content.decode()
    assert not Registration.objects.exists()


def test_an_event_without_ticket_types_has_no_registration(client, event):
    assert "One cannot register for this event on this site." in page(client, event)


def test_an_event_that_takes_no_registrations_here_registers_nobody(client, event, ticket_type):
    event.takes_registrations = False
    event.save()
    assert client.post(register_url(event), filled_in(ticket_type)).status_code == 409
    assert not Registration.objects.exists()


def test_facts_come_from_what_was_published_not_from_the_draft(client, event, ticket_type):
    event.title_en = "Draft title"
    event.save()
    registration = make_registration(ticket_type)
    for address in (
        register_url(event),
        reverse("registrations:registered", args=[event.slug]),
        registration.get_absolute_url(),
    ):
        text = client.get(address).content.decode()
        assert "Space Security Forum" in text
        assert "Draft title" not in text


def test_few_known_organizations_are_on_the_page_and_many_are_asked_for(
    client, event, ticket_type, monkeypatch
):
    make_organization('Space <b> "Agency"', name_ja="宇宙機関", is_suggested=True)
    text = page(client, event)
    assert '<option value="Space &lt;b&gt; &quot;Agency&quot;">' in text
    assert "organization-suggestions.js" not in text
    monkeypatch.setattr("registrations.organizations.FEW", 0)
    text = page(client, event)
    address = reverse("registrations:known_organizations", args=[event.slug])
    assert f'data-suggestions="{address}"' in text
    assert "organization-suggestions.js" in text
    assert client.get(address, {"q": "宇宙"}).json() == {"organizations": ["宇宙機関"]}
    assert client.get(address).json() == {"organizations": []}


def test_no_page_for_everybody_is_kept_by_shared_caches_with_a_form(client, event, ticket_type):
    response = client.get(register_url(event))
    assert "private" in response.headers["Cache-Control"]


def test_the_cost_of_the_form_does_not_grow_with_ticket_types(client, event, ticket_type):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            page(client, event)
        return len(captured)

    queries()
    with_one = queries()
    make_ticket_type(event)
    make_ticket_type(event)
    for _number in range(3):
        make_registration(ticket_type)
        make_organization()
    assert queries() == with_one
    assert with_one <= 8
