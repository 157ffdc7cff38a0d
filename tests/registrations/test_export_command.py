"""export_attendees: the list as a file, whole or not at all, and always on record."""

import csv
import hashlib
import json
import stat

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from registrations import exports, seats
from registrations.models import Export
from tests.builders import make_event, make_registration, make_ticket_type

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def event():
    return make_event(slug="forum")


@pytest.fixture
def ada(event):
    return make_registration(make_ticket_type(event, name_en="Industry", name_ja="産業界"), "Ada")


def export(output, *options, slug="forum", file_format="csv"):
    call_command("export_attendees", slug, "--format", file_format, "--output", str(output), *options)


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
def test_the_file_and_its_record_agree(event, ada, tmp_path, file_format):
    path = tmp_path / f"list.{file_format}"
    export(path, "--purpose", "Badges", file_format=file_format)
    record = Export.objects.get()
    assert record.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (record.event, record.exported_by, record.purpose) == (event, None, "Badges")
    assert (record.format, record.row_count, record.filters) == (file_format, 1, {})
    assert list(tmp_path.iterdir()) == [path]


def test_only_whoever_ran_it_can_read_the_file(ada, tmp_path):
    export(tmp_path / "list.csv")
    assert stat.S_IMODE((tmp_path / "list.csv").stat().st_mode) == 0o600


def test_a_status_narrows_the_list(event, ada, tmp_path):
    grace = make_registration(ada.ticket_type, "Grace")
    seats.cancel(ada, now=NOW)
    export(tmp_path / "list.json", "--status", "confirmed", "waitlisted", file_format="json")
    assert [row["email"] for row in json.loads((tmp_path / "list.json").read_bytes())] == [grace.email]
    assert Export.objects.get().filters == {"status": ["confirmed", "waitlisted"]}


def test_the_language_is_the_one_asked_for(ada, tmp_path):
    export(tmp_path / "list.csv", "--language", "ja")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][0] == "産業界"


def test_standard_output_gets_the_same_bytes(ada, capfdbinary):
    export("-", file_format="json")
    written = capfdbinary.readouterr().out
    assert [row["given_name"] for row in json.loads(written)] == ["Ada"]
    assert Export.objects.get().sha256 == hashlib.sha256(written).hexdigest()


def test_without_a_purpose_the_record_says_so(ada, tmp_path):
    export(tmp_path / "list.csv")
    assert Export.objects.get().purpose == "Not stated, on the command line"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"slug": "nowhere"}, "There is no event 'nowhere'."),
        ({"file_format": "pdf"}, "invalid choice: 'pdf'"),
    ],
)
def test_what_does_not_exist_is_named(ada, tmp_path, options, message):
    with pytest.raises(CommandError, match=message):
        export(tmp_path / "list", **options)
    assert not Export.objects.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_purpose_too_long_for_the_record_is_refused(ada, tmp_path):
    with pytest.raises(CommandError, match="at most 250 characters"):
        export(tmp_path / "list.csv", "--purpose", "x" * 251)
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_cannot_be_written_leaves_no_record(ada, tmp_path):
    (tmp_path / "file").write_text("kept")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "absent" / "list.csv", tmp_path / "file" / "list.csv", tmp_path / "folder"):
        with pytest.raises(CommandError, match=f"{path.name} cannot be written: "):
            export(path)
    assert not Export.objects.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_a_failing_export_keeps_the_file_that_was_there(ada, tmp_path, monkeypatch):
    path = tmp_path / "list.xlsx"
    path.write_text("last week's")
    monkeypatch.setattr(exports, "XLSX_MAX_ROWS", 0)
    with pytest.raises(CommandError, match="Choose csv"):
        export(path, file_format="xlsx")
    assert path.read_text() == "last week's"
    assert list(tmp_path.iterdir()) == [path]
    assert not Export.objects.exists()
