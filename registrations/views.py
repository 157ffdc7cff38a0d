"""Registering for an event."""

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from events import programme
from events.models import Event
from events.texts import choose, translations
from registrations import empty_forms, offers, organizations, verification
from registrations.forms import RegistrationForm
from registrations.open_events import published_event
from registrations.verification_views import remember


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Answers an address that is registered already exactly as it answers a new one."""
    if request.method != "POST" and not request.GET and not get_messages(request):
        token = {"csrf_token": empty_forms.PLACE_OF_THE_TOKEN}
        return empty_forms.answer(request, slug, lambda: _register(request, slug, **token))
    return _register(request, slug)


def _register(request: HttpRequest, slug: str, **more: str) -> HttpResponse:
    event = published_event(slug)
    now = timezone.now()
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    code = (request.POST if request.method == "POST" else request.GET).get("code", "")[:80]
    form = RegistrationForm(*sent, event=event, now=now, code=code)
    if not form.offered:
        return _closed(request, event, code=code)
    form.keep_uploads(now=now)
    if form.is_valid():
        details = form.details()
        verification.begin(form.cleaned_data["ticket_type"], now=now, given=form.answers(), **details)
        return remember(redirect("registrations:registered", slug), event, details["email"])
    context = {
        "programme": programme.read(event),
        "is_registration_open": True,
        "closes_at": event.registration_ends_at,
        "form": form,
        **_about_codes(event, code, is_found=form.invitation_code is not None),
        "organization_names": organizations.few_names(),
        "privacy_notice": choose(translations(event, "privacy_notice"), get_language() or ""),
    }
    return render(request, "registrations/register.html", context | more)


@require_safe
@cache_control(public=True, max_age=300)
def known_organizations(request: HttpRequest, slug: str) -> HttpResponse:
    """Names to choose from while somebody writes their organization's."""
    published_event(slug)
    return JsonResponse({"organizations": organizations.suggestions(request.GET.get("q", ""))})


def _about_codes(event: Event, code: str, *, is_found: bool) -> dict[str, object]:
    """What the page says of invitation codes; nothing where the event has none."""
    return {
        "has_codes": event.invitation_codes.exists(),
        "code": code,
        "is_code_wrong": bool(code) and not is_found,
    }


def _closed(request: HttpRequest, event: Event, *, code: str) -> HttpResponse:
    now = timezone.now()
    context = _about_codes(event, code, is_found=False) | {
        "programme": programme.read(event),
        "opens_at": offers.opens_at(event, now=now),
        "closed_at": offers.closed_at(event, now=now),
    }
    return render(
        request, "registrations/closed.html", context, status=409 if request.method == "POST" else 200
    )
