"""The event desk: registrations that may be one person's, side by side."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action
from events.models import Event
from registrations import duplicates, sensitive_readings
from registrations.desk.access import DeskRequest, desk_page, event_at_desk, may_see_sensitive
from registrations.desk.merging import MergeForm
from registrations.models import ReadOn, Registration

ROWS_ON_A_PAGE = 50


@desk_page
@require_safe
def likely_pairs(request: DeskRequest, slug: str) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.MERGE_REGISTRATIONS)
    page = Paginator(duplicates.likely(event), ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"event": event, "page_obj": page, "now": timezone.now()}
    return render(request, "desk/duplicates.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: DeskRequest, slug: str, one: int, other: int) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.MERGE_REGISTRATIONS)
    first, second = _two(event, one, other)
    form = MergeForm(request.POST or None, pair=(first, second), with_sensitive=may_see_sensitive(event))
    decision = duplicates.decision_on(first, second)
    if decision is None and form.is_valid() and _decide(request, form):
        return redirect("registrations:duplicates", slug)
    for side in (first, second):
        shown = form.questions_shown(side)
        sensitive_readings.note(side, shown, by=request.user, on=ReadOn.PAIR, now=timezone.now())
    context = {
        "event": event,
        "pair": (first, second),
        "form": form,
        "decision": decision,
        "can_merge": first.is_live and second.is_live,
    }
    return render(request, "desk/duplicate.html", context)


def _two(event: Event, one: int, other: int) -> tuple[Registration, Registration]:
    pks = sorted((one, other))
    found = event.registrations.verified().select_related("ticket_type", "organization").in_bulk(pks)
    if len(found) != 2:
        raise Http404
    return found[pks[0]], found[pks[1]]


def _decide(request: DeskRequest, form: MergeForm) -> bool:
    """Carry out what was chosen; False when it could not be, with the reason beside the form."""
    said = {"by": request.user, "note": form.cleaned_data["note"], "now": timezone.now()}
    try:
        if "merge" in request.POST:
            kept, ended = form.kept_and_ended()
            duplicates.merge(kept, ended, taken=form.taken(), **said)
            messages.success(request, _("Merged: %(name)s has one registration.") % {"name": kept.name})
        else:
            duplicates.differ(*form.pair, **said)
            messages.success(request, _("It is on record that these are different people."))
    except duplicates.CannotMerge as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
