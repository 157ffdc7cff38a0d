"""Where an organization's focal point names people, under an address that only their mail tells."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events import programme
from registrations import delegation_words, delegations, personal_data
from registrations.delegation_forms import NameForm
from registrations.delegation_words import Named
from registrations.models import Delegation
from registrations.personal_views import personal
from registrations.refusals import AlreadyRegistered, IllegalMove


@personal(referrer_policy="no-referrer")
@require_safe
def delegation(request: HttpRequest, token: str) -> HttpResponse:
    """Who is named, how it stands with each, and what can be done until when."""
    return _overview(request, _own(token))


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def name_attendee(request: HttpRequest, token: str) -> HttpResponse:
    own = _own(token)
    if not own.is_naming(now=timezone.now()) or own.places_left <= 0:
        return _overview(request, own, is_refused=True)
    return _name(request, own, substituted=None)


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: HttpRequest, token: str, number: int) -> HttpResponse:
    own = _own(token)
    one = _named(own, number)
    if not one.can_be_substituted:
        return _overview(request, own, is_refused=True)
    return _name(request, own, substituted=one)


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """Asks once more before anything is withdrawn."""
    own = _own(token)
    one = _named(own, number)
    if not (one.is_open and own.is_naming(now=timezone.now())):
        return _overview(request, own, is_refused=True)
    if request.method != "POST":
        return _page(request, "registrations/withdraw_nomination.html", own, {"one": one})
    try:
        delegations.withdraw(one.registration, now=timezone.now())
    except (delegations.NamingEnded, IllegalMove):
        return _overview(request, _own(token), is_refused=True)
    messages.success(request, _("The nomination of %(name)s is withdrawn.") % {"name": one.registration.name})
    return redirect(own)


@personal(referrer_policy="no-referrer")
@require_safe
def my_data(request: HttpRequest, token: str) -> HttpResponse:
    """What is kept of the focal point."""
    own = _own(token)
    return JsonResponse(
        personal_data.focal_point_as_document(own),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": f'attachment; filename="{own.event.slug}-my-data.json"'},
    )


def _name(request: HttpRequest, own: Delegation, *, substituted: Named | None) -> HttpResponse:
    form = NameForm(request.POST if request.method == "POST" else None, delegation=own)
    if form.is_valid() and (answer := _written(request, own, form, substituted)):
        return answer
    return _page(request, "registrations/name_attendee.html", own, {"form": form, "substituted": substituted})


def _written(
    request: HttpRequest, own: Delegation, form: NameForm, substituted: Named | None
) -> HttpResponse | None:
    """Where to go on; None when the form has to be corrected."""
    details, now = form.details(), timezone.now()
    try:
        if substituted is None:
            named = delegations.name_attendee(own, now=now, **details)
        else:
            named = delegations.substitute(substituted.registration, now=now, **details)
    except delegations.AlreadyNamed:
        form.add_error("email", _("Somebody with this address has been named already."))
        return None
    except delegations.NamedTooMany:
        form.add_error(None, _("Very many people were named just now. Please wait an hour for the next one."))
        return None
    except AlreadyRegistered:
        form.add_error("email", _("Somebody with this address is registered for the event already."))
        return None
    except (delegations.AllPlacesTaken, delegations.NamingEnded, IllegalMove):
        return _overview(request, _own(own.token), is_refused=True)
    text = _("%(name)s is named. We have written to %(email)s and asked them to confirm.")
    messages.success(request, text % {"name": named.name, "email": named.email})
    return redirect(own)


def _own(token: str) -> Delegation:
    """The delegation whose secret address somebody has; for anybody else it does not exist (404)."""
    rows = (
        Delegation.objects.in_force()
        .filter(event__current_release__isnull=False)
        .select_related("event__current_release", "organization", "ticket_type")
        .defer("event__current_release__content", "event__current_release__summary")
    )
    return get_object_or_404(rows, token=token)


def _named(own: Delegation, number: int) -> Named:
    everybody = delegation_words.named_by(own, programme.read(own.event), now=timezone.now())
    one = next((one for one in everybody if one.registration.pk == number), None)
    if one is None:
        raise Http404
    return one


def _overview(request: HttpRequest, own: Delegation, *, is_refused: bool = False) -> HttpResponse:
    """The list; when it answers what can no longer be done, it says so."""
    now = timezone.now()
    everybody = delegation_words.named_by(own, programme.read(own.event), now=now)
    is_naming = own.is_naming(now=now)
    context = {
        "named": [one for one in everybody if one.is_open],
        "former": [one for one in everybody if not one.is_open],
        "is_naming": is_naming,
        "can_name": is_naming and own.places_left > 0,
        "is_refused": is_refused,
    }
    return _page(request, "registrations/delegation.html", own, context, status=409 if is_refused else 200)


def _page(
    request: HttpRequest, template: str, own: Delegation, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    about = {"delegation": own, "programme": programme.read(own.event)}
    return render(request, template, about | context, status=status)
