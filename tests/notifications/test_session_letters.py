"""What is written to those who chose a session that changed."""

import datetime as dt

import pytest
from django.core import mail

from events import releases
from events.models import Audience
from notifications.models import Message
from registrations import session_notices, session_seats
from registrations.models import SessionSeats
from registrations.personal_calendar import personal_calendar
from tests.builders import make_room, make_session, make_venue
from tests.notifications.builders import (
    NOW,
    STARTS_AT,
    last_mail,
    make_published_event,
    make_published_ticket_type,
    register,
    send_all,
)

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
LATER = NOW + HOUR


@pytest.fixture
def session():
    """Orbits, Wednesday 4 November 2026 from 10:00 in Tokyo, with a seat for one."""
    event = make_published_event()
    session = make_session(event, starts_in=HOUR, minutes=60, title_en="Orbits", title_ja="軌道")
    SessionSeats.objects.create(event=event, session=session, capacity=1)
    publish(session, now=NOW)
    return session


@pytest.fixture
def ada(session):
    return choose(session, "Ada")


def choose(session, name, **fields):
    registration = register(make_published_ticket_type(event=session.event), name, **fields)
    session_seats.choose(registration, session.code, now=NOW)
    send_all()
    mail.outbox.clear()
    return registration


def publish(session, *, now=LATER, **changed):
    for name, value in changed.items():
        setattr(session, name, value)
    session.save()
    releases.publish(session.event, by=None, now=now)
    session.event.refresh_from_db()
    session_notices.note(now=now)


def moved(session):
    publish(session, starts_at=STARTS_AT + 3 * HOUR, ends_at=STARTS_AT + 4 * HOUR)


def test_before_and_now_stand_beside_each_other_and_the_calendar_is_renewed(session, ada):
    session.room = make_room(make_venue(), name_en="Hall 2")
    moved(session)
    send_all(now=LATER)
    letter = last_mail()
    assert (letter.to, letter.subject) == ([ada.email], "“Orbits” has moved: Space Security Forum")
    assert "You have a seat in “Orbits”" in letter.body
    assert "Before: Wednesday 4 November 2026, 10:00 (Asia/Tokyo)" in letter.body
    assert "Now: Wednesday 4 November 2026, 12:00 (Asia/Tokyo), Hall 2" in letter.body
    (calendar,) = letter.attachments
    assert f"UID:{session.code}@" in calendar[1]


def test_whoever_waits_reads_so_in_their_language(session, ada):
    grace = choose(session, "Grace", language="ja")
    publish(session, is_cancelled=True)
    send_all(now=LATER)
    letter = next(letter for letter in mail.outbox if letter.to == [grace.email])
    assert letter.subject == "「軌道」は中止となりました：宇宙安全保障フォーラム"
    assert "キャンセル待ち" in letter.body


@pytest.mark.parametrize(
    ("changed", "subject"),
    [
        ({"is_cancelled": True}, "“Orbits” is cancelled: Space Security Forum"),
        ({"audience": Audience.HIDDEN}, "“Orbits” is no longer on your programme: Space Security Forum"),
    ],
)
def test_it_says_what_became_of_the_session(changed, subject, session, ada):
    publish(session, **changed)
    send_all(now=LATER)
    assert [letter.subject for letter in mail.outbox] == [subject]


def test_it_says_that_it_takes_place_after_all(session, ada):
    publish(session, is_cancelled=True)
    publish(session, now=LATER + HOUR, is_cancelled=False)
    send_all(now=LATER + HOUR)
    assert last_mail().subject == "“Orbits” takes place after all: Space Security Forum"


def test_each_change_is_sent_once_however_often_it_is_planned(session, ada):
    moved(session)
    for _pass in range(3):
        session_notices.note(now=LATER)
        send_all(now=LATER)
    assert len(mail.outbox) == 1


def test_whoever_gave_it_up_before_the_mail_left_gets_none(session, ada):
    moved(session)
    session_seats.give_up(ada, session.code, now=LATER)
    send_all(now=LATER)
    assert mail.outbox == []
    assert Message.objects.get(kind="session_notice").state == "dropped"


def test_ones_own_calendar_holds_the_sessions_in_which_one_has_a_seat(session, ada):
    grace = choose(session, "Grace")
    held, waiting = personal_calendar(ada).decode(), personal_calendar(grace).decode()
    assert f"UID:{session.code}@" in held
    assert session.code not in waiting
