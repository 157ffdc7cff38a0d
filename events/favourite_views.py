"""My agenda: the page that a browser fills in, its calendars, and the favourites of an account."""

import json
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    conditional_page,
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.models import User
from events import favourites, listings, programme, withdrawn, zones
from events.editions import same_for_everybody
from events.models import AgendaSubscription, Event
from events.views import calendar_file, page, published_programme

# As long as a query may be that every server, proxy and calendar program takes; some 500 sessions.
LONGEST_SELECTION = 6_000
PRIVATE = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


@same_for_everybody()
def my_agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """Every session, for the browser to leave those that are favourites; without scripts, to choose from."""
    published = published_programme(request, slug)
    return page(request, "events/my_agenda.html", published, zone_choices=zones.choices())


@same_for_everybody(reads=["s"])
@conditional_page
def selection_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The sessions that the address names: ?s=CODE&s=CODE, or shorter ?s=CODE.CODE."""
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_SELECTION:
        message = _("Too many sessions for one address. Choose fewer, or subscribe to the whole agenda.")
        return HttpResponseBadRequest(message, content_type="text/plain; charset=utf-8")
    event = get_object_or_404(listings.published_events(), slug=slug)
    published = programme.read(event, zone=zones.find(request.GET.get("tz", "")))
    chosen = {code for names in request.GET.getlist("s") for code in names.split(".")}
    content = favourites.calendar_of_selection(chosen, published, withdrawn.sessions(event))
    return calendar_file(content, name=f"{slug}-my-agenda")


@require_safe
@conditional_page
def my_agenda_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The favourites of an account, at an address that nobody else knows."""
    subscribed = get_object_or_404(
        AgendaSubscription.objects.filter(user__is_active=True).select_related("user"), token=token
    )
    subscribed.event = get_object_or_404(listings.published_events(), pk=subscribed.event_id)
    published = programme.read(subscribed.event, zone=zones.find(request.GET.get("tz", "")))
    content = favourites.calendar_of_account(subscribed, published)
    response = calendar_file(content, name=f"{published.slug}-my-agenda")
    for header, value in PRIVATE.items():
        response.headers[header] = value
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def account_favourites(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is signed in and their favourites; a POST changes these first."""
    event = get_object_or_404(listings.published_events(), slug=slug)
    if isinstance(request.user, AnonymousUser):
        return _private({"account": ""}, status=403 if request.method == "POST" else 200)
    if request.method == "POST":
        changes = _changes(request.body)
        if changes is None:
            return _private({"error": _("The changes could not be read.")}, status=400)
        favourites.change(request.user, event, changes, now=timezone.now())
    return _private(_state(request.user, event))


@require_POST
def renew_my_agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """Another secret address for the calendar of one's favourites."""
    event = get_object_or_404(listings.published_events(), slug=slug)
    if isinstance(request.user, AnonymousUser):
        return _private({"account": ""}, status=403)
    favourites.renew(request.user, event)
    return _private(_state(request.user, event))


def _state(user: User, event: Event) -> dict[str, Any]:
    """What the browser shows; the account by a name that tells two apart and says nothing else."""
    subscribed = favourites.subscription(user, event)
    return {
        "account": salted_hmac("events.favourites", str(user.pk)).hexdigest()[:16],
        "name": user.get_full_name(),
        "codes": favourites.shown(user, event),
        "calendar": reverse("events:my_agenda_calendar", args=[subscribed.token]) if subscribed else "",
    }


def _changes(body: bytes) -> dict[str, bool] | None:
    """What a browser sends: {"changes": {CODE: whether it is a favourite}}; None for anything else."""
    try:
        changes = json.loads(body)["changes"]
    except (ValueError, RecursionError, LookupError, TypeError):
        return None
    if isinstance(changes, dict) and all(isinstance(value, bool) for value in changes.values()):
        return changes
    return None


def _private(content: dict[str, Any], *, status: int = 200) -> JsonResponse:
    return JsonResponse(content, status=status, headers=PRIVATE)
