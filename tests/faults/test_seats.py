"""A crowd for few seats: nothing is sold twice, whoever comes at the same time."""

import os
import subprocess
import sys
import threading
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from registrations import seats
from registrations.models import Registration, TicketType
from tests.builders import make_ticket_type, registration_details

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
    assert list(seats.breaches(now=timezone.now())) == []


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
    assert list(seats.breaches(now=timezone.now())) == []


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


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_four_processes_for_five_seats_leave_exactly_five_confirmed():
    ticket_type = make_ticket_type(capacity=5)
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
    assert list(seats.breaches(now=timezone.now())) == []
