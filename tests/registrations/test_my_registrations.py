"""The registrations of whoever is signed in."""

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import make_registration, make_ticket_type, make_user
from tests.registrations.builders import make_published_event

pytestmark = pytest.mark.django_db

PAGE = "registrations:my_registrations"


@pytest.fixture
def user():
    user = make_user("ada@example.org")
    EmailAddress.objects.create(user=user, email="ada@example.org", verified=True, primary=True)
    return user


def register(email, **event):
    return make_registration(make_ticket_type(make_published_event(**event)), email=email)


def test_all_registrations_under_the_accounts_verified_addresses_are_there(user, sign_in):
    EmailAddress.objects.create(user=user, email="Lovelace@Example.org", verified=True)
    first, second = register("ada@example.org"), register("lovelace@example.org")
    page = sign_in(user).get(reverse(PAGE))
    assert {registration for registration, _is_past in page.context["rows"]} == {first, second}
    assert first.get_absolute_url() in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"


def test_an_address_that_is_not_verified_shows_nothing(user, sign_in):
    EmailAddress.objects.create(user=user, email="minister@example.org", verified=False)
    register("minister@example.org")
    assert sign_in(user).get(reverse(PAGE)).context["rows"] == []


def test_nobody_elses_registrations_are_there_and_a_stranger_is_asked_to_sign_in(user, sign_in, client):
    register("grace@example.org")
    assert sign_in(user).get(reverse(PAGE)).context["rows"] == []
    assert client.get(reverse(PAGE)).url == f"{reverse('account_login')}?next={reverse(PAGE)}"


def test_the_list_takes_as_many_queries_for_three_rows_as_for_one(user, sign_in):
    client = sign_in(user)

    def queries():
        register("ada@example.org")
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(PAGE))
        return len(captured)

    with_one = queries()
    queries()
    assert queries() == with_one
