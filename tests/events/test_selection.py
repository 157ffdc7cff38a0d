"""What an address of the agenda asks for."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import releases
from events.models import AppearanceRole, Audience, SessionKind
from events.selection import FILTERS, PARAMETERS
from speakers.models import Sector
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_organization,
    make_room,
    make_session,
    make_speaker,
    make_track,
)
from tests.events.pages import attributes, get, of_class, words

pytestmark = pytest.mark.django_db

AGENDA = "/events/industry-day/agenda/"


@pytest.fixture
def three(industry_day, orbit_panel):
    """The panel on orbit; a talk of an admiral in another room; a workshop on the next day."""
    room = make_room(industry_day.venue, name_en="Harbour Room", name_ja="港の間")
    talk = make_session(
        industry_day, title_en="Ships and stars", kind=SessionKind.TALK, room=room, language="en"
    )
    admiral = make_speaker("Hood")
    make_affiliation(admiral, make_organization("Royal Navy", sector=Sector.MILITARY))
    make_appearance(talk, admiral, role=AppearanceRole.SPEAKER)
    make_session(
        industry_day,
        title_en="Bolts",
        kind=SessionKind.WORKSHOP,
        track=make_track(industry_day, name_en="Hardware", name_ja="部品"),
        starts_in=dt.timedelta(days=1),
        needs_separate_registration=True,
    )
    releases.publish(industry_day, by=None, now=timezone.now())
    return industry_day


def shown(query):
    """The titles on the agenda that a query asks for, in their order."""
    return [words(title) for title in of_class(get(f"{AGENDA}?{query}"), "session__title")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("track=orbit", ["Who watches orbit?"]),
        ("track=orbit&track=hardware", ["Who watches orbit?", "Bolts"]),
        ("room=harbour-room", ["Ships and stars"]),
        ("kind=talk&kind=workshop", ["Ships and stars", "Bolts"]),
        ("language=ja", ["Who watches orbit?"]),
        ("day=2031-05-16", ["Bolts"]),
        ("role=moderator", ["Who watches orbit?"]),
        ("sector=military", ["Ships and stars"]),
        ("organization=royal-navy&organization=ministry-of-space", ["Who watches orbit?", "Ships and stars"]),
        ("kind=talk&day=2031-05-16", []),
        ("role=moderator&sector=military", []),
        ("q=stars", ["Ships and stars"]),
        ("q=stars&kind=panel", []),
    ],
)
def test_filters_leave_what_has_one_of_the_values_of_each(query, expected, three):
    assert shown(query) == expected


def test_what_is_asked_of_people_is_asked_of_one_person(three, orbit_panel):
    assert shown("role=panelist&organization=ministry-of-space") == ["Who watches orbit?"]
    assert shown("role=speaker&organization=ministry-of-space") == []


def test_only_what_occurs_is_offered_with_how_often(three):
    page = get(AGENDA)
    offered = {
        words(details.find("summary")): [words(label) for label in details.iter("label")]
        for details in page.xpath("//details[@name='filter']")
    }
    assert offered["Kind"] == ["Panel 1", "Talk 1", "Workshop 1"]
    assert offered["Sector"] == ["Military 1", "Industry 1"]
    assert offered["Day"] == ["Thu 15 May 2", "Fri 16 May 1"]


def test_a_filtered_page_says_how_many_there_are_and_one_link_clears_it(three):
    page = get(f"{AGENDA}?kind=talk&q=stars&tz=Europe/Paris")
    assert words(page.get_element_by_id("summary")) == "1 of 3 sessions"
    [chips] = of_class(page, "chips")
    assert [words(chip) for chip in of_class(chips, "chip")] == ["“stars” · remove", "Talk · remove"]
    assert attributes(chips, ".//a[@class='chip no-print']", "href") == [
        "?kind=talk&tz=Europe/Paris",
        "?q=stars&tz=Europe/Paris",
    ]
    assert attributes(chips, ".//a[@class='chips__clear']", "href") == ["?tz=Europe/Paris"]


def test_nothing_that_matches_is_said_plainly(three):
    page = get(f"{AGENDA}?q=nothing+of+it")
    assert words(page.get_element_by_id("summary")) == "No session matches."
    [notice] = of_class(page, "empty")
    assert attributes(notice, ".//a", "href") == ["?"]


def test_what_does_not_occur_is_left_out_and_the_page_says_so(three):
    page = get(f"{AGENDA}?track=orbit&track=gone&kind=nonsense")
    assert [words(title) for title in of_class(page, "session__title")] == ["Who watches orbit?"]
    assert "does not occur in this agenda" in words(page)
    assert "does not occur in this agenda" not in words(get(AGENDA))


@pytest.mark.parametrize(
    ("query", "headings"),
    [
        ("", ["Thursday 15 May 2031", "Friday 16 May 2031"]),
        ("by=track", ["Orbit", "Hardware", "Without a track"]),
        ("by=room", ["Harbour Room", "Room 1", "Without a room"]),
        ("q=orbit", ["Best matches"]),
        ("q=orbit&by=day", ["Thursday 15 May 2031"]),
        ("as=grid", ["Thursday 15 May 2031", "Friday 16 May 2031"]),
        ("by=nonsense&as=nonsense", ["Thursday 15 May 2031", "Friday 16 May 2031"]),
    ],
)
def test_an_agenda_reads_by_day_track_room_or_match(query, headings, three):
    page = get(f"{AGENDA}?{query}")
    assert [words(title) for title in of_class(page, "day__title")] == headings


def test_hits_are_marked_and_nothing_of_a_query_is_run(three):
    page = get(f"{AGENDA}?q=orbit+%3Cscript%3Ealert(1)%3C/script%3E")
    assert page.xpath("//script[contains(text(), 'alert')]") == []
    page = get(f"{AGENDA}?q=orbit")
    assert [words(mark) for mark in page.xpath("//h4//mark")] == ["orbit"]


def test_a_session_that_needs_a_registration_of_its_own_says_so(three):
    [session] = of_class(get(f"{AGENDA}?track=hardware"), "session")
    assert [words(sign) for sign in of_class(session, "sign")] == ["Separate registration"]


def test_what_is_hidden_is_neither_offered_nor_counted_nor_found(three):
    queries = (
        "",
        "?q=secret",
        "?kind=ceremony",
        "?track=vault",
        "?organization=shadow",
        "?by=track",
        "?as=grid",
    )
    before = [Client().get(f"{AGENDA}{query}").content for query in queries]
    secret = make_session(
        three,
        title_en="Secret",
        kind=SessionKind.CEREMONY,
        track=make_track(three, name_en="Vault"),
        audience=Audience.HIDDEN,
    )
    shadow = make_speaker()
    make_affiliation(shadow, make_organization("Shadow"))
    make_appearance(secret, shadow)
    releases.publish(three, by=None, now=timezone.now())
    assert [Client().get(f"{AGENDA}{query}").content for query in queries] == before


@pytest.mark.parametrize("query", ["kind=talk", "q=orbit", "as=grid", "by=track&tz=Europe/Paris"])
def test_a_warm_filtered_page_asks_the_database_for_nothing_and_is_sent_compressed(query, three, clock):
    address = f"{AGENDA}?{query}"
    first = Client().get(address)
    with CaptureQueriesContext(connection) as queries:
        again = Client().get(address, headers={"accept-encoding": "br"})
    assert list(queries) == []
    assert again["Content-Encoding"] == "br"
    assert again["ETag"].strip('"') == f"{first['ETag'].strip(chr(34))}-br"


VALUES = st.one_of(
    st.text(max_size=30), st.text(min_size=200, max_size=300), st.sampled_from(["talk", "orbit"])
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(pairs=st.lists(st.tuples(st.sampled_from(sorted({*PARAMETERS, "tz", "x"})), VALUES), max_size=12))
def test_no_address_is_an_error(three, pairs):
    data = {name: [value for other, value in pairs if other == name] for name, _value in pairs}
    response = Client().get(AGENDA, data)
    assert response.status_code == 200
    assert b'id="summary"' in response.content


def test_values_repeated_without_end_are_answered(three):
    query = "&".join(f"{name}=x" for name in FILTERS for _again in range(2_000))
    assert Client().get(f"{AGENDA}?{query}&kind=talk").status_code in (200, 400)
