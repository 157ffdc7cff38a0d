"""What Celery runs: thin, repeatable, knowing nothing that the database does not say."""

from celery import shared_task
from django.utils import timezone

from registrations import screening

SECONDS_PER_TASK = 20


@shared_task(ignore_result=True)
def screen_attendees() -> None:
    """Compare with the lists what has not been compared yet, for a while; the next one goes on."""
    screening.screen_due(now=timezone.now(), seconds=SECONDS_PER_TASK)
