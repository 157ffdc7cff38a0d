"""What an import changes in an event's draft, and what it leaves alone."""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from events import programme, schedule_import
from events.models import Appearance, AppearanceRole, Event, Room, Session, SessionKind, Track, Venue
from events.schedule_changes import Count
from events.schedule_formats import parse
from speakers.models import NameOrder, Speaker
from tests.builders import make_appearance, make_event, make_room, make_session, make_speaker, make_venue
from tests.events.schedules import FORUM, event_xml, schedule_xml
from tests.events.test_schedule_formats import SCHEDULES

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2031, 4, 1, 12, tzinfo=dt.UTC)
TOKYO = ZoneInfo("Asia/Tokyo")
ROWS = (Event, Venue, Room, Track, Session, Appearance, Speaker)


def bring_in(content: bytes, event: Event) -> schedule_import.Report:
    return schedule_import.bring_in(parse(content), event, now=NOW)


def new_event(content: bytes, slug: str = "forum") -> Event:
    schedule = parse(content)
    return schedule_import.new_event(
        schedule, slug=slug, title=schedule.title, zone=ZoneInfo(schedule.time_zone)
    )


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in ROWS}


def person_xml(name: str, attributes: str = "") -> str:
    return f"<persons><person {attributes}>{name}</person></persons>"


@pytest.fixture
def event() -> Event:
    starts_at = dt.datetime(2031, 5, 15, 0, tzinfo=TOKYO)
    return make_event(starts_at=starts_at, ends_at=starts_at + dt.timedelta(days=2))


@pytest.fixture
def schedule_file(tmp_path):
    """A function that writes a schedule into a file."""

    def written(content: bytes) -> str:
        file = tmp_path / "schedule.xml"
        file.write_bytes(content)
        return str(file)

    return written


# --- A first import ------------------------------------------------------------------------


def test_a_new_event_is_as_long_as_its_schedule_and_stands_in_its_zone():
    report = bring_in(FORUM, new_event(FORUM))
    forum = Event.objects.get(slug="forum")

    assert report.sessions == Count(created=3)
    assert report.rooms == report.tracks == Count(created=2)
    assert report.speakers == Count(created=3)
    assert (forum.title_en, forum.time_zone, forum.day_changes_at) == (
        "Harbour & Orbit Forum",
        "Europe/Brussels",
        dt.time(4),
    )
    assert forum.starts_at == dt.datetime(2031, 5, 15, 7, tzinfo=dt.UTC)
    assert forum.ends_at == dt.datetime(2031, 5, 17, 14, tzinfo=dt.UTC)
    assert (forum.venue.name_en, forum.venue.city_en) == ("Old Customs House", "Brussels")
    assert [room.name for room in forum.venue.rooms.all()] == ["Great Hall", "Pier 4"]
    assert [track.name for track in forum.tracks.all()] == ["Orbit", "Sea"]
    assert len({track.mark for track in forum.tracks.all()}) == 2


def test_a_session_comes_in_with_its_people_in_their_roles():
    bring_in(FORUM, new_event(FORUM))
    opening, night, workshop = Session.objects.order_by("external_id")

    assert (opening.title, opening.abstract, opening.kind) == (
        "Opening",
        "Welcome to **all**.",
        SessionKind.OPENING,
    )
    assert (opening.room.name, opening.track.name, opening.language, opening.is_recorded) == (
        "Great Hall",
        "Sea",
        "en",
        True,
    )
    assert (night.kind, night.is_recorded) == (SessionKind.PANEL, False)
    assert [(a.speaker.name, a.role, a.order) for a in night.appearances.all()] == [
        ("Geraldine de Bastion", AppearanceRole.PANELIST, 1),
        ("Ada Byron", AppearanceRole.PANELIST, 2),
    ]
    assert (workshop.track, workshop.appearances.count()) == (None, 0)


def test_two_persons_of_one_name_stay_two_and_one_person_stays_one():
    bring_in(FORUM, new_event(FORUM))
    assert sorted(Speaker.objects.values_list("slug", flat=True)) == [
        "ada-byron--11",
        "ada-byron--13",
        "geraldine-de-bastion--12",
    ]
    assert Speaker.objects.get(slug="ada-byron--11").biography_en == "Counts engines."


@pytest.mark.parametrize(
    ("name", "given", "family", "order"),
    [
        ("Geraldine de Bastion", "Geraldine de", "Bastion", NameOrder.GIVEN_FIRST),
        ("erdgeist", "", "erdgeist", NameOrder.GIVEN_FIRST),
        ("山田 太郎", "太郎", "山田", NameOrder.FAMILY_FIRST),
        ("山田太郎", "", "山田太郎", NameOrder.FAMILY_FIRST),
    ],
)
def test_a_name_reads_as_it_was_written(event, name, given, family, order):
    bring_in(schedule_xml(event_xml(extra=person_xml(name, 'id="7"'))), event)
    speaker = Speaker.objects.get()
    assert speaker.name == name
    assert (speaker.given_name, speaker.family_name, speaker.name_order) == (given, family, order)


