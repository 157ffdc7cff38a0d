"""Who holds a seat, who waits for one.

This module alone writes a registration's status and a ticket type's ``seats_taken``. A seat is
taken by one conditional UPDATE inside the transaction that writes the registration, with the
check constraint ``ticket_type_sells_no_seat_twice`` behind it; each move leaves a StatusChange.

Locks are taken in one order: the ticket type first, then registrations. Whoever holds the lock of
a ticket type fills its free seats from the waiting list before letting go, so that a free seat and
somebody waiting for it are never seen together while the event lies ahead.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_noop

from accounts.models import User
from registrations import review_rounds
from registrations.models import (
    SEATED,
    Registration,
    Status,
    StatusChange,
    TicketType,
)

LEGAL_MOVES: dict[str, frozenset[Status]] = {
    "": frozenset({Status.UNVERIFIED, Status.UNDER_REVIEW, Status.CONFIRMED, Status.WAITLISTED}),
    Status.UNVERIFIED: frozenset({Status.UNDER_REVIEW, Status.CONFIRMED, Status.WAITLISTED}),
    Status.UNDER_REVIEW: frozenset({Status.CONFIRMED, Status.DECLINED, Status.CANCELLED, Status.EXPIRED}),
    Status.CONFIRMED: frozenset({Status.UNDER_REVIEW, Status.DECLINED, Status.CANCELLED}),
    Status.WAITLISTED: frozenset(
        {Status.UNDER_REVIEW, Status.CONFIRMED, Status.DECLINED, Status.CANCELLED, Status.EXPIRED}
    ),
    Status.DECLINED: frozenset(),
    Status.CANCELLED: frozenset(),
    Status.EXPIRED: frozenset(),
}

# Stored in English, shown in the reader's language.
A_SEAT_BECAME_FREE = gettext_noop("A seat became free")
DATA_TO_BE_DELETED = gettext_noop("The attendee asked for deletion")


class IllegalMove(Exception):
    """A registration cannot go from its status to the one asked for."""

    def __init__(self, registration: Registration, to_status: Status) -> None:
        super().__init__(
            f"registration {registration.pk} cannot move from {registration.status} to {to_status}"
        )
        self.registration = registration
        self.from_status = Status(registration.status)
        self.to_status = to_status


class AlreadyRegistered(Exception):
    """The address has a live registration for the event: ``registration``."""

    def __init__(self, registration: Registration) -> None:
        super().__init__(f"registration {registration.pk} is live under this address")
        self.registration = registration


class CapacityTooSmall(Exception):
    """The capacity asked for is less than the seats already taken."""

    def __init__(self, ticket_type: TicketType, capacity: int) -> None:
        super().__init__(
            f"ticket type {ticket_type.pk}: {ticket_type.seats_taken} taken, {capacity} asked for"
        )
        self.seats_taken = ticket_type.seats_taken


def register(
    ticket_type: TicketType, *, now: dt.datetime, email: str, by: User | None = None, **details: Any
) -> Registration:
    """Register an attendee whose address is known to be theirs: with a seat when there is one, else at
    the end of the waiting list.

    ``details`` are the fields of Registration that the attendee fills in. Raises AlreadyRegistered
    when the address has a live registration for the event; then nothing is written.
    """
    registration = _drafted(ticket_type, now=now, email=email, **details)
    with _one_live_per_address(registration):
        _move(registration, _place(ticket_type), now=now, by=by)
    return registration


def register_unverified(
    ticket_type: TicketType, *, now: dt.datetime, email: str, **details: Any
) -> Registration:
    """Keep what somebody filled in until they have shown that the address is theirs.

    It holds no seat and waits for none, and an address may have several.
    """
    registration = _drafted(ticket_type, now=now, email=email, **details)
    with transaction.atomic():
        _move(registration, Status.UNVERIFIED, now=now, by=None)
    return registration


def verify(registration: Registration, *, now: dt.datetime) -> None:
    """Its address is theirs: give it a seat when there is one, else a place on the waiting list.

    Raises AlreadyRegistered when the address has a live registration for the event by now, and
    IllegalMove when it has been verified before; then nothing is written.
    """
    with _one_live_per_address(registration):
        status = _place(registration.ticket_type)
        _lock_registration(registration)
        if registration.status != Status.UNVERIFIED:
            raise IllegalMove(registration, status)
        _move(registration, status, now=now, by=None)


def cancel(registration: Registration, *, now: dt.datetime, by: User | None = None, reason: str = "") -> None:
    """Give the seat, or the place in the waiting list, back. Raises IllegalMove when it is not live."""
    _leave(registration, Status.CANCELLED, now=now, by=by, reason=reason)


def decline(registration: Registration, *, now: dt.datetime, by: User | None, reason: str = "") -> None:
    """Staff decide against it; a seat it held goes to the waiting list. Raises IllegalMove."""
    _leave(registration, Status.DECLINED, now=now, by=by, reason=reason)


def expire(registration: Registration, *, now: dt.datetime, by: User | None = None, reason: str = "") -> None:
    """Nobody decided in time; a seat it held goes to the waiting list. Raises IllegalMove."""
    _leave(registration, Status.EXPIRED, now=now, by=by, reason=reason)


def approve(registration: Registration, *, now: dt.datetime, by: User | None, reason: str = "") -> None:
    """Staff decide for it; it keeps the seat it held under review.

    Raises IllegalMove, also while a review lane that was set up for it has not approved.
    """
    with transaction.atomic():
        _lock_registration(registration)
        if registration.status != Status.UNDER_REVIEW:
            raise IllegalMove(registration, Status.CONFIRMED)
        if not review_rounds.approve_own_lane(registration, now=now):
            raise IllegalMove(registration, Status.CONFIRMED)
        _move(registration, Status.CONFIRMED, now=now, by=by, reason=reason)


def return_to_review(
    registration: Registration, *, now: dt.datetime, by: User | None, reason: str = ""
) -> None:
    """What was confirmed has to be decided anew; it keeps its seat meanwhile. Raises IllegalMove."""
    with transaction.atomic():
        _lock_registration(registration)
        if registration.status != Status.CONFIRMED:
            raise IllegalMove(registration, Status.UNDER_REVIEW)
        _move(registration, Status.UNDER_REVIEW, now=now, by=by, reason=reason)


@contextmanager
def locked(registration: Registration, *, with_its_seat: bool) -> Iterator[None]:
    """A transaction that holds the registration, and what giving its seat up locks, in the one order."""
    with transaction.atomic():
        if with_its_seat:
            TicketType.objects.select_for_update().get(pk=registration.ticket_type_id)
        _lock_registration(registration)
        yield


def set_capacity(ticket_type: TicketType, capacity: int | None, *, now: dt.datetime) -> None:
    """Change how many seats there are; new ones go to the waiting list. None means no limit.

    Raises CapacityTooSmall when more seats are taken than that.
    """
    with transaction.atomic():
        _lock(ticket_type)
        if capacity is not None and capacity < ticket_type.seats_taken:
            raise CapacityTooSmall(ticket_type, capacity)
        ticket_type.capacity = capacity
        ticket_type.save(update_fields=["capacity"])
        _fill(ticket_type, now=now)


def waiting_position(registration: Registration) -> int | None:
    """1 for whoever is next, 2 for the one after; None when it is not on the waiting list."""
    if registration.status != Status.WAITLISTED:
        return None
    ahead = Q(waiting_since_at__lt=registration.waiting_since_at) | Q(
        waiting_since_at=registration.waiting_since_at, pk__lt=registration.pk
    )
    return 1 + Registration.objects.waiting().filter(ahead, ticket_type=registration.ticket_type_id).count()


def breaches(*, now: dt.datetime) -> Iterator[str]:
    """Each way in which seats and registrations contradict each other, as a line for an operator."""
    seated = Count("registrations", filter=Q(registrations__status__in=SEATED))
    for miscounted in TicketType.objects.annotate(seated=seated).exclude(seats_taken=F("seated")):
        yield (
            f"ticket type {miscounted.pk}: seats_taken is {miscounted.seats_taken}, "
            f"but {miscounted.seated} registrations hold a seat"
        )
    neglected = TicketType.objects.filter(
        Q(capacity__isnull=True) | Q(seats_taken__lt=F("capacity")),
        event__starts_at__gt=now,
        registrations__status=Status.WAITLISTED,
    ).distinct()
    for ticket_type in neglected:
        yield f"ticket type {ticket_type.pk}: a seat is free while somebody waits for one"
    for pk in Registration.objects.exclude(ticket_type__event=F("event")).values_list("pk", flat=True):
        yield f"registration {pk}: its ticket type belongs to another event"
    once_more = StatusChange.objects.exclude(to_status=Status.UNVERIFIED)
    for pk in once_more.filter(registration__status=Status.UNVERIFIED).values_list("registration", flat=True):
        yield f"registration {pk}: its address is not verified, but it held a seat or waited for one"
    latest = StatusChange.objects.filter(registration=OuterRef("pk")).order_by("-pk").values("to_status")[:1]
    undocumented = Registration.objects.annotate(documented=Subquery(latest)).exclude(status=F("documented"))
    for pk in undocumented.values_list("pk", flat=True):
        yield f"registration {pk}: its status is not the one that its last change led to"


def _seated_status(ticket_type: TicketType) -> Status:
    return Status.UNDER_REVIEW if ticket_type.needs_review else Status.CONFIRMED


def _drafted(ticket_type: TicketType, *, now: dt.datetime, email: str, **details: Any) -> Registration:
    return Registration(
        event_id=ticket_type.event_id,
        ticket_type=ticket_type,
        email=email.strip().lower(),
        registered_at=now,
        **{"consented_at": now} | details,
    )


@contextmanager
def _one_live_per_address(registration: Registration) -> Iterator[None]:
    """A transaction that makes registration live, unless its address has another that is."""
    try:
        with transaction.atomic():
            _refuse_second_registration(registration)
            yield
    except IntegrityError:
        # Somebody registered the same address between our look and our write.
        _refuse_second_registration(registration)
        raise


def _refuse_second_registration(registration: Registration) -> None:
    same_address = Registration.objects.filter(event=registration.event_id, email=registration.email)
    live = same_address.live().exclude(pk=registration.pk).first()
    if live is not None:
        raise AlreadyRegistered(live)


def _place(ticket_type: TicketType) -> Status:
    """Take a seat if there is one; the status of whoever asked for it."""
    if not _take_seat(ticket_type):
        # Once the ticket type is locked, no seat can become free unseen.
        _lock(ticket_type)
        if not _take_seat(ticket_type):
            return Status.WAITLISTED
    return _seated_status(ticket_type)


def _take_seat(ticket_type: TicketType) -> bool:
    """Take one seat unless all are taken, whatever anybody else is doing at the same time."""
    free = TicketType.objects.filter(
        Q(capacity__isnull=True) | Q(seats_taken__lt=F("capacity")), pk=ticket_type.pk
    )
    return free.update(seats_taken=F("seats_taken") + 1) == 1


def _lock(ticket_type: TicketType) -> None:
    """Hold the ticket type's row until the transaction ends, and read it anew."""
    ticket_type.refresh_from_db(
        fields=["capacity", "seats_taken", "needs_review"],
        from_queryset=TicketType.objects.select_for_update(),
    )


