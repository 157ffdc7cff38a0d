"""What programs for events get of an agenda."""

import datetime as dt
import io
import json
import re
import uuid
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from lxml import etree

from events import agenda, schedule_import
from events.models import Event, Session
from events.programme_parts import Person, Programme
from events.schedule_exports import frab_json, frab_xml, to_json, to_xml
from events.schedule_formats import Schedule, SessionEntry, parse
from tests.builders import make_appearance, make_organization, make_room, make_session
from tests.events.agendas import PUBLISHED_AT, SCHEDULES, SCHEMAS, documents, read

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DURATION = re.compile(r"\d{2}:\d{2}(:\d{2})?")
REAL = [
    "fosdem-2026.schedule.xml",
    "31c3.schedule.xml",
    "emf-2024.schedule.xml",
    "pyconjp-2020.derived-frab.xml",
]
needs_schemas = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas are not here (PLENARY_SHARED)")
needs_schedules = pytest.mark.skipif(
    not SCHEDULES.is_dir(), reason="the shared schedules are not here (PLENARY_SHARED)"
)


@pytest.fixture(autouse=True)
def _host(settings):
    settings.BASE_URL = "https://plenary.example"


@pytest.fixture(scope="module")
def xml_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "schedule.xml.xsd"))


@pytest.fixture(scope="module")
def json_schema() -> jsonschema.Draft6Validator:
    schema = json.loads((SCHEMAS / "schema.json").read_text())
    return jsonschema.Draft6Validator(schema, format_checker=jsonschema.Draft6Validator.FORMAT_CHECKER)


def now_read(event: Event, **reading: Any) -> Programme:
    return read(agenda.document(event), **reading)


def events_of(content: bytes) -> list[etree._Element]:
    return list(etree.fromstring(content).iterfind("day/room/event"))


def json_events(content: bytes) -> list[dict[str, Any]]:
    days = json.loads(content)["schedule"]["conference"]["days"]
    return [event for day in days for room in day["rooms"].values() for event in room]


# --- What a file says ----------------------------------------------------------------------


@pytest.mark.django_db
def test_schedule_xml_says_when_where_what_and_who(industry_day, orbit_panel):
    content = to_xml(now_read(industry_day))
    root = etree.fromstring(content)
    (event,) = events_of(content)

    assert [child.tag for child in root] == ["generator", "url", "version", "conference", "day"]
    assert root.findtext("url") == "https://plenary.example/events/industry-day/schedule.xml"
    assert root.findtext("conference/acronym") == "industry_day"
    assert root.findtext("conference/time_zone_name") == "Asia/Tokyo"
    assert dict(root.find("day").attrib) == {
        "index": "1",
        "date": "2031-05-15",
        "start": "2031-05-15T04:00:00+09:00",
        "end": "2031-05-16T04:00:00+09:00",
    }
    assert {child.tag: child.text for child in event if len(child) == 0} == {
        "date": "2031-05-15T09:00:00+09:00",
        "start": "09:00",
        "duration": "00:45",
        "room": "Room 1",
        "slug": f"industry_day-{orbit_panel.code}",
        "url": f"https://plenary.example/events/industry-day/sessions/{orbit_panel.code}/",
        "title": "Who watches orbit?",
        "subtitle": None,
        "track": "Orbit",
        "type": "panel",
        "language": "ja",
        "abstract": "About **debris**.\n\n<script>alert(1)</script>",
        "description": None,
    }
    assert event.findtext("recording/optout") == "true"
    assert [person.text for person in event.iterfind("persons/person")] == [
        "Ada Byron",
        "Grace Hopper",
        "Deputy Director, Ministry of Space",
    ]


@pytest.mark.django_db
def test_schedule_json_says_the_same_and_who_people_are(industry_day, orbit_panel):
    content = to_json(now_read(industry_day))
    (event,) = json_events(content)
    (xml_event,) = events_of(to_xml(now_read(industry_day)))

    assert (event["guid"], str(event["id"])) == (xml_event.get("guid"), xml_event.get("id"))
    assert (event["date"], event["end"]) == ("2031-05-15T09:00:00+09:00", "2031-05-15T09:45:00+09:00")
    byron, _hopper, unnamed = event["persons"]
    assert byron["name"] == "Ada Byron"
    assert byron["url"] == "https://plenary.example/events/industry-day/speakers/ada-byron/"
    assert byron["biography"] == "She *flew*."
    assert sorted(unnamed) == ["guid", "id", "name"]
    assert len({person["guid"] for person in event["persons"]}) == 3
    conference = json.loads(content)["schedule"]["conference"]
    assert [room["name"] for room in conference["rooms"]] == ["Room 1"]
    assert conference["tracks"] == [{"name": "Orbit"}]


