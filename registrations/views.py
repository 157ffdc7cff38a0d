"""Registering for an event."""

from http import HTTPStatus

from django.contrib.messages import get_messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts import clients
from events import programme
from events.models import Event
from events.texts import choose, translations
from registrations import codes, empty_forms, offers, open_events, organizations, verification
from registrations.forms import RegistrationForm
from registrations.open_events import published_event
from registrations.verification_views import remember


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Answers an address that is registered already exactly as it answers a new one."""
    if request.method != "POST" and not request.GET and not get_messages(request):
        return empty_forms.answer(
            request, slug, lambda: _register(request, slug, csrf_token=empty_forms.PLACE_OF_THE_TOKEN)
        )
    return _register(request, slug)


def _register(request: HttpRequest, slug: str, *, is_made_anew: bool = False, **more: object) -> HttpResponse:
    event = published_event(slug)
    now = timezone.now()
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    written = (request.POST if request.method == "POST" else request.GET).get("code", "")[:80]
    attempt = codes.attempt(event, written, client=clients.network_of(request), now=now)
    form = RegistrationForm(*sent, event=event, now=now, attempt=attempt)
    if not form.offered:
        return _closed(request, event, attempt)
    form.keep_uploads(now=now)
    if form.is_valid():
        details = form.details()
        try:
            verification.begin(form.cleaned_data["ticket_type"], now=now, given=form.answers(), **details)
        except IntegrityError:
            if is_made_anew:
                raise
            # A ticket type or a question has been deleted in the second for which the form is kept.
            open_events.forget()
            return _register(request, slug, is_made_anew=True)
        return remember(redirect("registrations:registered", slug), event, details["email"])
    context = {
        "programme": programme.read(event),
        "is_registration_open": True,
        "closes_at": event.registration_ends_at,
        "form": form,
        **_about_codes(event, attempt),
        "organization_names": organizations.few_names(),
        "privacy_notice": choose(translations(event, "privacy_notice"), get_language() or ""),
    }
    return render(
        request,
        "registrations/register.html",
        context | more,
        status=HTTPStatus.TOO_MANY_REQUESTS if attempt.is_one_too_many else HTTPStatus.OK,
    )


@require_safe
@cache_control(public=True, max_age=300)
def known_organizations(request: HttpRequest, slug: str) -> HttpResponse:
    """Names to choose from while somebody writes their organization's."""
    published_event(slug)
    return JsonResponse({"organizations": organizations.suggestions(request.GET.get("q", ""))})


def _about_codes(event: Event, attempt: codes.Attempt) -> dict[str, object]:
    """What the page says of invitation codes; nothing where the event has none."""
    return {"has_codes": event.invitation_codes.exists(), "attempt": attempt}


def _closed(request: HttpRequest, event: Event, attempt: codes.Attempt) -> HttpResponse:
    now = timezone.now()
    context = _about_codes(event, attempt) | {
        "programme": programme.read(event),
        "opens_at": offers.opens_at(event, now=now),
        "closed_at": offers.closed_at(event, now=now),
    }
    status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
    if attempt.is_one_too_many:
        status = HTTPStatus.TOO_MANY_REQUESTS
    return render(request, "registrations/closed.html", context, status=status)
