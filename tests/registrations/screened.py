"""What the tests of screening start from: an invented list in use, and an event that screens."""

from pathlib import Path

from django.utils import timezone

from events.models import Event
from registrations import screening_lists
from registrations.models import ListVersion
from tests.builders import make_event

INVENTED = Path(__file__).parent / "fixtures" / "invented-parties.csv"


def make_list(
    content: bytes | None = None,
    *,
    name: str = "Invented Parties",
    version: str = "1",
    is_active: bool = True,
) -> ListVersion:
    file = screening_lists.read(content or INVENTED.read_bytes())
    found = screening_lists.contents(file, screening_lists.guess(file.headings))
    return screening_lists.bring_in(
        file, found, name=name, version=version, is_active=is_active, now=timezone.now()
    )


def listing(*rows: str) -> bytes:
    """A list of these rows: name, type."""
    return "\n".join(["name,type", *rows]).encode()


def make_screening_event(**fields: object) -> Event:
    return make_event(**{"screens_attendees": True} | fields)
