"""What is read from JSON, calendars and open-event folders, what is tolerated, and what is refused."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from events.models import AppearanceRole, OrganizationRole, SessionKind
from events.schedule_formats import ScheduleError, archive, parse
from tests.events.schedules import TOKYO, as_json, refusal, tokyo, warnings
from tests.events.test_schedule_formats import SCHEDULES

# --- schedule.json -------------------------------------------------------------------------

EVENT = {
    "id": 1,
    "guid": "00000000-0000-5000-8000-000000000001",
    "title": "Opening",
    "date": "2031-05-15T09:00:00+09:00",
    "start": "09:00",
    "duration": "00:30",
    "type": "keynote",
    "track": "Orbit",
    "language": "en",
    "abstract": "<p>Hello <b>all</b><script>alert(1)</script></p>",
    "do_not_record": True,
    "persons": [{"id": 7, "public_name": "Ada Byron", "biography": "Counts engines."}],
}


def schedule_json(*events, **conference) -> bytes:
    day = {
        "date": "2031-05-15",
        "day_start": "2031-05-15T04:00:00+09:00",
        "day_end": "2031-05-16T03:59:00+09:00",
        "rooms": {"Hall": list(events)},
    }
    return as_json(
        {
            "schedule": {
                "conference": {"title": "Forum", "time_zone_name": "Asia/Tokyo", "days": [day], **conference}
            }
        }
    )


def test_the_first_layout_of_schedule_json_is_read():
    schedule = parse(schedule_json(EVENT))
    (session,) = schedule.sessions
    assert (schedule.format, schedule.title, schedule.time_zone) == ("schedule.json", "Forum", "Asia/Tokyo")
    assert schedule.day_changes_at == dt.time(4)
    assert (session.external_id, session.room, session.track) == (EVENT["guid"], "Hall", "Orbit")
    assert (session.starts_at, session.ends_at) == (tokyo(15, 9), tokyo(15, 9, 30))
    assert (session.kind, session.is_recorded, session.abstract) == (
        SessionKind.KEYNOTE,
        False,
        "Hello **all**",
    )
    assert [(p.external_id, p.name, p.biography) for p in session.people] == [
        ("7", "Ada Byron", "Counts engines.")
    ]
    assert warnings(schedule) == [
        "/schedule/conference/days/0/rooms/Hall/0, “Opening”: Removed from the abstract: script."
    ]


def test_a_clock_after_midnight_belongs_to_the_night_of_its_day():
    night = EVENT | {"date": "", "start": "01:30"}
    (session,) = parse(schedule_json(night)).sessions
    assert session.starts_at == tokyo(16, 1, 30)


def test_the_second_layout_of_schedule_json_is_read():
    guid = "3dc5daf5-ba21-4577-97e4-fb6e4b5d40e1"
    content = as_json(
        {
            "schedule": {
                "conference": {
                    "title": "Forum",
                    "time_zone_name": "Asia/Tokyo",
                    "days": [],
                    "tracks": [{"slug": "orbit", "name": "Orbit"}],
                    "rooms": [{"name": "Hall", "guid": "r1"}],
                },
                "persons": [{"guid": guid, "name": "Ada Byron", "biography": "Counts engines."}],
                "events": [
                    {
                        "guid": "e1",
                        "title": "Panel",
                        "start": "2031-05-15T23:00:00+09:00",
                        "end": "2031-05-16T01:00:00+09:00",
                        "room": {"guid": "r1"},
                        "track": {"slug": "orbit"},
                        "type": "DISCUSSION",
                        "state": "CANCELED",
                        "language": "en",
                        "abstract": {"en": "Hello", "de": "Hallo"},
                        "participants": [{"guid": guid, "name": "", "role": "MODERATOR"}],
                    },
                    {"guid": "e2", "title": "No", "state": "REJECTED"},
                ],
            }
        }
    )
    schedule = parse(content)
    (session,) = schedule.sessions
    assert (session.room, session.track, session.abstract, session.is_cancelled) == (
        "Hall",
        "Orbit",
        "Hello",
        True,
    )
    assert session.ends_at == tokyo(16, 1)
    (ada,) = session.people
    assert (ada.name, ada.role, ada.biography) == ("Ada Byron", AppearanceRole.MODERATOR, "Counts engines.")
    assert warnings(schedule) == [
        "/schedule/events/1, “No”: 1 session is not accepted at its source; it is left out."
    ]


def test_each_problem_of_a_json_file_has_its_pointer():
    hall = "/schedule/conference/days/0/rooms/Hall"
    assert refusal(
        schedule_json(
            EVENT | {"title": ""}, EVENT | {"duration": "soon"}, EVENT | {"date": "2031-02-31T09:00"}
        )
    ) == [
        f"{hall}/0: The title is missing or empty.",
        f"{hall}/1/duration: “soon” is not a duration; write it like 01:30.",
        f"{hall}/2/date: “2031-02-31T09:00” is not a date with a time; "
        "write it like 2030-05-15T09:30:00+09:00.",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[" * 100_000, "nested more than 40 deep"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "nested more than 40 deep"),
        (b'{"schedule": ', "line 1: This is not JSON"),
        (b'{"n": ' + b"9" * 5000 + b"}", "a number has too many digits"),
        (b'{"n": NaN}', "NaN is not a number"),
        (b"{\xff}", "This is not UTF-8 text"),
        (b"{}", "of no layout that is known"),
        (b"", "This is no schedule that can be read"),
        (b"hello, world\n1,2", "This is no schedule that can be read"),
        (b"\x00\x01\x02", "This is no schedule that can be read"),
        (schedule_json(), "has no session"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR", "This is not a calendar"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", "has no session"),
    ],
)
def test_what_is_no_schedule_or_would_grow_is_refused(content, told):
    assert told in refusal(content)[0]


# --- Other layouts of JSON -----------------------------------------------------------------


def test_a_pretalx_dump_is_read_with_its_translated_names():
    submission = {
        "code": "ABC",
        "title": "Bonjour",
        "state": "confirmed",
        "content_locale": "fr",
        "submission_type": {"en": "Workshop", "fr": "Atelier"},
        "speakers": [{"code": "S1", "name": "Ada Byron"}],
        "slot": {"room_id": 1, "start": "2031-05-15T09:00:00+09:00", "end": "2031-05-15T10:00:00+09:00"},
    }
    room = {"id": 1, "name": {"en": "Hall", "ja": "大ホール", "fr": "Salle"}}
    schedule = parse(
        as_json(
            {
                "schedule": {"2031-05-15": {"540": {"1": submission}}},
                "sprints": {"2031-05-16": {"540": {"1": submission | {"code": "DEF"}}}},
                "rooms": [room],
                "extra": {"2031-05-15": {"720": {"title": {"en": "Lunch"}}}},
                "speakers": [{"code": "S1", "name": "Ada Byron", "biography": "Counts."}],
            }
        )
    )
    first, second = schedule.sessions
    assert (first.external_id, first.room, first.kind, first.language) == (
        "ABC",
        "Hall",
        SessionKind.WORKSHOP,
        "fr",
    )
    assert (first.people[0].biography, second.external_id) == ("Counts.", "DEF")
    assert schedule.names == {"Hall": {"en": "Hall", "ja": "大ホール"}}
    assert (
        "/sprints: Beside the programme (1 sessions in 1 rooms with 1 people) the file has 1 sprints; "
        "they are brought in, too."
    ) in warnings(schedule)


def test_a_list_of_sessions_needs_to_know_where_its_clocks_stand():
    content = as_json(
        [
            {
                "id": 4,
                "title": "Tea",
                "start_date": "2031-05-15 23:30:00",
                "end_date": "2031-05-16 00:30:00",
                "venue": "Tent",
                "speaker": "Ada",
                "user_id": 9,
            }
        ]
    )
    (session,) = parse(content, zone=TOKYO).sessions
    assert (session.starts_at, session.ends_at, session.room) == (tokyo(15, 23, 30), tokyo(16, 0, 30), "Tent")
    with pytest.raises(ScheduleError, match="say where the event’s clocks stand"):
        parse(content)


def test_an_open_event_folder_has_affiliations_sponsors_and_empty_rooms():
    speaker = {"id": 5, "name": "Ada Byron", "organisation": "Engine Works", "position": "Director"}
    files = {
        "event": {"name": "Summit", "timezone": "Asia/Tokyo", "location-name": "Harbour"},
        "microlocations": [{"id": 1, "name": "Hall"}, {"id": 2, "name": "Attic"}],
        "tracks": [{"id": 3, "name": "Orbit"}],
        "speakers": [speaker, {"id": 6, "name": "Nobody"}],
        "sponsors": [
            {"name": "Bolts", "level": "3", "type": "Thank you for your support!"},
            {"name": "Nuts", "level": "7", "type": "Platinum Sponsor", "url": "https://nuts.example"},
        ],
        "sessions": [
            {
                "id": 9,
                "title": "Keynote",
                "state": "accepted",
                "starts-at": "2031-05-15T09:00:00+09:00",
                "ends-at": "2031-05-15T10:00:00+09:00",
                "microlocation": {"id": 1, "name": "Hall"},
                "track": {"id": 3, "name": "Orbit"},
                "session-type": {"name": "Talk"},
                "language": "English",
                "speakers": [{"id": 5, "name": "Ada Byron"}],
            }
        ],
    }
    packed = archive.packed({f"summit/{name}.json": as_json(value) for name, value in files.items()})
    schedule = parse(packed)
    (ada,) = schedule.people
    assert (ada.position, ada.organization) == ("Director", "Engine Works")
    assert (schedule.format, schedule.rooms, schedule.sessions[0].language) == (
        "open-event",
        ("Hall", "Attic"),
        "en",
    )
    assert [(o.name, o.role) for o in schedule.organizations] == [
        ("Nuts", OrganizationRole.SPONSOR_PLATINUM),
        ("Bolts", OrganizationRole.SUPPORTER),
    ]
    assert any(
        "Of 2 people listed 1 appear in no session; they are left out: Nobody." in text
        for text in warnings(schedule)
    )


def test_a_table_without_times_comes_in_unscheduled():
    row = {"id": "1", "title": "軌道", "room": "A", "day": "1", "name": "山田", "lang_of_talk": "Japanese"}
    schedule = parse(as_json({"_collections": [{"_data": [{"body": [row]}]}]}))
    assert (schedule.sessions[0].starts_at, schedule.has_times) == (None, False)
    assert "The file numbers its days (1) but gives no dates and no times." in warnings(schedule)


# --- Calendars -----------------------------------------------------------------------------


def calendar(*lines: str) -> bytes:
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""]
    ).encode()


def test_a_calendar_that_lacks_what_the_standard_demands_is_read_and_told():
    schedule = parse(
        calendar(
            "UID:4",
            "SUMMARY:Tea\\, and cake",
            "DTSTART;TZID=Asia/Tokyo:20310515T233000",
            "DTEND;TZID=Asia/Tokyo:20310516T003000",
            "LOCATION:Tent",
            "STATUS:CANCELLED",
        )
    )
    (session,) = schedule.sessions
    assert (session.title, session.room, session.is_cancelled) == ("Tea, and cake", "Tent", True)
    assert (session.starts_at, session.ends_at) == (tokyo(15, 23, 30), tokyo(16, 0, 30))
    told = " ".join(warnings(schedule))
    assert "lacks its PRODID" in told
    assert "does not define its time zone Asia/Tokyo" in told
    assert "1 entry lacks its DTSTAMP" in told


def test_an_entry_without_an_identifier_or_a_beginning_is_refused():
    assert refusal(calendar("SUMMARY:Tea", "DTSTART:20310515T090000Z", "DTEND:20310515T100000Z")) == [
        "entry 1 “Tea”: There is no identifier: a second import could not know the session again."
    ]
    assert refusal(calendar("UID:1", "SUMMARY:Tea")) == ["entry 1 “Tea”: It has no beginning (DTSTART)."]


# --- Real files ----------------------------------------------------------------------------


@pytest.mark.skipif(not SCHEDULES.is_dir(), reason="the shared schedules are not here (PLENARY_SHARED)")
@pytest.mark.parametrize(
    ("name", "read_as", "rooms", "sessions", "people"),
    [
        ("emf-2024.schedule.json", "JSON", 44, 482, 331),
        ("emf-2024.schedule.ics", "iCalendar", 44, 482, 0),
        ("pyconjp-2020.derived-frab.json", "schedule.json", 6, 65, 56),
        ("pyconjp-2020.nuxt-content.json", "Nuxt content", 6, 65, 56),
        ("pyconfr-2024.pretalx-dump.json", "pretalx", 10, 76, 77),
        ("fossasia-2017", "open-event", 15, 214, 184),
        ("voc-schedule-example.xlsx", "XLSX", 2, 13, 15),
        ("voc-example-frab-camp2019.json", "schedule.json", 2, 79, 90),
        ("voc-example-hub-schedule2.json", "schedule.json", 2, 2, 4),
        ("voc-example-invalid-example.json", "schedule.json", 1, 1, 1),
        ("voc-example-pretalx-democon.json", "schedule.json", 2, 36, 27),
        ("voc-example-pretalx-rc3.json", "schedule.json", 5, 48, 56),
    ],
)
def test_real_files_are_read_whole(name, read_as, rooms, sessions, people):
    file = SCHEDULES / name
    files = {path.name: path.read_bytes() for path in file.glob("*.json")} if file.is_dir() else {}
    schedule = parse(archive.packed(files) if files else file.read_bytes(), zone=ZoneInfo("Europe/London"))
    assert (schedule.format, len(schedule.rooms), len(schedule.sessions), len(schedule.people)) == (
        read_as,
        rooms,
        sessions,
        people,
    )
