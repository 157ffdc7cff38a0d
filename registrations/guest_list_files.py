"""How a guest list reads as a spreadsheet: its columns, its rows, and the template to fill in."""

import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
import xlsxwriter
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from events.schedule_formats import archive, tables
from events.schedule_formats.schedule import ScheduleError

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 100
HEADINGS_WITHIN = 10
MOST_CHARACTERS = 2_000
SPACE = re.compile(r"[\s　_-]+")
BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheet programs know UTF-8


class Unreadable(Exception):
    """The file is no guest list; the text says why, to whoever chose it."""


@dataclass(frozen=True)
class Column:
    """A column by its headings; both languages are known again, and words of other programs' lists."""

    key: str
    en: str
    ja: str
    example: str
    also: tuple[str, ...] = ()

    def heading(self, language: str) -> str:
        return self.ja if language == "ja" else self.en


COLUMNS = (
    Column(
        "email",
        "E-mail address",
        "メールアドレス",
        "hanako@example.org",
        ("email", "e-mail", "mail", "メール"),
    ),
    Column("given_name", "Given name", "名", "Hanako", ("first name", "forename", "名前")),
    Column("family_name", "Family name", "姓", "Yamada", ("last name", "surname", "name", "氏名", "苗字")),
    Column(
        "native_name", "Name in native script", "氏名（母語表記）", "山田花子", ("native name", "漢字氏名")
    ),
    Column(
        "organization_name",
        "Organization",
        "所属組織",
        "Example Agency",
        ("organisation", "company", "所属", "組織"),
    ),
    Column("position", "Position", "役職", "Director", ("job title", "title", "肩書")),
    Column("sector", "Sector", "所属区分", "", ()),
    Column("country", "Country", "国", "JP", ("country code", "国・地域", "国または地域")),
    Column("language", "Language", "言語", "ja", ("locale", "preferred language")),
    Column("ticket_type", "Ticket type", "参加区分", "", ("ticket",)),
)


@dataclass(frozen=True)
class Row:
    """A row below the headings: its line in the file, and its cells by the columns' keys."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class GuestList:
    rows: list[Row]
    unknown: list[str]
    """Headings that say nothing to us; what stands under them is left out."""


def read(content: bytes) -> GuestList:
    """The rows of a CSV or XLSX file. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 5 megabytes."))
    lines = _of_workbook(content) if archive.is_one(content) else _of_text(content)
    columns: dict[int, str] = {}
    unknown: list[str] = []
    rows: list[Row] = []
    for number, cells in lines:
        if not columns:
            if number > HEADINGS_WITHIN:
                break
            columns = _columns(cells)
            unknown = [
                cell[:60] for place, cell in enumerate(cells) if cell and columns and place not in columns
            ]
        elif any(cells):
            rows.append(
                Row(number, {key: cells[place] for place, key in columns.items() if place < len(cells)})
            )
            if len(rows) > MOST_ROWS:
                raise Unreadable(_("The list has more than %(number)d rows.") % {"number": MOST_ROWS})
    if not columns:
        raise Unreadable(
            _("No row of headings was found. One column must be headed “%(en)s” or “%(ja)s”.")
            % {"en": COLUMNS[0].en, "ja": COLUMNS[0].ja}
        )
    return GuestList(rows, unknown)


def _columns(cells: list[str]) -> dict[int, str]:
    """The columns that a row names, by their place; none where no column holds addresses."""
    known = {
        _plain(word): column.key
        for column in COLUMNS
        for word in (column.en, column.ja, column.key, *column.also)
    }
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        key = known.get(_plain(cell))
        if key and key not in found.values():
            found[place] = key
    return found if "email" in found.values() else {}


def _plain(text: str) -> str:
    return SPACE.sub(" ", text).strip().casefold()


def _of_text(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = tables.decoded(content)
    if text is None:
        raise Unreadable(_("This is neither CSV nor XLSX."))
    beginning = text.splitlines()[:HEADINGS_WITHIN] or [""]
    separator = max(",;\t", key=lambda sign: max(line.count(sign) for line in beginning))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            yield line, [_cell(cell) for cell in cells[:MOST_COLUMNS]]
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            _("Line %(line)d cannot be read: %(reason)s") % {"line": reader.line_num, "reason": error}
        ) from error


def _of_workbook(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet."""
    try:
        files = archive.read(content)
    except ScheduleError as error:
        raise Unreadable(str(error.problems[0].message)) from error
    if not tables.is_workbook(files) or any(tables.declares_entities(inside) for inside in files.values()):
        raise Unreadable(_("This is neither CSV nor XLSX."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about extensions that we do not read
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            most = MOST_ROWS + HEADINGS_WITHIN + 1
            for number, cells in enumerate(
                sheet.iter_rows(max_col=MOST_COLUMNS, max_row=most, values_only=True), start=1
            ):
                yield number, [_cell(cell) for cell in cells]
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        SyntaxError,
    ) as error:
        raise Unreadable(
            _("This workbook cannot be read: %(reason)s") % {"reason": str(error)[:200]}
        ) from error


def _cell(value: Any) -> str:
    return "" if value is None else str(value).strip()[:MOST_CHARACTERS]


# --- The template ---


def template_csv(language: str) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerows(_template(language))
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def template_xlsx(language: str) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        heading = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(_("Guests"))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(COLUMNS) - 1, 22, text)
        for line, cells in enumerate(_template(language)):
            for place, cell in enumerate(cells):
                sheet.write_string(line, place, cell, text if line else heading)
    return written.getvalue()


def _template(language: str) -> Iterable[list[str]]:
    return [column.heading(language) for column in COLUMNS], [column.example for column in COLUMNS]
