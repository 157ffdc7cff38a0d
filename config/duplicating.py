"""The page on which an event's owner starts the draft of the next one, all floors of it at once."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events import duplicating, scheduling, writing
from events.models import Event
from registrations.duplicating import (
    copy_invoice_terms,
    copy_questions,
    copy_review,
    copy_session_seats,
    copy_ticket_types,
)

A_YEAR = 52
WEEKS = range(A_YEAR - 8, A_YEAR + 10)


class DuplicateForm(forms.Form):
    weeks = forms.TypedChoiceField(
        label=_("To be held"), coerce=int, help_text=_("By whole weeks, so that the weekdays stay.")
    )
    slug = forms.SlugField(
        label=_("Address on the site"), max_length=80, help_text=_("The last part of the page's address.")
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        year = str(event.starts_at.astimezone(event.zone).year)
        slug = _a_year_later(event.slug, year)
        self.titles = [f"title_{language}" for language in settings.MODELTRANSLATION_LANGUAGES]
        initial: dict[str, Any] = {
            name: _a_year_later(getattr(event, name) or "", year) for name in self.titles
        }
        kwargs["initial"] = initial | {
            "weeks": A_YEAR,
            "slug": slug if slug != event.slug else f"{slug}-{int(year) + 1}",
        }
        super().__init__(*args, **kwargs)
        self.fields["weeks"].choices = [(weeks, _held(event, weeks)) for weeks in WEEKS]  # type: ignore[attr-defined]
        names = dict(settings.LANGUAGES)
        for name in self.titles:
            language = name.removeprefix("title_")
            self.fields[name] = forms.CharField(
                label=gettext("Title (%(language)s)") % {"language": gettext(names.get(language, language))},
                max_length=250,
                required=False,
            )
        self.order_fields([*self.titles, "weeks", "slug"])

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if Event.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another event has this address already."))
        return slug

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not any(values.get(name) for name in self.titles):
            self.add_error(self.titles[0], _("Write the title in at least one language."))
        return values

    @property
    def texts(self) -> dict[str, str | None]:
        return {name: self.cleaned_data[name] or None for name in self.titles}


def _a_year_later(text: str, year: str) -> str:
    return re.sub(rf"(?<!\d){year}(?!\d)", str(int(year) + 1), text)


def _held(event: Event, weeks: int) -> str:
    """The days on which the event would be held."""
    starts_at, ends_at = (
        scheduling.at_the_same_hour(moment, event, days=7 * weeks).astimezone(event.zone)
        for moment in (event.starts_at, event.ends_at)
    )
    later = ngettext("%(count)d week later", "%(count)d weeks later", weeks) % {"count": weeks}
    return f"{writing.days(starts_at, ends_at)} ({later})"


def duplicate_view(request: HttpRequest, event_id: int, *, site: AdminSite) -> HttpResponse:
    """For owners only: the draft gets the same staff, and giving roles is theirs to do."""
    about_events: Any = site.get_model_admin(Event)
    event: Event = about_events.own_event(request, event_id, Action.MANAGE_ROLES)
    form = DuplicateForm(request.POST or None, event=event)
    if form.is_valid():
        weeks = form.cleaned_data["weeks"]
        with transaction.atomic():
            draft = duplicating.duplicate(
                event, slug=form.cleaned_data["slug"], weeks=weeks, texts=form.texts
            )
            ticket_types = copy_ticket_types(event, to=draft, weeks=weeks)
            questions = copy_questions(event, to=draft, ticket_types=ticket_types, weeks=weeks)
            copy_review(event, to=draft, ticket_types=ticket_types, questions=questions)
            copy_session_seats(event, to=draft, weeks=weeks)
            copy_invoice_terms(event, to=draft)
        messages.success(request, gettext("This is the draft. Nobody sees it until you publish its agenda."))
        return redirect("admin:events_event_overview", draft.pk)
    context = {
        **site.each_context(request),
        "opts": about_events.opts,
        "title": _("Duplicate as the next draft"),
        "event": event,
        "form": form,
    }
    return TemplateResponse(request, "admin/events/event/duplicate.html", context)
