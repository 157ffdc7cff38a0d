"""Which ticket types the draft of a next event starts with."""

import datetime as dt

from events import scheduling
from events.duplicating import unsaved_copy
from events.models import Event
from registrations.models import TicketType


def copy_ticket_types(event: Event, *, to: Event, weeks: int) -> list[TicketType]:
    """Those of event, with no seat taken and on offer so many weeks later at the same hours."""

    def later(moment: dt.datetime | None) -> dt.datetime | None:
        return moment and scheduling.at_the_same_hour(moment, event, days=7 * weeks)

    return TicketType.objects.bulk_create(
        unsaved_copy(
            ticket_type,
            event_id=to.pk,
            seats_taken=0,
            opens_at=later(ticket_type.opens_at),
            closes_at=later(ticket_type.closes_at),
        )
        for ticket_type in event.ticket_types.all()
    )
