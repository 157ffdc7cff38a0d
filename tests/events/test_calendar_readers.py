"""Whether calendars are what RFC 5545 says, as two libraries by different authors read them."""

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from events.calendar import _folded, agenda_calendar
from events.programme_parts import Programme
from tests.events.agendas import documents, read


@pytest.fixture(autouse=True)
def _host(settings):
    settings.BASE_URL = "https://plenary.example"


def one_reader(content: bytes) -> list[tuple[str, str, dt.datetime, dt.datetime, str]]:
    return [
        (str(e["UID"]), str(e["SUMMARY"]), e["DTSTART"].dt, e["DTEND"].dt, str(e["STATUS"]))
        for e in icalendar.Calendar.from_ical(content).walk("VEVENT")
    ]


def another_reader(content: bytes) -> list[tuple[str, str, dt.datetime, dt.datetime, str]]:
    whole = vobject.readOne(content.decode())
    return [
        (e.uid.value, e.summary.value, e.dtstart.value, e.dtend.value, e.status.value)
        for e in whole.contents.get("vevent", [])
    ]


def told(programme: Programme) -> list[tuple[str, str, dt.datetime, dt.datetime, str]]:
    return [
        (
            f"{session.code}@plenary.example",
            str(session.title),
            session.starts_at,
            session.ends_at,
            "CANCELLED" if session.is_cancelled else "CONFIRMED",
        )
        for session in programme.sessions
    ]


@hypothesis_settings(deadline=None, max_examples=40)
@given(documents())
def test_two_readers_find_what_the_programme_says(document):
    programme = read(document)
    content = agenda_calendar(programme)
    assert one_reader(content) == told(programme)
    assert another_reader(content) == told(programme)


@hypothesis_settings(deadline=None, max_examples=40)
@given(documents())
def test_every_line_ends_as_it_should_and_is_no_longer_than_75_octets(document):
    content = agenda_calendar(read(document))
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() is not None for line in lines)  # no character is cut in two


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=400))
def test_folding_loses_nothing_and_cuts_no_escape(text):
    folded = _folded(text.encode())
    assert folded.replace(b"\r\n ", b"") == text.encode() + b"\r\n"
    assert all(len(line) <= 75 for line in folded.split(b"\r\n"))


@pytest.mark.parametrize("sign", ["\\", "^"])
def test_an_escape_is_not_cut_from_what_it_escapes(sign):
    text = "a" * 74 + sign + "n" + "b" * 200
    first, second, *_rest = _folded(text.encode()).decode().split("\r\n ")
    assert (first, second[:2]) == ("a" * 74, f"{sign}n")


def test_a_line_of_escapes_alone_is_folded_too():
    assert _folded(b"\\" * 200).replace(b"\r\n ", b"") == b"\\" * 200 + b"\r\n"


@pytest.mark.parametrize("zone", ["Europe/Brussels", "America/St_Johns", "Asia/Tokyo"])
def test_the_zone_that_entries_name_is_described(zone):
    @hypothesis_settings(deadline=None, max_examples=5)
    @given(documents())
    def check(document):
        document["event"]["time_zone"] = zone
        whole = icalendar.Calendar.from_ical(agenda_calendar(read(document)))
        assert [str(part["TZID"]) for part in whole.walk("VTIMEZONE")] == [zone]
        for entry in whole.walk("VEVENT"):
            assert entry["DTSTART"].params["TZID"] == zone
            assert entry["DTSTART"].dt.astimezone(ZoneInfo(zone)) == entry["DTSTART"].dt

    check()
