"""What a fresh installation shows, however often and whenever it is loaded."""

import datetime as dt
from io import StringIO
from itertools import chain

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import StaffRole, User
from config.demo import dates
from config.demo.accounts import ACCOUNTS, PASSWORD
from events import agenda, releases
from events.models import Event
from registrations import recount, seats
from registrations.models import Registration, Status, StatusChange, TicketType
from tests.builders import make_event, make_user

pytestmark = pytest.mark.django_db

REAL = "space-security-2024"
INVENTED = "space-industry-dialogue"
OURS = ("accounts", "speakers", "events", "registrations", "notifications")


def load_demo(*options: str) -> str:
    output = StringIO()
    call_command("load_demo", *options, stdout=output)
    return output.getvalue()


def counts() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for model in chain.from_iterable(apps.get_app_config(app).get_models() for app in OURS)
    }


@pytest.fixture
def invented() -> Event:
    load_demo()
    return Event.objects.get(slug=INVENTED)


# --- Loading -------------------------------------------------------------------------------


def test_loading_twice_changes_nothing(django_assert_max_num_queries):
    load_demo()
    before = counts()
    with django_assert_max_num_queries(5):
        load_demo()
    assert counts() == before


def test_what_people_changed_stays(invented):
    session = invented.sessions.get(
        title_en="Coffee break", starts_at=invented.starts_at + dt.timedelta(minutes=110)
    )
    session.title_en = "Tea break"
    session.save()
    User.objects.get(email="door@example.org").delete()
    load_demo()
    session.refresh_from_db()
    assert session.title_en == "Tea break"
    assert not User.objects.filter(email="door@example.org").exists()


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
    assert Event.objects.filter(slug__in=[REAL, INVENTED]).count() == 2


def test_an_event_that_people_made_in_the_demo_is_no_hindrance(invented):
    make_event()
    load_demo()


def test_accounts_sign_in_without_mail(client, invented):
    output = load_demo()
    for email in ACCOUNTS:
        assert email in output
        assert EmailAddress.objects.get(email=email).verified
        assert client.login(email=email, password=PASSWORD)
    assert PASSWORD in output


def test_each_account_comes_in_where_its_role_leads(client, invented):
    doors = [reverse("admin:index"), reverse("registrations:attendees", args=[INVENTED])]
    answers = {}
    for email, entry in ACCOUNTS.items():
        client.force_login(User.objects.get(email=email))
        answers[entry.name] = [client.get(door).status_code for door in doors]
    assert answers == {
        "Administrator": [200, 200],
        "Organizer": [200, 200],
        "Editor": [200, 404],
        "Reviewer": [302, 200],
        "Security": [302, 404],
        "Second of security": [302, 404],
        "Ethics": [302, 404],
        "Screener": [302, 200],
        "Identity": [302, 200],
        "Desk": [302, 200],
        "Door": [302, 200],
        "Viewer": [200, 200],
    }


def test_accounts_have_their_part_in_the_invented_event_and_the_owner_in_both(invented):
    roles = StaffRole.objects.values_list("user__email", "role", "event__slug")
    assert set(roles) == {
        (email, entry.role, INVENTED) for email, entry in ACCOUNTS.items() if entry.role
    } | {("organizer@example.org", "owner", REAL)}


# --- Always ahead of today -----------------------------------------------------------------

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
        event = Event.objects.get(slug=INVENTED)
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


def times(event: Event) -> list[str]:
    return [
        f"{session.starts_at.astimezone(event.zone):%a %H:%M}" for session in event.sessions.order_by("pk")
    ]


def kept() -> list[tuple[int, str, dt.datetime]]:
    """The registrations as they stay; the seats on offer are passed on meanwhile."""
    lines = Registration.objects.filter(ticket_type__hours_to_accept__isnull=True).order_by("pk")
    return list(lines.values_list("pk", "status", "registered_at"))


@pytest.mark.parametrize("days_later", [40, 60, 800])
def test_it_moves_when_it_has_come_close(days_later):
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
        load_demo()
        before = Event.objects.get(slug=INVENTED)
        session_times = times(before)
        registrations = kept()
        session = before.sessions.get(title_en="Reception")
        session.title_en = "Dinner"
        session.save()

        clock.shift(dt.timedelta(days=days_later))
        assert "now begins on" in load_demo()

        after = Event.objects.get(slug=INVENTED)
        assert dt.timedelta(days=44) < after.starts_at - timezone.now() < dt.timedelta(days=66)
        assert times(after) == session_times
        assert after.is_registration_open(now=timezone.now())
        assert after.current_release.content == agenda.document(after)
        assert after.sessions.filter(title_en="Dinner").exists()
        assert kept() == registrations
        assert [*recount.breaches(now=timezone.now()), *releases.breaches()] == []

        before = counts()
        load_demo()
        assert counts() == before


def test_it_stays_while_it_is_far_enough():
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
        load_demo()
        starts_at = Event.objects.get(slug=INVENTED).starts_at
        clock.shift(dt.timedelta(days=30))
        load_demo()
        assert Event.objects.get(slug=INVENTED).starts_at == starts_at


def test_a_seat_given_back_after_the_end_goes_to_whoever_waits_when_it_moves():
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
        load_demo()
        clock.shift(dt.timedelta(days=100))
        showcase = TicketType.objects.get(name_en="Start-up showcase")
        seats.cancel(showcase.registrations.confirmed().first(), now=timezone.now())
        first_in_line = Registration.objects.waiting().filter(ticket_type=showcase).first()
        load_demo()
        first_in_line.refresh_from_db()
        assert first_in_line.status == Status.OFFERED


def test_a_draft_with_errors_moves_without_being_published(invented):
    session = invented.sessions.get(title_en="Closing remarks")
    session.ends_at = invented.ends_at + dt.timedelta(hours=1)
    session.save()
    with time_machine.travel(timezone.now() + dt.timedelta(days=60), tick=False):
        assert "publish it in the admin" in load_demo()
    assert invented.releases.count() == 2
