"""Reading lists of names, and bringing them in: by the command and in the admin."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from registrations import screening_lists
from registrations.models import ListedName, ListVersion, ScreeningList
from registrations.screening_lists import Column, Unreadable
from tests.builders import make_event, make_user
from tests.registrations.screened import INVENTED, listing, make_list

NOW = timezone.now()
IMPORT = reverse("admin:registrations_screeninglist_import")
LISTS = reverse("admin:registrations_screeninglist_changelist")


def contents(content):
    file = screening_lists.read(content)
    return screening_lists.contents(file, screening_lists.guess(file.headings))


# --- Reading -------------------------------------------------------------------------------


def test_columns_are_recognized_by_their_headings():
    file = screening_lists.read(INVENTED.read_bytes())
    assert screening_lists.guess(file.headings) == {
        Column.REFERENCE: 0,
        Column.NAME: 1,
        Column.KIND: 2,
        Column.COUNTRY: 3,
        Column.ALIASES: 4,
    }


def test_rows_become_entries_repeated_ones_once_and_bad_ones_are_named():
    found = contents(INVENTED.read_bytes())
    assert [entry.reference for entry in found.names] == ["X-1", "X-2", "X-3", "X-4", "X-5", "X-6", "X-8"]
    assert [entry.kind for entry in found.names] == [
        "person",
        "organization",
        "person",
        "other",
        "unknown",
        "person",
        "person",
    ]
    assert found.names[0].aliases == ["Andrey Voronin", "Андрей Воронин"]
    assert (found.repeated, [(fault.line, fault.reason) for fault in found.faults]) == (
        1,
        [(8, "It has no name.")],
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        ("name\nM\u00fcller\n".encode("latin-1"), "Line 2 is not in UTF-8. Save the file as CSV in UTF-8."),
        (b'name\n"' + b"x" * 200_000 + b'"\n', "Line 2 cannot be read as CSV."),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_line(content, reason):
    with pytest.raises(Unreadable, match=reason):
        screening_lists.read(content)


def test_cells_without_a_heading_and_names_without_end_are_named():
    found = contents(f"name,type\nAda,person,what\n{'x' * 501},person\nGrace,person\n".encode())
    assert [(fault.line, fault.reason) for fault in found.faults] == [
        (2, "It has more cells than there are headings."),
        (3, "Its name is longer than 500 characters."),
    ]
    assert [entry.name for entry in found.names] == ["Grace"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_whatever_separates_the_cells(separator):
    found = contents(f"\ufeffName{separator}Type\r\nAda{separator}Individual\r\n".encode())
    assert [(entry.name, entry.kind) for entry in found.names] == [("Ada", "person")]


@pytest.mark.django_db
def test_a_version_and_a_file_come_in_once():
    make_list()
    for version in ("1", "2"):
        with pytest.raises(ValidationError):
            make_list(version=version)
    assert (ListVersion.objects.count(), ListedName.objects.count()) == (1, 7)


# --- By the command ------------------------------------------------------------------------


def run(*arguments):
    said, complained = io.StringIO(), io.StringIO()
    call_command("import_screening_list", *map(str, arguments), stdout=said, stderr=complained)
    return said.getvalue(), complained.getvalue()


@pytest.mark.django_db
def test_the_command_brings_a_list_in_and_names_bad_rows():
    said, complained = run(INVENTED, "--name", "Invented", "--version", "2026-11", "--source", "Nobody")
    assert said.splitlines() == [
        "7 entries (Person 4, Organization 1, Vessel, aircraft or other thing 1, Not said 1); "
        "1 repeated, 1 left out",
        "Imported as version 2026-11 of Invented.",
    ]
    assert complained == "line 8: It has no name.\n"
    version = ListVersion.objects.get()
    assert (version.version, version.screening_list.active_version, version.screening_list.source) == (
        "2026-11",
        version,
        "Nobody",
    )


@pytest.mark.django_db
def test_a_dry_run_writes_nothing(tmp_path):
    said, _complained = run(INVENTED, "--name", "Invented", "--version", "1", "--dry-run")
    assert said.startswith("7 entries")
    assert not ScreeningList.objects.exists()


@pytest.mark.django_db
def test_a_column_can_be_said_and_a_version_kept_for_later(tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(b"who,what\nAda,person\n")
    with pytest.raises(CommandError, match="--column name=HEADING"):
        run(file, "--name", "L", "--version", "1")
    with pytest.raises(CommandError, match="no column 'whom'"):
        run(file, "--name", "L", "--version", "1", "--column", "name=whom")
    run(
        file,
        "--name",
        "L",
        "--version",
        "1",
        "--column",
        "name=who",
        "--column",
        "kind=what",
        "--keep-version",
    )
    assert ListedName.objects.get().name == "Ada"
    assert ScreeningList.objects.get().active_version is None


# --- In the admin --------------------------------------------------------------------------


@pytest.fixture
def superuser(sign_in):
    user = make_user()
    user.is_superuser = user.is_staff = True
    user.save()
    return sign_in(user)


def upload(content, name="list.csv"):
    return {"file": SimpleUploadedFile(name, content)}


@pytest.mark.django_db
def test_the_admin_looks_first_and_imports_then(superuser):
    look = superuser.post(IMPORT, upload(INVENTED.read_bytes()))
    assert "Line 8: It has no name." in look.content.decode()
    assert not ListVersion.objects.exists()
    form = look.context["form"]
    posted = {field.html_name: field.value() for field in form.column_fields()}
    posted |= {"kept": look.context["look"].kept, "name": "Invented"}
    done = superuser.post(
        IMPORT, posted | {"name": "Invented", "version": "1", "is_active": "on", "import": ""}
    )
    assert (done.status_code, done.url) == (302, LISTS)
    version = ListVersion.objects.get()
    assert (version.name_count, version.screening_list.active_version) == (7, version)
    again = superuser.post(IMPORT, posted | {"version": "2", "import": ""})
    assert "This very file has been imported for the list already." in again.content.decode()


@pytest.mark.django_db
def test_other_columns_can_be_chosen_and_are_shown_before_anything_is_written(superuser):
    look = superuser.post(IMPORT, upload(b"who,name\nAda Lovelace,7\n"))
    assert look.context["look"].contents.names == []
    kept = look.context["look"].kept
    again = superuser.post(IMPORT, {"kept": kept, "column_name": "0", "look": ""})
    assert [entry.name for entry in again.context["look"].contents.names] == ["Ada Lovelace"]
    assert not ListVersion.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"name\n"])
def test_a_bad_upload_is_answered_with_a_message(superuser, content):
    answer = superuser.post(IMPORT, upload(content))
    assert answer.status_code == 200
    assert not ListVersion.objects.exists()


@pytest.mark.django_db
def test_a_page_that_was_tampered_with_or_is_too_old_imports_nothing(superuser):
    answer = superuser.post(IMPORT, {"kept": "forged", "import": ""}, follow=True)
    assert "Nothing was imported: the page is too old." in answer.content.decode()


@pytest.mark.django_db
def test_only_superusers_import_and_only_screeners_see(sign_in):
    make_list()
    event = make_event()
    editor = sign_in(make_user(role=Role.EDITOR, event=event))
    organizer = sign_in(make_user(role=Role.ORGANIZER, event=event))
    assert (editor.get(LISTS).status_code, editor.get(IMPORT).status_code) == (403, 403)
    assert (organizer.get(LISTS).status_code, organizer.get(IMPORT).status_code) == (200, 403)


@pytest.mark.django_db
def test_another_version_can_be_put_to_use_but_only_one_of_the_list(superuser):
    first = make_list(listing("Ada,person"))
    make_list(listing("Grace,person"), version="2")
    stranger = make_list(listing("Joan,person"), name="Another")
    change = reverse("admin:registrations_screeninglist_change", args=[first.screening_list_id])
    posted = {
        "name": "Invented Parties",
        "source": "",
        "versions-TOTAL_FORMS": "0",
        "versions-INITIAL_FORMS": "0",
    }
    assert superuser.post(change, posted | {"active_version": stranger.pk}).status_code == 200
    assert superuser.post(change, posted | {"active_version": first.pk}).status_code == 302
    assert ScreeningList.objects.get(pk=first.screening_list_id).active_version == first
