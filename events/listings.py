"""Which events there are, told from the summaries of their current releases."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django_countries import countries

from events.models import Event, EventFormat, OrganizationRole
from events.texts import NO_TEXT, Text, choose

HOLDERS = {OrganizationRole.HOST, OrganizationRole.ORGANIZER, OrganizationRole.CO_ORGANIZER}


@dataclass(frozen=True, slots=True)
class ListedEvent:
    """A published event as lists show it; its instants are in its own zone."""

    slug: str
    title: Text
    summary: Text
    format: str
    format_label: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    city: Text
    country_name: str
    holders: list[Text]


@dataclass(frozen=True, slots=True)
class Listing:
    """What is to come, the next first, and what has been, the last first."""

    upcoming: list[ListedEvent]
    past: list[ListedEvent]


def published_events() -> QuerySet[Event]:
    """Those that the public knows of, with their releases but without what these weigh."""
    return (
        Event.objects.published()
        .select_related("current_release")
        .defer("current_release__content", "current_release__summary")
    )


def of_published_events(*, now: dt.datetime, language: str) -> Listing:
    """All published events, as the public reads them in language."""
    listed = list(_listed(language))
    return Listing(
        upcoming=sorted(
            (event for event in listed if event.ends_at > now), key=lambda event: event.starts_at
        ),
        past=sorted(
            (event for event in listed if event.ends_at <= now),
            key=lambda event: event.starts_at,
            reverse=True,
        ),
    )


def _listed(language: str) -> Iterator[ListedEvent]:
    country_names = dict(countries)
    summaries = Event.objects.published().values_list("current_release__summary", flat=True)
    for summary in summaries.order_by("pk"):
        event: dict[str, Any] = summary["event"]
        organizations: dict[str, Any] = summary["organizations"]
        zone = ZoneInfo(event["time_zone"])
        venue = event["venue"] or {}
        yield ListedEvent(
            slug=event["slug"],
            title=choose(event["title"], language),
            summary=choose(event["summary"], language),
            format=event["format"],
            format_label=str(EventFormat(event["format"]).label),
            starts_at=dt.datetime.fromisoformat(event["starts_at"]).astimezone(zone),
            ends_at=dt.datetime.fromisoformat(event["ends_at"]).astimezone(zone),
            city=choose(venue.get("city"), language) if venue else NO_TEXT,
            country_name=country_names.get(venue.get("country", ""), ""),
            holders=[
                choose(organizations[part["organization"]]["name"], language)
                for part in event["organizations"]
                if part["role"] in HOLDERS
            ],
        )
