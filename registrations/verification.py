"""Whether an address belongs to whoever registers with it.

The public form leaves an unverified registration, and a mail to its address with a link and a code.
Either turns it into a real one; until then nobody sees it, it holds no seat, and after HOLDS_FOR it
is deleted with all that was typed. The code is derived from the registration's secret, so that it is
stored nowhere; it ends with the registration's being unverified, and after ``mail_codes.ATTEMPTS`` wrong
guesses the link alone is left. Whether an address is registered already, neither an answer nor its
time says: every form leaves a row, and only the mail differs.
"""

import datetime as dt
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from events.models import Event
from registrations import codes, mail_codes, questions, seats
from registrations.models import (
    Registration,
    RegistrationQuerySet,
    RepeatedRegistration,
    Status,
    TicketType,
)

HOLDS_FOR = dt.timedelta(days=2)

# However often a form is sent, so many mails that ask to verify it reach one address in an hour.
MAILS_AN_HOUR = 3
SENT_TWICE_WITHIN = dt.timedelta(minutes=1)
DELETED_AT_ONCE = 500
# What every registration asks (OPEN what ``_open`` does): for Django to write such a query out takes longer
# than to answer it.
WITH_TOKEN = f"SELECT * FROM {Registration._meta.db_table} WHERE event_id = %s AND token = %s"  # noqa: S608
OPEN = (
    f"SELECT id, registered_at FROM {Registration._meta.db_table} "  # noqa: S608
    "WHERE event_id = %s AND email = %s AND status = %s AND registered_at > %s AND delegation_id IS NULL"
)


class WrongCode(Exception):
    """No unverified registration of the address has this code, or not any more."""


class TooManyCodes(Exception):
    """Codes are not taken any more for this address; the link in the mail still works."""


class LinkEnded(Exception):
    """The time in which the address could be verified is over."""


def begin(
    ticket_type: TicketType,
    *,
    now: dt.datetime,
    email: str,
    given: questions.Given = questions.NOTHING,
    **details: Any,
) -> None:
    """Take down what somebody filled in, and owe a mail to the address they gave.

    A form sent twice in a moment, or too many of them in an hour, leave nothing more.
    """
    recent = _written_about_lately(ticket_type.event_id, email, now=now)
    just_now = [row.pk for row in recent if row.registered_at > now - SENT_TWICE_WITHIN]
    forms = Registration.objects.filter(pk__in=just_now) if just_now else ()
    is_sent_twice = any(_is_same(row, ticket_type, details, given) for row in forms)
    if not is_sent_twice and _mails_lately(recent, now=now) < MAILS_AN_HOUR:
        with transaction.atomic():
            registration = seats.register_unverified(ticket_type, now=now, email=email, **details)
            questions.keep(registration, given)


def ask_again(event: Event, email: str, *, now: dt.datetime) -> None:
    """Owe the mail about the address's newest unverified registration once more, if there is one."""
    with transaction.atomic():
        newest = _open(event.pk, email, now=now).select_for_update().first()
        recent = _written_about_lately(event.pk, email, now=now)
        if newest and _mails_lately(recent, now=now) < MAILS_AN_HOUR:
            RepeatedRegistration.objects.create(registration=newest, attempted_at=now)


def ends_at(registration: Registration) -> dt.datetime:
    """Until when the address can be verified; of somebody whom a delegation named, while it is open."""
    two_days_later = registration.registered_at + HOLDS_FOR
    delegation = registration.delegation
    return two_days_later if delegation is None else max(two_days_later, delegation.closes_at)


def has_ended(registration: Registration, *, now: dt.datetime) -> bool:
    """Whether it was not verified in time, or before the event was over."""
    is_late = ends_at(registration) <= now or registration.event.ends_at <= now
    return is_late and not registration.is_verified


