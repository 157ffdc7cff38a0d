"""What can be registered for at this moment, and when that changes."""

import datetime as dt

from django.utils.translation import gettext as _

from events.models import Event
from registrations import prices
from registrations.models import TicketType, TicketTypeQuerySet

# How many seats are left is told in steps. An exact number would tell whoever tries somebody
# else's address whether it was registered before: it goes down by one or it does not.
STEPS = (200, 100, 50, 20, 10)


def on_offer(event: Event, *, now: dt.datetime) -> TicketTypeQuerySet:
    """The ticket types of the event that one can register for now, full or not."""
    if not event.is_registration_open(now=now):
        return TicketType.objects.none()
    return TicketType.objects.filter(event=event).on_offer(now=now)


def opens_at(event: Event, *, now: dt.datetime) -> dt.datetime | None:
    """The next instant at which one of the event's ticket types comes on offer; None when none will."""
    openings = (
        max(moment for moment in (event.registration_opens_at, ticket_type.opens_at, now) if moment)
        for ticket_type in event.ticket_types.all()
        if _closes_at(ticket_type, event) > now
    )
    return min((opening for opening in openings if now < opening < event.registration_ends_at), default=None)


def closed_at(event: Event, *, now: dt.datetime) -> dt.datetime | None:
    """The instant at which the last of the event's ticket types went off offer; None when there was none."""
    closings = [_closes_at(ticket_type, event) for ticket_type in event.ticket_types.all()]
    latest = max(closings, default=None)
    return latest if latest and latest <= now else None


def availability(ticket_type: TicketType) -> str:
    """What readers are told about the seats of a ticket type."""
    if ticket_type.is_full:
        return _("Full: you would join the waiting list")
    if ticket_type.seats_left is None:
        return _("Seats available")
    for step in STEPS:
        if ticket_type.seats_left > step:
            return _("More than %(count)d seats left") % {"count": step}
    return _("Few seats left")


def price_in_words(ticket_type: TicketType) -> str:
    """What attending costs, tax included; empty where it is free."""
    if not ticket_type.price:
        return ""
    amount = prices.in_words(ticket_type.price, ticket_type.currency)
    if ticket_type.tax_percent:
        return _("%(amount)s, tax included, payable on invoice") % {"amount": amount}
    return _("%(amount)s, payable on invoice") % {"amount": amount}


def _closes_at(ticket_type: TicketType, event: Event) -> dt.datetime:
    return min(ticket_type.closes_at or event.registration_ends_at, event.registration_ends_at)
