"""What a calendar program gets from us."""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.tz import tzical
from django.utils import translation

from events import calendar, programme, releases
from events.calendar_zones import time_zone_component
from events.models import AppearanceRole, Event
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_event,
    make_organization,
    make_rank,
    make_room,
    make_session,
    make_speaker,
    make_track,
    make_venue,
)

pytestmark = pytest.mark.django_db
PUBLISHED_AT = dt.datetime(2031, 4, 1, 12, 30, tzinfo=dt.UTC)
STARTS_AT = dt.datetime(2031, 5, 15, 9, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture(autouse=True)
def _host(settings):
    settings.BASE_URL = "https://plenary.example"


@pytest.fixture
def event() -> Event:
    venue = make_venue(name_en="Hall of Engines", name_ja="機関館", city_en="Tokyo", country="JP")
    return make_event(
        slug="industry-day",
        title_en="Industry Day; Space, Security",
        title_ja="産業の日",
        contact_email="desk@plenary.example",
        venue=venue,
        starts_at=STARTS_AT,
        ends_at=STARTS_AT + dt.timedelta(hours=8),
    )


@pytest.fixture
def panel(event):
    session = make_session(
        event,
        title_en="Who watches orbit?",
        title_ja="軌道を見守るのは誰か",
        abstract_en="<p>Debris &amp; <b>traffic</b>.</p>\n\nAll welcome.",
        room=make_room(event.venue, name_en="Room 1", name_ja="第1会議室"),
        track=make_track(event, name_en="Debris, traffic"),
        minutes=45,
    )
    ministry = make_organization("Ministry of Engines")
    speaker = make_speaker("Byron")
    make_rank(speaker, "Colonel")
    make_affiliation(speaker, ministry, position_en="Director, Orbits")
    make_appearance(session, speaker, role=AppearanceRole.MODERATOR)
    make_appearance(
        session, unnamed_en="Deputy Director", organization=ministry, role=AppearanceRole.PANELIST
    )
    return session


def publish(event: Event, **reading) -> programme.Programme:
    releases.publish(event, by=None, now=PUBLISHED_AT)
    event.refresh_from_db()
    return programme.read(event, **reading)


def entries(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_a_session_says_when_where_what_and_who(event, panel):
    published = publish(event)
    whole = icalendar.Calendar.from_ical(calendar.session_calendar(published, published.session(panel.code)))
    (entry,) = whole.walk("VEVENT")

    assert (whole["METHOD"], whole["VERSION"], whole["X-WR-TIMEZONE"]) == ("PUBLISH", "2.0", "Asia/Tokyo")
    assert entry["UID"] == f"{panel.code}@plenary.example"
    assert entry["SUMMARY"] == "Who watches orbit?"
    assert entry["SUMMARY"].params["LANGUAGE"] == "en"
    assert entry["DTSTART"].dt == STARTS_AT
    assert entry["DTSTART"].params["TZID"] == "Asia/Tokyo"
    assert entry["DTEND"].dt == STARTS_AT + dt.timedelta(minutes=45)
    assert entry["LOCATION"] == "Room 1, Hall of Engines, Tokyo, Japan"
    assert entry["CATEGORIES"].cats == ["Debris, traffic"]
    assert entry["URL"] == f"https://plenary.example/events/industry-day/sessions/{panel.code}/"
    assert entry["DTSTAMP"].dt == entry["LAST-MODIFIED"].dt == PUBLISHED_AT
    assert (entry["SEQUENCE"], entry["STATUS"], entry["TRANSP"]) == (1, "CONFIRMED", "OPAQUE")
    assert entry["ORGANIZER"] == "mailto:desk@plenary.example"
    assert entry["DESCRIPTION"] == (
        "Debris & traffic.\n\nAll welcome.\n\n"
        "Moderator: Colonel Ada Byron, Director, Orbits, Ministry of Engines\n"
        "Panelist: Deputy Director, Ministry of Engines\n\n"
        f"https://plenary.example/events/industry-day/sessions/{panel.code}/"
    )


def test_the_agenda_holds_every_session_and_keeps_nobodys_time_busy(event, panel):
    lunch = make_session(event, starts_in=dt.timedelta(hours=3), title_en="Lunch")
    make_session(event, starts_in=None, title_en="Not scheduled yet")
    content = calendar.agenda_calendar(publish(event))
    whole = icalendar.Calendar.from_ical(content)

    assert [entry["UID"] for entry in entries(content)] == [
        f"{panel.code}@plenary.example",
        f"{lunch.code}@plenary.example",
    ]
    assert {str(entry["TRANSP"]) for entry in entries(content)} == {"TRANSPARENT"}
    assert whole["NAME"] == whole["X-WR-CALNAME"] == "Industry Day; Space, Security"
    assert whole["SOURCE"] == "https://plenary.example/events/industry-day/agenda.ics"
    assert whole["REFRESH-INTERVAL"].dt == dt.timedelta(hours=1)


def test_a_release_always_gives_the_same_bytes_and_the_next_one_rises(event, panel):
    first = calendar.agenda_calendar(publish(event))
    assert calendar.agenda_calendar(programme.read(event)) == first

    panel.is_cancelled = True
    panel.save()
    (entry,) = entries(calendar.agenda_calendar(publish(event)))
    assert (entry["UID"], entry["SEQUENCE"], entry["STATUS"]) == (
        f"{panel.code}@plenary.example",
        2,
        "CANCELLED",
    )


def test_lines_are_folded_at_75_octets_and_end_with_carriage_return_and_line_feed(event, panel):
    panel.abstract_ja = "衛星の運用について議論する。" * 40
    panel.save()
    content = calendar.agenda_calendar(publish(event, language="ja"))

    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert all(line.decode() is not None for line in content.split(b"\r\n"))  # no character is cut in two
    assert panel.abstract_ja in entries(content)[0]["DESCRIPTION"]


def test_a_japanese_reader_gets_japanese_texts_and_addresses_whatever_language_is_active(event, panel):
    published = publish(event, language="ja")
    with translation.override("en"):
        (entry,) = entries(calendar.agenda_calendar(published))

    assert entry["SUMMARY"] == "軌道を見守るのは誰か"
    assert entry["SUMMARY"].params["LANGUAGE"] == "ja"
    assert entry["LOCATION"].startswith("第1会議室, 機関館")
    assert entry["CATEGORIES"].params["LANGUAGE"] == "en"
    assert entry["URL"] == f"https://plenary.example/ja/events/industry-day/sessions/{panel.code}/"


def test_another_zone_moves_the_clocks_but_not_the_instant(event, panel):
    content = calendar.agenda_calendar(publish(event, zone=ZoneInfo("Europe/Brussels")))
    (entry,) = entries(content)
    (zone,) = icalendar.Calendar.from_ical(content).walk("VTIMEZONE")

    assert entry["DTSTART"].to_ical() == b"20310515T020000"
    assert entry["DTSTART"].dt == STARTS_AT
    assert zone["TZID"] == "Europe/Brussels"


def test_universal_time_needs_no_zone(event, panel):
    content = calendar.agenda_calendar(publish(event, zone=ZoneInfo("UTC")))
    assert entries(content)[0]["DTSTART"].to_ical() == b"20310515T000000Z"
    assert b"VTIMEZONE" not in content


def test_text_cannot_break_out_of_its_line(event, panel):
    panel.title_en = "Nice\x0b title\nEND:VEVENT\r\nATTACH:https://evil.example"
    panel.save()
    (entry,) = entries(calendar.agenda_calendar(publish(event)))
    assert "ATTACH" not in entry
    assert entry["SUMMARY"] == "Nice title\nEND:VEVENT\nATTACH:https://evil.example"


def test_the_event_is_one_entry_that_leads_to_the_attendees_own_page(event, panel):
    url = "https://plenary.example/registrations/secret/"
    (entry,) = entries(calendar.event_calendar(publish(event), url=url, uid="registration-7"))

    assert entry["UID"] == "registration-7-1@plenary.example"
    assert entry["SUMMARY"] == "Industry Day; Space, Security"
    assert (entry["URL"], entry["TRANSP"]) == (url, "OPAQUE")
    assert url in entry["DESCRIPTION"]
    assert entry["LOCATION"] == "Hall of Engines, Tokyo, Japan"


def test_an_event_of_two_days_is_two_entries(event, panel):
    event.ends_at = STARTS_AT + dt.timedelta(days=1, hours=8)
    event.save()
    make_session(event, starts_in=dt.timedelta(days=1, hours=1), minutes=60)
    first, second = entries(calendar.event_calendar(publish(event), url="https://x.example/", uid="r"))

    assert first["SUMMARY"] == "Industry Day; Space, Security (day 1 of 2)"
    assert second["SUMMARY"] == "Industry Day; Space, Security (day 2 of 2)"
    assert second["DTSTART"].dt == STARTS_AT + dt.timedelta(days=1, hours=1)
    assert second["UID"] == "r-2@plenary.example"


def test_an_event_without_sessions_is_one_entry_over_its_whole_length(event):
    (entry,) = entries(calendar.event_calendar(publish(event), url="https://x.example/", uid="r"))
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (STARTS_AT, STARTS_AT + dt.timedelta(hours=8))


@pytest.mark.parametrize(
    "name", ["Asia/Tokyo", "Europe/Brussels", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe"]
)
def test_a_zones_clocks_are_described_as_they_go(name):
    described = tzical(io.StringIO(time_zone_component(name, 2031, 2032).to_ical().decode())).get()
    zone = ZoneInfo(name)
    instant = dt.datetime(2031, 1, 1, tzinfo=dt.UTC)
    while instant.year < 2033:
        local = instant.astimezone(zone)
        assert described.utcoffset(local.replace(tzinfo=None)) == local.utcoffset(), local
        instant += dt.timedelta(hours=5)


def test_a_change_to_summer_time_is_dated_by_the_clocks_before_it():
    component = time_zone_component("Europe/Brussels", 2026, 2026)
    (summer,) = component.walk("DAYLIGHT")
    assert summer["DTSTART"].to_ical() == b"20260329T020000"
    assert summer["TZOFFSETFROM"].to_ical() == "+0100"
