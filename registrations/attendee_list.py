"""What attendees see of one another: of each, what they themselves have chosen, and no more.

A page shows cards, never registrations: what somebody keeps to themselves is not in them, and a search
finds nobody by it.
"""

import datetime as dt
import functools
import operator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower
from django_countries import countries

from registrations.desk.filters import containing
from registrations.models import Listing, ListingQuerySet, Registration

SEARCHED = {
    "shows_name": ("family_name", "given_name", "native_name"),
    "shows_organization": ("organization_name",),
    "shows_position": ("position",),
    "shows_email": ("email",),
}


@dataclass(frozen=True)
class Card:
    """Somebody as they let others see them; empty where they keep it to themselves."""

    name: str = ""
    native_name: str = ""
    organization: str = ""
    position: str = ""
    sector: str = ""
    country: str = ""
    email: str = ""


def found(viewer: Registration, words: str) -> ListingQuerySet:
    """Those whom viewer may see and in whose shown answers every word occurs; by name, then the rest."""
    listings = Listing.objects.visible_to(viewer)
    for word in words.split():
        listings = listings.filter(_shows(word))
    return listings.order_by(*_order()).select_related("registration")


def card(listing: Listing) -> Card:
    """What others see of somebody."""
    own = listing.registration
    return Card(
        name=own.name if listing.shows_name else "",
        native_name=own.native_name if listing.shows_name else "",
        organization=own.organization_name if listing.shows_organization else "",
        position=own.position if listing.shows_position else "",
        sector=str(own.get_sector_display()) if listing.shows_sector else "",
        country=str(countries.name(str(own.country))) if listing.shows_country else "",
        email=own.email if listing.shows_email else "",
    )


def choose(own: Registration, choices: dict[str, Any], *, now: dt.datetime) -> None:
    """Keep what somebody lets others see from now on."""
    Listing.objects.update_or_create(registration=own, defaults=choices | {"changed_at": now})


def _shows(word: str) -> Q:
    return functools.reduce(
        operator.or_,
        (
            Q(**{shown: True}) & containing(word, fields=[f"registration__{field}" for field in fields])
            for shown, fields in SEARCHED.items()
        ),
    )


def _order() -> list[Any]:
    """By name where it is shown, then the others: a place in the list tells nothing of a hidden name."""
    names = (
        Case(When(shows_name=True, then=Lower(f"registration__{name}")), default=Value(""))
        for name in ("family_name", "given_name")
    )
    return [F("shows_name").desc(), *names, F("pk").asc()]
