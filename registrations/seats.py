"""Who holds a seat, who waits for one.

This module alone writes a registration's status, and each move leaves a StatusChange. A seat is
taken by ``registrations.places``, inside the transaction that writes the registration; there stands
the order of locks. Whoever makes a seat free gives it to whoever waited longest before letting go of
the locks, so that a free seat and somebody waiting for it are never seen together while the event
lies ahead.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from registrations import delegation_places, places, review_rounds, session_seats, waiting_list
from registrations.legal_moves import LEGAL_MOVES
from registrations.models import (
    LIVE,
    SEATED,
    Attendance,
    Registration,
    Status,
    StatusChange,
    TicketType,
)
from registrations.refusals import AlreadyRegistered, IllegalMove, NoPlaceLeft, OfferEnded

# Stored in English, shown in the reader's language.
A_SEAT_BECAME_FREE = gettext_noop("A seat became free")
DATA_TO_BE_DELETED = gettext_noop("The attendee asked for deletion")
NOW_ATTENDS = {
    Attendance.IN_PERSON: gettext_noop("Now attends in person"),
    Attendance.ONLINE: gettext_noop("Now attends online"),
}


def register(
    ticket_type: TicketType,
    *,
    now: dt.datetime,
    email: str,
    by: User | None = None,
    has_place: bool = False,
    **details: Any,
) -> Registration:
    """Register an attendee whose address is known to be theirs, with a seat or on the waiting list.

    ``details`` are the fields of Registration that the attendee fills in; ``has_place`` says that the
    caller has taken the place before and hands it over. Raises AlreadyRegistered when the address has a
    live registration for the event; then nothing is written.
    """
    registration = _drafted(ticket_type, now=now, email=email, **details)
    with _one_live_per_address(registration):
        status = _seated_status(ticket_type, registration) if has_place else _place(ticket_type, registration)
        _move(registration, status, now=now, by=by)
        session_seats.follow(seated=[registration], now=now)
    return registration


def take_place(ticket_type: TicketType, attendance: str) -> bool:
    """Take a place, if there is one, for what the caller writes in the same transaction."""
    if places.take(ticket_type, attendance):
        return True
    places.lock(ticket_type, attendance)
    return places.take(ticket_type, attendance)


@contextmanager
def giving_back(
    ticket_type_id: int, attendance: str, *, now: dt.datetime, number: int = 1
) -> Iterator[TicketType]:
    """A transaction at whose end places that were taken before go to whoever waits longest."""
    with transaction.atomic():
        held = places.lock_around(ticket_type_id)
        own = held.ticket_types[ticket_type_id]
        yield own
        for _place in range(number):
            places.give_back(own, attendance)
        fill(held, now=now)


def register_unverified(
    ticket_type: TicketType, *, now: dt.datetime, email: str, **details: Any
) -> Registration:
    """Keep what somebody filled in until they have shown that the address is theirs.

    It holds no seat and waits for none, and an address may have several.
    """
    registration = _drafted(ticket_type, now=now, email=email, **details)
    with transaction.atomic(savepoint=False):
        _move(registration, Status.UNVERIFIED, now=now, by=None)
    return registration


def verify(registration: Registration, *, now: dt.datetime) -> None:
    """Its address is theirs: give it a seat when there is one, else a place on the waiting list.

    Raises AlreadyRegistered when the address has a live registration for the event by now, and
    IllegalMove when it has been verified before; then nothing is written.
    """
    with _one_live_per_address(registration):
        status = _place(registration.ticket_type, registration)
        _lock_registration(registration)
        if registration.status != Status.UNVERIFIED:
            raise IllegalMove(registration, status)
        _move(registration, status, now=now, by=None)
        session_seats.follow(seated=[registration], now=now)


def cancel(registration: Registration, *, now: dt.datetime, by: User | None = None, reason: str = "") -> None:
    """Give the seat, or the place in the waiting list, back. Raises IllegalMove when it is not live."""
    _leave(registration, Status.CANCELLED, now=now, by=by, reason=reason)


def decline(registration: Registration, *, now: dt.datetime, by: User | None, reason: str = "") -> None:
    """Staff decide against it; a seat it held goes to the waiting list. Raises IllegalMove."""
    _leave(registration, Status.DECLINED, now=now, by=by, reason=reason)


def expire(
    registration: Registration,
    *,
    now: dt.datetime,
    by: User | None = None,
    reason: str = "",
    only_from: Status | None = None,
) -> None:
    """Nobody decided in time; a seat it held goes to the waiting list. Raises IllegalMove."""
    _leave(registration, Status.EXPIRED, now=now, by=by, reason=reason, only_from=only_from)


def approve(registration: Registration, *, now: dt.datetime, by: User | None, reason: str = "") -> None:
    """Staff decide for it; it keeps the seat it held under review.

    Raises IllegalMove, also while a review lane that was set up for it has not approved, or while rules
    wait for the screening.
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
            places.lock_around(registration.ticket_type_id)
            delegation_places.lock(registration)
        _lock_registration(registration)
        yield


