"""Whether seats and registrations say the same: every invariant of them, recounted."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum

from registrations.models import (
    Attendance,
    Delegation,
    Invitation,
    Quota,
    Registration,
    Status,
    StatusChange,
    TicketType,
)
from registrations.places import COUNTERS

# A pass over what is due comes every few seconds; after so long nobody makes one.
LAPSES_WITHIN = dt.timedelta(hours=1)


def breaches(*, now: dt.datetime) -> Iterator[str]:
    """Each way in which seats and registrations contradict each other, as a line for an operator."""
    yield from _miscounted_ticket_types()
    yield from _miscounted_quotas()
    yield from _neglected(now=now)
    for pk in (
        Registration.objects.offered()
        .filter(offered_until_at__lt=now - LAPSES_WITHIN)
        .values_list("pk", flat=True)
    ):
        yield f"registration {pk}: the seat offered to it was not passed on in time"
    for pk in Registration.objects.exclude(ticket_type__event=F("event")).values_list("pk", flat=True):
        yield f"registration {pk}: its ticket type belongs to another event"
    another_way = Registration.objects.live().exclude(ticket_type__attendance="either")
    for pk in another_way.exclude(attendance=F("ticket_type__attendance")).values_list("pk", flat=True):
        yield f"registration {pk}: its ticket type is not attended this way"
    for counter in COUNTERS.values():
        foreign = TicketType.objects.exclude(**{f"{counter.quota}__event": F("event")})
        for pk in foreign.filter(**{f"{counter.quota}__isnull": False}).values_list("pk", flat=True):
            yield f"ticket type {pk}: its quota belongs to another event"
    yield from _undocumented()


def _holding(attendance: str, path: str) -> Counter[int]:
    """How many places registrations, invitations and delegations hold, by what path leads to."""
    holders: Counter[int] = Counter()
    for rows, number in (
        (Registration.objects.seated(), Count("pk")),
        (Invitation.objects.holding_seats(), Count("pk")),
        (Delegation.objects.holding_seats(), Sum("seats_held")),
    ):
        counted = rows.filter(attendance=attendance, **{f"{path}__isnull": False}).order_by()
        holders.update(dict(counted.values_list(path).annotate(count=number)))
    return holders


def _miscounted_ticket_types() -> Iterator[str]:
    for attendance, counter in COUNTERS.items():
        holding = _holding(attendance, "ticket_type")
        for pk, taken in TicketType.objects.values_list("pk", counter.taken):
            if taken != holding[pk]:
                yield (
                    f"ticket type {pk}: {counter.taken} is {taken}, "
                    f"but registrations, invitations and delegations hold {holding[pk]}"
                )


def _miscounted_quotas() -> Iterator[str]:
    holding: Counter[int] = Counter()
    for attendance, counter in COUNTERS.items():
        holding += _holding(attendance, f"ticket_type__{counter.quota}")
    for quota in Quota.objects.all():
        if quota.seats_taken != holding[quota.pk]:
            yield (
                f"quota {quota.pk}: seats_taken is {quota.seats_taken}, "
                f"but registrations, invitations and delegations hold {holding[quota.pk]}"
            )


def _neglected(*, now: dt.datetime) -> Iterator[str]:
    for attendance, counter in COUNTERS.items():
        has_room = Q(**{f"{counter.capacity}__isnull": True}) | Q(
            **{f"{counter.taken}__lt": F(counter.capacity)}
        )
        quota_has_room = Q(**{f"{counter.quota}__isnull": True}) | Q(
            **{f"{counter.quota}__seats_taken__lt": F(f"{counter.quota}__capacity")}
        )
        neglected = TicketType.objects.filter(
            has_room,
            quota_has_room,
            event__starts_at__gt=now,
            registrations__status=Status.WAITLISTED,
            registrations__attendance=attendance,
        ).distinct()
        for ticket_type in neglected:
            where = "" if attendance == Attendance.IN_PERSON else " online"
            yield f"ticket type {ticket_type.pk}: a seat{where} is free while somebody waits for one"


def _undocumented() -> Iterator[str]:
    once_more = StatusChange.objects.exclude(to_status=Status.UNVERIFIED)
    for pk in once_more.filter(registration__status=Status.UNVERIFIED).values_list("registration", flat=True):
        yield f"registration {pk}: its address is not verified, but it held a seat or waited for one"
    latest = StatusChange.objects.filter(registration=OuterRef("pk")).order_by("-pk").values("to_status")[:1]
    undocumented = Registration.objects.annotate(documented=Subquery(latest)).exclude(status=F("documented"))
    for pk in undocumented.values_list("pk", flat=True):
        yield f"registration {pk}: its status is not the one that its last change led to"
