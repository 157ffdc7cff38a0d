"""The event as an attendee's own calendar entry."""

from events import calendar, programme
from events.audience import Viewer
from registrations.models import Registration, Status

VIEWERS = {
    Status.CONFIRMED: Viewer.APPROVED,
    Status.UNDER_REVIEW: Viewer.REGISTERED,
    Status.WAITLISTED: Viewer.REGISTERED,
}


def personal_calendar(registration: Registration) -> bytes:
    """The days of the event that the attendee may know of.

    It leads to the event's page, not to the personal one: colleagues and assistants see calendars,
    and with the personal link they could cancel.
    """
    viewer = VIEWERS.get(Status(registration.status), Viewer.PUBLIC)
    return calendar.event_calendar(
        programme.read(registration.event, viewer=viewer),
        url=registration.event.public_url(),
        uid=f"registration-{registration.pk}",
    )
