"""The page on which an organizer brings a schedule made elsewhere into the event's draft.

The first step reads the upload and shows what it would do; nothing is written. The upload then travels
with the page, packed and signed for this event and this organizer, so that the server keeps nothing of it;
the second step imports exactly what was shown, or shows it anew when the draft has changed in between.
"""

from dataclasses import dataclass, field
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events import schedule_import
from events.admin import kept_uploads
from events.models import Event
from events.schedule_changes import Report
from events.schedule_formats import MAX_BYTES, Problem, Schedule, ScheduleError, parse, sheet_template

TEMPLATES = {
    "xlsx": (
        sheet_template.workbook,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "csv": (sheet_template.separated, "text/csv; charset=utf-8"),
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A filled-in template, or a schedule of another program: schedule.xml, schedule.json, a pretalx "
            "dump, iCalendar, or an open-event folder as a zip archive. Up to 20 megabytes."
        ),
        error_messages={"required": _("Choose a file.")},
    )

    def clean_file(self) -> bytes:
        uploaded = self.cleaned_data["file"]
        return bytes(uploaded.read(MAX_BYTES + 1))


@dataclass
class Import:
    """What the page shows: nothing yet, what was refused, or what would be done."""

    form: UploadForm
    schedule: Schedule | None = None
    report: Report | None = None
    problems: tuple[Problem, ...] = ()
    kept: str = ""
    groups: list[Any] = field(default_factory=list)

    @property
    def has_something_to_do(self) -> bool:
        return bool(self.report and self.report.changes)

    @property
    def is_too_large_to_keep(self) -> bool:
        return self.has_something_to_do and not self.kept


class AboutEvents(Protocol):
    """The admin class of events, as far as this page needs it."""

    admin_site: AdminSite
    opts: Any

    def own_event(self, request: HttpRequest, event_id: int, action: Action) -> Event: ...


def urls(event_admin: AboutEvents) -> list[URLPattern]:
    def import_view(request: HttpRequest, event_id: int) -> HttpResponse:
        event = event_admin.own_event(request, event_id, Action.EDIT_EVENT)
        context = event_admin.admin_site.each_context(request) | {"opts": event_admin.opts}
        return import_page(request, event, context)

    def template_view(request: HttpRequest, event_id: int, extension: str) -> HttpResponse:
        event = event_admin.own_event(request, event_id, Action.EDIT_EVENT)
        return template_file(event, extension)

    view = event_admin.admin_site.admin_view
    return [
        path("<int:event_id>/import/", view(import_view), name="events_event_import"),
        path(
            "<int:event_id>/import/template.<str:extension>",
            view(template_view),
            name="events_event_import_template",
        ),
    ]


def import_page(request: HttpRequest, event: Event, context: dict[str, Any]) -> HttpResponse:
    """Show what an upload would do; then do it, if it still is what was shown."""
    shown = Import(UploadForm())
    if request.method == "POST" and "kept" in request.POST:
        content = kept_uploads.unpacked(request.POST["kept"], salt=_salt(event, request))
        if content is None:
            messages.error(request, _("Nothing was imported: the page is too old. Choose the file again."))
            return redirect("admin:events_event_import", event.pk)
        try:
            return _bring_in(request, event, content)
        except (schedule_import.DraftHasChanged, ScheduleError):
            messages.error(
                request,
                _(
                    "Nothing was imported: the draft has changed since you looked at it. This is what the "
                    "import would do now."
                ),
            )
            shown = _look_at(request, event, content, UploadForm())
    elif request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        shown = Import(form)
        if form.is_valid():
            shown = _look_at(request, event, form.cleaned_data["file"], form)
    page = {"title": _("Import a schedule"), "event": event, "shown": shown, "form": shown.form}
    return TemplateResponse(request, "admin/events/event/import.html", context | page)


def template_file(event: Event, extension: str) -> HttpResponse:
    if extension not in TEMPLATES:
        raise Http404
    make, content_type = TEMPLATES[extension]
    name = f"{event.slug}-programme.{extension}"
    return HttpResponse(
        make(get_language() or "en"),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _look_at(request: HttpRequest, event: Event, content: bytes, form: UploadForm) -> Import:
    """What the file would do, without doing it."""
    try:
        schedule = parse(content, zone=event.zone)
    except ScheduleError as error:
        return Import(form, problems=error.problems)
    report = schedule_import.preview(schedule, event, now=timezone.now())
    return Import(
        form,
        schedule=schedule,
        report=report,
        kept=kept_uploads.packed(content, salt=_salt(event, request)),
        groups=[
            (_("Would be changed"), report.groups(new=False)),
            (_("Would be created"), report.groups(new=True)),
        ],
    )


def _bring_in(request: HttpRequest, event: Event, content: bytes) -> HttpResponse:
    schedule = parse(content, zone=event.zone)
    looked_at = request.POST.get("shown") or "nothing"
    report = schedule_import.bring_in(schedule, event, now=timezone.now(), looked_at=looked_at)
    counts = " ".join(f"{name}: {count}." for name, count in report.counts)
    messages.success(
        request,
        format_html(
            '{} {} <a href="{}">{}</a>',
            gettext("The schedule is in the draft."),
            counts,
            reverse("admin:events_event_publish", args=[event.pk]),
            gettext("See what would change for the public"),
        ),
    )
    return redirect("admin:events_event_overview", event.pk)


def _salt(event: Event, request: HttpRequest) -> str:
    return f"events.importing:{event.pk}:{request.user.pk}"
