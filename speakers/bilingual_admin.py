"""How the admin edits a text in its languages: beside each other, and at least in one of them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import global_settings, settings
from django.db.models import Field, Model
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline, TranslationTabularInline
from modeltranslation.translator import translator


def translated_fields(model: type[Model]) -> dict[str, list[str]]:
    """The names of the fields of model that have languages, each with its fields by language."""
    options = translator.get_options_for_model(model) if model in translator.get_registered_models() else None
    if options is None:
        return {}
    return {
        name: sorted((field.name for field in fields), key=_place_of_language)
        for name, fields in options.all_fields.items()
    }


def _place_of_language(name: str) -> int:
    return settings.MODELTRANSLATION_LANGUAGES.index(name.rpartition("_")[2])


def side_by_side(names: Iterable[Any], model: type[Model]) -> list[Any]:
    """names, with the languages of each text gathered in one line."""
    texts = {name: text for text, fields in translated_fields(model).items() for name in fields}
    lines: list[Any] = []
    for name in names:
        text = texts.get(name) if isinstance(name, str) else None
        if text and lines and isinstance(lines[-1], tuple) and texts.get(lines[-1][0]) == text:
            lines[-1] = (*lines[-1], name)
        else:
            lines.append((name,) if text else name)
    return lines


class BilingualForm(forms.ModelForm):
    """A form in which a text that must be there may be there in any language."""

    def _get_validation_exclusions(self) -> set[str]:
        # A constraint may compare a choice with the row itself.
        return super()._get_validation_exclusions() - {"id"}  # type: ignore[misc]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        values = self.cleaned_data if cleaned is None else cleaned
        for text, names in translated_fields(self._meta.model).items():
            shown = [name for name in names if name in self.fields]
            for name in shown:
                # Nothing written is no text, so that two rooms without an English name do not collide.
                values[name] = values.get(name) or None
            is_needed = not self._meta.model._meta.get_field(text).blank
            if shown and is_needed and not any(values[name] or name in self.errors for name in shown):
                self.add_error(shown[0], _("Write this in at least one language."))
        return values


class BilingualFields:
    """Names each field of a text after its language and lets the browser know it."""

    model: type[Model]

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        text = getattr(db_field, "translated_field", None)
        if field is not None and text is not None:
            language: str = db_field.language  # type: ignore[attr-defined]
            field.label = _("%(field)s (%(language)s)") % {
                "field": capfirst(text.verbose_name),
                "language": settings.LANGUAGE_NAMES[language],
            }
            field.required = False
            field.widget.attrs["lang"] = language
            if not text.blank:
                field.is_needed_in_one_language = True
        return field

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [
            (heading, options | {"fields": side_by_side(options["fields"], self.model)})
            for heading, options in super().get_fieldsets(request, obj)  # type: ignore[misc]
        ]


class BilingualAdmin(BilingualFields, TranslationAdmin):
    form = BilingualForm


class BilingualStackedInline(BilingualFields, TranslationStackedInline):
    form = BilingualForm


class BilingualTabularInline(BilingualFields, TranslationTabularInline):
    form = BilingualForm


def language_choices(current: str = "") -> list[tuple[str, str]]:
    """Languages by name, the site's own first, for texts and speech; current is always among them."""
    own = [(code, str(name)) for code, name in settings.LANGUAGE_NAMES.items()]
    known = {code for code, _name in own}
    others = sorted(
        ((code, _(name)) for code, name in global_settings.LANGUAGES if code not in known),
        key=lambda choice: choice[1],
    )
    choices = [("", "–"), *own, *others]
    return choices if current in dict(choices) else [*choices, (current, current)]
