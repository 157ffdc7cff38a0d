"""The admin's forms as a browser sends them: as they were shown, with what somebody changed in them."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from lxml import html


def shown(response: HttpResponse) -> dict[str, Any]:
    """The fields of the page's own form, as the browser would send them back."""
    forms = [
        form
        for form in html.fromstring(response.content.decode()).forms
        if form.method == "POST" and "logout" not in (form.action or "")
    ]
    fields: dict[str, Any] = {}
    for name, value in forms[0].form_values():
        fields.setdefault(name, []).append(value)
    return fields


def send(client: Client, url: str, **changes: Any) -> HttpResponse:
    """Open the page at url, change its form, send it; an entry that is None is not sent at all."""
    fields = shown(client.get(url)) | changes
    return client.post(url, {name: value for name, value in fields.items() if value is not None})


def errors(response: HttpResponse) -> dict[str, list[str]]:
    """The messages that a sent form was answered with, by field; of its rows, too."""
    assert response.status_code == 200, response
    context = response.context_data
    found = dict(context["adminform"].form.errors)
    for formset in context["inline_admin_formsets"]:
        for number, form in enumerate(formset.formset.forms):
            found |= {f"{formset.formset.prefix}-{number}-{name}": text for name, text in form.errors.items()}
    return {name: list(messages) for name, messages in found.items()}
