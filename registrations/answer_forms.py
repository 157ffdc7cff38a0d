"""What the review asks, answered by the attendee."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.models import ReviewQuestion


class AnswerForm(forms.Form):
    """What the review asks an attendee, a field for each question."""

    use_required_attribute = False

    def __init__(self, *args: Any, questions: Iterable[ReviewQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._questions = {f"answer_{question.pk}": question for question in questions}
        for name, question in self._questions.items():
            self.fields[name] = forms.CharField(
                label=question.text,
                max_length=2000,
                widget=forms.Textarea({"rows": 5}),
                error_messages={"required": _("Write your answer.")},
            )

    def answers(self) -> Iterator[tuple[ReviewQuestion, str]]:
        for name, question in self._questions.items():
            yield question, self.cleaned_data[name]
