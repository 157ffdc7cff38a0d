"""How many of its places an organization has filled, and which seats are kept for the others.

This module alone moves the counts of a delegation, each by one conditional UPDATE with a check constraint
behind it. A seat that is kept is one that the ticket type counts as taken. A delegation's row is locked
after its ticket type and before any registration; see ``registrations.places``.
"""

import datetime as dt

from django.db.models import F

from registrations.models import Delegation, DelegationQuerySet, Registration

CHANGING = ["places", "places_taken", "seats_held", "closes_at", "revoked_at", "token"]


def take(delegation: Delegation, *, now: dt.datetime) -> bool:
    """Take one place, while people can be named, unless all are taken."""
    own = Delegation.objects.naming(now=now).filter(pk=delegation.pk)
    return own.filter(places_taken__lt=F("places")).update(places_taken=F("places_taken") + 1) == 1


def lock(registration: Registration) -> None:
    """Hold the delegation by which the registration was made, if there is one."""
    if registration.delegation_id is not None:
        _held().only("pk").get(pk=registration.delegation_id)


def lock_and_read(delegation: Delegation) -> None:
    """Hold a delegation and read anew what can change."""
    delegation.refresh_from_db(fields=CHANGING, from_queryset=_held())


def hand_over_seat(registration: Registration) -> bool:
    """Give the registration a seat that its delegation keeps, if there is one."""
    if registration.delegation_id is None:
        return False
    keeping = Delegation.objects.holding_seats().filter(
        pk=registration.delegation_id, attendance=registration.attendance
    )
    return keeping.update(seats_held=F("seats_held") - 1) == 1


def let_go(registration: Registration, *, held_a_seat: bool, now: dt.datetime) -> bool:
    """Free the place of a registration that ends; say whether its seat is kept for whoever comes instead.

    The caller holds the locks of ``places.lock_around`` and ``lock``.
    """
    if registration.delegation_id is None:
        return False
    own = Delegation.objects.filter(pk=registration.delegation_id)
    own.update(places_taken=F("places_taken") - 1)
    if not held_a_seat:
        return False
    keeping = own.naming(now=now).filter(
        reserves_seats=True, attendance=registration.attendance, seats_held__lt=F("places")
    )
    return keeping.update(seats_held=F("seats_held") + 1) == 1


def _held() -> DelegationQuerySet:
    """Mail that is owed refers to a delegation, and need not wait for it."""
    return Delegation.objects.select_for_update(no_key=True)
