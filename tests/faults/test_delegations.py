"""Several who fill, give up and exchange places of a delegation at the same moment: it never has too many."""

import sys
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from registrations import delegations, recount, seats
from registrations.models import Delegation, Registration, TicketType
from registrations.refusals import AlreadyRegistered, IllegalMove
from tests.builders import (
    make_delegation,
    make_event,
    make_named,
    make_registration,
    make_ticket_type,
    registration_details,
)
from tests.faults.test_invitations import in_processes
from tests.faults.test_seats import in_threads, on_postgresql, on_sqlite


def fill_a_place(pk: int, name: str) -> str:
    """How it went; run in a thread or in a process of its own."""
    delegation = Delegation.objects.select_related("ticket_type", "organization").get(pk=pk)
    try:
        delegations.name_attendee(
            delegation,
            email=f"{name}@example.org",
            family_name=name,
            language="en",
            now=timezone.now(),
        )
    except delegations.AllPlacesTaken:
        return "full"
    except delegations.AlreadyNamed:
        return "already"
    return "named"


def assert_sound(delegation: Delegation, *, taken: int) -> None:
    delegation.refresh_from_db()
    assert delegation.places_taken == taken
    assert [*recount.breaches(now=timezone.now()), *delegations.breaches()] == []


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_are_named_in_threads_five_find_a_place():
    delegation = make_delegation(make_ticket_type(), places=5)
    told = in_threads(lambda number: fill_a_place(delegation.pk, f"ada{number}"), range(20))
    assert Counter(told) == {"named": 5, "full": 15}
    assert_sound(delegation, taken=5)


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_of_six_who_are_named_in_processes_two_find_a_place():
    delegation = make_delegation(make_ticket_type(), places=2)
    command = [sys.executable, "-m", "tests.faults.naming", str(delegation.pk)]
    environment = {
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    told = in_processes([[*command, f"ada{number}"] for number in range(6)], environment)
    assert Counter(told) == {"named": 2, "full": 4}
    assert_sound(delegation, taken=2)


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_one_address_is_named_once_by_two_delegations_at_the_same_moment():
    event = make_event()
    both = [make_delegation(make_ticket_type(event)) for _ in range(2)]
    told = in_threads(lambda number: fill_a_place(both[number % 2].pk, "ada"), range(8))
    assert Counter(told) == {"named": 1, "already": 7}
    assert sum(Delegation.objects.values_list("places_taken", flat=True)) == 1


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("reserves_seats", [True, False])
def test_naming_substituting_confirming_cancelling_and_staff_at_once_keep_every_count(reserves_seats):
    for _round in range(4):
        ticket_type = make_ticket_type(capacity=6, needs_review=True)
        delegation = make_delegation(ticket_type, places=4, reserves_seats=reserves_seats)
        first, second, third = (make_named(delegation) for _ in range(3))
        for one in (first, second):
            delegations.confirm(one, now=timezone.now(), country="JP")
        for _waiting in range(8):
            make_registration(ticket_type)

        def act(number: int, delegation=delegation, people=(first, second, third)) -> object:
            now = timezone.now()
            own = Delegation.objects.select_related("ticket_type", "organization").get(pk=delegation.pk)
            one = Registration.objects.select_related("delegation", "ticket_type", "event").get(
                pk=people[number % 3].pk
            )
            try:
                match number % 8:
                    case 0 | 1:
                        return fill_a_place(own.pk, f"r{own.pk}n{number}")
                    case 2:
                        delegations.substitute(
                            one,
                            email=f"s{own.pk}n{number}@example.org",
                            family_name="S",
                            language="en",
                            now=now,
                        )
                    case 3:
                        delegations.confirm(one, now=now, country="JP")
                    case 4:
                        seats.cancel(one, now=now)
                    case 5:
                        delegations.withdraw(one, now=now)
                    case 6:
                        delegations.change(
                            own, places=4 + number % 2, closes_at=own.closes_at, now=now, by=None
                        )
                    case 7:
                        own_type = TicketType.objects.get(pk=own.ticket_type_id)
                        seats.register(own_type, now=now, **registration_details())
            except (
                IllegalMove,
                AlreadyRegistered,
                delegations.AllPlacesTaken,
                delegations.FewerThanTaken,
                seats.NoPlaceLeft,
            ):
                return "refused"
            return "done"

        told = in_threads(act, range(16))
        assert not [answer for answer in told if isinstance(answer, Exception)], told
        delegation.refresh_from_db()
        named = Registration.objects.filter(delegation=delegation, status__in=delegations.OPEN).count()
        assert named <= delegation.places
        assert_sound(delegation, taken=named)
