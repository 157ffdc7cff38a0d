"""What an organizer sees before publishing, and that nothing else is published."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from events import agenda, releases
from tests.admin_pages import send
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_event,
    make_organization,
    make_room,
    make_session,
    make_speaker,
    make_track,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def organizer(event, sign_in):
    return sign_in(make_user(role=Role.ORGANIZER, event=event))


def page_of(event):
    return reverse("admin:events_event_publish", args=[event.pk])


def texts(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def numbers_of(event):
    return list(event.releases.values_list("number", flat=True))


def test_publishing_makes_a_release_with_its_note(event, organizer):
    make_session(event)

    answer = send(organizer, page_of(event), note="First announcement")

    release = event.releases.get()
    assert answer.url == reverse("admin:events_event_overview", args=[event.pk])
    assert (release.number, release.note) == (1, "First announcement")
    assert "as release 1" in texts(answer)[0]
    assert reverse("events:agenda", args=[event.slug]) in texts(answer)[0]


def test_an_error_names_its_sessions_and_offers_no_button(event, organizer):
    room = make_room()
    first, second = (make_session(event, room=room) for _number in range(2))

    page = organizer.get(page_of(event))

    (error,) = page.context_data["draft"].errors
    assert [link.url for link in error.links] == [
        reverse("admin:events_session_change", args=[session.pk]) for session in (first, second)
    ]
    assert b'name="shown"' not in page.content


def test_a_finding_leads_to_whatever_mends_it_and_says_why(event, organizer):
    speaker = make_speaker()
    make_affiliation(speaker, make_organization())
    track = make_track(event)
    session = make_session(event, room=make_room(), track=track)
    make_appearance(session, speaker)
    event.summary_en = "Two days of engines."
    event.save()

    draft = organizer.get(page_of(event)).context_data["draft"]

    assert [link.url for warning in draft.warnings for link in warning.links] == [
        reverse("admin:events_event_change", args=[event.pk]),
        reverse("admin:speakers_speaker_change", args=[speaker.pk]),
        reverse("admin:events_track_change", args=[track.pk]),
        reverse("admin:events_venue_change", args=[session.room.venue.pk]),
    ]
    assert {warning.explanation for warning in draft.warnings} == {
        "Readers of that language will see the text in the other one. Translate it, beside the original."
    }


def test_what_only_organizers_read_can_be_published_too(event, organizer):
    session = make_session(event)
    releases.publish(event, by=None, now=timezone.now())
    session.expected_attendance = 40
    session.save()

    send(organizer, page_of(event))

    assert numbers_of(event) == [2, 1]


def test_errors_stop_even_a_form_that_is_sent_by_hand(event, organizer):
    make_session(event, starts_in=dt.timedelta(days=-1))
    shown = organizer.get(page_of(event)).context_data["draft"].digest

    organizer.post(page_of(event), {"shown": shown, "in_spite_of_warnings": "on"})

    assert numbers_of(event) == []


def test_warnings_ask_first(event, organizer):
    make_appearance(make_session(event), make_speaker(), is_confirmed=False)

    refused = send(organizer, page_of(event))
    assert list(refused.context_data["form"].errors) == ["in_spite_of_warnings"]
    assert numbers_of(event) == []

    send(organizer, page_of(event), in_spite_of_warnings="on")
    assert numbers_of(event) == [1]


def test_the_difference_says_from_where_to_where(event, organizer):
    room = make_room(name_en="Main Hall")
    session = make_session(event, title_en="Opening remarks", room=room)
    releases.publish(event, by=None, now=timezone.now())
    session.starts_at += dt.timedelta(hours=1)
    session.ends_at += dt.timedelta(hours=1)
    session.save()

    page = organizer.get(page_of(event))

    ((label, (change,)),) = page.context_data["draft"].changes_by_kind
    (detail,) = change.change.details
    assert (label, change.title) == ("Moved", "Opening remarks")
    assert "09:00–09:30, Main Hall" in detail.before
    assert "10:00–10:30, Main Hall" in detail.after


def test_a_draft_that_changed_after_it_was_shown_is_shown_again(event, organizer):
    make_session(event)
    shown = organizer.get(page_of(event)).context_data["draft"].digest
    late = make_session(event, title_en="Late addition", starts_in=dt.timedelta(hours=2))

    answer = organizer.post(page_of(event), {"shown": shown, "note": "Ready"})

    assert numbers_of(event) == []
    assert "changed since you looked at it" in texts(answer)[0]
    assert late.title in answer.content.decode()
    assert answer.context_data["form"].initial["note"] == "Ready"
    organizer.post(page_of(event), {"shown": answer.context_data["draft"].digest})
    assert numbers_of(event) == [1]


def test_what_is_published_already_is_not_published_again(event, organizer):
    make_session(event)
    releases.publish(event, by=None, now=timezone.now())

    page = organizer.get(page_of(event))
    organizer.post(page_of(event), {"shown": page.context_data["draft"].digest})

    assert "There is nothing to publish" in page.content.decode()
    assert numbers_of(event) == [1]


def test_the_event_page_says_when_the_public_reads_something_else(event, organizer):
    session = make_session(event)
    releases.publish(event, by=None, now=timezone.now())
    overview = reverse("admin:events_event_overview", args=[event.pk])

    assert organizer.get(overview).context_data["differs_from_public"] is False
    session.title_en = "Another title"
    session.save()
    assert organizer.get(overview).context_data["differs_from_public"] is True


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER, Role.REVIEWER])
def test_who_may_not_publish_publishes_nothing(event, role, sign_in):
    make_session(event)
    shown = releases.digest(agenda.document(event))

    answer = sign_in(make_user(role=role, event=event)).post(page_of(event), {"shown": shown})

    assert answer.status_code == 404
    assert numbers_of(event) == []


def test_a_release_tells_what_it_changed_and_cannot_be_edited(event, organizer):
    session = make_session(event, title_en="Panel")
    releases.publish(event, by=None, now=timezone.now())
    session.title_en = "Plenary panel"
    session.save()
    release = releases.publish(event, by=None, now=timezone.now(), note="A better title")
    page = reverse("admin:events_agendarelease_change", args=[release.pk])

    text = organizer.get(page).content.decode()

    assert "Retitled" in text
    assert "Plenary panel" in text
    assert "sessions&quot;:" not in text
    assert organizer.post(page, {"note": "Changed"}).status_code == 403
    release.refresh_from_db()
    assert release.note == "A better title"
