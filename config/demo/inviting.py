"""Whom the invented event's organizers invite in person, and what these have answered."""

import datetime as dt
from typing import Any

from accounts.models import User
from events.models import Event
from notifications.models import InvitationLetter
from registrations import colleagues, invitations
from registrations.models import InvitationChange, InvitationCode, TicketType

INVITED_DAYS_AGO = 9
DAYS_TO_ANSWER = 21

GUESTS: tuple[dict[str, Any], ...] = (
    {
        "given_name": "Margarethe",
        "family_name": "Lindqvist",
        "email": "lindqvist@esa-delegation.example",
        "organization_name": "European Space Delegation (invented)",
        "position": "Head of Delegation",
        "country": "SE",
        "language": "en",
    },
    {
        "given_name": "Kaoru",
        "family_name": "Shirakawa",
        "name_order": "family_first",
        "native_name": "白川薫",
        "email": "shirakawa@example.com",
        "organization_name": "東雲宇宙研究所（架空）",
        "position": "所長",
        "country": "JP",
        "language": "ja",
    },
    {
        "given_name": "Tobias",
        "family_name": "Okafor",
        "email": "okafor@orbit-council.example",
        "organization_name": "Orbit Council (invented)",
        "position": "Secretary-General",
        "country": "NG",
        "language": "en",
    },
    {
        "given_name": "Inês",
        "family_name": "Carvalho",
        "email": "carvalho@sea-and-sky.example",
        "organization_name": "Sea and Sky Institute (invented)",
        "position": "President",
        "country": "PT",
        "language": "en",
    },
)


def invite_guests(event: Event, *, by: User | None, now: dt.datetime) -> None:
    """One has accepted, one declined, one named a colleague from elsewhere, one has not answered."""
    ticket_type = TicketType.objects.create(
        event=event,
        name_en="Guests of honour",
        name_ja="来賓",
        description_en="By personal invitation. A seat in the first rows, both days and the reception.",
        description_ja="個別のご招待によります。両日の前方席およびレセプションに参加いただけます。",
        is_by_invitation=True,
        capacity=20,
        order=90,
    )
    code = InvitationCode.objects.create(event=event, code="HARBOUR-27", note="Partners", most_uses=10)
    code.ticket_types.add(ticket_type)
    InvitationLetter.objects.create(
        event=event,
        subject_en="Invitation to {event}",
        subject_ja="「{event}」へのご招待",
        body_en=(
            "Dear {name},\n\nit would be an honour to welcome you as our guest at {event}, which begins on "
            "{starts}.\n\nPlease answer by {until}: {link}"
        ),
        body_ja=(
            "{name}様\n\n「{event}」（{starts}開始）に、来賓として謹んでご招待申し上げます。\n\n"
            "{until}までにご回答くださいますようお願い申し上げます。\n{link}"
        ),
        remind_days_before=5,
    )
    then = now - dt.timedelta(days=INVITED_DAYS_AGO)
    expires_at = min(then + dt.timedelta(days=DAYS_TO_ANSWER), event.starts_at)
    lindqvist, shirakawa, okafor, _carvalho = (
        invitations.invite(
            ticket_type,
            expires_at=expires_at,
            reserves_seat=True,
            skips_review=True,
            by=by,
            now=then,
            **guest,
        )
        for guest in GUESTS
    )
    later = then + dt.timedelta(days=2)
    kept = ("given_name", "family_name", "name_order", "native_name", "organization_name", "position")
    invitations.accept(
        shirakawa,
        attendance="in_person",
        now=later,
        sector="academia",
        country="JP",
        language="ja",
        **{name: getattr(shirakawa, name) for name in kept},
    )
    invitations.decline(lindqvist, reason="In parliament on both days", now=later)
    colleagues.delegate(
        okafor, email="haile@highlands.example", given_name="Selam", family_name="Haile", now=later
    )
    # These letters would have been read days ago.
    InvitationChange.objects.filter(invitation__event=event).update(is_announced=True)
