"""How staff give somebody another place than the rule does, and take it back.

The lists of an event are those of its speakers, of the people of each session and of the organizations of
each role. A move names the list as it was looked at, so that two people never undo each other unseen.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.forms import BaseInlineFormSet

from accounts.models import User
from events.models import Appearance, Event, EventOrganization, OrganizationRole, Session, SpeakerPlace
from events.models.precedence import PlacedByHand
from events.precedence import Placed
from events.protocol import Protocol, Seat, draft_sessions

SPEAKERS = "speakers"


class OrderHasChanged(Exception):
    """The list is no longer the one that was looked at."""


class NotInTheList(Exception):
    """The list or the row is not there."""


@dataclass(frozen=True)
class ProtocolList:
    """One list of an event; ``key`` is ``speakers``, a session's code or an organization's role."""

    key: str
    placed: list[Placed[Any]]
    session: Session | None = None
    role: OrganizationRole | None = None

    @property
    def fingerprint(self) -> str:
        """Of who stands where, and of whom by hand."""
        rows = "\n".join(f"{one.standing.key} {one.standing.order}" for one in self.placed)
        return hashlib.sha256(rows.encode()).hexdigest()

    @property
    def by_hand(self) -> list[Placed[Any]]:
        return [one for one in self.placed if one.is_by_hand]

    def find(self, row_key: str) -> Placed[Any]:
        """Raises NotInTheList."""
        for one in self.placed:
            if one.standing.key == row_key:
                return one
        raise NotInTheList


def lists_of(event: Event) -> dict[str, ProtocolList]:
    """Every list of the event by its key: the speakers, the organizations, the sessions by time."""
    protocol = Protocol(event, draft_sessions(event))
    lists = [
        ProtocolList(SPEAKERS, protocol.speakers()),
        *(ProtocolList(role.value, placed, role=role) for role, placed in protocol.organizations().items()),
        *(
            ProtocolList(session.code, protocol.people(session), session=session)
            for session in protocol.sessions
            if session.appearances.all()
        ),
    ]
    return {one.key: one for one in lists}


def move(
    event: Event,
    *,
    list_key: str,
    row_key: str,
    place: int,
    note: str,
    by: User | None,
    now: dt.datetime,
    looked_at: str,
) -> None:
    """Put one row at a place, counted from 1. Raises OrderHasChanged and NotInTheList."""
    with transaction.atomic():
        one_list = _locked(event, list_key, looked_at)
        moved = one_list.find(row_key)
        _write(event, moved, {"order": place, "order_note": note, "ordered_by": by, "ordered_at": now})
        others = [one for one in one_list.placed if one is not moved]
        others.insert(place - 1, moved)
        for number, one in enumerate(others, start=1):
            # Whoever else is placed by hand keeps their neighbours, whatever number that is now.
            if one is not moved and one.is_by_hand and one.standing.order != number:
                _write(event, one, {"order": number})


def leave_to_the_rule(event: Event, *, list_key: str, row_key: str | None = None, looked_at: str) -> None:
    """Take back the place of one row, or of all. Raises OrderHasChanged and NotInTheList."""
    with transaction.atomic():
        one_list = _locked(event, list_key, looked_at)
        for one in one_list.by_hand if row_key is None else [one_list.find(row_key)]:
            _write(event, one, {"order": None, "order_note": "", "ordered_by": None, "ordered_at": None})


def sign_moved(formset: BaseInlineFormSet, *, by: User, now: dt.datetime) -> None:
    """Note on the rows of a form about to be saved who gave them another place."""
    for form in formset.forms:
        row = form.instance
        if isinstance(row, PlacedByHand) and {"order", "order_note"} & set(form.changed_data):
            row.ordered_by, row.ordered_at = (by, now) if row.order is not None else (None, None)
            row.order_note = row.order_note if row.order is not None else ""


def _locked(event: Event, list_key: str, looked_at: str) -> ProtocolList:
    """The list, while nobody else moves anything in the event."""
    locked = Event.objects.select_for_update().get(pk=event.pk)
    one_list = lists_of(locked).get(list_key)
    if one_list is None:
        raise NotInTheList
    if one_list.fingerprint != looked_at:
        raise OrderHasChanged
    return one_list


def _write(event: Event, placed: Placed[Any], values: dict[str, Any]) -> None:
    row: Seat | Appearance | EventOrganization = placed.row
    if not isinstance(row, Seat):
        type(row).objects.filter(pk=row.pk).update(**values)
        return
    own = SpeakerPlace.objects.filter(event=event, speaker=row.speaker)
    if values["order"] is None:
        own.delete()
    elif not own.update(**values):
        SpeakerPlace.objects.create(event=event, speaker=row.speaker, **values)


def unnamed_in(event: Event) -> list[Appearance]:
    """Those who are announced by position only: they have no place among the speakers."""
    return list(
        Appearance.objects.filter(session__event=event, speaker=None)
        .select_related("session", "organization")
        .order_by("session__starts_at", "order", "pk")
    )
