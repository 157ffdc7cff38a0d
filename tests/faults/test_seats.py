"""A crowd for few seats: nothing is sold twice, whoever comes at the same time."""

import contextlib
import datetime as dt
import os
import subprocess
import sys
import threading
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from registrations import lapsed_offers, recount, seats
from registrations.models import Registration, TicketType
from tests.builders import make_event, make_quota, make_ticket_type, make_unverified, registration_details

on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="threads race on PostgreSQL; SQLite has its own test"
)
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="processes race on SQLite here")


def in_threads(work, arguments) -> list:
    """Call work with each argument at the same moment, each in a thread with its own connection."""
    start = threading.Barrier(len(arguments))
    results = []

    def run(argument) -> None:
        try:
            start.wait()
            results.append(work(argument))
        except Exception as error:  # the test looks at what went wrong, whatever it was
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[argument]) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def seats_taken(ticket_type: TicketType) -> int:
    ticket_type.refresh_from_db()
    return ticket_type.seats_taken


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_twenty_threads_for_five_seats_leave_exactly_five_confirmed():
    ticket_type = make_ticket_type(capacity=5)

    def register(number: int) -> str:
        # Each thread reads the ticket type itself, as each request does.
        own = TicketType.objects.get(pk=ticket_type.pk)
        return seats.register(own, now=timezone.now(), **registration_details(f"Attendee{number}")).status

    told = in_threads(register, range(20))
    assert Counter(told) == {"confirmed": 5, "waitlisted": 15}
    assert Counter(Registration.objects.values_list("status", flat=True)) == Counter(told)
    assert seats_taken(ticket_type) == 5
    assert list(recount.breaches(now=timezone.now())) == []


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_those_who_cancel_and_those_who_come_leave_no_seat_empty_and_none_sold_twice():
    ticket_type = make_ticket_type(capacity=5)
    seated = [
        seats.register(ticket_type, now=timezone.now(), **registration_details(f"Early{number}"))
        for number in range(5)
    ]

    def come_or_go(number: int) -> None:
        if number < 5:
            seats.cancel(Registration.objects.get(pk=seated[number].pk), now=timezone.now())
        else:
            own = TicketType.objects.get(pk=ticket_type.pk)
            seats.register(own, now=timezone.now(), **registration_details(f"Late{number}"))

    assert in_threads(come_or_go, range(20)) == [None] * 20
    statuses = Counter(Registration.objects.values_list("status", flat=True))
    assert statuses == {"cancelled": 5, "confirmed": 5, "waitlisted": 10}
    assert list(recount.breaches(now=timezone.now())) == []


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_one_address_at_the_same_moment_is_registered_once():
    ticket_type = make_ticket_type(capacity=20)
    details = registration_details("Ada")

    def register(_number: int) -> str:
        own = TicketType.objects.get(pk=ticket_type.pk)
        try:
            return seats.register(own, now=timezone.now(), **details).status
        except seats.AlreadyRegistered:
            return "already"

    assert Counter(in_threads(register, range(10))) == {"confirmed": 1, "already": 9}
    assert seats_taken(ticket_type) == 1


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_quota_of_five_is_sold_five_times_whatever_the_ticket_type():
    event = make_event()
    quota = make_quota(event, capacity=5)
    ticket_types = [make_ticket_type(event, capacity=4, quota=quota) for _ in range(3)]

    def register(number: int) -> str:
        own = TicketType.objects.get(pk=ticket_types[number % 3].pk)
        return seats.register(own, now=timezone.now(), **registration_details(f"Attendee{number}")).status

    assert Counter(in_threads(register, range(20))) == {"confirmed": 5, "waitlisted": 15}
    quota.refresh_from_db()
    assert quota.seats_taken == 5
    assert list(recount.breaches(now=timezone.now())) == []


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_those_who_switch_cancel_and_come_at_once_neither_lock_each_other_out_nor_sell_a_seat_twice():
    event = make_event()
    here, there = make_quota(event, capacity=4), make_quota(event, capacity=4)
    # Each takes from both quotas, crosswise, so that locks in any other order would meet head-on.
    ticket_types = [
        make_ticket_type(event, attendance="either", capacity=3, online_capacity=3, **quotas)
        for quotas in ({"quota": here, "online_quota": there}, {"quota": there, "online_quota": here})
    ]
    attendances = ["in_person", "in_person", "online", "online"]
    early = [
        seats.register(
            TicketType.objects.get(pk=ticket_types[number % 2].pk),
            now=timezone.now(),
            **registration_details(f"Early{number}")
            | {"attendance": ["in_person", "online"][number // 2 % 2]},
        )
        for number in range(12)
    ]

    def act(number: int) -> None:
        if number < 12:
            own = Registration.objects.get(pk=early[number].pk)
            if number % 3:
                seats.cancel(own, now=timezone.now())
                return
            other = "online" if own.attendance == "in_person" else "in_person"
            with contextlib.suppress(seats.NoPlaceLeft):
                seats.switch(own, other, now=timezone.now())
        else:
            ticket_type = TicketType.objects.get(pk=ticket_types[number % 2].pk)
            details = registration_details(f"Late{number}", attendance=attendances[number % 4])
            seats.register(ticket_type, now=timezone.now(), **details)

    assert in_threads(act, range(24)) == [None] * 24
    assert list(recount.breaches(now=timezone.now())) == []


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_seat_on_offer_is_either_accepted_or_passed_on():
    ticket_type = make_ticket_type(capacity=1, hours_to_accept=1)
    ada, grace, joan = (
        seats.register(ticket_type, now=timezone.now(), **registration_details(name))
        for name in ("Ada", "Grace", "Joan")
    )
    seats.cancel(ada, now=timezone.now())
    in_time, too_late = timezone.now(), timezone.now() + dt.timedelta(hours=2)

    def act(number: int) -> object:
        if number % 2:
            return lapsed_offers.pass_on(now=too_late)
        try:
            seats.accept(Registration.objects.get(pk=grace.pk), now=in_time)
        except seats.IllegalMove:
            return "passed on"
        return "accepted"

    told = in_threads(act, range(8))
    assert told.count("accepted") <= 1
    grace.refresh_from_db()
    joan.refresh_from_db()
    assert (grace.status, joan.status) in {("confirmed", "waitlisted"), ("expired", "offered")}
    assert (grace.status == "confirmed") == ("accepted" in told)
    assert list(recount.breaches(now=timezone.now())) == []


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_one_link_pressed_at_the_same_moment_takes_one_seat():
    ticket_type = make_ticket_type(capacity=5)
    ada = make_unverified(ticket_type)

    def verify(_number: int) -> str:
        own = Registration.objects.select_related("ticket_type", "event").get(pk=ada.pk)
        try:
            seats.verify(own, now=timezone.now())
        except (seats.IllegalMove, seats.AlreadyRegistered):
            return "before"
        return "verified"

    assert Counter(in_threads(verify, range(8))) == {"verified": 1, "before": 7}
    assert seats_taken(ticket_type) == 1


@on_sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_shared", [False, True])
def test_four_processes_for_five_seats_leave_exactly_five_confirmed(is_shared):
    event = make_event()
    quota = make_quota(event, capacity=5) if is_shared else None
    ticket_type = make_ticket_type(event, capacity=None if is_shared else 5, quota=quota)
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    crowd = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.crowd", str(ticket_type.pk)]
            + [f"attendee-{process}-{number}" for number in range(5)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for process in range(4)
    ]
    for process in crowd:
        assert process.stdout.readline() == "ready\n"
    for process in crowd:
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [line for process in crowd for line in process.communicate()[0].split()]
    assert Counter(told) == {"confirmed": 5, "waitlisted": 15}
    assert Counter(Registration.objects.values_list("status", flat=True)) == Counter(told)
    assert seats_taken(ticket_type) == 5
    assert list(recount.breaches(now=timezone.now())) == []
