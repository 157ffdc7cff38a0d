"""Which answers to an event's own questions somebody has whose two registrations become one.

Those of the registration that is kept; of the other one, what the kept one lacks and what staff chose. Only
what the kept one is asked counts, as always.
"""

from collections.abc import Collection
from typing import Any

from registrations import questions
from registrations.models import Answer, AnswerFile, QuestionKind, Registration, SensitiveAnswer


def taken_over(kept: Registration, ended: Registration, *, chosen: Collection[str]) -> questions.Given:
    """What of the answers of the one that ends becomes the other's; ``chosen`` are keys of questions."""
    mine = questions.of_registration(kept)
    own, others = questions.answers_to(kept, mine), questions.answers_to(ended, mine)
    taken = {
        question.pk: others[question.pk]
        for question in mine
        if question.pk in others and (question.pk not in own or question.key in chosen)
    }
    sessions = questions.attended(kept) if any(question.has_sessions for question in mine) else ()
    asked = questions.asked(
        mine, ticket_type=kept.ticket_type_id, sessions=sessions, answers={**own, **taken}
    )
    concerned = [question for question in asked if question.pk in taken]
    return questions.Given(concerned, {question.pk: taken[question.pk] for question in concerned})


def release_files(ended: Registration, given: questions.Given) -> None:
    """Let go of the files that are handed over, and of the answers that name them."""
    of_files = [question for question in given.questions if question.kind == QuestionKind.FILE]
    if not of_files:
        return
    tables: list[Any] = [Answer, SensitiveAnswer]
    for table in tables:
        table.objects.filter(registration=ended, question__in=of_files).delete()
    codes = [given.values[question.pk] for question in of_files]
    AnswerFile.objects.filter(registration=ended, code__in=codes).update(registration=None)
