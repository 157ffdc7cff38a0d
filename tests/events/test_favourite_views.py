"""My agenda as the site serves it: one page for everybody, and what is somebody's own beside it."""

import datetime as dt
import json

import icalendar
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from events import favourites, releases
from events.models import AgendaSubscription, Audience, Event, Favourite, Session
from tests.builders import make_event, make_session, make_user
from tests.events.pages import attributes, get, of_class, words

pytestmark = pytest.mark.django_db

BEFORE = dt.datetime(2031, 4, 1, 12, 30, tzinfo=dt.UTC)
PAGE = "/events/industry-day/my-agenda/"
SELECTION = "/events/industry-day/my-agenda.ics"
ACCOUNT = "/events/industry-day/favourites.json"
RENEW = f"{PAGE}renew/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _before_the_event(clock):
    with time_machine.travel(BEFORE, tick=False):
        yield


@pytest.fixture
def ada() -> User:
    return make_user("ada@example.org", name="Ada Lovelace")


@pytest.fixture
def sessions(industry_day) -> list[Session]:
    """Three for everybody, then one that only organizers know of."""
    shown = [
        make_session(industry_day, starts_in=number * HOUR, title_en=f"Session {number}")
        for number in range(3)
    ]
    hidden = make_session(industry_day, starts_in=4 * HOUR, title_en="Secret", audience=Audience.HIDDEN)
    publish(industry_day)
    return [*shown, hidden]


def publish(event: Event) -> None:
    releases.publish(event, by=None, now=timezone.now())
    event.refresh_from_db()


def send(client: Client, address: str = ACCOUNT, **changes: bool):
    return client.post(address, json.dumps({"changes": changes}), content_type="application/json")


def uids(content: bytes) -> list[str]:
    entries = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return [entry["UID"].partition("@")[0] for entry in entries]


# --- The page -----------------------------------------------------------------------------------


def test_the_page_lets_choose_without_scripts(industry_day, sessions):
    page = get(PAGE)
    assert attributes(page, "//main//input[@name='s']", "value") == [session.code for session in sessions[:3]]
    [form] = page.xpath("//main//form[@data-sessions]")
    assert (form.get("method"), form.get("action")) == ("get", SELECTION)
    assert attributes(page, "//meta[@name='robots']", "content") == ["noindex"]
    assert "Secret" not in words(page)
    assert get(f"/ja{PAGE}").xpath("//h1")[0].text_content().strip() == "マイプログラム"


def test_the_page_is_shown_in_another_zone_and_its_calendar_too(industry_day, sessions):
    page = get(f"{PAGE}?tz=Europe/Paris")
    assert words(of_class(page, "mine__hours")[0]) == "02:00–02:30"
    assert attributes(page, "//form[@data-sessions]//input[@name='tz']", "value") == ["Europe/Paris"]
    calendar = Client().get(f"{SELECTION}?tz=Europe/Paris&s={sessions[0].code}").content
    assert b"DTSTART;TZID=Europe/Paris:20310515T020000" in calendar


def test_a_cancelled_session_is_shown_as_such(industry_day, sessions):
    sessions[0].is_cancelled = True
    sessions[0].save()
    publish(industry_day)
    assert "Cancelled" in words(get(PAGE).get_element_by_id(sessions[0].code))


def test_no_page_that_is_kept_says_whose_favourites_are_whose(ada, industry_day, sessions, sign_in):
    theirs = sign_in(ada)
    send(theirs, **{sessions[0].code: True})
    token = AgendaSubscription.objects.get().token
    for address in (
        PAGE,
        "/events/industry-day/agenda/",
        f"/events/industry-day/sessions/{sessions[0].code}/",
    ):
        first = theirs.get(address)
        assert first.content == Client().get(address).content
        assert first["Cache-Control"].startswith("public")
        assert not first.cookies
        for personal in (b"Ada Lovelace", b"ada@example.org", token.encode()):
            assert personal not in first.content


def test_it_stands_in_no_site_map(industry_day, sessions):
    assert b"my-agenda" not in Client().get("/events/industry-day/sitemap.xml").content
    assert "Disallow: /my-agenda/" in Client().get("/robots.txt").content.decode().splitlines()


