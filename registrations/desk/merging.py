"""Two registrations side by side, and what staff choose of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from registrations.duplicates import MERGEABLE
from registrations.models import SEATED, PairDecision, Registration

NAME_PARTS = ("given_name", "family_name", "name_order", "native_name")


@dataclass(frozen=True)
class Row:
    """One answer of both, with a choice where they differ."""

    label: str
    values: tuple[str, str]
    choice: BoundField | None


class MergeForm(forms.Form):
    """Which of two is kept, and whose answers where they differ; or that they are different people."""

    note = forms.CharField(
        label=_("What tells"),
        max_length=PairDecision._meta.get_field("note").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write what tells, in a few words.")},
    )

    use_required_attribute = False

    def __init__(self, *args: Any, pair: tuple[Registration, Registration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        better = max(pair, key=lambda one: (one.status in SEATED, one.is_confirmed, -one.pk))
        sides = [(str(one.pk), one.name) for one in pair]
        self.fields["kept"] = self._choice(_("Which registration is kept"), sides, initial=str(better.pk))
        for name in MERGEABLE:
            if getattr(pair[0], name) != getattr(pair[1], name):
                label = Registration._meta.get_field(name).verbose_name  # type: ignore[union-attr]
                choices = [(str(one.pk), said(one, name) or "–") for one in pair]
                self.fields[name] = self._choice(label, choices, initial=str(better.pk))

    def _choice(self, label: Any, choices: list[tuple[str, str]], *, initial: str) -> forms.ChoiceField:
        return forms.ChoiceField(label=label, choices=choices, initial=initial, widget=forms.RadioSelect)

    def rows(self) -> Iterator[Row]:
        """All that can be taken over, in one order."""
        for name in MERGEABLE:
            label = str(Registration._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            values = said(self.pair[0], name), said(self.pair[1], name)
            yield Row(label[:1].upper() + label[1:], values, self[name] if name in self.fields else None)

    def kept_and_ended(self) -> tuple[Registration, Registration]:
        first, second = self.pair
        return (first, second) if self.cleaned_data["kept"] == str(first.pk) else (second, first)

    def taken(self) -> list[str]:
        """The answers that are those of the one which ends."""
        _kept, ended = self.kept_and_ended()
        return [name for name in MERGEABLE if self.cleaned_data.get(name) == str(ended.pk)]


def said(registration: Registration, name: str) -> str:
    """An answer in words."""
    if name == "country":
        return str(countries.name(str(registration.country)))
    if name == "language":
        return str(settings.LANGUAGE_NAMES.get(registration.language, registration.language))
    display = getattr(registration, f"get_{name}_display", None)
    return str(display() if display else getattr(registration, name))
