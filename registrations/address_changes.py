"""How the e-mail address of a registration becomes another one.

A mail with a code goes to the new address; written on the personal page, the code shows that whoever has the
registration has that mailbox, too. It is a code and no link, for a link in a mail to a mistyped address would
hand the registration to whoever reads it. Whether the new address is registered already is found out by its
owner alone. Then all happens at once: the address and the secret link are new, the change is in the history,
rules and lanes that decided by the address judge anew, and both addresses are told.
"""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from registrations import answers, mail_codes, offers, seats
from registrations.models import AddressChange, AddressMail, Registration, new_token

HOLDS_FOR = dt.timedelta(days=2)
KEPT_FOR = dt.timedelta(days=7)
ASKED_AN_HOUR = 3
FORGOTTEN_AT_ONCE = 1000


class AskedTooOften(Exception):
    """The registration has asked for as many codes as an hour allows."""


class WrongCode(Exception):
    """It is not the code of what was asked for last, or there is nothing to confirm."""


class TooManyCodes(Exception):
    """Codes are not taken any more; another one has to be asked for."""


class CannotChange(Exception):
    """The address cannot be the registration's, with the reason in words."""


def refusal(registration: Registration, email: str) -> str:
    """Why the address cannot be asked for, by what anybody may know; empty when it can."""
    if email == registration.email:
        return _("This is the address with which you are registered.")
    reasons = offers.refusals(registration.ticket_type, sector=registration.sector, email=email)
    return reasons.get("email", "")


def ask(registration: Registration, email: str, *, now: dt.datetime) -> None:
    """Owe a code to the new address; what was asked for before ends. Raises AskedTooOften.

    An address to which many registrations want to move gets no more mail than from one.
    """
    with seats.locked(registration, with_its_seat=False):
        lately = AddressChange.objects.filter(requested_at__gt=now - dt.timedelta(hours=1))
        if lately.filter(registration=registration).count() >= ASKED_AN_HOUR:
            raise AskedTooOften
        is_asked_often = lately.filter(email=email).count() >= ASKED_AN_HOUR
        change = AddressChange.objects.create(registration=registration, email=email, requested_at=now)
        if not is_asked_often:
            _owe(change, AddressMail.Kind.CODE, email, now=now)


def pending(registration: Registration, *, now: dt.datetime) -> AddressChange | None:
    """What was asked for last, as long as its code can be written."""
    newest = registration.address_changes.last()
    if newest is None or newest.confirmed_at or newest.requested_at <= now - HOLDS_FOR:
        return None
    return newest


def confirm(registration: Registration, code: str, *, now: dt.datetime) -> None:
    """Give the registration the address that the code belongs to. ``registration`` stands as it is then.

    Raises WrongCode, TooManyCodes and CannotChange; then nothing is written but the attempt.
    """
    change = _with_code(registration, code, now=now)
    try:
        with seats.locked(registration, with_its_seat=False):
            _apply(change, registration, now=now)
    except IntegrityError:
        # Somebody registered the address between our look and our write.
        raise CannotChange(_is_taken()) from None


def code_of(change: AddressChange) -> str:
    """Eight digits that only the mail to the new address tells."""
    return mail_codes.derived("registrations.address_changes", change.secret)


def forget(*, now: dt.datetime) -> None:
    """Delete what was asked a while ago, done or not; what was done stands in the history."""
    old = AddressChange.objects.filter(requested_at__lte=now - KEPT_FOR).exclude(mails__is_announced=False)
    AddressChange.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])).delete()


def _with_code(registration: Registration, code: str, *, now: dt.datetime) -> AddressChange:
    with transaction.atomic():
        Registration.objects.select_for_update().only("pk").get(pk=registration.pk)
        change = pending(registration, now=now)
        if change is not None and change.code_attempts >= mail_codes.ATTEMPTS:
            raise TooManyCodes
        is_right = change is not None and constant_time_compare(code_of(change), code)
        if change is not None and not is_right:
            AddressChange.objects.filter(pk=change.pk).update(code_attempts=F("code_attempts") + 1)
    if change is None or not is_right:
        raise WrongCode
    return change


def _apply(change: AddressChange, registration: Registration, *, now: dt.datetime) -> None:
    if AddressChange.objects.filter(pk=change.pk, confirmed_at=None).update(confirmed_at=now) != 1:
        raise WrongCode
    if reason := refusal(registration, change.email):
        raise CannotChange(reason)
    same_address = Registration.objects.live().filter(event=registration.event_id, email=change.email)
    if same_address.exclude(pk=registration.pk).exists():
        raise CannotChange(_is_taken())
    former = registration.email
    if not answers.change(registration, {"email": change.email}, now=now):
        raise CannotChange(_("This registration has ended: it can no longer be changed."))
    registration.token = new_token()
    registration.save(update_fields=["token"])
    _owe(change, AddressMail.Kind.LEFT, former, now=now)
    _owe(change, AddressMail.Kind.ARRIVED, change.email, now=now)


def _owe(change: AddressChange, kind: AddressMail.Kind, email: str, *, now: dt.datetime) -> None:
    AddressMail.objects.create(change=change, kind=kind, email=email, owed_at=now)


def _is_taken() -> str:
    return _("This address has a registration of its own for this event. Nothing has been changed.")
