"""How many places there are; new ones go to whoever waits."""

import datetime as dt

from django.db import transaction

from registrations import places, seats
from registrations.models import Attendance, Quota, TicketType
from registrations.refusals import CapacityTooSmall


def change(
    ticket_type: TicketType,
    capacity: int | None,
    *,
    now: dt.datetime,
    attendance: str = Attendance.IN_PERSON,
) -> None:
    """Change how many seats there are; new ones go to the waiting list. None means no limit.

    Raises CapacityTooSmall when more seats are taken than that.
    """
    counter = places.COUNTERS[attendance]
    with transaction.atomic():
        held = places.lock_around(ticket_type.pk)
        own = held.ticket_types[ticket_type.pk]
        taken = getattr(own, counter.taken)
        if capacity is not None and capacity < taken:
            raise CapacityTooSmall(own, capacity, taken)
        setattr(own, counter.capacity, capacity)
        own.save(update_fields=[counter.capacity])
        seats.fill(held, now=now)
    ticket_type.refresh_from_db(fields=[counter.capacity, counter.taken])


def change_quota(quota: Quota, capacity: int, *, now: dt.datetime) -> None:
    """The same for the seats that several ticket types share. Raises CapacityTooSmall."""
    with transaction.atomic():
        held = places.lock_quota(quota.pk)
        own = held.quotas[quota.pk]
        if capacity < own.seats_taken:
            raise CapacityTooSmall(own, capacity, own.seats_taken)
        own.capacity = capacity
        own.save(update_fields=["capacity"])
        seats.fill(held, now=now)
    quota.refresh_from_db(fields=["capacity", "seats_taken"])
