"""How many places there are, and who may take the next one.

A place is in person or online. Each ticket type counts both, and either may come out of a quota that
several ticket types share. This module alone moves the counts, each by one conditional UPDATE with a
check constraint behind it.

Locks are taken in one order: quotas by number, then ticket types by number, then delegations by number,
then registrations.
Whoever takes a place holds the quota and the ticket type it comes from; whoever gives one back, or
makes new ones, also holds every ticket type that waits for the same places.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, Q, QuerySet

from registrations.models import Attendance, Quota, TicketType


@dataclass(frozen=True, slots=True)
class Counter:
    """Where a ticket type keeps its places of one kind of attendance."""

    capacity: str
    taken: str
    quota: str


Pool = tuple[TicketType, str]
"""The places of one ticket type for one kind of attendance."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a transaction holds: ticket types and quotas by their number, and their places."""

    ticket_types: dict[int, TicketType]
    pools: list[Pool]
    quotas: dict[int, Quota]


COUNTERS: dict[str, Counter] = {
    Attendance.IN_PERSON: Counter("capacity", "seats_taken", "quota"),
    Attendance.ONLINE: Counter("online_capacity", "online_seats_taken", "online_quota"),
}
LOCKED_FIELDS = [
    "capacity",
    "seats_taken",
    "quota",
    "online_capacity",
    "online_seats_taken",
    "online_quota",
    "attendance",
    "needs_review",
    "hours_to_accept",
]


def take(ticket_type: TicketType, attendance: str) -> bool:
    """Take one place unless all are taken, whatever anybody else is doing at the same time."""
    counter = COUNTERS[attendance]
    quota_id = getattr(ticket_type, f"{counter.quota}_id")
    if quota_id is not None and not _move(Quota, quota_id, "capacity", "seats_taken"):
        return False
    # A quota that was exchanged since the ticket type was read is no quota to take from.
    still_so = {counter.quota: quota_id}
    if not _move(TicketType, ticket_type.pk, counter.capacity, counter.taken, **still_so):
        if quota_id is not None:
            Quota.objects.filter(pk=quota_id).update(seats_taken=F("seats_taken") - 1)
        return False
    _remember(ticket_type, counter, 1)
    return True


def count_one_more(ticket_type: TicketType, attendance: str) -> bool:
    """The same in memory only, for whoever holds the locks, takes many and then calls ``write_counts``."""
    if not has_room(ticket_type, attendance):
        return False
    _remember(ticket_type, COUNTERS[attendance], 1)
    return True


def write_counts(held: Held) -> None:
    """Write what ``count_one_more`` has counted; the check constraints hold for it, too."""
    for ticket_type in held.ticket_types.values():
        ticket_type.save(update_fields=[counter.taken for counter in COUNTERS.values()])
    for quota in held.quotas.values():
        quota.save(update_fields=["seats_taken"])


def give_back(ticket_type: TicketType, attendance: str) -> None:
    """Give back the place of a registration; the caller holds the locks of ``lock_around``."""
    counter = COUNTERS[attendance]
    quota_id = getattr(ticket_type, f"{counter.quota}_id")
    if quota_id is not None:
        Quota.objects.filter(pk=quota_id).update(seats_taken=F("seats_taken") - 1)
    TicketType.objects.filter(pk=ticket_type.pk).update(**{counter.taken: F(counter.taken) - 1})
    _remember(ticket_type, counter, -1)


def lock(ticket_type: TicketType, attendance: str) -> None:
    """Hold what a place comes from until the transaction ends, and read it anew: no place can become
    free unseen."""
    quota_id = getattr(ticket_type, f"{COUNTERS[attendance].quota}_id")
    if quota_id is not None:
        Quota.objects.select_for_update().get(pk=quota_id)
    ticket_type.refresh_from_db(fields=LOCKED_FIELDS, from_queryset=TicketType.objects.select_for_update())


def lock_around(*ticket_type_ids: int) -> Held:
    """Hold ticket types, their quotas and all ticket types that share them."""
    rows = TicketType.objects.filter(pk__in=ticket_type_ids).values_list("quota", "online_quota")
    return _lock({pk for row in rows for pk in row if pk is not None}, ticket_type_ids)


def lock_quota(quota_id: int) -> Held:
    """Hold a quota and all ticket types that share it."""
    return _lock({quota_id})


def lock_all(ticket_type_ids: set[int]) -> None:
    """Hold several ticket types and their quotas, whoever takes places of more than one."""
    pairs = TicketType.objects.filter(pk__in=ticket_type_ids).values_list("quota", "online_quota")
    quota_ids = {pk for pair in pairs for pk in pair if pk is not None}
    list(Quota.objects.filter(pk__in=quota_ids).order_by("pk").select_for_update())
    list(TicketType.objects.filter(pk__in=ticket_type_ids).order_by("pk").select_for_update())


def left(ticket_type: TicketType, attendance: str) -> int | None:
    """How many places are left, as far as the rows in memory say; None where there is no limit.

    Whether one is really left, only ``take`` finds out.
    """
    counter = COUNTERS[attendance]
    capacity, quota = getattr(ticket_type, counter.capacity), getattr(ticket_type, counter.quota)
    own = None if capacity is None else capacity - getattr(ticket_type, counter.taken)
    shared = None if quota is None else quota.capacity - quota.seats_taken
    return min((number for number in (own, shared) if number is not None), default=None)


def has_room(ticket_type: TicketType, attendance: str) -> bool:
    number = left(ticket_type, attendance)
    return number is None or number > 0


def _move(model: type[Model], pk: int, capacity: str, taken: str, **same: Any) -> bool:
    has_room = Q(**{f"{capacity}__isnull": True}) | Q(**{f"{taken}__lt": F(capacity)})
    # Not by the manager of translated texts, which looks at every name in a query.
    rows: Any = QuerySet(model).filter(has_room, pk=pk, **same)
    return bool(rows.update(**{taken: F(taken) + 1}) == 1)


def _remember(ticket_type: TicketType, counter: Counter, number: int) -> None:
    """Keep count in memory of what we hold the lock of."""
    setattr(ticket_type, counter.taken, getattr(ticket_type, counter.taken) + number)
    quota = ticket_type._state.fields_cache.get(counter.quota)
    if quota is not None:
        quota.seats_taken += number


def _lock(quota_ids: set[int], own_ids: Collection[int] = ()) -> Held:
    quotas: dict[int, Quota] = {}
    wanted = Q(pk__in=own_ids)
    if quota_ids:
        locked = Quota.objects.filter(pk__in=quota_ids).order_by("pk").select_for_update()
        quotas = {quota.pk: quota for quota in locked}
        wanted |= Q(quota__in=quota_ids) | Q(online_quota__in=quota_ids)
    ticket_types = TicketType.objects.filter(wanted).order_by("pk").select_related("event")
    held = Held({row.pk: row for row in ticket_types.select_for_update(of=("self",))}, [], quotas)
    for ticket_type in held.ticket_types.values():
        for attendance in ticket_type.attendances:
            counter = COUNTERS[attendance]
            quota_id = getattr(ticket_type, f"{counter.quota}_id")
            if quota_id in quotas:
                setattr(ticket_type, counter.quota, quotas[quota_id])
            if quota_id in quotas or (ticket_type.pk in own_ids and quota_id is None):
                held.pools.append((ticket_type, attendance))
    return held
