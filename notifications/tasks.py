"""What Celery runs: thin, repeatable, knowing nothing that the database does not say."""

import math

from celery import shared_task
from django.utils import timezone

from notifications import outbox
from registrations import deadlines

MESSAGES_PER_TASK = 200
SECONDS_PER_TASK = 20
TASKS_PER_PASS = 4


@shared_task(ignore_result=True)
def send_due() -> None:
    """Do what time decides, write down which mail is owed, and start a few deliveries where it takes any."""
    now = timezone.now()
    deadlines.keep(now=now)
    outbox.plan(now=now)
    due = outbox.count_due(now=now, at_most=MESSAGES_PER_TASK * TASKS_PER_PASS)
    for _delivery in range(math.ceil(due / MESSAGES_PER_TASK)):
        # A delivery that found no free worker in time is pointless: the next pass starts another.
        deliver.apply_async(expires=SECONDS_PER_TASK)


@shared_task(ignore_result=True)
def deliver() -> None:
    """Send what is due, for a while."""
    outbox.deliver_due(now=timezone.now(), limit=MESSAGES_PER_TASK, seconds=SECONDS_PER_TASK)
