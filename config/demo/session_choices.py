"""Which sessions of the invented event have seats of their own, and who has chosen them."""

import datetime as dt

from events.models import Event
from registrations import session_seats
from registrations.models import Registration, SessionSeat, SessionSeats

# The first has seats left; the second is full, with people waiting.
SEATS = {"requirements": (30, 18), "disposal": (12, 15)}


def let_them_choose(event: Event, codes: dict[str, str], *, now: dt.datetime) -> None:
    """``codes`` tells the sessions' codes by the keys under which the content names them."""
    # As somebody reads it who comes now: the last release has just been published.
    event = Event.objects.get(pk=event.pk)
    attendees = list(Registration.objects.filter(event=event).confirmed().order_by("pk"))
    for number, (key, (capacity, wanting)) in enumerate(SEATS.items()):
        session = event.sessions.get(code=codes[key])
        SessionSeats.objects.create(event=event, session=session, capacity=capacity)
        for attendee in attendees[number * 20 : number * 20 + wanting]:
            attendee.event = event
            session_seats.choose(attendee, session.code, now=now)
    SessionSeat.objects.filter(seats__event=event).update(is_announced=True)
