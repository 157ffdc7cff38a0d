"""Which ticket types a code opens, and how often.

A use is counted when the address of a registration is verified, by one conditional UPDATE with a check
constraint behind it; it stays counted when the registration ends.

Codes are short enough to be read out, so guessing them is limited: so many different wrong ones an hour from
one place in the network, then none from there is looked at. An event at which many places guess allows each
of them fewer, and closes to nobody: whoever has the right code needs no second try.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from events.models import Event
from registrations.models import CodeGuess, InvitationCode, Status

GUESSES_ARE_KEPT_FOR = dt.timedelta(hours=1)
GUESSES_FROM_ONE_PLACE = 10
GUESSES_AT_ONE_EVENT = 200
GUESSES_WHERE_MANY_GUESS = 3
FORGOTTEN_AT_ONCE = 1000


class CodeUsedUp(Exception):
    """As many registrations as the code allows have been made with it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a code that somebody has written, or of none; ``fault`` says why it opens nothing."""

    text: str = ""
    code: InvitationCode | None = None
    fault: str = ""
    is_one_too_many: bool = False


NO_ATTEMPT = Attempt()


def attempt(event: Event, text: str, *, client: str, now: dt.datetime) -> Attempt:
    """Look for the event's code that can be used now; a wrong one counts as a guess of the client's.

    Those who guess at the very same moment are all answered, so that the right code costs no write.
    """
    if not normalise(text):
        return Attempt(text)
    if _has_guessed_enough(event, client, now=now):
        fault = _("Too many wrong codes have come from your network. Please try again in an hour.")
        return Attempt(text, fault=fault, is_one_too_many=True)
    code = _find(event, text, now=now)
    if code is None:
        _note_guess(event, text, client=client, now=now)
        return Attempt(text, fault=_("This invitation code cannot be used, or not any more."))
    return Attempt(text, code)


def normalise(text: str) -> str:
    """The one form in which codes are stored and compared: upper case, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def use(code_id: int) -> None:
    """Count one use, in the caller's transaction. Raises CodeUsedUp."""
    has_uses = InvitationCode.objects.filter(pk=code_id, uses__lt=F("most_uses"))
    if has_uses.update(uses=F("uses") + 1) != 1:
        raise CodeUsedUp


def forget_guesses(*, now: dt.datetime) -> None:
    """Delete what no longer counts."""
    old = CodeGuess.objects.filter(guessed_at__lte=now - GUESSES_ARE_KEPT_FOR)
    CodeGuess.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])).delete()


def breaches() -> Iterator[str]:
    """Each code whose count is not that of its registrations, as a line for an operator."""
    verified = Count("registrations", filter=~Q(registrations__status=Status.UNVERIFIED))
    for code in InvitationCode.objects.annotate(verified=verified).exclude(uses=F("verified")):
        yield f"invitation code {code.pk}: uses is {code.uses}, but {code.verified} registrations have it"


def _find(event: Event, text: str, *, now: dt.datetime) -> InvitationCode | None:
    return (
        InvitationCode.objects.filter(event=event, code=normalise(text), uses__lt=F("most_uses"))
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))
        .first()
    )


def _has_guessed_enough(event: Event, client: str, *, now: dt.datetime) -> bool:
    lately = CodeGuess.objects.filter(event=event, guessed_at__gt=now - GUESSES_ARE_KEPT_FOR)
    own = lately.filter(client=_digest(client)).count()
    if own < GUESSES_WHERE_MANY_GUESS:
        return False
    return own >= GUESSES_FROM_ONE_PLACE or lately.count() >= GUESSES_AT_ONE_EVENT


def _note_guess(event: Event, text: str, *, client: str, now: dt.datetime) -> None:
    """The same wrong code once more, as when a page is loaded again, is the same guess."""
    guess = CodeGuess(
        event=event, client=_digest(client), code=_digest(f"{event.pk} {normalise(text)}"), guessed_at=now
    )
    CodeGuess.objects.bulk_create(
        [guess],
        update_conflicts=True,
        unique_fields=["event", "client", "code"],
        update_fields=["guessed_at"],
    )


def _digest(text: str) -> str:
    """What tells whether two are the same, and not what they are."""
    return salted_hmac("registrations.codes", text, algorithm="sha256").hexdigest()
