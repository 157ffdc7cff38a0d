"""Which ticket types a code opens, and how often.

A use is counted when the address of a registration is verified, by one conditional UPDATE with a check
constraint behind it; it stays counted when the registration ends.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterator

from django.db.models import Count, F, Q

from events.models import Event
from registrations.models import InvitationCode, Status


class CodeUsedUp(Exception):
    """As many registrations as the code allows have been made with it."""


def normalise(text: str) -> str:
    """The one form in which codes are stored and compared: upper case, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def find(event: Event, text: str, *, now: dt.datetime) -> InvitationCode | None:
    """The code of the event that can be used now."""
    code = normalise(text)
    if not code:
        return None
    return (
        InvitationCode.objects.filter(event=event, code=code, uses__lt=F("most_uses"))
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))
        .first()
    )


def use(code_id: int) -> None:
    """Count one use, in the caller's transaction. Raises CodeUsedUp."""
    has_uses = InvitationCode.objects.filter(pk=code_id, uses__lt=F("most_uses"))
    if has_uses.update(uses=F("uses") + 1) != 1:
        raise CodeUsedUp


def breaches() -> Iterator[str]:
    """Each code whose count is not that of its registrations, as a line for an operator."""
    verified = Count("registrations", filter=~Q(registrations__status=Status.UNVERIFIED))
    for code in InvitationCode.objects.annotate(verified=verified).exclude(uses=F("verified")):
        yield f"invitation code {code.pk}: uses is {code.uses}, but {code.verified} registrations have it"