@pytest.mark.django_db
def test_a_japanese_file_has_japanese_texts_names_and_addresses(industry_day, orbit_panel):
    (event,) = events_of(to_xml(now_read(industry_day, language="ja")))
    assert event.findtext("title") == "軌道を見守るのは誰か"
    assert event.findtext("room") == "第1会議室"
    assert event.findtext("url").startswith("https://plenary.example/ja/events/")
    assert [person.text for person in event.iterfind("persons/person")] == [
        "梅論 愛",
        "Grace Hopper",
        "Deputy Director、宇宙省",
    ]


@pytest.mark.django_db
def test_what_the_public_may_not_know_is_in_no_file_and_what_is_cancelled_neither(industry_day, orbit_panel):
    before = to_xml(now_read(industry_day)), to_json(now_read(industry_day))
    make_session(industry_day, title_en="Secret", audience="registered")
    make_session(industry_day, title_en="Dropped", is_cancelled=True)
    assert (to_xml(now_read(industry_day)), to_json(now_read(industry_day))) == before


@pytest.mark.django_db
def test_two_unnamed_participants_of_one_position_stay_two(industry_day):
    session = make_session(industry_day)
    ministry = make_organization("Ministry of Space")
    for _number in range(2):
        make_appearance(session, unnamed_en="Director", organization=ministry)
    (event,) = json_events(to_json(now_read(industry_day)))
    assert [person["name"] for person in event["persons"]] == ["Director, Ministry of Space"] * 2
    assert len({person["guid"] for person in event["persons"]}) == 2


@pytest.mark.django_db
def test_what_xml_cannot_hold_is_left_out(industry_day):
    make_session(industry_day, title_en="Be\x0bep\x01", abstract_en="One\r\ntwo\x1b[0m \ufffe")
    (event,) = events_of(to_xml(now_read(industry_day)))
    assert event.findtext("title") == "Beep"
    assert event.findtext("abstract") == "One\ntwo[0m "


@pytest.mark.parametrize(
    ("length", "in_xml", "in_json"),
    [
        (dt.timedelta(minutes=5), "00:05", "00:05"),
        (dt.timedelta(hours=17, minutes=30), "17:30", "17:30"),
        (dt.timedelta(hours=99), "99:00", "99:00"),
        (dt.timedelta(days=5, hours=3, minutes=20), "5:03:20", "123:20"),
        (dt.timedelta(minutes=10, seconds=30), "00:10:30", "00:10"),
    ],
)
def test_lengths_of_time(length, in_xml, in_json):
    assert (frab_xml.duration(length), frab_json.duration(length)) == (in_xml, in_json)


# --- What must hold for every agenda -------------------------------------------------------


@hypothesis_settings(deadline=None, max_examples=60)
@given(documents())
def test_every_file_is_whole_and_names_each_session_once(document):
    programme = read(document)
    content = to_json(programme)
    conference = json.loads(content)["schedule"]["conference"]
    root = etree.fromstring(to_xml(programme))
    shown = [session for session in programme.sessions if not session.is_cancelled]

    for found in (json_events(content), events_of(to_xml(programme))):
        guids, ids = [event.get("guid") for event in found], [int(event.get("id")) for event in found]
        assert len(found) == len(shown) == len(set(guids)) == len(set(ids))
        assert all(UUID.fullmatch(identifier) and uuid.UUID(identifier).version == 5 for identifier in guids)
        assert all(0 < number < 2**31 for number in ids)
    assert [int(day.get("index")) for day in root.iterfind("day")] == list(
        range(1, len(conference["days"]) + 1)
    )
    for day in conference["days"]:
        starts_at, ends_at = (dt.datetime.fromisoformat(day[key]) for key in ("day_start", "day_end"))
        for session in (event for room in day["rooms"].values() for event in room):
            assert starts_at <= dt.datetime.fromisoformat(session["date"]) < ends_at
    assert all(DURATION.fullmatch(event.findtext("duration")) for event in root.iter("event"))


@needs_schemas
@hypothesis_settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(documents())
def test_every_file_is_valid(xml_schema, json_schema, document):
    programme = read(document)
    xml_schema.assertValid(etree.fromstring(to_xml(programme)))
    json_schema.validate(json.loads(to_json(programme)))


