"""What is done to a block of the agenda at once: shifted by minutes, or a day copied to another date."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events import duplicating, scheduling, writing
from events.admin import schedule_board as boards
from events.admin import schedule_table as tables
from events.models import Event, Room, Session
from events.scheduling import Move, Place

LONGEST_SHIFT = 7 * 24 * 60


class ShiftForm(forms.Form):
    day = forms.TypedChoiceField(label=_("Day"), coerce=dt.date.fromisoformat)
    room = forms.TypedChoiceField(label=_("Room"), required=False, coerce=int, empty_value=None)
    since = forms.TimeField(
        label=_("Starting from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Only what starts then or later; empty for the whole day."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=-LONGEST_SHIFT,
        max_value=LONGEST_SHIFT,
        help_text=_("How much later; with a minus sign, how much earlier."),
    )

    def __init__(self, *args: Any, days: Sequence[dt.date], rooms: Sequence[Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = _choices(days)  # type: ignore[attr-defined]
        self.fields["room"].choices = [  # type: ignore[attr-defined]
            ("", _("All rooms")),
            *((room.pk, room.name) for room in rooms),
        ]

    def clean_minutes(self) -> int:
        minutes: int = self.cleaned_data["minutes"]
        if not minutes:
            raise forms.ValidationError(_("Say by how many minutes."))
        return minutes

    def moves(self, event: Event) -> list[Move]:
        """What the block's sessions would do."""
        wanted = self.cleaned_data
        sessions = scheduling.sessions_on(event, wanted["day"])
        if wanted["room"] is not None:
            sessions = [session for session in sessions if session.room_id == wanted["room"]]
        if wanted["since"] is not None:
            sessions = [one for one in sessions if self._has_come(one, event, wanted["since"])]
        return scheduling.shifted(sessions, minutes=wanted["minutes"])

    def _has_come(self, session: Session, event: Event, since: dt.time) -> bool:
        """Hours after midnight come after those of the evening before."""
        if session.starts_at is None:
            return False
        start = session.starts_at.astimezone(event.zone).time()
        return (start < event.day_changes_at, start) >= (since < event.day_changes_at, since)


class CopyForm(forms.Form):
    day = forms.TypedChoiceField(label=_("Day"), coerce=dt.date.fromisoformat)
    to = forms.DateField(
        label=_("To which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, days: Sequence[dt.date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = _choices(days)  # type: ignore[attr-defined]

    def clean_to(self) -> dt.date:
        to: dt.date = self.cleaned_data["to"]
        if not scheduling.EARLIEST.date() < to < scheduling.LATEST.date():
            raise forms.ValidationError(_("Choose a day between 1970 and 2199."))
        if to == self.cleaned_data.get("day"):
            raise forms.ValidationError(_("Choose another day than the one that is copied."))
        return to


def _choices(days: Sequence[dt.date]) -> list[tuple[str, str]]:
    return [(day.isoformat(), writing.short_day(day)) for day in days]


def _digest(places: Sequence[object]) -> str:
    """What a preview showed, in short, so that nothing else is done than was shown."""
    return hashlib.sha256("\n".join(map(str, places)).encode()).hexdigest()


def shift_view(request: HttpRequest, event: Event, context: dict[str, Any]) -> HttpResponse:
    """Say which block and by how much; look at what would move; do it."""
    sessions, rooms = list(boards.sessions_of(event)), scheduling.rooms_of(event)
    days = boards.days(event, sessions)
    is_asked = "minutes" in request.GET
    form = ShiftForm(
        request.GET if is_asked else None,
        days=days,
        rooms=rooms,
        initial={"day": request.GET.get("day"), "minutes": 15},
    )
    moves = form.moves(event) if form.is_valid() else []
    shown = _digest([(move.session_id, move.seen, move.to) for move in moves])
    if request.method == "POST" and moves:
        if request.POST.get("shown") == shown and _is_done(event, moves, request):
            return redirect(_back_to(event, form.cleaned_data["day"]))
        messages.error(
            request,
            _("Nothing was done: the agenda has changed since you looked at it. This is how it stands now."),
        )
    titles = {session.pk: session for session in sessions}
    rows = [
        {
            "session": titles.get(move.session_id),
            "before": boards.place_in_words(move.seen, event, rooms),
            "after": boards.place_in_words(move.to, event, rooms),
        }
        for move in moves
    ]
    page = {
        "title": _("Shift a block"),
        "do": _("Shift these sessions"),
        "form": form,
        "rows": rows,
        "shown": shown,
    }
    return TemplateResponse(request, "admin/events/event/schedule_block.html", context | page)


def _is_done(event: Event, moves: list[Move], request: HttpRequest) -> bool:
    try:
        moved = scheduling.apply(event, moves, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except (scheduling.StaleMoves, scheduling.ImpossibleMoves):
        return False
    messages.success(request, tables.how_many_moved(len(moved)))
    return True


def copy_view(request: HttpRequest, event: Event, context: dict[str, Any]) -> HttpResponse:
    """Say which day to which date; look at what would be added; do it."""
    rooms = scheduling.rooms_of(event)
    days = boards.days(event, event.sessions.order_by())
    is_asked = "to" in request.GET
    form = CopyForm(
        request.GET if is_asked else None, days=days, initial={"day": request.GET.get("day"), "to": None}
    )
    sessions: list[Session] = []
    if form.is_valid():
        on_day = scheduling.sessions_on(event, form.cleaned_data["day"])
        sessions = [session for session in on_day if not session.is_cancelled]
    shown = _digest([(session.pk, Place.of(session)) for session in sessions])
    if request.method == "POST" and sessions:
        if request.POST.get("shown") == shown:
            to = form.cleaned_data["to"]
            added = duplicating.copy_day(event, form.cleaned_data["day"], to=to)
            text = ngettext(
                "%(count)d session was added on %(day)s.",
                "%(count)d sessions were added on %(day)s.",
                len(added),
            )
            messages.success(request, text % {"count": len(added), "day": writing.short_day(to)})
            return redirect(_back_to(event, to))
        messages.error(
            request,
            _("Nothing was done: the agenda has changed since you looked at it. This is how it stands now."),
        )
    rows = [
        {
            "session": session,
            "before": boards.place_in_words(Place.of(session), event, rooms),
            "after": gettext("once more on %(day)s") % {"day": writing.short_day(form.cleaned_data["to"])},
        }
        for session in sessions
    ]
    page = {
        "title": _("Copy a day"),
        "do": _("Add these sessions"),
        "remark": _("The copies are at the same hours, and nobody in them has confirmed yet."),
        "form": form,
        "rows": rows,
        "shown": shown,
    }
    return TemplateResponse(request, "admin/events/event/schedule_block.html", context | page)


def _back_to(event: Event, day: dt.date) -> str:
    return reverse("admin:events_event_schedule", args=[event.pk], query={"day": day.isoformat()})
