"""Who has a seat in which session, who waits for one.

Only whoever holds a seat at the event chooses sessions, of those that their audience lets them know of,
and no two at one time; a place on a waiting list counts, so that a seat which becomes free never
collides. This module alone moves a choice and a session's ``seats_taken``: one conditional UPDATE
inside the transaction that writes the choice, with ``session_seats_are_given_once`` behind it.

Locks are taken in one order: what ``registrations.seats`` locks (ticket type, registration) first, then
sessions' seats by their numbers, then choices. Whoever holds a session's seats gives its free ones to the
waiting list before letting go, while the session lies ahead. When a registration ends or gets its seat,
``seats`` has ``follow`` do what follows here, last of all in the same transaction.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext_noop

from accounts.models import User
from events import programme
from events.programme_parts import Programme, SessionItem
from registrations.models import (
    LIVE,
    Registration,
    SeatState,
    SessionSeat,
    SessionSeatQuerySet,
    SessionSeats,
    Status,
)
from registrations.session_offers import overlap
from registrations.viewers import viewer_of

CHOOSING = (Status.UNDER_REVIEW, Status.CONFIRMED)
"""Whoever has a seat at the event, not merely the offer of one."""

# Stored in English, shown in the reader's language.
REGISTRATION_ENDED = gettext_noop("The registration has ended")
GIVEN_UP = gettext_noop("Given up by the attendee")


class NotForThem(Exception):
    """The attendee cannot choose this session: it is not theirs to know, has no seats, or is called off."""


class HoldsNoSeat(Exception):
    """Only whoever holds a seat at the event chooses sessions."""


class TooLate(Exception):
    """The session can no longer be chosen or given up by the attendee."""


class Overlaps(Exception):
    """The attendee has chosen ``other``, which takes place at the same time."""

    def __init__(self, other: SessionItem) -> None:
        super().__init__(f"session {other.code} takes place at the same time")
        self.other = other


class NoSeatLeft(Exception):
    """The session has no free seat, so nothing was exchanged for it."""


class CapacityTooSmall(Exception):
    """The capacity asked for is less than the seats already taken: ``seats_taken``."""

    def __init__(self, seats: SessionSeats, capacity: int) -> None:
        super().__init__(f"session {seats.session_id}: {seats.seats_taken} taken, {capacity} asked for")
        self.seats_taken = seats.seats_taken


@dataclass(frozen=True, slots=True)
class Offer:
    """A session with seats as one attendee finds it."""

    session: SessionItem
    seats: SessionSeats
    choice: SessionSeat | None
    is_open: bool
    position: int | None
    """1 for whoever is next on the waiting list."""
    overlaps: SessionItem | None
    """What the attendee has chosen at the same time."""


def offers(registration: Registration, *, now: dt.datetime, language: str | None = None) -> list[Offer]:
    """The sessions with seats that the attendee may know of, in the order of the programme."""
    reading = _reading(registration, now=now, language=language)
    return _offers(registration, reading, now=now)


def choose(
    registration: Registration,
    code: str,
    *,
    now: dt.datetime,
    by: User | None = None,
    reason: str = "",
    instead: bool = False,
) -> SessionSeat:
    """Give the attendee a seat in the session, or the last place on its waiting list.

    With ``instead``, what they have chosen at the same time is given up for it, if a seat is left. Staff
    (``by``) may do so after its closing time. Raises NotForThem, HoldsNoSeat, TooLate, Overlaps and
    NoSeatLeft; then nothing changes. Who has chosen the session already keeps the choice.
    """
    with transaction.atomic():
        _lock_registration(registration)
        if registration.status not in CHOOSING:
            raise HoldsNoSeat
        reading = _reading(registration, now=now)
        item, seats = _chosen(reading, code)
        if by is None and not _is_open(item, seats, now=now):
            raise TooLate
        own = list(registration.session_seats.live().select_related("seats__session"))
        if already := next((choice for choice in own if choice.seats_id == seats.pk), None):
            return already
        in_the_way = [choice for choice in own if _overlap(_item(reading, choice), item)]
        if in_the_way and not instead:
            raise Overlaps(_item(reading, in_the_way[0]) or item)
        _lock_seats([seats.pk, *(choice.seats_id for choice in in_the_way)])
        has_seat = _take(seats)
        if in_the_way and not has_seat:
            raise NoSeatLeft
        for choice in in_the_way:
            _end(choice, now=now, by=by, reason=GIVEN_UP)
        return SessionSeat.objects.create(
            registration=registration,
            seats=seats,
            state=SeatState.HELD if has_seat else SeatState.WAITING,
            chosen_at=now,
            held_at=now if has_seat else None,
            changed_by=by,
            reason=reason,
        )


def give_up(
    registration: Registration, code: str, *, now: dt.datetime, by: User | None = None, reason: str = GIVEN_UP
) -> None:
    """End the attendee's choice of a session, if there is one; its seat goes to the waiting list.

    Raises TooLate for attendees once the session can no longer be chosen.
    """
    with transaction.atomic():
        _lock_registration(registration)
        choice = registration.session_seats.live().filter(seats__session__code=code).first()
        if choice is None:
            return
        session = choice.seats.session
        closes_at = choice.seats.closes_at or session.starts_at
        if by is None and closes_at and closes_at <= now:
            raise TooLate
        _lock_seats([choice.seats_id])
        _end(choice, now=now, by=by, reason=reason)


def follow(
    *, ended: Iterable[Registration] = (), seated: Iterable[Registration] = (), now: dt.datetime
) -> None:
    """What follows for sessions when registrations end, or get their seat at the event.

    Choices of those that ended are given back, and those newly seated get what they wanted when they
    registered, as far as it is still possible. Whoever calls this has locked the registrations.
    """
    gone = list(ended)
    choices = list(SessionSeat.objects.live().filter(registration__in=gone)) if gone else []
    wanting = [
        registration
        for registration in seated
        if registration.status in CHOOSING and registration.wanted_sessions
    ]
    if not choices and not wanting:
        return
    wanted = {code for registration in wanting for code in registration.wanted_sessions}
    # All at once, in the one order: what each takes is then locked already.
    pks = set(SessionSeats.objects.filter(session__code__in=wanted).values_list("pk", flat=True))
    _lock_seats(pks | {choice.seats_id for choice in choices})
    for choice in choices:
        _end(choice, now=now, by=None, reason=REGISTRATION_ENDED)
    for registration in wanting:
        _take_wanted(registration, now=now)


def _take_wanted(registration: Registration, *, now: dt.datetime) -> None:
    for code in registration.wanted_sessions:
        try:
            choose(registration, code, now=now)
        except (NotForThem, TooLate, Overlaps):
            continue


def set_capacity(seats: SessionSeats, capacity: int, *, now: dt.datetime) -> None:
    """Change how many seats a session has; new ones go to its waiting list. Raises CapacityTooSmall."""
    with transaction.atomic():
        seats.refresh_from_db(
            fields=["capacity", "seats_taken"], from_queryset=SessionSeats.objects.select_for_update()
        )
        if capacity < seats.seats_taken:
            raise CapacityTooSmall(seats, capacity)
        seats.capacity = capacity
        seats.save(update_fields=["capacity"])
        _fill(seats.pk, now=now)


def move_up(choice: SessionSeat, *, now: dt.datetime, by: User, reason: str) -> None:
    """Put somebody who waits before all who were not moved up, with a reason on record."""
    with transaction.atomic():
        _lock_seats([choice.seats_id])
        SessionSeat.objects.waiting().filter(pk=choice.pk).update(
            moved_up_at=now, changed_by=by, reason=reason
        )


def position(choice: SessionSeat) -> int | None:
    """1 for whoever is next; None for whoever does not wait."""
    if choice.state != SeatState.WAITING:
        return None
    waiting = list(SessionSeat.objects.waiting().filter(seats=choice.seats_id).values_list("pk", flat=True))
    return waiting.index(choice.pk) + 1 if choice.pk in waiting else None


def breaches(*, now: dt.datetime) -> Iterator[str]:
    """Each way in which sessions' seats and choices contradict each other, as a line for an operator."""
    held = Count("choices", filter=Q(choices__state=SeatState.HELD))
    for seats in SessionSeats.objects.annotate(held=held).exclude(seats_taken=F("held")):
        yield f"session {seats.session_id}: seats_taken is {seats.seats_taken}, but {seats.held} hold one"
    free = SessionSeats.objects.filter(
        seats_taken__lt=F("capacity"), session__starts_at__gt=now, choices__state=SeatState.WAITING
    )
    for pk in free.distinct().values_list("session", flat=True):
        yield f"session {pk}: a seat is free while somebody waits for one"
    ended = SessionSeat.objects.live().exclude(registration__status__in=LIVE)
    for pk in ended.values_list("pk", flat=True):
        yield f"choice {pk} of a session: its registration has ended"
    for pk in SessionSeats.objects.exclude(event=F("session__event")).values_list("session", flat=True):
        yield f"session {pk}: its seats belong to another event"
    foreign = SessionSeat.objects.exclude(registration__event=F("seats__event"))
    for pk in foreign.values_list("pk", flat=True):
        yield f"choice {pk} of a session: its registration is for another event"


