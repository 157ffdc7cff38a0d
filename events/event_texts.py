"""Which rows carry the texts of an event.

An event's texts are the translated fields of its own rows, of the people and organizations that it
names, and of what the floors above add: each of them registers its kinds beside its translated
fields, in its ``translation`` module.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator

from accounts.permissions import Action
from events import writing
from events.models import (
    Appearance,
    AudienceGroup,
    Event,
    EventOrganization,
    Material,
    Room,
    Session,
    Track,
    Venue,
)
from speakers.models import Affiliation, Organization, Rank, Speaker


@dataclass(frozen=True)
class Kind:
    """A model whose rows carry texts of an event.

    ``rows`` gives an event's own, with all that ``where`` needs for saying which of them one is.
    """

    model: type[Model]
    rows: Callable[[Event], QuerySet[Any]]
    where: Callable[[Any, Event], str]
    action: Action = Action.EDIT_EVENT
    label: str | Promise = ""

    @property
    def key(self) -> str:
        return self.model._meta.model_name or ""

    @property
    def fields(self) -> list[str]:
        """The translated fields, in the model's own order."""
        translated = translator.get_options_for_model(self.model).all_fields
        return [field.name for field in self.model._meta.fields if field.name in translated]

    def __str__(self) -> str:
        return str(self.label or capfirst(self.model._meta.verbose_name_plural or ""))


def _appearances(event: Event) -> QuerySet[Appearance]:
    return Appearance.objects.filter(session__event=event).order_by()


def _venues(event: Event) -> QuerySet[Venue]:
    return Venue.objects.filter(events=event)


def _rooms(event: Event) -> QuerySet[Room]:
    used = Session.objects.filter(event=event, room__isnull=False).order_by().values("room")
    return Room.objects.filter(Q(venue=event.venue_id) | Q(pk__in=used))


def _speakers(event: Event) -> QuerySet[Speaker]:
    return Speaker.objects.filter(pk__in=_appearances(event).values("speaker"))


def _affiliations(event: Event) -> QuerySet[Affiliation]:
    """Those that somebody appears under, and those that hold on some day of the event."""
    first, last = (moment.astimezone(event.zone).date() for moment in (event.starts_at, event.ends_at))
    appearances = _appearances(event)
    return Affiliation.objects.filter(
        Q(pk__in=appearances.values("affiliation"))
        | Q(speaker__in=appearances.values("speaker"))
        & (Q(from_on__isnull=True) | Q(from_on__lte=last))
        & (Q(to_on__isnull=True) | Q(to_on__gte=first))
    ).select_related("speaker", "organization")


def _ranks(event: Event) -> QuerySet[Rank]:
    speakers = _appearances(event).filter(speaker__isnull=False).values("speaker")
    return Rank.objects.filter(speaker__in=speakers).select_related("speaker")


def _organizations(event: Event) -> QuerySet[Organization]:
    """Those that have a part in the event or are represented in it, and what they are part of."""
    parts = EventOrganization.objects.filter(event=event).order_by()
    named = (
        Q(pk__in=parts.values("organization"))
        | Q(pk__in=_appearances(event).values("organization"))
        | Q(pk__in=_affiliations(event).order_by().values("organization"))
    )
    parents = Organization.objects.filter(named, parent__isnull=False).order_by().values("parent")
    return Organization.objects.filter(named | Q(pk__in=parents))


def _where_is_session(session: Session, event: Event) -> str:
    if session.starts_at is None:
        return session.title
    starts_at = session.starts_at.astimezone(event.zone)
    return f"{session.title} ({writing.short_day(starts_at.date())} {starts_at:%H:%M})"


_kinds: list[Kind] = [
    Kind(Event, lambda event: Event.objects.filter(pk=event.pk), lambda row, _event: row.title),
    Kind(Track, lambda event: event.tracks.all(), lambda row, _event: row.name),
    Kind(Venue, _venues, lambda row, _event: row.name),
    Kind(Room, _rooms, lambda row, _event: row.name),
    Kind(Session, lambda event: event.sessions.all(), _where_is_session),
    Kind(
        Material,
        lambda event: Material.objects.filter(session__event=event).select_related("session"),
        lambda row, _event: f"{row.session.title} ({row.get_kind_display()})",
    ),
    Kind(AudienceGroup, lambda event: event.audience_groups.all(), lambda row, _event: row.name),
    Kind(Speaker, _speakers, lambda row, _event: row.name),
    Kind(Rank, _ranks, lambda row, _event: row.speaker.name),
    Kind(
        Affiliation,
        _affiliations,
        lambda row, _event: f"{row.speaker.name}, {row.organization.name}",
        label=_("Positions"),
    ),
    Kind(
        Appearance,
        lambda event: _appearances(event).select_related("session").order_by("session", "order", "pk"),
        lambda row, _event: f"{row.session.title} ({row.get_role_display()})",
        label=_("Unnamed participants"),
    ),
    Kind(Organization, _organizations, lambda row, _event: row.name),
]


def register(
    model: type[Model], *, where: str, action: Action, rows: Callable[[Event], QuerySet[Any]] | None = None
) -> None:
    """Let the rows of model carry texts of an event; action is what changing them needs.

    ``where`` names the attribute that says which row one is; the rows are those whose ``event`` it is.
    """
    says_which = attrgetter(where)
    own = rows or (lambda event: model._default_manager.filter(event=event))
    _kinds.append(Kind(model, own, lambda row, _event: says_which(row), action))


def kinds() -> list[Kind]:
    """All kinds of rows, in the order in which one reads an event's texts."""
    return list(_kinds)
