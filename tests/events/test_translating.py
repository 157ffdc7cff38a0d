"""Which texts lack a language, and translations that go to a translator and come back."""

import datetime as dt
import io
import time
import zipfile

import openpyxl
import polib
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from events import event_texts, translating, translation_files
from events.models import Event, Room, Session
from events.translating import Overtaken, Refused, Translation, fingerprint
from events.translation_files import Format, Unreadable
from notifications.models import Reminder
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_event,
    make_organization,
    make_room,
    make_session,
    make_speaker,
    make_ticket_type,
    make_track,
    make_user,
    make_venue,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def lacking(event, language="ja"):
    return {(text.kind.key, text.field, text.into("en")) for text in texts(event) if text.lacks(language)}


def texts(event):
    return translating.texts_of(event)


def text_of(event, row, field):
    return next(text for text in texts(event) if text.row == row and text.field == field)


def translated(event, row, field, target, **seen):
    text = text_of(event, row, field)
    return Translation(text.key, target, **({"source": fingerprint(text.into("en"))} | seen))


def save(event, *translations, **choices):
    return translating.save(event, translations, **({"to": "ja", "by": None, "now": NOW} | choices))


def export(event, file_format, *, to="ja"):
    return translation_files.write(texts(event), event, to=to, file_format=file_format)


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


# --- What is missing


def test_every_kind_of_text_of_the_event_is_looked_at(orbit_panel):
    event = orbit_panel.event
    make_ticket_type(event, name_en="Government")
    Reminder.objects.create(event=event, amount=1, subject_en="Soon", body_en="Come.", body_ja="どうぞ")

    assert lacking(event) == {
        ("event", "summary", "Machines and those who keep them."),
        ("event", "agenda_note", "Times are **illustrative**."),
        ("session", "abstract", orbit_panel.abstract_en),
        ("speaker", "biography", "She *flew*."),
        ("affiliation", "position", "Chief Engineer"),
        ("appearance", "unnamed", "Deputy Director"),
        ("tickettype", "name", "Government"),
        ("reminder", "subject", "Soon"),
    }


def test_a_text_that_is_only_in_japanese_lacks_english():
    event = make_event(summary_ja="概要")

    assert [text.field for text in texts(event) if text.lacks("en")] == ["summary"]
    assert not any(text.lacks("ja") for text in texts(event))


def test_texts_of_another_event_are_not_among_them(industry_day):
    other = make_event(venue=make_venue())
    session = make_session(other, room=make_room(other.venue), track=make_track(other))
    speaker = make_speaker("Elsewhere", biography_en="Nobody here.")
    make_affiliation(speaker, make_organization())
    make_appearance(session, speaker)
    make_ticket_type(other)

    assert {text.kind.key for text in texts(industry_day)} == {"event", "venue", "organization"}


def test_a_position_that_ended_before_the_event_is_not_asked_for(orbit_panel):
    hopper = orbit_panel.appearances.get(speaker__slug="grace-hopper").speaker
    make_affiliation(hopper, make_organization(), position_en="Cadet", to_on=dt.date(2020, 1, 1))

    assert ("affiliation", "position", "Cadet") not in lacking(orbit_panel.event)


def test_tallies_count_by_kind_and_language(orbit_panel):
    found = {tally.kind.key: tally for tally in translating.tallies(texts(orbit_panel.event))}

    assert (found["session"].count, found["session"].lacking) == (2, {"en": 0, "ja": 1})
    assert (found["affiliation"].count, found["affiliation"].lacking) == (2, {"en": 0, "ja": 1})


def test_queries_do_not_grow_with_the_event(orbit_panel, django_assert_num_queries):
    event = orbit_panel.event
    for _number in range(5):
        make_affiliation(speaker := make_speaker(), make_organization(), position_en="Director")
        make_appearance(make_session(event, room=make_room(event.venue)), speaker)
        make_ticket_type(event)

    with django_assert_num_queries(len(event_texts.kinds())):
        assert all(text.where for text in texts(event))


# --- Saving


