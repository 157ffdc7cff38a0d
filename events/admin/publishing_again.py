"""The page on which an organizer lets the public read an older release again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from events import releases
from events.admin.publishing import Proposal
from events.models import AgendaRelease


class PublishAgainForm(forms.Form):
    instead_of = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For your colleagues: why it is published again. It is kept with the release."),
    )


def publish_again_page(request: HttpRequest, older: AgendaRelease, context: dict[str, Any]) -> HttpResponse:
    """Show what would change for the public; publish the older release in place of the one shown."""
    event = older.event
    current = releases.current_of(event)
    form = PublishAgainForm(request.POST or None, initial={"instead_of": event.current_release_id})
    if request.method == "POST" and form.is_valid():
        try:
            if current is None or current.pk != form.cleaned_data["instead_of"]:
                raise releases.AnotherIsPublic
            return _publish(request, older, form, current)
        except releases.AnotherIsPublic:
            messages.error(
                request,
                _(
                    "Nothing was published: another release has become public since you looked. "
                    "This is how they differ now."
                ),
            )
            event.refresh_from_db()
            note = form.cleaned_data["note"]
            form = PublishAgainForm(initial={"instead_of": event.current_release_id, "note": note})
        except releases.IsPublicAlready:
            messages.info(request, _("The public reads this agenda already."))
            return redirect("admin:events_agendarelease_change", older.pk)
    page = {
        "title": _("Publish release %(number)d again") % {"number": older.number},
        "event": event,
        "older": older,
        "draft": Proposal(event, older.content, get_language() or ""),
        "form": form,
    }
    return TemplateResponse(request, "admin/events/agendarelease/publish_again.html", context | page)


def _publish(
    request: HttpRequest, older: AgendaRelease, form: PublishAgainForm, current: AgendaRelease
) -> HttpResponse:
    release = releases.publish_again(
        older,
        by=request.user,  # type: ignore[arg-type]
        note=form.cleaned_data["note"],
        now=timezone.now(),
        instead_of=current,
    )
    messages.success(
        request,
        format_html(
            '{} <a href="{}">{}</a>',
            gettext("Release %(older)d is public again, as release %(number)d. The draft stays as it is.")
            % {"older": older.number, "number": release.number},
            reverse("events:agenda", args=[older.event.slug]),
            gettext("See it as the public does"),
        ),
    )
    return redirect("admin:events_event_overview", older.event_id)
