"""Where somebody who is invited answers, under an address that only their mail tells."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import programme
from events.texts import choose, translations
from registrations import colleagues, invitation_moves, invitations, offers, organizations, seats
from registrations.invitation_forms import AcceptForm, DeclineForm, DelegateForm
from registrations.models import Invitation
from registrations.personal_views import personal
from registrations.refusals import AlreadyRegistered, NoPlaceLeft


# A page with a form tells its address to this site alone; see registrations.personal_views.
@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The form, filled in as far as the organizers know; whoever sends it has accepted."""
    own = _invited(token)
    if not own.can_be_answered(now=timezone.now()):
        return _answered(request, own)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = AcceptForm(*sent, invitation=own)
    form.keep_uploads(now=timezone.now())
    if form.is_valid() and (answer := _accept(request, own, form)):
        return answer
    ticket_type = own.ticket_type
    context = {
        "form": form,
        "availability": "" if own.holds_seat else offers.availability(ticket_type, own.attendance),
        "price": offers.price_in_words(ticket_type),
        "organization_names": organizations.few_names(),
        "privacy_notice": choose(translations(own.event, "privacy_notice"), get_language() or ""),
        "registration": invitations.registration_of(own),
    }
    return _page(request, "registrations/invitation.html", own, context)


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, token: str) -> HttpResponse:
    own = _invited(token)
    if not own.can_be_answered(now=timezone.now()):
        return _answered(request, own)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invitations.decline(own, reason=form.cleaned_data["reason"], now=timezone.now())
        except (invitation_moves.NotAsExpected, invitation_moves.AnswerTooLate):
            return _answered(request, _invited(token))
        return redirect(own)
    return _page(request, "registrations/decline_invitation.html", own, {"form": form})


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def delegate(request: HttpRequest, token: str) -> HttpResponse:
    own = _invited(token)
    if not own.can_be_answered(now=timezone.now()):
        return _answered(request, own)
    form = DelegateForm(request.POST if request.method == "POST" else None, invitation=own)
    if form.is_valid():
        try:
            colleagues.delegate(own, now=timezone.now(), **form.cleaned_data)
        except (invitation_moves.NotAsExpected, invitation_moves.AnswerTooLate):
            return _answered(request, _invited(token))
        return redirect(own)
    return _page(request, "registrations/delegate_invitation.html", own, {"form": form})


def _accept(request: HttpRequest, own: Invitation, form: AcceptForm) -> HttpResponse | None:
    """Where to go on; None when the form has to be corrected."""
    try:
        registration = invitations.accept(
            own,
            attendance=form.attendance_chosen(),
            given=form.answers(),
            now=timezone.now(),
            **form.details(),
        )
    except NoPlaceLeft:
        form.add_error(
            "attendance", _("No place is left there. Your seat is reserved as the form first said.")
        )
        return None
    except AlreadyRegistered:
        return redirect(own)
    except (invitation_moves.NotAsExpected, invitation_moves.AnswerTooLate, seats.IllegalMove):
        return _answered(request, _invited(own.token))
    messages.success(request, _("Thank you: you have accepted the invitation."))
    return redirect(registration)


def _invited(token: str) -> Invitation:
    """The invitation whose secret address somebody has; for anybody else it does not exist (404)."""
    rows = (
        Invitation.objects.filter(event__current_release__isnull=False)
        .select_related("event__current_release", "ticket_type__quota", "ticket_type__online_quota")
        .defer("event__current_release__content", "event__current_release__summary")
    )
    return get_object_or_404(rows, token=token)


def _answered(request: HttpRequest, own: Invitation) -> HttpResponse:
    """What became of an invitation that can no longer be answered; a form that comes too late is told so."""
    context = {"is_refused": request.method == "POST"}
    return _page(
        request,
        "registrations/invitation_answered.html",
        own,
        context,
        status=409 if request.method == "POST" else 200,
    )


def _page(
    request: HttpRequest, template: str, own: Invitation, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    about = {"invitation": own, "programme": programme.read(own.event)}
    return render(request, template, about | context, status=status)
