"""What happens to a demo that is loaded once more, and who comes into it."""

import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from accounts.models import StaffRole, User
from config.demo.accounts import ACCOUNTS, PASSWORD
from config.demo.dialogue.event import DIALOGUE
from config.demo.space_security import SPACE_SECURITY
from events.models import Event
from tests.builders import make_event
from tests.config.loading import counts, load_demo

pytestmark = [pytest.mark.usefixtures("demo_of_today"), pytest.mark.django_db]


@pytest.fixture
def invented() -> Event:
    return Event.objects.get(slug=DIALOGUE.slug)


def test_loading_twice_changes_nothing(django_assert_max_num_queries):
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


def test_an_event_that_people_made_in_the_demo_is_no_hindrance():
    make_event()
    load_demo()


def test_a_draft_with_errors_moves_without_being_published(invented):
    session = invented.sessions.get(title_en="Closing remarks")
    session.ends_at = invented.ends_at + dt.timedelta(hours=1)
    session.save()
    with time_machine.travel(timezone.now() + dt.timedelta(days=60), tick=False):
        assert "publish it in the admin" in load_demo()
    assert invented.releases.count() == 2


def test_accounts_sign_in_without_mail(client):
    output = load_demo()
    for email in ACCOUNTS:
        assert email in output
        assert EmailAddress.objects.get(email=email).verified
        assert client.login(email=email, password=PASSWORD)
    assert PASSWORD in output


def test_each_account_comes_in_where_its_role_leads(client):
    doors = [reverse("admin:index"), reverse("registrations:attendees", args=[DIALOGUE.slug])]
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


def test_accounts_have_their_part_in_the_invented_event_and_the_owner_in_both():
    roles = StaffRole.objects.values_list("user__email", "role", "event__slug")
    assert set(roles) == {
        (email, entry.role, DIALOGUE.slug) for email, entry in ACCOUNTS.items() if entry.role
    } | {("organizer@example.org", "owner", SPACE_SECURITY.slug)}
