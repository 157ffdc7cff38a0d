"""Which ticket types and invoice terms the draft of a next event starts with."""

import datetime as dt

from events import scheduling
from events.duplicating import unsaved_copy
from events.models import Event
from registrations.models import InvoiceTerms, TicketType


def copy_ticket_types(event: Event, *, to: Event, weeks: int) -> list[TicketType]:
    """Those of event and their quotas, with no seat taken, on offer so many weeks later at the same hours."""

    def later(moment: dt.datetime | None) -> dt.datetime | None:
        return moment and scheduling.at_the_same_hour(moment, event, days=7 * weeks)

    quotas: dict[int | None, int | None] = {None: None}
    for quota in event.quotas.all():
        its_copy = unsaved_copy(quota, event_id=to.pk, seats_taken=0)
        its_copy.save(force_insert=True)
        quotas[quota.pk] = its_copy.pk
    return TicketType.objects.bulk_create(
        unsaved_copy(
            ticket_type,
            event_id=to.pk,
            seats_taken=0,
            online_seats_taken=0,
            quota_id=quotas[ticket_type.quota_id],
            online_quota_id=quotas[ticket_type.online_quota_id],
            opens_at=later(ticket_type.opens_at),
            closes_at=later(ticket_type.closes_at),
        )
        for ticket_type in event.ticket_types.all()
    )


def copy_invoice_terms(event: Event, *, to: Event) -> None:
    """The terms of event, if it has any; the numbers begin with the next event's own address."""
    terms = InvoiceTerms.objects.filter(event=event).first()
    if terms is not None:
        unsaved_copy(
            terms, event_id=to.pk, number_prefix=to.slug.upper()[:30], invoices_issued=0, receipts_issued=0
        ).save(force_insert=True)
