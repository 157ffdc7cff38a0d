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
from events.models import Event, Room, Session
from events.texts import choose
from speakers.models import Speaker


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True)
class FindingToMend:
    """A finding with why it matters and what to open for mending it."""

    message: str
    explanation: str
    links: list[Link]


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


class Proposal:
    """An agenda that could be published, with what would change for the public."""

    def __init__(self, event: Event, document: dict[str, Any], language: str) -> None:
        self.event = event
        self.language = language
        self.document = document
        self.sessions = {
            code: Link(title, reverse("admin:events_session_change", args=[pk]))
            for code, pk, title in Session.objects.filter(event=event).values_list("code", "pk", "title")
        }
        self.published = releases.current_content(event)
        self.changes = [
            self._to_read(change) for change in differences.difference(self.published, self.document)
        ]

    @property
    def is_first(self) -> bool:
        return self.published is None

    @property
    def has_something_to_publish(self) -> bool:
        return self.document != self.published

    @property
    def changes_by_kind(self) -> list[tuple[str, list[ChangeToRead]]]:
        grouped: dict[str, list[ChangeToRead]] = defaultdict(list)
        for kind in differences.ChangeKind:
            grouped[str(differences.CHANGE_LABELS[kind])] = [
                one for one in self.changes if one.change.kind == kind
            ]
        return [(label, changes) for label, changes in grouped.items() if changes]

    def _to_read(self, change: differences.Change) -> ChangeToRead:
        link = self.sessions.get(change.code)
        return ChangeToRead(change, str(choose(change.title, self.language)), link.url if link else "")


class Draft(Proposal):
    """The agenda as drafted, with all that there is to say about it before it is published."""

    def __init__(self, event: Event, language: str) -> None:
        super().__init__(event, agenda.document(event), language)
        self.digest = releases.digest(self.document)
        findings = checks.check(self.document)
        self.mending = Mending(event, findings)
        self.errors = [self._to_mend(found) for found in findings if found.severity == checks.Severity.ERROR]
        self.warnings = [
            self._to_mend(found) for found in findings if found.severity == checks.Severity.WARNING
        ]

    @property
    def can_be_published(self) -> bool:
        return self.has_something_to_publish and not self.errors

    def _to_mend(self, finding: checks.Finding) -> FindingToMend:
        links = [self.sessions[code] for code in finding.session_codes if code in self.sessions]
        links += [link for concern in finding.concerns if (link := self.mending.link(concern))]
        return FindingToMend(finding.message, finding.explanation, links)


class Mending:
    """Where what findings are about is mended in the admin, besides sessions."""

    def __init__(self, event: Event, findings: list[checks.Finding]) -> None:
        self.event = event
        keys: dict[checks.Subject, set[str]] = defaultdict(set)
        for finding in findings:
            for concern in finding.concerns:
                keys[concern.subject].add(concern.key)
        speakers, rooms = keys[checks.Subject.SPEAKER], keys[checks.Subject.ROOM]
        self.speakers = dict(Speaker.objects.filter(slug__in=speakers).values_list("slug", "pk"))
        self.venues = dict(Room.objects.filter(pk__in=rooms).values_list("pk", "venue"))

    def link(self, concern: checks.Concern) -> Link | None:
        """The page on which the concern is mended; None where its row is gone."""
        match concern.subject:
            case checks.Subject.EVENT:
                url = reverse("admin:events_event_change", args=[self.event.pk])
                return Link(gettext("Details of the event"), url)
            case checks.Subject.TRACK:
                return Link(concern.name, reverse("admin:events_track_change", args=[concern.key]))
            case checks.Subject.ROOM if int(concern.key) in self.venues:
                venue = self.venues[int(concern.key)]
                return Link(concern.name, reverse("admin:events_venue_change", args=[venue]))
            case checks.Subject.SPEAKER if concern.key in self.speakers:
                speaker = self.speakers[concern.key]
                return Link(concern.name, reverse("admin:speakers_speaker_change", args=[speaker]))
        return None


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
