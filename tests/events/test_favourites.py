"""What an account keeps of an agenda, and what it shows of that."""

import datetime as dt

import icalendar
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from events import favourites, listings, programme, releases
from events.models import AgendaSubscription, Audience, Event, Favourite, Session
from tests.builders import make_event, make_session, make_user

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2031, 4, 1, 12, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def ada() -> User:
    return make_user("ada@example.org")


@pytest.fixture
def sessions(industry_day) -> list[Session]:
    """Three for everybody, then one that only organizers know of."""
    shown = [make_session(industry_day, starts_in=number * HOUR) for number in range(3)]
    hidden = make_session(industry_day, starts_in=4 * HOUR, audience=Audience.HIDDEN)
    publish(industry_day)
    return [*shown, hidden]


def publish(event: Event) -> None:
    releases.publish(event, by=None, now=timezone.now())
    event.refresh_from_db()


def mark(user: User, event: Event, *sessions: Session, is_favourite: bool = True) -> None:
    favourites.change(user, event, {session.code: is_favourite for session in sessions}, now=NOW)


def calendar_of(user: User, event: Event) -> list[tuple[str, str]]:
    """UID and status of each entry of the account's calendar."""
    subscribed = favourites.subscription(user, event)
    assert subscribed is not None
    subscribed.event = listings.published_events().get(pk=event.pk)
    content = favourites.calendar_of_account(subscribed, programme.read(subscribed.event))
    entries = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return [(entry["UID"].partition("@")[0], entry["STATUS"]) for entry in entries]


def test_marking_twice_is_marking_once(ada, industry_day, sessions):
    first, second, third, _hidden = sessions
    for _twice in range(2):
        mark(ada, industry_day, second, first)
    assert favourites.shown(ada, industry_day) == [first.code, second.code]
    for _twice in range(2):
        mark(ada, industry_day, second, is_favourite=False)
    mark(ada, industry_day, third, is_favourite=False)
    assert favourites.shown(ada, industry_day) == [first.code]


def test_one_change_adds_and_takes_away(ada, industry_day, sessions):
    first, second, *_others = sessions
    mark(ada, industry_day, first)
    favourites.change(ada, industry_day, {first.code: False, second.code: True}, now=NOW)
    assert favourites.shown(ada, industry_day) == [second.code]
    assert Favourite.objects.get().added_at == NOW


def test_the_database_keeps_a_favourite_once(ada, industry_day, sessions):
    row = {"user": ada, "event": industry_day, "code": sessions[0].code, "added_at": NOW}
    Favourite.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Favourite.objects.create(**row)
    AgendaSubscription.objects.create(user=ada, event=industry_day)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaSubscription.objects.create(user=ada, event=industry_day)


def test_what_one_marks_is_nobody_elses(ada, industry_day, sessions):
    grace = make_user("grace@example.org")
    mark(ada, industry_day, sessions[0])
    mark(grace, industry_day, sessions[1])
    mark(grace, industry_day, sessions[0], is_favourite=False)
    assert favourites.shown(ada, industry_day) == [sessions[0].code]
    assert favourites.shown(grace, industry_day) == [sessions[1].code]


def test_events_are_kept_apart(ada, industry_day, sessions):
    other = make_event()
    theirs = make_session(other)
    publish(other)
    mark(ada, other, theirs, sessions[0])
    assert favourites.codes(ada, other) == {theirs.code}
    assert favourites.codes(ada, industry_day) == set()


def test_only_what_the_release_holds_is_kept(ada, industry_day, sessions):
    draft = make_session(industry_day)
    favourites.change(ada, industry_day, {draft.code: True, "nothing": True, "\x00": True}, now=NOW)
    favourites.change(ada, industry_day, {"nothing": False, "\x00": False}, now=NOW)
    assert favourites.codes(ada, industry_day) == set()
    assert favourites.subscription(ada, industry_day)  # As for whoever marks what there is.


def test_a_hidden_session_may_be_marked_and_shows_when_it_is_shown(ada, industry_day, sessions):
    first, *_others, hidden = sessions
    mark(ada, industry_day, first, hidden)
    assert favourites.shown(ada, industry_day) == [first.code]
    assert calendar_of(ada, industry_day) == [(first.code, "CONFIRMED")]
    hidden.audience = Audience.PUBLIC
    hidden.save()
    publish(industry_day)
    assert favourites.shown(ada, industry_day) == [first.code, hidden.code]


def test_favourites_survive_publishing_and_follow_their_sessions(ada, industry_day, sessions):
    first, second, third, _hidden = sessions
    mark(ada, industry_day, first, second, third)
    first.is_cancelled = True
    first.save()
    second.delete()
    publish(industry_day)
    assert favourites.shown(ada, industry_day) == [first.code, third.code]
    assert calendar_of(ada, industry_day) == [
        (first.code, "CANCELLED"),
        (third.code, "CONFIRMED"),
        (second.code, "CANCELLED"),
    ]


def test_a_session_that_comes_back_is_a_favourite_still(ada, industry_day, sessions):
    first, *_others = sessions
    mark(ada, industry_day, first)
    starts_at, ends_at = first.starts_at, first.ends_at
    first.starts_at = first.ends_at = None
    first.save()
    publish(industry_day)
    assert favourites.shown(ada, industry_day) == []
    first.starts_at, first.ends_at = starts_at, ends_at
    first.save()
    publish(industry_day)
    assert favourites.shown(ada, industry_day) == [first.code]


def test_the_calendar_follows_the_choice(ada, industry_day, sessions):
    first, second, *_others = sessions
    mark(ada, industry_day, first)
    mark(ada, industry_day, second)
    mark(ada, industry_day, first, is_favourite=False)
    assert calendar_of(ada, industry_day) == [(second.code, "CONFIRMED")]


def test_the_address_is_a_secret_that_can_be_renewed(ada, industry_day, sessions):
    mark(ada, industry_day, sessions[0])
    first = favourites.subscription(ada, industry_day)
    mark(ada, industry_day, sessions[1])
    assert favourites.subscription(ada, industry_day) == first
    renewed = favourites.renew(ada, industry_day)
    assert renewed.pk == first.pk
    assert renewed.token != first.token
    assert len(renewed.token) * 6 >= 128


def test_an_account_that_is_deleted_takes_its_favourites_along(ada, industry_day, sessions):
    mark(ada, industry_day, *sessions)
    ada.delete()
    assert not Favourite.objects.exists()
    assert not AgendaSubscription.objects.exists()
