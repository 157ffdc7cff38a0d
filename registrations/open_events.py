"""What somebody registers for, read once a second for all who do.

Each step of a registration begins with the event and with what its form is made of: the widest rows that
are read, and the same for everybody. Like everything public they may be a second old. Whether registration
is open is asked at the moment itself, and whether a seat is left by the UPDATE that takes it; what staff
change of a ticket type, such as that it is reviewed, holds for whoever registers a second later. Review
rules are read each time.
"""

import copy
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db.models import QuerySet
from django.http import Http404

from events.models import Event
from registrations import questions
from registrations.models import Question, Registration, SessionSeats, TicketType

SECONDS_FRESH = 1.0
MOST_KEPT = 100

Key = TypeVar("Key")
Found = TypeVar("Found")


class Lately(Generic[Key, Found]):
    """What is read for a key, kept for a second. Several requests get the same, so none may change it.

    That there is nothing, None, is not kept: whoever guesses addresses pushes nobody's event out.
    """

    def __init__(self, read: Callable[[Key], Found]) -> None:
        self._read = read
        self._kept: dict[Key, tuple[float, Found]] = {}

    def get(self, key: Key) -> Found:
        kept = self._kept.get(key)
        if kept is not None and time.monotonic() - kept[0] < SECONDS_FRESH:
            return kept[1]
        read_at, found = time.monotonic(), self._read(key)
        if found is not None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = (read_at, found)
        return found

    def forget(self) -> None:
        self._kept.clear()


def published_events() -> QuerySet[Event]:
    """The events that one can register for, without the text of their releases."""
    return (
        Event.objects.published()
        .select_related("current_release")
        .defer("current_release__content", "current_release__summary")
    )


_events = Lately[str, Event | None](lambda slug: published_events().filter(slug=slug).first())
_ticket_types = Lately[int, list[TicketType]](
    lambda event: list(TicketType.objects.filter(event=event).select_related("quota", "online_quota"))
)
_session_seats = Lately[int, list[SessionSeats]](
    lambda event: list(SessionSeats.objects.filter(event=event).select_related("session"))
)
_questions = Lately[int, list[Question]](questions.of_event)


def published_event(slug: str) -> Event:
    """A copy of the event's own; raises Http404 where there is no such event."""
    event = _events.get(slug)
    if event is None:
        raise Http404(slug)
    return copy.copy(event)


def ticket_types(event: Event) -> list[TicketType]:
    """All of the event's, with their quotas, in their order."""
    return _ticket_types.get(event.pk)


def ticket_type(registration: Registration) -> TicketType:
    """A copy of its own of the registration's ticket type, to take a place of."""
    kept = {each.pk: each for each in _ticket_types.get(registration.event_id)}
    if registration.ticket_type_id not in kept:
        return registration.ticket_type
    own = copy.copy(kept[registration.ticket_type_id])
    own.quota, own.online_quota = copy.copy(own.quota), copy.copy(own.online_quota)
    return own


def session_seats(event: Event) -> list[SessionSeats]:
    """Those of the event's sessions that have seats of their own."""
    return _session_seats.get(event.pk)


def asked_questions(event: Event) -> list[Question]:
    """As ``questions.of_event``."""
    return _questions.get(event.pk)


def forget() -> None:
    """Know nothing, as when the process started."""
    for kept in (_events, _ticket_types, _session_seats, _questions):
        kept.forget()
