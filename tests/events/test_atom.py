"""The feed of what changed, read as a feed reader does."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from lxml import etree, html

from events import history, releases
from tests.builders import make_session

pytestmark = pytest.mark.django_db

FIRST_DAY = dt.datetime(2031, 4, 1, 12, 30, tzinfo=dt.UTC)
FEED = "/events/industry-day/changes.atom"
SITE = "https://plenary.example"
NAMES = {"a": "http://www.w3.org/2005/Atom"}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.BASE_URL = SITE


def publish(event, *, day=0):
    event.refresh_from_db()
    return releases.publish(event, by=None, now=FIRST_DAY + dt.timedelta(days=day))


def read(address=FEED):
    response = Client().get(address)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.content)


def texts(element, path):
    return [found.text for found in element.xpath(path, namespaces=NAMES)]


def links(element, relation):
    found = element.xpath(f"a:link[@rel='{relation}']", namespaces=NAMES)
    return {(link.get("hreflang"), link.get("href")) for link in found}


@pytest.fixture
def two_editions(industry_day, orbit_panel):
    publish(industry_day)
    orbit_panel.title_en, orbit_panel.title_ja = "Who & <what> guards orbit?", "軌道を守るのは誰か"
    orbit_panel.save()
    publish(industry_day, day=1)
    return industry_day


def test_it_has_what_a_feed_must_have(two_editions):
    feed = read()
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert feed.get(LANGUAGE) == "en"
    assert texts(feed, "a:title") == ["Industry Day: what changed"]
    assert texts(feed, "a:updated") == ["2031-04-02T12:30:00Z"]
    assert texts(feed, "a:author/a:name") == ["Ministry of Engines"]
    assert links(feed, "self") == {(None, f"{SITE}{FEED}")}
    assert links(feed, "alternate") == {
        ("en", f"{SITE}/events/industry-day/changes/"),
        ("ja", f"{SITE}/ja/events/industry-day/changes/"),
    }
    for identifier in texts(feed, "//a:id"):
        assert uuid.UUID(identifier.removeprefix("urn:uuid:")).urn == identifier


def test_each_edition_is_an_entry_the_latest_first(two_editions):
    feed = read()
    assert texts(feed, "a:entry/a:title") == [
        "Release 2: Retitled (1)",
        "The agenda is published, with 1 session",
    ]
    assert texts(feed, "a:entry/a:updated") == ["2031-04-02T12:30:00Z", "2031-04-01T12:30:00Z"]
    entry = feed.find("a:entry", NAMES)
    assert ("ja", f"{SITE}/ja/events/industry-day/changes/#release-2") in links(entry, "alternate")
    content = html.fromstring(entry.findtext("a:content", namespaces=NAMES))
    (link,) = content.xpath(".//a")
    code = two_editions.sessions.get().code
    assert (link.text, link.get("href")) == (
        "Who & <what> guards orbit?",
        f"{SITE}/events/industry-day/sessions/{code}/",
    )


def test_the_feed_of_another_language_is_another_feed(two_editions):
    english, japanese = read(), read(f"/ja{FEED}")
    assert japanese.get(LANGUAGE) == "ja"
    assert links(japanese, "self") == {(None, f"{SITE}/ja{FEED}")}
    assert "軌道を守るのは誰か" in texts(japanese, "a:entry/a:content")[0]
    assert not set(texts(english, "//a:id")) & set(texts(japanese, "//a:id"))


def test_identifiers_stay_whatever_moves(two_editions, settings):
    before = texts(read(), "//a:id")
    settings.BASE_URL = "https://elsewhere.example"
    two_editions.slug = "machine-day"
    two_editions.save()
    publish(two_editions, day=2)
    after = texts(read("/events/machine-day/changes.atom"), "//a:id")
    assert len(after) == 4
    assert (after[0], after[2:]) == (before[0], before[1:])


def test_text_that_xml_cannot_hold_breaks_no_feed(industry_day):
    publish(industry_day)
    make_session(industry_day, title_en="Form\x0cfeed \ufffe")
    publish(industry_day, day=1)
    assert "Formfeed" in texts(read(), "a:entry/a:content")[0]


def test_it_keeps_to_the_latest_editions(industry_day, orbit_panel):
    for number in range(22):
        orbit_panel.title_en = f"Title {number}"
        orbit_panel.save()
        publish(industry_day, day=number)
    assert len(read().findall("a:entry", NAMES)) == 20
    industry_day.refresh_from_db()
    assert history.of_event(industry_day, at_most=20).older_than == 3


def test_pages_of_the_event_lead_to_it(two_editions):
    page = html.fromstring(Client().get("/ja/events/industry-day/agenda/").content)
    assert page.xpath("//link[@type='application/atom+xml']/@href") == [f"/ja{FEED}"]