def _lock_registration(registration: Registration) -> None:
    registration.refresh_from_db(
        fields=["status", "waiting_since_at"], from_queryset=Registration.objects.select_for_update()
    )


def _leave(
    registration: Registration, to_status: Status, *, now: dt.datetime, by: User | None, reason: str
) -> None:
    with transaction.atomic():
        ticket_type = TicketType.objects.select_for_update().get(pk=registration.ticket_type_id)
        _lock_registration(registration)
        held_a_seat = registration.status in SEATED
        _move(registration, to_status, now=now, by=by, reason=reason)
        if held_a_seat:
            TicketType.objects.filter(pk=ticket_type.pk).update(seats_taken=F("seats_taken") - 1)
            _fill(ticket_type, now=now)


def _fill(ticket_type: TicketType, *, now: dt.datetime) -> None:
    """Give the free seats of a locked ticket type to whoever waited longest, until the event begins."""
    if ticket_type.event.starts_at <= now:
        return
    for waiting in Registration.objects.waiting().filter(ticket_type=ticket_type).select_for_update():
        if not _take_seat(ticket_type):
            break
        _move(waiting, _seated_status(ticket_type), now=now, by=None, reason=A_SEAT_BECAME_FREE)


def _move(
    registration: Registration, to_status: Status, *, now: dt.datetime, by: User | None, reason: str = ""
) -> None:
    """Write the status and the row that documents it. Raises IllegalMove.

    Whoever enters review is laid before the lanes; where rules approve all of them, it goes on at once.
    """
    from_status = registration.status
    if (
        to_status == Status.CONFIRMED
        and from_status != Status.UNDER_REVIEW
        and review_rounds.needs_review(registration)
    ):
        to_status = Status.UNDER_REVIEW
    if to_status not in LEGAL_MOVES[from_status]:
        raise IllegalMove(registration, to_status)
    registration.status = to_status
    registration.waiting_since_at = now if to_status == Status.WAITLISTED else None
    if from_status:
        registration.save(update_fields=["status", "waiting_since_at"])
    else:
        registration.save(force_insert=True)
    StatusChange.objects.create(
        registration=registration,
        from_status=from_status,
        to_status=to_status,
        changed_at=now,
        changed_by=by,
        reason=reason,
    )
    if to_status == Status.UNDER_REVIEW and review_rounds.begin(registration, now=now):
        _move(registration, Status.CONFIRMED, now=now, by=None, reason=review_rounds.A_RULE_APPROVED)
