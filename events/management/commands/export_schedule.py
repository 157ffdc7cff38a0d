"""Write a published agenda into a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from events import calendar, offline, programme, schedule_exports
from events.models import Event
from events.programme import NotPublished
from events.programme_parts import Programme

READING_FORMATS: dict[str, Callable[[Programme], bytes]] = {
    "xml": schedule_exports.to_xml,
    "json": schedule_exports.to_json,
    "ics": calendar.agenda_calendar,
}
OFFLINE = "offline"


class Command(BaseCommand):
    help = (
        "Writes what the public reads of an event's agenda: as schedule.xml or schedule.json for other "
        "programs, as a calendar, or as one ZIP file with all pages, which needs no network."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="The last part of the event's address.")
        parser.add_argument("--format", required=True, choices=[*READING_FORMATS, OFFLINE])
        parser.add_argument("--output", required=True, type=Path, help="The file to write.")
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="Of a schedule or a calendar; the ZIP file has every language.",
        )

    def handle(self, *, slug: str, output: Path, language: str, **options: Any) -> None:
        event = Event.objects.select_related("current_release").filter(slug=slug).first()
        if event is None:
            raise CommandError(_("There is no event with the address %(slug)s.") % {"slug": slug})
        try:
            content = _content(event, options["format"], language)
        except NotPublished as error:
            raise CommandError(_("The agenda has not been published yet.")) from error
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be written: %(reason)s") % {"file": output, "reason": error.strerror}
            ) from error
        self.stdout.write(_("%(file)s: %(count)d bytes") % {"file": output, "count": len(content)})


def _content(event: Event, format_name: str, language: str) -> bytes:
    if format_name == OFFLINE:
        return offline.bundle(event)
    return READING_FORMATS[format_name](programme.read(event, language=language))
