"""Reading a sensitive answer leaves a trace: who, whose, when; never what it says."""

import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from registrations import personal_data
from registrations.models import Answer, AnswerFile, Erasure, FileType, SensitiveAnswer, SensitiveReading
from tests.builders import (
    make_event,
    make_lane,
    make_question,
    make_registration,
    make_ticket_type,
    make_user,
)

pytestmark = pytest.mark.django_db

DESK = Path(__file__).resolve().parents[2] / "registrations" / "desk"


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def ada(event):
    return make_registration(make_ticket_type(event, needs_review=True), "Ada")


@pytest.fixture
def nationality(event, ada):
    question = make_question(event, "country", is_sensitive=True, text_en="Nationality?")
    SensitiveAnswer.objects.create(registration=ada, question=question, value="FR")
    return question


@pytest.fixture
def officer(event):
    return make_user(role=Role.SENSITIVE, event=event, name="Olga Officer")


def page(name, *arguments):
    return reverse(f"registrations:{name}", args=arguments)


def traces():
    return [(trace.registration, trace.read_by, trace.read_on) for trace in SensitiveReading.objects.all()]


def test_the_attendees_page_leaves_one_each_time(event, ada, nationality, officer, sign_in):
    client = sign_in(officer)
    for _time in range(2):
        assert "France" in client.get(page("attendee", event.slug, ada.pk)).content.decode()
    assert traces() == [(ada, officer, "attendee")] * 2


def test_whoever_may_not_see_them_leaves_none(event, ada, nationality, sign_in):
    viewer = make_user(role=Role.VIEWER, event=event)
    assert "France" not in sign_in(viewer).get(page("attendee", event.slug, ada.pk)).content.decode()
    assert traces() == []


def test_plain_answers_leave_none(event, ada, officer, sign_in):
    Answer.objects.create(registration=ada, question=make_question(event), value="Fish")
    assert "Fish" in sign_in(officer).get(page("attendee", event.slug, ada.pk)).content.decode()
    assert traces() == []


@pytest.mark.parametrize("is_shown", [True, False])
def test_a_lane_leaves_one_when_it_shows_the_question(is_shown, event, nationality, officer, sign_in):
    officer.staff_roles.create(role=Role.LANE_REVIEWER, event=event)
    lane = make_lane(event, "Security", officer, shown_fields=[nationality.key if is_shown else "sector"])
    grace = make_registration(make_ticket_type(event, needs_review=True), "Grace")
    SensitiveAnswer.objects.create(registration=grace, question=nationality, value="FR")
    shown = sign_in(officer).get(page("lane_review", event.slug, lane.pk, grace.pk)).content.decode()
    assert ("France" in shown) == is_shown
    assert traces() == ([(grace, officer, "lane")] if is_shown else [])


@pytest.mark.parametrize("is_sensitive", [True, False])
def test_opening_a_file_leaves_one_when_its_question_is_sensitive(
    is_sensitive, event, ada, officer, sign_in, settings, tmp_path
):
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    file = AnswerFile.objects.create(
        question=make_question(event, "file", is_sensitive=is_sensitive),
        registration=ada,
        name="passport.pdf",
        type=FileType.PDF,
        size=4,
        file=ContentFile(b"%PDF", name="passport.pdf"),
        uploaded_at=timezone.now(),
    )
    response = sign_in(officer).get(page("attendee_file", event.slug, ada.pk, file.code))
    assert b"".join(response.streaming_content) == b"%PDF"
    assert traces() == ([(ada, officer, "file")] if is_sensitive else [])


def test_whoever_may_export_sees_who_read_whose_and_nothing_of_what(
    event, ada, nationality, officer, sign_in
):
    sign_in(officer).get(page("attendee", event.slug, ada.pk))
    exporter = sign_in(make_user(role=Role.EXPORTER, event=event))
    assert page("readings", event.slug) in exporter.get(page("exports", event.slug)).content.decode()
    listed = exporter.get(page("readings", event.slug)).content.decode()
    assert "Olga Officer" in listed
    assert ada.name in listed
    assert "France" not in listed


def test_the_list_is_the_events_own(event, ada, nationality, officer, sign_in):
    sign_in(officer).get(page("attendee", event.slug, ada.pk))
    other = make_event()
    elsewhere = sign_in(make_user(role=Role.EXPORTER, event=other))
    assert ada.name not in elsewhere.get(page("readings", other.slug)).content.decode()
    assert elsewhere.get(page("readings", event.slug)).status_code == 404


def test_attendees_learn_when_and_not_who_and_erasing_takes_it_along(
    event, ada, nationality, officer, sign_in
):
    sign_in(officer).get(page("attendee", event.slug, ada.pk))
    (told,) = personal_data.as_document(ada)["sensitive_answers_read"]
    assert set(told) == {"at", "on"}
    personal_data.ask_to_erase(ada, now=timezone.now())
    personal_data.erase_due(now=Erasure.objects.get().due_at)
    assert traces() == []


def test_no_page_of_the_desk_shows_answers_past_the_trace():
    readers = {
        path.name: re.findall(r"answer_words\.(answers_of\w*)\(", path.read_text())
        for path in DESK.rglob("*.py")
    }
    # Each of these is followed by a test above, or in test_duplicates.
    assert {name for name, calls in readers.items() if calls} == {"review_queue.py", "merging.py"}
