"""Which format a file has: told from what it says, never from what it is called."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from events.schedule_formats import (
    archive,
    calendar_file,
    frab_xml,
    json_document,
    nuxt_content,
    open_event,
    pretalx_dump,
    session_list,
    sheet,
    tables,
    voc_json,
)
from events.schedule_formats.json_document import Node
from events.schedule_formats.notes import Notes
from events.schedule_formats.schedule import Problem, Schedule, ScheduleError

MAX_BYTES = 20_000_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def parse(content: bytes, *, zone: dt.tzinfo | None = None) -> Schedule:
    """The schedule in a file of any format that we know. Raises ScheduleError with all its problems.

    zone is where clocks stand for times that name no offset, when the file does not say it either.
    """
    if len(content) > MAX_BYTES:
        raise _refused(
            _("The file has more than %(megabytes)d megabytes.") % {"megabytes": MAX_BYTES // 1_000_000}
        )
    notes = Notes()
    name, schedule = _read(content, notes, zone=zone)
    if notes.problems:
        raise ScheduleError(notes.problems)
    return replace(schedule, format=name)


def _read(content: bytes, notes: Notes, *, zone: dt.tzinfo | None) -> tuple[str, Schedule]:
    begins = content.removeprefix(BYTE_ORDER_MARK).lstrip()[:1]
    if archive.is_one(content):
        return _read_archive(content, notes, zone=zone)
    if begins == b"<" or content[:4] in (b"\xff\xfe<\0", b"\xfe\xff\0<"):
        return "schedule.xml", frab_xml.parse(content, zone=zone)
    if begins in (b"{", b"["):
        return _read_json(json_document.read(content), notes, zone=zone)
    if calendar_file.is_one(content):
        return "iCalendar", calendar_file.parse(content, notes, zone=zone)
    if tables.is_separated(content):
        return "CSV", sheet.parse(tables.of_separated(content, notes), notes, zone=zone)
    raise _refused(
        _(
            "This is no schedule that can be read: neither XML, JSON, a calendar or a workbook, nor a table "
            "whose first lines have the headings of the template."
        )
    )


def _read_json(document: Node, notes: Notes, *, zone: dt.tzinfo | None) -> tuple[str, Schedule]:
    if voc_json.is_one(document):
        return "schedule.json", voc_json.parse(document, notes, zone=zone)
    if pretalx_dump.is_one(document):
        return "pretalx", pretalx_dump.parse(document, notes, zone=zone)
    if open_event.is_one(document):
        return "open-event", open_event.parse({"sessions": document}, notes, zone=zone)
    if session_list.is_one(document):
        return "JSON", session_list.parse(document, notes, zone=zone)
    if nuxt_content.is_one(document):
        return "Nuxt content", nuxt_content.parse(document, notes, zone=zone)
    raise _refused(_("This is JSON, but of no layout that is known: no schedule, no sessions."))


def _read_archive(content: bytes, notes: Notes, *, zone: dt.tzinfo | None) -> tuple[str, Schedule]:
    files = archive.read(content)
    if tables.is_workbook(files):
        return "XLSX", sheet.parse(tables.of_workbook(content, files, notes), notes, zone=zone)
    documents = _documents(files)
    if "sessions" in documents:
        return "open-event", open_event.parse(documents, notes, zone=zone)
    raise _refused(_("The archive is neither a workbook nor a folder of the open-event format."))


def _documents(files: Mapping[str, bytes]) -> dict[str, Node]:
    """The JSON files of the open-event format, wherever in the archive they stand."""
    found = {}
    for path, content in files.items():
        name = PurePosixPath(path)
        if name.suffix == ".json" and name.stem in open_event.FILES and "__MACOSX" not in name.parts:
            found[name.stem] = Node(json_document.read(content).value, f"{name.name}#")
    return found


def _refused(message: str) -> ScheduleError:
    return ScheduleError([Problem(0, "", message)])
