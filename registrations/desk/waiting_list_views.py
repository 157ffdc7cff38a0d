"""The waiting list at the desk: who is next, and who is moved up for which reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Action
from registrations import seats
from registrations import waiting_list as waiting_lists
from registrations.desk.access import DeskRequest, desk_page, event_at_desk
from registrations.desk.forms import MoveUpForm


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def waiting_list(request: DeskRequest, slug: str) -> HttpResponse:
    action = Action.REVIEW_REGISTRATIONS if request.method == "POST" else Action.SEE_ATTENDEES
    event = event_at_desk(request.user, slug, action=action)
    form = MoveUpForm(request.POST or None, event=event)
    if form.is_valid():
        registration, reason = form.cleaned_data["registration"], form.cleaned_data["reason"]
        who = {"name": registration.name}
        try:
            seats.move_up(registration, now=timezone.now(), by=request.user, reason=reason)
        except seats.IllegalMove:
            messages.warning(request, _("%(name)s is no longer on the waiting list.") % who)
        else:
            messages.success(request, _("%(name)s is now at the head of the waiting list.") % who)
        return redirect("registrations:waiting_list", slug)
    context = {"event": event, "lines": waiting_lists.lines(event), "form": form, "now": timezone.now()}
    return render(request, "desk/waiting_list.html", context)
