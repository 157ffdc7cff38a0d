"""The desk's pages of invitations: who is invited, who has answered what, and inviting more."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.permissions import Action
from events.models import Event
from registrations import colleagues, invitation_moves
from registrations import invitations as moves
from registrations.desk import list_filters
from registrations.desk.access import DeskRequest, desk_page, event_at_desk
from registrations.desk.invitation_forms import InvitationFilter, InvitationMoveForm, InviteForm, end_of
from registrations.models import Invitation, InvitationQuerySet, InvitationState
from registrations.refusals import AlreadyRegistered, NoPlaceLeft

ROWS_ON_A_PAGE = 100
SEARCHED = ("family_name", "given_name", "native_name", "email", "organization_name")


@desk_page
@require_safe
def invitations(request: DeskRequest, slug: str) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.MANAGE_REGISTRATION)
    filters = InvitationFilter(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    found = narrowed(event, chosen)
    counted = found.order_by().aggregate(
        **{str(state): Count("pk", filter=Q(state=state)) for state in InvitationState}
    )
    if chosen.get("state"):
        found = found.filter(state=chosen["state"])
    context = {
        "event": event,
        "filters": filters,
        "chosen": chosen,
        "counts": [(state, state.label, counted[state]) for state in InvitationState if counted[state]],
        "ticket_types": event.ticket_types.filter(invitations__isnull=False).distinct(),
        "page_obj": Paginator(found.select_related("ticket_type"), ROWS_ON_A_PAGE).get_page(
            request.GET.get("page")
        ),
        "may_invite": event.current_release_id is not None,
        "now": timezone.now(),
    }
    return render(request, "desk/invitations.html", context)


def narrowed(event: Event, chosen: dict[str, Any]) -> InvitationQuerySet:
    """The event's invitations that the filters leave, of any state."""
    return list_filters.narrowed(Invitation.objects.filter(event=event), chosen, fields=SEARCHED)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: DeskRequest, slug: str) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.MANAGE_REGISTRATION)
    form = InviteForm(request.POST or None, event=event)
    may_invite = event.current_release_id is not None
    if may_invite and form.is_valid():
        try:
            invitation = moves.invite(
                form.cleaned_data["ticket_type"], now=timezone.now(), by=request.user, **form.details()
            )
        except (invitation_moves.AlreadyInvited, AlreadyRegistered, NoPlaceLeft) as refusal:
            form.add_error(
                "reserves_seat" if isinstance(refusal, NoPlaceLeft) else "email", in_words(refusal)
            )
        else:
            messages.success(request, _("%(name)s is invited.") % {"name": invitation.name})
            return redirect("registrations:invitations", slug)
    return render(request, "desk/invite.html", {"event": event, "form": form, "may_invite": may_invite})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.MANAGE_REGISTRATION)
    rows = Invitation.objects.select_related("ticket_type", "registration", "delegated_from", "invited_by")
    found = get_object_or_404(rows, event=event, pk=pk)
    form = InvitationMoveForm(request.POST or None, invitation=found, event=event)
    if form.is_valid():
        try:
            text = _carry_out(found, form.cleaned_data, event=event, by=request.user)
        except (
            invitation_moves.NotAsExpected,
            invitation_moves.AlreadyInvited,
            AlreadyRegistered,
            NoPlaceLeft,
        ) as refusal:
            messages.warning(request, in_words(refusal))
        else:
            messages.success(request, text)
        return redirect("registrations:desk_invitation", slug, pk)
    context = {
        "event": event,
        "invitation": found,
        "form": form,
        "changes": found.changes.select_related("changed_by"),
        "mails": found.messages.all(),
        "delegates": found.delegates.all(),
    }
    return render(request, "desk/invitation.html", context)


def in_words(refusal: Exception) -> str:
    """Why somebody cannot be invited, or nothing was changed."""
    match refusal:
        case invitation_moves.AlreadyInvited():
            return _("This address has an invitation that is not answered yet.")
        case AlreadyRegistered():
            return _("This address is registered for the event already.")
        case NoPlaceLeft():
            return _("No seat is left to be reserved.")
    return _("Nothing was changed: the invitation was answered or changed meanwhile.")


def _carry_out(invitation: Invitation, values: dict[str, Any], *, event: Event, by: User) -> str:
    """What was done, in words. Raises what the moves raise."""
    now, who = timezone.now(), {"name": invitation.name}
    match values["do"]:
        case "remind":
            if not moves.remind(Invitation.objects.filter(pk=invitation.pk), by=by, now=now):
                return _("%(name)s was not reminded: they answered, or had a mail within the last day.") % who
            return _("%(name)s is reminded.") % who
        case "withdraw":
            moves.withdraw(invitation, reason=values["reason"], by=by, now=now)
            return _("The invitation of %(name)s is withdrawn.") % who
        case "agree":
            colleagues.agree(invitation, by=by, now=now)
            return _("%(name)s is invited.") % who
        case "disagree":
            colleagues.disagree(invitation, reason=values["reason"], by=by, now=now)
            return _("%(name)s is not invited; whoever had been invited is asked again.") % who
    expires_at = end_of(values["expires_on"], event=event)
    moves.invite_anew(invitation, expires_at=expires_at, by=by, now=now)
    return _("%(name)s is invited anew.") % who
