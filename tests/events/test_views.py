"""What the public reads of events."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import history, numbering, programme, releases
from events.models import Audience, Event, EventOrganization, OrganizationRole, Session, SessionKind
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_event,
    make_organization,
    make_room,
    make_session,
    make_speaker,
    make_track,
)
from tests.events.conftest import PUBLISHED_AT, STARTS_AT
from tests.events.pages import attributes, get, of_class, words

pytestmark = [pytest.mark.usefixtures("before_the_event"), pytest.mark.django_db]

LIST_PAGES = ("event", "agenda", "speakers", "organizations", "agenda_calendar")
EVENT = "/events/industry-day/"
AGENDA = "/events/industry-day/agenda/"


def publish(event: Event) -> None:
    releases.publish(event, by=None, now=PUBLISHED_AT)


def action(page):
    """Where the one action of a page leads."""
    return attributes(page, "//a[contains(@class, 'button--primary')]", "href")


# --- Lists of events ---------------------------------------------------------------------------


def test_home_shows_what_is_to_come_and_what_has_been(industry_day):
    publish(industry_day)
    publish(
        make_event(
            title_en="Last year's day",
            starts_at=STARTS_AT - dt.timedelta(days=365),
            ends_at=STARTS_AT - dt.timedelta(days=364),
        )
    )
    make_event(title_en="Still a draft")
    upcoming, past = get("/").xpath("//main//section")
    assert [words(title) for title in upcoming.xpath(".//h3")] == ["Industry Day"]
    assert [words(title) for title in past.xpath(".//h3")] == ["Last year's day"]
    assert "15–16 May 2031" in words(upcoming)
    assert "In person and online Tokyo, Japan Ministry of Engines" in words(upcoming)


def test_home_without_events_says_so():
    assert "No event is announced at the moment." in words(get("/"))


def test_home_reads_one_row_an_event_and_no_agenda(industry_day, orbit_panel):
    publish(industry_day)
    with CaptureQueriesContext(connection) as queries:
        get("/")
    statements = [query["sql"] for query in queries.captured_queries]
    assert len([statement for statement in statements if '"summary"' in statement]) == 1
    assert [statement for statement in statements if '"content"' in statement] == []


# --- The event ---------------------------------------------------------------------------------


def test_the_event_page_says_when_where_by_whom_and_how_to_register(industry_day, orbit_panel):
    publish(industry_day)
    page = get(EVENT)
    [facts] = of_class(page, "sheet__facts")
    assert "15–16 May 2031 09:00–17:00 Asia/Tokyo (UTC+09:00)" in words(facts)
    assert "In person and online Hall of Engines, Tokyo, Japan" in words(facts)
    assert "Host Ministry of Engines" in words(facts)
    assert action(page) == ["/events/industry-day/register/"]
    assert "Open until Thursday 15 May 2031, 09:00 (Asia/Tokyo)" in words(page)
    assert "Times are illustrative." in words(page)
    assert "09:00 Who watches orbit? Panel · Ada Byron · Grace Hopper" in words(page)


def test_registration_that_is_not_open_yet_says_when_it_will_be(industry_day):
    industry_day.registration_opens_at = PUBLISHED_AT + dt.timedelta(days=1)
    industry_day.save()
    publish(industry_day)
    page = get(EVENT)
    assert action(page) == []
    assert "Registration opens on Wednesday 2 April 2031 at 21:30 (Asia/Tokyo)." in words(page)


def test_registration_closes_as_the_event_begins(industry_day):
    publish(industry_day)
    with time_machine.travel(STARTS_AT, tick=False):
        page = get(EVENT)
    assert page.xpath("//a[contains(@href, 'register')]") == []
    assert "Registration is closed." in words(page)


def test_an_event_that_takes_no_registrations_offers_none(industry_day):
    industry_day.takes_registrations = False
    industry_day.save()
    publish(industry_day)
    page = get(EVENT)
    assert page.xpath("//a[contains(@href, 'register')]") == []
    assert "Registration" not in words(page)


def test_a_long_day_is_told_by_the_sessions_that_lead_it(industry_day, orbit_panel):
    for hour in range(1, 15):
        make_session(industry_day, starts_in=dt.timedelta(hours=hour), title_en=f"Talk {hour}")
    publish(industry_day)
    [days] = of_class(get(EVENT), "in-short")
    assert [words(link) for link in days.xpath(".//a")] == ["Who watches orbit?"]


@pytest.mark.parametrize("name", LIST_PAGES)
def test_what_is_not_published_does_not_exist(name, industry_day, orbit_panel):
    get(reverse(f"events:{name}", args=["industry-day"]), status=404)


def test_a_draft_changes_nothing_that_the_public_reads(industry_day, orbit_panel):
    publish(industry_day)
    before = Client().get(AGENDA).content
    Event.objects.filter(pk=industry_day.pk).update(title_en="Renamed", time_zone="UTC")
    orbit_panel.title_en = "Retitled"
    orbit_panel.save()
    assert Client().get(AGENDA).content == before


# --- Sessions, speakers, organizations ---------------------------------------------------------


def test_the_session_page_tells_it_whole_and_runs_nothing(industry_day, orbit_panel):
    publish(industry_day)
    page = get(f"{EVENT}sessions/{orbit_panel.code}/")
    [prose] = of_class(page, "prose")
    assert words(prose) == "About debris."
    assert [words(strong) for strong in prose.xpath(".//strong")] == ["debris"]
    assert "Thursday 15 May 2031 09:00–09:45 Asia/Tokyo (UTC+09:00)" in words(page)
    assert "Room Room 1 Track Orbit Language Japanese, interpreted" in words(page)
    assert attributes(page, "//main//a[contains(@href, '.ics')]", "href") == [
        f"{EVENT}sessions/{orbit_panel.code}.ics"
    ]


@pytest.mark.parametrize("audience", [Audience.REGISTERED, Audience.APPROVED, Audience.HIDDEN])
def test_a_session_not_for_the_public_is_as_if_it_never_was(audience, industry_day, orbit_panel):
    secret = make_session(industry_day, title_en="Secret", audience=audience, starts_in=dt.timedelta(hours=3))
    make_appearance(secret, make_speaker("Margaretha", slug="margaretha"))
    publish(industry_day)
    for suffix in ("/", ".ics"):
        hidden = Client().get(f"{EVENT}sessions/{secret.code}{suffix}")
        unknown = Client().get(f"{EVENT}sessions/neverwas22{suffix}")
        assert hidden.status_code == unknown.status_code == 404
        assert hidden.content.decode().replace(secret.code, "neverwas22") == unknown.content.decode()
    get(f"{EVENT}speakers/margaretha/", status=404)
    for name in LIST_PAGES:
        content = Client().get(reverse(f"events:{name}", args=["industry-day"])).content.decode()
        assert "Secret" not in content
        assert "Margaretha" not in content


def test_speakers_are_shown_with_the_affiliation_of_the_event(industry_day, orbit_panel):
    publish(industry_day)
    cards = of_class(get(f"{EVENT}speakers/"), "speaker-card")
    assert [words(card) for card in cards] == [
        "AB Colonel Ada Byron Director, Orbits Ministry of Space Moderator · Who watches orbit?",
        "GH Grace Hopper Chief Engineer Ministry of Space Panelist · Who watches orbit?",
    ]


def test_the_speaker_page_names_the_roles(industry_day, orbit_panel):
    publish(industry_day)
    page = words(get(f"{EVENT}speakers/ada-byron/"))
    assert "Colonel Ada Byron 梅論 愛 Director, Orbits Ministry of Space" in page
    assert "Thu 15 May 09:00–09:45 Who watches orbit? Moderator · Panel · Room 1" in page
    get(f"{EVENT}speakers/nobody/", status=404)


def test_japanese_pages_write_the_reading_above_the_name(industry_day, orbit_panel):
    publish(industry_day)
    ruby = (
        "<ruby>梅論<rp>（</rp><rt>ばいろん</rt><rp>）</rp></ruby> "
        "<ruby>愛<rp>（</rp><rt>あい</rt><rp>）</rp></ruby> 大佐"
    )
    for address in ("speakers/ada-byron/", "speakers/"):
        assert ruby in Client().get(f"/ja{EVENT}{address}").content.decode()
        assert "<ruby>" not in Client().get(f"{EVENT}{address}").content.decode()


def test_organizations_are_those_who_hold_it_and_those_who_speak(industry_day, orbit_panel):
    publish(industry_day)
    host, represented = get(f"{EVENT}organizations/").xpath("//main//section")
    assert words(host) == "Host Ministry of Engines Industry · Japan"
    assert words(represented) == "Organizations of the speakers Ministry of Space Industry · Japan"


@pytest.mark.parametrize("page", ["speakers", "organizations"])
def test_a_list_with_nothing_in_it_says_so(page):
    event = make_event()
    publish(event)
    [notice] = of_class(get(reverse(f"events:{page}", args=[event.slug])), "empty")
    assert words(notice) == f"No {page} have been announced yet."


# --- Languages ---------------------------------------------------------------------------------


def test_the_japanese_page_reads_japanese_and_marks_what_does_not(industry_day, orbit_panel):
    publish(industry_day)
    page = get(f"/ja{AGENDA}")
    assert page.get("lang") == "ja"
    assert words(of_class(page, "session__title")[0]) == "軌道を見守るのは誰か"
    moderator, engineer, unnamed = of_class(page, "person")
    assert "梅論 愛 大佐" in words(moderator)
    assert "軌道部長、宇宙省" in words(moderator)
    assert [(words(part), part.get("lang")) for part in engineer.xpath(".//span[@lang]")] == [
        ("Chief Engineer", "en")
    ]
    assert [words(part) for part in unnamed.xpath(".//span[@lang='en']")] == ["Deputy Director"]
    assert "2031年5月15日～16日" in words(page)


def test_an_english_page_marks_no_language_of_its_own(industry_day, orbit_panel):
    publish(industry_day)
    assert get(AGENDA).xpath("//main//*[@lang]") == []


def test_each_page_leads_to_itself_in_the_other_language(industry_day, orbit_panel):
    publish(industry_day)
    page = get(f"{AGENDA}?tz=Europe/Paris")
    assert attributes(page, "//header//a[@lang='ja']", "href") == [f"/ja{AGENDA}?tz=Europe/Paris"]
    back = get(f"/ja{AGENDA}")
    assert attributes(back, "//header//a[@lang='en']", "href") == [AGENDA]


def test_each_page_names_its_addresses_and_describes_itself(industry_day, orbit_panel):
    publish(industry_day)
    page = get(f"/ja{EVENT}sessions/{orbit_panel.code}/")
    address = f"/events/industry-day/sessions/{orbit_panel.code}/"
    alternates = {link.get("hreflang"): link.get("href") for link in page.xpath("//head/link[@hreflang]")}
    assert alternates == {
        "en": f"https://plenary.example{address}",
        "ja": f"https://plenary.example/ja{address}",
        "x-default": f"https://plenary.example{address}",
    }
    assert attributes(page, "//link[@rel='canonical']", "href") == [f"https://plenary.example/ja{address}"]
    assert page.findtext(".//title") == "軌道を見守るのは誰か｜産業の日 · Plenary"
    about = {meta.get("property"): meta.get("content") for meta in page.xpath("//meta[@property]")}
    assert about["og:title"] == "軌道を見守るのは誰か"
    assert about["og:description"] == "About debris."
    assert attributes(page, "//meta[@name='description']", "content") == ["About debris."]


# --- Calendars ---------------------------------------------------------------------------------


def test_calendars_are_served_as_such(industry_day, orbit_panel):
    publish(industry_day)
    for address in ("agenda.ics", f"sessions/{orbit_panel.code}.ics"):
        response = Client().get(f"{EVENT}{address}")
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert "Who watches orbit?" in response.content.decode()
    assert "軌道を見守るのは誰か" in Client().get(f"/ja{EVENT}agenda.ics").content.decode()


# --- What pages cost ---------------------------------------------------------------------------


def queries_of(address: str) -> int:
    """How many queries the first and the second look at a page take together."""
    releases.projection.cache_clear()
    programme._read.cache_clear()
    for kept in (history._projection, history._latest, numbering._rows):
        kept.cache_clear()
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(address).status_code == 200
        assert Client().get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["home", *LIST_PAGES])
def test_no_page_takes_more_queries_for_more_rows(name, industry_day, orbit_panel):
    publish(industry_day)
    Session.objects.filter(pk=orbit_panel.pk).update(subtitle_en="In a second edition")
    publish(industry_day)
    address = reverse(f"events:{name}", args=[] if name == "home" else ["industry-day"])
    with_one_of_everything = queries_of(address)
    for number in range(1, 3):
        organization = make_organization()
        EventOrganization.objects.create(
            event=industry_day, organization=organization, role=OrganizationRole.SPONSOR, order=number
        )
        session = make_session(
            industry_day,
            kind=SessionKind.TALK,
            starts_in=dt.timedelta(days=1, hours=number),
            room=make_room(industry_day.venue),
            track=make_track(industry_day),
        )
        speaker = make_speaker()
        make_affiliation(speaker, organization)
        make_appearance(session, speaker)
        publish(make_event())
    publish(industry_day)
    assert queries_of(address) == with_one_of_everything


def test_pages_are_the_same_for_everybody(industry_day, orbit_panel):
    publish(industry_day)
    for name in LIST_PAGES:
        response = Client().get(reverse(f"events:{name}", args=["industry-day"]))
        assert not response.cookies
        assert response["Vary"] == "Accept-Encoding"
