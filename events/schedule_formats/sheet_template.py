"""The spreadsheet that organizers fill in: headings, an example row, and a sheet that explains them."""

import csv
import io

import xlsxwriter
from django.utils.translation import gettext as _

from events.models import AppearanceRole, SessionKind
from events.schedule_formats.sheet_columns import TEMPLATE, Column

BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheet programs know UTF-8
LIST_ROWS = 2000
YES_OR_NO = ["yes", "no"]


def separated(language: str) -> bytes:
    """The template as CSV: the headings and the example row."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([column.heading(language) for column in TEMPLATE])
    writer.writerow([column.example for column in TEMPLATE])
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def workbook(language: str) -> bytes:
    """The template as XLSX, with the help sheet behind the programme."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        _write_programme(book, language)
        _write_help(book, language)
    return written.getvalue()


def _write_programme(book: xlsxwriter.Workbook, language: str) -> None:
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    sheet = book.add_worksheet(_("Programme"))
    sheet.freeze_panes(1, 0)
    choices = {
        "kind": [str(kind.label) for kind in SessionKind],
        "recorded": YES_OR_NO,
        "separate_registration": YES_OR_NO,
        "cancelled": YES_OR_NO,
    }
    for position, column in enumerate(TEMPLATE):
        # As text, so that no program turns 25:00 or 2031-05-15 into something of its own.
        sheet.set_column(position, position, column.width, text)
        sheet.write_string(0, position, column.heading(language), heading)
        sheet.write_string(1, position, column.example, text)
        if column.key in choices:
            rule = {"validate": "list", "source": choices[column.key], "error_type": "warning"}
            sheet.data_validation(1, position, LIST_ROWS, position, rule)


def _write_help(book: xlsxwriter.Workbook, language: str) -> None:
    heading = book.add_format({"bold": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("Help"))
    sheet.set_column(0, 0, 24, heading)
    sheet.set_column(1, 1, 80, text)
    sheet.set_column(2, 2, 40, text)
    notes = (
        _("One row is one session. Replace the example row; leave out columns that you do not need."),
        _("The times are those of the event’s own time zone."),
        _("On a second import an empty text leaves what the draft has; it does not erase it."),
    )
    for row, note in enumerate(notes):
        sheet.write_string(row, 0, note, book.add_format({"valign": "top"}))
    first = len(notes) + 1
    for position, name in enumerate((_("Column"), _("What it holds"), _("Example"))):
        sheet.write_string(first, position, name, heading)
    for row, column in enumerate(TEMPLATE, start=first + 1):
        sheet.write_string(row, 0, column.heading(language), heading)
        sheet.write_string(row, 1, _help(column), text)
        sheet.write_string(row, 2, column.example, text)


def _help(column: Column) -> str:
    return str(column.help) % {
        "kinds": ", ".join(str(kind.label) for kind in SessionKind),
        "roles": ", ".join(str(role.label) for role in AppearanceRole),
    }