def test_an_event_that_is_not_public_has_none_of_it(ada, sign_in):
    make_event(slug="draft")
    client = sign_in(ada)
    for address in ("my-agenda/", "my-agenda.ics", "favourites.json"):
        assert client.get(f"/events/draft/{address}").status_code == 404
    assert client.post("/events/draft/my-agenda/renew/").status_code == 404
    assert send(client, "/events/draft/favourites.json", abc=True).status_code == 404


# --- The calendar of a selection ----------------------------------------------------------------


def test_the_address_names_the_sessions_in_either_way(industry_day, sessions, settings):
    settings.BASE_URL = "https://plenary.example"
    first, second, *_others = (session.code for session in sessions)
    short = Client().get(f"{SELECTION}?s={second}.{first}")
    assert short["Content-Type"] == "text/calendar; charset=utf-8"
    assert short["Content-Disposition"] == 'attachment; filename="industry-day-my-agenda.ics"'
    assert uids(short.content) == [first, second]
    assert Client().get(f"{SELECTION}?s={first}&s={second}&s={first}").content == short.content
    calendar = icalendar.Calendar.from_ical(short.content)
    assert calendar["X-WR-CALNAME"] == "My agenda: Industry Day"
    assert calendar["SOURCE"] == f"https://plenary.example{SELECTION}?s={first}.{second}"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Tokyo"]
    assert {(entry["SEQUENCE"], entry["TRANSP"]) for entry in calendar.walk("VEVENT")} == {(1, "OPAQUE")}


def test_the_same_session_has_the_same_uid_in_every_calendar(industry_day, sessions):
    code = sessions[0].code
    alone = Client().get(f"/events/industry-day/sessions/{code}.ics").content
    assert uids(Client().get(f"{SELECTION}?s={code}").content) == uids(alone) == [code]


def test_a_subscription_hears_of_what_was_cancelled_or_withdrawn(industry_day, sessions, clock):
    first, second, *_others = sessions
    address = f"{SELECTION}?s={first.code}.{second.code}"
    before = Client().get(address)
    assert Client().get(address, headers={"if-none-match": before["ETag"]}).status_code == 304
    first.is_cancelled = True
    first.save()
    second.delete()
    publish(industry_day)
    after = Client().get(address, headers={"if-none-match": before["ETag"]})
    entries = icalendar.Calendar.from_ical(after.content).walk("VEVENT")
    assert [(entry["STATUS"], entry["SEQUENCE"]) for entry in entries] == [("CANCELLED", 2)] * 2


def test_guessing_a_hidden_session_is_guessing_anything(industry_day, sessions):
    known, hidden = sessions[0].code, sessions[3].code
    plain = Client().get(f"{SELECTION}?s={known}")
    for guess in (hidden, "nothing", "../x", "%00", "あ"):
        guessed = Client().get(f"{SELECTION}?s={known}.{guess}")
        assert (guessed.content, guessed.headers) == (plain.content, plain.headers)


def test_an_address_that_is_too_long_is_refused_in_words(industry_day, sessions):
    refused = Client().get(f"{SELECTION}?s={'x' * 6_000}")
    assert refused.status_code == 400
    assert "Choose fewer" in refused.content.decode()
    assert Client().get(f"{SELECTION}?s={'x.' * 2_900}").status_code == 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.one_of(st.text(max_size=40), st.integers(0, 3)), max_size=8))
def test_whatever_the_address_names_the_calendar_holds_what_is_public(industry_day, sessions, names):
    named = [sessions[name].code if isinstance(name, int) else name for name in names]
    response = Client().get(SELECTION, {"s": named})
    assert response.status_code == 200
    assert uids(response.content) == [session.code for session in sessions[:3] if session.code in named]


# --- The account --------------------------------------------------------------------------------


def test_whoever_is_not_signed_in_has_no_account_and_changes_none(industry_day, sessions):
    anybody = Client()
    answer = anybody.get(ACCOUNT)
    assert answer.json() == {"account": ""}
    assert answer["Cache-Control"] == "private, no-store"
    assert send(anybody, **{sessions[0].code: True}).status_code == 403
    assert anybody.post(RENEW).status_code == 403
    assert not Favourite.objects.exists()
    assert not AgendaSubscription.objects.exists()


