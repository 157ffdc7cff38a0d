"""In which order the draft of an event names its people and organizations, and why."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db.models import Prefetch, QuerySet
from django.utils import translation
from django.utils.translation import pgettext
from django_countries import countries

from events.models import (
    Appearance,
    AppearanceRole,
    Event,
    EventOrganization,
    HostPlace,
    Material,
    OrganizationRole,
    OrganizationRule,
    PrecedenceRule,
    Session,
    SpeakerPlace,
)
from events.precedence import (
    Criterion,
    Placed,
    Standing,
    Value,
    alphabetical,
    by_family_name,
    in_order,
    most_open_first,
)
from events.texts import translations
from speakers import names
from speakers.models import Affiliation, Grade, Level, Rank, Sector, Speaker

SENIORITY = (Criterion.GRADE, Criterion.DATE_OF_RANK, Criterion.IN_OFFICE, Criterion.NAME)
CRITERIA = {
    PrecedenceRule.OFFICE: (Criterion.OFFICE, *SENIORITY),
    PrecedenceRule.OFFICE_THEN_COUNTRY: (Criterion.OFFICE, Criterion.COUNTRY, *SENIORITY),
    PrecedenceRule.COUNTRY: (Criterion.COUNTRY, Criterion.OFFICE, *SENIORITY),
    PrecedenceRule.NAME: (Criterion.NAME,),
    PrecedenceRule.ENTERED: (Criterion.ENTERED,),
}
ORGANIZATION_CRITERIA = {
    OrganizationRule.SECTOR: (Criterion.SECTOR, Criterion.NAME),
    OrganizationRule.NAME: (Criterion.NAME,),
    OrganizationRule.ENTERED: (Criterion.ENTERED,),
}
LEVELS, GRADES, SECTORS = (list(choices.values) for choices in (Level, Grade, Sector))
ROLES, ORGANIZATION_ROLES = (list(choices.values) for choices in (AppearanceRole, OrganizationRole))


def draft_sessions(event: Event) -> QuerySet[Session]:
    """The event's sessions with what is known of their people, in a fixed number of queries."""
    affiliations = Affiliation.objects.select_related("organization__parent")
    appearances = Appearance.objects.select_related(
        "speaker", "organization__parent", "affiliation__organization__parent", "ordered_by"
    ).prefetch_related(Prefetch("speaker__affiliations", affiliations), "speaker__ranks")
    return event.sessions.select_related("track", "room").prefetch_related(
        Prefetch("appearances", appearances),
        Prefetch("materials", Material.objects.prefetch_related("groups")),
        "groups",
    )


@dataclass(frozen=True)
class Seat:
    """A person of the event, as they appear in one of its sessions."""

    speaker: Speaker
    appearance: Appearance
    affiliation: Affiliation | None
    rank: Rank | None
    place: SpeakerPlace | None


