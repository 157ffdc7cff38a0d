"""Who comes to the desk: every page fetches its event through the reader's roles."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control

from accounts.models import User
from accounts.permissions import Action
from events.models import Event
from events.models.events import EventQuerySet
from registrations.models import InvoiceTerms, SessionSeats

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request from somebody who has signed in."""

    user: User


def desk_page(view: View) -> Any:
    """A page for staff: asks to sign in, and no browser or proxy keeps a copy of it."""
    return cache_control(private=True, no_store=True)(login_required(view))


def events_at_desk(user: User) -> EventQuerySet:
    """The events whose attendees user may see; each knows what else user may do there."""
    return _events_allowing(user, Action.SEE_ATTENDEES)


def events_to_review_only(user: User) -> EventQuerySet:
    """The events in whose lanes user may decide without seeing all attendees."""
    seen = Event.objects.allowing(user, Action.SEE_ATTENDEES).values("pk")
    return _events_allowing(user, Action.DECIDE_IN_LANES).exclude(pk__in=seen)


def event_at_desk(user: User, slug: str, *, action: Action = Action.SEE_ATTENDEES) -> Event:
    """The event, for a user who may do action there; for anybody else it does not exist (404)."""
    return get_object_or_404(_events_allowing(user, action), slug=slug)


def _events_allowing(user: User, action: Action) -> EventQuerySet:
    def allows(other: Action) -> Exists:
        return Exists(Event.objects.allowing(user, other).filter(pk=OuterRef("pk")))

    return Event.objects.allowing(user, action).annotate(
        may_see_attendees=allows(Action.SEE_ATTENDEES),
        may_review=allows(Action.REVIEW_REGISTRATIONS),
        may_decide=allows(Action.DECIDE_IN_LANES),
        may_manage=allows(Action.MANAGE_REGISTRATION),
        may_export=allows(Action.EXPORT_ATTENDEES),
        may_invoice=allows(Action.MANAGE_INVOICES),
        may_merge=allows(Action.MERGE_REGISTRATIONS),
        may_screen=allows(Action.SCREEN_ATTENDEES),
        may_see_sensitive=allows(Action.SEE_SENSITIVE_ANSWERS),
        has_invoices=Exists(InvoiceTerms.objects.filter(event=OuterRef("pk"))),
        has_session_seats=Exists(SessionSeats.objects.filter(event=OuterRef("pk"))),
    )


def may_screen(event: Event) -> bool:
    """Whether whoever the event was fetched for may compare its attendees with lists."""
    return bool(getattr(event, "may_screen", False))


def may_see_sensitive(event: Event) -> bool:
    """Whether whoever the event was fetched for may see answers to sensitive questions."""
    return bool(getattr(event, "may_see_sensitive", False))
