"""When sensitive answers are deleted, and what is left to say that they were."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from events.models import Event
from registrations.models import AnswerFile, AnswerPurge, SensitiveAnswer

LATE_AFTER = dt.timedelta(days=1)


def purge(*, now: dt.datetime) -> int:
    """Delete the sensitive answers of events that ended long enough ago; of how many events.

    A trace is left, in the same transaction: when, and how many there were. Their files are let go of,
    and the sweep takes them.
    """
    purged = 0
    for event in _due(now):
        with transaction.atomic():
            # Whoever else is at it at this moment finds nothing left, and leaves no second trace.
            Event.objects.select_for_update().only("pk").get(pk=event.pk)
            answers = SensitiveAnswer.objects.filter(question__event=event)
            files = AnswerFile.objects.filter(
                question__event=event, question__is_sensitive=True, registration__isnull=False
            )
            file_count = files.update(registration=None)
            answer_count, _by_model = answers.delete()
            if answer_count or file_count:
                AnswerPurge.objects.create(
                    event=event, purged_at=now, answer_count=answer_count, file_count=file_count
                )
                purged += 1
    return purged


def overdue(*, now: dt.datetime) -> Iterator[Event]:
    """The events whose sensitive answers should be gone by now."""
    return iter(_due(now - LATE_AFTER))


def _due(now: dt.datetime) -> list[Event]:
    held: QuerySet[SensitiveAnswer] = SensitiveAnswer.objects.filter(question__event=OuterRef("pk"))
    ended = Event.objects.filter(Exists(held), ends_at__lt=now)
    return [
        event
        for event in ended
        if event.ends_at + dt.timedelta(days=event.sensitive_answers_kept_days) <= now
    ]
