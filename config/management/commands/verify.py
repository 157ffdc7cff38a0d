"""Every invariant of the data, recounted."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from events import releases
from notifications import reminders
from registrations import (
    answer_recount,
    codes,
    delegation_purges,
    delegations,
    duplicates,
    invitation_purges,
    invitations,
    invoices,
    recount,
    review,
    screening,
    session_seats,
)


class Command(BaseCommand):
    help = (
        "Recount every invariant of the data; print a line for each breach and exit with 1 if there is one."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        breaches = [
            *releases.breaches(),
            *recount.breaches(now=timezone.now()),
            *review.breaches(now=timezone.now()),
            *invoices.breaches(),
            *session_seats.breaches(now=timezone.now()),
            *invitations.breaches(),
            *invitation_purges.breaches(now=timezone.now()),
            *delegations.breaches(),
            *delegation_purges.breaches(now=timezone.now()),
            *codes.breaches(),
            *screening.breaches(),
            *duplicates.breaches(),
            *answer_recount.breaches(now=timezone.now()),
            *reminders.breaches(),
        ]
        for breach in breaches:
            self.stdout.write(breach)
        if breaches:
            sys.exit(1)
        self.stdout.write("Every invariant holds.")
