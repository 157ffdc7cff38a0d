"""The desk's pages of sessions with seats: who has one, who waits, and changing that."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action
from events.models import Event
from registrations import session_seats
from registrations.desk.access import DeskRequest, desk_page, event_at_desk
from registrations.models import Registration, SeatState, SessionSeat, SessionSeats


class SessionSeatForm(forms.Form):
    """Staff give somebody a seat in a session, put them before the others, or take the seat away."""

    do = forms.ChoiceField(choices=[("add", ""), ("move_up", ""), ("end", "")])
    attendee = forms.CharField(
        label=gettext_lazy("Ticket code or e-mail address"), max_length=254, required=False
    )
    choice = forms.ModelChoiceField(SessionSeat.objects.none(), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=250,
        error_messages={"required": gettext_lazy("Write why, in a few words.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, event: Event, seats: SessionSeats, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["choice"].queryset = SessionSeat.objects.live().filter(seats=seats)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("do") == "add":
            text = values.get("attendee", "").strip()
            found = Registration.objects.filter(event=self.event, status__in=session_seats.CHOOSING).filter(
                Q(ticket_code__iexact=text.replace(" ", "")) | Q(email__iexact=text)
            )
            values["registration"] = found.first()
            if values["registration"] is None:
                self.add_error("attendee", _("Nobody with a seat at the event has this code or address."))
        elif values.get("do") and values.get("choice") is None and "choice" not in self.errors:
            self.add_error("choice", _("This choice has ended meanwhile."))
        return values


@desk_page
@require_safe
def sessions(request: DeskRequest, slug: str) -> HttpResponse:
    event = event_at_desk(request.user, slug)
    waiting = Count("choices", filter=Q(choices__state=SeatState.WAITING))
    rows = (
        SessionSeats.objects.filter(event=event)
        .select_related("session__room")
        .annotate(waiting=waiting)
        .order_by("session__starts_at", "pk")
    )
    return render(request, "desk/sessions.html", {"event": event, "rows": rows, "now": timezone.now()})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: DeskRequest, slug: str, code: str) -> HttpResponse:
    action = Action.MANAGE_REGISTRATION if request.method == "POST" else Action.SEE_ATTENDEES
    event = event_at_desk(request.user, slug, action=action)
    seats = get_object_or_404(
        SessionSeats.objects.select_related("session__room"), event=event, session__code=code
    )
    form = SessionSeatForm(request.POST or None, event=event, seats=seats)
    if form.is_valid() and _carry_out(request, seats, form):
        return redirect("registrations:desk_session", slug, code)
    choices = seats.choices.select_related("registration__ticket_type")
    context = {
        "event": event,
        "seats": seats,
        "held": choices.held().order_by("registration__family_name", "registration__given_name", "pk"),
        "waiting": choices.waiting(),
        "form": form,
        "may_change": Event.objects.allowing(request.user, Action.MANAGE_REGISTRATION)
        .filter(pk=event.pk)
        .exists(),
        "now": timezone.now(),
    }
    return render(request, "desk/session.html", context)


def _carry_out(request: DeskRequest, seats: SessionSeats, form: SessionSeatForm) -> bool:
    values = form.cleaned_data
    reason, now = values["reason"], timezone.now()
    choice: SessionSeat | None = values.get("choice")
    if values["do"] == "add":
        try:
            made = session_seats.choose(
                values["registration"], seats.session.code, now=now, by=request.user, reason=reason
            )
        except session_seats.Overlaps as overlap:
            form.add_error(
                "attendee",
                _("They have chosen “%(title)s”, at the same time.") % {"title": overlap.other.title},
            )
            return False
        except (session_seats.NotForThem, session_seats.HoldsNoSeat):
            form.add_error("attendee", _("This session is not for them, or not published."))
            return False
        if made.state == SeatState.HELD:
            messages.success(request, _("%(name)s has a seat.") % {"name": made.registration.name})
        else:
            messages.info(request, _("%(name)s is on the waiting list.") % {"name": made.registration.name})
        return True
    if choice is None:
        raise Http404
    if values["do"] == "move_up":
        session_seats.move_up(choice, now=now, by=request.user, reason=reason)
        messages.success(request, _("%(name)s is next.") % {"name": choice.registration.name})
    else:
        session_seats.give_up(
            choice.registration, seats.session.code, now=now, by=request.user, reason=reason
        )
        messages.success(
            request, _("%(name)s no longer has this session.") % {"name": choice.registration.name}
        )
    return True
