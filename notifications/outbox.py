"""What mail is owed, who is sending it, and what became of it.

The database is the queue of record. A message is owed when a committed row says so (a change of
status, of an invitation, a delegation or an invoice, a repeated registration, a question of the
review, a due reminder);
``plan`` turns these rows into messages, and doing so twice owes once. ``deliver_due`` claims one
message at a time, by a conditional UPDATE on the message's own columns, and holds it by a lease:
what a killed worker had claimed is due again when its lease ends. Each claim counts as an attempt
and sends at most once, always under the same Message-ID. One window remains: a worker that dies
after the mail server has accepted a mail and before the row says so leaves a message that will be
sent a second time.

This module alone moves a message from one state to another:

    owed ──claim──▶ sending ──▶ sent       the server accepted it
     ▲                 ├──────▶ dropped    its reason no longer held
     │                 ├──────▶ failed     refused for good, or given up after the last attempt
     └───back-off──────┘                   refused for now
"""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import structlog
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.db.models import Case, F, Q, When

from notifications import (
    address_letters,
    causes,
    delegation_letters,
    emails,
    invitation_letters,
    owed,
    reasons,
    reminders,
    session_letters,
)
from notifications.mail_server import MailServer, NotNow, Refused
from notifications.models import Message, MessageKind, MessageState

Clock = Callable[[], dt.datetime]

logger = structlog.get_logger(__name__)

PLANNED_AT_ONCE = 1000
CLAIMABLE_AT_ONCE = 100

# Longer than a mail can take to hand over: every step of it ends after EMAIL_TIMEOUT, 20 seconds.
LEASE = dt.timedelta(minutes=5)

# 1, 2, 4 … minutes, then every four hours: a message is given up about a day after it was due.
FIRST_PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = dt.timedelta(hours=4)
MAX_ATTEMPTS = 14

# To whom a message is owed.
OWNERS = ("registration", "invitation", "delegation")
OPEN = (MessageState.OWED, MessageState.SENDING)


@dataclass(slots=True)
class Tally:
    """What became of the messages of one pass."""

    sent: int = 0
    dropped: int = 0
    postponed: int = 0
    failed: int = 0
    obstacle: str = ""
    """Why the pass ended early, where the mail server itself was the obstacle."""


def plan(*, now: dt.datetime) -> int:
    """Write down the mail that committed rows owe; return how many causes were found.

    Safe to run twice, also at the same time: a cause owes one message, whoever writes it first.
    """
    invitation_letters.remind_due(now=now)
    return sum(_plan_owed(cause, now=now) for cause in owed.CAUSES) + _plan_reminders(now=now)


def count_due(*, now: dt.datetime, at_most: int) -> int:
    """How many messages could be claimed now, counted no further than at_most."""
    return _claimable(now=now)[:at_most].count()


def deliver_due(
    *,
    now: dt.datetime,
    clock: Clock | None = None,
    limit: int | None = None,
    seconds: float | None = None,
) -> Tally:
    """Claim what is due, one message after the other, and send it over one connection.

    Ends when nothing is due any more, after ``limit`` messages, after ``seconds``, or when the mail
    server itself is the obstacle; what is left stays due. ``clock`` tells the time in between, by
    default ``now`` and what has passed since.
    """
    clock = clock or _clock_from(now)
    ends_at = None if seconds is None else now + dt.timedelta(seconds=seconds)
    tally = Tally(failed=_give_up_on_the_lost(now=now))
    with MailServer() as server:
        for taken, message in enumerate(_claims(clock), start=1):
            _deliver(message, server, tally, clock=clock)
            if tally.obstacle or taken == limit or (ends_at and clock() >= ends_at):
                break
    return tally


def owe_again(messages: models.QuerySet[Message], *, now: dt.datetime) -> int:
    """Give messages that were given up their attempts back; return how many there were."""
    return messages.filter(state=MessageState.FAILED).update(
        state=MessageState.OWED, due_at=now, attempts=0, last_error=""
    )


# --- What is owed


def _plan_owed(cause: owed.Cause, *, now: dt.datetime) -> int:
    """Owe what the unannounced rows of a model say, and mark them announced in the same transaction."""
    rows = cause.model._default_manager.all()
    unannounced = rows.filter(is_announced=False).order_by("pk")
    planned = 0
    # Looked at first, for a transaction takes SQLite's one write lock even when there is nothing to write.
    while unannounced.exists():
        with transaction.atomic():
            batch = list(unannounced[:PLANNED_AT_ONCE])
            _owe(cause.messages(batch, now=now))
            rows.filter(pk__in=[row.pk for row in batch]).update(is_announced=True)
        planned += len(batch)
    return planned


def _plan_reminders(*, now: dt.datetime) -> int:
    planned = 0
    for reminder, moment in reminders.due(now=now):
        to_remind = reminders.recipients(reminder, moment=moment)
        last_pk = reminders.planned_up_to(reminder)
        while batch := list(to_remind.filter(pk__gt=last_pk).order_by("pk").only("pk")[:PLANNED_AT_ONCE]):
            _owe(
                Message(
                    about=causes.reminder(reminder, registration),
                    kind=MessageKind.REMINDER,
                    registration=registration,
                    reminder=reminder,
                    created_at=now,
                    due_at=moment,
                )
                for registration in batch
            )
            planned += len(batch)
            last_pk = batch[-1].pk
    return planned


