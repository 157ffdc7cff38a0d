"""Attendee lists as exported, read back by real parsers."""

import csv
import io

import openpyxl
from django.utils import timezone
from openpyxl.worksheet.worksheet import Worksheet

from events.models import Event
from registrations import exports
from registrations.desk.filters import AttendeeFilter
from registrations.models import Export


def taken(event: Event, file_format: str) -> bytes:
    """The list of everybody, whoever registered first above."""
    export = Export(event=event, exported_at=timezone.now(), purpose="Badges", format=file_format)
    with exports.take(export, AttendeeFilter({"sort": "registered"}, event=event).registrations()) as file:
        return file.read()


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def read_xlsx(content: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=False).active