class Protocol:
    """The order of one event's people and organizations; asks the database once, when it is made.

    Sessions are given by time, with their appearances, speakers, affiliations and ranks.
    """

    def __init__(self, event: Event, sessions: Iterable[Session]) -> None:
        self.event = event
        self.sessions = list(sessions)
        self.rule = PrecedenceRule(event.precedence_rule)
        self.places = {
            place.speaker_id: place for place in event.speaker_places.select_related("ordered_by", "speaker")
        }
        parts = event.event_organizations.select_related("organization__parent", "ordered_by")
        self.parts: list[EventOrganization] = list(parts)
        self.first_day = event.starts_at.astimezone(event.zone).date()
        hosts = [part for part in self.parts if part.role == OrganizationRole.HOST]
        self.host_country = next((str(part.organization.country) for part in hosts), "")
        self._countries: dict[str, Value] = {}

    # --- Lists in their order

    def people(self, session: Session) -> list[Placed[Appearance]]:
        """Everybody in a session: by role, then by the rule; whoever is placed by hand, there."""
        criteria = CRITERIA[self.rule]
        if self.rule != PrecedenceRule.ENTERED:
            criteria = (Criterion.ROLE, *criteria)
        day = self.day(session)
        rows = []
        for appearance in session.appearances.all():
            values = self._values(
                appearance.speaker,
                affiliation_of(appearance, day),
                appearance.speaker.rank_on(day) if appearance.speaker else None,
                appearance=appearance,
            )
            role = AppearanceRole(appearance.role)
            values[Criterion.ROLE] = Value(ROLES.index(role), role.label)
            values[Criterion.ENTERED] = Value(appearance.pk)
            rows.append((appearance, Standing(f"{appearance.pk:012}", values, order=appearance.order)))
        return in_order(rows, criteria)

    def speakers(self) -> list[Placed[Seat]]:
        """Everybody with a name who appears in the event, each once."""
        seats: dict[int, tuple[Seat, Standing]] = {}
        for number, seat in enumerate(self._seats()):
            order = seat.place.order if seat.place else None
            standing = Standing(seat.speaker.slug, self._of_seat(seat, number), order=order)
            seats.setdefault(seat.speaker.pk, (seat, standing))
        return in_order(seats.values(), CRITERIA[self.rule])

    def standings(self) -> dict[int, int]:
        """Where each appearance would place its speaker if it were the one to tell, by the rule alone.

        An agenda keeps these instead of an order, so that each reader's order is made of what they know.
        There are none where all stand by their names.
        """
        rows = [
            (seat, Standing(f"{seat.speaker.slug} {number:06}", self._of_seat(seat, number)))
            for number, seat in enumerate(self._seats())
        ]
        placed = in_order(rows, CRITERIA[self.rule])
        speakers = {one.row.speaker.slug: names.facts(one.row.speaker) for one in placed}
        if [slug for slug, _same in groupby(one.row.speaker.slug for one in placed)] == by_family_name(
            speakers
        ):
            return {}
        return {one.row.appearance.pk: one.number for one in placed}

    def organizations(self) -> dict[OrganizationRole, list[Placed[EventOrganization]]]:
        """Those who hold the event, by role and tier."""
        rule = OrganizationRule(self.event.organization_rule)
        groups: dict[OrganizationRole, list[tuple[EventOrganization, Standing]]] = {}
        for part in self.parts:
            organization = part.organization
            sector = Sector(organization.sector)
            values = {
                Criterion.SECTOR: Value(SECTORS.index(sector), sector.label),
                Criterion.NAME: Value(
                    alphabetical(translations(organization, "name").get("en", organization.name)),
                    organization.name,
                ),
                Criterion.ENTERED: Value(part.pk),
            }
            standing = Standing(f"{part.pk:012}", values, order=part.order)
            groups.setdefault(OrganizationRole(part.role), []).append((part, standing))
        return {
            role: in_order(groups[role], ORGANIZATION_CRITERIA[rule])
            for role in OrganizationRole
            if role in groups
        }

    def day(self, session: Session) -> dt.date:
        return (session.starts_at or self.event.starts_at).astimezone(self.event.zone).date()

    # --- What is known of each

    def _seats(self) -> Iterator[Seat]:
        """Every named speaker of every session; the first of each speaker's tells where they stand."""
        for session in most_open_first(self.sessions, attrgetter("audience")):
            day = self.day(session)
            for appearance in session.appearances.all():
                if (speaker := appearance.speaker) is not None:
                    yield Seat(
                        speaker,
                        appearance,
                        affiliation_of(appearance, day),
                        speaker.rank_on(day),
                        self.places.get(speaker.pk),
                    )

    def _of_seat(self, seat: Seat, number: int) -> dict[Criterion, Value]:
        values = self._values(seat.speaker, seat.affiliation, seat.rank, appearance=seat.appearance)
        return {**values, Criterion.ENTERED: Value(number)}

    def _values(
        self,
        speaker: Speaker | None,
        affiliation: Affiliation | None,
        rank: Rank | None,
        *,
        appearance: Appearance,
    ) -> dict[Criterion, Value]:
        """What is known of a person; a date counts only beside what it is the date of."""
        values: dict[Criterion, Value] = {}
        if affiliation and affiliation.level != Level.OTHER:
            level = Level(affiliation.level)
            values[Criterion.OFFICE] = Value(LEVELS.index(level), level.label)
            if affiliation.from_on:
                values[Criterion.IN_OFFICE] = Value(affiliation.from_on, affiliation.from_on)
        if rank and rank.grade:
            values[Criterion.GRADE] = Value(GRADES.index(rank.grade), rank.grade)
            if rank.from_on:
                values[Criterion.DATE_OF_RANK] = Value(rank.from_on, rank.from_on)
        organization = affiliation.organization if affiliation else appearance.organization
        if organization and organization.country:
            values[Criterion.COUNTRY] = self._country(str(organization.country))
        if speaker:
            sorted_by = alphabetical(speaker.family_name), alphabetical(speaker.given_name)
            written = names.write(names.facts(speaker), translation.get_language() or "en")
            values[Criterion.NAME] = Value(sorted_by, written.text)
        return values

    def _country(self, code: str) -> Value:
        if code not in self._countries:
            with translation.override(self.event.alphabet_language):
                name = str(countries.name(code))
            is_host = bool(code) and code == self.host_country
            place = 0
            if self.event.host_place != HostPlace.IN_ORDER:
                place = int(is_host == (self.event.host_place == HostPlace.LAST))
                if is_host:
                    name = pgettext("order of precedence", "%(country)s (host)") % {"country": name}
            self._countries[code] = Value((place, alphabetical(name), code), name)
        return self._countries[code]


def affiliation_of(appearance: Appearance, day: dt.date) -> Affiliation | None:
    """Under which affiliation somebody appears on a day: the one that is named, or the one that holds."""
    if appearance.affiliation or not appearance.speaker:
        return appearance.affiliation
    return appearance.speaker.affiliation_on(day)
