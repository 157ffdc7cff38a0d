"""Translations that go to a translator and come back, as a spreadsheet or in PO."""

import datetime as dt
import io
import time
import zipfile

import openpyxl
import polib
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from events import translating, translation_files
from events.models import Session
from events.translation_files import Format, Unreadable
from tests.builders import (
    make_event,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def plan(event, file):
    return translating.plan(translating.texts_of(event), file.translations, to=file.language)


def export(event, file_format, *, to="ja"):
    return translation_files.write(translating.texts_of(event), event, to=to, file_format=file_format)


def fill_xlsx(content, targets, *, column=4):
    """The spreadsheet as a translator would save it: with texts in the cells beside these."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    for row in workbook.active.iter_rows(min_row=2):
        if row[2].value in targets:
            row[column - 1].value = targets[row[2].value]
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def fill_po(content, targets):
    file = polib.pofile(content.decode())
    for entry in file:
        entry.msgstr = targets.get(entry.msgid, entry.msgstr)
    return str(file).encode()


FILL = {Format.XLSX: fill_xlsx, Format.PO: fill_po}


@pytest.mark.parametrize("file_format", Format)
def test_a_file_comes_back_translated_and_a_second_time_changes_nothing(orbit_panel, file_format):
    event = orbit_panel.event
    targets = {
        "She *flew*.": "彼女は*飛んだ*。",
        "Deputy Director": "次長",
        orbit_panel.abstract_en: "**宇宙ごみ**について。\n\n<script>alert(1)</script>\n=1+1",
    }
    filled = FILL[file_format](export(event, file_format), targets)

    first = translation_files.read(filled)
    done = translating.save(event, first.translations, to=first.language, by=None, now=NOW)
    again = plan(event, translation_files.read(filled))

    orbit_panel.refresh_from_db()
    assert {one.target for one in done.taken} == {*targets.values()}
    assert orbit_panel.abstract_ja == targets[orbit_panel.abstract_en]
    assert (again.taken, again.stale, again.unknown, again.faults) == ([], [], [], {})


@pytest.mark.parametrize("file_format", Format)
def test_a_text_that_changed_while_it_was_away_is_stale(orbit_panel, file_format):
    event = orbit_panel.event
    filled = FILL[file_format](export(event, file_format), {orbit_panel.abstract_en: "破片について"})
    Session.objects.filter(pk=orbit_panel.pk).update(abstract_en="About something else")

    planned = plan(event, translation_files.read(filled))

    assert [one.text.field for one in planned.stale] == ["abstract"]
    assert planned.taken == []


@pytest.mark.parametrize("file_format", Format)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_texts_stay_faithful_whatever_they_are(file_format, language):
    odd = "=HYPERLINK(\"x\")\n'quoted' \\n \t _x0041_ 😀\u2028“%s”\x85#, fuzzy\n+1 <b>&amp;"
    event = make_event(description_en=odd, description_ja="=1+1")

    with translation.override(language):
        content = export(event, file_format)
    back = translation_files.read(content)

    planned = plan(event, back)
    assert (planned.taken, planned.stale, planned.faults) == ([], [], {})
    assert planned.unchanged == len(back.translations) == 2


def test_a_spreadsheet_holds_no_formula_and_opens_only_the_translation():
    event = make_event(description_en="=1+1", description_ja="=2+2")

    sheet = openpyxl.load_workbook(io.BytesIO(export(event, Format.XLSX))).active

    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.column_letter for cell in cells if not cell.protection.locked} == {"D"}
    assert sheet.protection.sheet


def test_a_translation_into_english_goes_the_other_way():
    event = make_event(summary_ja="概要")

    found = translation_files.read(fill_po(export(event, Format.PO, to="en"), {"概要": "Summary"}))

    assert (found.language, found.translations[-1].target) == ("en", "Summary")


def zipped(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"xl/{name}.xml", content)
    return file.getvalue()


HEAD = 'msgid ""\nmsgstr "Language: ja\\nX-Source-Language: en\\n"\n\n'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "neither"),
        (b"\xff\xfe\x00", "neither"),
        (b"GIF89a", "neither"),
        (b"/etc/passwd", "neither"),
        (b"x" * (translation_files.MOST_BYTES + 1), "larger than"),
        (b"PK\x03\x04 and no more", "cannot be read"),
        (zipped(workbook=b"0" * 70_000_000), "far larger"),
        (zipped(workbook='<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "entities"),
        (zipped(workbook="<x/>"), "cannot be read"),
        (b'msgid "x"\nmsgstr "y"\n', "from which language"),
        (HEAD.replace("ja", "fr").encode(), "from which language"),
        (b'msgid "x\nmsgstr', "cannot be read"),
    ],
    ids=range(12),
)
def test_what_is_no_file_of_ours_is_refused_in_words(content, message):
    with pytest.raises(Unreadable, match=message):
        translation_files.read(content)


def test_the_name_of_a_file_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "msgid").write_text(HEAD)

    with pytest.raises(Unreadable):
        translation_files.read(b"msgid")


@pytest.mark.parametrize("lines", ['"aaaaaaaa"', '#~ "aaaaaaaaaaa"', "# aaaaaaaaa", '#| "aaaaaaa"'])
def test_a_text_of_very_many_lines_is_read_at_once(lines):
    content = f'{HEAD}msgctxt "a.1.b"\nmsgid ""\n' + f"{lines}\n" * 400_000 + 'msgstr "x"\n'
    began = time.process_time()

    assert len(translation_files.read(content.encode()).translations) == 1
    assert time.process_time() - began < 5


def test_any_other_spreadsheet_is_refused():
    file = io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.active.append(["Name", "Amount"])
    workbook.save(file)

    with pytest.raises(Unreadable, match="No sheet"):
        translation_files.read(file.getvalue())


def test_formulas_and_dates_are_not_taken_and_numbers_are_texts(orbit_panel):
    odd = {"Deputy Director": "=1+1", "She *flew*.": dt.date(2030, 1, 1), "Chief Engineer": 2031}

    found = translation_files.read(fill_xlsx(export(orbit_panel.event, Format.XLSX), odd))

    assert {key.partition(".")[0] for key in found.faults} == {"appearance", "speaker"}
    assert "2031" in {one.target for one in found.translations}


def test_fuzzy_and_repeated_entries_are_reported_and_not_taken():
    entries = '#, fuzzy\nmsgctxt "a.1.b"\nmsgid "x"\nmsgstr "y"\n\n' + 2 * (
        'msgctxt "a.2.b"\nmsgid "x"\nmsgstr "y"\n\n'
    )

    found = translation_files.read((HEAD + entries).encode())

    assert [one.key for one in found.translations] == ["a.2.b"]
    assert [*found.faults] == ["a.1.b", "a.2.b"]


def run(*arguments):
    output = io.StringIO()
    call_command(*map(str, arguments), stdout=output)
    return output.getvalue()


def test_commands_write_a_file_and_take_it_back(orbit_panel, tmp_path):
    file = tmp_path / "texts.po"
    slug = orbit_panel.event.slug

    assert run(
        "export_texts", slug, "--format", "po", "--to", "ja", "--missing", "--output", file
    ).startswith("6 texts")
    file.write_bytes(fill_po(file.read_bytes(), {"Deputy Director": "次長"}))
    dry = run("import_texts", slug, file, "--dry-run")
    assert "Unnamed participant: – → 次長" in dry
    assert orbit_panel.appearances.filter(unnamed_ja="次長").count() == 0
    assert "1 text was changed" in run("import_texts", slug, file)
    assert orbit_panel.appearances.filter(unnamed_ja="次長").count() == 1
    assert "0 texts were changed" in run("import_texts", slug, file)


def test_a_stale_translation_is_taken_only_when_asked_for(orbit_panel, tmp_path):
    file = tmp_path / "texts.po"
    event = orbit_panel.event
    file.write_bytes(fill_po(export(event, Format.PO), {orbit_panel.title_en: "新しい題"}))
    Session.objects.filter(pk=orbit_panel.pk).update(title_en="Who watches?")

    assert "Stale, not taken" in run("import_texts", event.slug, file)
    assert Session.objects.get(pk=orbit_panel.pk).title_ja == "軌道を見守るのは誰か"
    run("import_texts", event.slug, file, "--take-stale")
    assert Session.objects.get(pk=orbit_panel.pk).title_ja == "新しい題"


def test_commands_say_what_they_cannot_do(industry_day, tmp_path):
    (tmp_path / "x.po").write_text("nothing")
    for arguments in (
        ("export_texts", "nowhere", "--to", "ja", "--output", tmp_path / "y"),
        ("export_texts", industry_day.slug, "--to", "ja", "--output", tmp_path),
        ("import_texts", "nowhere", tmp_path / "x.po"),
        ("import_texts", industry_day.slug, tmp_path / "x.po"),
        ("import_texts", industry_day.slug, tmp_path / "z.po"),
    ):
        with pytest.raises(CommandError):
            run(*arguments)
