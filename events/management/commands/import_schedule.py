"""Bring a schedule that another program wrote into an event."""

import argparse
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import schedule_import
from events.models import Event
from events.schedule_changes import Report
from events.schedule_formats import MAX_BYTES, Schedule, ScheduleError, archive, parse

MOST_LINES = 40


def time_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise argparse.ArgumentTypeError(f"{name} is not a time zone; write it like Asia/Tokyo.") from None


class Command(BaseCommand):
    help = (
        "Reads a schedule into an event: schedule.xml or schedule.json of frab and pretalx, a pretalx dump, "
        "iCalendar, open-event (zip), CSV or XLSX. What it is, is told from the content. A second import "
        "updates what the first one brought in. Either all of it comes in, or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The file; a folder of the open-event format as it is.")
        parser.add_argument(
            "--event", required=True, metavar="SLUG", help="The last part of the event's address."
        )
        parser.add_argument("--create", action="store_true", help="Make the event, when there is none yet.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Show what would be created and changed; write nothing."
        )
        parser.add_argument("--title", default="", help="The new event's title, instead of the file's.")
        parser.add_argument(
            "--zone",
            type=time_zone,
            help="Where the new event's clocks stand, for example Asia/Tokyo, instead of what the file says.",
        )

    def handle(
        self, *, file: Path, event: str, create: bool, title: str, zone: ZoneInfo | None, **options: Any
    ) -> None:
        is_dry = bool(options["dry_run"])
        existing = Event.objects.filter(slug=event).first()
        if existing is None and not create:
            raise CommandError(
                _("There is no event with the address %(slug)s. Add --create to make it from the file.")
                % {"slug": event}
            )
        try:
            schedule = parse(_content(file), zone=zone or (existing.zone if existing else None))
            into = existing or _new_event(schedule, slug=event, title=title, zone=zone)
            work = schedule_import.preview if is_dry else schedule_import.bring_in
            report = work(schedule, into, now=timezone.now())
        except ScheduleError as error:
            count = len(error.problems)
            raise CommandError(
                ngettext(
                    "The schedule was refused for %(count)d reason; nothing was brought in:",
                    "The schedule was refused for %(count)d reasons; nothing was brought in:",
                    count,
                )
                % {"count": count}
                + "".join(f"\n  {problem}" for problem in error.problems)
            ) from error
        except ValidationError as error:
            raise CommandError(
                _("The event cannot be made; nothing was brought in:")
                + "".join(f"\n  {message}" for message in error.messages)
            ) from error
        at_most = None if options["verbosity"] > 1 else MOST_LINES
        if is_dry:
            self.stdout.write(_("This is a dry run: nothing is written."))
        self._print(report, read_as=schedule.format, at_most=at_most)
        if is_dry:
            self._print_changes(report, at_most=at_most)

    def _print(self, report: Report, *, read_as: str, at_most: int | None) -> None:
        self.stdout.write(
            _("%(event)s (%(slug)s), from %(format)s")
            % {"event": report.event.title, "slug": report.event.slug, "format": read_as}
        )
        self.stdout.write("  " + _("Days with sessions: %(count)d") % {"count": report.days})
        for name, count in report.counts:
            self.stdout.write(f"  {name}: {count}")
        warnings = report.warnings
        if warnings:
            self.stdout.write(
                ngettext("%(count)d warning:", "%(count)d warnings:", len(warnings))
                % {"count": len(warnings)}
            )
        for warning in warnings[:at_most]:
            self.stdout.write(f"  {warning}")
        if len(warnings) > len(warnings[:at_most]):
            left = len(warnings) - len(warnings[:at_most])
            self.stdout.write(_("  and %(count)d more; --verbosity 2 shows them all.") % {"count": left})

    def _print_changes(self, report: Report, *, at_most: int | None) -> None:
        for is_new, heading in ((True, _("Would be created:")), (False, _("Would be changed:"))):
            groups = report.groups(new=is_new)
            if groups:
                self.stdout.write(heading)
            for label, changes in groups:
                self.stdout.write(f"  {label}")
                for change in changes[:at_most]:
                    self.stdout.write(f"    {change.name}")
                    for field in () if is_new else change.fields:
                        self.stdout.write(
                            f"      {field.label}: {field.before or '–'} → {field.after or '–'}"
                        )
                if len(changes) > len(changes[:at_most]):
                    left = len(changes) - len(changes[:at_most])
                    self.stdout.write(
                        "  " + _("  and %(count)d more; --verbosity 2 shows them all.") % {"count": left}
                    )


def _content(file: Path) -> bytes:
    """The file's bytes, of a huge one only so many that it is refused; a folder as an archive."""
    try:
        if file.is_dir():
            return archive.packed({path.name: path.read_bytes() for path in sorted(file.glob("*.json"))})
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(
            _("%(file)s cannot be read: %(reason)s") % {"file": file, "reason": error.strerror}
        ) from error


def _new_event(schedule: Schedule, *, slug: str, title: str, zone: ZoneInfo | None) -> Event:
    title = title or schedule.title
    if not title:
        raise CommandError(_("The file does not say what the event is called: give it with --title."))
    if not schedule.has_times:
        raise CommandError(
            _("No session of the file has a time, so the event cannot be made from it: make the event first.")
        )
    zone = zone or (ZoneInfo(schedule.time_zone) if schedule.time_zone else None)
    if zone is None:
        raise CommandError(
            _(
                "The file names no time zone: say where the event’s clocks stand, "
                "for example --zone Asia/Tokyo."
            )
        )
    return schedule_import.new_event(schedule, slug=slug, title=title, zone=zone)
