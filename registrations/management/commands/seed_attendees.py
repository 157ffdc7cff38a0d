"""Very many attendees who were never there, to try an event under load."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from events.models import Event
from registrations import seeding


class Command(BaseCommand):
    help = (
        "Add registrations of invented attendees to an event, of every status and consistent with what "
        "verify checks. For trying an installation under load; there is no way back but a backup."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the event, by the last part of its address")
        parser.add_argument("--count", type=int, required=True, metavar="N", help="how many registrations")

    def handle(self, *, slug: str, count: int, **options: Any) -> None:
        event = Event.objects.filter(slug=slug).first()
        if event is None:
            raise CommandError(f"There is no event “{slug}”.")
        if count < 1:
            raise CommandError("--count must be at least 1.")
        try:
            statuses = seeding.seed(event, count, now=timezone.now())
        except seeding.NothingOnOffer as error:
            raise CommandError(
                "The event has no ticket type that is free of charge. Add one, then seed attendees: others "
                "would owe invoices."
            ) from error
        for status, number in statuses.items():
            self.stdout.write(f"{number:>10,} {status}")
