"""The event desk: the queue of matches, comparing, the verdict."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import ROLE_ACTIONS, Action, Role
from registrations import screening
from registrations.models import ScreeningMatch, ScreeningVerdict
from tests.builders import make_event, make_registration, make_ticket_type, make_user
from tests.registrations.screened import make_list, make_screening_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_names_in_memory():
    screening.names_of.cache_clear()


@pytest.fixture
def event():
    return make_screening_event()


@pytest.fixture
def match(event):
    make_list()
    make_registration(make_ticket_type(event, capacity=None), "Andrei", family_name="Voronin")
    screening.screen_due(now=timezone.now())
    return ScreeningMatch.objects.get()


@pytest.fixture
def screener(event, sign_in):
    return sign_in(make_user(role=Role.SCREENER, event=event, name="Sakura Screener"))


def addresses(match):
    slug = match.registration.event.slug
    return [
        reverse("registrations:screening", args=[slug]),
        reverse("registrations:screening_match", args=[slug, match.pk]),
    ]


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_what_the_table_of_roles_allows(role, match, sign_in):
    client = sign_in(make_user(role=role, event=match.registration.event))
    expected = 200 if Action.SCREEN_ATTENDEES in ROLE_ACTIONS[role] else 404
    assert [client.get(address).status_code for address in addresses(match)] == [expected, expected]
    attendee = client.get(
        reverse("registrations:attendee", args=[match.registration.event.slug, match.registration.pk])
    )
    assert ("Like a listed name" in attendee.content.decode()) == (expected == 200)


def test_what_belongs_to_another_event_does_not_exist(match, sign_in):
    stranger = sign_in(make_user(role=Role.OWNER, event=make_event()))
    queue, one = addresses(match)
    assert (stranger.get(queue).status_code, stranger.post(one, {"verdict": "same"}).status_code) == (
        404,
        404,
    )
    other = make_screening_event()
    owner = sign_in(make_user(role=Role.OWNER, event=other))
    assert owner.get(reverse("registrations:screening_match", args=[other.slug, match.pk])).status_code == 404


def test_a_verdict_needs_a_note_and_is_kept_with_who_said_it(match, screener):
    _queue, one = addresses(match)
    refused = screener.post(one, {"verdict": "same", "note": " "})
    assert "Write what tells, in a few words." in refused.content.decode()
    match.refresh_from_db()
    assert match.is_open
    screener.post(one, {"verdict": "other", "note": "Born in 2001"})
    match.refresh_from_db()
    assert (match.verdict, match.note, str(match.decided_by)) == (
        ScreeningVerdict.OTHER,
        "Born in 2001",
        "Sakura Screener",
    )
    assert screener.post(one, {"verdict": "same", "note": "No"}).status_code == 302
    match.refresh_from_db()
    assert match.verdict == ScreeningVerdict.OTHER


def test_the_next_open_one_comes_after_a_verdict_and_the_queue_after_the_last(match, event, screener):
    make_registration(event.ticket_types.get(), "Minsoo", family_name="Lee")
    screening.screen_due(now=timezone.now())
    first, second = screening.matches_in(event, is_decided=False)
    answer = screener.post(addresses(first)[1], {"verdict": "other", "note": "No"})
    assert answer.url == addresses(second)[1]
    answer = screener.post(addresses(second)[1], {"verdict": "other", "note": "No"})
    assert answer.url == addresses(second)[0]


def test_the_attendee_sees_nothing_of_it(match, client):
    page = client.get(match.registration.get_absolute_url()).content.decode()
    assert match.listed_as not in page
    assert "creening" not in page


def test_an_event_that_does_not_screen_says_so(match, event, screener):
    event.screens_attendees = False
    event.save()
    assert "This event does not screen its attendees." in screener.get(addresses(match)[0]).content.decode()


def test_a_long_queue_takes_as_many_queries_as_a_short_one(match, event, screener):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            screener.get(addresses(match)[0])
        return len(captured)

    queries()
    with_one = queries()
    for _each in range(2):
        make_registration(event.ticket_types.get(), "Andrei", family_name="Voronin")
    screening.screen_due(now=timezone.now())
    assert screening.matches_in(event, is_decided=False).count() == 3
    assert queries() == with_one
    assert with_one <= 9
