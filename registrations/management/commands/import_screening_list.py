"""Bring a list of names in on the server's command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registrations import screening_lists
from registrations.screening_lists import Column, ListFile, Unreadable

FAULTS_SHOWN = 50


class Command(BaseCommand):
    help = (
        "Import a CSV file as a version of a list with which attendees are compared. Columns are recognized "
        "by their headings; rows that cannot be read are named and left out."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Django's own --version, which tells Django's version, gives way to the list's.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--name", required=True, help="the list; a new one where none has this name")
        parser.add_argument("--version", required=True, help="as its publisher names it, or its date")
        parser.add_argument("--source", default="", help="who publishes the list, and where")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="WHAT=HEADING",
            help=f"where a heading is not recognized; WHAT is one of {', '.join(Column.values)}",
        )
        parser.add_argument(
            "--keep-version", action="store_true", help="do not use the new version yet, only bring it in"
        )
        parser.add_argument("--dry-run", action="store_true", help="say how the file is read, write nothing")

    def handle(self, *, file: Path, name: str, version: str, **options: Any) -> None:
        try:
            table = screening_lists.read(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except Unreadable as error:
            raise CommandError(str(error)) from error
        found = screening_lists.contents(table, _columns(table, options["column"]))
        for fault in found.faults[:FAULTS_SHOWN]:
            self.stderr.write(f"line {fault.line}: {fault.reason}")
        kinds = ", ".join(f"{kind} {count}" for kind, count in found.counts())
        self.stdout.write(
            f"{len(found.names)} entries ({kinds}); {found.repeated} repeated, {len(found.faults)} left out"
        )
        if not found.names:
            raise CommandError("No row has a name.")
        if options["dry_run"]:
            return
        try:
            screening_lists.bring_in(
                table,
                found,
                name=name,
                version=version,
                source=options["source"],
                is_active=not options["keep_version"],
                now=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Imported as version {version} of {name}.")


def _columns(table: ListFile, said: list[str]) -> dict[Column, int]:
    """The columns as their headings suggest, but for those that somebody has said."""
    columns = screening_lists.guess(table.headings)
    for pair in said:
        what, _equals, heading = pair.partition("=")
        if what not in Column.values:
            raise CommandError(f"{what!r} is none of {', '.join(Column.values)}.")
        if heading not in table.headings:
            raise CommandError(f"The file has no column {heading!r}; it has {', '.join(table.headings)}.")
        columns[Column(what)] = table.headings.index(heading)
    if Column.NAME not in columns:
        raise CommandError("No column is recognized as the name. Say which one it is: --column name=HEADING.")
    return columns
