"""What an import changes in an event's draft, and what it leaves alone."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from events import schedule_import
from events.models import Appearance, AppearanceRole, Event, Session, SessionKind, Venue
from events.schedule_changes import Count
from events.schedule_formats import parse
from speakers.models import NameOrder, Speaker
from tests.builders import make_appearance, make_event, make_room, make_session, make_speaker, make_venue
from tests.events.schedules import FORUM, counts, event_xml, schedule_xml

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2031, 4, 1, 12, tzinfo=dt.UTC)
TOKYO = ZoneInfo("Asia/Tokyo")


def bring_in(content: bytes, event: Event) -> schedule_import.Report:
    return schedule_import.bring_in(parse(content), event, now=NOW)


def new_event(content: bytes, slug: str = "forum") -> Event:
    schedule = parse(content)
    return schedule_import.new_event(
        schedule, slug=slug, title=schedule.title, zone=ZoneInfo(schedule.time_zone)
    )


def person_xml(name: str, attributes: str = "") -> str:
    return f"<persons><person {attributes}>{name}</person></persons>"


@pytest.fixture
def event() -> Event:
    starts_at = dt.datetime(2031, 5, 15, 0, tzinfo=TOKYO)
    return make_event(starts_at=starts_at, ends_at=starts_at + dt.timedelta(days=2))


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
