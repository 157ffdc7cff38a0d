"""Some of the invented attendees who let others see them, and some whom staff let see more."""

import datetime as dt

from accounts.models import User
from events.models import Event
from registrations import attendee_list, viewers
from registrations.models import ListedTo
from speakers.models import Sector

WAYS = (
    {"listed_to": ListedTo.CONFIRMED, "shows_name": True, "shows_organization": True, "shows_position": True},
    {
        "listed_to": ListedTo.CONFIRMED,
        "shows_name": True,
        "shows_organization": True,
        "shows_country": True,
        "shows_email": True,
    },
    {
        "listed_to": ListedTo.SECTORS,
        "sectors": "|government|military|",
        "shows_name": True,
        "shows_organization": True,
        "shows_sector": True,
    },
    {"listed_to": ListedTo.CONFIRMED, "shows_organization": True, "shows_sector": True},
)
ONE_IN = 3


def share(event: Event, *, now: dt.datetime) -> None:
    """Switch the list on, and put every third confirmed attendee on it."""
    event.has_attendee_list = True
    event.save(update_fields=["has_attendee_list"])
    for number, registration in enumerate(event.registrations.confirmed().order_by("pk")[::ONE_IN]):
        attendee_list.choose(registration, WAYS[number % len(WAYS)], now=now)


def let_into_groups(event: Event, *, by: User | None, now: dt.datetime) -> None:
    """Put a scholar into the first group, as those are whose advice governments have asked for."""
    scholar = event.registrations.confirmed().filter(sector=Sector.ACADEMIA).order_by("pk").first()
    group = event.audience_groups.first()
    if by and scholar and group:
        viewers.put_in(scholar, group, by=by, now=now)
