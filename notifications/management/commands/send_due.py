from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from notifications import outbox
from registrations import deadlines


class Command(BaseCommand):
    help = "Send the mail that is due now: one pass, as Celery beat starts one every few seconds."

    def handle(self, *args: Any, **options: Any) -> None:
        deadlines.keep(now=timezone.now())
        planned = outbox.plan(now=timezone.now())
        tally = outbox.deliver_due(now=timezone.now())
        self.stdout.write(
            f"planned {planned}; sent {tally.sent}, dropped {tally.dropped}, "
            f"postponed {tally.postponed}, given up {tally.failed}"
        )
        if tally.obstacle:
            self.stderr.write(f"The mail server could not be used: {tally.obstacle}")
