"""The event desk: attendees who are like a listed name, and what staff say about it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action
from registrations import screening
from registrations.desk.access import DeskRequest, desk_page, event_at_desk
from registrations.desk.forms import VerdictForm
from registrations.models import ScreeningMatch, ScreeningVerdict

ROWS_ON_A_PAGE = 100


@desk_page
@require_safe
def screening_queue(request: DeskRequest, slug: str) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.SCREEN_ATTENDEES)
    is_decided = request.GET.get("show") == "decided"
    matches = screening.matches_in(event, is_decided=is_decided)
    context = {
        "event": event,
        "is_decided": is_decided,
        "page_obj": Paginator(matches, ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
        "progress": screening.progress(event),
        "now": timezone.now(),
    }
    return render(request, "desk/screening.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def screening_match(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.SCREEN_ATTENDEES)
    matches = ScreeningMatch.objects.filter(registration__event=event).select_related(
        "registration__ticket_type", "version__screening_list", "listed_name", "decided_by"
    )
    match = get_object_or_404(matches, pk=pk)
    form = VerdictForm(request.POST or None)
    if form.is_valid():
        return _decide(request, match, form, slug=slug)
    context = {
        "event": event,
        "match": match,
        "registration": match.registration,
        "others": screening.matches_of(match.registration).exclude(pk=pk),
        "form": form,
    }
    return render(request, "desk/screening_match.html", context)


def _decide(request: DeskRequest, match: ScreeningMatch, form: VerdictForm, *, slug: str) -> HttpResponse:
    """Keep the verdict, and go on to what waits next."""
    verdict, note = ScreeningVerdict(form.cleaned_data["verdict"]), form.cleaned_data["note"]
    try:
        screening.decide(match, verdict, by=request.user, note=note, now=timezone.now())
    except screening.AlreadyDecided:
        messages.warning(request, _("Nothing was changed: this has been decided meanwhile."))
        return redirect("registrations:screening_match", slug, match.pk)
    messages.success(
        request,
        _("%(name)s: “%(verdict)s” is on record.")
        % {"name": match.registration.name, "verdict": verdict.label},
    )
    upcoming = screening.matches_in(match.registration.event, is_decided=False).first()
    if upcoming is None:
        return redirect("registrations:screening", slug)
    return redirect("registrations:screening_match", slug, upcoming.pk)