def verify(registration: Registration, *, now: dt.datetime) -> None:
    """Its address is theirs: who says so has the mail.

    Raises LinkEnded, ``codes.CodeUsedUp``, and what ``seats.verify`` raises; then nothing is written.
    """
    if has_ended(registration, now=now):
        raise LinkEnded
    if registration.invitation_code_id is None:
        seats.verify(registration, now=now)
        return
    with transaction.atomic():
        codes.use(registration.invitation_code_id)
        seats.verify(registration, now=now)


def with_token(event: Event, token: str) -> Registration | None:
    """The event's registration that the link in the mail names, verified or not."""
    found = next(iter(Registration.objects.raw(WITH_TOKEN, [event.pk, token])), None)
    if found is not None:
        found.event = event
    return found


def with_code(event: Event, email: str, code: str, *, now: dt.datetime) -> Registration:
    """The unverified registration of the address that has the code. Raises WrongCode, TooManyCodes."""
    with transaction.atomic():
        rows = list(
            _open(event.pk, email, now=now).filter(code_attempts__lt=mail_codes.ATTEMPTS).select_for_update()
        )
        found = next((row for row in rows if constant_time_compare(code_of(row), code)), None)
        if found is None:
            Registration.objects.filter(pk__in=[row.pk for row in rows]).update(
                code_attempts=F("code_attempts") + 1
            )
    if found is not None:
        return found
    raise WrongCode if rows else TooManyCodes


def code_of(registration: Registration) -> str:
    """Eight digits that only the mail tells."""
    return mail_codes.derived("registrations.verification", registration.token)


def delete_ended(*, now: dt.datetime) -> int:
    """Delete registrations that nobody verified in time, in batches; return how many there were."""
    ended = _forms().filter(registered_at__lte=now - HOLDS_FOR)
    deleted = 0
    while ended.exists():
        with transaction.atomic():
            # One that is being verified at this moment is locked, and either stays or is gone next time.
            batch = ended.order_by("registered_at").select_for_update(skip_locked=True)[:DELETED_AT_ONCE]
            pks = [registration.pk for registration in batch.only("pk")]
            _forms().filter(pk__in=pks).delete()
        deleted += len(pks)
        if len(pks) < DELETED_AT_ONCE:
            break
    return deleted


def _forms() -> RegistrationQuerySet:
    """What somebody filled in themselves: whom a delegation named, ``registrations.delegations`` sees to."""
    return Registration.objects.unverified().filter(delegation__isnull=True)


def _open(event_id: int, email: str, *, now: dt.datetime) -> RegistrationQuerySet:
    """The address's unverified registrations that can still be verified, newest first."""
    return (
        _forms()
        .filter(event=event_id, email=email, registered_at__gt=now - HOLDS_FOR)
        .order_by("-registered_at", "-pk")
    )


def _written_about_lately(event_id: int, email: str, *, now: dt.datetime) -> list[Any]:
    """Those that have owed a mail in the last hour, each with how often it was asked for again."""
    an_hour_ago = now - dt.timedelta(hours=1)
    is_open = [event_id, email, Status.UNVERIFIED, now - HOLDS_FOR]
    rows: list[Any] = list(Registration.objects.raw(OPEN, is_open))
    if not rows:
        return []
    repeated = RepeatedRegistration.objects.filter(registration__in=rows, attempted_at__gt=an_hour_ago)
    asked_again = Counter(repeated.values_list("registration", flat=True))
    for row in rows:
        row.asked_again = asked_again[row.pk]
    return [row for row in rows if row.registered_at > an_hour_ago or row.asked_again]


def _mails_lately(written_about: list[Any], *, now: dt.datetime) -> int:
    an_hour_ago = now - dt.timedelta(hours=1)
    return sum((row.registered_at > an_hour_ago) + row.asked_again for row in written_about)


def _is_same(
    registration: Registration,
    ticket_type: TicketType,
    details: dict[str, Any],
    given: questions.Given,
) -> bool:
    return (
        registration.ticket_type_id == ticket_type.pk
        and all(getattr(registration, name) == value for name, value in details.items())
        and questions.answers_to(registration, given.questions) == given.values
    )
