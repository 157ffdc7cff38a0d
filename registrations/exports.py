"""Who takes which attendee list away: the files in constant memory, and the record of each.

An export is written to a file first, row by row from the database's cursor; then its record is
kept, with the digest of exactly those bytes; only then is the file handed over. When anything
fails on the way there is neither a record nor a file.
"""

import csv
import datetime as dt
import hashlib
import io
import itertools
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext

from events.cells import NOT_IN_XML, neutralise
from events.models import Event
from registrations import answer_words, export_columns
from registrations.export_columns import ExportColumn
from registrations.models import Export, ExportFormat, RegistrationQuerySet

CHUNK_SIZE = 2_000
XLSX_MAX_ROWS = 1_048_575  # a sheet has 1,048,576 lines, and the first holds the headings

CONTENT_TYPES: dict[str, str] = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.JSON: "application/json",
}


Row = list[Any]


class TooManyRows(Exception):
    """The format cannot hold so many attendees; CSV can."""


def take(export: Export, registrations: RegistrationQuerySet, *, with_sensitive: bool = False) -> IO[bytes]:
    """The list as a file that vanishes when closed, once the export is on record.

    ``export`` says for which event, who, when, what for, in which format and under which filters.
    Raises TooManyRows.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever takes the file closes it
    try:
        write(export, registrations, to=file, with_sensitive=with_sensitive)
        export.save(force_insert=True)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def write(
    export: Export, registrations: RegistrationQuerySet, *, to: IO[bytes], with_sensitive: bool = False
) -> None:
    """Write the list, in the active language, to an empty file, and note in export what is in it.

    Raises TooManyRows.
    """
    columns = export_columns.of(export.event, reader=export.exported_by, with_sensitive=with_sensitive)
    in_words = export.format != ExportFormat.JSON
    rows = _rows(registrations, columns, event=export.event, in_words=in_words)
    export.row_count = WRITERS[export.format](columns, rows, to)
    export.columns = [column.name for column in columns]
    export.sha256 = sha256(to)


def file_name(export: Export, *, what: str = "attendees") -> str:
    """Says of which event and from when (by the event's clock) the list is."""
    moment = export.exported_at.astimezone(export.event.zone)
    return f"{export.event.slug}-{what}-{moment:%Y-%m-%d-%H%M}.{export.format}"


def sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


# --- What stands in the cells --------------------------------------------------------------


def _rows(
    registrations: RegistrationQuerySet, columns: list[ExportColumn], *, event: Event, in_words: bool
) -> Iterator[Row]:
    """One list of cells for each attendee, read in chunks; times stand in the event's zone, and answers to
    the event's own questions after all else."""
    questions = [column.question for column in columns if column.question]
    columns = [column for column in columns if not column.question]
    computed = {
        f"cell_{place}": column.source
        for place, column in enumerate(columns)
        if not isinstance(column.source, str)
    }
    names = [
        column.source if isinstance(column.source, str) else f"cell_{place}"
        for place, column in enumerate(columns)
    ]
    worded = [
        (place, column.words)
        for place, column in enumerate(columns)
        if column.words and (in_words or not column.is_coded)
    ]
    times = [place for place, column in enumerate(columns) if column.is_time]
    found = registrations.annotate(**computed).values_list(*names, "pk").iterator(chunk_size=CHUNK_SIZE)
    while chunk := list(itertools.islice(found, CHUNK_SIZE)):
        pks = [values[-1] for values in chunk]
        answers = answer_words.answers_of_many(pks, questions) if questions else {}
        for *row, pk in chunk:
            for place, words in worded:
                row[place] = words.get(row[place], row[place])
            for place in times:
                if row[place] is not None:
                    row[place] = row[place].astimezone(event.zone).replace(microsecond=0)
            given = answers.get(pk, {})
            yield [*row, *(given.get(question.pk, "") for question in questions)]


# --- CSV -----------------------------------------------------------------------------------


def write_csv(columns: list[ExportColumn], rows: Iterable[Row], to: IO[bytes]) -> int:
    """RFC 4180 in UTF-8, with a byte order mark so that Excel reads every script.

    Every cell is quoted, which keeps semicolons together in programs that part cells by them.
    """
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([column.label for column in columns])
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - counted without a second pass
        writer.writerow([_csv_cell(value) for value in row])
    text.detach()
    return count


def _csv_cell(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.datetime) else neutralise(value or "")


# --- XLSX ----------------------------------------------------------------------------------


def write_xlsx(columns: list[ExportColumn], rows: Iterable[Row], to: IO[bytes]) -> int:
    """A workbook with one sheet, its headings fixed and filterable, its times real dates.

    Texts stand in it unchanged: a string cell is never evaluated, so an apostrophe would only
    spoil names and numbers. The cells have the format "Text", so that they stay texts even when
    somebody edits them. A CSV file that a spreadsheet saves from it is neutralised by nobody:
    whoever needs CSV should export CSV.
    """
    # The library leaves its working file behind when it fails; the directory takes it along.
    with (
        tempfile.TemporaryDirectory() as directory,
        xlsxwriter.Workbook(to, {"constant_memory": True, "tmpdir": directory}) as workbook,
    ):
        heading_format = workbook.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        text_format = workbook.add_format({"num_format": "@"})
        time_format = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"})
        sheet = workbook.add_worksheet(gettext("Attendees"))
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, NOT_IN_XML.sub("\ufffd", column.label), heading_format)
        count = 0
        for count, row in enumerate(rows, start=1):
            if count > XLSX_MAX_ROWS:
                raise TooManyRows
            for place, value in enumerate(row):
                if isinstance(value, dt.datetime):
                    sheet.write_datetime(count, place, value.replace(tzinfo=None), time_format)
                elif value:
                    sheet.write_string(count, place, NOT_IN_XML.sub("\ufffd", value), text_format)
        sheet.autofilter(0, 0, count, len(columns) - 1)
    return count


# --- JSON ----------------------------------------------------------------------------------


def _write_json(columns: list[ExportColumn], rows: Iterable[Row], to: IO[bytes]) -> int:
    """A list of objects for programs: codes instead of words, texts untouched, an object a line."""
    count = 0
    to.write(b"[")
    for count, row in enumerate(rows, start=1):
        attendee = {column.name: _json_cell(value) for column, value in zip(columns, row, strict=True)}
        to.write(b",\n" if count > 1 else b"\n")
        to.write(json.dumps(attendee, ensure_ascii=False).encode())
    to.write(b"\n]\n")
    return count


def _json_cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value


WRITERS: dict[str, Callable[[list[ExportColumn], Iterable[Row], IO[bytes]], int]] = {
    ExportFormat.CSV: write_csv,
    ExportFormat.XLSX: write_xlsx,
    ExportFormat.JSON: _write_json,
}
