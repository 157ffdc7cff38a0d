"""The agenda editor in the admin: a grid and a table of an event's sessions."""

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Action
from events import scheduling, writing
from events.admin import schedule_blocks as blocks
from events.admin import schedule_board as boards
from events.admin import schedule_table as tables
from events.admin.schedule_board import NotMoves
from events.models import Event, Room, Session

UNSCHEDULED = "none"


class AboutEvents(Protocol):
    """The admin class of events, as far as these pages need it."""

    admin_site: AdminSite
    opts: Any

    def own_event(self, request: HttpRequest, event_id: int, action: Action) -> Event: ...


def urls(about_events: AboutEvents) -> list[URLPattern]:
    """The addresses of these pages, for whoever edits the event; nobody else finds them."""

    def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def of_own_event(request: HttpRequest, event_id: int) -> HttpResponse:
            event = about_events.own_event(request, event_id, Action.EDIT_EVENT)
            context = about_events.admin_site.each_context(request) | {
                "opts": about_events.opts,
                "event": event,
            }
            return view(request, event, context)

        return about_events.admin_site.admin_view(of_own_event)

    return [
        path("<int:event_id>/schedule/", page(editor_view), name="events_event_schedule"),
        path("<int:event_id>/schedule/save/", page(save_view), name="events_event_schedule_save"),
        path("<int:event_id>/schedule/shift/", page(blocks.shift_view), name="events_event_schedule_shift"),
        path("<int:event_id>/schedule/copy/", page(blocks.copy_view), name="events_event_schedule_copy"),
    ]


def editor_view(request: HttpRequest, event: Event, context: dict[str, Any]) -> HttpResponse:
    """The agenda of one day: a grid where JavaScript runs on a wide screen, else the table."""
    sessions, rooms = list(boards.sessions_of(event)), scheduling.rooms_of(event)
    days = boards.days(event, sessions)
    day = _day_named(request, days)
    shown = [session for session in sessions if _is_on(session, day, event)]
    page = Paginator(shown, tables.ROWS_PER_PAGE).get_page(request.GET.get("page"))
    table = tables.table(
        event, list(page), rooms=rooms, sent=request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and table.is_valid():
        count = _save_table(event, table, rooms, by=request.user)  # type: ignore[arg-type]
        if count is not None:
            messages.success(request, tables.how_many_moved(count))
            return redirect(request.get_full_path())
    is_table = request.method == "POST" or request.GET.get("view") == "table"
    tabs = [
        (date.isoformat(), writing.short_day(date), sum(_is_on(one, date, event) for one in sessions))
        for date in days
    ]
    without_time = sum(session.starts_at is None for session in sessions)
    return TemplateResponse(
        request,
        "admin/events/event/schedule.html",
        context
        | {
            "title": _("Agenda editor"),
            "table": table,
            "page_obj": page,
            "tabs": [*tabs, (UNSCHEDULED, gettext("Unscheduled"), without_time)],
            "day": day.isoformat() if day else UNSCHEDULED,
            "is_table": is_table,
            "board": None if is_table else boards.board(event, sessions, rooms),
        },
    )


def save_view(request: HttpRequest, event: Event, context: dict[str, Any]) -> HttpResponse:
    """Save all moves of the editor, or none: 409 with what others did, 400 with what is wrong."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    rooms = scheduling.rooms_of(event)
    try:
        moves = boards.moves_in(request.body)
        moved = scheduling.apply(event, moves, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except NotMoves:
        return JsonResponse({"message": gettext("Please open the page again.")}, status=400)
    except scheduling.ImpossibleMoves as refusal:
        return JsonResponse({"message": " ".join(dict.fromkeys(refusal.faults.values()))}, status=400)
    except scheduling.StaleMoves as refusal:
        overtaken = [
            {"session": one.move.session_id, "sentence": boards.in_words(one, event, rooms)}
            for one in refusal.overtaken
        ]
        return JsonResponse({"overtaken": overtaken, **_as_it_is(event)}, status=409)
    return JsonResponse({"message": tables.how_many_moved(len(moved)), **_as_it_is(event)})


def _as_it_is(event: Event) -> dict[str, Any]:
    return {
        "sessions": [boards.session_part(session) for session in boards.sessions_of(event)],
        "findings": boards.findings(event),
    }


def _day_named(request: HttpRequest, days: Sequence[dt.date]) -> dt.date | None:
    """The day in the address; the first one where it names none of the event's."""
    named = request.GET.get("day")
    if named == UNSCHEDULED or not days:
        return None
    return next((day for day in days if day.isoformat() == named), days[0])


def _is_on(session: Session, day: dt.date | None, event: Event) -> bool:
    if session.starts_at is None or day is None:
        return session.starts_at is None and day is None
    return scheduling.day_of(event, session.starts_at) == day


def _save_table(event: Event, table: tables.Table, rooms: Sequence[Room], *, by: User) -> int | None:
    """How many sessions were changed; None where the table says now why nothing was."""
    try:
        return len(scheduling.apply(event, table.moves(), by=by, now=timezone.now()))
    except scheduling.ImpossibleMoves as refusal:
        table.say_what_is_wrong(refusal.faults)
    except scheduling.StaleMoves as refusal:
        table.say_what_others_did(
            {one.move.session_id: (one, boards.in_words(one, event, rooms)) for one in refusal.overtaken}
        )
    return None