def test_the_account_answers_with_what_may_be_seen_of_it(ada, industry_day, sessions, sign_in):
    client = sign_in(ada)
    first, second, _third, hidden = (session.code for session in sessions)
    assert client.get(ACCOUNT).json()["codes"] == []
    answer = send(client, **{second: True, first: True, hidden: True, "nothing": True})
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.json()["codes"] == [first, second]
    assert answer.json()["name"] == "Ada Lovelace"
    assert answer.json() == client.get(ACCOUNT).json() == send(client, **{first: True}).json()
    assert send(client, **{first: False}).json()["codes"] == [second]
    assert sign_in(ada).get(ACCOUNT).json()["codes"] == [second]


def test_another_accounts_favourites_are_out_of_reach(ada, industry_day, sessions, sign_in):
    grace = sign_in(make_user("grace@example.org", is_superuser=True))
    mine = send(sign_in(ada), **{sessions[0].code: True}).json()
    theirs = send(grace, **{sessions[0].code: False}).json()
    assert theirs["codes"] == []
    assert theirs["account"] != mine["account"]
    assert favourites.shown(ada, industry_day) == [sessions[0].code]
    grace.post(RENEW)
    assert AgendaSubscription.objects.get(user=ada).token in mine["calendar"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        b"[]",
        b"{}",
        b'"changes"',
        b'{"changes": []}',
        b'{"changes": {"a": 1}}',
        b"\xff",
        b"[" * 9_999,
    ],
)
def test_what_cannot_be_read_changes_nothing(body, ada, industry_day, sessions, sign_in):
    client = sign_in(ada)
    send(client, **{sessions[0].code: True})
    refused = client.post(ACCOUNT, body, content_type="application/json")
    assert refused.status_code == 400
    assert favourites.shown(ada, industry_day) == [sessions[0].code]


def test_other_sites_cannot_change_an_account(ada, industry_day, sessions):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada, "django.contrib.auth.backends.ModelBackend")
    assert send(client, **{sessions[0].code: True}).status_code == 403
    assert client.post(RENEW).status_code == 403
    assert not Favourite.objects.exists()


def test_asking_costs_the_same_for_one_favourite_and_for_three(ada, industry_day, sessions, sign_in):
    client = sign_in(ada)
    counts = []
    for marked in (sessions[:1], sessions[:3]):
        send(client, **{session.code: True for session in marked})
        with CaptureQueriesContext(connection) as queries:
            client.get(ACCOUNT)
        counts.append(len(queries))
    assert counts == [5, 5]


# --- The account's calendar ---------------------------------------------------------------------


def test_the_secret_address_gives_the_calendar_in_its_language(
    ada, industry_day, sessions, sign_in, settings
):
    settings.BASE_URL = "https://plenary.example"
    client = sign_in(ada)
    address = send(client, **{sessions[1].code: True}).json()["calendar"]
    response = Client().get(address)
    assert uids(response.content) == [sessions[1].code]
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    calendar = icalendar.Calendar.from_ical(response.content)
    assert calendar["SOURCE"] == f"https://plenary.example{address}"
    assert client.get(f"/ja{ACCOUNT}").json()["calendar"] == f"/ja{address}"
    assert "マイプログラム：産業の日" in Client().get(f"/ja{address}").content.decode()
    assert b"TZID=Europe/Paris:20310515T03" in Client().get(f"{address}?tz=Europe/Paris").content


def test_an_old_address_leads_nowhere(ada, industry_day, sessions, sign_in):
    client = sign_in(ada)
    old = send(client, **{sessions[0].code: True}).json()["calendar"]
    new = client.post(RENEW).json()["calendar"]
    assert Client().get(old).status_code == 404
    assert uids(Client().get(new).content) == [sessions[0].code]
    ada.is_active = False
    ada.save()
    assert Client().get(new).status_code == 404
    assert Client().get("/my-agenda/guessed.ics").status_code == 404


def test_a_calendar_costs_the_same_for_one_favourite_and_for_three(ada, industry_day, sessions, sign_in):
    client = sign_in(ada)
    counts = []
    for marked in (sessions[:1], sessions[:3]):
        address = send(client, **{session.code: True for session in marked}).json()["calendar"]
        Client().get(address)
        with CaptureQueriesContext(connection) as queries:
            Client().get(address)
        counts.append(len(queries))
    assert counts == [3, 3]
