"""Whom an organization sends, named by its focal point through a link that only their mail tells.

Whoever is named has a registration of the organization, which nobody sees for review before they have
shown that the address is theirs and completed it. A place is taken from being named until the registration
ends, however it ends: substituted, withdrawn, given up by its attendee, declined, or not confirmed in
time. Whoever comes instead is registered anew and linked to whom they substitute. Seats that are kept
go to those who are named, and at the end of naming to whoever waits.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext_noop

from accounts.models import User
from registrations import delegation_places, places, questions, seats, verification
from registrations.models import (
    LIVE,
    Delegation,
    DelegationChange,
    DelegationChangeKind,
    Registration,
    RegistrationQuerySet,
    Status,
    TicketType,
    new_token,
)
from registrations.refusals import AlreadyRegistered, IllegalMove, NoPlaceLeft
from speakers.models import Organization

# Stored in English, shown in the reader's language.
SUBSTITUTED = gettext_noop("The organization sends somebody else")
WITHDRAWN = gettext_noop("The organization has withdrawn the nomination")
NOT_CONFIRMED_IN_TIME = gettext_noop("The nomination was not confirmed in time")
DECLINED = gettext_noop("Declined by whoever was named")
REVOKED = gettext_noop("The organizers have revoked the delegation")
BY_FOCAL_POINT = (SUBSTITUTED, WITHDRAWN)

OPEN = (Status.UNVERIFIED, *LIVE)
"""Whoever has one of these takes a place."""

ENDED_AT_ONCE = 200
# Each name is a mail to an address that somebody types: whoever got hold of a link sends no more than that.
NAMED_AN_HOUR = 20


class NamingEnded(Exception):
    """People can no longer be named, substituted or withdrawn."""


class AllPlacesTaken(Exception):
    """As many people are named as the organization has places."""


class NamedTooMany(Exception):
    """So many have been named within an hour that the next has to wait."""


class AlreadyNamed(Exception):
    """The address belongs to somebody whom a delegation to the event has named already."""


class AlreadyOpen(Exception):
    """The organization has a delegation with this ticket type that is in force."""


class FewerThanTaken(Exception):
    """More people are named than there would be places: ``places_taken``."""

    def __init__(self, delegation: Delegation) -> None:
        super().__init__(f"delegation {delegation.pk}: {delegation.places_taken} places taken")
        self.places_taken = delegation.places_taken


# --- What staff do


def open_for(
    organization: Organization,
    ticket_type: TicketType,
    *,
    places: int,
    closes_at: dt.datetime,
    focal_point_name: str,
    focal_point_email: str,
    language: str,
    reserves_seats: bool = False,
    now: dt.datetime,
    by: User | None,
) -> Delegation:
    """Let an organization name its people; the mail to its focal point is owed.

    Raises AlreadyOpen, and NoPlaceLeft when too few seats can be reserved; then nothing is written.
    """
    with _refusing("organization", AlreadyOpen), transaction.atomic():
        delegation = Delegation(
            event_id=ticket_type.event_id,
            organization=organization,
            ticket_type=ticket_type,
            attendance=ticket_type.attendances[0],
            places=places,
            reserves_seats=reserves_seats,
            focal_point_name=focal_point_name,
            focal_point_email=focal_point_email.strip().lower(),
            language=language,
            closes_at=closes_at,
            opened_at=now,
            opened_by=by,
        )
        if reserves_seats:
            delegation.seats_held = _take_seats(delegation, places)
        delegation.save(force_insert=True)
        _document(delegation, DelegationChangeKind.OPENED, now=now, by=by)
    return delegation


def renew_link(delegation: Delegation, *, now: dt.datetime, by: User | None) -> None:
    """Send a new link; the old one is dead. Raises NamingEnded when it was revoked."""
    with _changing(delegation):
        _write(delegation, token=new_token())
        _document(delegation, DelegationChangeKind.LINK_RENEWED, now=now, by=by)


def change(
    delegation: Delegation, *, places: int, closes_at: dt.datetime, now: dt.datetime, by: User | None
) -> None:
    """Change how many people may be named and until when; seats follow where they are reserved.

    Raises NamingEnded when it was revoked, FewerThanTaken, and NoPlaceLeft where too few seats are left;
    then nothing is written. Seats that were passed on when naming ended are not taken again.
    """
    with _changing(delegation):
        if (places, closes_at) == (delegation.places, delegation.closes_at):
            return
        if places < delegation.places_taken:
            raise FewerThanTaken(delegation)
        more, seats_held = places - delegation.places, delegation.seats_held
        given_back = min(seats_held, max(-more, 0))
        if more > 0 and delegation.reserves_seats and delegation.is_naming(now=now):
            seats_held += _take_seats(delegation, more)
        _write(delegation, places=places, closes_at=closes_at, seats_held=seats_held - given_back)
        _pass_seats_on(delegation, given_back, now=now)
        _document(delegation, DelegationChangeKind.CHANGED, now=now, by=by)


def revoke(delegation: Delegation, *, now: dt.datetime, by: User | None) -> None:
    """End it: the link is dead, kept seats go to whoever waits, and so does what nobody has confirmed.

    Who has confirmed stays registered. Raises NamingEnded when it was revoked before.
    """
    with _changing(delegation):
        held = delegation.seats_held
        _write(delegation, revoked_at=now, seats_held=0)
        _pass_seats_on(delegation, held, now=now)
        for registration in unconfirmed(delegation):
            seats.expire(registration, now=now, by=by, reason=REVOKED)
        _document(delegation, DelegationChangeKind.REVOKED, now=now, by=by)


# --- What the focal point does


def name_attendee(delegation: Delegation, *, email: str, now: dt.datetime, **details: Any) -> Registration:
    """Name somebody, who is asked by mail to confirm. ``details`` are other fields of Registration.

    Raises NamingEnded, AllPlacesTaken, NamedTooMany, AlreadyNamed and AlreadyRegistered; then nothing is
    written.
    """
    with _refusing("email", AlreadyNamed), _changing(delegation):
        return _name(delegation, email=email, now=now, **details)


def substitute(registration: Registration, *, email: str, now: dt.datetime, **details: Any) -> Registration:
    """Name somebody who comes instead, also of somebody who was declined or does not come.

    Raises what ``name_attendee`` raises, and IllegalMove when somebody was substituted before.
    """
    delegation = _delegation_of(registration)
    with _refusing("email", AlreadyNamed), _changing(delegation):
        if registration.status in OPEN:
            seats.cancel(registration, now=now, reason=SUBSTITUTED)
        if registration.substituted_by.exists():
            raise IllegalMove(registration, Status.CANCELLED)
        return _name(delegation, email=email, now=now, substitutes=registration, **details)


def withdraw(registration: Registration, *, now: dt.datetime) -> None:
    """Take a nomination back, confirmed or not. Raises NamingEnded and IllegalMove."""
    delegation = _delegation_of(registration)
    with _changing(delegation):
        if not delegation.is_naming(now=now):
            raise NamingEnded
        seats.cancel(registration, now=now, reason=WITHDRAWN)


# --- What whoever is named does


def confirm(
    registration: Registration,
    *,
    now: dt.datetime,
    given: questions.Given = questions.NOTHING,
    **details: Any,
) -> None:
    """Their address is theirs and the rest is filled in: seat, review or waiting list, as for everybody.

    Raises ``verification.LinkEnded``, IllegalMove when it was confirmed or ended before, and
    AlreadyRegistered; then nothing is written.
    """
    if verification.has_ended(registration, now=now):
        raise verification.LinkEnded
    with seats.locked(registration, with_its_seat=True):
        if registration.is_verified:
            raise IllegalMove(registration, Status.CONFIRMED)
        for name, value in details.items():
            setattr(registration, name, value)
        registration.consented_at = now
        registration.save(update_fields=[*details, "consented_at"])
        questions.keep(registration, given)
        seats.verify(registration, now=now)


def decline(registration: Registration, *, now: dt.datetime) -> None:
    """Whoever was named says that they do not come. Raises IllegalMove."""
    if registration.is_unconfirmed_nomination:
        seats.cancel(registration, now=now, reason=DECLINED)


# --- What time does


def close_due(*, now: dt.datetime) -> int:
    """End what was not confirmed in time, and pass on what is kept for nobody any more; how many there were.

    Some at once; safe to run twice.
    """
    return _end_unconfirmed(now=now) + _release_seats(now=now)


def unconfirmed(delegation: Delegation) -> RegistrationQuerySet:
    """Those whom it has named and who have not answered yet."""
    return Registration.objects.unverified().filter(delegation=delegation)


def _end_unconfirmed(*, now: dt.datetime) -> int:
    late = Registration.objects.unverified().filter(
        Q(delegation__closes_at__lte=now, registered_at__lte=now - verification.HOLDS_FOR)
        | Q(event__ends_at__lte=now),
        delegation__isnull=False,
    )
    ended = 0
    for registration in late.select_related("ticket_type", "event").order_by("pk")[:ENDED_AT_ONCE]:
        with suppress(IllegalMove):  # Answered at this very moment.
            seats.expire(registration, now=now, reason=NOT_CONFIRMED_IN_TIME, only_from=Status.UNVERIFIED)
            ended += 1
    return ended


def _release_seats(*, now: dt.datetime) -> int:
    """Of delegations that can name nobody any more: but for those who have still time to confirm."""
    is_unconfirmed = Q(registrations__status=Status.UNVERIFIED)
    waited_for = Count("registrations", filter=is_unconfirmed)
    due = Delegation.objects.holding_seats().filter(closes_at__lte=now).annotate(waited_for=waited_for)
    released = 0
    for delegation in due.filter(seats_held__gt=F("waited_for")).order_by("pk")[:ENDED_AT_ONCE]:
        with suppress(NamingEnded), _changing(delegation):
            number = max(delegation.seats_held - unconfirmed(delegation).count(), 0)
            if number and delegation.closes_at <= now:
                _write(delegation, seats_held=delegation.seats_held - number)
                _pass_seats_on(delegation, number, now=now)
                released += 1
    return released


def breaches() -> Iterator[str]:
    """Each way in which delegations contradict what they name, as a line for an operator."""
    is_open = Q(registrations__status__in=OPEN)
    counted = Delegation.objects.annotate(named=Count("registrations", filter=is_open))
    for delegation in counted.exclude(places_taken=F("named")):
        yield (
            f"delegation {delegation.pk}: places_taken is {delegation.places_taken}, "
            f"but {delegation.named} people are named"
        )
    for pk in Delegation.objects.exclude(ticket_type__event=F("event")).values_list("pk", flat=True):
        yield f"delegation {pk}: its ticket type belongs to another event"
    named = Registration.objects.filter(delegation__isnull=False)
    for pk in named.exclude(ticket_type=F("delegation__ticket_type")).values_list("pk", flat=True):
        yield f"registration {pk}: its delegation has another ticket type"
    elsewhere = named.filter(status__in=OPEN).exclude(organization=F("delegation__organization"))
    for pk in elsewhere.values_list("pk", flat=True):
        yield f"registration {pk}: its delegation is of another organization"
    substitutes = Registration.objects.filter(substitutes__isnull=False)
    for pk in substitutes.exclude(substitutes__delegation=F("delegation")).values_list("pk", flat=True):
        yield f"registration {pk}: whom it substitutes was named by another delegation"
    for pk in substitutes.filter(substitutes__status__in=OPEN).values_list("pk", flat=True):
        yield f"registration {pk}: whom it substitutes has not ended"


# --- How


def _name(delegation: Delegation, *, email: str, now: dt.datetime, **details: Any) -> Registration:
    if not delegation.is_naming(now=now):
        raise NamingEnded
    if not delegation_places.take(delegation, now=now):
        raise AllPlacesTaken
    lately = delegation.registrations.filter(registered_at__gt=now - dt.timedelta(hours=1)).count()
    if lately >= max(NAMED_AN_HOUR, 2 * delegation.places):
        raise NamedTooMany
    email = email.strip().lower()
    same_address = Registration.objects.filter(event=delegation.event_id, email=email)
    if (live := same_address.live().first()) is not None:
        if live.delegation_id == delegation.pk:
            raise AlreadyNamed
        raise AlreadyRegistered(live)
    organization = delegation.organization
    return seats.register_unverified(
        delegation.ticket_type,
        now=now,
        email=email,
        delegation=delegation,
        attendance=delegation.attendance,
        organization=organization,
        organization_name=organization.name,
        sector=organization.sector,
        country=organization.country,
        consented_at=None,
        **details,
    )


@contextmanager
def _refusing(column: str, refusal: type[Exception]) -> Iterator[None]:
    """Says in our words what a constraint over the column refuses."""
    try:
        yield
    except IntegrityError as error:
        if column not in str(error):
            raise
        raise refusal from error


def _delegation_of(registration: Registration) -> Delegation:
    if registration.delegation is None:
        raise ValueError(f"registration {registration.pk} was named by no delegation")
    return registration.delegation


@contextmanager
def _changing(delegation: Delegation) -> Iterator[None]:
    """A transaction that holds the delegation, read anew, and what giving its seats up locks.

    Naming holds as much: a new registration refers to the ticket type, which whoever gives a seat up holds
    before the delegation.
    """
    with transaction.atomic():
        places.lock_around(delegation.ticket_type_id)
        delegation_places.lock_and_read(delegation)
        if delegation.revoked_at is not None:
            raise NamingEnded
        yield


def _take_seats(delegation: Delegation, number: int) -> int:
    ticket_type, attendance = delegation.ticket_type, delegation.attendance
    places.lock(ticket_type, attendance)
    for _seat in range(number):
        if not places.take(ticket_type, attendance):
            raise NoPlaceLeft
    return number


def _pass_seats_on(delegation: Delegation, number: int, *, now: dt.datetime) -> None:
    if number:
        with seats.giving_back(delegation.ticket_type_id, delegation.attendance, now=now, number=number):
            pass


def _write(delegation: Delegation, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(delegation, name, value)
    delegation.save(update_fields=list(fields))


def _document(
    delegation: Delegation, kind: DelegationChangeKind, *, now: dt.datetime, by: User | None
) -> None:
    DelegationChange.objects.create(
        delegation=delegation,
        kind=kind,
        places=delegation.places,
        closes_at=delegation.closes_at,
        changed_at=now,
        changed_by=by,
    )
