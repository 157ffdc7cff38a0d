"""The part of a form in which the event's own questions stand."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from events import writing
from registrations import answer_files, question_fields, questions
from registrations.models import NO, YES, AnswerFile, Question, TicketType


@dataclass(frozen=True, slots=True)
class AskedField:
    """A question in the form, and when it is asked: in words, and for the script that shows and hides it."""

    bound: forms.BoundField
    question: Question
    conditions: list[str] = field(default_factory=list)
    ticket_types: str = ""
    sessions: str = ""

    @property
    def shown_if_answers(self) -> str:
        return " ".join(self.question.shown_if_answers)

    @property
    def shown_if_field(self) -> str:
        return f"question_{self.question.shown_if_id}" if self.question.shown_if_id else ""


class QuestionsForm(forms.Form):
    """Has a field for each question that may be asked; ``given`` is what counts of the answers.

    ``questions`` are those of ``questions.of_event`` that may be asked of its reader. All of them are in the
    form, for a page without scripts; which are asked of whoever sends it, ``questions.asked`` decides.
    ``sessions`` are the codes of those that the attendee attends.
    """

    given: Mapping[int, Any]

    def __init__(
        self,
        *args: Any,
        questions: Iterable[Question] = (),
        answered: Mapping[int, Any] | None = None,
        answered_files: Mapping[str, AnswerFile] | None = None,
        sessions: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.attended = sessions
        self.questions = list(questions)
        self.given = {}
        self._uploads: list[tuple[Question, UploadedFile]] = []
        for question in self.questions:
            value = (answered or {}).get(question.pk)
            self.fields[question.key] = question_fields.field_for(question, given=value)
            widget = self.fields[question.key].widget
            if isinstance(widget, question_fields.FileAnswerInput):
                widget.kept = (answered_files or {}).get(str(value))

    def chosen_ticket_type(self) -> int | None:
        """For which ticket type the questions are asked, as the form was sent; None where none was chosen."""
        chosen = self.cleaned_data.get("ticket_type")
        return chosen.pk if isinstance(chosen, TicketType) else None

    def offered_ticket_types(self) -> frozenset[int] | None:
        """The numbers of those that the form lets choose from; None where it is settled which it is."""
        return None

    def chosen_sessions(self) -> Collection[str]:
        """The codes of the sessions for which the questions are asked, as the form was sent."""
        return self.attended

    def offered_sessions(self) -> Collection[str]:
        """The codes of those that the form lets choose; none where it is settled which are attended."""
        return ()

    def clean(self) -> dict[str, Any]:
        """Take out what is not asked, with its errors; what is left of the answers counts."""
        cleaned = super().clean() or self.cleaned_data
        values = {}
        for question in self.questions:
            value = question_fields.stored(question, cleaned.get(question.key))
            if value is not None:
                values[question.pk] = value
            if isinstance(value, UploadedFile):
                self._uploads.append((question, value))
        asked = questions.asked(
            self.questions,
            ticket_type=self.chosen_ticket_type(),
            sessions=self.chosen_sessions(),
            answers=values,
        )
        keys = {question.pk: question.key for question in asked}
        for question in self.questions:
            if question.pk not in keys:
                self.errors.pop(question.key, None)
                cleaned.pop(question.key, None)
        self.given = {pk: value for pk, value in values.items() if pk in keys}
        return cleaned

    def keep_uploads(self, *, now: dt.datetime) -> None:
        """Store the files that were sent, so that they survive whatever else has to be corrected."""
        is_valid = self.is_valid()
        kept = {}
        for question, upload in self._uploads:
            if is_valid and question.pk not in self.given:
                continue
            widget: Any = self.fields[question.key].widget
            widget.kept = answer_files.keep(upload, question, now=now)
            widget.is_bound_to_form = True
            kept[question.pk] = widget.kept.code
        self.given = {**self.given, **kept}

    def answers(self) -> questions.Given:
        """What was asked and answered; uploads have been kept."""
        return questions.Given(self.questions, self.given)

    def asked_fields(self) -> Iterator[AskedField]:
        """The questions for the page, each with its conditions."""
        by_number = {question.pk: question for question in self.questions}
        offered = self.offered_ticket_types()
        for question in self.questions:
            its_types = {each.pk: each.name for each in questions.ticket_types_of(question)}
            # Where the ticket type is settled, what it does not ask is not in the form.
            narrows = bool(its_types) and offered is not None and not offered <= its_types.keys()
            choosable = self.offered_sessions()
            its_sessions = [each for each in questions.sessions_of(question) if each.code in choosable]
            yield AskedField(
                self[question.key],
                question,
                conditions=[
                    *_ticket_type_words(
                        [name for pk, name in its_types.items() if pk in (offered or ())], narrows
                    ),
                    *_session_words([session.title for session in its_sessions]),
                    *_condition_words(question, by_number),
                ],
                ticket_types=" ".join(str(pk) for pk in its_types) if narrows else "",
                sessions=" ".join(session.code for session in its_sessions),
            )


def _ticket_type_words(names: list[str], narrows: bool) -> list[str]:
    if not narrows:
        return []
    return [_("Only for the ticket type %(names)s") % {"names": _listed(names)}]


def _session_words(titles: list[str]) -> list[str]:
    return [_("Only if you attend %(sessions)s") % {"sessions": _listed(titles)}] if titles else []


def _condition_words(question: Question, by_number: Mapping[int, Question]) -> list[str]:
    condition = by_number.get(question.shown_if_id or 0)
    if condition is None:
        return []
    words = {YES: _("Yes"), NO: _("No")} | {str(each.pk): each.text for each in condition.options.all()}
    answers = [words[key] for key in words if key in question.shown_if_answers]
    return [
        _("Only if you answered %(answers)s to “%(question)s”")
        % {"answers": _listed(answers), "question": condition.text}
    ]


def _listed(words: list[str]) -> str:
    return writing.customs().comma.join(_("“%s”") % word for word in words)
