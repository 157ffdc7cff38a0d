"""Form fields for words that people write about themselves."""

from typing import Any

from django import forms

from registrations import names


class OneLineField(forms.CharField):
    """Text about a person, kept as ``registrations.names`` says."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return names.tidy(text) if text else ""


class LongTextField(forms.CharField):
    """Lines of text, each kept as ``registrations.names`` says."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return "\n".join(names.tidy(line) if line else "" for line in text.splitlines()).strip()


class PersonNameField(OneLineField):
    default_validators = [names.refuse_web_addresses]
