"""Makes the invented attendees' registrations happen, as they would have in the weeks before."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from config.demo import reviewing
from config.demo.content import Text
from config.demo.dialogue.attendees import Attendee, Happening, Step, story
from events.models import Event
from registrations import seats
from registrations.models import Registration, StatusChange, TicketType
from speakers.models import Organization


def let_them_register(
    event: Event,
    *,
    ticket_types: Mapping[str, TicketType],
    organizations: Mapping[str, Organization],
    today: dt.date,
) -> None:
    """Tell the attendees' story through the functions that real registrations go through.

    The caller's transaction holds all of it: nothing may plan mail before the end of the story.
    """
    attendees, happenings = story()
    registrations: dict[int, Registration] = {}
    for happening in happenings:
        number = happening.attendee
        now = _moment(happening, event, today)
        if happening.step in (Step.REGISTER, Step.FILL_IN):
            attendee = attendees[number]
            register = seats.register if happening.step == Step.REGISTER else seats.register_unverified
            registrations[number] = register(
                ticket_types[attendee.ticket_type], now=now, **_details(attendee, organizations)
            )
        else:
            _go_on(registrations[number], happening, now=now)
        if happening.days_ago > 1:
            for offered in Registration.objects.offered().filter(event=event):
                seats.accept(offered, now=now)


def owe_no_mail(event: Event) -> None:
    """These mails would have been read long ago; two hundred letters to invented people help nobody."""
    StatusChange.objects.filter(registration__event=event).update(is_announced=True)


def _moment(happening: Happening, event: Event, today: dt.date) -> dt.datetime:
    midnight = dt.datetime.combine(today - dt.timedelta(days=happening.days_ago), dt.time(), event.zone)
    return midnight + dt.timedelta(minutes=happening.minute)


def _details(attendee: Attendee, organizations: Mapping[str, Organization]) -> dict[str, Any]:
    language = attendee.details["language"]
    post = attendee.post
    if isinstance(post.organization, str):
        known = organizations[post.organization]
        organization = {"organization": known, "organization_name": getattr(known, f"name_{language}")}
    else:
        organization = {"organization_name": _in(language, post.organization)}
    return {
        **attendee.details,
        **organization,
        "sector": post.sector,
        "position": _in(language, post.position),
    }


def _in(language: str, text: Text) -> str:
    english, japanese = text
    return japanese if language == "ja" and japanese else english


def _go_on(registration: Registration, happening: Happening, *, now: dt.datetime) -> None:
    match happening.step:
        case Step.CANCEL:
            seats.cancel(registration, now=now, reason=happening.reason)
        case Step.APPROVE:
            reviewing.approve(registration, now=now)
        case Step.DECLINE:
            reviewing.decline(registration, now=now, reason=happening.reason)
        case Step.EXPIRE:
            seats.expire(registration, now=now, reason=happening.reason)
