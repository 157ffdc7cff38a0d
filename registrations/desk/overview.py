"""How registration for each event stands, for the desk's first page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from events.models import Event
from registrations.models import VERIFIED, Registration, Status


@dataclass(frozen=True)
class EventOverview:
    """An event, with how many registrations it has of each status, in the order of the statuses.

    ``unverified`` counts apart how many wait for their address to be verified.
    """

    event: Event
    counts: list[tuple[Status, int]]
    unverified: int

    @property
    def total(self) -> int:
        return sum(count for _status, count in self.counts)

    @property
    def under_review(self) -> int:
        return dict(self.counts)[Status.UNDER_REVIEW]


def overviews(events: Iterable[Event]) -> list[EventOverview]:
    """One for each event, in the given order; with one query, however many there are."""
    events = list(events)
    of_events = Registration.objects.filter(event__in=events).exclude(consented_at=None, status__in=VERIFIED)
    counted = of_events.order_by().values_list("event", "status")
    counts = {(event, status): count for event, status, count in counted.annotate(count=Count("pk"))}
    return [
        EventOverview(
            event,
            [(status, counts.get((event.pk, status), 0)) for status in VERIFIED],
            unverified=counts.get((event.pk, Status.UNVERIFIED), 0),
        )
        for event in events
    ]
