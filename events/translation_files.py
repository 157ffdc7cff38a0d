"""How the texts of an event travel to a translator and back: as a spreadsheet, or as a PO file."""

import enum
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
import polib
import xlsxwriter
from django.conf import settings
from django.utils.translation import gettext
from openpyxl.utils.exceptions import InvalidFileException

from events.models import Event
from events.translating import NO_PART_OF_A_TEXT, EventText, Translation, fingerprint, source_of

MOST_BYTES = 10_000_000
MOST_BYTES_UNPACKED = 30_000_000
MOST_PARTS = 200
MOST_ROWS = 100_000
LONGEST_CELL = 32_767
HEADINGS_WITHIN = 10
COLUMNS_READ = 20
MARKED_HEADING = re.compile(r"\[(key|from|to)(?: ([a-z-]+))?\]\s*$")
LINES_OF_ONE_TEXT = re.compile(r'"[ \t]*\n[ \t]*"')
BEGINNING_OF_ARCHIVE = b"PK\x03\x04"


class Format(enum.StrEnum):
    XLSX = "xlsx"
    PO = "po"


CONTENT_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PO: "text/x-gettext-translation; charset=utf-8",
}


class Unreadable(Exception):
    """The file is none of ours, or not to be trusted; the message is for whoever sent it."""


@dataclass
class TranslationFile:
    """What a file brings back into one language; ``faults`` are texts that cannot be read, by key."""

    language: str
    translations: list[Translation] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    untranslated: int = 0
    _keys: set[str] = field(default_factory=set)

    def add(self, key: str, *, source: str, target: str) -> None:
        if key in self._keys:
            self.faults[key] = gettext("It is in the file twice; the first one counts.")
            return
        self._keys.add(key)
        if target.strip():
            self.translations.append(Translation(key, target, fingerprint(source)))
        else:
            self.untranslated += 1

    def refuse(self, key: str, fault: str) -> None:
        self._keys.add(key)
        self.faults[key] = fault


def write(texts: Iterable[EventText], event: Event, *, to: str, file_format: Format) -> bytes:
    """A file for a translator with the texts that have something to translate from."""
    translatable = [text for text in texts if text.into(source_of(to))]
    writer = _xlsx if file_format == Format.XLSX else _po
    return writer(translatable, event, to)


