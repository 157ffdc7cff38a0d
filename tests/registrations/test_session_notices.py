"""Who is told of a published change of a session they chose: once, and only of what they may know."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import releases
from events.models import AgendaRelease, Audience
from registrations import session_notices, session_seats
from registrations.models import SessionNotice, SessionSeats
from tests.builders import (
    keep_for,
    make_event,
    make_group,
    make_registration,
    make_room,
    make_session,
    make_ticket_type,
    make_user,
    make_venue,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR = dt.timedelta(hours=1)
LATER = NOW + HOUR


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def workshop(event):
    """Published, with one seat, which Ada has; Grace waits for it."""
    session = make_session(event, starts_in=HOUR, minutes=60, title_en="Orbits")
    seats = SessionSeats.objects.create(event=event, session=session, capacity=1)
    publish(event, now=NOW - HOUR)
    session_notices.note(now=NOW)
    ticket_type = make_ticket_type(event)
    for name in ("Ada", "Grace"):
        session_seats.choose(make_registration(ticket_type, name), session.code, now=NOW)
    return seats


def publish(event, *, now=LATER, **changed):
    if changed:
        session = event.sessions.get()
        for name, value in changed.items():
            setattr(session, name, value)
        session.save()
    releases.publish(event, by=None, now=now)
    event.refresh_from_db()


def moved_by(workshop, hours):
    return {
        name: getattr(workshop.session, name) + dt.timedelta(hours=hours) for name in ("starts_at", "ends_at")
    }


def told():
    notices = SessionNotice.objects.order_by("release__number", "choice__pk")
    return [(notice.choice.registration.given_name, notice.kind) for notice in notices]


@pytest.mark.parametrize("what", ["time", "room"])
def test_whoever_has_a_seat_or_waits_is_told_once_that_it_moved(what, event, workshop):
    room = make_room(event.venue or make_venue())
    publish(event, **(moved_by(workshop, 2) if what == "time" else {"room": room}))
    assert session_notices.note(now=LATER) == 2
    assert session_notices.note(now=LATER) == 0
    assert told() == [("Ada", "moved"), ("Grace", "moved")]


def test_what_stands_in_the_draft_alone_is_told_to_nobody(event, workshop):
    session = workshop.session
    session.is_cancelled = True
    session.save()
    assert session_notices.note(now=LATER) == 0


def test_another_title_or_another_session_is_nobodys_concern(event, workshop):
    make_session(event, starts_in=3 * HOUR, minutes=60)
    session = workshop.session
    session.title_en = "Orbits and debris"
    session.save()
    publish(event)
    assert session_notices.note(now=LATER) == 0


def test_cancelled_and_taking_place_after_all_are_two_changes(event, workshop):
    publish(event, is_cancelled=True)
    session_notices.note(now=LATER)
    publish(event, now=LATER + HOUR, is_cancelled=False)
    session_notices.note(now=LATER + HOUR)
    assert [kind for name, kind in told() if name == "Ada"] == ["cancelled", "restored"]


def test_what_was_put_back_before_anybody_looked_is_no_change(event, workshop):
    first = AgendaRelease.objects.defer("content").get()
    publish(event, is_cancelled=True)
    releases.publish_again(first, by=None, now=LATER)
    assert session_notices.note(now=LATER) == 0


def test_several_releases_between_two_looks_are_one_change(event, workshop):
    publish(event, **moved_by(workshop, 1))
    publish(event, now=LATER + HOUR, **moved_by(workshop, 2))
    session_notices.note(now=LATER + HOUR)
    assert told() == [("Ada", "moved"), ("Grace", "moved")]


def test_what_is_kept_for_a_group_is_gone_for_the_others_alone(event, workshop):
    group = make_group(event, "Governments")
    ada = workshop.choices.earliest("pk").registration
    ada.group_memberships.create(group=group, added_at=NOW, added_by=make_user())
    keep_for(workshop.session, group)
    publish(event)
    session_notices.note(now=LATER)
    assert told() == [("Grace", "withdrawn")]


def test_a_session_that_is_hidden_is_gone(event, workshop):
    publish(event, audience=Audience.HIDDEN)
    session_notices.note(now=LATER)
    assert told() == [("Ada", "withdrawn"), ("Grace", "withdrawn")]


def test_whoever_gave_it_up_or_chose_it_as_it_is_now_is_not_told(event, workshop):
    publish(event, **moved_by(workshop, 2))
    ada, grace = (choice.registration for choice in workshop.choices.order_by("pk"))
    session_seats.give_up(grace, workshop.session.code, now=LATER)
    joan = make_registration(ada.ticket_type, "Joan")
    session_seats.choose(joan, workshop.session.code, now=LATER)
    session_notices.note(now=LATER)
    assert told() == [("Ada", "moved")]


def test_a_pass_without_a_new_release_looks_once(workshop):
    with CaptureQueriesContext(connection) as queries:
        session_notices.note(now=LATER)
    assert len(queries) == 1


def test_a_release_that_leaves_the_session_alone_asks_for_nobody_who_chose_it(event, workshop):
    def queries_of_a_release(*, now):
        make_session(event, starts_in=3 * HOUR, minutes=60)
        publish(event, now=now)
        with CaptureQueriesContext(connection) as queries:
            session_notices.note(now=now)
        return len(queries)

    queries_of_a_release(now=LATER)  # the process is warm
    for_two = queries_of_a_release(now=LATER + HOUR)
    ticket_type = event.ticket_types.get()
    for name in ("Joan", "Mary", "Rosa"):
        session_seats.choose(make_registration(ticket_type, name), workshop.session.code, now=LATER + HOUR)
    assert queries_of_a_release(now=LATER + 2 * HOUR) == for_two
    assert told() == []
