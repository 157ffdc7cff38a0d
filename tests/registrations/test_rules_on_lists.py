"""What rules make of listed names: nobody whom they may concern is confirmed before the screening."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from events import releases
from registrations import answers, recount, review, screening, seats
from registrations.models import ScreeningList, ScreeningVerdict, Verdict
from tests.builders import make_lane, make_registration, make_rule, make_ticket_type, make_user
from tests.registrations.lanes import status
from tests.registrations.screened import listing, make_list, make_screening_event

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LISTED, FREE = {"given_name": "Karl", "family_name": "Moor"}, {"given_name": "Ada", "family_name": "Lovelace"}


@pytest.fixture(autouse=True)
def _no_names_in_memory():
    screening.names_of.cache_clear()


@pytest.fixture
def event():
    make_list(listing("Karl Moor,individual"))
    return make_screening_event()


@pytest.fixture
def ticket_type(event):
    return make_ticket_type(event)


@pytest.fixture(autouse=True)
def _every_invariant_holds():
    yield
    assert list(review.breaches(now=NOW)) == []
    assert list(recount.breaches(now=NOW)) == []


def screen():
    screening.screen_due(now=NOW)


def was_ever_confirmed(registration):
    return registration.status_changes.filter(to_status="confirmed").exists()


def lanes_before(registration):
    return [each.lane.name for each in registration.lane_reviews.order_by("lane__order")]


@pytest.mark.parametrize("effect", ["hold", "route"])
def test_a_listed_person_is_never_confirmed_for_a_moment(effect, event, ticket_type):
    lane = make_lane(event, "Security", make_user(), is_by_rule_only=effect == "route")
    make_rule(event, effect, has_list_match=True, lanes=[lane])
    karl = make_registration(ticket_type, **LISTED)
    assert (karl.status, lanes_before(karl)) == ("under_review", [])
    screen()
    assert (status(karl), lanes_before(karl)) == ("under_review", ["Security"])
    assert not was_ever_confirmed(karl)
    assert [hit.effect for hit in karl.rule_hits.all()] == [effect]


def test_whoever_waited_for_the_screening_alone_is_confirmed_after_it(event, ticket_type):
    make_rule(event, "hold", has_list_match=True)
    ada = make_registration(ticket_type, **FREE)
    assert ada.status == "under_review"
    with pytest.raises(seats.IllegalMove):
        seats.approve(ada, now=NOW, by=make_user())
    screen()
    assert (status(ada), lanes_before(ada)) == ("confirmed", [])


def test_every_list_in_use_has_been_looked_in_before_anybody_is_confirmed(event, ticket_type):
    second = make_list(listing("Franz Moor,individual"), name="Another")
    make_rule(event, "hold", has_list_match=True)
    ada, franz = (
        make_registration(ticket_type, **FREE),
        make_registration(ticket_type, **LISTED | {"given_name": "Franz"}),
    )
    first = ScreeningList.objects.exclude(pk=second.screening_list_id).get().active_version
    screening.screen([ada, franz], first, now=NOW)
    assert (status(ada), status(franz)) == ("under_review", "under_review")
    screen()
    assert (status(ada), status(franz)) == ("confirmed", "under_review")
    assert not was_ever_confirmed(franz)


def test_a_rule_that_lets_officials_in_waits_for_the_screening_too(event):
    ticket_type = make_ticket_type(event, needs_review=True)
    make_lane(event, "Security")
    make_rule(event, "approve", domains=".go.jp")
    make_rule(event, "hold", has_list_match=True)
    ada = make_registration(ticket_type, **FREE, email="ada@mod.go.jp")
    karl = make_registration(ticket_type, **LISTED, email="karl@mod.go.jp")
    assert (ada.status, karl.status) == ("under_review", "under_review")
    screen()
    assert (status(ada), status(karl)) == ("confirmed", "under_review")
    assert not was_ever_confirmed(karl)


def test_lanes_decide_meanwhile_and_the_screening_has_the_last_word(event):
    ticket_type = make_ticket_type(event, needs_review=True)
    reviewer = make_user(role=Role.REVIEWER, event=event)
    make_lane(event, "Host", reviewer)
    make_rule(event, "hold", has_list_match=True)
    ada, karl = make_registration(ticket_type, **FREE), make_registration(ticket_type, **LISTED)
    for registration in (ada, karl):
        review.decide(registration.lane_reviews.get(), Verdict.APPROVE, by=reviewer, now=NOW)
        assert status(registration) == "under_review"
    screen()
    assert status(ada) == "confirmed"
    assert (status(karl), karl.lane_reviews.get().round) == ("under_review", 2)
    assert not was_ever_confirmed(karl)


def test_a_changed_name_waits_for_the_screening_anew(event, ticket_type):
    make_rule(event, "hold", has_list_match=True)
    ada, grace = make_registration(ticket_type, **FREE), make_registration(ticket_type, "Grace")
    screen()
    for registration, details in ((ada, LISTED), (grace, FREE)):
        registration.refresh_from_db()
        assert answers.change(registration, details, now=NOW)
        assert status(registration) == "under_review"
    screen()
    assert (status(ada), status(grace)) == ("under_review", "confirmed")


def test_only_those_wait_whom_the_rule_would_concern(event, ticket_type):
    make_rule(event, "hold", has_list_match=True, countries=["FR"])
    assert make_registration(ticket_type, country="JP").status == "confirmed"
    assert make_registration(ticket_type, country="FR").status == "under_review"


@pytest.mark.parametrize("needless", ["no screening", "no list", "no rule"])
def test_nobody_waits_for_a_screening_that_does_not_come(needless, event, ticket_type):
    rule = make_rule(event, "hold", has_list_match=True)
    waiting = make_registration(ticket_type, **FREE)
    assert waiting.status == "under_review"
    if needless == "no screening":
        event.screens_attendees = False
        event.save()
    elif needless == "no list":
        ScreeningList.objects.update(active_version=None)
    else:
        rule.is_active = False
        rule.save()
    review.resume(now=NOW)
    assert status(waiting) == "confirmed"
    assert make_registration(ticket_type, "Grace").status == "confirmed"


def test_what_staff_have_decided_on_a_listed_name_stays_decided(event, ticket_type):
    reviewer = make_user(role=Role.REVIEWER, event=event)
    make_lane(event, "Security", reviewer)
    make_rule(event, "hold", has_list_match=True)
    karl = make_registration(ticket_type, **LISTED)
    screen()
    screening.decide(
        screening.open_matches(karl).get(), ScreeningVerdict.OTHER, by=reviewer, note="Born later", now=NOW
    )
    review.decide(karl.lane_reviews.get(), Verdict.APPROVE, by=reviewer, now=NOW)
    assert status(karl) == "confirmed"
    screen()
    assert status(karl) == "confirmed"


def test_a_name_that_a_later_version_lists_goes_back_to_review(event, ticket_type):
    make_rule(event, "hold", has_list_match=True)
    ada = make_registration(ticket_type, **FREE)
    screen()
    assert status(ada) == "confirmed"
    make_list(listing("Karl Moor,individual", "Ada Lovelace,individual"), version="2")
    screen()
    assert status(ada) == "under_review"
    assert ada.status_changes.latest("pk").reason == review.A_LISTED_NAME_WAS_FOUND


def test_staff_read_what_somebody_waits_for(event, ticket_type, sign_in):
    make_rule(event, "hold", has_list_match=True)
    ada = make_registration(ticket_type, **FREE)
    reviewer, viewer = (make_user(role=role, event=event) for role in (Role.REVIEWER, Role.VIEWER))
    address = reverse("registrations:attendee", args=[event.slug, ada.pk])
    assert "waits for the screening" in sign_in(reviewer).get(address).content.decode()
    assert "waits for the screening" not in sign_in(viewer).get(address).content.decode()
    screen()
    assert "waits for the screening" not in sign_in(reviewer).get(address).content.decode()


def test_whoever_waits_for_the_screening_reads_that_it_is_looked_at_and_not_by_what(
    event, ticket_type, client
):
    releases.publish(event, by=None, now=NOW)
    make_rule(event, "hold", has_list_match=True)
    ada = make_registration(ticket_type, **FREE)
    assert ada.status == "under_review"
    page = client.get(ada.get_absolute_url()).content.decode()
    assert "It is looked at before it is confirmed." in page
    assert "of this ticket type" not in page
    assert not re.search("screen|listed|rule", re.sub(r"<[^>]+>", "", page), re.IGNORECASE)
