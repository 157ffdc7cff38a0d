"""How an organizer imports a schedule in the admin: look first, then exactly that."""

import io

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.permissions import Role
from events.models import Session
from tests.admin_pages import shown
from tests.builders import make_event, make_user

pytestmark = pytest.mark.django_db
CSV = (
    "Identifier,Date,Starts,Ends,Room (English),Title (English),Title (Japanese),People\n"
    "S-1,{date},09:30,10:15,Great Hall,Opening,開会,Ada Byron (moderator) — Director; Grace Hopper\n"
    "S-2,{date},25:00,26:30,Great Hall,Night watch,夜警,\n"
)


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def organizer(event, sign_in):
    return sign_in(make_user(role=Role.ORGANIZER, event=event))


@pytest.fixture
def content(event):
    return CSV.format(date=event.starts_at.astimezone(event.zone).date().isoformat()).encode()


def page_of(event):
    return reverse("admin:events_event_import", args=[event.pk])


def upload(client, event, content):
    return client.post(page_of(event), {"file": SimpleUploadedFile("whatever.bin", content)})


def confirm(client, event, page, **changes):
    fields = shown(page) | changes
    return client.post(page_of(event), fields)


def texts(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_first_step_shows_what_would_be_done_and_writes_nothing(event, organizer, content):
    page = upload(organizer, event, content)
    text = page.content.decode()
    assert page.context_data["shown"].report.sessions.created == 2
    assert "Night watch" in text
    assert "Import into the draft" in text
    assert Session.objects.count() == 0


def test_the_second_step_imports_what_was_shown(event, organizer, content):
    answer = confirm(organizer, event, upload(organizer, event, content))
    assert answer.url == reverse("admin:events_event_overview", args=[event.pk])
    assert "Sessions: 2 created, 0 updated, 0 unchanged." in texts(answer)[0]
    opening = event.sessions.get(external_id="S-1")
    assert (opening.title_en, opening.title_ja, opening.room.name_en) == ("Opening", "開会", "Great Hall")
    assert [(a.speaker.name, a.role) for a in opening.appearances.all()] == [
        ("Ada Byron", "moderator"),
        ("Grace Hopper", "speaker"),
    ]


def test_a_second_import_shows_each_change_from_and_to(event, organizer, content):
    confirm(organizer, event, upload(organizer, event, content))
    page = upload(
        organizer, event, content.replace(b"Night watch", b"Late watch").replace(b"26:30", b"26:00")
    )
    (change,) = page.context_data["shown"].report.changes
    assert [(field.before, field.after) for field in change.fields if field.label == "Title (English)"] == [
        ("Night watch", "Late watch")
    ]
    assert len(change.fields) == 2
    assert "<del>" in page.content.decode()
    again = upload(organizer, event, content)
    assert "there is nothing to import" in again.content.decode()
    assert "Import into the draft" not in again.content.decode()


def test_a_draft_that_changed_in_between_stops_the_import_and_is_shown_anew(event, organizer, content):
    confirm(organizer, event, upload(organizer, event, content))
    page = upload(organizer, event, content.replace(b"Night watch", b"Late watch"))
    event.sessions.filter(external_id="S-2").update(title_en="Somebody else’s title")
    answer = confirm(organizer, event, page)
    assert "Nothing was imported: the draft has changed" in texts(answer)[0]
    assert "Somebody else’s title" in answer.content.decode()
    assert event.sessions.get(external_id="S-2").title_en == "Somebody else’s title"
    assert confirm(organizer, event, answer).status_code == 302
    assert event.sessions.get(external_id="S-2").title_en == "Late watch"


def test_an_upload_of_another_event_or_a_forged_one_is_not_taken(event, organizer, content, sign_in):
    page = upload(organizer, event, content)
    other = make_event()
    stranger = sign_in(make_user(role=Role.ORGANIZER, event=other))
    for client, where, kept in (
        (stranger, other, shown(page)["kept"][0]),
        (organizer, event, "Zm9yZ2Vk:1:x"),
        (organizer, event, ""),
    ):
        answer = client.post(page_of(where), {"kept": kept, "shown": shown(page)["shown"][0]})
        assert answer.url == page_of(where)
    assert Session.objects.count() == 0


def test_without_the_mark_of_what_was_shown_nothing_is_imported(event, organizer, content):
    page = upload(organizer, event, content)
    organizer.post(page_of(event), {"kept": shown(page)["kept"][0]})
    assert Session.objects.count() == 0


def test_a_refused_file_names_each_place(event, organizer, content):
    page = upload(
        organizer,
        event,
        content.replace(b"25:00", b"late").replace(b"Opening,\xe9\x96\x8b\xe4\xbc\x9a", b","),
    )
    problems = [str(problem) for problem in page.context_data["shown"].problems]
    assert problems[0].startswith("line 3, column “Starts”: “late” is not a time of day")
    assert problems[1] == "line 2: The title is missing or empty."
    assert "Refused for 2 reasons" in page.content.decode()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.DOOR, Role.REVIEWER, None])
def test_whoever_may_not_edit_the_event_finds_no_page(event, role, sign_in):
    user = make_user(role=role or Role.ORGANIZER, event=event if role else make_event())
    client = sign_in(user)
    assert client.get(page_of(event)).status_code == 404
    template = reverse("admin:events_event_import_template", args=[event.pk, "xlsx"])
    assert client.get(template).status_code == 404


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_template_is_imported_as_it_is(event, organizer, extension, language):
    address = reverse("admin:events_event_import_template", args=[event.pk, extension])
    template = organizer.get(address, headers={"accept-language": language}).content
    page = upload(organizer, event, template)
    assert page.context_data["shown"].problems == ()
    confirm(organizer, event, page)
    session = event.sessions.get()
    assert (session.external_id, session.kind, session.language, session.is_recorded) == (
        "S-01",
        "panel",
        "ja",
        True,
    )
    assert (session.room.name_en, session.room.name_ja) == ("Great Hall", "大ホール")
    byron, hopper, unnamed = session.appearances.all()
    assert (byron.role, byron.affiliation.position_en, str(byron.affiliation.organization)) == (
        "moderator",
        "Director",
        "Ministry of Space",
    )
    assert hopper.role == "panelist"
    assert (unnamed.unnamed_en, unnamed.organization) == ("Deputy Director", byron.affiliation.organization)
    assert "nothing to import" in upload(organizer, event, template).content.decode()


def test_the_template_explains_every_column(event, organizer):
    address = reverse("admin:events_event_import_template", args=[event.pk, "xlsx"])
    book = openpyxl.load_workbook(io.BytesIO(organizer.get(address).content))
    programme, explained = book.worksheets
    headings = [cell.value for cell in programme[1]]
    assert {"Title (English)", "Title (Japanese)", "People"} <= set(headings)
    assert set(headings) <= {row[0].value for row in explained.iter_rows()}


def test_the_event_page_leads_to_the_import(event, organizer):
    overview = organizer.get(reverse("admin:events_event_overview", args=[event.pk])).content.decode()
    assert page_of(event) in overview
