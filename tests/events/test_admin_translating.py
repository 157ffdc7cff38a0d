"""Translating an event's texts in the admin: what is missing, saved as one, and files there and back."""

import io

import polib
import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from accounts.permissions import Role
from events.models import Session
from speakers.models import Speaker
from tests.builders import make_event, make_session, make_ticket_type, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(orbit_panel):
    make_ticket_type(orbit_panel.event, name_en="Government")
    return orbit_panel.event


@pytest.fixture
def organizer(event, sign_in):
    return sign_in(make_user(role=Role.ORGANIZER, event=event))


def address(event, part="", query="to=ja"):
    return reverse(f"admin:events_event_translations{part}", args=[event.pk]) + (f"?{query}" if query else "")


def fields_on(page):
    """The names of the entries of each text on the page, by what the text is."""
    return {
        form.text.key.partition(".")[0] + "." + form.text.field: form.prefix
        for form in page.context_data["formset"]
    }


def shown(page):
    """The form with the texts, as the browser would send it back."""
    forms = html.fromstring(page.content.decode()).forms
    return next(dict(form.form_values()) for form in forms if "text-TOTAL_FORMS" in form.fields)


def send(client, url, **changes):
    return client.post(url, shown(client.get(url)) | changes)


def tallied(page):
    return {tally.kind.key: (tally.count, tally.lacking["ja"]) for tally in page.context_data["tallies"]}


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def upload(client, event, content):
    file = SimpleUploadedFile("texts.po", content)
    return client.post(address(event, "_import", ""), {"file": file})


def confirm(client, event, page, **besides):
    preview = page.context_data["preview"]
    sent = {"kept": preview.kept, "shown": preview.planned.seal} | besides
    return client.post(address(event, "_import", ""), sent)


def downloaded(client, event, query):
    response = client.get(address(event, "_file", query))
    assert "attachment" in response["Content-Disposition"]
    return response.content


def filled(content, **targets):
    file = polib.pofile(content.decode())
    for entry in file:
        kind, _number, field = entry.msgctxt.split(".")
        entry.msgstr = targets.get(f"{kind}_{field}", entry.msgstr)
    return str(file).encode()


# --- Who may


@pytest.mark.parametrize("role", Role)
def test_only_who_edits_the_event_finds_the_pages(role, event, sign_in):
    client = sign_in(make_user(role=role, event=event))
    outsider = sign_in(make_user(role=role, event=make_event()))
    pages = [address(event), address(event, "_file", "to=ja&format=po"), address(event, "_import", "")]

    may = role in {Role.OWNER, Role.ORGANIZER, Role.EDITOR}

    assert [client.get(page).status_code for page in pages] == ([200, 200, 302] if may else [404] * 3)
    assert [outsider.get(page).status_code for page in pages] == [404] * 3
    assert [outsider.post(page).status_code for page in pages] == [404] * 3


def test_an_editor_does_not_translate_ticket_types(event, sign_in, organizer):
    editor = sign_in(make_user(role=Role.EDITOR, event=event))

    assert "tickettype" not in tallied(editor.get(address(event)))
    assert b"tickettype" not in downloaded(editor, event, "to=ja&format=po&show=all")
    assert tallied(organizer.get(address(event)))["tickettype"] == (1, 1)


def test_the_event_page_leads_here(event, organizer):
    page = organizer.get(reverse("admin:events_event_overview", args=[event.pk]))

    assert address(event, query="") in page.content.decode()


# --- Looking and saving


def test_the_page_counts_what_is_missing_and_shows_it_beside_its_source(event, organizer):
    page = organizer.get(address(event))

    assert tallied(page)["session"] == (2, 1)
    assert "speaker.biography" in fields_on(page)
    assert "session.title" not in fields_on(page)
    assert "She *flew*." in page.content.decode()


def test_one_kind_is_shown_with_what_is_there_already(event, organizer):
    page = organizer.get(address(event, query="to=ja&kind=session&show=all"))

    assert set(fields_on(page)) == {"session.title", "session.abstract"}


def test_all_is_saved_as_one(event, organizer):
    names = fields_on(organizer.get(address(event)))

    answer = send(
        organizer,
        address(event),
        **{
            f"{names['speaker.biography']}-target": "彼女は飛んだ。",
            f"{names['session.abstract']}-target": "破片について。\r\n\r\n二段落目。",
        },
    )

    assert said(answer) == ["2 texts were saved."]
    assert Speaker.objects.get(slug="ada-byron").biography_ja == "彼女は飛んだ。"
    assert event.sessions.get().abstract_ja == "破片について。\n\n二段落目。"


def test_what_cannot_be_kept_is_said_and_nothing_is_lost(event, organizer):
    names = fields_on(organizer.get(address(event)))

    page = send(
        organizer,
        address(event),
        **{
            f"{names['speaker.biography']}-target": "彼女は飛んだ。",
            f"{names['affiliation.position']}-target": "長" * 251,
        },
    )

    assert "250 characters are the most" in page.content.decode()
    assert "彼女は飛んだ。" in page.content.decode()
    assert Speaker.objects.get(slug="ada-byron").biography_ja is None


