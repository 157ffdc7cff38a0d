"""How answers read: on pages, in lists, in the corrections; and which of them somebody may read."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django_countries import countries

from events import writing
from events.models import Event
from registrations.models import Answer, AnswerFile, Question, QuestionKind, Registration, SensitiveAnswer


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer as a person reads it; ``file`` where it is one."""

    question: Question
    words: str
    file: AnswerFile | None = None


def questions_of(event: Event, *, with_sensitive: bool) -> list[Question]:
    """All that the event asks or has asked, of what the reader may know."""
    questions = Question.objects.filter(event=event).prefetch_related("options")
    return list(questions if with_sensitive else questions.not_sensitive())


def answers_of(registration: Registration, *, with_sensitive: bool) -> list[Reading]:
    """What the attendee has answered, in the order of the form; sensitive answers only on demand."""
    rows = [
        row
        for table in _tables(with_sensitive)
        for row in table.objects.filter(registration=registration)
        .select_related("question")
        .prefetch_related("question__options")
    ]
    files = _files(row.value for row in rows if row.question.kind == QuestionKind.FILE)
    return [
        Reading(row.question, in_words(row.question, row.value, files), files.get(str(row.value)))
        for row in sorted(rows, key=lambda row: (row.question.order, row.question_id))
    ]


def answers_of_many(registrations: list[int], questions: Iterable[Question]) -> dict[int, dict[int, str]]:
    """The answers to questions in words: by the registrations' numbers, then by the questions'."""
    known = {question.pk: question for question in questions}
    sensitive = any(question.is_sensitive for question in known.values())
    rows = [
        row
        for table in _tables(sensitive)
        for row in table.objects.filter(registration__in=registrations, question__in=list(known)).order_by()
    ]
    files = _files(row.value for row in rows if known[row.question_id].kind == QuestionKind.FILE)
    found: dict[int, dict[int, str]] = {}
    for row in rows:
        words = in_words(known[row.question_id], row.value, files)
        found.setdefault(row.registration_id, {})[row.question_id] = words
    return found


def in_words(question: Question, value: Any, files: dict[str, AnswerFile] | None = None) -> str:
    """A stored answer in the active language; a file by its name."""
    if value is None or value == "":
        return ""
    match question.kind:
        case QuestionKind.YES_NO:
            return _("Yes") if value else _("No")
        case QuestionKind.CHOICE | QuestionKind.SEVERAL:
            chosen = set(value if isinstance(value, list) else [value])
            words = (option.text for option in question.options.all() if option.pk in chosen)
            return writing.customs().comma.join(words)
        case QuestionKind.DATE:
            return writing.plain_day(dt.date.fromisoformat(value))
        case QuestionKind.COUNTRY:
            return str(countries.name(value) or value)
        case QuestionKind.FILE:
            file = (files or {}).get(value)
            return file.name if file else _("A file")
        case _:
            return str(value)


def _tables(with_sensitive: bool) -> Iterator[Any]:
    yield Answer
    if with_sensitive:
        yield SensitiveAnswer


def _files(codes: Iterable[str]) -> dict[str, AnswerFile]:
    codes = list(codes)
    return {file.code: file for file in AnswerFile.objects.filter(code__in=codes)} if codes else {}
