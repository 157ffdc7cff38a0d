"""What a dry run shows, that it writes nothing, and what an import does with whom people represent."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from events import schedule_import
from events.models import Appearance, AppearanceRole, Event, EventOrganization, Room, Session, Track, Venue
from events.schedule_changes import Count, event_days
from events.schedule_formats import archive, parse
from speakers.models import Affiliation, Organization, Speaker
from tests.builders import make_event, make_organization, make_room, make_speaker, make_venue
from tests.events.schedules import FORUM, TOKYO, as_json, event_xml, schedule_xml, tokyo
from tests.events.test_schedule_formats import SCHEDULES

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2031, 4, 1, 12, tzinfo=dt.UTC)
ROWS = (
    *(Event, Venue, Room, Track, Session, Appearance, Speaker),
    *(Organization, Affiliation, EventOrganization),
)
HEAD = "ID,Date,Starts,Ends,Room (English),Room (Japanese),Title (English),Title (Japanese),People\n"


@pytest.fixture
def event() -> Event:
    return make_event(starts_at=tokyo(15, 0), ends_at=tokyo(17, 0))


def run(*arguments: str) -> str:
    output = io.StringIO()
    call_command("import_schedule", *arguments, stdout=output)
    return output.getvalue()


def rows() -> dict[str, list]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in ROWS}


def bring_in(text: str, event: Event) -> schedule_import.Report:
    return schedule_import.bring_in(parse((HEAD + text).encode(), zone=TOKYO), event, now=NOW)


def test_a_dry_run_shows_what_would_be_made_and_writes_nothing(tmp_path):
    file = tmp_path / "whatever"
    file.write_bytes(FORUM)
    before = rows()
    output = run(str(file), "--event", "forum", "--create", "--dry-run")
    assert output.startswith("This is a dry run: nothing is written.\nHarbour & Orbit Forum (forum)")
    assert "Would be created:\n  Sessions\n    Opening\n" in output
    assert rows() == before


def test_a_dry_run_shows_each_change_from_and_to(event, tmp_path):
    file = tmp_path / "schedule.xml"
    file.write_bytes(schedule_xml(event_xml(1), event_xml(2)))
    run(str(file), "--event", event.slug)
    file.write_bytes(schedule_xml(event_xml(1), event_xml(2, title="New title"), room='name="Attic"'))
    before = rows()
    output = run(str(file), "--event", event.slug, "--dry-run")
    assert "      Title (English): Session 2 → New title\n" in output
    assert "      Room: Hall → Attic\n" in output
    assert rows() == before


def test_what_was_looked_at_is_imported_and_nothing_else(event):
    schedule = parse(schedule_xml(event_xml(1)))
    looked_at = schedule_import.preview(schedule, event, now=NOW).fingerprint
    schedule_import.bring_in(schedule, event, now=NOW, looked_at=looked_at)
    before = rows()
    with pytest.raises(schedule_import.DraftHasChanged):
        schedule_import.bring_in(schedule, event, now=NOW, looked_at=looked_at)
    assert rows() == before


def test_people_come_under_the_affiliation_that_the_file_states(event):
    ministry = make_organization("Ministry of Space", name_ja="宇宙省")
    row = '1,2031-05-15,9:00,10:00,Hall,大ホール,Panel,パネル,"Ada Byron (moderator) — {}"\n'
    bring_in(row.format("Director, Ministry of Space"), event)
    first = Appearance.objects.get()
    assert (first.affiliation.organization, first.affiliation.position_en) == (ministry, "Director")
    assert first.affiliation.from_on is None

    report = bring_in(row.format("Example Works"), event)
    moved = Appearance.objects.get()
    assert (moved.pk, moved.role) == (first.pk, AppearanceRole.MODERATOR)
    assert str(moved.affiliation.organization) == "Example Works"
    assert moved.affiliation.from_on == dt.date(2031, 5, 15)
    assert Affiliation.objects.filter(pk=first.affiliation.pk).exists()
    assert report.organizations == Count(created=1)


def test_a_blank_translation_leaves_the_one_in_the_draft(event):
    bring_in("1,2031-05-15,9:00,10:00,Hall,,Panel,パネル,\n", event)
    bring_in("1,2031-05-15,9:00,10:00,Hall,,Round table,,\n", event)
    session = Session.objects.get()
    assert (session.title_en, session.title_ja) == ("Round table", "パネル")


def test_a_room_gets_the_name_that_it_lacked_and_is_never_taken_for_another(event):
    event.venue = make_venue()
    event.save()
    hall = make_room(event.venue, name_en="Hall", name_ja="")
    make_room(event.venue, name_en="Main Hall", name_ja="会議室")
    report = bring_in(
        "1,2031-05-15,9:00,10:00,Hall,大ホール,A,,\n2,2031-05-15,9:00,10:00,Attic,会議室,B,,\n", event
    )
    hall.refresh_from_db()
    assert hall.name_ja == "大ホール"
    assert report.rooms == Count(created=1, updated=1)
    assert Session.objects.get(external_id="2").room.name_en == "Attic"


def test_sponsors_have_their_part_in_the_event_once(event):
    own = make_organization("Bolts")
    EventOrganization.objects.create(event=event, organization=own, role="host")
    files = {
        "sessions": [
            {
                "id": 1,
                "title": "A",
                "starts-at": "2031-05-15T09:00:00+09:00",
                "ends-at": "2031-05-15T10:00:00+09:00",
                "microlocation": {"name": "Hall"},
            }
        ],
        "sponsors": [{"name": "Bolts", "type": "Gold"}, {"name": "Nuts", "type": "Gold Sponsor"}],
    }
    schedule = parse(archive.packed({f"{name}.json": as_json(value) for name, value in files.items()}))
    for _time in (1, 2):
        schedule_import.bring_in(schedule, event, now=NOW)
    parts = event.event_organizations.values_list("organization__name_en", "role")
    assert sorted(parts) == [("Bolts", "host"), ("Nuts", "sponsor_gold")]


def test_somebody_of_that_name_whom_an_organizer_made_is_not_touched(event):
    make_speaker("Byron", slug="ada-byron", given_name="Ada")
    bring_in('1,2031-05-15,9:00,10:00,Hall,,Panel,,"Ada Byron — Works"\n', event)
    assert Speaker.objects.filter(family_name="Byron").count() == 2
    assert Affiliation.objects.get().speaker.slug != "ada-byron"


def test_a_session_after_midnight_counts_for_the_day_before(event):
    assert event_days([tokyo(15, 9), tokyo(16, 3, 59)], event) == 1
    assert event_days([tokyo(15, 9), tokyo(16, 4)], event) == 2


def test_an_event_cannot_be_made_from_a_file_without_times(tmp_path):
    file = tmp_path / "table"
    file.write_bytes(b"ID,Room,Title\n1,Hall,Opening\n")
    with pytest.raises(CommandError, match="make the event first"):
        run(str(file), "--event", "forum", "--create", "--title", "Forum", "--zone", "Asia/Tokyo")
    assert not Event.objects.exists()


@pytest.mark.skipif(not SCHEDULES.is_dir(), reason="the shared schedules are not here (PLENARY_SHARED)")
@pytest.mark.parametrize(
    ("name", "zone", "days", "rooms", "sessions", "speakers"),
    [
        ("31c3.schedule.xml", "Europe/Berlin", 4, 4, 138, 198),
        ("emf-2024.schedule.xml", "Europe/London", 4, 44, 482, 331),
        ("emf-2024.schedule.json", "Europe/London", 4, 44, 482, 331),
        ("emf-2024.schedule.ics", "Europe/London", 4, 44, 482, 0),
        ("pyconjp-2020.derived-frab.json", "Asia/Tokyo", 2, 6, 65, 56),
        ("pyconfr-2024.pretalx-dump.json", "Europe/Paris", 3, 10, 76, 77),
        ("fossasia-2017", "Asia/Singapore", 3, 15, 214, 184),
        ("voc-schedule-example.xlsx", "Europe/Berlin", 1, 2, 13, 15),
    ],
)
def test_real_schedules_come_in_and_a_second_time_change_nothing(name, zone, days, rooms, sessions, speakers):
    create = ("--event", "real", "--create", "--title", "Real", "--zone", zone)
    output = run(str(SCHEDULES / name), *create)
    event = Event.objects.get(slug="real")
    assert f"Days with sessions: {days}\n" in output
    assert (event.venue.rooms.count(), event.sessions.count()) == (rooms, sessions)
    assert Speaker.objects.filter(appearances__session__event=event).distinct().count() == speakers
    assert f"Sessions: 0 created, 0 updated, {sessions} unchanged" in run(
        str(SCHEDULES / name), "--event", "real"
    )
