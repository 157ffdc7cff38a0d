"""An older release that the public reads again."""

import datetime as dt
import io

import pytest
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from events import agenda, programme, releases
from tests.admin_pages import send
from tests.builders import make_event, make_room, make_session, make_user

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def event():
    """An event whose one session was called First when it was published, and then Second."""
    event = make_event(slug="forum")
    session = make_session(event, title_en="First")
    releases.publish(event, by=None, now=NOW)
    session.title_en = "Second"
    session.save()
    releases.publish(event, by=None, now=NOW + dt.timedelta(days=1))
    event.refresh_from_db()
    return event


@pytest.fixture
def organizer(event, sign_in):
    return sign_in(make_user(role=Role.ORGANIZER, event=event))


def release(event, number):
    return event.releases.get(number=number)


def public_title(event):
    event.refresh_from_db()
    return str(programme.read(event).sessions[0].title)


def numbers(event):
    return sorted(event.releases.values_list("number", flat=True))


def page_of(older):
    return reverse("admin:events_agendarelease_publish_again", args=[older.pk])


def publish_again(event, number, **options):
    return releases.publish_again(release(event, number), by=None, now=NOW + dt.timedelta(days=2), **options)


def test_its_content_becomes_a_new_release_and_nothing_old_changes(event):
    before = list(event.releases.order_by("number").values())
    draft = agenda.document(event)
    again = publish_again(event, 1, note="The hall is not free after all")
    assert (again.number, again.note) == (3, "The hall is not free after all")
    assert again.content == release(event, 1).content
    assert again.previous_digest == release(event, 2).digest
    assert public_title(event) == "First"
    assert list(event.releases.filter(number__lt=3).order_by("number").values()) == before
    assert agenda.document(event) == draft
    assert list(releases.breaches()) == []


def test_for_its_readers_it_is_another_edition(event):
    publish_again(event, 1)
    event.refresh_from_db()
    read = programme.read(event)
    assert (read.release_number, read.published_at) == (
        3,
        (NOW + dt.timedelta(days=2)).replace(microsecond=0),
    )
    assert read.projection == programme.read(release(event, 1)).projection


def test_it_is_published_even_where_the_check_would_stop_it_now(event):
    room = make_room()
    for _number in range(2):
        make_session(event, room=room)
    with pytest.raises(releases.AgendaHasErrors):
        releases.publish(event, by=None, now=NOW)
    publish_again(event, 1)
    assert public_title(event) == "First"


def test_what_the_public_reads_already_is_not_published_again(event):
    with pytest.raises(releases.IsPublicAlready):
        publish_again(event, 2)
    publish_again(event, 1)
    with pytest.raises(releases.IsPublicAlready):
        publish_again(event, 1)
    assert numbers(event) == [1, 2, 3]


def test_a_release_that_somebody_published_meanwhile_is_not_lost(event):
    looked_at = release(event, 1)
    with pytest.raises(releases.AnotherIsPublic):
        publish_again(event, 1, instead_of=looked_at)
    assert numbers(event) == [1, 2]
    assert public_title(event) == "Second"


# --- In the admin


def test_an_organizer_sees_the_difference_and_publishes_again(event, organizer):
    older = release(event, 1)
    change_page = organizer.get(reverse("admin:events_agendarelease_change", args=[older.pk]))
    assert page_of(older) in change_page.content.decode()

    page = organizer.get(page_of(older))
    ((label, (change,)),) = page.context_data["draft"].changes_by_kind
    assert (label, change.title) == ("Retitled", "First")
    answer = send(organizer, page_of(older), note="Back to the first title")

    assert answer.url == reverse("admin:events_event_overview", args=[event.pk])
    again = release(event, 3)
    assert again.note == "Back to the first title"
    assert again.published_by is not None
    assert public_title(event) == "First"
    overview = organizer.get(answer.url)
    assert overview.context_data["differs_from_public"] is True


def test_the_current_release_is_not_offered_again(event, organizer):
    current = release(event, 2)
    change_page = organizer.get(reverse("admin:events_agendarelease_change", args=[current.pk]))
    assert page_of(current) not in change_page.content.decode()
    assert "There is nothing to publish" in organizer.get(page_of(current)).content.decode()


def test_what_was_published_since_the_page_was_shown_is_shown_first(event, organizer):
    older = release(event, 1)
    shown = organizer.get(page_of(older)).context_data["form"].initial["instead_of"]
    event.sessions.update(title_en="Third")
    releases.publish(event, by=None, now=NOW)

    answer = organizer.post(page_of(older), {"instead_of": shown, "note": "Back"})

    assert "another release has become public" in str(next(iter(get_messages(answer.wsgi_request))))
    assert numbers(event) == [1, 2, 3]
    assert public_title(event) == "Third"
    form = answer.context_data["form"]
    assert form.initial == {"instead_of": release(event, 3).pk, "note": "Back"}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER, Role.REVIEWER])
def test_who_may_not_publish_does_not_publish_again(event, role, sign_in):
    client = sign_in(make_user(role=role, event=event))
    older = release(event, 1)
    assert client.get(page_of(older)).status_code == 404
    assert client.post(page_of(older), {"instead_of": event.current_release_id}).status_code == 404
    assert numbers(event) == [1, 2]


def test_the_organizer_of_another_event_does_not_publish_again(event, sign_in):
    stranger = sign_in(make_user(role=Role.OWNER, event=make_event()))
    assert stranger.get(page_of(release(event, 1))).status_code == 404


# --- On the command line


def run(*arguments):
    out = io.StringIO()
    call_command("publish_agenda", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_publishes_an_older_release_again(event):
    said = run("forum", "--release", "1", "--note", "Back")
    assert "Retitled: First (Title: Second / " in said
    assert "Published as release 3" in said
    assert (public_title(event), release(event, 3).note) == ("First", "Back")
    assert "Nothing has changed" in run("forum", "--release", "1")
    assert numbers(event) == [1, 2, 3]


def test_the_command_knows_which_releases_there_are(event):
    with pytest.raises(CommandError, match="no release 7"):
        run("forum", "--release", "7")