def overlapping(choices: Iterable[SessionSeat], reading: Programme) -> list[tuple[SessionItem, SessionItem]]:
    """The pairs of chosen sessions that a later agenda has put at one time."""
    items = [item for choice in choices if (item := _item(reading, choice))]
    return [
        (first, second)
        for number, first in enumerate(items)
        for second in items[number + 1 :]
        if _overlap(first, second)
    ]


def _offers(registration: Registration, reading: Programme, *, now: dt.datetime) -> list[Offer]:
    by_code = {
        seats.session.code: seats
        for seats in SessionSeats.objects.filter(event=registration.event_id).select_related("session")
    }
    choices = {choice.seats_id: choice for choice in registration.session_seats.live()}
    chosen = [
        item
        for item in reading.sessions
        if (seats := by_code.get(item.code)) and seats.pk in choices and not item.is_cancelled
    ]
    positions = _positions([choice for choice in choices.values() if choice.state == SeatState.WAITING])
    found = []
    for item in reading.sessions:
        seats = by_code.get(item.code)
        if seats is None:
            continue
        choice = choices.get(seats.pk)
        others = (other for other in chosen if other is not item and _overlap(other, item))
        found.append(
            Offer(
                session=item,
                seats=seats,
                choice=choice,
                is_open=_is_open(item, seats, now=now),
                position=positions.get(choice.pk) if choice else None,
                overlaps=next(others, None),
            )
        )
    return found


