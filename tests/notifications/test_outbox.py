"""What mail is owed, who is sending it, and what became of it."""

import ast
import datetime as dt
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from notifications import outbox, owed
from notifications.models import Message, MessageState
from registrations import seats, verification
from registrations.models import OwesMail, Registration, RepeatedRegistration, StatusChange
from tests.builders import make_registration, make_ticket_type, make_unverified
from tests.notifications.builders import (
    NOW,
    THREE_DAYS_BEFORE,
    make_published_ticket_type,
    make_reminder,
    register,
    send_all,
    states,
    subjects_to,
)

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


# --- What is owed


def test_each_move_of_a_registration_owes_one_mail():
    ticket_type = make_published_ticket_type(capacity=1)
    ada, grace = register(ticket_type, "Ada"), register(ticket_type, "Grace")
    send_all()
    seats.cancel(ada, now=NOW)
    send_all()
    assert subjects_to(ada) == [
        "Registration confirmed: Space Security Forum",
        "Registration cancelled: Space Security Forum",
    ]
    assert subjects_to(grace) == [
        "You are on the waiting list: Space Security Forum",
        "You have a seat: Space Security Forum",
    ]


def test_whatever_owes_a_mail_is_looked_at_and_found_among_many():
    owing = [model for model in apps.get_models() if issubclass(model, OwesMail)]
    assert {cause.model for cause in owed.CAUSES} == set(owing)
    indexed = [
        model for model in owing if "unannounced" in " ".join(each.name for each in model._meta.indexes)
    ]
    assert indexed == owing


def test_planning_twice_owes_once():
    ada = register(make_published_ticket_type(), "Ada")
    assert (outbox.plan(now=NOW), outbox.plan(now=NOW)) == (1, 0)
    StatusChange.objects.update(is_announced=False)
    outbox.plan(now=NOW)
    outbox.deliver_due(now=NOW)
    assert len(subjects_to(ada)) == 1
    assert Message.objects.count() == 1


def test_a_change_that_its_maker_marked_announced_owes_nothing():
    register(make_published_ticket_type())
    StatusChange.objects.update(is_announced=True)
    assert outbox.plan(now=NOW) == 0


def test_a_form_owes_a_mail_to_verify_the_address_and_so_does_asking_again():
    ada = make_unverified(make_published_ticket_type(), "Ada", now=NOW)
    send_all()
    verification.ask_again(ada.event, ada.email, now=NOW + MINUTE)
    send_all(now=NOW + MINUTE)
    assert subjects_to(ada) == ["Please verify your e-mail address: Space Security Forum"] * 2
    assert not RepeatedRegistration.objects.filter(is_announced=False).exists()


def test_a_form_with_a_live_address_tells_its_owner_alone():
    ticket_type = make_published_ticket_type()
    ada = register(ticket_type, "Ada")
    send_all()
    make_unverified(ticket_type, "Eve", email=ada.email, now=NOW)
    send_all()
    assert subjects_to(ada)[-1] == "You are registered already: Space Security Forum"
    assert f"/registrations/{ada.token}/" in mail.outbox[-1].body
    assert "Eve Family" not in mail.outbox[-1].body


def test_what_was_verified_meanwhile_is_not_asked_for_any_more():
    ada = make_unverified(make_published_ticket_type(), "Ada", now=NOW)
    verification.ask_again(ada.event, ada.email, now=NOW)
    seats.verify(ada, now=NOW)
    send_all()
    assert subjects_to(ada) == ["Registration confirmed: Space Security Forum"]


def test_what_was_deleted_meanwhile_keeps_no_other_mail_from_being_sent(monkeypatch):
    ticket_type = make_published_ticket_type()
    ada, grace = (make_unverified(ticket_type, name, now=NOW) for name in ("Ada", "Grace"))
    outbox.plan(now=NOW)
    claimed = outbox._claimed

    def deleted_first(pk: int) -> Message | None:
        Registration.objects.filter(pk=ada.pk).delete()
        return claimed(pk)

    monkeypatch.setattr(outbox, "_claimed", deleted_first)
    assert outbox.deliver_due(now=NOW, clock=lambda: NOW).sent == 1
    assert (len(subjects_to(ada)), len(subjects_to(grace))) == (0, 1)


