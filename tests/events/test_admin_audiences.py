"""How organizers say who may know of a session, and give it its materials."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from events import checks, materials
from events.agenda import document
from events.models import Audience, AudienceGroup, Material
from tests.admin_pages import errors, send, shown
from tests.builders import keep_for, make_event, make_group, make_material, make_session, make_user
from tests.events.pages import page_of, words

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 slides"


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def editor(event, sign_in):
    return sign_in(make_user(role=Role.EDITOR, event=event))


def change(row):
    return reverse(f"admin:events_{row._meta.model_name}_change", args=[row.pk])


def material(number=0, **fields):
    """The fields of one row of materials."""
    given = {"kind": "slides", "order": "0", "title_en": "Slides", "audience": "public"} | fields
    return {f"materials-{number}-{name}": value for name, value in given.items()} | {
        "materials-TOTAL_FORMS": str(number + 1)
    }


def upload(content: bytes = PDF, *, name: str = "orbit.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_group_has_the_sectors_that_are_ticked(event, editor):
    add = f"{reverse('admin:events_audiencegroup_add')}?event={event.pk}"
    send(editor, add, name_en="Government only", name_ja="政府機関限定", sectors=["government", "military"])
    group = event.audience_groups.get()
    assert (group.name_en, group.sectors) == ("Government only", ["government", "military"])
    assert "Government, Military" in words(
        page_of(editor.get(reverse("admin:events_audiencegroup_changelist")))
    )


def test_a_session_for_groups_names_at_least_one(event, editor):
    session, group, _foreign = make_session(event), make_group(event), make_group(make_event(), "Foreign")
    form = editor.get(change(session))
    assert [str(choice) for choice in form.context_data["adminform"].form.fields["groups"].queryset] == [
        str(group)
    ]
    refused = send(editor, change(session), audience="groups")
    assert errors(refused) == {"groups": ["Choose at least one group, or another audience."]}
    send(editor, change(session), audience="groups", groups=[group.pk])
    session.refresh_from_db()
    assert (session.audience, list(session.groups.all())) == (Audience.GROUPS, [group])


def test_another_audience_leaves_no_group_behind(event, editor):
    session = make_session(event)
    keep_for(session, make_group(event))
    send(editor, change(session), audience="approved")
    assert not session.groups.exists()


def test_an_embargo_is_typed_on_the_events_clocks(event, editor):
    session = make_session(event)
    send(editor, change(session), revealed_at_0="2031-05-14", revealed_at_1="09:00")
    session.refresh_from_db()
    assert session.revealed_at == dt.datetime(2031, 5, 14, tzinfo=dt.UTC)


def test_lists_say_which_sessions_are_not_for_everybody(event, editor):
    make_session(event, audience=Audience.APPROVED)
    keep_for(make_session(event), make_group(event, "Government only"))
    make_session(event, revealed_at=dt.datetime(2031, 5, 14, tzinfo=dt.UTC))
    for address in (
        reverse("admin:events_session_changelist"),
        reverse("admin:events_event_overview", args=[event.pk]),
    ):
        page = words(page_of(editor.get(address)))
        for remark in ("Confirmed attendees", "Government only", "Embargo until 14 May 2031, 09:00"):
            assert remark in page


def test_an_embargo_that_has_passed_is_called_one_no_longer(event, editor):
    session = make_session(event, revealed_at=timezone.now() - dt.timedelta(seconds=1))
    for address in (
        reverse("admin:events_session_changelist"),
        reverse("admin:events_event_overview", args=[event.pk]),
        reverse("admin:events_event_schedule", args=[event.pk]),
    ):
        page = words(page_of(editor.get(address)))
        assert session.title in page
        assert "Embargo until" not in page


# --- Materials ----------------------------------------------------------------------------------


def test_a_file_is_kept_where_no_web_server_looks(event, editor, settings):
    session = make_session(event)
    send(editor, change(session), **material(file=upload(), audience="approved"))
    slides = session.materials.get()
    assert (slides.title_en, slides.audience, slides.file_size) == ("Slides", "approved", len(PDF))
    assert not str(slides.file.path).startswith(str(settings.MEDIA_ROOT))
    fetched = editor.get(reverse("admin:events_material_file", args=[slides.code]))
    assert b"".join(fetched.streaming_content) == PDF
    assert fetched["Content-Disposition"] == 'attachment; filename="orbit.pdf"'
    assert "no-store" in fetched["Cache-Control"]
    assert "orbit.pdf" in words(page_of(editor.get(change(session))))


def test_files_of_drafts_are_for_who_may_see_the_drafts(event, sign_in):
    slides = make_material(make_session(event), file=upload())
    address = reverse("admin:events_material_file", args=[slides.code])
    others = [
        sign_in(make_user(role=Role.EDITOR, event=make_event())),
        sign_in(make_user(role=Role.DOOR, event=event)),
    ]
    assert [client.get(address).status_code for client in others] == [404, 404]
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (("page.html", b"<script>"), "Files of this type are not accepted."),
        (("slides", PDF), "Files of this type are not accepted."),
        (("slides.pdf", b"<script>"), "The file is not what its name says."),
        (("slides.pptx", PDF), "The file is not what its name says."),
    ],
)
def test_only_documents_are_accepted(file, message, event, editor):
    session = make_session(event)
    name, content = file
    refused = send(editor, change(session), **material(file=upload(content, name=name)))
    assert errors(refused)["materials-0-file"][0].startswith(message)
    assert not session.materials.exists()


def test_a_file_that_is_too_large_is_refused(event, editor, monkeypatch):
    monkeypatch.setattr(materials, "LARGEST_FILE", 10)
    refused = send(editor, change(make_session(event)), **material(file=upload()))
    assert errors(refused)["materials-0-file"][0].startswith("The file is too large:")


@pytest.mark.parametrize("both", [{}, {"file": upload(), "address": "https://files.example/slides"}])
def test_a_material_is_a_file_or_an_address(both, event, editor):
    refused = send(editor, change(make_session(event)), **material(**both))
    assert "Give a file or an address, one of the two." in words(page_of(refused))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://files.example/x", "slides"])
def test_an_address_is_one_of_the_web(address, event, editor):
    refused = send(editor, change(make_session(event)), **material(address=address))
    assert "materials-0-address" in errors(refused)


def test_rows_of_a_material_ask_no_more_for_three_than_for_one(event, editor, django_assert_max_num_queries):
    session = make_session(event)
    keep_for(make_material(session), make_group(event))
    editor.get(change(session))
    with django_assert_max_num_queries(60) as first:
        editor.get(change(session))
    count = len(first)
    for _number in range(2):
        keep_for(make_material(session), make_group(event))
    with django_assert_max_num_queries(count):
        editor.get(change(session))


def test_a_material_is_taken_away_again(event, editor):
    session = make_session(event)
    make_material(session)
    fields = shown(editor.get(change(session)))
    editor.post(change(session), fields | {"materials-0-DELETE": "on"})
    assert not Material.objects.exists()


def test_the_check_finds_what_is_kept_for_no_group(event):
    session = make_session(event, title_en="Treaty")
    keep_for(session, make_group(event))
    keep_for(make_material(make_session(event), title_en="Draft text"), AudienceGroup.objects.get())
    assert not checks.has_errors(checks.check(document(event)))
    AudienceGroup.objects.all().delete()
    found = [finding.message for finding in checks.check(document(event)) if finding.code == "no-group"]
    assert found == [
        "Treaty is kept for groups, but for none of them.",
        "Draft text is kept for groups, but for none of them.",
    ]
