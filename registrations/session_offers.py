"""Which sessions with seats can be chosen while registering, by somebody of whom nothing is known yet."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events import programme, writing
from events.models import Event
from events.programme_parts import SessionItem
from registrations import open_events


@dataclass(frozen=True, slots=True)
class PublicOffer:
    session: SessionItem
    label: str


def to_the_public(event: Event, *, now: dt.datetime) -> list[PublicOffer]:
    """Those that everybody may know of and that can still be chosen, in the order of the programme."""
    seats = {seats.session.code: seats for seats in open_events.session_seats(event)}
    if not seats:
        return []
    return [
        PublicOffer(item, _label(item, is_full=seats[item.code].seats_left <= 0))
        for item in programme.read(event, at=now).sessions
        if item.code in seats
        and not item.is_cancelled
        and now < (seats[item.code].closes_at or item.starts_at)
    ]


def overlap(first: SessionItem, second: SessionItem) -> bool:
    return first.starts_at < second.ends_at and second.starts_at < first.ends_at


def _label(item: SessionItem, *, is_full: bool) -> str:
    values = {
        "title": item.title,
        "day": writing.short_day(item.starts_at.date()),
        "starts": f"{item.starts_at:%H:%M}",
        "ends": f"{item.ends_at:%H:%M}",
    }
    if is_full:
        return _("%(day)s, %(starts)s–%(ends)s: %(title)s (full: waiting list)") % values
    return _("%(day)s, %(starts)s–%(ends)s: %(title)s") % values
