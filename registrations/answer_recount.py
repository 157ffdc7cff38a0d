"""In which ways questions, answers and their files contradict each other; what ``manage.py verify`` asks."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F, Q

from registrations import answer_purges
from registrations.models import Answer, AnswerFile, Question, QuestionKind, SensitiveAnswer


def breaches(*, now: dt.datetime) -> Iterator[str]:
    """Each of them, as a line for an operator."""
    for table, is_sensitive in ((Answer, False), (SensitiveAnswer, True)):
        name = table._meta.model_name
        apart = table.objects.exclude(question__is_sensitive=is_sensitive)
        for pk in apart.values_list("pk", flat=True):
            yield f"{name} {pk}: it lies in the table of the others, sensitive or not"
        elsewhere = table.objects.exclude(question__event=F("registration__event"))
        for pk in elsewhere.values_list("pk", flat=True):
            yield f"{name} {pk}: its question belongs to another event than its registration"
        of_files = table.objects.filter(question__kind=QuestionKind.FILE)
        codes = set(AnswerFile.objects.filter(registration__isnull=False).values_list("code", flat=True))
        for pk, code in of_files.values_list("pk", "value"):
            if code not in codes:
                yield f"{name} {pk}: the file that it names is not kept"
    for file in AnswerFile.objects.filter(registration__isnull=False):
        if not file.file.storage.exists(file.file.name or ""):
            yield f"file {file.pk}: its bytes are not in the private storage"
    dependent = Question.objects.filter(shown_if__isnull=False)
    for pk in dependent.exclude(shown_if__event=F("event")).values_list("pk", flat=True):
        yield f"question {pk}: it depends on one of another event"
    behind = Q(shown_if__order__gt=F("order")) | Q(shown_if__order=F("order"), shown_if__gt=F("pk"))
    for pk in dependent.filter(behind).values_list("pk", flat=True):
        yield f"question {pk}: it stands before the question on which it depends"
    for event in answer_purges.overdue(now=now):
        yield f"event {event.pk}: its sensitive answers should have been deleted by now"
