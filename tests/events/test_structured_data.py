"""What search engines are told."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.utils import timezone

from events import programme, releases, structured_data
from events.models import AppearanceRole, EventFormat, SessionKind
from tests.builders import make_appearance, make_event, make_session, make_speaker
from tests.events.pages import get

pytestmark = pytest.mark.django_db

HOST = "https://plenary.example"


@pytest.fixture(autouse=True)
def _host(settings):
    settings.BASE_URL = HOST


def read(event):
    return programme.read(releases.publish(event, by=None, now=timezone.now()))


def test_an_event_tells_when_where_by_whom_and_what(industry_day, orbit_panel):
    data = structured_data.event_data(read(industry_day))
    assert data["@type"] == "Event"
    assert data["name"] == "Industry Day"
    assert data["url"] == f"{HOST}/events/industry-day/"
    assert data["startDate"] == "2031-05-15T09:00:00+09:00"
    assert data["endDate"] == "2031-05-16T17:00:00+09:00"
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert data["location"] == [
        {
            "@type": "Place",
            "name": "Hall of Engines",
            "address": {"@type": "PostalAddress", "addressLocality": "Tokyo", "addressCountry": "JP"},
        },
        {"@type": "VirtualLocation", "url": f"{HOST}/events/industry-day/"},
    ]
    assert data["organizer"] == [
        {"@type": "Organization", "name": "Ministry of Engines", "url": "https://engines.example"}
    ]
    assert [part["name"] for part in data["subEvent"]] == ["Who watches orbit?"]


def test_unnamed_participants_are_never_performers(industry_day, orbit_panel):
    data = structured_data.event_data(read(industry_day))
    assert [person["name"] for person in data["performer"]] == ["Ada Byron", "Grace Hopper"]
    [session] = data["subEvent"]
    assert [(person["name"], person["jobTitle"]) for person in session["performer"]] == [
        ("Ada Byron", "Director, Orbits"),
        ("Grace Hopper", "Chief Engineer"),
    ]


def test_breaks_are_no_events(industry_day, orbit_panel):
    make_session(industry_day, kind=SessionKind.BREAK, starts_in=dt.timedelta(hours=2))
    assert len(structured_data.event_data(read(industry_day))["subEvent"]) == 1


def test_a_cancelled_session_says_so_and_names_its_event(industry_day, orbit_panel):
    orbit_panel.is_cancelled = True
    orbit_panel.save()
    published = read(industry_day)
    data = structured_data.session_data(published, published.session(orbit_panel.code))
    assert data["eventStatus"] == "https://schema.org/EventCancelled"
    assert data["superEvent"]["name"] == "Industry Day"
    assert data["description"] == "About debris."


def test_an_online_event_takes_place_at_its_address():
    event = make_event(format=EventFormat.ONLINE)
    data = structured_data.event_data(read(event))
    assert data["location"] == {"@type": "VirtualLocation", "url": f"{HOST}/events/{event.slug}/"}
    assert data["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"


def test_a_large_event_leaves_its_sessions_to_their_pages(industry_day, orbit_panel, monkeypatch):
    monkeypatch.setattr(structured_data, "MOST_PARTS", 0)
    data = structured_data.event_data(read(industry_day))
    assert "subEvent" not in data
    assert "performer" not in data


def test_nothing_in_a_text_ends_the_script(industry_day):
    title = "</script><script>alert(1)</script> & <!--"
    session = make_session(industry_day, title_en=title)
    make_appearance(session, make_speaker("<b>"), role=AppearanceRole.SPEAKER)
    read(industry_day)
    for address in ("/events/industry-day/", f"/events/industry-day/sessions/{session.code}/"):
        page = get(address)
        [script] = page.xpath("//script[@type='application/ld+json']")
        assert "<" not in script.text
        data = json.loads(script.text)
        assert title in (data["name"], data.get("subEvent", [{}])[0].get("name"))
        assert "alert(1)</script>" not in Client().get(address).content.decode()
