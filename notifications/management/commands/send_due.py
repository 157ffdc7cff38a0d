from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from notifications import outbox
from registrations import deadlines, screening


class Command(BaseCommand):
    help = (
        "Do what is due now, as Celery beat has it done every few seconds: compare attendees with screening "
        "lists, then send the mail that is owed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        deadlines.keep(now=timezone.now())
        screened = screening.screen_due(now=timezone.now())
        if screened:
            self.stdout.write(f"compared {screened} registrations with lists")
        planned = outbox.plan(now=timezone.now())
        tally = outbox.deliver_due(now=timezone.now())
        self.stdout.write(
            f"planned {planned}; sent {tally.sent}, dropped {tally.dropped}, "
            f"postponed {tally.postponed}, given up {tally.failed}"
        )
        if tally.obstacle:
            self.stderr.write(f"The mail server could not be used: {tally.obstacle}")
