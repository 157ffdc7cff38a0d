"""Whatever happens in whichever order: no seat is sold twice, none stays empty, nobody is overtaken."""

import contextlib
import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from registrations import (
    capacities,
    deadlines,
    delegations,
    duplicates,
    recount,
    seats,
    verification,
    waiting_list,
)
from registrations.models import LIVE, Attendance, Delegation, Quota, Registration, Status, TicketType
from tests.builders import (
    make_delegation,
    make_event,
    make_named,
    make_quota,
    make_registration,
    make_ticket_type,
    make_unverified,
    make_user,
    registration_details,
)

HOUR = dt.timedelta(hours=1)
numbers = st.integers(min_value=0, max_value=200)


class Seats(RuleBasedStateMachine):
    """Three ticket types of one quota, one of them with either attendance; and one apart. Two make offers.

    Two organizations name people, until a day and a half has passed: one for seats that are kept for it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        event = make_event()
        self.now = event.starts_at - dt.timedelta(days=20)
        self.quota = make_quota(event, capacity=3)
        self.ticket_types = [
            make_ticket_type(event, capacity=2, quota=self.quota),
            make_ticket_type(event, capacity=2, quota=self.quota, attendance="either", online_capacity=1),
            make_ticket_type(event, capacity=2, quota=self.quota, needs_review=True, hours_to_accept=5),
            make_ticket_type(event, capacity=1, hours_to_accept=3),
        ]
        closes_at = self.now + 36 * HOUR
        self.delegations = [
            make_delegation(self.ticket_types[0], places=2, closes_at=closes_at, now=self.now),
            make_delegation(
                self.ticket_types[1], places=1, reserves_seats=True, closes_at=closes_at, now=self.now
            ),
        ]
        self.staff = make_user()
        self.lines: dict[int, tuple[Any, ...]] = {}
        self.went_by_themselves: set[int] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    # --- What happens

    @rule(number=numbers)
    def register(self, number: int) -> None:
        make_registration(self.some_ticket_type(number), now=self.now, **self.attendance(number))

    @rule(number=numbers)
    def fill_in_the_form(self, number: int) -> None:
        make_unverified(self.some_ticket_type(number), now=self.now, **self.attendance(number))

    @rule(number=numbers)
    def verify(self, number: int) -> None:
        if (registration := self.some(number, Status.UNVERIFIED)) is None:
            return
        if registration.is_unconfirmed_nomination:
            delegations.confirm(
                registration, now=self.now, **self.attendance(number, registration.ticket_type)
            )
        else:
            verification.verify(registration, now=self.now)

    @rule(number=numbers)
    def name(self, number: int) -> None:
        delegation = self.some_delegation(number)
        before = delegation.places_taken
        try:
            make_named(delegation, now=self.now)
        except delegations.AllPlacesTaken:
            assert before == delegation.places
        except delegations.NamingEnded:
            assert self.now >= delegation.closes_at
        except delegations.NamedTooMany:
            assert delegation.registrations.count() >= delegations.NAMED_AN_HOUR

    @rule(number=numbers)
    def substitute(self, number: int) -> None:
        """Anybody who was named, also who has ended."""
        named = list(Registration.objects.filter(delegation__isnull=False).order_by("pk"))
        if not named:
            return
        registration = named[number % len(named)]
        was_open, before = registration.status in delegations.OPEN, self.places_taken(registration)
        try:
            substitute = delegations.substitute(registration, now=self.now, **self.somebody())
        except seats.IllegalMove:
            assert registration.substituted_by.exists()
        except delegations.AllPlacesTaken:
            assert not was_open
        except delegations.NamingEnded:
            assert self.now >= self.delegations[0].closes_at
        except delegations.NamedTooMany:
            assert registration.delegation.registrations.count() >= delegations.NAMED_AN_HOUR
        else:
            assert substitute.substitutes == registration
            assert self.places_taken(registration) == before + (not was_open)

    @rule(number=numbers)
    def withdraw(self, number: int) -> None:
        registration = self.some(number, *delegations.OPEN, named=True)
        if registration:
            with contextlib.suppress(delegations.NamingEnded):
                delegations.withdraw(registration, now=self.now)

    @rule(number=numbers, places=st.integers(min_value=1, max_value=3))
    def change_the_delegation(self, number: int, places: int) -> None:
        delegation = self.some_delegation(number)
        with contextlib.suppress(delegations.FewerThanTaken, seats.NoPlaceLeft):
            delegations.change(
                delegation, places=places, closes_at=delegation.closes_at, now=self.now, by=None
            )

    @rule(number=numbers, other=numbers)
    def merge(self, number: int, other: int) -> None:
        kept, ended = self.some(number, *LIVE), self.some(other, *LIVE)
        if kept is None or ended is None or kept == ended:
            return
        before = (kept.status, ended.status)
        try:
            duplicates.merge(
                kept, ended, taken=["email", "position"], by=self.staff, note="One person", now=self.now
            )
        except duplicates.CannotMerge:
            for one in (kept, ended):
                one.refresh_from_db()
            assert (kept.status, ended.status) == before
        else:
            ended.refresh_from_db()
            assert ended.status == Status.CANCELLED

    @rule(number=numbers, leave=st.sampled_from([seats.cancel, seats.decline]))
    def leave(self, number: int, leave: Any) -> None:
        live = (Status.CONFIRMED, Status.UNDER_REVIEW, Status.WAITLISTED, Status.OFFERED)
        if registration := self.some(number, *live):
            leave(registration, now=self.now, by=None)

    @rule(number=numbers)
    def expire(self, number: int) -> None:
        if registration := self.some(number, Status.UNDER_REVIEW, Status.WAITLISTED):
            seats.expire(registration, now=self.now)

    @rule(number=numbers)
    def approve(self, number: int) -> None:
        if registration := self.some(number, Status.UNDER_REVIEW):
            seats.approve(registration, now=self.now, by=None)

    @rule(number=numbers)
    def return_to_review(self, number: int) -> None:
        if registration := self.some(number, Status.CONFIRMED):
            seats.return_to_review(registration, now=self.now, by=None)

    @rule(number=numbers)
    def accept(self, number: int) -> None:
        if registration := self.some(number, Status.OFFERED):
            seats.accept(registration, now=self.now)

    @rule(number=numbers)
    def switch(self, number: int) -> None:
        registration = self.some(number, Status.CONFIRMED, Status.UNDER_REVIEW, Status.WAITLISTED)
        if registration and registration.ticket_type.is_attended_either_way:
            (other,) = {*Attendance} - {registration.attendance}
            before = (registration.status, registration.attendance)
            try:
                seats.switch(registration, other, now=self.now)
                self.went_by_themselves.add(registration.pk)
            except seats.NoPlaceLeft:
                registration.refresh_from_db()
                assert (registration.status, registration.attendance) == before

    @rule(number=numbers)
    def move_up(self, number: int) -> None:
        if registration := self.some(number, Status.WAITLISTED):
            seats.move_up(registration, now=self.now, by=None, reason="Keynote speaker's deputy")
            assert waiting_list.position(registration) == 1

    @rule(
        number=numbers, capacity=st.integers(min_value=0, max_value=4), attendance=st.sampled_from(Attendance)
    )
    def change_the_capacity(self, number: int, capacity: int, attendance: str) -> None:
        ticket_type = self.some_ticket_type(number)
        if attendance in ticket_type.attendances:
            self.unless_too_small(capacities.change, ticket_type, capacity, attendance=attendance)

    @rule(capacity=st.integers(min_value=0, max_value=5))
    def change_the_quota(self, capacity: int) -> None:
        self.unless_too_small(capacities.change_quota, Quota.objects.get(pk=self.quota.pk), capacity)

    @precondition(lambda self: self.now < self.ticket_types[0].event.starts_at - 10 * HOUR)
    @rule(hours=st.integers(min_value=1, max_value=6))
    def let_time_pass(self, hours: int) -> None:
        self.now += hours * HOUR
        deadlines.keep(now=self.now)
        assert not Registration.objects.offered().filter(offered_until_at__lte=self.now).exists()

    # --- What holds at any time

    @invariant()
    def every_count_is_right_and_no_seat_is_neglected(self) -> None:
        assert list(recount.breaches(now=self.now)) == []
        assert [*delegations.breaches(), *duplicates.breaches()] == []

    @invariant()
    def nobody_is_overtaken(self) -> None:
        waiting = {row.pk: row for row in Registration.objects.waiting().select_related("ticket_type__quota")}
        served = [
            pk
            for pk in set(self.lines) - set(waiting) - self.went_by_themselves
            if Registration.objects.seated().filter(pk=pk).exists()
        ]
        for pk, (line, place) in self.lines.items():
            if pk in waiting and waiting[pk].attendance == Attendance.IN_PERSON:
                ticket_type = waiting[pk].ticket_type
                has_room = ticket_type.seats_left is None or ticket_type.seats_left > 0
                behind = [other for other in served if self.lines[other][1] > place]
                assert not [other for other in behind if self.lines[other][0] == line and has_room], (
                    "somebody in the line of a quota was served before"
                )
                assert not [
                    other
                    for other in behind
                    if Registration.objects.get(pk=other).ticket_type_id == ticket_type.pk
                    and Registration.objects.get(pk=other).attendance == waiting[pk].attendance
                ], "somebody with the same ticket type was served before"
        self.lines = {row.pk: (self.line(row), (row.waiting_since_at, row.pk)) for row in waiting.values()}
        self.went_by_themselves = set()

    # --- Who and what

    def line(self, registration: Registration) -> object:
        if registration.attendance == Attendance.IN_PERSON and registration.ticket_type.quota_id:
            return "quota"
        return (registration.ticket_type_id, registration.attendance)

    def some(self, number: int, *statuses: Status, named: bool = False) -> Registration | None:
        found = Registration.objects.filter(status__in=statuses)
        if named:
            found = found.filter(delegation__isnull=False)
        rows = list(found.select_related("ticket_type", "event", "delegation").order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def some_ticket_type(self, number: int) -> TicketType:
        return TicketType.objects.get(pk=self.ticket_types[number % len(self.ticket_types)].pk)

    def some_delegation(self, number: int) -> Delegation:
        return Delegation.objects.get(pk=self.delegations[number % len(self.delegations)].pk)

    def places_taken(self, registration: Registration) -> int:
        return Delegation.objects.get(pk=registration.delegation_id).places_taken

    def somebody(self) -> dict[str, str]:
        details = registration_details()
        return {name: details[name] for name in ("given_name", "family_name", "email", "language")}

    def attendance(self, number: int, ticket_type: TicketType | None = None) -> dict[str, str]:
        offered = (ticket_type or self.some_ticket_type(number)).attendances
        return {"attendance": offered[number // 4 % len(offered)]}

    def unless_too_small(self, change: Any, row: Any, capacity: int, **more: Any) -> None:
        # Whether it was refused rightly, the counts say afterwards.
        with contextlib.suppress(capacities.CapacityTooSmall):
            change(row, capacity, now=self.now, **more)


@pytest.mark.django_db
def test_whatever_happens_no_seat_is_sold_twice_and_nobody_is_overtaken():
    run_state_machine_as_test(
        Seats,
        settings=settings(
            max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
