"""The desk's pages of delegations: which organizations name their people, and how it stands with them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Action
from events.models import Event
from registrations import delegations as moves
from registrations import organizations
from registrations.desk import list_filters
from registrations.desk.access import DeskRequest, desk_page, event_at_desk
from registrations.desk.delegation_forms import DelegationFilter, OpenForm, PlacesForm
from registrations.desk.delegation_rows import chains, shown
from registrations.models import Delegation, DelegationQuerySet, DelegationState
from registrations.refusals import NoPlaceLeft

ROWS_ON_A_PAGE = 100
SEARCHED = ("organization__name_en", "organization__name_ja", "focal_point_name", "focal_point_email")


@desk_page
@require_safe
def delegations(request: DeskRequest, slug: str) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.MANAGE_REGISTRATION)
    now = timezone.now()
    filters = DelegationFilter(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    found = narrowed(event, chosen)
    counted = found.order_by().aggregate(
        **{str(state): Count("pk", filter=state.at(now)) for state in DelegationState}
    )
    if chosen.get("state"):
        found = found.filter(DelegationState(chosen["state"]).at(now))
    rows = (
        found.with_counts()
        .select_related("event", "organization", "ticket_type")
        .order_by("-opened_at", "-pk")
    )
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "event": event,
        "filters": filters,
        "chosen": chosen,
        "counts": [(state, state.label, counted[state]) for state in DelegationState if counted[state]],
        "ticket_types": event.ticket_types.filter(delegations__isnull=False).distinct(),
        "page_obj": page,
        "rows": [(each, each.state(now=now)) for each in page],
        "may_open": event.current_release_id is not None,
    }
    return render(request, "desk/delegations.html", context)


def narrowed(event: Event, chosen: dict[str, Any]) -> DelegationQuerySet:
    """The event's delegations that the filters leave, of any state."""
    return list_filters.narrowed(Delegation.objects.filter(event=event), chosen, fields=SEARCHED)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_delegation(request: DeskRequest, slug: str) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.MANAGE_REGISTRATION)
    form = OpenForm(request.POST or None, event=event)
    may_open = event.current_release_id is not None
    if may_open and form.is_valid():
        chosen = form.cleaned_data
        try:
            opened = moves.open_for(
                chosen["organization"],
                chosen["ticket_type"],
                now=timezone.now(),
                by=request.user,
                **form.terms(),
            )
        except moves.AlreadyOpen:
            form.add_error(
                "organization", _("The organization has a delegation with this ticket type already.")
            )
        except NoPlaceLeft:
            form.add_error("places", _too_few_seats())
        else:
            text = _("The delegation is open: %(name)s receives the link by mail.")
            messages.success(request, text % {"name": opened.focal_point_name})
            return redirect("registrations:desk_delegation", slug, opened.pk)
    context = {
        "event": event,
        "form": form,
        "may_open": may_open,
        "organization_names": organizations.all_names() if may_open else [],
    }
    return render(request, "desk/open_delegation.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def delegation(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """One delegation; posting changes its places and until when people are named."""
    event = event_at_desk(request.user, slug, action=Action.MANAGE_REGISTRATION)
    own = _own(event, pk)
    form = PlacesForm(request.POST or None, event=event, delegation=own)
    if own.revoked_at is None and form.is_valid() and _change(request, own, form):
        return redirect("registrations:desk_delegation", slug, pk)
    own = _own(event, pk)  # As it is, whatever was tried.
    context = {
        "event": event,
        "delegation": own,
        "state": own.state(now=timezone.now()),
        "form": form,
        "named": [shown(registration) for chain in chains(own) for registration in chain],
        "changes": own.changes.select_related("changed_by").order_by("changed_at", "pk"),
        "mails": own.messages.all(),
    }
    return render(request, "desk/delegation.html", context)


@desk_page
@require_POST
def renew_delegation_link(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.MANAGE_REGISTRATION)
    own = _own(event, pk)
    try:
        moves.renew_link(own, now=timezone.now(), by=request.user)
    except moves.NamingEnded:
        messages.warning(request, _revoked_meanwhile())
    else:
        text = _("%(name)s receives a new link by mail; the old one is dead.")
        messages.success(request, text % {"name": own.focal_point_name})
    return redirect("registrations:desk_delegation", slug, pk)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_delegation(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """Says what ends with it before anything does."""
    event = event_at_desk(request.user, slug, action=Action.MANAGE_REGISTRATION)
    own = _own(event, pk)
    if request.method == "POST":
        try:
            moves.revoke(own, now=timezone.now(), by=request.user)
        except moves.NamingEnded:
            messages.warning(request, _revoked_meanwhile())
        else:
            messages.success(request, _("The delegation is revoked."))
        return redirect("registrations:desk_delegation", slug, pk)
    if own.revoked_at is not None:
        return redirect("registrations:desk_delegation", slug, pk)
    context = {"event": event, "delegation": own, "state": own.state(now=timezone.now())}
    return render(request, "desk/revoke_delegation.html", context)


def _own(event: Event, pk: int) -> Delegation:
    rows = Delegation.objects.filter(event=event).with_counts()
    return get_object_or_404(rows.select_related("event", "organization", "ticket_type", "opened_by"), pk=pk)


def _change(request: DeskRequest, own: Delegation, form: PlacesForm) -> bool:
    """Whether the page is to be shown anew; otherwise what is wrong stands beside the field."""
    try:
        moves.change(own, now=timezone.now(), by=request.user, **form.terms())
    except moves.FewerThanTaken as refusal:
        taken = refusal.places_taken
        text = ngettext("%(count)d person is named already.", "%(count)d people are named already.", taken)
        form.add_error("places", text % {"count": taken})
    except NoPlaceLeft:
        form.add_error("places", _too_few_seats())
    except moves.NamingEnded:
        messages.warning(request, _revoked_meanwhile())
        return True
    else:
        messages.success(request, _("Places and deadline are as you wrote them."))
        return True
    return False


def _too_few_seats() -> str:
    return _("Too few seats are left to reserve one for each place.")


def _revoked_meanwhile() -> str:
    return _("Nothing was changed: the delegation is revoked.")
