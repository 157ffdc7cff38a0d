"""Take an attendee list away on the server's command line."""

import os
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.models import Event
from registrations import exports
from registrations.desk.filters import AttendeeFilter
from registrations.models import VERIFIED, Export, ExportFormat, RegistrationQuerySet

STANDARD_OUTPUT = "-"


class Command(BaseCommand):
    help = (
        "Write an event's attendees to a file, and keep a record of the export. The file appears whole or "
        "not at all; only the user who runs this can read it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the event, by the last part of its address")
        parser.add_argument("--format", choices=ExportFormat.values, required=True)
        parser.add_argument("--output", required=True, metavar="FILE", help="- for standard output")
        parser.add_argument(
            "--purpose", default="", help="what the list is for; kept in the record of the export"
        )
        parser.add_argument(
            "--status",
            choices=[str(status) for status in VERIFIED],
            nargs="+",
            default=[],
            help="only attendees of these statuses",
        )
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="the language of the headings and words in the list",
        )

        parser.add_argument(
            "--sensitive", action="store_true", help="with the answers to sensitive questions"
        )

    def handle(self, *, slug: str, output: str, language: str, sensitive: bool, **options: Any) -> None:
        event = Event.objects.filter(slug=slug).first()
        if event is None:
            raise CommandError(f"There is no event {slug!r}.")
        with translation.override(language):
            filters = AttendeeFilter({"status": options["status"]}, event=event)
            export = Export(
                event=event,
                exported_at=timezone.now(),
                purpose=options["purpose"] or _("Not stated, on the command line"),
                format=options["format"],
                filters=filters.stored(),
            )
            try:
                export.clean_fields(exclude=["columns", "filters", "row_count", "sha256"])
                _deliver(export, filters.registrations(), output=output, with_sensitive=sensitive)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            except OSError as error:
                raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
            except exports.TooManyRows as error:
                raise CommandError(
                    f"A sheet holds {exports.XLSX_MAX_ROWS:,} attendees at most. Choose csv."
                ) from error
        self.stderr.write(f"{output}: {export.row_count} attendees, SHA-256 {export.sha256}")


def _deliver(
    export: Export, registrations: RegistrationQuerySet, *, output: str, with_sensitive: bool
) -> None:
    if output != STANDARD_OUTPUT:
        _write_whole(export, registrations, path=Path(output), with_sensitive=with_sensitive)
        return
    with exports.take(export, registrations, with_sensitive=with_sensitive) as file:
        shutil.copyfileobj(file, sys.stdout.buffer)


def _write_whole(
    export: Export, registrations: RegistrationQuerySet, *, path: Path, with_sensitive: bool
) -> None:
    """Write beside path, then keep the record and move the file into place: both or neither."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w+b") as file:
            exports.write(export, registrations, to=file, with_sensitive=with_sensitive)
            file.flush()
            os.fsync(file.fileno())
        with transaction.atomic():
            export.save(force_insert=True)
            Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
