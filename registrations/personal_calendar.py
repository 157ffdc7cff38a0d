"""The event as an attendee's own calendar entry."""

from events import calendar, programme
from registrations.models import Registration
from registrations.viewers import viewer_of


def personal_calendar(registration: Registration) -> bytes:
    """The days of the event that the attendee may know of, and the sessions in which they have a seat.

    It leads to the event's page, not to the personal one: colleagues and assistants see calendars,
    and with the personal link they could cancel.
    """
    return calendar.event_calendar(
        programme.read(registration.event, viewer=viewer_of(registration)),
        url=registration.event.public_url(),
        uid=f"registration-{registration.pk}",
        chosen=set(registration.session_seats.held().values_list("seats__session__code", flat=True)),
    )
