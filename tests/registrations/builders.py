"""What the tests of registering start from: a published event, and a form filled in."""

from typing import Any

from django.utils import timezone

from events import releases
from events.models import Event
from registrations.models import TicketType
from tests.builders import make_event


def make_published_event(**fields: Any) -> Event:
    event = make_event(**fields)
    releases.publish(event, by=None, now=timezone.now())
    event.refresh_from_db()
    return event


def filled_in(ticket_type: TicketType | None = None, /, **answers: Any) -> dict[str, Any]:
    """What Ada Lovelace's browser posts, with other answers where given."""
    return {
        "ticket_type": ticket_type.pk if ticket_type else "",
        "given_name": "Ada",
        "family_name": "Lovelace",
        "name_order": "given_first",
        "native_name": "",
        "email": "ada@example.org",
        "organization_name": "Analytical Engines",
        "sector": "industry",
        "position": "Engineer",
        "country": "GB",
        "has_consented": "on",
    } | answers
