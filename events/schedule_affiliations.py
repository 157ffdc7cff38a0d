"""Whom the people of a schedule represent: their organizations and, as of the event, their affiliations.

An organization is known by its name in any language; what is not known is made, in the sector "other", for
organizers to complete. An affiliation that somebody has already is used; another employer is a new row
beside it, from the event's first day, so that past agendas keep theirs.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from events.models import Event
from events.schedule_formats import PersonEntry, Schedule
from events.texts import translations
from speakers.models import Affiliation, Organization, Sector, Speaker

JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def written_in(text: str) -> str:
    """The language whose column a position or an organization belongs into, by its script."""
    return "ja" if JAPANESE.search(text) else "en"


@dataclass
class Organizations:
    """The organizations that a schedule names, by name."""

    by_name: dict[str, Organization] = field(default_factory=dict)
    new: list[Organization] = field(default_factory=list)

    def named(self, name: str) -> Organization | None:
        return self.by_name.get(name.casefold())


@dataclass
class Affiliations:
    """The affiliations under which speakers appear, by speaker, organization and position."""

    by_key: dict[tuple[int, int, str], Affiliation] = field(default_factory=dict)

    def of(self, speaker: Speaker, organization: Organization | None, position: str) -> Affiliation | None:
        if organization is None:
            return None
        return self.by_key.get((speaker.pk, organization.pk, position.casefold()))


def settle_organizations(schedule: Schedule) -> Organizations:
    """Find or make every organization that the schedule names."""
    names = dict.fromkeys(
        [organization.name for organization in schedule.organizations]
        + [person.organization for session in schedule.sessions for person in session.people]
    )
    wanted = {name.casefold(): name for name in names if name}
    if not wanted:
        return Organizations()
    settled = Organizations()
    named = Q(name_en__in=wanted.values()) | Q(name_ja__in=wanted.values())
    for organization in Organization.objects.filter(named).order_by("-pk"):
        for name in translations(organization, "name").values():
            settled.by_name[name.casefold()] = organization
    for key, name in wanted.items():
        if key not in settled.by_name:
            settled.by_name[key] = Organization(sector=Sector.OTHER, **{f"name_{written_in(name)}": name})
            settled.new.append(settled.by_name[key])
    Organization.objects.bulk_create(settled.new)
    return settled


def settle_affiliations(
    appearing: Iterable[tuple[Speaker, PersonEntry]],
    organizations: Organizations,
    *,
    event: Event,
) -> Affiliations:
    """Find or make the affiliation of each speaker with whom the schedule names an organization."""
    wanted: dict[tuple[int, int, str], tuple[Speaker, Organization, str]] = {}
    for speaker, person in appearing:
        if organization := organizations.named(person.organization):
            key = (speaker.pk, organization.pk, person.position.casefold())
            wanted.setdefault(key, (speaker, organization, person.position))
    settled = Affiliations()
    if not wanted:
        return settled
    with_another = set()
    for affiliation in Affiliation.objects.filter(speaker__in={key[0] for key in wanted}).order_by("-pk"):
        with_another.add(affiliation.speaker_id)
        for position in translations(affiliation, "position").values() or [""]:
            key = (affiliation.speaker_id, affiliation.organization_id, position.casefold())
            settled.by_key[key] = affiliation
    new = [
        Affiliation(
            speaker=speaker,
            organization=organization,
            from_on=_first_day(event) if speaker.pk in with_another else None,
            **{f"position_{written_in(position)}": position},
        )
        for key, (speaker, organization, position) in wanted.items()
        if key not in settled.by_key
    ]
    Affiliation.objects.bulk_create(new)
    for key in wanted:
        if key not in settled.by_key:
            settled.by_key[key] = new.pop(0)
    return settled


def _first_day(event: Event) -> dt.date:
    return event.starts_at.astimezone(event.zone).date()