def test_more_causes_than_one_batch_holds_are_all_planned(monkeypatch):
    monkeypatch.setattr(outbox, "PLANNED_AT_ONCE", 2)
    ticket_type = make_published_ticket_type(capacity=None)
    make_reminder(ticket_type.event, amount=64)
    for _number in range(5):
        register(ticket_type, now=NOW - dt.timedelta(days=30))
    assert outbox.plan(now=NOW) == 10
    assert outbox.plan(now=NOW) == 0


def test_planning_asks_the_database_as_often_for_many_as_for_few():
    ticket_type = make_published_ticket_type(capacity=None)
    make_reminder(ticket_type.event)

    def queries_of_planning(count, *, now):
        for registration in [register(ticket_type) for _number in range(count)]:
            RepeatedRegistration.objects.create(registration=registration, attempted_at=NOW)
        with CaptureQueriesContext(connection) as queries:
            outbox.plan(now=now)
        return len(queries)

    few = queries_of_planning(3, now=THREE_DAYS_BEFORE)
    assert Message.objects.count() == 3 * 3
    assert queries_of_planning(30, now=THREE_DAYS_BEFORE) == few
    assert few <= 31


def test_a_pass_with_nothing_to_do_only_looks():
    with CaptureQueriesContext(connection) as queries:
        outbox.plan(now=NOW)
        outbox.deliver_due(now=NOW)
    written = [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]
    assert [sql for sql in written if not sql.startswith("UPDATE")] == []
    assert len(written) <= 1
    assert len(queries) <= 16


STEPS = ["register", "fill in", "verify", "cancel", "ask again", "plan", "forget"]


class PlanningInAnyOrder(TestCase):
    """Whatever happens between passes, each change that was made owes exactly one message."""

    @hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps=st.lists(st.sampled_from(STEPS), max_size=14))
    def test_each_cause_owes_exactly_one_message(self, steps):
        ticket_type = make_ticket_type(capacity=2)
        for step in [*steps, "plan", "plan"]:
            live = Registration.objects.live().first()
            unverified = Registration.objects.unverified().first()
            match step:
                case "register":
                    make_registration(ticket_type, now=NOW)
                case "fill in":
                    make_unverified(ticket_type, now=NOW)
                case "cancel" if live:
                    seats.cancel(live, now=NOW)
                case "ask again" if unverified:
                    verification.ask_again(unverified.event, unverified.email, now=NOW)
                case "verify" if unverified:
                    seats.verify(unverified, now=NOW)
                case "plan":
                    outbox.plan(now=NOW)
                case "forget":
                    # A pass that wrote its messages and was killed before it could say so.
                    StatusChange.objects.update(is_announced=False)
        owed = [f"status:{pk}" for pk in StatusChange.objects.values_list("pk", flat=True)]
        owed += [f"repeated:{pk}" for pk in RepeatedRegistration.objects.values_list("pk", flat=True)]
        assert sorted(states()) == sorted(owed)


# --- Who sends it


def test_a_message_is_claimed_by_one_worker_only():
    register(make_published_ticket_type())
    outbox.plan(now=NOW)
    message = Message.objects.get()
    assert outbox._claim(message.pk, 0, now=NOW)
    assert not outbox._claim(message.pk, 0, now=NOW)
    assert not outbox._claim(message.pk, 1, now=NOW)


def test_the_claim_of_a_worker_that_vanished_comes_back_when_its_lease_ends():
    ada = register(make_published_ticket_type(), "Ada")
    outbox.plan(now=NOW)
    assert outbox._claim(Message.objects.get().pk, 0, now=NOW)
    outbox.deliver_due(now=NOW + outbox.LEASE - MINUTE)
    assert subjects_to(ada) == []
    outbox.deliver_due(now=NOW + outbox.LEASE)
    assert len(subjects_to(ada)) == 1
    message = Message.objects.get()
    assert (message.state, message.attempts, message.leased_until_at) == (MessageState.SENT, 2, None)


def test_a_worker_that_outlived_its_lease_does_not_undo_what_the_next_one_did():
    register(make_published_ticket_type())
    outbox.plan(now=NOW)
    outbox._claim(Message.objects.get().pk, 0, now=NOW)
    slow = Message.objects.get()
    outbox.deliver_due(now=NOW + outbox.LEASE)
    assert outbox._settle(slow, MessageState.FAILED) == 0
    assert Message.objects.get().state == MessageState.SENT


