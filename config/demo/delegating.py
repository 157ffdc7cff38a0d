"""Which organization names its own people for the invented event, and how far it has come."""

import datetime as dt

from accounts.models import User
from config.demo import reviewing
from config.demo.event_writer import at
from events.models import Event
from registrations import delegations
from registrations.models import Registration, TicketType
from speakers.models import Organization

OPENED_DAYS_AGO = 8
CLOSES_DAYS_BEFORE = 14
PLACES = 4

BRANDNER = ("Lukas", "Brandner", "Head of Division, Space Services")
HOLM = ("Friederike", "Holm", "Head of Division, Procurement")
FALKE = ("Mirjam", "Falke", "Counsellor, International Affairs")
WENDT = ("Jasper", "Wendt", "Deputy Head of Division, Procurement")


def let_one_organization_name(
    event: Event, organization: Organization, ticket_type: TicketType, *, by: User | None, now: dt.datetime
) -> None:
    """Of three who were named, one is confirmed, one was substituted and one has not confirmed yet.

    The mail to the focal point is owed, so that whoever looks at the demo finds the link in it.
    """
    opened_at = now - dt.timedelta(days=OPENED_DAYS_AGO)
    last_day = event.starts_at.astimezone(event.zone).date() - dt.timedelta(days=CLOSES_DAYS_BEFORE)
    delegation = delegations.open_for(
        organization,
        ticket_type,
        places=PLACES,
        reserves_seats=True,
        closes_at=at(last_day, "23:59", event.zone),
        focal_point_name="Annika Reuter",
        focal_point_email="annika.reuter@example.org",
        language="en",
        by=by,
        now=opened_at,
    )

    def later(hours: int) -> dt.datetime:
        return opened_at + dt.timedelta(hours=hours)

    brandner, holm, _falke = (
        delegations.name_attendee(delegation, now=later(20), **_details(*person))
        for person in (BRANDNER, HOLM, FALKE)
    )
    for registration, hours in ((brandner, 26), (holm, 31)):
        _confirm(registration, organization, now=later(hours))
        reviewing.approve(registration, now=later(hours + 20))
    wendt = delegations.substitute(holm, now=later(120), **_details(*WENDT))
    _confirm(wendt, organization, now=later(145))


def _details(given_name: str, family_name: str, position: str) -> dict[str, str]:
    return {
        "given_name": given_name,
        "family_name": family_name,
        "email": f"{given_name}.{family_name}@example.org".lower(),
        "position": position,
        "language": "en",
    }


def _confirm(registration: Registration, organization: Organization, *, now: dt.datetime) -> None:
    delegations.confirm(registration, now=now, country=organization.country)
    registration.refresh_from_db()
