"""Public pages are rendered once, kept whole, and never outlive what they say."""

import datetime as dt
import gzip

import brotli
import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.kept_pages import KeptPage, Shelf, preferred_coding, shelf
from events import editions, releases
from events.models import Audience, Event
from tests.builders import make_event, make_session, make_user
from tests.events.conftest import STARTS_AT

pytestmark = pytest.mark.django_db

BEFORE = dt.datetime(2031, 4, 1, 12, 30, tzinfo=dt.UTC)
EVENT = "/events/industry-day/"
AGENDA = f"{EVENT}agenda/"
PAGES = ("/", EVENT, AGENDA, f"{EVENT}agenda.ics", f"{EVENT}speakers/", f"{EVENT}organizations/")
FEEDS = ("/sitemap.xml", *(f"{EVENT}{name}" for name in ("sitemap.xml", "schedule.xml", "schedule.json")))


@pytest.fixture(autouse=True)
def _before_the_event(clock):
    with time_machine.travel(BEFORE, tick=False):
        yield


def publish(event: Event) -> None:
    releases.publish(event, by=None, now=timezone.now())


def queries_of(address: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(address).status_code == 200
    return [query["sql"] for query in queries.captured_queries]


# --- Kept whole ---------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [*PAGES, *FEEDS, f"/ja{AGENDA}", f"{AGENDA}?tz=Europe/Paris"])
def test_a_warm_page_asks_the_database_for_nothing(address, industry_day, orbit_panel):
    publish(industry_day)
    cold = Client().get(address)
    assert queries_of(address) == []
    warm = Client().get(address)
    assert warm.content == cold.content
    assert warm.headers == cold.headers


def test_a_page_carries_what_every_middleware_adds(industry_day):
    publish(industry_day)
    for _cold_then_warm in range(2):
        response = Client().get(AGENDA)
        assert response["Content-Type"] == "text/html; charset=utf-8"
        assert response["Content-Language"] == "en"
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'self'" in response["Content-Security-Policy"]
        assert response["Vary"] == "Accept-Encoding"
        assert response["Cache-Control"] == "public, max-age=0, s-maxage=1"
        assert int(response["Content-Length"]) == len(response.content)
        assert not response.cookies


def test_whoever_asks_first_leaves_no_trace(industry_day, sign_in):
    publish(industry_day)
    theirs = sign_in(make_user("ada@example.org", is_staff=True, is_superuser=True))
    first = theirs.get(AGENDA, headers={"accept-language": "ja", "authorization": "Bearer x"})
    shelf.clear()
    assert Client().get(AGENDA).content == first.content
    assert b"ada@example.org" not in first.content
    assert not first.cookies


def test_languages_are_kept_apart(industry_day, orbit_panel):
    publish(industry_day)
    for _cold_then_warm in range(2):
        assert "Who watches orbit?" in Client().get(AGENDA).content.decode()
        japanese = Client().get(f"/ja{AGENDA}", headers={"accept-language": "en"})
        assert "軌道を見守るのは誰か" in japanese.content.decode()
        assert japanese["Content-Language"] == "ja"


def test_what_is_personal_is_not_kept(industry_day):
    publish(industry_day)
    for address in (f"{EVENT}register/", "/accounts/login/", "/admin/login/", "/healthz"):
        assert Client().get(address, follow=True).status_code == 200
    assert len(shelf) == 0


def test_nothing_but_reading_is_answered_from_memory(industry_day):
    publish(industry_day)
    Client().get(AGENDA)
    assert "ETag" not in Client().post(AGENDA)


# --- The query ----------------------------------------------------------------------------------


def test_zones_are_kept_apart_and_unknown_ones_not_at_all(industry_day, orbit_panel):
    publish(industry_day)
    own, paris = Client().get(AGENDA).content, Client().get(f"{AGENDA}?tz=Europe/Paris").content
    assert b"2031-05-15T09:00:00+09:00" in own
    assert b"2031-05-15T02:00:00+02:00" in paris
    kept = len(shelf)
    for number in range(20):
        response = Client().get(f"{AGENDA}?tz=Mars/Crater{number}")
        assert f"Mars/Crater{number}" in response.content.decode()
        assert "ETag" not in response
    assert len(shelf) == kept == 2


def test_what_a_page_does_not_read_makes_no_second_copy(industry_day):
    publish(industry_day)
    from_a_letter = Client().get(f"{AGENDA}?utm_source=letter&x=%3Cb%3E")
    plain = Client().get(AGENDA)
    assert from_a_letter.content == plain.content
    assert len(shelf) == 1
    assert queries_of(f"{AGENDA}?utm_source=elsewhere") == []
    assert Client().get(f"{AGENDA}?utm_source=elsewhere&tz=Asia%2FTokyo").status_code == 200
    assert len(shelf) == 2
    assert queries_of(f"{AGENDA}?tz=Asia/Tokyo") == []


@pytest.mark.parametrize("query", ["tz=%00", "tz=Asia/Tokyo&" + "x" * 600, "&&&", "=", "tz", "%ff%fe"])
def test_odd_queries_get_the_page(query, industry_day):
    publish(industry_day)
    assert Client().get(f"{AGENDA}?{query}").status_code == 200


# --- ETag, HEAD, codings ------------------------------------------------------------------------


@pytest.mark.parametrize("address", [*PAGES, *FEEDS])
def test_who_has_the_page_already_hears_only_that(address, industry_day):
    publish(industry_day)
    page = Client().get(address)
    again = Client().get(address, headers={"if-none-match": page["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == page["ETag"]
    assert again["Cache-Control"] == page["Cache-Control"]
    assert again["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("known", "status"),
    [("W/{}", 304), ('"other", {}', 304), ("*", 304), ('"other"', 200), ("nonsense", 200)],
)
def test_if_none_match_compares_as_http_says(known, status, industry_day):
    publish(industry_day)
    etag = Client().get(AGENDA)["ETag"]
    assert not etag.startswith("W/")
    response = Client().get(AGENDA, headers={"if-none-match": known.format(etag)})
    assert response.status_code == status


def test_head_says_what_get_would_and_sends_nothing(industry_day):
    publish(industry_day)
    for _cold_then_warm in range(2):
        head = Client().head(AGENDA)
        assert head.content == b""
        assert head.headers == Client().get(AGENDA).headers
    assert Client().head(f"{EVENT}sessions/neverwas22/").status_code == 404


def test_each_coding_gives_the_same_page_under_an_etag_of_its_own(industry_day, orbit_panel):
    publish(industry_day)
    plain = Client().get(AGENDA)
    squeezed = {
        coding: Client().get(AGENDA, headers={"accept-encoding": coding}) for coding in ("gzip", "br")
    }
    assert gzip.decompress(squeezed["gzip"].content) == plain.content
    assert brotli.decompress(squeezed["br"].content) == plain.content
    assert [response["Content-Encoding"] for response in squeezed.values()] == ["gzip", "br"]
    assert len({plain["ETag"], *(response["ETag"] for response in squeezed.values())}) == 3
    known = {"accept-encoding": "br", "if-none-match": squeezed["gzip"]["ETag"]}
    assert Client().get(AGENDA, headers=known).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", "identity"),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, gzip;q=0.0", "identity"),
        ("*", "br"),
        ("br;q=0, *;q=0.1", "gzip"),
        ("identity, gzip;q=0.5", "identity"),
        ("gzip ; q = 0.3", "gzip"),
        ("gzip;q=nonsense", "identity"),
        ("deflate", "identity"),
        ("identity;q=0", "identity"),
    ],
)
def test_the_reader_chooses_the_coding(accepted, coding):
    assert preferred_coding(accepted) == coding


# --- No page outlives what it says --------------------------------------------------------------


def test_after_a_publication_the_next_reader_sees_it(industry_day, orbit_panel):
    publish(industry_day)
    before = Client().get(AGENDA)
    orbit_panel.title_en = "Who cleans orbit?"
    orbit_panel.save()
    assert Client().get(AGENDA).content == before.content
    publish(industry_day)
    after = Client().get(AGENDA)
    assert "Who cleans orbit?" in after.content.decode()
    assert after["ETag"] != before["ETag"]


def test_what_another_process_shows_is_seen_within_a_second(industry_day, orbit_panel, clock):
    publish(industry_day)
    first = Event.objects.get().current_release
    orbit_panel.title_en = "Who cleans orbit?"
    orbit_panel.save()
    publish(industry_day)
    assert "Who cleans orbit?" in Client().get(AGENDA).content.decode()
    Event.objects.update(current_release=first)
    assert "Who cleans orbit?" in Client().get(AGENDA).content.decode()
    clock.seconds += 1
    assert "Who watches orbit?" in Client().get(AGENDA).content.decode()


def test_what_is_published_is_asked_for_twice_a_second_at_most(industry_day, clock):
    publish(industry_day)
    Client().get(AGENDA)
    for _five_requests_a_second in range(50):
        clock.seconds += 0.2
        assert len(queries_of(AGENDA)) <= 1
    clock.seconds += 0.2
    asked = sum(len(queries_of(AGENDA)) for _many_at_once in range(100))
    assert asked <= 1


def test_a_publication_leaves_the_pages_of_other_events_kept(industry_day):
    other = make_event(slug="other")
    publish(industry_day)
    publish(other)
    Client().get(AGENDA)
    other.title_en = "Renamed"
    other.save()
    publish(other)
    Client().get("/events/other/agenda/")
    assert queries_of(AGENDA) == []
    assert "Renamed" in Client().get("/").content.decode()


@pytest.mark.parametrize("address", [*PAGES, *FEEDS])
def test_what_is_hidden_changes_no_byte_and_no_etag(address, industry_day, orbit_panel):
    publish(industry_day)
    before = Client().get(address)
    secret = make_session(industry_day, title_en="Secret", audience=Audience.HIDDEN)
    publish(industry_day)
    assert queries_of(address)[2:] == []  # It hears of a release, of no new edition, and renders nothing.
    shelf.clear()
    after = Client().get(address)
    assert after.content == before.content
    assert after.headers == before.headers
    hidden, never = (
        Client().get(f"{EVENT}sessions/{code}/", headers={"accept-encoding": "br"})
        for code in (secret.code, "neverwas22")
    )
    assert hidden.headers.items() - {("Content-Length", hidden["Content-Length"])} == (
        never.headers.items() - {("Content-Length", never["Content-Length"])}
    )


def test_guessed_addresses_are_not_kept(industry_day):
    publish(industry_day)
    for number in range(20):
        assert Client().get(f"{EVENT}sessions/guess{number}/").status_code == 404
        assert Client().get(f"/events/guess{number}/agenda/").status_code == 404
    assert len(shelf) == 0


def test_an_event_that_is_withdrawn_is_gone(industry_day):
    publish(industry_day)
    Client().get(AGENDA)
    Event.objects.update(current_release=None)
    editions.public.look_again()
    assert Client().get(AGENDA).status_code == 404


def test_registration_opens_and_closes_on_pages_that_are_kept(industry_day):
    industry_day.registration_opens_at = BEFORE + dt.timedelta(days=1)
    industry_day.registration_closes_at = BEFORE + dt.timedelta(days=2)
    industry_day.save()
    publish(industry_day)
    with time_machine.travel(BEFORE, tick=False) as clock:
        assert "Registration opens on" in Client().get(EVENT).content.decode()
        clock.move_to(industry_day.registration_opens_at - dt.timedelta(milliseconds=100))
        about_to_end = Client().get(EVENT)
        assert "Registration opens on" in about_to_end.content.decode()
        assert about_to_end["Cache-Control"] == "public, max-age=0, s-maxage=0"
        clock.move_to(industry_day.registration_opens_at)
        assert "Open until" in Client().get(EVENT).content.decode()
        clock.move_to(industry_day.registration_closes_at)
        assert "Registration is closed." in Client().get(EVENT).content.decode()
        clock.shift(dt.timedelta(days=1))
        Client().get(EVENT)
        assert queries_of(EVENT) == []


def test_home_moves_an_event_to_the_past_when_it_ends(industry_day):
    publish(industry_day)
    with time_machine.travel(STARTS_AT, tick=False) as clock:
        assert 'id="past"' not in Client().get("/").content.decode()
        clock.move_to(industry_day.ends_at)
        assert 'id="past"' in Client().get("/").content.decode()


def test_while_the_database_is_away_readers_go_on_reading(industry_day, clock):
    publish(industry_day)
    page = Client().get(AGENDA)

    def gone(*arguments):
        raise OperationalError("the database is away")

    with connection.execute_wrapper(gone):
        clock.seconds += 60
        assert Client().get(AGENDA).content == page.content
        shelf.clear()
        assert Client().get(AGENDA).content == page.content
        with pytest.raises(OperationalError):
            Client().get(f"{EVENT}register/")


# --- Bounded ------------------------------------------------------------------------------------


def kept_page(size: int) -> KeptPage:
    return KeptPage({"identity": b"x" * size}, {}, "digest", None, "1", None)


def test_the_shelf_holds_so_many_bytes_and_drops_what_nobody_asked_for_longest():
    small = Shelf(most_bytes=3 * kept_page(1_000).size)
    for name in ("a", "b", "c"):
        small.put(name, kept_page(1_000))
    assert small.find("a")
    small.put("d", kept_page(1_000))
    assert [name for name in "abcd" if small.find(name)] == ["a", "c", "d"]
    assert small.bytes == small.most_bytes


def test_a_page_greater_than_the_shelf_is_not_kept_and_drives_nothing_out():
    small = Shelf(most_bytes=10_000)
    small.put("a", kept_page(1_000))
    small.put("b", kept_page(20_000))
    assert small.find("a")
    assert not small.find("b")


def test_a_page_that_is_kept_again_counts_once():
    small = Shelf(most_bytes=10_000)
    for size in (1_000, 3_000, 2_000):
        small.put("a", kept_page(size))
    assert small.bytes == kept_page(2_000).size
    small.clear()
    assert (len(small), small.bytes) == (0, 0)
