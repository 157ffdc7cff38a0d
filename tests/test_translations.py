"""The tools that look after locale/, on catalogs made up here."""

import gettext
import os
from pathlib import Path

import pytest

import check_translations
from compile_messages import compile_messages

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


@pytest.fixture
def write_catalog(tmp_path, monkeypatch):
    """A function that writes a Japanese catalog, and returns its path."""
    monkeypatch.setattr(check_translations, "HOUSE", tmp_path)

    def write(entries: str) -> Path:
        path = tmp_path / "locale" / "ja" / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + entries, encoding="utf-8")
        return path

    return write


def faults(path: Path) -> list[str]:
    return [fault.split(" ", 1)[1] for fault in check_translations.faults(path)]


def test_a_translation_that_is_missing_or_a_guess_is_found(write_catalog):
    path = write_catalog(
        'msgid "Agenda"\nmsgstr "議題"\n\n'
        'msgid "Room"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "Track"\nmsgstr "部屋"\n\n'
        '#~ msgid "Gone"\n#~ msgstr ""\n'
    )
    assert faults(path) == ["is not translated: 'Room'", "is fuzzy: 'Track'"]


def test_a_translation_with_other_placeholders_is_found(write_catalog):
    path = write_catalog(
        'msgid "Hello %(name)s"\nmsgstr "こんにちは %(namae)s"\n\n'
        'msgid "From {start} to {end}"\nmsgstr "{start}から"\n'
    )
    assert faults(path) == [
        "has placeholders that the source lacks: %(namae)s",
        "lacks {end}: 'From {start} to {end}'",
    ]


def test_a_plural_may_leave_its_number_out(write_catalog):
    one = 'msgid "one seat"\nmsgid_plural "%(count)s seats"\nmsgstr[0] "%(count)s席"\n'
    assert faults(write_catalog(one)) == []


def test_catalogs_are_compiled_without_the_guesses(write_catalog):
    path = write_catalog('msgid "Agenda"\nmsgstr "議題"\n\n#, fuzzy\nmsgid "Track"\nmsgstr "部屋"\n')
    compile_messages(path.parents[2])
    with path.with_suffix(".mo").open("rb") as compiled:
        catalog = gettext.GNUTranslations(compiled)
    assert (catalog.gettext("Agenda"), catalog.gettext("Track")) == ("議題", "Track")


def test_only_what_has_changed_is_compiled(write_catalog):
    path = write_catalog('msgid "Agenda"\nmsgstr "議題"\n')
    compiled = path.with_suffix(".mo")
    compile_messages(path.parents[2])
    os.utime(compiled, (path.stat().st_mtime + 1,) * 2)
    before = compiled.stat().st_mtime_ns
    compile_messages(path.parents[2])
    assert compiled.stat().st_mtime_ns == before
    os.utime(path, (path.stat().st_mtime + 2,) * 2)
    compile_messages(path.parents[2])
    assert compiled.stat().st_mtime_ns != before
