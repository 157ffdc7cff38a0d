"""The filters above a list of what staff send: words to look for, a state, a ticket type."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registrations.desk.filters import search

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")


class ListFilter(forms.Form):
    """A list says in which ``states`` its rows can be, and what ``is_searched`` for the words."""

    states: type[models.TextChoices]
    is_searched: str | Promise

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(required=False)
    ticket_type = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].help_text = str(self.is_searched)
        self.fields["state"].choices = [("", ""), *self.states.choices]  # type: ignore[attr-defined]


def narrowed(rows: Rows, chosen: dict[str, Any], *, fields: Iterable[str]) -> Rows:
    """Those of rows, in any state, that the filters leave; the words are looked for in the fields."""
    found = search(rows, chosen.get("q", ""), fields=fields)
    if chosen.get("ticket_type"):
        found = found.filter(ticket_type=chosen["ticket_type"])
    return found
