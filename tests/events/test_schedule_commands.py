"""Importing a schedule, and publishing it, at the command line."""

import io

import pytest
from django.core.management import CommandError, call_command

from events import programme
from events.models import Event
from speakers.models import Speaker
from tests.builders import make_appearance, make_event, make_room, make_session, make_speaker, make_venue
from tests.events.schedules import FORUM, counts, event_xml, schedule_xml
from tests.events.test_schedule_formats import SCHEDULES

pytestmark = pytest.mark.django_db


@pytest.fixture
def schedule_file(tmp_path):
    """A function that writes a schedule into a file."""

    def written(content: bytes) -> str:
        file = tmp_path / "schedule.xml"
        file.write_bytes(content)
        return str(file)

    return written


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


def test_errors_stop_the_publication_and_warnings_ask():
    event = make_event()
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