def test_a_text_that_was_changed_meanwhile_is_shown_and_saved_only_when_sent_again(event, organizer):
    fields = shown(organizer.get(address(event)))
    prefix = fields_on(organizer.get(address(event)))["speaker.biography"]
    Speaker.objects.filter(slug="ada-byron").update(biography_en="She sailed.")

    page = organizer.post(address(event), fields | {f"{prefix}-target": "彼女は飛んだ。"})

    assert "Somebody changed this text" in page.content.decode()
    assert "She sailed." in page.content.decode()
    assert Speaker.objects.get(slug="ada-byron").biography_ja is None
    organizer.post(address(event), shown(page))
    assert Speaker.objects.get(slug="ada-byron").biography_ja == "彼女は飛んだ。"


def test_a_translation_by_somebody_else_stays_where_one_wrote_nothing(event, organizer):
    fields = shown(organizer.get(address(event)))
    Speaker.objects.filter(slug="ada-byron").update(biography_ja="飛行家")

    answer = organizer.post(address(event), fields)

    assert said(answer) == ["Nothing was to be changed."]
    assert Speaker.objects.get(slug="ada-byron").biography_ja == "飛行家"


def test_a_text_that_is_gone_keeps_what_was_written_on_the_page(event, organizer):
    fields = shown(organizer.get(address(event)))
    prefix = fields_on(organizer.get(address(event)))["tickettype.name"]
    event.ticket_types.all().delete()

    page = organizer.post(address(event), fields | {f"{prefix}-target": "政府"})

    assert "no longer there" in page.content.decode()
    assert "政府" in page.content.decode()


def test_queries_do_not_grow_with_the_texts(event, organizer):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            organizer.get(address(event))
        return len(captured)

    few = queries()
    for _number in range(30):
        make_session(event, title_ja=None)

    assert queries() == few


# --- Files


def test_a_file_goes_out_and_comes_back_after_a_look(event, organizer):
    content = filled(downloaded(organizer, event, "to=ja&format=po"), speaker_biography="彼女は飛んだ。")

    page = upload(organizer, event, content)
    assert [one.target for one in page.context_data["preview"].planned.taken] == ["彼女は飛んだ。"]
    assert Speaker.objects.get(slug="ada-byron").biography_ja is None
    answer = confirm(organizer, event, page)

    assert said(answer) == ["1 text was saved."]
    assert Speaker.objects.get(slug="ada-byron").biography_ja == "彼女は飛んだ。"
    assert not upload(organizer, event, content).context_data["preview"].has_something_to_take


def test_stale_translations_are_taken_only_where_they_are_marked(event, organizer):
    content = filled(
        downloaded(organizer, event, "to=ja&format=po&show=all"),
        session_title="新題",
        session_abstract="破片",
    )
    Session.objects.filter(event=event).update(title_en="Who watches?", abstract_en="Else.")
    page = upload(organizer, event, content)
    title = f"session.{event.sessions.get().pk}.title"

    confirm(organizer, event, page, stale=[title])

    session = event.sessions.get()
    assert (session.title_ja, session.abstract_ja) == ("新題", None)


def test_what_changed_after_the_look_is_shown_anew(event, organizer):
    content = filled(downloaded(organizer, event, "to=ja&format=po"), speaker_biography="彼女は飛んだ。")
    page = upload(organizer, event, content)
    Speaker.objects.filter(slug="ada-byron").update(biography_ja="飛行家")

    page = confirm(organizer, event, page)

    assert Speaker.objects.get(slug="ada-byron").biography_ja == "飛行家"
    assert page.context_data["preview"].planned.taken[0].present == "飛行家"


def test_what_was_shown_to_somebody_else_or_for_another_event_is_not_taken(event, organizer, sign_in):
    content = filled(downloaded(organizer, event, "to=ja&format=po"), speaker_biography="彼女は飛んだ。")
    page = upload(organizer, event, content)
    other = sign_in(make_user(role=Role.ORGANIZER, event=event))

    assert "too old" in said(confirm(other, event, page))[0]
    assert Speaker.objects.get(slug="ada-byron").biography_ja is None


@pytest.mark.parametrize("content", [b"", b"=1+1", b"PK\x03\x04 broken"])
def test_a_file_that_is_none_of_ours_is_refused_on_the_page(event, organizer, content):
    page = upload(organizer, event, content)

    assert page.status_code == 200
    assert page.context_data["upload"].errors["file"]


def test_a_spreadsheet_is_downloaded_as_one(event, organizer):
    content = downloaded(organizer, event, "to=en&format=xlsx&show=all")

    assert io.BytesIO(content).read(2) == b"PK"
    assert organizer.get(address(event, "_file", "to=fr&format=xlsx")).status_code == 404
