"""What an attendee is asked, and what becomes of the answers.

Which questions are asked depends on the ticket type, the sessions and the answers before, and on nothing
else: the page shows the same that ``asked`` decides. An answer to a question that is not asked is not
kept. Sensitive answers lie in a table of their own, which only ``SensitiveAnswer`` here reads and writes.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects

from events.models import Event, Session
from registrations.models import (
    NO,
    YES,
    Answer,
    AnswerChange,
    AnswerFile,
    Question,
    QuestionKind,
    Registration,
    SeatState,
    SensitiveAnswer,
    SessionSeat,
    TicketType,
)

Values = Mapping[int, Any]
"""What was answered, as it is stored, by the numbers of the questions."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a form asked, and what was answered to what of it was asked."""

    questions: Sequence[Question] = ()
    values: Values = field(default_factory=dict)


NOTHING = Given()


def of_event(event: Event | int) -> list[Question]:
    """The questions that the event asks now, in order, with all that ``asked`` looks at."""
    questions = list(Question.objects.filter(event=event).asked_now().with_scope())
    # What most questions have not costs no query.
    prefetch_related_objects(
        [question for question in questions if question.has_ticket_types], "ticket_types"
    )
    prefetch_related_objects([question for question in questions if question.has_sessions], "sessions")
    prefetch_related_objects([question for question in questions if question.has_options], "options")
    return questions


def for_the_public(questions: Iterable[Question], *, sessions: Collection[str]) -> list[Question]:
    """Those for the form of somebody of whom nothing is known, who may choose these sessions, by code."""
    return [
        question
        for question in questions
        if not question.has_sessions or any(each.code in sessions for each in sessions_of(question))
    ]


def of_registration(registration: Registration) -> list[Question]:
    """Those that may be asked of an attendee with this ticket type who attends these sessions."""
    asked_by_event = of_event(registration.event)
    has_some_for_sessions = any(question.has_sessions for question in asked_by_event)
    sessions = attended(registration) if has_some_for_sessions else frozenset()
    return concerning(asked_by_event, ticket_type=registration.ticket_type_id, sessions=sessions)


def attended(registration: Registration) -> frozenset[str]:
    """The codes of the sessions in which the attendee has a seat or waits for one; until there is any
    such choice, of those that they wanted when they registered."""
    choices = list(
        SessionSeat.objects.filter(registration=registration).values_list("seats__session__code", "state")
    )
    if not choices:
        return frozenset(registration.wanted_sessions)
    return frozenset(code for code, state in choices if state != SeatState.ENDED)


def unanswered(registration: Registration) -> list[Question]:
    """The questions that must be answered and are not, such as those for sessions chosen later."""
    mine = of_registration(registration)
    given = answers_to(registration, mine) if any(question.is_required for question in mine) else {}
    sessions = attended(registration) if any(question.has_sessions for question in mine) else frozenset()
    asked_now = asked(mine, ticket_type=registration.ticket_type_id, sessions=sessions, answers=given)
    return [question for question in asked_now if question.is_required and question.pk not in given]


def ticket_types_of(question: Question) -> list[TicketType]:
    """The only ones that are asked the question of ``of_event``; none where all are."""
    return list(question.ticket_types.all()) if question.has_ticket_types else []


def sessions_of(question: Question) -> list[Session]:
    """The only ones for which the question of ``of_event`` is asked; none where it does not matter."""
    return list(question.sessions.all()) if question.has_sessions else []


def concerning(
    questions: Iterable[Question], *, ticket_type: int, sessions: Collection[str] = ()
) -> list[Question]:
    """Those that may be asked of who has this ticket type and attends these sessions."""
    return [question for question in questions if _concerns(question, ticket_type, sessions)]


def asked(
    questions: Iterable[Question],
    *,
    ticket_type: int | None,
    sessions: Collection[str] = (),
    answers: Values,
) -> Iterator[Question]:
    """Those of questions, in their order, that are asked of whoever answers so.

    ``sessions`` are the codes of those that the attendee has chosen. What was answered to a question
    that is not asked decides nothing.
    """
    counting: dict[int, Any] = {}
    for question in questions:
        if not _concerns(question, ticket_type, sessions) or not _is_called_for(question, counting):
            continue
        yield question
        if question.pk in answers:
            counting[question.pk] = answers[question.pk]