def _positions(waiting: list[SessionSeat]) -> dict[int, int]:
    """The place of each of these choices on the waiting list of its session, by one query."""
    if not waiting:
        return {}
    rows = SessionSeat.objects.waiting().filter(seats__in=[choice.seats_id for choice in waiting])
    places: dict[int, int] = {}
    counted: dict[int, int] = {}
    for pk, seats_pk in rows.values_list("pk", "seats"):
        counted[seats_pk] = places[pk] = counted.get(seats_pk, 0) + 1
    return places


def _reading(registration: Registration, *, now: dt.datetime, language: str | None = None) -> Programme:
    return programme.read(registration.event, viewer=viewer_of(registration), language=language, at=now)


def _chosen(reading: Programme, code: str) -> tuple[SessionItem, SessionSeats]:
    try:
        item = reading.session(code)
        seats = SessionSeats.objects.select_related("session").get(session__code=code)
    except (KeyError, SessionSeats.DoesNotExist):
        raise NotForThem from None
    if item.is_cancelled:
        raise NotForThem
    return item, seats


def _item(reading: Programme, choice: SessionSeat) -> SessionItem | None:
    """The chosen session as it is published; None for one that is no longer announced to this attendee."""
    try:
        item = reading.session(choice.seats.session.code)
    except KeyError:
        return None
    return None if item.is_cancelled else item


def _overlap(first: SessionItem | None, second: SessionItem | None) -> bool:
    return bool(first and second and overlap(first, second))


def _is_open(item: SessionItem, seats: SessionSeats, *, now: dt.datetime) -> bool:
    return not item.is_cancelled and now < (seats.closes_at or item.starts_at)


def _take(seats: SessionSeats) -> bool:
    """Take one seat unless all are taken, whatever anybody else is doing at the same time."""
    free = SessionSeats.objects.filter(pk=seats.pk, seats_taken__lt=F("capacity"))
    return free.update(seats_taken=F("seats_taken") + 1) == 1


def _lock_registration(registration: Registration) -> None:
    registration.refresh_from_db(fields=["status"], from_queryset=Registration.objects.select_for_update())


def _lock_seats(pks: Iterable[int]) -> None:
    list(SessionSeats.objects.select_for_update().filter(pk__in=set(pks)).order_by("pk"))


def _end(choice: SessionSeat, *, now: dt.datetime, by: User | None, reason: str) -> None:
    """End a choice whose session's seats are locked, and give what it held to whoever waits."""
    ended = SessionSeat.objects.live().filter(pk=choice.pk)
    held = ended.held().exists()
    if ended.update(state=SeatState.ENDED, ended_at=now, changed_by=by, reason=reason) and held:
        SessionSeats.objects.filter(pk=choice.seats_id).update(seats_taken=F("seats_taken") - 1)
        _fill(choice.seats_id, now=now)


def _fill(seats_pk: int, *, now: dt.datetime) -> None:
    """Give the free seats of a locked session to whoever waits, until it begins."""
    seats = SessionSeats.objects.select_related("session").get(pk=seats_pk)
    if seats.session.starts_at is None or seats.session.starts_at <= now:
        return
    waiting: SessionSeatQuerySet = SessionSeat.objects.waiting().filter(seats=seats)
    for choice in waiting[: max(seats.seats_left, 0)]:
        if not _take(seats):
            break
        SessionSeat.objects.filter(pk=choice.pk).update(state=SeatState.HELD, held_at=now, is_announced=False)