def test_saving_writes_all_languages_of_their_rows_and_says_who_did(orbit_panel):
    event, by = orbit_panel.event, make_user(is_superuser=True)

    save(
        event,
        translated(event, orbit_panel, "abstract", " 宇宙ごみについて。\r\n二行目 "),
        translated(event, event, "summary", "機械と、それを守る人々。"),
        by=by,
    )

    assert Session.objects.get(pk=orbit_panel.pk).abstract_ja == "宇宙ごみについて。\n二行目"
    assert Event.objects.get(pk=event.pk).summary_ja == "機械と、それを守る人々。"
    assert by.logentry_set.count() == 2


def test_a_text_that_has_changed_since_is_not_overwritten(orbit_panel):
    event = orbit_panel.event
    stale = translated(event, orbit_panel, "title", "新しい題", source=fingerprint("Another title"))
    fresh = translated(event, event, "summary", "概要")

    with pytest.raises(Overtaken):
        save(event, stale, fresh)

    orbit_panel.refresh_from_db()
    event.refresh_from_db()
    assert (orbit_panel.title_ja, event.summary_ja) == ("軌道を見守るのは誰か", None)


def test_somebody_elses_translation_is_not_overwritten_unseen(orbit_panel):
    event = orbit_panel.event
    blind = translated(event, orbit_panel, "title", "新しい題", replaced=fingerprint(""))

    with pytest.raises(Overtaken):
        save(event, blind)
    save(event, blind, take_stale=True)

    orbit_panel.refresh_from_db()
    assert orbit_panel.title_ja == "新しい題"


@pytest.mark.parametrize("target", ["題" * 301, "題\x07", "題\ud800"])
def test_what_no_column_can_hold_is_refused_and_nothing_is_saved(orbit_panel, target):
    event = orbit_panel.event

    with pytest.raises(Refused) as refusal:
        save(
            event,
            translated(event, event, "summary", "概要"),
            translated(event, orbit_panel, "title", target),
        )

    event.refresh_from_db()
    assert [*refusal.value.faults] == [f"session.{orbit_panel.pk}.title"]
    assert event.summary_ja is None


def test_the_last_language_of_a_title_cannot_be_cleared():
    event = make_event()
    session = make_session(event, title_en=None, title_ja="題")

    with pytest.raises(Refused):
        save(event, Translation(f"session.{session.pk}.title", "", source=fingerprint("")))


def test_names_that_must_differ_are_refused_in_words(orbit_panel):
    event = orbit_panel.event
    second = make_room(event.venue, name_en=None, name_ja="第2会議室")
    text = text_of(event, second, "name")

    with pytest.raises(Refused) as refusal:
        save(event, Translation(text.key, "Room 1", fingerprint("第2会議室")), to="en")

    assert refusal.value.faults == {text.key: "This venue has a room of this name already."}
    assert Room.objects.get(pk=second.pk).name_en is None


def test_texts_of_other_events_cannot_be_reached(industry_day):
    other = make_session(make_event(), title_ja="題")
    sneaked = Translation(f"session.{other.pk}.title", "盗", fingerprint(other.title_en))

    assert save(industry_day, sneaked).unknown == [sneaked.key]
    other.refresh_from_db()
    assert other.title_ja == "題"


# --- To a translator and back


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
    done = save(event, *first.translations, to=first.language)
    again = translating.plan(texts(event), translation_files.read(filled).translations, to="ja")

    orbit_panel.refresh_from_db()
    assert {one.target for one in done.taken} == {*targets.values()}
    assert orbit_panel.abstract_ja == targets[orbit_panel.abstract_en]
    assert (again.taken, again.stale, again.unknown, again.faults) == ([], [], [], {})


@pytest.mark.parametrize("file_format", Format)
def test_a_text_that_changed_while_it_was_away_is_stale(orbit_panel, file_format):
    event = orbit_panel.event
    filled = FILL[file_format](export(event, file_format), {orbit_panel.abstract_en: "破片について"})
    Session.objects.filter(pk=orbit_panel.pk).update(abstract_en="About something else")

    planned = translating.plan(texts(event), translation_files.read(filled).translations, to="ja")

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

    planned = translating.plan(texts(event), back.translations, to=back.language)
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


# --- Hostile and broken files


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


# --- Commands


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
