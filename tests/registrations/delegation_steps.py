"""What tests of delegations do and ask: people are named, confirm and are substituted; how it stands then."""

import datetime as dt

from django.utils import timezone

from registrations import delegations, duplicates, recount
from registrations.models import Delegation, Registration, TicketType
from tests.builders import make_named

NOW = timezone.now().replace(microsecond=0)
DAY = dt.timedelta(days=1)
CLOSES = NOW + 14 * DAY


def confirm(registration: Registration, *, now: dt.datetime = NOW, **details) -> Registration:
    delegations.confirm(registration, now=now, **{"country": "JP"} | details)
    return registration


def named(delegation: Delegation, name: str = "", **fields) -> Registration:
    return make_named(delegation, name, **{"now": NOW} | fields)


def statuses(*registrations: Registration) -> list[str]:
    return [Registration.objects.get(pk=one.pk).status for one in registrations]


def counts(delegation: Delegation) -> tuple[int, int]:
    """How many places are taken, and how many seats are kept."""
    delegation.refresh_from_db()
    return delegation.places_taken, delegation.seats_held


def seats_taken(ticket_type: TicketType) -> int:
    ticket_type.refresh_from_db()
    return ticket_type.seats_taken


def assert_all_is_sound(now: dt.datetime = NOW) -> None:
    assert [*recount.breaches(now=now), *delegations.breaches(), *duplicates.breaches()] == []


def substitute(registration: Registration, email: str = "grace@example.org", **fields) -> Registration:
    details = {"given_name": "Grace", "family_name": "Hopper", "position": "", "language": "en"} | fields
    return delegations.substitute(registration, email=email, **{"now": NOW} | details)
