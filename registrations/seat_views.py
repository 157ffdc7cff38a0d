"""What attendees do with their seat: accept the one that is offered, attend the other way."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import programme
from registrations import offers, seats
from registrations.models import Attendance
from registrations.personal_views import (
    can_switch,
    is_changeable,
    personal,
    personal_page,
    verified_registration,
)


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """Accept the seat, or give it up; whoever follows the link has done neither yet."""
    own = verified_registration(token)
    if not (own.is_offered and is_changeable(own)):
        return redirect(own)
    if request.method != "POST":
        context = {"programme": programme.read(own.event), "registration": own}
        return render(request, "registrations/offer.html", context)
    try:
        if "accept" in request.POST:
            seats.accept(own, now=timezone.now())
            messages.success(request, _("Thank you: the seat is yours."))
        elif "decline" in request.POST:
            seats.cancel(own, now=timezone.now())
    except seats.OfferEnded:
        messages.error(request, _("The time to accept the seat is over. It passes on to whoever waits next."))
    except seats.IllegalMove:
        messages.warning(request, _("This had been decided already. You see how it stands now."))
    return redirect(own)


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: HttpRequest, token: str) -> HttpResponse:
    own = verified_registration(token)
    if not can_switch(own):
        return personal_page(request, own, is_refused=not is_changeable(own))
    other = Attendance.IN_PERSON if own.attendance == Attendance.ONLINE else Attendance.ONLINE
    is_full = False
    if request.method == "POST":
        try:
            seats.switch(own, other, now=timezone.now())
        except seats.NoPlaceLeft:
            is_full = True
        except seats.IllegalMove:
            messages.warning(request, _("This had been decided already. You see how it stands now."))
            return redirect(own)
        else:
            messages.success(request, _("You have changed how you attend."))
            return redirect(own)
    context = {
        "programme": programme.read(own.event),
        "registration": own,
        "other": other,
        "availability": offers.availability(own.ticket_type, other),
        "is_full": is_full,
    }
    return render(request, "registrations/switch.html", context, status=409 if is_full else 200)