def test_what_took_every_worker_down_is_given_up():
    register(make_published_ticket_type())
    outbox.plan(now=NOW)
    Message.objects.update(
        state=MessageState.SENDING, attempts=outbox.MAX_ATTEMPTS, leased_until_at=NOW - MINUTE
    )
    assert outbox.deliver_due(now=NOW).failed == 1
    message = Message.objects.get()
    assert message.state == MessageState.FAILED
    assert "died" in message.last_error


def test_pauses_double_up_to_four_hours_and_end_after_a_day():
    pauses = [outbox.pause_after(attempt) for attempt in range(1, outbox.MAX_ATTEMPTS)]
    assert pauses[:4] == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert pauses[-1] == dt.timedelta(hours=4)
    assert dt.timedelta(hours=20) < sum(pauses, dt.timedelta()) < dt.timedelta(hours=28)


def test_answers_to_somebody_go_before_reminders_that_were_due_earlier():
    ticket_type = make_published_ticket_type()
    ada = register(ticket_type, "Ada")
    send_all()
    make_reminder(ticket_type.event)
    grace = register(ticket_type, "Grace", now=THREE_DAYS_BEFORE + MINUTE)
    send_all(now=THREE_DAYS_BEFORE + MINUTE)
    assert [letter.to for letter in mail.outbox[1:]] == [[grace.email], [ada.email]]


def test_a_delivery_takes_no_more_than_it_was_asked_to():
    ticket_type = make_published_ticket_type()
    for _number in range(3):
        register(ticket_type)
    outbox.plan(now=NOW)
    assert outbox.deliver_due(now=NOW, limit=2).sent == 2
    assert outbox.count_due(now=NOW, at_most=10) == 1
    assert outbox.deliver_due(now=NOW, seconds=0).sent == 1


def test_what_is_not_yet_due_waits():
    register(make_published_ticket_type())
    outbox.plan(now=NOW)
    assert outbox.deliver_due(now=NOW - MINUTE).sent == 0


def test_a_letter_that_cannot_be_written_does_not_keep_the_others():
    ticket_type = make_published_ticket_type()
    ada, grace = register(ticket_type, "Ada"), register(ticket_type, "Grace")
    outbox.plan(now=NOW)
    StatusChange.objects.filter(registration=ada).delete()
    assert outbox.deliver_due(now=NOW) == outbox.Tally(sent=1, postponed=1)
    assert len(subjects_to(grace)) == 1
    broken = Message.objects.get(registration=ada)
    assert (broken.state, broken.due_at > NOW) == (MessageState.OWED, True)
    assert "StatusChange" in broken.last_error


# --- Whoever looks after it


def test_what_was_given_up_can_be_owed_again():
    ada = register(make_published_ticket_type(), "Ada")
    outbox.plan(now=NOW)
    Message.objects.update(state=MessageState.FAILED, attempts=outbox.MAX_ATTEMPTS, last_error="550")
    assert outbox.owe_again(Message.objects.all(), now=NOW + MINUTE) == 1
    assert outbox.deliver_due(now=NOW + MINUTE).sent == 1
    assert len(subjects_to(ada)) == 1


def test_what_was_sent_is_not_owed_again():
    register(make_published_ticket_type())
    send_all()
    assert outbox.owe_again(Message.objects.all(), now=NOW) == 0


def test_the_outbox_alone_writes_the_state_of_a_message():
    """Reads the source: no other module of the house assigns or passes a message's state."""
    writers = {
        str(path.relative_to(settings.BASE_DIR))
        for folder in ("accounts", "config", "events", "registrations", "notifications", "speakers")
        for path in (settings.BASE_DIR / folder).rglob("*.py")
        if "migrations" not in path.parts and writes_state_of_a_message(path)
    }
    assert writers == {"notifications/outbox.py"}


def writes_state_of_a_message(path: Path) -> bool:
    tree = ast.parse(path.read_text())
    assigned = {
        target.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute)
    }
    passed = {
        keyword.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"update", "create", "get_or_create", "update_or_create", "bulk_update"}
        for keyword in node.keywords
    }
    speaks_of_messages = "MessageState" in path.read_text() or "Message.objects" in path.read_text()
    return "state" in assigned | passed and speaks_of_messages
