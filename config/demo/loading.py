"""Loads what is missing of the demo, and keeps the invented event ahead of today."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.permissions import Role
from config.demo import accounts, asking, billing, dates, delegating, inviting, reviewing, screening, sharing
from config.demo.admission import let_them_register, owe_no_mail
from config.demo.dialogue.attendees import OPENED_DAYS_AGO
from config.demo.dialogue.event import DIALOGUE, FIRST_NOTE, SECOND_NOTE, sessions_first_announced
from config.demo.event_writer import EventWriter, at
from config.demo.session_choices import let_them_choose
from config.demo.space_security import HELD_ON, SPACE_SECURITY
from events import favourites, releases
from events.models import Event
from registrations.models import SessionSeats

SLUGS = (SPACE_SECURITY.slug, DIALOGUE.slug)


# Two of them at the same time, so that the page has something to say.
ORGANIZER_ATTENDS = ("opening", "one-picture", "framework-contract", "export-control", "protecting")


class NotADemo(Exception):
    """The database holds something else than the demo, which must not mix with it."""


@dataclass(frozen=True)
class Loaded:
    """What a loading did."""

    new_events: list[Event]
    moved_to: dt.date | None = None
    could_publish: bool = True


def load(*, now: dt.datetime, beside_other_data: bool = False) -> Loaded:
    """Load the accounts and events that are missing; what is there stays as people changed it.

    Raises NotADemo when the database is in use for something else, unless beside_other_data.
    """
    events = {event.slug: event for event in Event.objects.filter(slug__in=SLUGS)}
    is_demo = bool(events) or accounts.are_open()
    if not is_demo and not beside_other_data and (Event.objects.exists() or User.objects.exists()):
        raise NotADemo
    new_events = []
    with transaction.atomic():
        if not is_demo:
            accounts.open_all()
        if SPACE_SECURITY.slug not in events:
            new_events.append(_load_space_security(now=now))
        if DIALOGUE.slug not in events:
            new_events.append(_load_dialogue(now=now))
    if DIALOGUE.slug in events:
        return _keep_ahead(events[DIALOGUE.slug], new_events, now=now)
    return Loaded(new_events)


def _load_space_security(*, now: dt.datetime) -> Event:
    writer = EventWriter(SPACE_SECURITY, first_day=HELD_ON)
    writer.write_sessions(SPACE_SECURITY.sessions)
    accounts.give_roles(writer.event, [Role.OWNER])
    releases.publish(writer.event, by=accounts.account(Role.OWNER), now=now)
    return writer.event


def _load_dialogue(*, now: dt.datetime) -> Event:
    """The invented event with two releases, one from before registration opened, and its registrations."""
    today = now.astimezone(DIALOGUE.zone).date()
    first_day = dates.first_day(today)
    writer = EventWriter(
        DIALOGUE,
        first_day=first_day,
        registration_opens_at=at(today - dt.timedelta(days=OPENED_DAYS_AGO), "08:00", DIALOGUE.zone),
        registration_closes_at=at(first_day - dt.timedelta(days=2), "18:00", DIALOGUE.zone),
    )
    accounts.give_roles(writer.event, Role)
    organizer = accounts.account(Role.OWNER)
    writer.write_sessions(sessions_first_announced())
    releases.publish(writer.event, by=organizer, note=FIRST_NOTE, now=now - dt.timedelta(days=36))
    writer.write_sessions(DIALOGUE.sessions)
    releases.publish(writer.event, by=organizer, note=SECOND_NOTE, now=now - dt.timedelta(days=2))
    if organizer:
        writer.event.refresh_from_db()  # Favourites are of what has been published.
        attended = {writer.sessions[key][1].code: True for key in ORGANIZER_ATTENDS}
        favourites.change(organizer, writer.event, attended, now=now)
    reviewing.set_up(writer.event, ticket_types=writer.ticket_types)
    let_them_register(
        writer.event,
        ticket_types=writer.ticket_types,
        organizations=writer.organizations,
        today=today,
    )
    an_hour_ago = now - dt.timedelta(hours=1)
    reviewing.leave_some_undecided(writer.event, now=an_hour_ago)
    codes = {key: session.code for key, (_entry, session) in writer.sessions.items()}
    let_them_choose(writer.event, codes, now=now - dt.timedelta(days=1))
    with_seats = SessionSeats.objects.filter(event=writer.event).select_related("session").first()
    asking.ask(
        writer.event,
        ticket_types=writer.ticket_types,
        closed_session=with_seats.session if with_seats else None,
    )
    billing.write_terms(writer.event)
    billing.invoice_those_confirmed(writer.event, by=organizer, now=now)
    inviting.invite_guests(writer.event, by=organizer, now=now)
    delegating.let_one_organization_name(
        writer.event,
        writer.organizations["orbital-services"],
        writer.ticket_types["government"],
        by=organizer,
        now=now,
    )
    sharing.share(writer.event, now=now)
    sharing.let_into_groups(writer.event, by=accounts.account(Role.REVIEWER), now=an_hour_ago)
    screening.screen(writer.event, by=accounts.account(Role.SCREENER), now=an_hour_ago)
    owe_no_mail(writer.event)
    return writer.event


def _keep_ahead(event: Event, new_events: list[Event], *, now: dt.datetime) -> Loaded:
    weeks = dates.weeks_to_move(event, now=now)
    if not weeks:
        return Loaded(new_events)
    dates.move(event, weeks=weeks, now=now)
    moved_to = event.starts_at.astimezone(event.zone).date()
    try:
        releases.publish(
            event, by=accounts.account(Role.OWNER), note=f"Put off by {weeks} weeks, to lie ahead", now=now
        )
    except releases.AgendaHasErrors:
        return Loaded(new_events, moved_to, could_publish=False)
    return Loaded(new_events, moved_to)
