"""The event that somebody registers for, read once a second for all who do.

Each step of a registration begins with it, and it is the widest row that they read. Like everything
public it may be a second old; whether registration is open is asked of it at the moment itself.
"""

import copy
import time

from django.db.models import QuerySet
from django.http import Http404

from events.models import Event

SECONDS_FRESH = 1.0
MOST_KEPT = 100

_kept: dict[str, tuple[float, Event]] = {}


def published_events() -> QuerySet[Event]:
    """The events that one can register for, without the text of their releases."""
    return (
        Event.objects.published()
        .select_related("current_release")
        .defer("current_release__content", "current_release__summary")
    )


def published_event(slug: str) -> Event:
    """A copy of the event's own; raises Http404 where there is no such event."""
    read_at, event = _kept.get(slug, (0.0, None))
    if event is None or time.monotonic() - read_at >= SECONDS_FRESH:
        read_at, event = time.monotonic(), published_events().filter(slug=slug).first()
        if event is None:
            _kept.pop(slug, None)
            raise Http404(slug)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[slug] = (read_at, event)
    return copy.copy(event)
