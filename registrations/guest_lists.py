"""What a guest list would do, row by row, and doing it.

Rows are known again by their address: a second import of the same list changes nothing. It may correct
the names and organizations of those who have not answered; it touches nobody who has, and invites nobody
anew whose invitation ended.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django_countries import countries

from accounts.models import User
from events.models import Event
from registrations import addresses, invitation_moves, invitations, names, places
from registrations.guest_list_files import Row
from registrations.models import Invitation, Registration, TicketType
from registrations.refusals import NoPlaceLeft
from speakers.models import Sector

NAMES = ("given_name", "family_name", "native_name")
CORRECTED = (*NAMES, "organization_name", "position", "sector", "country", "language")

LONGEST = {
    name: getattr(Invitation._meta.get_field(name), "max_length", 0)
    for name in (*NAMES, "organization_name", "position")
}


class Outcome(models.TextChoices):
    CREATED = "created", gettext_lazy("Invited")
    CHANGED = "changed", gettext_lazy("Changed")
    UNCHANGED = "unchanged", gettext_lazy("Unchanged")
    REFUSED = "refused", gettext_lazy("Refused")


@dataclass
class Guest:
    """What becomes of one row, and why."""

    number: int
    outcome: Outcome
    name: str
    email: str
    reason: str = ""
    invitation: Invitation | None = None
    fields: list[str] = field(default_factory=list)


@dataclass
class Plan:
    guests: list[Guest]

    def of(self, outcome: Outcome) -> list[Guest]:
        return [guest for guest in self.guests if guest.outcome == outcome]

    @property
    def counts(self) -> list[tuple[Outcome, int]]:
        counted = Counter(guest.outcome for guest in self.guests)
        return [(outcome, counted[outcome]) for outcome in Outcome]

    @property
    def has_something_to_do(self) -> bool:
        return bool(self.of(Outcome.CREATED) or self.of(Outcome.CHANGED))

    @property
    def digest(self) -> str:
        """Tells one plan from another: what was shown from what would be done now."""
        said = "\n".join(f"{guest.number} {guest.outcome} {guest.email}" for guest in self.guests)
        return hashlib.sha256(said.encode()).hexdigest()


class ListHasChanged(Exception):
    """The import would not do any more what was shown; nothing was written."""


def plan(
    event: Event,
    rows: Iterable[Row],
    *,
    ticket_type: TicketType,
    language: str,
    now: dt.datetime,
    by: User | None,
    **terms: Any,
) -> Plan:
    """What the rows would do. ``terms`` are those of ``invitations.invite`` for all of them."""
    reading = _Reading(event, ticket_type=ticket_type, language=language)
    guests = []
    for row in rows:
        email = row.cells.get("email", "")[:254]
        guest = Guest(row.number, Outcome.REFUSED, _called(row), email)
        try:
            details = reading.details(row)
            guest.email = details["email"]
            _decide(guest, details, reading=reading, now=now, by=by, terms=terms)
        except ValidationError as refusal:
            guest.reason = " ".join(refusal.messages)
        guests.append(guest)
    return Plan(guests)


def bring_in(made: Plan, *, looked_at: str, now: dt.datetime, by: User | None) -> None:
    """Do what the plan says, all of it or nothing. Raises ListHasChanged."""
    if made.digest != looked_at:
        raise ListHasChanged
    drafts = [guest.invitation for guest in made.of(Outcome.CREATED) if guest.invitation]
    try:
        with transaction.atomic():
            for guest in made.of(Outcome.CHANGED):
                if guest.invitation:
                    own = Invitation.objects.unanswered().filter(pk=guest.invitation.pk)
                    own.update(**{name: getattr(guest.invitation, name) for name in guest.fields})
            invitations.invite_all(drafts, now=now, by=by)
    except (invitation_moves.AlreadyInvited, NoPlaceLeft) as refusal:
        raise ListHasChanged from refusal


class _Reading:
    """What rows are compared with, read once."""

    def __init__(self, event: Event, *, ticket_type: TicketType, language: str) -> None:
        self.default, self.language = ticket_type, language
        self.ticket_types: dict[str, TicketType] = {}
        self.left: dict[int, int | None] = {}
        for row in event.ticket_types.select_related("quota", "online_quota"):
            for code in settings.MODELTRANSLATION_LANGUAGES:
                if name := getattr(row, f"name_{code}"):
                    self.ticket_types[name.casefold()] = row
            self.left[row.pk] = places.left(row, row.attendances[0])
        newest_last = Invitation.objects.filter(event=event).order_by("pk")
        self.invited = {invitation.email: invitation for invitation in newest_last}
        self.registered = set(Registration.objects.live().filter(event=event).values_list("email", flat=True))
        self.seen: dict[str, int] = {}
        self.sectors = _words(lambda: Sector.choices)
        self.countries = _words(lambda: list(countries))
        self.languages = {code.casefold(): code for code, _name in settings.LANGUAGES}

    def details(self, row: Row) -> dict[str, Any]:
        """The row's cells as fields of Invitation. Raises ValidationError."""
        cells = row.cells
        if not cells.get("email"):
            raise ValidationError(_("There is no e-mail address."))
        details: dict[str, Any] = {"email": addresses.normalise(cells["email"])}
        for name in (*NAMES, "organization_name", "position"):
            text = names.tidy(cells.get(name, ""))
            if name in NAMES:
                names.refuse_web_addresses(text)
            longest = LONGEST[name]
            if len(text) > longest:
                raise ValidationError(
                    _("%(column)s: more than %(number)d characters.")
                    % {"column": _label(name), "number": longest}
                )
            details[name] = text
        if not details["family_name"]:
            details["family_name"], details["given_name"] = details["given_name"], ""
        if not details["family_name"]:
            raise ValidationError(_("There is no name."))
        details["sector"] = _known(self.sectors, cells.get("sector", ""), _("This is no sector: %(text)s."))
        details["country"] = _known(
            self.countries, cells.get("country", ""), _("This is no country: %(text)s.")
        )
        spoken = cells.get("language", "").replace("_", "-").split("-")[0].casefold()
        details["language"] = self.languages.get(spoken, self.language)
        named = cells.get("ticket_type", "")
        details["ticket_type"] = self.ticket_types.get(named.casefold()) if named else self.default
        if details["ticket_type"] is None:
            raise ValidationError(_("The event has no such ticket type: %(text)s.") % {"text": named[:60]})
        if first := self.seen.get(details["email"]):
            raise ValidationError(_("The same address as in row %(number)d.") % {"number": first})
        self.seen[details["email"]] = row.number
        return details

    def reserve(self, ticket_type: TicketType) -> bool:
        """Count a seat that would be reserved; what is really left, only the import finds out."""
        left = self.left[ticket_type.pk]
        if left is None:
            return True
        self.left[ticket_type.pk] = left - 1
        return left > 0


