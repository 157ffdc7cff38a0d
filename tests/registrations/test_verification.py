"""Whether an address belongs to whoever registers with it."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notifications.models import Message
from registrations import deadlines, seats, verification
from registrations.models import Registration, RepeatedRegistration, StatusChange, TicketType
from tests.builders import (
    make_delegation,
    make_named,
    make_registration,
    make_ticket_type,
    make_unverified,
    registration_details,
)
from tests.registrations.builders import filled_in, make_published_event

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def ticket_type() -> TicketType:
    event = make_published_event(title_en="Space Security Forum", title_ja="宇宙安全保障フォーラム")
    return make_ticket_type(event, name_en="Delegate", capacity=1)


@pytest.fixture
def ada(ticket_type) -> Registration:
    return make_unverified(ticket_type, "Ada", email="ada@example.org")


def link(registration: Registration) -> str:
    return reverse("registrations:verify", args=[registration.event.slug, registration.token])


def after_the_form(registration: Registration) -> str:
    return reverse("registrations:registered", args=[registration.event.slug])


def status(registration: Registration) -> str:
    return Registration.objects.values_list("status", flat=True).get(pk=registration.pk)


def browser_after_the_form(ticket_type: TicketType, **answers: str) -> Client:
    client = Client()
    client.post(
        reverse("registrations:register", args=[ticket_type.event.slug]), filled_in(ticket_type, **answers)
    )
    return client


# --- The link


@pytest.mark.parametrize("method", ["get", "head"])
def test_programs_that_follow_the_link_change_nothing(client, ada, method):
    for _time in range(3):
        assert getattr(client, method)(link(ada)).status_code == 200
    assert status(ada) == "unverified"
    assert StatusChange.objects.filter(registration=ada).count() == 1


def test_the_button_takes_the_seat_and_shows_the_personal_page(client, ada):
    text = client.get(link(ada)).content.decode()
    assert "ada@example.org" in text
    assert "Verify and register" in text
    response = client.post(link(ada), follow=True)
    assert response.redirect_chain == [(ada.get_absolute_url(), 302)]
    assert "Thank you: your e-mail address is verified." in response.content.decode()
    assert "Your seat is confirmed." in response.content.decode()
    assert status(ada) == "confirmed"


def test_without_a_seat_left_one_is_on_the_waiting_list(client, ticket_type, ada):
    make_registration(ticket_type)
    text = client.post(link(ada), follow=True).content.decode()
    assert "You are number 1 on the waiting list." in text


def test_whoever_has_a_live_registration_by_then_sees_that_one(client, ticket_type, ada):
    live = make_registration(ticket_type, email="ada@example.org")
    response = client.post(link(ada), follow=True)
    assert response.redirect_chain == [(live.get_absolute_url(), 302)]
    assert "You were registered already. Nothing has changed" in response.content.decode()
    assert Registration.objects.live().count() == 1
    assert status(ada) == "unverified"


def test_the_link_leads_on_to_the_personal_page_once_it_was_used(client, ada):
    client.post(link(ada))
    for answer in (client.get(link(ada)), client.post(link(ada))):
        assert (answer.status_code, answer.url) == (302, ada.get_absolute_url())
    assert StatusChange.objects.filter(registration=ada).count() == 2


def test_the_personal_page_leads_to_the_button_until_then(client, ada):
    assert client.get(ada.get_absolute_url()).url == link(ada)
    for name in ("change", "cancel", "calendar"):
        address = reverse(f"registrations:{name}", args=[ada.token])
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in (404, 405)
    assert status(ada) == "unverified"


def test_a_link_that_has_ended_says_so_and_registers_nobody(client, ticket_type, ada):
    Registration.objects.update(registered_at=NOW - verification.HOLDS_FOR)
    for answer in (client.get(link(ada)), client.post(link(ada))):
        assert answer.status_code == 404
        assert "This link has ended" in answer.content.decode()
    assert status(ada) == "unverified"
    unknown = reverse("registrations:verify", args=[ticket_type.event.slug, "unknown"])
    assert "This link has ended" in client.get(unknown).content.decode()
    elsewhere = reverse("registrations:verify", args=[make_published_event().slug, ada.token])
    assert client.post(elsewhere).status_code == 404


def test_after_the_event_nothing_can_be_verified(client, ada):
    ada.event.starts_at, ada.event.ends_at = NOW - 3 * HOUR, NOW - 2 * HOUR
    ada.event.save()
    assert client.post(link(ada)).status_code == 404
    assert status(ada) == "unverified"


def test_what_has_to_do_with_the_secret_is_kept_nowhere(client, ada):
    for address in (link(ada), after_the_form(ada)):
        response = client.get(address)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_verifying_takes_few_queries(client, ada):
    with CaptureQueriesContext(connection) as queries:
        client.post(link(ada))
    assert len(queries) <= 12, [query["sql"][:100] for query in queries]


def test_the_button_needs_the_token_against_forged_requests(ada):
    client = Client(enforce_csrf_checks=True)
    assert client.post(link(ada)).status_code == 403
    assert status(ada) == "unverified"


# --- The code


@pytest.mark.parametrize("written", ["{0}", " {1} {2} ", "{1}-{2}"])
def test_the_code_from_the_mail_does_the_same_as_the_link(ticket_type, written):
    client = browser_after_the_form(ticket_type)
    ada = Registration.objects.get()
    code = verification.code_of(ada)
    written = written.format(code, code[:4], code[4:])
    response = client.post(after_the_form(ada), {"code": written}, follow=True)
    assert response.redirect_chain == [(ada.get_absolute_url(), 302)]
    assert status(ada) == "confirmed"
    assert client.cookies["registering"].value == ""


def test_a_code_written_in_full_width_is_the_same(ticket_type):
    client = browser_after_the_form(ticket_type)
    ada = Registration.objects.get()
    full_width = verification.code_of(ada).translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert client.post(after_the_form(ada), {"code": full_width}).url == ada.get_absolute_url()


def test_a_wrong_code_says_so_and_after_five_the_link_alone_is_left(ticket_type):
    client = browser_after_the_form(ticket_type)
    ada = Registration.objects.get()
    code = verification.code_of(ada)
    wrong = f"{(int(code) + 1) % 10**8:08}"
    for _attempt in range(5):
        assert "This code is not right." in client.post(after_the_form(ada), {"code": wrong}).content.decode()
    assert (
        "No further code can be tried." in client.post(after_the_form(ada), {"code": code}).content.decode()
    )
    assert status(ada) == "unverified"
    client.post(link(ada))
    assert status(ada) == "confirmed"


def test_the_code_is_another_for_each_and_follows_from_no_public_fact(ticket_type, ada):
    again = make_unverified(ticket_type, "Ada", email="ada@example.org")
    assert re.fullmatch(r"\d{8}", verification.code_of(ada))
    assert verification.code_of(ada) != verification.code_of(again)


def test_a_code_helps_nobody_who_has_not_filled_in_the_form(client, ada):
    text = client.post(after_the_form(ada), {"code": verification.code_of(ada)}).content.decode()
    assert "Code from the mail" not in text
    client.cookies["registering"] = "forged:cookie:value"
    client.post(after_the_form(ada), {"code": verification.code_of(ada)})
    assert status(ada) == "unverified"


def test_a_code_counts_at_its_own_event_only(ticket_type):
    other = make_ticket_type(make_published_event())
    client = browser_after_the_form(other)
    ada = make_unverified(ticket_type, email="ada@example.org")
    client.post(after_the_form(ada), {"code": verification.code_of(ada)})
    assert status(ada) == "unverified"


# --- Asking again


def test_whatever_is_asked_three_mails_an_hour_reach_an_address(ticket_type):
    details = registration_details(email="ada@example.org")
    event = ticket_type.event
    verification.begin(ticket_type, now=NOW, **details)
    for minutes in (1, 2, 3, 4):
        verification.ask_again(event, "ada@example.org", now=NOW + dt.timedelta(minutes=minutes))
    verification.begin(ticket_type, now=NOW + dt.timedelta(minutes=5), **details | {"position": "Admiral"})
    assert (Registration.objects.count(), RepeatedRegistration.objects.count()) == (1, 2)
    verification.ask_again(event, "ada@example.org", now=NOW + dt.timedelta(minutes=63))
    assert RepeatedRegistration.objects.count() == 3


def test_who_was_named_by_a_delegation_may_fill_in_the_form_as_often_as_anybody(ticket_type):
    make_named(make_delegation(ticket_type, now=NOW), email="ada@example.org", now=NOW)
    details = registration_details(email="ada@example.org")
    for position in ("Admiral", "Captain", "Ensign", "Midshipman"):
        verification.begin(ticket_type, now=NOW, **details | {"position": position})
    assert Registration.objects.filter(delegation=None).count() == verification.MAILS_AN_HOUR


def test_a_form_with_other_answers_is_taken_too_and_either_can_be_verified(ticket_type):
    details = registration_details(email="ada@example.org")
    for position in ("Admiral", "Captain"):
        verification.begin(ticket_type, now=NOW, **details | {"position": position})
    admiral, captain = Registration.objects.order_by("pk")
    found = verification.with_code(
        ticket_type.event, "ada@example.org", verification.code_of(admiral), now=NOW
    )
    assert (found, captain.position) == (admiral, "Captain")


def test_asking_again_without_having_registered_owes_nothing(client, ada):
    client.post(after_the_form(ada), {"again": "1"})
    assert not RepeatedRegistration.objects.exists()


# --- The end


def test_what_nobody_verifies_is_deleted_with_its_mail(ticket_type, ada, monkeypatch):
    monkeypatch.setattr(verification, "DELETED_AT_ONCE", 2)
    late = [make_unverified(ticket_type, now=NOW - verification.HOLDS_FOR) for _number in range(5)]
    confirmed = make_registration(ticket_type, now=NOW - 30 * verification.HOLDS_FOR)
    verification.ask_again(ada.event, ada.email, now=timezone.now())
    call_command("send_due")
    assert list(Registration.objects.order_by("pk")) == [ada, confirmed]
    assert not Message.objects.filter(registration__in=[row.pk for row in late]).exists()
    deadlines.keep(now=timezone.now() + verification.HOLDS_FOR)
    assert list(Registration.objects.all()) == [confirmed]
    assert not RepeatedRegistration.objects.exists()


def test_what_was_verified_in_time_stays(ada):
    seats.verify(ada, now=NOW)
    deadlines.keep(now=NOW + 30 * verification.HOLDS_FOR)
    assert status(ada) == "confirmed"


def test_a_pass_with_nothing_ended_only_looks(ada, django_assert_num_queries):
    with django_assert_num_queries(1):
        verification.delete_ended(now=timezone.now())


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_mail_holds_the_link_and_the_code(ticket_type, mailoutbox, language):
    ada = make_unverified(ticket_type, language=language)
    call_command("send_due")
    (letter,) = mailoutbox
    prefix = "" if language == "en" else f"/{language}"
    code = verification.code_of(ada)
    assert f"{settings.BASE_URL}{prefix}{link(ada)}" in letter.body
    assert f"{code[:4]} {code[4:]}" in letter.body
    assert ada.get_absolute_url() not in letter.body


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL reads a small table from end to end")
def test_nothing_on_the_way_to_a_seat_looks_at_all_registrations(ticket_type):
    asked = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        client = browser_after_the_form(ticket_type)
    registration = Registration.objects.get()
    with connection.execute_wrapper(note):
        client.post(link(registration))
    with connection.cursor() as cursor:
        plans = set()
        for sql, params in asked:
            if sql.startswith(("SELECT", "UPDATE")):
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
                plans.update(
                    step for *_numbers, step in cursor.fetchall() if "registrations_registration" in step
                )
    assert status(registration) == "confirmed"
    assert [step for step in plans if step.startswith("SCAN") or step.endswith("(event_id=?)")] == []
