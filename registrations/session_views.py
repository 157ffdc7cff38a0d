"""The attendee's sessions: choosing, exchanging and giving up seats."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import programme
from registrations import session_seats
from registrations.models import Registration, SeatState
from registrations.personal_views import personal, verified_registration
from registrations.viewers import has_own_agenda, viewer_of


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def own_sessions(request: HttpRequest, token: str) -> HttpResponse:
    """Without scripts: each button is a form of its own, and the page says what became of it."""
    own = verified_registration(token)
    now = timezone.now()
    if request.method == "POST":
        _carry_out(request, own, action=request.POST.get("do", ""), code=request.POST.get("session", ""))
        return redirect("registrations:own_sessions", token)
    context = {
        "registration": own,
        "programme": programme.read(own.event, viewer=viewer_of(own), at=now),
        "offers": session_seats.offers(own, now=now),
        "may_choose": own.status in session_seats.CHOOSING,
        "has_own_agenda": has_own_agenda(own),
    }
    return render(request, "registrations/own_sessions.html", context)


def _carry_out(request: HttpRequest, own: Registration, *, action: str, code: str) -> None:
    now = timezone.now()
    try:
        if action == "give_up":
            session_seats.give_up(own, code, now=now)
            messages.success(request, _("Your seat in this session is given up."))
        elif action in ("choose", "instead"):
            choice = session_seats.choose(own, code, now=now, instead=action == "instead")
            if choice.state == SeatState.HELD:
                messages.success(
                    request, _("You have a seat in “%(title)s”.") % {"title": choice.seats.session.title}
                )
            else:
                messages.info(
                    request,
                    _("“%(title)s” is full: you are on its waiting list.")
                    % {"title": choice.seats.session.title},
                )
    except session_seats.Overlaps as overlap:
        messages.warning(
            request,
            _("Nothing was changed: “%(title)s”, which you have chosen, takes place at the same time.")
            % {"title": overlap.other.title},
        )
    except session_seats.NoSeatLeft:
        messages.warning(request, _("Nothing was changed: the last seat has just been taken."))
    except session_seats.TooLate:
        messages.warning(request, _("Nothing was changed: this session can no longer be chosen or given up."))
    except session_seats.HoldsNoSeat:
        messages.warning(request, _("You can choose sessions once you have a seat at the event."))
    except session_seats.NotForThem:
        messages.warning(request, _("This session cannot be chosen."))
