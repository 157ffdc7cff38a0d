"""Choices from long lists in rows of one page, read by one query instead of one for each row."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.http import HttpRequest


class RowAutocomplete(AutocompleteSelect):
    """An autocomplete that knows what is chosen in all rows of its page, and asks only for others."""

    def __init__(self, *args: Any, chosen: Callable[[], dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = chosen

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        selected = [str(one) for one in value if one]
        labels = self.chosen() if selected else {}
        if any(one not in labels for one in selected):
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options += [self.create_option(name, one, labels[one], True, 1) for one in selected]
        return [(None, options, 0)]


class RowsOfOnePage(admin.options.InlineModelAdmin):
    """Rows on their parent's page whose autocompletes share one query."""

    parent: models.Model | None = None
    labels_need: tuple[str, ...] = ()
    """What else to read with the rows, so that no choice asks for its own name."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related(*self.autocomplete_fields, *self.labels_need)

    def get_formset(self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any) -> Any:
        self.request, self.parent = request, obj
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields and "widget" not in kwargs:
            kwargs["widget"] = RowAutocomplete(
                db_field, self.admin_site, chosen=lambda: self.chosen.get(db_field.name, {})
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @cached_property
    def chosen(self) -> dict[str, dict[str, str]]:
        """By field, the keys that the parent's rows hold, and what they are called."""
        labels: dict[str, dict[str, str]] = {name: {} for name in self.autocomplete_fields}
        if self.parent is None or self.parent.pk is None:
            return labels
        to_parent = next(
            field.name
            for field in self.model._meta.get_fields()
            if isinstance(field, models.ForeignKey) and field.remote_field.model is self.parent_model
        )
        for row in self.get_queryset(self.request).filter(**{to_parent: self.parent}):
            for name in labels:
                if (choice := getattr(row, name)) is not None:
                    labels[name][str(choice.pk)] = str(choice)
        return labels
