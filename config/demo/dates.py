"""When the invented event takes place: always ahead of whoever looks at the demo."""

import datetime as dt
import math

from django.db import transaction

from events.models import Event, Material, Session
from registrations import capacities, lapsed_offers

AHEAD = dt.timedelta(days=45)
TOO_CLOSE = dt.timedelta(days=14)
WEEK = dt.timedelta(weeks=1)
WEDNESDAY = 2


def first_day(today: dt.date) -> dt.date:
    """The first Wednesday that is 45 days or more after today, but for the turn of the year."""
    earliest = today + AHEAD
    day = earliest + dt.timedelta(days=(WEDNESDAY - earliest.weekday()) % 7)
    while _is_holiday(day):
        day += WEEK
    return day


def weeks_to_move(event: Event, *, now: dt.datetime) -> int:
    """By how many weeks the event has to move for its start to lie 45 days ahead again; mostly none."""
    if event.starts_at - now >= TOO_CLOSE:
        return 0
    weeks = math.ceil((now + AHEAD - event.starts_at) / WEEK)
    while _is_holiday(event.starts_at.astimezone(event.zone).date() + weeks * WEEK):
        weeks += 1
    return weeks


def _is_holiday(day: dt.date) -> bool:
    """Between Christmas and the first days of January no ministry invites."""
    return (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 4)


def move(event: Event, *, weeks: int, now: dt.datetime) -> None:
    """Put the drafted event and all that is dated by it off by whole weeks, on its own clocks.

    What has happened keeps its date: registrations, their history, the opening of registration.
    """
    zone = event.zone

    def put_off(moment: dt.datetime) -> dt.datetime:
        local = moment.astimezone(zone).replace(tzinfo=None) + weeks * WEEK
        return local.replace(tzinfo=zone)

    def later(moment: dt.datetime | None) -> dt.datetime | None:
        return None if moment is None else put_off(moment)

    with transaction.atomic():
        for name in ("starts_at", "ends_at", "registration_closes_at"):
            setattr(event, name, later(getattr(event, name)))
        event.save(update_fields=["starts_at", "ends_at", "registration_closes_at"])
        sessions = list(event.sessions.all())
        for session in sessions:
            for name in ("starts_at", "ends_at", "revealed_at"):
                setattr(session, name, later(getattr(session, name)))
        Session.objects.bulk_update(sessions, ["starts_at", "ends_at", "revealed_at"])
        materials = list(Material.objects.filter(session__event=event, revealed_at__isnull=False))
        for material in materials:
            material.revealed_at = later(material.revealed_at)
        Material.objects.bulk_update(materials, ["revealed_at"])
        for delegation in event.delegations.in_force():
            delegation.closes_at = put_off(delegation.closes_at)
            delegation.save(update_fields=["closes_at"])
        for reminder in event.reminders.filter(send_at__isnull=False):
            reminder.send_at = later(reminder.send_at)
            reminder.save(update_fields=["send_at"])
        for ticket_type in event.ticket_types.all():
            ticket_type.opens_at, ticket_type.closes_at = (
                later(ticket_type.opens_at),
                later(ticket_type.closes_at),
            )
            ticket_type.save(update_fields=["opens_at", "closes_at"])
            # A seat that was given back after the old beginning goes to whoever still waits.
            capacities.change(ticket_type, ticket_type.capacity, now=now)
        lapsed_offers.pass_on(now=now)