def accept(registration: Registration, *, now: dt.datetime) -> None:
    """Its attendee takes the seat that is offered. Raises IllegalMove, and OfferEnded when it is too late."""
    with transaction.atomic():
        _lock_registration(registration)
        status = _seated_status(registration.ticket_type, registration)
        if registration.status != Status.OFFERED:
            raise IllegalMove(registration, status)
        if registration.offered_until_at is not None and registration.offered_until_at <= now:
            raise OfferEnded
        _move(registration, status, now=now, by=None)
        session_seats.follow(seated=[registration], now=now)


def switch(registration: Registration, attendance: str, *, now: dt.datetime) -> None:
    """Attend the other way: take a place there, and only then give the one it holds to whoever waits.

    Whoever waits gets a seat so, where one is left. Raises NoPlaceLeft and IllegalMove; nothing changes.
    """
    with transaction.atomic():
        held = places.lock_around(registration.ticket_type_id)
        _lock_registration(registration)
        own = held.ticket_types[registration.ticket_type_id]
        is_seated = registration.status in (Status.CONFIRMED, Status.UNDER_REVIEW)
        status = Status(registration.status) if is_seated else _seated_status(own, registration)
        is_another = attendance in own.attendances and attendance != registration.attendance
        if not is_another or not (is_seated or registration.is_waiting):
            raise IllegalMove(registration, status)
        if not places.take(own, attendance):
            raise NoPlaceLeft
        if is_seated:
            places.give_back(own, registration.attendance)
        registration.attendance = attendance
        registration.save(update_fields=["attendance"])
        _move(registration, status, now=now, by=None, reason=NOW_ATTENDS[Attendance(attendance)])
        fill(held, now=now)


def move_up(registration: Registration, *, now: dt.datetime, by: User | None, reason: str) -> None:
    """Staff put it at the head of the waiting list. Raises IllegalMove when it is not on it."""
    with transaction.atomic():
        places.lock_around(registration.ticket_type_id)
        _lock_registration(registration)
        if registration.status != Status.WAITLISTED:
            raise IllegalMove(registration, Status.WAITLISTED)
        first = waiting_list.line_of(registration).earliest("waiting_since_at", "pk")
        if first.pk != registration.pk and first.waiting_since_at is not None:
            since = first.waiting_since_at - dt.timedelta(microseconds=1)
            _move(registration, Status.WAITLISTED, now=now, by=by, reason=reason, waiting_since_at=since)


def fill(held: places.Held, *, now: dt.datetime) -> None:
    """Give the free places that the caller holds to whoever waited longest."""
    session_seats.follow(seated=_fill(held, now=now), now=now)


def _seated_status(ticket_type: TicketType, registration: Registration) -> Status:
    is_reviewed = ticket_type.needs_review and not registration.skips_review
    return Status.UNDER_REVIEW if is_reviewed else Status.CONFIRMED


def _drafted(ticket_type: TicketType, *, now: dt.datetime, email: str, **details: Any) -> Registration:
    if "attendance" not in details:
        details["attendance"] = ticket_type.attendances[0]
    elif details["attendance"] not in ticket_type.attendances:
        raise ValueError(f"ticket type {ticket_type.pk} is not attended {details['attendance']}")
    return Registration(
        event_id=ticket_type.event_id,
        ticket_type=ticket_type,
        email=email.strip().lower(),
        registered_at=now,
        **{"consented_at": now} | details,
    )


