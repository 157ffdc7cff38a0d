"""Rows of a spreadsheet, from a text file with separators or from a workbook."""

import csv
import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from events.schedule_formats import sheet_columns
from events.schedule_formats.notes import Notes, Place
from events.schedule_formats.schedule import Problem, ScheduleError

Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_EMPTY_ROWS = 1_000  # in a row; spreadsheets have a million rows with nothing but a colour
HEADINGS_WITHIN = 10
DECLARATIONS = ("<!DOCTYPE", "<!ENTITY")


@dataclass(frozen=True)
class Row:
    """A row below the headings: its cells by the headings' keys, and where it stands."""

    place: Place
    cells: Mapping[str, Cell]
    headings: Mapping[str, str]
    people: tuple[Cell, ...] = ()

    def column(self, key: str) -> Place:
        """The place of one of its cells."""
        name = _("column “%(heading)s”") % {"heading": self.headings.get(key, key)}
        return Place(self.place.line, ", ".join(part for part in (self.place.name, name) if part))


def is_workbook(files: Mapping[str, bytes]) -> bool:
    return "xl/workbook.xml" in files


def decoded(content: bytes, notes: Notes | None = None) -> str | None:
    """A text file's text, in whatever encoding spreadsheets save it; None for what is no text."""
    has_mark = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if has_mark else ["utf-8-sig", "cp932"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            return None
        if encoding == "cp932" and notes:
            notes.warn(Place(0), _("The file is not in UTF-8; it is read as Shift JIS."))
        return text
    return None


def is_separated(content: bytes) -> bool:
    """Whether one of the first lines has the headings of a programme."""
    text = decoded(content)
    if text is None:
        return False
    lines = text[:20_000].splitlines()[:HEADINGS_WITHIN]
    return any(
        sheet_columns.are_headings(sheet_columns.known(line.replace('"', "").split(separator)))
        for line in lines
        for separator in ",;\t"
    )


def of_separated(content: bytes, notes: Notes) -> Iterator[Row]:
    text = decoded(content, notes) or ""
    separator = max(",;\t", key=lambda sign: max(line.count(sign) for line in text.splitlines()[:10] or [""]))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    columns: dict[int, str] = {}
    named: dict[str, str] = {}
    line = 1
    try:
        for cells in reader:
            place, line = Place(line), reader.line_num + 1
            if not columns:
                columns, named = _headings(cells, place, notes)
            elif any(cell.strip() for cell in cells):
                yield _row(place, cells, columns, named)
    except csv.Error as error:
        raise ScheduleError(
            [Problem(reader.line_num, "", _("This row cannot be read: %(reason)s") % {"reason": error})]
        ) from error


def of_workbook(content: bytes, files: Mapping[str, bytes], notes: Notes) -> Iterator[Row]:
    """The rows of the first sheet that has the headings of a programme."""
    for name, inside in files.items():
        if declares_entities(inside):
            message = _("It declares entities, by which a small file can grow without bounds.")
            raise ScheduleError([Problem(0, name, message)])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about extensions that we do not read
            values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            for sheet in values.worksheets:
                columns: dict[int, str] = {}
                named: dict[str, str] = {}
                both = zip(_cells(sheet), _cells(formulas[sheet.title]), strict=False)
                for number, (cells, written) in enumerate(both, start=1):
                    place = Place(
                        0, _("sheet “%(sheet)s”, row %(row)d") % {"sheet": sheet.title, "row": number}
                    )
                    if columns:
                        if any(cell is not None for cell in cells):
                            row = _row(place, cells, columns, named)
                            _note_formulas(row, written, columns, notes)
                            yield row
                    elif number <= HEADINGS_WITHIN:
                        columns, named = _headings([_written(cell) for cell in cells], place, notes)
                    else:
                        break
                if columns:
                    return
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        zipfile.BadZipFile,
    ) as error:
        message = _("This workbook cannot be read: %(reason)s") % {"reason": str(error)[:200]}
        raise ScheduleError([Problem(0, "", message)]) from error
    except SyntaxError as error:
        raise ScheduleError(
            [Problem(0, "", _("This workbook cannot be read: its XML is broken."))]
        ) from error


def _cells(sheet: "openpyxl.worksheet._read_only.ReadOnlyWorksheet") -> Iterator[tuple[Cell, ...]]:
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    empty = 0
    for number, cells in enumerate(rows, start=1):
        empty = 0 if any(cell is not None for cell in cells) else empty + 1
        if empty > MOST_EMPTY_ROWS:
            return
        if number > MOST_ROWS:
            message = _("The sheet has more than %(number)d rows.") % {"number": MOST_ROWS}
            raise ScheduleError([Problem(0, sheet.title, message)])
        yield cells


def _headings(cells: list[str], place: Place, notes: Notes) -> tuple[dict[int, str], dict[str, str]]:
    """The columns that a row names, and their headings; neither for a row that names none."""
    found = sheet_columns.known(cells[:MOST_COLUMNS])
    if not sheet_columns.are_headings(found):
        return {}, {}
    unknown = [cell for position, cell in enumerate(cells) if cell.strip() and position not in found]
    if unknown:
        notes.warn(
            place,
            _("These columns are not known and are left out: %(columns)s.")
            % {"columns": "; ".join(cell.strip()[:60] for cell in unknown)},
        )
    return found, {key: cells[position].strip() for position, key in found.items()}


def _row(
    place: Place, cells: "list[str] | tuple[Cell, ...]", columns: dict[int, str], named: dict[str, str]
) -> Row:
    values = {key: cells[position] for position, key in columns.items() if position < len(cells)}
    people = tuple(
        cells[position]
        for position, key in columns.items()
        if key == sheet_columns.PERSON and position < len(cells)
    )
    return Row(place, values, named, people)


def _note_formulas(row: Row, written: tuple[Cell, ...], columns: dict[int, str], notes: Notes) -> None:
    for position, key in columns.items():
        cell = written[position] if position < len(written) else None
        if isinstance(cell, str) and cell.startswith("=") and row.cells.get(key) != cell:
            notes.tally("formula", row.column(key))


def _written(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def declares_entities(content: bytes) -> bool:
    """Whether a part of a workbook has a document type declaration, in whatever encoding."""
    return any(
        declaration.encode(encoding) in content
        for declaration in DECLARATIONS
        for encoding in ("ascii", "utf-16-le", "utf-16-be")
    )
