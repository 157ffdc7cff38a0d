"""The event desk: finding attendees, deciding on them, taking lists of them away."""

from typing import IO, Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action
from events.models import Event
from registrations import duplicates, export_columns, review_rounds, screening, sensitive_readings, viewers
from registrations import exports as attendee_lists
from registrations.desk import decisions
from registrations.desk.access import (
    DeskRequest,
    desk_page,
    event_at_desk,
    events_at_desk,
    events_to_review_only,
    may_screen,
    may_see_sensitive,
)
from registrations.desk.decisions import Decision
from registrations.desk.filters import AttendeeFilter
from registrations.desk.forms import DecisionForm, ExportForm
from registrations.desk.overview import overviews
from registrations.desk.review_queue import corrections
from registrations.models import Export, ExportFormat, ReadOn, Registration, Status

ROWS_ON_A_PAGE = 100
EVENTS_ON_A_PAGE = 50


@desk_page
@require_safe
def desk(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    events = events_at_desk(request.user)
    past = _page(request, events.filter(ends_at__lte=now).order_by("-starts_at", "pk"), size=EVENTS_ON_A_PAGE)
    context = {
        "upcoming": overviews(events.filter(ends_at__gt=now).order_by("starts_at", "pk")),
        "past": overviews(past),
        "to_review": events_to_review_only(request.user).filter(ends_at__gt=now).order_by("starts_at", "pk"),
        "page_obj": past,
        "now": now,
    }
    return render(request, "desk/home.html", context)


@desk_page
@require_safe
def attendees(request: DeskRequest, slug: str) -> HttpResponse:
    event = event_at_desk(request.user, slug)
    filters = AttendeeFilter(request.GET, event=event)
    context = {
        "event": event,
        "filters": filters,
        "page_obj": _page(request, filters.registrations()),
        "now": timezone.now(),
    }
    return render(request, "desk/attendees.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def attendee(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    action = Action.REVIEW_REGISTRATIONS if request.method == "POST" else Action.SEE_ATTENDEES
    event = event_at_desk(request.user, slug, action=action)
    registration = get_object_or_404(
        event.registrations.verified().select_related(
            "ticket_type", "organization", "delegation__organization", "substitutes"
        ),
        pk=pk,
    )
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        _decide(request, event, registration, form.cleaned_data)
        return redirect("registrations:attendee", slug=slug, pk=pk)
    context = {
        "event": event,
        "registration": registration,
        "language_name": dict(settings.LANGUAGES).get(registration.language, registration.language),
        "history": registration.status_changes.select_related("changed_by"),
        "matches": screening.matches_of(registration) if may_screen(event) else None,
        "successor": registration.substituted_by.first() if registration.delegation_id else None,
        "merges": duplicates.merges_of(registration),
        "possible_decisions": decisions.possible(registration),
        "lane_reviews": registration.lane_reviews.select_related("lane") if event.may_review else [],  # type: ignore[attr-defined]
        "belongings": viewers.belongings(registration),
        "left_groups": registration.group_memberships.exclude(removed_at=None).select_related(
            "group", "added_by", "removed_by"
        ),
        "awaits_screening": event.may_review and _awaits_screening(registration),  # type: ignore[attr-defined]
        "hits": registration.rule_hits.all() if event.may_review else [],  # type: ignore[attr-defined]
        "answers": sensitive_readings.read(
            registration,
            by=request.user,
            with_sensitive=may_see_sensitive(event),
            on=ReadOn.ATTENDEE,
            now=timezone.now(),
        ),
        "corrections": corrections(registration),
        "form": form,
    }
    return render(request, "desk/attendee.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def export_attendees(request: DeskRequest, slug: str) -> HttpResponseBase:
    event = event_at_desk(request.user, slug, action=Action.EXPORT_ATTENDEES)
    now = timezone.now()
    filters = AttendeeFilter(request.GET, event=event)
    export = Export(
        event=event,
        exported_by=request.user,
        exported_at=now,
        format=ExportFormat.XLSX,
        filters=filters.stored(),
    )
    may_take_sensitive = event.questions.filter(is_sensitive=True).exists() and may_see_sensitive(event)
    form = ExportForm(request.POST or None, instance=export, may_take_sensitive=may_take_sensitive)
    if filters.is_valid() and form.is_valid():
        with_sensitive = form.cleaned_data.get("with_sensitive", False)
        try:
            file = attendee_lists.take(export, filters.registrations(), with_sensitive=with_sensitive)
            return _download(file, export)
        except attendee_lists.TooManyRows:
            form.add_error("format", _("A sheet holds 1,048,575 attendees at most. Choose CSV."))
    context = {
        "event": event,
        "filters": filters,
        "form": form,
        "count": filters.registrations().count(),
        "columns": [column.label for column in export_columns.of(event, reader=request.user)],
        "filters_in_words": filters.in_words(export.filters),
        "now": now,
    }
    return render(request, "desk/export.html", context)


@desk_page
@require_safe
def exports(request: DeskRequest, slug: str) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.EXPORT_ATTENDEES)
    page = _page(request, event.exports.select_related("exported_by"))
    filters = AttendeeFilter({}, event=event)
    context = {
        "event": event,
        "page_obj": page,
        "rows": [(export, filters.in_words(export.filters)) for export in page],
        "asks_sensitive": event.questions.filter(is_sensitive=True).exists(),
    }
    return render(request, "desk/exports.html", context)


def _awaits_screening(registration: Registration) -> bool:
    is_undecided = registration.status == Status.UNDER_REVIEW
    return is_undecided and review_rounds.awaits_screening(registration, now=timezone.now())


def _page(request: DeskRequest, rows: QuerySet[Any], *, size: int = ROWS_ON_A_PAGE) -> Page[Any]:
    return Paginator(rows, size).get_page(request.GET.get("page"))


def _decide(request: DeskRequest, event: Event, registration: Registration, choices: dict[str, Any]) -> None:
    """Carry the decision out, and tell what became of it."""
    decision = Decision(choices["decision"])
    try:
        decisions.decide(
            registration, decision, by=request.user, reason=choices["reason"], now=timezone.now()
        )
    except decisions.Refused:
        messages.warning(request, decisions.refusal(registration, zone=event.zone))
    else:
        messages.success(request, decisions.in_words(registration, decision))


def _download(file: IO[bytes], export: Export) -> FileResponse:
    return FileResponse(
        file,
        as_attachment=True,
        filename=attendee_lists.file_name(export),
        content_type=attendee_lists.CONTENT_TYPES[export.format],
    )