def test_one_account_may_have_submitted_for_many_people(event):
    people = "".join(f'<person id="7">{name}</person>' for name in ("山田太郎", "鈴木花子", "Ada Byron"))
    report = bring_in(schedule_xml(event_xml(extra=f"<persons>{people}</persons>")), event)
    assert report.speakers == Count(created=3)
    assert bring_in(schedule_xml(event_xml(extra=f"<persons>{people}</persons>")), event).speakers == Count(
        unchanged=3
    )


def test_japanese_schedules_fill_the_japanese_columns(event):
    bring_in(
        schedule_xml(event_xml(title="軌道", track="宇宙", language="ja"), room='name="第一会議室"'), event
    )
    session = Session.objects.get()
    assert (session.title_ja, session.title_en) == ("軌道", None)
    assert (session.room.name_ja, session.room.name_en) == ("第一会議室", None)
    assert (session.track.name_ja, session.track.name_en) == ("宇宙", None)


def test_an_existing_event_keeps_its_own_title_times_and_venue(event):
    venue = make_venue()
    hall = make_room(venue, name_en="Hall")
    event.venue = venue
    event.save()
    before = (event.title_en, event.starts_at, event.ends_at, venue)
    report = bring_in(schedule_xml(event_xml(1), event_xml(2, date="2031-06-01T09:00:00+09:00")), event)

    event.refresh_from_db()
    assert (event.title_en, event.starts_at, event.ends_at, event.venue) == before
    assert report.rooms == Count(unchanged=1)
    assert {session.room for session in event.sessions.all()} == {hall}
    assert [str(warning) for warning in report.warnings] == [
        "line 1, event 2 “Session 2”: It lies outside the event’s own beginning and end."
    ]


def test_a_venue_of_that_name_is_used_again():
    bring_in(FORUM, new_event(FORUM))
    report = bring_in(FORUM, new_event(FORUM, slug="forum-again"))
    assert Venue.objects.count() == 1
    assert (report.rooms, report.tracks, report.sessions) == (
        Count(unchanged=2),
        Count(created=2),
        Count(created=3),
    )
    assert report.speakers == Count(unchanged=3)


# --- A second import -----------------------------------------------------------------------


def test_the_same_file_again_changes_nothing():
    bring_in(FORUM, new_event(FORUM))
    before = (
        counts(),
        list(Session.objects.order_by("pk").values()),
        list(Speaker.objects.order_by("pk").values()),
    )
    report = bring_in(FORUM, Event.objects.get(slug="forum"))

    assert report.sessions == report.speakers == Count(unchanged=3)
    assert report.rooms == report.tracks == Count(unchanged=2)
    assert before == (
        counts(),
        list(Session.objects.order_by("pk").values()),
        list(Speaker.objects.order_by("pk").values()),
    )


def test_a_changed_session_is_updated_and_keeps_its_code(event):
    bring_in(schedule_xml(event_xml(1), event_xml(2)), event)
    code = Session.objects.get(title_en="Session 1").code
    moved = event_xml(1, title="New title", date="2031-05-15T18:00:00+09:00")
    report = bring_in(schedule_xml(moved, event_xml(2), room='name="Attic"'), event)

    session = Session.objects.get(code=code)
    assert report.sessions == Count(updated=2)
    assert report.rooms == Count(created=1)
    assert (session.title, session.starts_at, session.room.name) == (
        "New title",
        dt.datetime(2031, 5, 15, 18, tzinfo=TOKYO),
        "Attic",
    )
    assert session.changed_at == NOW


def test_people_who_left_or_joined_a_session_are_followed(event):
    ada, grace = '<person id="1">Ada Byron</person>', '<person id="2">Grace Hopper</person>'
    bring_in(schedule_xml(event_xml(extra=f"<persons>{ada}</persons>")), event)
    report = bring_in(schedule_xml(event_xml(extra=f"<persons>{grace}</persons>")), event)
    assert report.sessions == Count(updated=1)
    assert [a.speaker.name for a in Session.objects.get().appearances.all()] == ["Grace Hopper"]


def test_somebody_renamed_at_the_source_stays_the_same_speaker(event):
    bring_in(schedule_xml(event_xml(extra=person_xml("Ada Byron", 'id="1"'))), event)
    speaker = Speaker.objects.get()
    report = bring_in(schedule_xml(event_xml(extra=person_xml("Ada Lovelace", 'id="1"'))), event)
    assert report.speakers == Count(updated=1)
    speaker.refresh_from_db()
    assert (speaker.name, speaker.slug) == ("Ada Lovelace", "ada-byron--1")