@contextmanager
def _one_live_per_address(registration: Registration) -> Iterator[None]:
    """A transaction that makes registration live, unless its address has another that is.

    The database's own constraint says so: mostly there is none, and nobody looks for one.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        same_address = Registration.objects.filter(event=registration.event_id, email=registration.email)
        other = same_address.live().exclude(pk=registration.pk).first()
        if other is None:
            raise
        raise AlreadyRegistered(other) from None


def _place(ticket_type: TicketType, registration: Registration) -> Status:
    """Take a place if there is one; the status of whoever asked for it."""
    if delegation_places.hand_over_seat(registration) or take_place(ticket_type, registration.attendance):
        return _seated_status(ticket_type, registration)
    return Status.WAITLISTED


def _lock_registration(registration: Registration) -> None:
    registration.refresh_from_db(
        fields=["status", "attendance", "waiting_since_at", "offered_until_at"],
        from_queryset=Registration.objects.select_for_update(),
    )


def _leave(
    registration: Registration,
    to_status: Status,
    *,
    now: dt.datetime,
    by: User | None,
    reason: str,
    only_from: Status | None = None,
) -> None:
    """Of forms that nobody has verified, only a delegation's nominations end so; the others are deleted."""
    with transaction.atomic():
        held = places.lock_around(registration.ticket_type_id)
        delegation_places.lock(registration)
        _lock_registration(registration)
        is_form = not registration.is_verified and registration.delegation_id is None
        if is_form or (only_from is not None and registration.status != only_from):
            raise IllegalMove(registration, to_status)
        held_a_seat = registration.status in SEATED
        _move(registration, to_status, now=now, by=by, reason=reason)
        is_kept = delegation_places.let_go(registration, held_a_seat=held_a_seat, now=now)
        served: list[Registration] = []
        if held_a_seat and not is_kept:
            places.give_back(held.ticket_types[registration.ticket_type_id], registration.attendance)
            served = _fill(held, now=now)
        session_seats.follow(ended=[registration], seated=served, now=now)


def _fill(held: places.Held, *, now: dt.datetime) -> list[Registration]:
    """Give the free places that we hold to whoever waited longest, until the event begins; return them."""
    served = []
    for ticket_type, first in waiting_list.served(held, now=now):
        if ticket_type.hours_to_accept:
            until = min(now + dt.timedelta(hours=ticket_type.hours_to_accept), ticket_type.event.starts_at)
            _move(first, Status.OFFERED, now=now, by=None, reason=A_SEAT_BECAME_FREE, offered_until_at=until)
        else:
            _move(first, _seated_status(ticket_type, first), now=now, by=None, reason=A_SEAT_BECAME_FREE)
        served.append(first)
    return served


def _move(
    registration: Registration,
    to_status: Status,
    *,
    now: dt.datetime,
    by: User | None,
    reason: str = "",
    waiting_since_at: dt.datetime | None = None,
    offered_until_at: dt.datetime | None = None,
) -> None:
    """Write the status and the row that documents it. Raises IllegalMove.

    Whoever enters review is laid before the lanes; where rules approve all of them, it goes on at once.
    """
    from_status = registration.status
    if (
        to_status == Status.CONFIRMED
        and from_status not in (Status.UNDER_REVIEW, Status.CONFIRMED)
        and review_rounds.needs_review(registration, now=now)
    ):
        to_status = Status.UNDER_REVIEW
    if to_status not in LEGAL_MOVES[from_status]:
        raise IllegalMove(registration, to_status)
    registration.status = to_status
    if to_status == Status.WAITLISTED:
        registration.waiting_since_at = waiting_since_at or waiting_list.end_of_line(registration, now=now)
    else:
        registration.waiting_since_at = None
    registration.offered_until_at = offered_until_at
    settles = to_status == Status.CONFIRMED or (from_status in LIVE and to_status not in LIVE)
    if settles and registration.ticket_type.price:
        registration.is_to_be_settled = True
    if from_status:
        moved = ["status", "waiting_since_at", "offered_until_at", "is_to_be_settled"]
        registration.save(update_fields=moved)
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
    is_laid_before_the_lanes = to_status == Status.UNDER_REVIEW != from_status
    if is_laid_before_the_lanes and review_rounds.begin(registration, now=now):
        _move(registration, Status.CONFIRMED, now=now, by=None, reason=review_rounds.A_RULE_APPROVED)
