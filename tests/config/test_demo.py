"""Where the demo can be loaded, and on which days."""

import datetime as dt

import pytest
import time_machine
from django.core.management import CommandError
from django.utils import timezone

from config.demo import dates
from config.demo.dialogue.event import DIALOGUE
from config.demo.space_security import SPACE_SECURITY
from events.models import Event
from registrations import recount
from registrations.models import StatusChange
from tests.builders import make_event, make_user
from tests.config.loading import counts, load_demo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make_other_data", [make_event, make_user])
def test_a_database_in_use_for_something_else_is_left_alone(make_other_data):
    make_other_data()
    before = counts()
    with pytest.raises(CommandError, match="password"):
        load_demo()
    assert counts() == before


def test_other_data_can_be_overruled():
    make_event()
    load_demo("--force")
    assert Event.objects.filter(slug__in=[SPACE_SECURITY.slug, DIALOGUE.slug]).count() == 2


ANY_DAYS = [
    "2024-02-29T12:00Z",
    "2026-11-15T00:30+09:00",
    "2026-12-31T23:30+09:00",
    "2027-01-01T00:10+09:00",
    "2028-02-29T23:59Z",
]


@pytest.mark.parametrize("today", ANY_DAYS)
def test_it_lies_ahead_whenever_it_is_loaded(today):
    with time_machine.travel(dt.datetime.fromisoformat(today), tick=False):
        load_demo()
        event = Event.objects.get(slug=DIALOGUE.slug)
        assert dt.timedelta(days=44) < event.starts_at - timezone.now() < dt.timedelta(days=66)
        assert f"{event.starts_at.astimezone(event.zone):%A %H:%M}" == "Wednesday 09:00"
        assert event.is_registration_open(now=timezone.now())
        assert StatusChange.objects.latest("changed_at").changed_at < timezone.now()
        assert [*recount.breaches(now=timezone.now())] == []


def test_every_day_has_a_wednesday_ahead_of_it():
    day = dt.date(2026, 1, 1)
    for _ in range(366 * 4):
        first = dates.first_day(day)
        assert first.weekday() == 2
        assert 45 <= (first - day).days <= 65
        assert (1, 4) < (first.month, first.day) < (12, 24)
        day += dt.timedelta(days=1)