def test_somebody_without_an_identifier_is_known_by_name_within_the_event(event):
    content = schedule_xml(event_xml(extra=person_xml("Ada Byron")))
    bring_in(content, event)
    assert bring_in(content, event).speakers == Count(unchanged=1)
    other = make_event(starts_at=event.starts_at, ends_at=event.ends_at)
    assert bring_in(content, other).speakers == Count(created=1)


def test_what_organizers_added_by_hand_stays(event):
    own_speaker = make_speaker("Byron", slug="ada-byron")
    own_session = make_session(event, starts_in=dt.timedelta(hours=9), title_en="Our own")
    content = schedule_xml(event_xml(type="lecture", extra=person_xml("Ada Byron", 'id="1"')))
    bring_in(content, event)
    session = Session.objects.exclude(pk=own_session.pk).get()
    make_appearance(session, own_speaker, role=AppearanceRole.MODERATOR)
    make_appearance(session, unnamed_en="Director")
    session.title_ja = "題名"
    session.expected_attendance = 40
    session.save()
    session.appearances.filter(speaker__slug="ada-byron--1").update(role=AppearanceRole.DISCUSSANT)
    report = bring_in(content, event)

    session.refresh_from_db()
    assert report.sessions == Count(unchanged=1)
    assert (session.title_ja, session.expected_attendance) == ("題名", 40)
    assert sorted(session.appearances.values_list("role", flat=True)) == [
        "discussant",
        "moderator",
        "speaker",
    ]
    assert Session.objects.filter(pk=own_session.pk).exists()


def test_what_the_file_leaves_open_stays_as_the_organizers_have_it(event):
    bring_in(schedule_xml(event_xml(language="")), event)
    Session.objects.update(kind=SessionKind.CEREMONY, language="fr", is_recorded=True)
    assert bring_in(schedule_xml(event_xml(language="")), event).sessions == Count(unchanged=1)


def test_a_name_that_an_organizer_divided_otherwise_stays_divided(event):
    content = schedule_xml(event_xml(extra=person_xml("Geraldine de Bastion", 'id="1"')))
    bring_in(content, event)
    Speaker.objects.update(given_name="Geraldine", family_name="de Bastion")
    assert bring_in(content, event).speakers == Count(unchanged=1)


def test_a_session_that_left_the_file_stays_and_is_told(event):
    bring_in(schedule_xml(event_xml(1), event_xml(2)), event)
    report = bring_in(schedule_xml(event_xml(1)), event)
    assert [str(warning) for warning in report.warnings] == [
        "“Session 2”: An earlier import brought it in, but it is no longer in the file; it stays as it is."
    ]
    assert event.sessions.count() == 2


# --- All or nothing, and at what cost ------------------------------------------------------


def test_a_failure_on_the_way_leaves_nothing(monkeypatch):
    before = counts()

    def fail(*_arguments, **_options):
        raise IntegrityError("the database is gone")

    monkeypatch.setattr(Appearance.objects, "bulk_create", fail)
    with pytest.raises(IntegrityError):
        bring_in(FORUM, new_event(FORUM))
    assert counts() == before


def many(number: int, *, title: str = "Session") -> bytes:
    return schedule_xml(
        *(
            event_xml(n, title=f"{title} {n}", extra=person_xml(f"Person {n}", f'id="{n}"'))
            for n in range(1, number + 1)
        )
    )


@pytest.mark.parametrize("title", ["Session", "Renamed"])
def test_an_import_takes_the_same_number_of_queries_for_3_sessions_and_for_30(title):
    def queries(number: int) -> tuple[int, int]:
        event = make_event(starts_at=NOW, ends_at=NOW + dt.timedelta(days=90))
        first = CaptureQueriesContext(connection)
        with first:
            bring_in(many(number), event)
        second = CaptureQueriesContext(connection)
        with second:
            bring_in(many(number, title=title), event)
        return len(first), len(second)

    assert queries(3) == queries(30)


# --- The commands --------------------------------------------------------------------------


def run(command: str, *arguments: str) -> str:
    output = io.StringIO()
    call_command(command, *arguments, stdout=output)
    return output.getvalue()


def test_the_command_makes_the_event_and_prints_what_it_did(schedule_file):
    file = schedule_file(FORUM)
    with pytest.raises(CommandError, match="no event with the address forum"):
        run("import_schedule", file, "--event", "forum")

    assert run("import_schedule", file, "--event", "forum", "--create") == (
        "Harbour & Orbit Forum (forum), from schedule.xml\n"
        "  Days with sessions: 2\n"
        "  Sessions: 3 created, 0 updated, 0 unchanged\n"
        "  Speakers: 3 created, 0 updated, 0 unchanged\n"
        "  Rooms: 2 created, 0 updated, 0 unchanged\n"
        "  Tracks: 2 created, 0 updated, 0 unchanged\n"
        "4 warnings:\n"
        "  Ada Byron stands under 2 identifiers (11, 13): as many speakers come in.\n"
        "  line 38, event 1 “Opening”: 1 link is left out.\n"
        "  line 39, event 1 “Opening”: 1 attachment is left out.\n"
        "  line 63, event 3 “Long workshop”: 1 event names no language.\n"
    )
    assert "3 unchanged" in run("import_schedule", file, "--event", "forum")


