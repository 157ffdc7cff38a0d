"""What the public is told of what changed, and what it is not told."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import history, releases
from events.models import Audience, SessionKind
from tests.builders import make_appearance, make_organization, make_room, make_session, make_speaker
from tests.events.pages import get, of_class, words

pytestmark = pytest.mark.django_db

FIRST_DAY = dt.datetime(2031, 4, 1, 12, 30, tzinfo=dt.UTC)
PAGE = "/events/industry-day/changes/"


@pytest.fixture(autouse=True)
def _after_publishing(settings):
    settings.BASE_URL = "https://plenary.example"
    with time_machine.travel(FIRST_DAY + dt.timedelta(days=30), tick=False):
        yield


def publish(event, *, day=0, note=""):
    """Publish on that day of April, at half past nine in Tokyo's evening."""
    event.refresh_from_db()
    return releases.publish(event, by=None, note=note, now=FIRST_DAY + dt.timedelta(days=day))


def told(event, **options):
    event.refresh_from_db()
    return [
        (edition.number, [(change.kind, str(change.title)) for change in edition.changes])
        for edition in history.of_event(event, **options).editions
    ]


def test_the_first_edition_says_that_it_began(industry_day, orbit_panel):
    publish(industry_day)
    assert told(industry_day) == [(1, [])]
    page = get(PAGE)
    assert "Release 1 Tuesday 1 April 2031, 21:30" in words(page)
    assert "published for the first time, with 1 session." in words(page)


def test_each_edition_tells_what_it_changed_the_latest_first(industry_day, orbit_panel):
    later = make_session(industry_day, title_en="Robots", starts_in=dt.timedelta(hours=3))
    publish(industry_day)
    orbit_panel.title_en = "Who guards orbit?"
    orbit_panel.starts_at += dt.timedelta(hours=1)
    orbit_panel.ends_at += dt.timedelta(hours=1)
    orbit_panel.save()
    publish(industry_day, day=1)
    later.is_cancelled = True
    later.save()
    make_session(industry_day, title_en="Ships", starts_in=dt.timedelta(hours=5))
    publish(industry_day, day=2)
    assert told(industry_day) == [
        (3, [("added", "Ships"), ("cancelled", "Robots")]),
        (2, [("moved", "Who guards orbit?"), ("retitled", "Who guards orbit?")]),
        (1, []),
    ]
    second = of_class(get(PAGE), "edition")[1]
    assert "Time and room: Before: Thu 15 May 09:00–09:45, Room 1 → Now: Thu 15 May 10:00–10:45" in words(
        second
    )
    assert "Before: Who watches orbit? → Now: Who guards orbit?" in words(second)


def test_people_who_joined_and_left_are_named_under_their_affiliation(industry_day, orbit_panel):
    publish(industry_day)
    orbit_panel.appearances.get(speaker__slug="grace-hopper").delete()
    make_appearance(orbit_panel, make_speaker("Lovelace"), order=9)
    publish(industry_day, day=1)
    latest = words(of_class(get(PAGE), "edition")[0])
    assert "No longer there: Before: Grace Hopper, Chief Engineer, Ministry of Space (Panelist)" in latest
    assert "New: Now: Ada Lovelace (Speaker)" in latest


def test_the_page_speaks_the_readers_language(industry_day, orbit_panel):
    publish(industry_day)
    orbit_panel.title_ja = "軌道を守るのは誰か"
    orbit_panel.room = make_room(industry_day.venue, name_en="Room 2", name_ja="第2会議室")
    orbit_panel.save()
    publish(industry_day, day=1)
    japanese = words(of_class(get(f"/ja{PAGE}"), "edition")[0])
    assert "軌道を守るのは誰か" in japanese
    assert "第2会議室" in japanese
    assert "Room 2" not in japanese
    english = words(of_class(get(PAGE), "edition")[0])
    assert "Title (Japanese): edited" in english
    assert "軌道" not in english


def test_what_is_edited_in_a_long_text_is_not_repeated(industry_day, orbit_panel):
    publish(industry_day)
    orbit_panel.abstract_en = "About satellites."
    orbit_panel.save()
    publish(industry_day, day=1)
    latest = words(of_class(get(PAGE), "edition")[0])
    assert "Abstract: edited" in latest
    assert "satellites" not in latest


