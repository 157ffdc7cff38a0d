"""Whatever order people decide, ask, answer, correct and cancel in: what must hold of lanes holds."""

from contextlib import suppress

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.permissions import Role
from registrations import answers, recount, review, seats
from registrations.models import LaneReview, Registration, ReviewDecision, Verdict
from tests.builders import make_event, make_lane, make_registration, make_rule, make_ticket_type, make_user

NOW = timezone.now()
PEOPLE, LANES = range(5), range(3)


class DecidingInAnyOrder(RuleBasedStateMachine):
    """Three lanes with a quorum or a veto, five people, a rule that holds and one that approves."""

    def __init__(self) -> None:
        super().__init__()
        # Each run begins with an empty database and leaves one behind.
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(capacity=st.integers(1, 3))
    def open(self, capacity: int) -> None:
        self.event = make_event()
        self.lanes = [
            make_lane(self.event, "Host"),
            make_lane(self.event, "Security", quorum=2, has_veto=True),
            make_lane(self.event, "Protocol", quorum=2, shown_fields=["country"]),
        ]
        make_rule(self.event, "hold", countries=["FR"])
        make_rule(self.event, "approve", domains=".go.jp")
        self.ticket_type = make_ticket_type(self.event, capacity=capacity, needs_review=True)
        self.people = [make_user(role=Role.REVIEWER, event=self.event) for _number in PEOPLE]
        self.recorded = 0

    def registration(self, number: int) -> Registration | None:
        registrations = list(self.event.registrations.order_by("pk"))
        return registrations[number % len(registrations)] if registrations else None

    @rule(domain=st.sampled_from(["example.org", "mofa.go.jp"]), country=st.sampled_from(["JP", "FR"]))
    def register(self, domain: str, country: str) -> None:
        count = self.event.registrations.count()
        make_registration(self.ticket_type, email=f"a{count}@{domain}", country=country)

    @rule(
        number=st.integers(0, 5),
        lane=st.sampled_from(LANES),
        person=st.sampled_from(PEOPLE),
        verdict=st.sampled_from(Verdict),
    )
    def decide(self, number: int, lane: int, person: int, verdict: Verdict) -> None:
        registration = self.registration(number)
        lane_review = LaneReview.objects.filter(registration=registration, lane=self.lanes[lane]).first()
        if lane_review is not None:
            with suppress(review.MayNotDecide):
                review.decide(lane_review, verdict, by=self.people[person], now=NOW, question="Why?")
                self.recorded += 1

    @rule(number=st.integers(0, 5))
    def answer(self, number: int) -> None:
        registration = self.registration(number)
        question = registration and review.open_questions(registration).first()
        if question:
            assert review.answer(question, "Because.", now=NOW)

    @rule(number=st.integers(0, 5), country=st.sampled_from(["JP", "FR", "GB"]), name=st.sampled_from("AB"))
    def correct(self, number: int, country: str, name: str) -> None:
        registration = self.registration(number)
        if registration:
            answers.change(registration, {"country": country, "organization_name": name}, now=NOW)

    @rule(number=st.integers(0, 5))
    def cancel(self, number: int) -> None:
        registration = self.registration(number)
        if registration:
            with suppress(seats.IllegalMove):
                seats.cancel(registration, now=NOW)

    @rule(number=st.integers(0, 5))
    def bring_back(self, number: int) -> None:
        registration = self.registration(number)
        if registration:
            with suppress(seats.IllegalMove):
                seats.return_to_review(registration, now=NOW, by=self.people[0])

    @invariant()
    def a_registration_is_confirmed_exactly_when_every_lane_has_approved(self) -> None:
        for registration in Registration.objects.filter(status__in=["under_review", "confirmed"]):
            states = {lane_review.state for lane_review in registration.lane_reviews.all()}
            assert states
            assert (registration.status == "confirmed") == (states == {"approved"})

    @invariant()
    def no_decision_is_lost(self) -> None:
        assert ReviewDecision.objects.count() == getattr(self, "recorded", 0)

    @invariant()
    def every_invariant_of_the_data_holds(self) -> None:
        assert list(review.breaches(now=NOW)) == []
        assert list(recount.breaches(now=NOW)) == []


@pytest.mark.django_db
def test_whatever_the_order_a_registration_is_confirmed_exactly_when_every_lane_has_approved():
    run_state_machine_as_test(
        DecidingInAnyOrder,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
