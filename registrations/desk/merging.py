"""Two registrations side by side, and what staff choose of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from registrations import answer_words
from registrations.duplicates import MERGEABLE
from registrations.models import SEATED, PairDecision, Question, Registration

NAME_PARTS = ("given_name", "family_name", "name_order", "native_name")


@dataclass(frozen=True)
class Row:
    """One answer of both, with a choice where they differ."""

    label: str
    values: tuple[str, str]
    choice: BoundField | None
    is_sensitive: bool = False


class MergeForm(forms.Form):
    """Which of two is kept, and whose answers where they differ; or that they are different people."""

    note = forms.CharField(
        label=_("What tells"),
        max_length=PairDecision._meta.get_field("note").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write what tells, in a few words.")},
    )

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        pair: tuple[Registration, Registration],
        with_sensitive: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        self.answered = _answers_of_both(pair, with_sensitive=with_sensitive)
        better = max(
            pair,
            key=lambda one: (
                one.status in SEATED,
                one.delegation_id is not None,
                one.is_confirmed,
                -one.pk,
            ),
        )
        sides = [(str(one.pk), one.name) for one in pair]
        self.fields["kept"] = self._choice(_("Which registration is kept"), sides, initial=str(better.pk))
        for name in MERGEABLE:
            if getattr(pair[0], name) != getattr(pair[1], name):
                label = Registration._meta.get_field(name).verbose_name  # type: ignore[union-attr]
                choices = [(str(one.pk), said(one, name) or "–") for one in pair]
                self.fields[name] = self._choice(label, choices, initial=str(better.pk))

        for question, words in self.answered:
            if all(words) and words[0] != words[1]:
                choices = [(str(one.pk), said) for one, said in zip(pair, words, strict=True)]
                self.fields[question.key] = self._choice(question.text, choices, initial=str(better.pk))

    def _choice(self, label: Any, choices: list[tuple[str, str]], *, initial: str) -> forms.ChoiceField:
        return forms.ChoiceField(label=label, choices=choices, initial=initial, widget=forms.RadioSelect)

    def rows(self) -> Iterator[Row]:
        """All that can be taken over, in one order."""
        for name in MERGEABLE:
            label = str(Registration._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            values = said(self.pair[0], name), said(self.pair[1], name)
            yield Row(label[:1].upper() + label[1:], values, self[name] if name in self.fields else None)
        for question, words in self.answered:
            choice = self[question.key] if question.key in self.fields else None
            yield Row(question.text, words, choice, is_sensitive=question.is_sensitive)

    def questions_shown(self, registration: Registration) -> list[Question]:
        """Those to which the page shows the registration's answers."""
        side = self.pair.index(registration)
        return [question for question, words in self.answered if words[side]]

    def kept_and_ended(self) -> tuple[Registration, Registration]:
        first, second = self.pair
        return (first, second) if self.cleaned_data["kept"] == str(first.pk) else (second, first)

    def taken(self) -> list[str]:
        """The answers that are those of the one which ends, chosen one by one."""
        _kept, ended = self.kept_and_ended()
        names = [*MERGEABLE, *(question.key for question, _words in self.answered)]
        return [name for name in names if self.cleaned_data.get(name) == str(ended.pk)]


def _answers_of_both(
    pair: tuple[Registration, Registration], *, with_sensitive: bool
) -> list[tuple[Question, tuple[str, str]]]:
    """What either has answered to the event's own questions, in the order of the form."""
    first, second = (
        {
            reading.question: reading.words
            for reading in answer_words.answers_of(one, with_sensitive=with_sensitive)
        }
        for one in pair
    )
    asked = sorted(first | second, key=lambda question: (question.order, question.pk))
    return [(question, (first.get(question, ""), second.get(question, ""))) for question in asked]


def said(registration: Registration, name: str) -> str:
    """An answer in words."""
    if name == "country":
        return str(countries.name(str(registration.country)))
    if name == "language":
        return str(settings.LANGUAGE_NAMES.get(registration.language, registration.language))
    display = getattr(registration, f"get_{name}_display", None)
    return str(display() if display else getattr(registration, name))