def _concerns(question: Question, ticket_type: int | None, sessions: Collection[str]) -> bool:
    its_types = {each.pk for each in ticket_types_of(question)}
    its_sessions = {each.code for each in sessions_of(question)}
    return (not its_types or ticket_type in its_types) and (
        not its_sessions or not its_sessions.isdisjoint(sessions)
    )


def _is_called_for(question: Question, answers: Values) -> bool:
    if question.shown_if_id is None:
        return True
    return not set(question.shown_if_answers).isdisjoint(answer_keys(answers.get(question.shown_if_id)))


def answer_keys(value: Any) -> list[str]:
    """What a condition may name in a stored answer: yes, no, or the numbers of options."""
    if value is None:
        return []
    if isinstance(value, bool):
        return [YES if value else NO]
    return [str(each) for each in (value if isinstance(value, list) else [value])]


# --- What is kept --------------------------------------------------------------------------


def keep(registration: Registration, given: Given) -> None:
    """Write the first answers of a registration, and bind the files that belong to them.

    The caller's transaction has just written the registration.
    """
    values = given.values
    answered = [question for question in given.questions if question.pk in values]
    tables: list[Any] = [Answer, SensitiveAnswer]
    for table in tables:
        rows = [
            table(registration=registration, question=question, value=values[question.pk])
            for question in answered
            if question.is_sensitive == (table is SensitiveAnswer)
        ]
        if rows:
            table.objects.bulk_create(rows)
    _bind_files(registration, answered, values)


def correct(registration: Registration, given: Given, *, now: dt.datetime) -> set[str]:
    """Let the answers to what was asked be these and no others; the keys of those that changed.

    Of each change the answer before and after are kept, unless it is sensitive. The caller holds the
    registration's lock.
    """
    values, before = given.values, answers_to(registration, given.questions)
    changed = [question for question in given.questions if before.get(question.pk) != values.get(question.pk)]
    tables: list[Any] = [Answer, SensitiveAnswer]
    for table in tables:
        concerned = [each for each in changed if each.is_sensitive == (table is SensitiveAnswer)]
        if concerned:
            table.objects.filter(registration=registration, question__in=concerned).delete()
            table.objects.bulk_create(
                table(registration=registration, question=question, value=values[question.pk])
                for question in concerned
                if question.pk in values
            )
    with_files = [question for question in changed if question.kind == QuestionKind.FILE]
    if with_files:
        # What is not bound to a registration is swept away.
        AnswerFile.objects.filter(registration=registration, question__in=with_files).update(
            registration=None
        )
        _bind_files(registration, with_files, values)
    AnswerChange.objects.bulk_create(
        AnswerChange(
            registration=registration,
            field=question.key,
            question=question,
            old_value=_on_record(question, before),
            new_value=_on_record(question, values),
            changed_at=now,
        )
        for question in changed
    )
    return {question.key for question in changed}


def answers_to(registration: Registration, questions: Iterable[Question]) -> dict[int, Any]:
    """What the registration's attendee answered to questions, sensitive ones among them."""
    tables = {SensitiveAnswer if question.is_sensitive else Answer for question in questions}
    return {
        question: value
        for table in tables
        for question, value in table.objects.filter(
            registration=registration, question__in=questions
        ).values_list("question", "value")
    }


def forget(registration: Registration) -> None:
    """Delete all that the attendee answered; the files follow with the next sweep."""
    Answer.objects.filter(registration=registration).delete()
    SensitiveAnswer.objects.filter(registration=registration).delete()
    AnswerFile.objects.filter(registration=registration).update(registration=None)


def _bind_files(registration: Registration, questions: Iterable[Question], values: Values) -> None:
    codes = [
        values[question.pk]
        for question in questions
        if question.kind == QuestionKind.FILE and question.pk in values
    ]
    if codes:
        AnswerFile.objects.filter(code__in=codes, registration__isnull=True).update(registration=registration)


def _on_record(question: Question, values: Values) -> str:
    if question.is_sensitive or question.pk not in values:
        return ""
    return json.dumps(values[question.pk], ensure_ascii=False)
