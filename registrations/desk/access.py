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
from registrations.models import InvoiceTerms

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request from somebody who has signed in."""

    user: User


def desk_page(view: View) -> Any:
    """A page for staff: asks to sign in, and no browser or proxy keeps a copy of it."""
    return cache_control(private=True, no_store=True)(login_required(view))


def events_at_desk(user: User) -> EventQuerySet:
    """The events whose attendees user may see; each knows what else user may do there."""

    def allows(action: Action) -> Exists:
        return Exists(Event.objects.allowing(user, action).filter(pk=OuterRef("pk")))

    return Event.objects.allowing(user, Action.SEE_ATTENDEES).annotate(
        may_review=allows(Action.REVIEW_REGISTRATIONS),
        may_export=allows(Action.EXPORT_ATTENDEES),
        may_invoice=allows(Action.MANAGE_INVOICES),
        has_invoices=Exists(InvoiceTerms.objects.filter(event=OuterRef("pk"))),
        may_screen=allows(Action.SCREEN_ATTENDEES),
    )


def event_at_desk(user: User, slug: str, *, action: Action = Action.SEE_ATTENDEES) -> Event:
    """The event, for a user who may do action there; for anybody else it does not exist (404)."""
    return get_object_or_404(events_at_desk(user).allowing(user, action), slug=slug)


def may_screen(event: Event) -> bool:
    """Whether whoever the event was fetched for may compare its attendees with lists."""
    return bool(getattr(event, "may_screen", False))
