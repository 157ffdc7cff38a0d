"""What attendees do with their data and their links: take it away, have it deleted, find them again."""

from allauth.account.models import EmailAddress
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from events import programme
from registrations import lost_links, personal_data
from registrations.forms import AddressForm, EraseForm
from registrations.models import Registration
from registrations.open_events import published_event
from registrations.personal_views import personal, verified_registration


@personal(referrer_policy="no-referrer")
@require_safe
def my_data(request: HttpRequest, token: str) -> HttpResponse:
    own = verified_registration(token)
    return JsonResponse(
        personal_data.as_document(own),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": f'attachment; filename="{own.event.slug}-my-data.json"'},
    )


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def delete_my_data(request: HttpRequest, token: str) -> HttpResponse:
    own = verified_registration(token)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        personal_data.ask_to_erase(own, now=timezone.now())
        return redirect("registrations:registration", token)
    context = {"registration": own, "programme": programme.read(own.event), "form": form}
    return render(request, "registrations/delete_my_data.html", context)


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def lost_link(request: HttpRequest, slug: str) -> HttpResponse:
    """Says the same whether or not the address is known; its owner is told by mail."""
    event = published_event(slug)
    form = AddressForm(request.POST if request.method == "POST" else None)
    context = {"programme": programme.read(event), "form": form, "is_asked": form.is_valid()}
    if form.is_valid():
        lost_links.ask(event, form.cleaned_data["email"], now=timezone.now())
    return render(request, "registrations/lost_link.html", context)


@cache_control(private=True, no_store=True)
@login_required
@require_safe
def my_registrations(request: HttpRequest) -> HttpResponse:
    """Every registration under an address that is known to be the account's."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required has seen to it
    own = EmailAddress.objects.filter(user=request.user, verified=True).values_list("email", flat=True)
    registrations = (
        Registration.objects.verified()
        .filter(email__in=[address.lower() for address in own], event__current_release__isnull=False)
        .select_related("event__current_release", "ticket_type")
        .defer("event__current_release__content", "event__current_release__summary")
        .order_by("-event__starts_at", "-pk")
    )
    now = timezone.now()
    rows = [(registration, registration.event.ends_at <= now) for registration in registrations]
    return render(request, "registrations/my_registrations.html", {"rows": rows})
