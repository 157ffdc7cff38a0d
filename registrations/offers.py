"""What can be registered for at this moment, and when that changes."""

import datetime as dt

from django.utils.translation import gettext as _

from events import writing
from events.models import Event
from registrations import domains, open_events, places, prices
from registrations.models import InvitationCode, TicketType
from speakers.models import Sector

# How many seats are left is told in steps. An exact number would tell whoever tries somebody
# else's address whether it was registered before: it goes down by one or it does not.
STEPS = (200, 100, 50, 20, 10)


def on_offer(event: Event, *, now: dt.datetime, code: InvitationCode | None = None) -> list[TicketType]:
    """The ticket types of the event that one can register for now, full or not, with their quotas.

    Those by invitation only are open to whoever has a code for them; those who are invited in person
    register on a page of their own.
    """
    if not event.is_registration_open(now=now):
        return []
    opened = set(code.ticket_types.values_list("pk", flat=True)) if code else frozenset()
    return [
        ticket_type
        for ticket_type in open_events.ticket_types(event)
        if ticket_type.is_on_offer(now=now) and (not ticket_type.is_by_invitation or ticket_type.pk in opened)
    ]


def refusals(ticket_type: TicketType, *, sector: str, email: str) -> dict[str, str]:
    """Why somebody may not register for the ticket type, by the field that says so."""
    reasons = {}
    if ticket_type.sectors and sector not in ticket_type.sectors:
        reasons["sector"] = for_whom(ticket_type)
    if ticket_type.email_domains and not domains.is_within_any(email, ticket_type.email_domains):
        reasons["email"] = at_which_domains(ticket_type)
    return reasons


def for_whom(ticket_type: TicketType) -> str:
    """The sectors that a ticket type is for, as a sentence; empty where it is for all."""
    if not ticket_type.sectors:
        return ""
    labels = [str(Sector(sector).label) for sector in Sector if sector in ticket_type.sectors]
    return _("This ticket type is for: %(sectors)s.") % {"sectors": writing.customs().comma.join(labels)}


def at_which_domains(ticket_type: TicketType) -> str:
    """The domains that a ticket type is for, as a sentence; empty where it is for all."""
    if not ticket_type.email_domains:
        return ""
    listed = writing.customs().comma.join(ticket_type.email_domains)
    return _("This ticket type needs an e-mail address at %(domains)s.") % {"domains": listed}


def opens_at(event: Event, *, now: dt.datetime) -> dt.datetime | None:
    """The next instant at which one of the event's ticket types comes on offer; None when none will."""
    openings = (
        max(moment for moment in (event.registration_opens_at, ticket_type.opens_at, now) if moment)
        for ticket_type in event.ticket_types.all()
        if not ticket_type.is_by_invitation and _closes_at(ticket_type, event) > now
    )
    return min((opening for opening in openings if now < opening < event.registration_ends_at), default=None)


def closed_at(event: Event, *, now: dt.datetime) -> dt.datetime | None:
    """The instant at which the last of the event's ticket types went off offer; None when there was none."""
    closings = [
        _closes_at(ticket_type, event)
        for ticket_type in event.ticket_types.all()
        if not ticket_type.is_by_invitation
    ]
    latest = max(closings, default=None)
    return latest if latest and latest <= now else None


def availability(ticket_type: TicketType, attendance: str) -> str:
    """What readers are told about the seats of a ticket type."""
    left = places.left(ticket_type, attendance)
    if left is None:
        return _("Seats available")
    if left <= 0:
        return _("Full: you would join the waiting list")
    for step in STEPS:
        if left > step:
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
