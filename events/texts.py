"""A text in its languages, and which of them a reader gets."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import models

Translations = Mapping[str, str]


def translations(row: models.Model, field: str) -> dict[str, str]:
    """The non-empty translations of a model's field, by language code, without any fallback."""
    values = {
        language: getattr(row, f"{field}_{language}") for language in settings.MODELTRANSLATION_LANGUAGES
    }
    return {language: value for language, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Text:
    """A text as one reader gets it; ``lang`` is the language it is really in, "" where it has none."""

    value: str
    lang: str = ""
    is_fallback: bool = False

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)


NO_TEXT = Text("")


def choose(texts: Translations | None, language: str) -> Text:
    """The text in the reader's language or, visibly, in the first other one that there is."""
    if not texts:
        return NO_TEXT
    if value := texts.get(language):
        return Text(value, language)
    for other in settings.MODELTRANSLATION_LANGUAGES:
        if value := texts.get(other):
            return Text(value, other, is_fallback=True)
    return NO_TEXT