def test_the_command_asks_for_the_zone_and_the_title_that_a_file_lacks(schedule_file):
    file = schedule_file(schedule_xml(event_xml(), conference=""))
    create = ("import_schedule", file, "--event", "forum", "--create")
    with pytest.raises(CommandError, match="give it with --title"):
        run(*create)
    with pytest.raises(CommandError, match="for example --zone Asia/Tokyo"):
        run(*create, "--title", "Forum")
    with pytest.raises(CommandError, match="Mars is not a time zone"):
        run(*create, "--title", "Forum", "--zone", "Mars")
    run(*create, "--title", "Forum", "--zone", "Asia/Tokyo")
    assert Event.objects.get().title_en == "Forum"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<!DOCTYPE schedule><schedule/>", "line 1: The file has a document type declaration"),
        (schedule_xml(event_xml(1), event_xml(2, title="")), "line 1, event 2: <title> is missing or empty."),
        (b"", "This is no schedule that can be read"),
    ],
)
def test_a_refused_file_brings_nothing_in(schedule_file, content, told):
    before = counts()
    with pytest.raises(CommandError, match="nothing was brought in") as refused:
        run("import_schedule", schedule_file(content), "--event", "forum", "--create", "--title", "Forum")
    assert told in str(refused.value)
    assert counts() == before


def test_an_event_that_cannot_be_brings_nothing_in(schedule_file):
    before = counts()
    with pytest.raises(CommandError, match="The event cannot be made; nothing was brought in"):
        run("import_schedule", schedule_file(FORUM), "--event", "no/address", "--create")
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_schedule", "/does/not/exist.xml", "--event", "forum", "--create")
    assert counts() == before


def test_an_imported_agenda_is_published_by_the_command(schedule_file):
    run("import_schedule", schedule_file(FORUM), "--event", "forum", "--create")
    output = run("publish_agenda", "forum", "--note", "As imported")
    release = Event.objects.get(slug="forum").current_release

    assert "Added: Opening" in output
    assert "Published as release 1: " in output
    assert (release.number, release.note, release.published_by) == (1, "As imported", None)
    assert [session.title.value for session in programme.read(release).sessions] == [
        "Opening",
        "Night watch",
        "Long workshop",
    ]
    assert run("publish_agenda", "forum").startswith("Nothing has changed")
    assert Event.objects.get(slug="forum").releases.count() == 1


def test_errors_stop_the_publication_and_warnings_ask(event):
    room = make_room(make_venue(), name_en="Hall")
    first = make_session(event, room=room)
    second = make_session(event, room=room)
    with pytest.raises(CommandError, match="Errors stop the publication; nothing was published"):
        run("publish_agenda", event.slug, "--in-spite-of-warnings")

    second.room = None
    second.save()
    speaker = make_speaker()
    make_appearance(first, speaker)
    make_appearance(second, speaker)
    with pytest.raises(CommandError, match="add --in-spite-of-warnings"):
        run("publish_agenda", event.slug)
    assert Event.objects.get(pk=event.pk).current_release is None
    assert "appears twice at once" in run("publish_agenda", event.slug, "--in-spite-of-warnings")


def test_publishing_an_event_that_is_not_there_says_so():
    with pytest.raises(CommandError, match="There is no event with the address nowhere"):
        run("publish_agenda", "nowhere")


# --- Real files ----------------------------------------------------------------------------


@pytest.mark.skipif(not SCHEDULES.is_dir(), reason="the shared schedules are not here (PLENARY_SHARED)")
def test_a_large_real_schedule_comes_in_is_published_and_read(client):
    file = str(SCHEDULES / "fosdem-2026.schedule.xml")
    run("import_schedule", file, "--event", "large", "--create")
    event = Event.objects.get(slug="large")
    assert (event.sessions.count(), event.venue.rooms.count(), Speaker.objects.count()) == (883, 30, 927)
    assert "883 unchanged" in run("import_schedule", file, "--event", "large")

    run("publish_agenda", "large", "--in-spite-of-warnings")
    page = client.get("/events/large/agenda/").content.decode()
    feed = client.get("/events/large/agenda.ics").content.decode()
    codes = list(event.sessions.values_list("code", flat=True))
    assert [code for code in codes if f"/sessions/{code}/" not in page] == []
    assert feed.count("BEGIN:VEVENT") == 883
