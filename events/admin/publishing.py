"""The page on which an organizer looks at what publishing would change, and publishes."""

from collections import defaultdict
from dataclasses import dataclass
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

from events import agenda, checks, differences, releases
from events.models import Event, Session
from events.texts import choose


@dataclass(frozen=True)
class SessionLink:
    title: str
    url: str


@dataclass(frozen=True)
class FindingToMend:
    """A finding with the sessions to open for mending it."""

    message: str
    links: list[SessionLink]


@dataclass(frozen=True)
class ChangeToRead:
    """A change with the address of its session, where there is one still."""

    change: differences.Change
    title: str
    url: str


class PublishForm(forms.Form):
    shown = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For your colleagues: what changed and why. It is kept with the release."),
    )
    in_spite_of_warnings = forms.BooleanField(
        label=_("Publish in spite of the warnings"),
        error_messages={"required": _("Say that you want to publish in spite of the warnings.")},
    )

    def __init__(self, *args: Any, has_warnings: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_warnings:
            del self.fields["in_spite_of_warnings"]


class Draft:
    """The agenda as drafted, with all that there is to say about it before it is published."""

    def __init__(self, event: Event, language: str) -> None:
        self.language = language
        self.document = agenda.document(event)
        self.digest = releases.digest(self.document)
        self.sessions = {
            code: SessionLink(title, reverse("admin:events_session_change", args=[pk]))
            for code, pk, title in Session.objects.filter(event=event).values_list("code", "pk", "title")
        }
        findings = checks.check(self.document)
        self.errors = [self._to_mend(found) for found in findings if found.severity == checks.Severity.ERROR]
        self.warnings = [
            self._to_mend(found) for found in findings if found.severity == checks.Severity.WARNING
        ]
        published = releases.current_content(event)
        self.changes = [self._to_read(change) for change in differences.difference(published, self.document)]
        self.is_first = published is None

    @property
    def has_something_to_publish(self) -> bool:
        return self.is_first or bool(self.changes)

    @property
    def can_be_published(self) -> bool:
        return self.has_something_to_publish and not self.errors

    @property
    def changes_by_kind(self) -> list[tuple[str, list[ChangeToRead]]]:
        grouped: dict[str, list[ChangeToRead]] = defaultdict(list)
        for kind in differences.ChangeKind:
            grouped[str(differences.CHANGE_LABELS[kind])] = [
                one for one in self.changes if one.change.kind == kind
            ]
        return [(label, changes) for label, changes in grouped.items() if changes]

    def _to_mend(self, finding: checks.Finding) -> FindingToMend:
        links = [self.sessions[code] for code in finding.session_codes if code in self.sessions]
        return FindingToMend(finding.message, links)

    def _to_read(self, change: differences.Change) -> ChangeToRead:
        link = self.sessions.get(change.code)
        return ChangeToRead(change, str(choose(change.title, self.language)), link.url if link else "")


def differs_from_public(event: Event) -> bool:
    """Whether the public reads something else than what is drafted; not before a first release."""
    release = event.current_release
    if release is None:
        return False
    return releases.digest(agenda.document(event), previous=release.previous_digest) != release.digest


def publish_page(request: HttpRequest, event: Event, context: dict[str, Any]) -> HttpResponse:
    """Show what publishing would change; publish what was shown, and nothing else."""
    draft = Draft(event, get_language() or "")
    form = PublishForm(request.POST or None, has_warnings=bool(draft.warnings))
    if request.method == "POST" and request.POST.get("shown") != draft.digest:
        form = _shown_again(request, draft)
    elif draft.can_be_published and form.is_valid():
        try:
            return _publish(request, event, form)
        except (releases.DraftHasChanged, releases.AgendaHasErrors):
            # Somebody saved a change between our look and the publication.
            draft = Draft(event, draft.language)
            form = _shown_again(request, draft)
    page = {"title": _("Publish agenda"), "event": event, "draft": draft, "form": form}
    return TemplateResponse(request, "admin/events/event/publish.html", context | page)


def _shown_again(request: HttpRequest, draft: Draft) -> PublishForm:
    messages.error(
        request,
        _("Nothing was published: the draft has changed since you looked at it. This is how it stands now."),
    )
    return PublishForm(initial={"note": request.POST.get("note", "")}, has_warnings=bool(draft.warnings))


def _publish(request: HttpRequest, event: Event, form: PublishForm) -> HttpResponse:
    release = releases.publish(
        event,
        by=request.user,  # type: ignore[arg-type]
        note=form.cleaned_data["note"],
        now=timezone.now(),
        looked_at=form.cleaned_data["shown"],
    )
    messages.success(
        request,
        format_html(
            '{} <a href="{}">{}</a>',
            gettext("The agenda is published, as release %(number)d.") % {"number": release.number},
            reverse("events:agenda", args=[event.slug]),
            gettext("See it as the public does"),
        ),
    )
    return redirect("admin:events_event_overview", event.pk)
