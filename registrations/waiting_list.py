"""Who is next when a seat becomes free.

People wait in the order in which they came, each for the places of a ticket type and an attendance.
Where these come out of a quota, all who wait for the quota stand in one line; somebody further back
is served first only when no place of the ticket types before is left.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from events.models import Event
from registrations import places
from registrations.models import Attendance, Registration, RegistrationQuerySet, Status, TicketType
from registrations.places import COUNTERS


def served(held: places.Held, *, now: dt.datetime) -> Iterator[tuple[TicketType, Registration]]:
    """Take the free places that we hold, for whoever waited longest, until the event begins.

    Whoever is served must have left the waiting list when the next is asked for.
    """
    pools = [pool for pool in held.pools if now < pool[0].event.starts_at]
    heads: dict[places.Pool, Registration] = {}
    while True:
        pools = [pool for pool in pools if places.has_room(*pool)]
        for pool in pools:
            if pool not in heads and (head := _first_of(*pool)):
                heads[pool] = head
        # Where nobody waits now, nobody will before we let go.
        pools = [pool for pool in pools if pool in heads]
        if not pools:
            return
        ticket_type, attendance = first = min(pools, key=lambda pool: _place_in_line(heads[pool]))
        places.take(ticket_type, attendance)
        yield ticket_type, heads.pop(first)


def _first_of(ticket_type: TicketType, attendance: str) -> Registration | None:
    waiting = Registration.objects.waiting().filter(ticket_type=ticket_type, attendance=attendance)
    return waiting.select_for_update().first()


def _place_in_line(registration: Registration) -> tuple[dt.datetime | None, int]:
    return registration.waiting_since_at, registration.pk


def line_of(registration: Registration) -> RegistrationQuerySet:
    """Those who wait for the same places, itself among them, in their order."""
    counter = COUNTERS[registration.attendance]
    quota_id = getattr(registration.ticket_type, f"{counter.quota}_id")
    if quota_id is None:
        own = Q(ticket_type=registration.ticket_type_id, attendance=registration.attendance)
    else:
        own = Q(attendance=Attendance.IN_PERSON, ticket_type__quota=quota_id) | Q(
            attendance=Attendance.ONLINE, ticket_type__online_quota=quota_id
        )
    return Registration.objects.waiting().filter(own)


def end_of_line(registration: Registration, *, now: dt.datetime) -> dt.datetime:
    """Since when it has to wait to stand behind all the others; the caller holds what they wait for.

    Mostly that is now. But somebody who had to wait for the lock has read the clock before others who
    came into the line meanwhile, and have been told their number.
    """
    last = line_of(registration).values_list("waiting_since_at", flat=True).last()
    return now if last is None or last < now else last + dt.timedelta(microseconds=1)


def position(registration: Registration) -> int | None:
    """1 for whoever is next, 2 for the one after; None when it is not on the waiting list."""
    if not registration.is_waiting:
        return None
    ahead = Q(waiting_since_at__lt=registration.waiting_since_at) | Q(
        waiting_since_at=registration.waiting_since_at, pk__lt=registration.pk
    )
    return 1 + line_of(registration).filter(ahead).count()


@dataclass
class Line:
    """Those who wait for the same places, whoever is next first, and those to whom one is offered."""

    name: str
    waiting: list[Registration] = field(default_factory=list)
    offered: list[Registration] = field(default_factory=list)


def lines(event: Event) -> list[Line]:
    """The lines of an event in which anybody stands, by name of the quota or the ticket type."""
    rows = Registration.objects.filter(event=event, status__in=(Status.WAITLISTED, Status.OFFERED))
    in_order = rows.select_related("ticket_type__quota", "ticket_type__online_quota").order_by(
        "waiting_since_at", "offered_until_at", "pk"
    )
    found: dict[tuple[object, ...], Line] = {}
    for registration in in_order:
        ticket_type, attendance = registration.ticket_type, registration.attendance
        quota = getattr(ticket_type, COUNTERS[attendance].quota)
        key = (quota,) if quota else (ticket_type, attendance)
        name = quota.name if quota else ticket_type.name
        if not quota and ticket_type.is_attended_either_way:
            name = _("%(name)s, %(attendance)s") % {
                "name": name,
                "attendance": registration.get_attendance_display(),
            }
        line = found.setdefault(key, Line(name))
        (line.waiting if registration.is_waiting else line.offered).append(registration)
    return sorted(found.values(), key=lambda line: line.name)
