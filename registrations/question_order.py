"""In which order questions stand: whatever depends on an answer comes after its question."""

from collections.abc import Iterable

from registrations.models import Question


def misplaced(questions: Iterable[Question]) -> Question | None:
    """The first of one event's questions that would stand before the one on which it depends."""
    passed = set()
    in_order = sorted(questions, key=lambda question: (question.order, question.pk))
    present = {question.pk for question in in_order}
    for question in in_order:
        if question.shown_if_id in present and question.shown_if_id not in passed:
            return question
        passed.add(question.pk)
    return None
