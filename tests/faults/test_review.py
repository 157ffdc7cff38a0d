"""Several people decide at the same moment: no decision is lost, and there is one final move."""

import os
import subprocess
import sys
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from registrations import answers, recount, review, seats
from registrations.models import LaneReview, Registration, ReviewDecision, StatusChange, Verdict
from tests.builders import make_event, make_lane, make_registration, make_ticket_type, make_user
from tests.faults.test_seats import in_threads, on_postgresql, on_sqlite

APPROVE, REJECT, *_ = Verdict


@pytest.fixture
def event(transactional_db):
    return make_event()


def reviewers(event, count) -> list[User]:
    return [make_user(role=Role.REVIEWER, event=event) for _number in range(count)]


def final_moves(registration) -> list[str]:
    moves = StatusChange.objects.filter(registration=registration).exclude(from_status="")
    return list(moves.values_list("to_status", flat=True))


def decide(lane_review_pk: int, verdict: Verdict, by: User) -> bool:
    """As a request does: read anew, then decide; whether it came late."""
    own = LaneReview.objects.select_related("registration", "lane").get(pk=lane_review_pk)
    return review.decide(own, verdict, by=by, now=timezone.now()).came_late


def assert_every_invariant_holds():
    assert list(review.breaches(now=timezone.now())) == []
    assert list(recount.breaches(now=timezone.now())) == []


@pytest.mark.postgresql
@on_postgresql
def test_eight_reviewers_with_a_veto_and_a_quorum_move_it_once(event):
    make_lane(event, "Security", quorum=2, has_veto=True)
    ada = make_registration(make_ticket_type(event, needs_review=True))
    [lane_review] = ada.lane_reviews.all()
    crowd = zip(reviewers(event, 8), [APPROVE, REJECT] * 4, strict=True)

    came_late = in_threads(lambda pair: decide(lane_review.pk, pair[1], pair[0]), list(crowd))

    assert set(came_late) <= {True, False}
    assert ReviewDecision.objects.count() == 8
    assert len(final_moves(ada)) == 1
    assert_every_invariant_holds()


@pytest.mark.postgresql
@on_postgresql
def test_the_last_two_lanes_approve_at_the_same_moment(event):
    lanes = [make_lane(event, name) for name in ("Host", "Security", "Protocol", "Ethics")]
    registrations = [make_registration(make_ticket_type(event, needs_review=True)) for _number in range(5)]
    by_lane = dict(zip(lanes, reviewers(event, 4), strict=True))
    work = [
        (lane_review.pk, by_lane[lane_review.lane])
        for registration in registrations
        for lane_review in registration.lane_reviews.select_related("lane")
    ]

    assert in_threads(lambda each: decide(each[0], APPROVE, each[1]), work) == [False] * 20

    assert [final_moves(registration) for registration in registrations] == [["confirmed"]] * 5
    assert_every_invariant_holds()


@pytest.mark.postgresql
@on_postgresql
def test_one_person_in_two_lanes_at_the_same_moment_fills_one(event):
    make_lane(event, "Host"), make_lane(event, "Security")
    ada = make_registration(make_ticket_type(event, needs_review=True))
    [rita] = reviewers(event, 1)

    told = in_threads(lambda pk: decide(pk, APPROVE, rita), [each.pk for each in ada.lane_reviews.all()])

    assert Counter(type(each) for each in told) == {bool: 1, review.DecidesInAnotherLane: 1}
    assert ReviewDecision.objects.count() == 1
    assert_every_invariant_holds()


@pytest.mark.postgresql
@on_postgresql
def test_declining_correcting_and_cancelling_at_once_block_nobody(event):
    make_lane(event, "Security", has_veto=True)
    ticket_type = make_ticket_type(event, capacity=4, needs_review=True)
    registrations = [make_registration(ticket_type) for _number in range(8)]
    seated = registrations[:4]
    people = reviewers(event, 4)

    def act(number: int) -> None:
        own = Registration.objects.get(pk=seated[number % 4].pk)
        if number < 4:
            decide(own.lane_reviews.get().pk, REJECT, people[number])
        elif number < 8:
            answers.change(own, {"organization_name": f"New {number}"}, now=timezone.now())
        else:
            try:
                seats.cancel(own, now=timezone.now())
            except seats.IllegalMove:
                return

    assert in_threads(act, range(12)) == [None] * 12
    assert ReviewDecision.objects.count() == 4
    assert_every_invariant_holds()


@on_sqlite
def test_four_processes_decide_on_the_same_registrations(event):
    make_lane(event, "Security", quorum=2, has_veto=True)
    ticket_type = make_ticket_type(event, needs_review=True)
    registrations = [make_registration(ticket_type) for _number in range(5)]
    reviews = [str(registration.lane_reviews.get().pk) for registration in registrations]
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    crowd = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.reviewers", str(user.pk), verdict, *reviews],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for user, verdict in zip(reviewers(event, 4), [APPROVE, REJECT] * 2, strict=True)
    ]
    for process in crowd:
        assert process.stdout.readline() == "ready\n"
    for process in crowd:
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [line for process in crowd for line in process.communicate()[0].split()]

    assert set(told) <= {"counted", "late"}
    assert ReviewDecision.objects.count() == len(told) == 20
    assert [len(final_moves(registration)) for registration in registrations] == [1] * 5
    assert_every_invariant_holds()