def _decide(
    guest: Guest,
    details: dict[str, Any],
    *,
    reading: _Reading,
    now: dt.datetime,
    by: User | None,
    terms: dict[str, Any],
) -> None:
    email, ticket_type = details.pop("email"), details.pop("ticket_type")
    earlier = reading.invited.get(email)
    if earlier is not None:
        _compare(guest, earlier, details)
    elif email in reading.registered:
        raise ValidationError(_("This address is registered for the event already."))
    elif terms.get("reserves_seat") and not reading.reserve(ticket_type):
        raise ValidationError(_("No seat is left to be reserved."))
    else:
        guest.outcome = Outcome.CREATED
        guest.invitation = invitations.drafted(ticket_type, email=email, now=now, by=by, **terms, **details)
        guest.reason = str(ticket_type)


def _compare(guest: Guest, earlier: Invitation, details: dict[str, Any]) -> None:
    guest.outcome, guest.invitation = Outcome.UNCHANGED, earlier
    if not earlier.is_unanswered:
        guest.reason = str(earlier.get_state_display())
        return
    # An empty cell leaves what is known.
    guest.fields = [
        name for name in CORRECTED if details[name] and str(getattr(earlier, name)) != details[name]
    ]
    for name in guest.fields:
        setattr(earlier, name, details[name])
    if guest.fields:
        guest.outcome = Outcome.CHANGED
        guest.reason = ", ".join(_label(name) for name in guest.fields)


def _label(name: str) -> str:
    return str(getattr(Invitation._meta.get_field(name), "verbose_name", name))


def _called(row: Row) -> str:
    return " ".join(row.cells.get(name, "") for name in ("given_name", "family_name")).strip()[:250]


def _words(choices: Callable[[], Iterable[tuple[Any, Any]]]) -> dict[str, str]:
    """The codes of choices by themselves and by their labels in each language."""
    words: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code, label in choices():
                words[str(code).casefold()] = words[str(label).casefold()] = str(code)
    return words


def _known(words: dict[str, str], text: str, complaint: str) -> str:
    if not text:
        return ""
    code = words.get(text.casefold())
    if code is None:
        raise ValidationError(complaint % {"text": text[:60]})
    return code