def _owe(messages: Iterable[Message]) -> None:
    Message.objects.bulk_create(messages, ignore_conflicts=True)


# --- Who sends it


def _claimable(*, now: dt.datetime) -> models.QuerySet[Message]:
    return Message.objects.filter(
        Q(state=MessageState.OWED) | Q(state=MessageState.SENDING, leased_until_at__lte=now),
        state__in=OPEN,
        due_at__lte=now,
        attempts__lt=MAX_ATTEMPTS,
    )


def _claims(clock: Clock) -> Iterator[Message]:
    """The messages that we have claimed, each at the moment it is asked for.

    Answers to what somebody just did go before reminders, however many of these there are.
    """
    is_reminder = Case(When(kind=MessageKind.REMINDER, then=1), default=0)
    while True:
        due = _claimable(now=clock()).order_by(is_reminder, "due_at", "pk")
        candidates = list(due.values_list("pk", "attempts")[:CLAIMABLE_AT_ONCE])
        if not candidates:
            return
        for pk, attempts in candidates:
            # A registration that nobody verified may be deleted at any moment, with its messages.
            if _claim(pk, attempts, now=clock()) and (message := _claimed(pk)):
                yield message


def _claim(pk: int, attempts: int, *, now: dt.datetime) -> bool:
    """Make the message ours unless somebody was faster; attempts is what we have seen it at."""
    return (
        _claimable(now=now)
        .filter(pk=pk, attempts=attempts)
        .update(state=MessageState.SENDING, leased_until_at=now + LEASE, attempts=F("attempts") + 1)
        == 1
    )


def _claimed(pk: int) -> Message | None:
    """The message with all that its reason and its text depend on, read after the claim."""
    return (
        Message.objects.select_related(
            "reminder",
            "delegation__organization",
            *(f"{whose}__{part}" for whose in OWNERS for part in ("ticket_type", "event__current_release")),
        )
        .defer(
            *(
                f"{whose}__event__current_release__{part}"
                for whose in OWNERS
                for part in ("content", "summary")
            )
        )
        .filter(pk=pk)
        .first()
    )


# --- What becomes of it


def _deliver(message: Message, server: MailServer, tally: Tally, *, clock: Clock) -> None:
    why_not = reasons.why_not(message, now=clock())
    if why_not:
        tally.dropped += _settle(message, MessageState.DROPPED, last_error=why_not)
        return
    try:
        mail = _compose(message)
        server.send(mail)
    except Refused as refusal:
        tally.failed += _settle(message, MessageState.FAILED, last_error=str(refusal))
        logger.warning("message given up", message=message.pk, error=str(refusal))
    except NotNow as obstacle:
        _postpone(message, tally, str(obstacle), now=clock())
        if obstacle.concerns_all:
            tally.obstacle = str(obstacle)
    except Exception as error:
        # One letter that cannot be written must not keep the others from being sent.
        logger.exception("message could not be composed", message=message.pk)
        _postpone(message, tally, f"{type(error).__name__}: {error}", now=clock())
    else:
        tally.sent += _settle_sent(message, mail, now=clock())


def _compose(message: Message) -> EmailMessage:
    if message.delegation is not None:
        return delegation_letters.compose(message)
    if message.kind == MessageKind.ADDRESS:
        return address_letters.compose(message)
    if message.kind == MessageKind.SESSION_NOTICE:
        return session_letters.compose(message)
    letters = emails if message.registration else invitation_letters
    return letters.compose(message)


def _postpone(message: Message, tally: Tally, error: str, *, now: dt.datetime) -> None:
    """Try again after a pause that doubles, or give up when this was the last attempt."""
    logger.warning("message not sent", message=message.pk, attempt=message.attempts, error=error)
    if message.attempts >= MAX_ATTEMPTS:
        tally.failed += _settle(message, MessageState.FAILED, last_error=error)
    else:
        due_at = now + pause_after(message.attempts)
        tally.postponed += _settle(message, MessageState.OWED, due_at=due_at, last_error=error)


def pause_after(attempts: int) -> dt.timedelta:
    """How long a message rests after so many attempts."""
    return min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)


def _settle_sent(message: Message, mail: EmailMessage, *, now: dt.datetime) -> int:
    settled = _settle(message, MessageState.SENT, sent_at=now, subject=mail.subject, last_error="")
    if not settled:
        logger.error("message sent after its lease had ended", message=message.pk)
    return settled


def _settle(message: Message, state: MessageState, **fields: object) -> int:
    """Write how our claim ended; 1, or 0 when the lease ended and somebody else has claimed it since."""
    ours = Message.objects.filter(pk=message.pk, state=MessageState.SENDING, attempts=message.attempts)
    return ours.update(state=state, leased_until_at=None, **fields)


def _give_up_on_the_lost(*, now: dt.datetime) -> int:
    """Give up what every attempt took its worker down; return how many messages."""
    lost = Message.objects.filter(
        state=MessageState.SENDING, leased_until_at__lte=now, attempts__gte=MAX_ATTEMPTS
    )
    return lost.update(
        state=MessageState.FAILED,
        leased_until_at=None,
        last_error="Every attempt ended without an answer: the worker was stopped or died",
    )


def _clock_from(now: dt.datetime) -> Clock:
    began = time.monotonic()
    return lambda: now + dt.timedelta(seconds=time.monotonic() - began)