def read(content: bytes) -> TranslationFile:
    """What a translator's file says. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(
            gettext("The file is larger than %(megabytes)d MB.") % {"megabytes": MOST_BYTES // 1_000_000}
        )
    return _of_xlsx(content) if content.startswith(BEGINNING_OF_ARCHIVE) else _of_po(content)


# --- Spreadsheets


def _xlsx(texts: list[EventText], event: Event, to: str) -> bytes:
    source, names = source_of(to), settings.LANGUAGE_NAMES
    columns = [
        (gettext("Where"), 34),
        (gettext("Text"), 20),
        (f"{names[source]} [from {source}]", 60),
        (f"{names[to]} [to {to}]", 60),
        (gettext("Note"), 30),
        (f"{gettext('Key')} [key]", 26),
    ]
    file = io.BytesIO()
    # Every cell is written as a string in the format for text: nothing is ever taken for a formula.
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        heading = workbook.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        look = {"num_format": "@", "text_wrap": True, "valign": "top"}
        locked = workbook.add_format(look | {"font_color": "#555555"})
        read_only = workbook.add_format(look | {"bg_color": "#F3F3F0"})
        to_fill = workbook.add_format(look | {"locked": False})
        sheet = workbook.add_worksheet(gettext("Translations")[:31])
        for place, (title, width) in enumerate(columns):
            sheet.set_column(place, place, width, to_fill if place == 3 else locked)
            sheet.write_string(0, place, title, heading)
        for row, text in enumerate(texts, start=1):
            cells = [
                f"{text.kind}: {text.where}",
                text.label,
                text.into(source),
                text.into(to),
                text.note,
                text.key,
            ]
            if max(map(len, cells)) > LONGEST_CELL:
                cells[2:5] = ["", "", gettext("Longer than a cell can be: take the PO file for this one.")]
            for place, cell in enumerate(cells):
                shape = {2: read_only, 3: to_fill}.get(place, locked)
                if cell or place == 3:
                    sheet.write_string(row, place, _for_cell(cell), shape)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(texts), len(columns) - 1)
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
        workbook.set_properties({"title": event.title, "subject": gettext("Translations")})
    return file.getvalue()


def _for_cell(text: str) -> str:
    return NO_PART_OF_A_TEXT.sub("\ufffd", _in_lines(text))


def _in_lines(text: str) -> str:
    """The text with its lines ended in the one way that every program reads."""
    return "\n".join(text.splitlines())


def _of_xlsx(content: bytes) -> TranslationFile:
    _look_into(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about extensions of the format that are not read
            workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            for sheet in workbook.worksheets:
                sheet.reset_dimensions()
                if (found := _of_sheet(sheet.iter_rows(max_col=COLUMNS_READ))) is not None:
                    return found
    except (
        InvalidFileException,
        ParseError,
        SyntaxError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise Unreadable(gettext("This spreadsheet cannot be read; it may be broken.")) from error
    raise Unreadable(
        gettext(
            "No sheet has the columns of a file for translators: "
            "keep the headings with [key], [from …] and [to …] as they were downloaded."
        )
    )


def _of_sheet(rows: Iterator[tuple[Any, ...]]) -> TranslationFile | None:
    """What a sheet says; None for one without our headings."""
    places: dict[str, int] = {}
    found: TranslationFile | None = None
    for number, cells in enumerate(rows):
        if number > MOST_ROWS:
            raise Unreadable(gettext("The sheet has more than %(number)d rows.") % {"number": MOST_ROWS})
        if found is not None:
            _take_row(found, cells, places)
        elif number < HEADINGS_WITHIN:
            marks = [MARKED_HEADING.search(str(cell.value or "")) for cell in cells]
            named = {mark[1]: (place, mark[2]) for place, mark in enumerate(marks) if mark}
            if {"key", "from", "to"} <= {*named}:
                places = {name: place for name, (place, _code) in named.items()}
                found = TranslationFile(_known_language(named["to"][1], source=named["from"][1]))
        else:
            return None
    return found


def _take_row(found: TranslationFile, cells: tuple[Any, ...], places: dict[str, int]) -> None:
    def cell(name: str) -> Any:
        return cells[places[name]] if places[name] < len(cells) else None

    key = _written(cell("key")).strip()
    if not key:
        return
    target = cell("to")
    kind = getattr(target, "data_type", "s")
    if kind == "f":
        found.refuse(key, gettext("Its cell holds a formula instead of a text."))
    elif kind in {"d", "b", "e"} and _written(target):
        found.refuse(key, gettext("Its cell holds a date or another value instead of a text."))
    else:
        found.add(key, source=_written(cell("from")), target=_written(target))


def _written(cell: Any) -> str:
    value = getattr(cell, "value", None)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def _look_into(content: bytes) -> None:
    """Raise Unreadable for an archive that would grow too large, or declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            # No part gives more than the size that is stated for it: the reader stops there.
            too_large = sum(part.file_size for part in parts) > MOST_BYTES_UNPACKED
            if too_large or len(parts) > MOST_PARTS:
                raise Unreadable(
                    gettext("Unpacked, the file would be far larger than a spreadsheet of texts.")
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _declares(archive.read(part)):
                    raise Unreadable(
                        gettext("The file declares entities, by which a small file can grow without bounds.")
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise Unreadable(gettext("This spreadsheet cannot be read; it may be broken.")) from error
    except (RuntimeError, NotImplementedError) as error:
        raise Unreadable(gettext("The file is locked by a password, or packed in an unusual way.")) from error


def _declares(content: bytes) -> bool:
    return any(
        sign.encode(encoding) in content
        for sign in ("<!DOCTYPE", "<!ENTITY")
        for encoding in ("ascii", "utf-16-le", "utf-16-be")
    )


# --- PO files


def _po(texts: list[EventText], event: Event, to: str) -> bytes:
    source = source_of(to)
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Project-Id-Version": event.slug,
        "Language": to,
        "X-Source-Language": source,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    file.extend(
        polib.POEntry(
            msgctxt=text.key,
            msgid=_in_lines(text.into(source)),
            msgstr=_in_lines(text.into(to)),
            comment=" ".join(
                f"{text.kind}: {text.where}. {text.label}. {text.note}".replace("\0", "").split()
            ),
        )
        for text in texts
    )
    return str(file).encode()


def _of_po(content: bytes) -> TranslationFile:
    try:
        text = content.decode("utf-8-sig")
        if "\0" in text or "msgid" not in text:
            raise Unreadable(_not_ours())
        if text.count("msgid") > MOST_ROWS:
            raise Unreadable(gettext("The file has more than %(number)d texts.") % {"number": MOST_ROWS})
        # polib opens what it takes for the name of a file; with a line of its own before it, nothing is.
        file = polib.pofile(f"#\n{_in_few_lines(text)}", encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(_not_ours()) from error
    except (OSError, ValueError, IndexError, AttributeError, TypeError) as error:
        raise Unreadable(gettext("This PO file cannot be read; it may be broken.")) from error
    language = _known_language(
        file.metadata.get("Language", ""), source=file.metadata.get("X-Source-Language", "")
    )
    found = TranslationFile(language)
    for entry in file:
        if entry.obsolete or not entry.msgctxt:
            continue
        if entry.fuzzy and entry.msgstr:
            found.refuse(entry.msgctxt, gettext("It is marked as fuzzy: look at it, and take the mark away."))
        else:
            found.add(entry.msgctxt, source=entry.msgid, target=entry.msgstr)
    return found


def _in_few_lines(text: str) -> str:
    """The file without what is not read here: polib takes ever longer for each further line of a text."""
    lines = (line for line in text.splitlines() if not line.startswith("#") or line.startswith("#,"))
    return LINES_OF_ONE_TEXT.sub("", "\n".join(lines))


def _not_ours() -> str:
    return gettext("This is neither a spreadsheet (XLSX) nor a PO file in UTF-8.")


def _known_language(language: str | None, *, source: str | None) -> str:
    known = settings.MODELTRANSLATION_LANGUAGES
    language = (language or "").replace("_", "-")
    language = language if language in known else language.partition("-")[0]
    if language not in known or source != source_of(language):
        raise Unreadable(gettext("The file does not say from which language into which it translates."))
    return language