def test_what_only_organizers_see_leaves_no_trace(industry_day, orbit_panel):
    secret = make_session(industry_day, audience=Audience.HIDDEN, title_en="Secret")
    publish(industry_day)
    orbit_panel.title_en = "Second"
    orbit_panel.save()
    publish(industry_day, day=1)
    addresses = (PAGE, f"/ja{PAGE}", "/events/industry-day/changes.atom")
    before = [Client().get(address).content for address in addresses]
    for day, title in ((2, "More secret"), (3, "Most secret")):
        secret.title_en = title
        secret.save()
        make_session(industry_day, audience=Audience.APPROVED, title_en="For some")
        orbit_panel.expected_attendance = day
        orbit_panel.save()
        publish(industry_day, day=day, note="For our eyes")
    assert [Client().get(address).content for address in addresses] == before
    orbit_panel.title_en = "Third"
    orbit_panel.save()
    publish(industry_day, day=4)
    assert told(industry_day) == [
        (3, [("retitled", "Third")]),
        (2, [("retitled", "Second")]),
        (1, []),
    ]
    for address in addresses:
        page = Client().get(address).content.decode()
        assert "ecret" not in page
        assert "our eyes" not in page


def test_what_is_taken_from_the_public_is_removed_for_it(industry_day, orbit_panel):
    publish(industry_day)
    orbit_panel.audience = Audience.APPROVED
    orbit_panel.save()
    publish(industry_day, day=1)
    latest = of_class(get(PAGE), "edition")[0]
    assert "Removed Who watches orbit?" in words(latest)
    assert not latest.xpath(".//a")


def test_older_editions_stand_behind_a_link(industry_day, orbit_panel):
    for number in range(history.EDITIONS_AT_ONCE + 3):
        orbit_panel.title_en = f"Title {number}"
        orbit_panel.save()
        publish(industry_day, day=number)
    newest = get(PAGE)
    assert [words(title) for title in newest.xpath("//main//h2")][::9] == ["Release 13", "Release 4"]
    (more,) = newest.xpath("//p[contains(@class, 'more')]/a")
    assert more.get("href") == f"{PAGE}?before=4"
    older = get(more.get("href"))
    assert [words(title) for title in older.xpath("//main//h2")] == ["Release 3", "Release 2", "Release 1"]
    assert not older.xpath("//p[contains(@class, 'more')]")


@pytest.mark.parametrize("before", ["1", "0", "x", "-1", "²", "9" * 40])
def test_before_the_first_edition_there_is_nothing(industry_day, before):
    publish(industry_day)
    get(f"{PAGE}?before={before}", status=404)


def test_an_event_that_is_not_published_has_no_history(industry_day):
    get(PAGE, status=404)
    get("/events/industry-day/changes.atom", status=404)


def test_what_was_told_once_is_not_read_again(industry_day, orbit_panel):
    for number in range(5):
        orbit_panel.title_en = f"Title {number}"
        orbit_panel.save()
        publish(industry_day, day=number)
    told(industry_day)
    orbit_panel.title_en = "The last title"
    orbit_panel.save()
    publish(industry_day, day=9)
    with CaptureQueriesContext(connection) as queries:
        told(industry_day)
    contents = [
        query for query in queries if '"content" FROM' in query["sql"] or '."content" AS' in query["sql"]
    ]
    assert len(contents) <= 2


def test_one_edition_with_very_many_changes_is_cut_short(industry_day):
    publish(industry_day)
    for number in range(history.CHANGES_OF_AN_EDITION + 2):
        make_session(industry_day, kind=SessionKind.OTHER, starts_in=dt.timedelta(minutes=number))
    publish(industry_day, day=1)
    latest = of_class(get(PAGE), "edition")[0]
    assert len(latest.xpath(".//li")) == history.CHANGES_OF_AN_EDITION
    assert "And 2 more changes." in words(latest)


def test_an_organizations_summary_and_a_speakers_biography_are_changes_too(industry_day, orbit_panel):
    publish(industry_day)
    ministry = orbit_panel.appearances.get(speaker__slug="grace-hopper").speaker
    ministry.biography_en = "She wrote compilers."
    ministry.save()
    host = industry_day.event_organizations.get().organization
    host.website = "https://engines.example/new"
    host.save()
    publish(industry_day, day=1)
    assert told(industry_day)[0] == (
        2,
        [("speaker", "Grace Hopper"), ("organization", "Ministry of Engines")],
    )


def test_the_agenda_leads_to_what_changed_once_something_did(industry_day, orbit_panel):
    address = reverse("events:agenda", args=["industry-day"])
    publish(industry_day)
    assert not get(address).xpath(f"//main//a[@href='{PAGE}']")
    make_session(industry_day, starts_in=dt.timedelta(hours=2), room=make_room())
    make_organization()
    publish(industry_day, day=1)
    assert get(address).xpath(f"//main//a[@href='{PAGE}']")
