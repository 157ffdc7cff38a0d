"""Which staff read whose sensitive answers, and when.

Every page that shows staff an answer comes by here: the trace is written before the page is, so that
without a trace there is nothing to read. Exports leave traces of their own.
"""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import User
from events.models import Event
from registrations import answer_words
from registrations.models import Question, ReadOn, Registration, SensitiveReading


def read(
    registration: Registration, *, by: User, with_sensitive: bool, on: ReadOn, now: dt.datetime
) -> list[answer_words.Reading]:
    """What the attendee has answered, for staff to read; sensitive answers leave a trace."""
    readings = answer_words.answers_of(registration, with_sensitive=with_sensitive)
    note(registration, (reading.question for reading in readings), by=by, on=on, now=now)
    return readings


def note(
    registration: Registration, shown: Iterable[Question], *, by: User, on: ReadOn, now: dt.datetime
) -> None:
    """Keep on record that the answers to the questions are shown, where one of them is sensitive."""
    if any(question.is_sensitive for question in shown):
        SensitiveReading.objects.create(registration=registration, read_by=by, read_at=now, read_on=on)


def at(event: Event) -> QuerySet[SensitiveReading]:
    """All readings at the event, the latest first."""
    readings = SensitiveReading.objects.filter(registration__event=event)
    return readings.select_related("registration", "read_by")
