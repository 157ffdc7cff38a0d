"""Where programs find the agenda."""

import json
from urllib.parse import urlsplit

import pytest
from lxml import etree

from events import releases
from tests.builders import make_event, make_session
from tests.events.agendas import PUBLISHED_AT
from tests.events.pages import attributes, get

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _host(settings):
    settings.BASE_URL = "https://plenary.example"


@pytest.fixture
def published(industry_day, orbit_panel):
    releases.publish(industry_day, by=None, now=PUBLISHED_AT)
    return industry_day


def test_schedule_xml_and_json_are_served_as_what_they_are(client, published):
    xml = client.get("/events/industry-day/schedule.xml")
    assert xml["Content-Type"] == "application/xml; charset=utf-8"
    assert etree.fromstring(xml.content).findtext("day/room/event/title") == "Who watches orbit?"

    document = client.get("/events/industry-day/schedule.json")
    assert document["Content-Type"] == "application/json"
    assert json.loads(document.content)["schedule"]["conference"]["title"] == "Industry Day"


def test_the_address_decides_the_language(client, published):
    xml = client.get("/ja/events/industry-day/schedule.xml").content
    assert etree.fromstring(xml).findtext("conference/title") == "産業の日"
    document = json.loads(client.get("/ja/events/industry-day/schedule.json").content)
    assert document["schedule"]["conference"]["title"] == "産業の日"


def test_files_stand_on_the_events_own_clocks_whoever_asks(client, published):
    addresses = ("/events/industry-day/schedule.xml", "/events/industry-day/schedule.json")
    for address in addresses:
        assert client.get(f"{address}?tz=Europe/Paris").content == client.get(address).content


@pytest.mark.parametrize("name", ["schedule.xml", "schedule.json"])
def test_what_is_not_published_has_no_file(client, name):
    event = make_event()
    make_session(event)
    assert client.get(f"/events/{event.slug}/{name}").status_code == 404
    assert client.get(f"/events/nowhere/{name}").status_code == 404


@pytest.mark.parametrize("name", ["schedule.xml", "schedule.json", "agenda.ics"])
def test_a_hidden_change_changes_no_byte(client, published, name):
    address = f"/events/industry-day/{name}"
    before = client.get(address).content
    make_session(published, title_en="Secret", audience="hidden")
    releases.publish(published, by=None, now=PUBLISHED_AT)
    assert client.get(address).content == before


def test_the_agenda_page_offers_to_subscribe_to_download_and_to_read_by_program(published):
    page = get("/ja/events/industry-day/agenda/")
    (offers,) = page.find_class("feeds")
    addresses = attributes(offers, ".//a", "href")
    assert addresses == [
        "webcal://plenary.example/ja/events/industry-day/agenda.ics",
        "/ja/events/industry-day/agenda.ics",
        "/ja/events/industry-day/my-agenda/",
        "/ja/events/industry-day/schedule.xml",
        "/ja/events/industry-day/schedule.json",
    ]


def test_a_reader_in_another_zone_is_offered_the_calendar_of_that_zone(client, published):
    page = get("/events/industry-day/agenda/?tz=Europe/Paris")
    (offers,) = page.find_class("feeds")
    subscribe, download, chosen, *files = attributes(offers, ".//a", "href")
    assert subscribe == "webcal://plenary.example/events/industry-day/agenda.ics?tz=Europe%2FParis"
    assert download == "/events/industry-day/agenda.ics?tz=Europe%2FParis"
    assert chosen == "/events/industry-day/my-agenda/?tz=Europe%2FParis"
    assert not any(urlsplit(file).query for file in files)
    assert b"TZID:Europe/Paris" in client.get(download).content