@hypothesis_settings(deadline=None, max_examples=60)
@given(documents())
def test_what_is_exported_is_read_as_it_was(document):
    programme = read(document)
    if all(session.is_cancelled for session in programme.sessions):
        return  # an empty schedule is refused
    schedule = parse(to_xml(programme))
    assert carried(schedule) == carried_by(programme)
    assert (schedule.title, schedule.time_zone) == (str(programme.title), programme.time_zone)
    assert schedule.day_changes_at == programme.day_changes_at


def carried(schedule: Schedule) -> list[dict[str, Any]]:
    """What a file tells of its sessions."""
    return sorted((_entry(entry) for entry in schedule.sessions), key=str)


def _entry(entry: SessionEntry) -> dict[str, Any]:
    texts = ("title", "subtitle", "abstract", "description", "room", "track", "language")
    return {text: getattr(entry, text) for text in texts} | {
        "kind": entry.kind,
        "from": entry.starts_at,
        "to": entry.ends_at,
        "is_recorded": entry.is_recorded,
        "people": [person.name for person in entry.people],
    }


def carried_by(programme: Programme) -> list[dict[str, Any]]:
    """What it should tell."""
    return sorted(
        (
            {
                "title": str(session.title),
                "subtitle": str(session.subtitle),
                "abstract": str(session.abstract),
                "description": str(session.description),
                "room": str(session.room.name) if session.room else "",
                "track": str(session.track.name) if session.track else "",
                "language": session.language,
                "kind": session.kind,
                "from": session.starts_at.astimezone(dt.UTC),
                "to": session.ends_at.astimezone(dt.UTC),
                "is_recorded": session.is_recorded,
                "people": [person_name(person) for person in session.people],
            }
            for session in programme.sessions
            if not session.is_cancelled
        ),
        key=str,
    )


def person_name(person: Person) -> str:
    unnamed = ", ".join(str(part) for part in (person.position, person.organization) if part)
    return str(person.name) or unnamed


# --- Round trips and real files ------------------------------------------------------------


def bring_in(content: bytes, slug: str) -> Event:
    schedule = parse(content)
    event = schedule_import.new_event(
        schedule, slug=slug, title=schedule.title, zone=ZoneInfo(schedule.time_zone)
    )
    return schedule_import.bring_in(schedule, event, now=PUBLISHED_AT).event


@pytest.mark.django_db
def test_the_demo_event_comes_back_from_its_own_file():
    call_command("load_demo", stdout=io.StringIO())
    demo_events = list(Event.objects.published())
    assert demo_events
    for event in demo_events:
        exported = now_read(event)
        imported = now_read(bring_in(to_xml(exported), f"{event.slug}-again"))
        assert carried_by(imported) == carried_by(exported)
        assert [room.name for room in imported.rooms] == [room.name for room in exported.rooms]
        assert imported.day_changes_at == exported.day_changes_at
        again = now_read(bring_in(to_xml(imported), f"{event.slug}-once-more"))
        assert carried_by(again) == carried_by(imported)


@pytest.mark.django_db
def test_a_second_import_of_a_file_changes_nothing(industry_day, orbit_panel):
    make_session(industry_day, starts_in=dt.timedelta(days=1), room=make_room(industry_day.venue))
    content = to_xml(now_read(industry_day))
    event = bring_in(content, "again")
    before = agenda.document(event)
    report = schedule_import.bring_in(parse(content), event, now=PUBLISHED_AT)
    assert agenda.document(event) == before
    assert (report.sessions.unchanged, report.speakers.unchanged) == (2, 3)


@needs_schedules
@needs_schemas
@pytest.mark.django_db
@pytest.mark.parametrize("name", REAL)
def test_real_schedules_become_valid_files(name, xml_schema, json_schema):
    schedule = parse((SCHEDULES / name).read_bytes())
    zone = ZoneInfo(schedule.time_zone or "Europe/Berlin")
    event = schedule_import.new_event(schedule, slug=name.partition(".")[0], title=schedule.title, zone=zone)
    schedule_import.bring_in(schedule, event, now=PUBLISHED_AT)
    document = agenda.document(event)
    for language in ("en", "ja"):
        programme = read(document, language=language)
        xml, json_file = to_xml(programme), to_json(programme)
        xml_schema.assertValid(etree.fromstring(xml))
        json_schema.validate(json.loads(json_file))
        assert len(events_of(xml)) == len(json_events(json_file)) == len(programme.sessions)
    assert len(programme.sessions) == Session.objects.exclude(starts_at=None).count()
