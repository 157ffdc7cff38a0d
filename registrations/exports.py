"""Who takes which attendee list away: the files in constant memory, and the record of each.

An export is written to a file first, row by row from the database's cursor; then its record is
kept, with the digest of exactly those bytes; only then is the file handed over. When anything
fails on the way there is neither a record nor a file.
"""

import csv
import datetime as dt
import hashlib
import io
import json
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

import xlsxwriter
from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from events.cells import NOT_IN_XML, neutralise
from events.models import Event
from registrations.models import Export, ExportFormat, RegistrationQuerySet, Status
from speakers.models import Sector

CHUNK_SIZE = 2_000
XLSX_MAX_ROWS = 1_048_575  # a sheet has 1,048,576 lines, and the first holds the headings

CONTENT_TYPES: dict[str, str] = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.JSON: "application/json",
}


class Column(models.TextChoices):
    """What an export says of each attendee, in this order. Never the token: it is theirs alone."""

    TICKET_TYPE = "ticket_type", _("Ticket type")
    STATUS = "status", _("Status")
    FAMILY_NAME = "family_name", _("Family name")
    GIVEN_NAME = "given_name", _("Given name")
    NATIVE_NAME = "native_name", _("Name in native script")
    EMAIL = "email", _("E-mail address")
    ORGANIZATION = "organization", _("Organization")
    SECTOR = "sector", _("Sector")
    POSITION = "position", _("Position")
    COUNTRY = "country", _("Country")
    LANGUAGE = "language", _("Language")
    REGISTERED_AT = "registered_at", _("Registered")
    TICKET_CODE = "ticket_code", _("Ticket code")


FIELDS = {column: column.value for column in Column} | {
    Column.TICKET_TYPE: "ticket_type_id",
    Column.ORGANIZATION: "organization_name",
}
WIDTHS = {Column.EMAIL: 30, Column.ORGANIZATION: 36, Column.POSITION: 28, Column.REGISTERED_AT: 18}

Row = list[Any]


class TooManyRows(Exception):
    """The format cannot hold so many attendees; CSV can."""


def take(export: Export, registrations: RegistrationQuerySet) -> IO[bytes]:
    """The list as a file that vanishes when closed, once the export is on record.

    ``export`` says for which event, who, when, what for, in which format and under which filters.
    Raises TooManyRows.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever takes the file closes it
    try:
        write(export, registrations, to=file)
        export.save(force_insert=True)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def write(export: Export, registrations: RegistrationQuerySet, *, to: IO[bytes]) -> None:
    """Write the list, in the active language, to an empty file, and note in export what is in it.

    Raises TooManyRows.
    """
    event = export.event
    if export.format == ExportFormat.JSON:
        rows = _rows(registrations, {Column.TICKET_TYPE: _ticket_types(event)}, event=event)
        export.row_count = _write_json(rows, to)
    else:
        write_sheet = _write_csv if export.format == ExportFormat.CSV else _write_xlsx
        export.row_count = write_sheet(
            _headings(event), _rows(registrations, _wordings(event), event=event), to
        )
    export.columns = Column.values
    export.sha256 = _sha256(to)


def file_name(export: Export) -> str:
    """Says of which event and from when (by the event's clock) the list is."""
    moment = export.exported_at.astimezone(export.event.zone)
    return f"{export.event.slug}-attendees-{moment:%Y-%m-%d-%H%M}.{export.format}"


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


# --- What stands in the cells --------------------------------------------------------------


def _headings(event: Event) -> list[str]:
    """The columns' names in the active language; the time says its zone."""
    return [
        f"{column.label} ({event.time_zone})" if column == Column.REGISTERED_AT else str(column.label)
        for column in Column
    ]


def _rows(
    registrations: RegistrationQuerySet,
    wordings: dict[Column, dict[Any, str]],
    *,
    event: Event,
) -> Iterator[Row]:
    """One list of cells for each attendee, read in chunks; times stand in the event's zone."""
    places = list(Column)
    worded = [(places.index(column), words) for column, words in wordings.items()]
    registered_at = places.index(Column.REGISTERED_AT)
    for values in registrations.values_list(*FIELDS.values()).iterator(chunk_size=CHUNK_SIZE):
        row = list(values)
        for place, words in worded:
            row[place] = words.get(row[place], row[place])
        row[registered_at] = row[registered_at].astimezone(event.zone).replace(microsecond=0)
        yield row


def _wordings(event: Event) -> dict[Column, dict[Any, str]]:
    """What people read for the codes in the database, in the active language."""
    return {
        Column.TICKET_TYPE: _ticket_types(event),
        Column.STATUS: _labels(Status.choices),
        Column.SECTOR: _labels(Sector.choices),
        Column.COUNTRY: _labels(countries),
        Column.LANGUAGE: _labels(settings.LANGUAGES),
    }


def _ticket_types(event: Event) -> dict[Any, str]:
    return {ticket_type.pk: ticket_type.name for ticket_type in event.ticket_types.all()}


def _labels(choices: Iterable[tuple[Any, Any]]) -> dict[Any, str]:
    return {code: str(label) for code, label in choices}


# --- CSV -----------------------------------------------------------------------------------


def _write_csv(headings: list[str], rows: Iterable[Row], to: IO[bytes]) -> int:
    """RFC 4180 in UTF-8, with a byte order mark so that Excel reads every script.

    Every cell is quoted, which keeps semicolons together in programs that part cells by them.
    """
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(headings)
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - counted without a second pass
        writer.writerow([_csv_cell(value) for value in row])
    text.detach()
    return count


def _csv_cell(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.datetime) else neutralise(value)


# --- XLSX ----------------------------------------------------------------------------------


def _write_xlsx(headings: list[str], rows: Iterable[Row], to: IO[bytes]) -> int:
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
        for place, (column, heading) in enumerate(zip(Column, headings, strict=True)):
            sheet.set_column(place, place, WIDTHS.get(column, 20))
            sheet.write_string(0, place, heading, heading_format)
        count = 0
        for count, row in enumerate(rows, start=1):
            if count > XLSX_MAX_ROWS:
                raise TooManyRows
            for place, value in enumerate(row):
                if isinstance(value, dt.datetime):
                    sheet.write_datetime(count, place, value.replace(tzinfo=None), time_format)
                elif value:
                    sheet.write_string(count, place, NOT_IN_XML.sub("\ufffd", value), text_format)
        sheet.autofilter(0, 0, count, len(headings) - 1)
    return count


# --- JSON ----------------------------------------------------------------------------------


def _write_json(rows: Iterable[Row], to: IO[bytes]) -> int:
    """A list of objects for programs: codes instead of words, texts untouched, an object a line."""
    count = 0
    to.write(b"[")
    for count, row in enumerate(rows, start=1):
        attendee = dict(zip(Column.values, row, strict=True))
        attendee[Column.REGISTERED_AT] = attendee[Column.REGISTERED_AT].isoformat()
        to.write(b",\n" if count > 1 else b"\n")
        to.write(json.dumps(attendee, ensure_ascii=False).encode())
    to.write(b"\n]\n")
    return count
