"""How a release reads: for one viewer, in one language, in one time zone.

All that a page, a calendar, a feed or a mail says of an event comes from here, and is a pure
function of (release, viewer, language, zone, instant), where only the end of an embargo tells one
instant from another.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone, translation
from django.utils.text import slugify
from django_countries import countries

from events import numbering, releases
from events.audience import Viewer
from events.models import (
    AgendaRelease,
    AppearanceRole,
    Audience,
    Event,
    EventFormat,
    MaterialKind,
    OrganizationRole,
    OrganizationRule,
    SessionKind,
)
from events.numbering import Edition
from events.precedence import speakers_in_order
from events.programme_parts import (
    Day,
    MaterialItem,
    OrganizationGroup,
    OrganizationItem,
    Person,
    Programme,
    RoomItem,
    SessionAppearance,
    SessionItem,
    SpeakerItem,
    TrackItem,
    VenueItem,
)
from events.texts import NO_TEXT, Text, Translations, choose
from speakers import names
from speakers.models import Sector

LONGEST_SLUG = 60


class NotPublished(Exception):
    """The event has no release yet: the public knows nothing of it."""


def read(
    source: Event | AgendaRelease,
    *,
    viewer: Viewer = Viewer.PUBLIC,
    language: str | None = None,
    zone: ZoneInfo | None = None,
    at: dt.datetime | None = None,
) -> Programme:
    """The current release of an event, or a given release, as viewer may read it at that instant.

    language defaults to the active one, zone to the event's, at to this moment. Raises NotPublished.
    """
    release = source.current_release if isinstance(source, Event) else source
    if release is None:
        raise NotPublished
    language = language or translation.get_language() or settings.LANGUAGE_CODE
    return _read(numbering.current(release, viewer, at or timezone.now()), language, zone)


@lru_cache(maxsize=32)
def _read(edition: Edition, language: str, zone: ZoneInfo | None) -> Programme:
    projection = releases.projection(edition)
    with translation.override(language):
        return Reading(projection, language=language, zone=zone).programme(
            number=edition.number, published_at=edition.published_at, viewer=edition.viewer
        )


def slugs(rows: Iterable[dict[str, Any]]) -> list[str]:
    """A name for each row that an address can hold: the same in every language, and no two alike."""
    taken: Counter[str] = Counter()
    named = []
    for row in rows:
        slug = (
            slugify(str(choose(row["name"], settings.LANGUAGE_CODE)), allow_unicode=True)[:LONGEST_SLUG]
            or "-"
        )
        taken[slug] += 1
        named.append(slug if taken[slug] == 1 else f"{slug}-{taken[slug]}")
    return named


class Reading:
    """One reading of a projection; labels come in the active language."""

    def __init__(self, projection: dict[str, Any], *, language: str, zone: ZoneInfo | None) -> None:
        self.projection = projection
        self.event: dict[str, Any] = projection["event"]
        self.language = language
        self.sets_off_family_names: bool = self.event.get("family_names_in_capitals", False)
        self.event_zone = ZoneInfo(self.event["time_zone"])
        self.zone = zone or self.event_zone
        self.country_names = dict(countries)
        tracks, rooms, organizations = projection["tracks"], projection["rooms"], projection["organizations"]
        self.tracks = {
            track["id"]: TrackItem(index, slug, self.text(track["name"]), track["mark"])
            for index, (track, slug) in enumerate(zip(tracks, slugs(tracks), strict=True), start=1)
        }
        self.rooms = {
            room["id"]: RoomItem(index, slug, self.text(room["name"]))
            for index, (room, slug) in enumerate(zip(rooms, slugs(rooms), strict=True), start=1)
        }
        self.groups = {group["id"]: self.text(group["name"]) for group in projection["groups"]}
        self.organizations = {
            key: self._organization(str(index), slug, row)
            for index, ((key, row), slug) in enumerate(
                zip(organizations.items(), slugs(organizations.values()), strict=True), start=1
            )
        }
        self.photos = {
            slug: default_storage.url(speaker["photo"]) if speaker["photo"] else ""
            for slug, speaker in projection["speakers"].items()
        }

    def text(self, texts: Translations) -> Text:
        return choose(texts, self.language)

    def at(self, moment: str) -> dt.datetime:
        return dt.datetime.fromisoformat(moment).astimezone(self.zone)

    def programme(
        self, *, number: int, published_at: dt.datetime, viewer: Viewer = Viewer.PUBLIC
    ) -> Programme:
        event = self.event
        sessions = [self._session(session) for session in self.projection["sessions"]]
        opens_at = event["registration_opens_at"]
        return Programme(
            slug=event["slug"],
            title=self.text(event["title"]),
            short_title=self.text(event["short_title"]) or self.text(event["title"]),
            summary=self.text(event["summary"]),
            description=self.text(event["description"]),
            agenda_note=self.text(event["agenda_note"]),
            practical=self.text(event["practical"]),
            format=event["format"],
            format_label=str(EventFormat(event["format"]).label),
            starts_at=self.at(event["starts_at"]),
            ends_at=self.at(event["ends_at"]),
            zone=self.zone,
            event_zone=self.event_zone,
            day_changes_at=dt.time.fromisoformat(event["day_changes_at"]),
            venue=self._venue(event["venue"]) if event["venue"] else None,
            website=event["website"],
            contact_email=event["contact_email"],
            languages=[code for code in settings.MODELTRANSLATION_LANGUAGES if code in event["title"]],
            language=self.language,
            series_name=self.text(event["series"]),
            takes_registrations=event["takes_registrations"],
            registration_opens_at=self.at(opens_at) if opens_at else None,
            registration_closes_at=self.at(event["registration_closes_at"]),
            organizations=self._organization_groups(),
            speaker_organizations=self._speaker_organizations(),
            tracks=list(self.tracks.values()),
            rooms=list(self.rooms.values()),
            days=self._days(sessions),
            speakers=self._speakers(sessions),
            release_number=number,
            published_at=published_at.astimezone(self.zone),
            viewer=viewer,
            sessions=sessions,
            projection=self.projection,
        )

    def _venue(self, venue: dict[str, Any]) -> VenueItem:
        return VenueItem(
            name=self.text(venue["name"]),
            address=self.text(venue["address"]),
            city=self.text(venue["city"]),
            access=self.text(venue["access"]),
            country=venue["country"],
            country_name=self.country_names.get(venue["country"], ""),
            website=venue["website"],
        )

    def _organization(self, key: str, slug: str, row: dict[str, Any]) -> OrganizationItem:
        name = self.text(row["name"])
        return OrganizationItem(
            id=key,
            slug=slug,
            name=name,
            short_name=self.text(row["short_name"]) or name,
            summary=self.text(row["summary"]),
            sector=row["sector"],
            sector_label=str(Sector(row["sector"]).label),
            country=row["country"],
            country_name=self.country_names.get(row["country"], ""),
            website=row["website"],
            parent_name=self.text(row["parent"]),
        )

    def _organization_groups(self) -> list[OrganizationGroup]:
        by_role = defaultdict(list)
        for part in self.event["organizations"]:
            by_role[part["role"]].append(self.organizations[part["organization"]])
        return [
            OrganizationGroup(role.value, str(role.label), by_role[role.value])
            for role in OrganizationRole
            if role.value in by_role
        ]

    def _speaker_organizations(self) -> list[OrganizationItem]:
        keys = {
            person["organization"] for session in self.projection["sessions"] for person in session["people"]
        }
        items = [self.organizations[key] for key in keys if key is not None]
        is_by_sector = self.event.get("organization_rule") == OrganizationRule.SECTOR
        sectors = list(Sector.values) if is_by_sector else []
        return sorted(
            items,
            key=lambda item: (
                sectors.index(item.sector) if sectors else 0,
                str(item.name).casefold(),
                item.id,
            ),
        )

    def _person(self, person: dict[str, Any]) -> Person:
        slug = person["speaker"]
        speaker = self.projection["speakers"][slug] if slug else None
        written = (
            names.write(speaker, self.language, in_capitals=self.sets_off_family_names) if speaker else None
        )
        organization = self.organizations.get(person["organization"])
        return Person(
            name=Text(written.text, written.lang) if written else NO_TEXT,
            reading=written.reading if written else "",
            honorific=self.text(speaker["honorific"]) if speaker else NO_TEXT,
            rank=self.text(person.get("rank", speaker["rank"])) if speaker else NO_TEXT,
            slug=slug or "",
            role=person["role"],
            role_label=str(AppearanceRole(person["role"]).label),
            position=self.text(person["position"]),
            organization=organization.name if organization else NO_TEXT,
            organization_short=organization.short_name if organization else NO_TEXT,
            organization_slug=organization.slug if organization else "",
            sector=organization.sector if organization else "",
            sector_label=organization.sector_label if organization else "",
            country=organization.country if organization else "",
            photo=self.photos[slug] if slug else "",
        )

    def _session(self, session: dict[str, Any]) -> SessionItem:
        return SessionItem(
            code=session["code"],
            kind=session["kind"],
            kind_label=str(SessionKind(session["kind"]).label),
            title=self.text(session["title"]),
            subtitle=self.text(session["subtitle"]),
            abstract=self.text(session["abstract"]),
            description=self.text(session["description"]),
            track=self.tracks.get(session["track"]),
            room=self.rooms.get(session["room"]),
            starts_at=self.at(session["starts_at"]),
            ends_at=self.at(session["ends_at"]),
            language=session["language"],
            has_interpretation=session["has_interpretation"],
            is_recorded=session["is_recorded"],
            is_closed_to_press=session["is_closed_to_press"],
            needs_separate_registration=session.get("needs_separate_registration", False),
            is_cancelled=session["is_cancelled"],
            audience=session["audience"],
            for_whom=self._for_whom(session),
            revealed_at=self._revealed_at(session),
            people=[self._person(person) for person in session["people"]],
            materials=[self._material(material) for material in session["materials"]],
        )

    def _material(self, material: dict[str, Any]) -> MaterialItem:
        return MaterialItem(
            code=material["code"],
            kind=material["kind"],
            kind_label=str(MaterialKind(material["kind"]).label),
            title=self.text(material["title"]),
            address=material["address"],
            file=material["file"],
            file_size=material["file_size"],
            audience=material["audience"],
            for_whom=self._for_whom(material),
            revealed_at=self._revealed_at(material),
        )

    def _for_whom(self, part: dict[str, Any]) -> list[Text]:
        """Who else knows of it, in words: nothing for what everybody may know."""
        if part["audience"] == Audience.PUBLIC:
            return []
        if part["groups"]:
            return [self.groups[group] for group in part["groups"]]
        return [Text(str(Audience(part["audience"]).label), self.language)]

    def _revealed_at(self, part: dict[str, Any]) -> dt.datetime | None:
        """Only organizers are told of it."""
        moment = part.get("revealed_at")
        return self.at(moment) if moment else None

    def _days(self, sessions: list[SessionItem]) -> list[Day]:
        """The event's own days, whatever zone the reader looks from."""
        changes_at = dt.time.fromisoformat(self.event["day_changes_at"])
        night = dt.timedelta(hours=changes_at.hour, minutes=changes_at.minute)
        by_date = defaultdict(list)
        for session in sessions:
            local = session.starts_at.astimezone(self.event_zone).replace(tzinfo=None)
            by_date[(local - night).date()].append(session)
        return [Day(date, index, by_date[date]) for index, date in enumerate(sorted(by_date), start=1)]

    def _speakers(self, sessions: list[SessionItem]) -> list[SpeakerItem]:
        first: dict[str, Person] = {}
        appearances = defaultdict(list)
        for session in sessions:
            for person in session.people:
                if not person.is_unnamed:
                    first.setdefault(person.slug, person)
                    appearances[person.slug].append(SessionAppearance(session, person.role_label))
        items = [
            self._speaker(slug, self.projection["speakers"][slug], person, appearances[slug])
            for slug, person in first.items()
        ]
        places = {slug: place for place, slug in enumerate(speakers_in_order(self.projection))}
        return sorted(items, key=lambda item: places[item.slug])

    def _other_names(self, speaker: dict[str, Any], shown: Text) -> list[Text]:
        latin = names.write(speaker, "", in_capitals=self.sets_off_family_names)
        scripts = [Text(speaker["native_name"], speaker["native_language"]), Text(latin.text)]
        return [name for name in scripts if name and name.value != shown.value]

    def _speaker(
        self, slug: str, speaker: dict[str, Any], person: Person, appearances: list[SessionAppearance]
    ) -> SpeakerItem:
        return SpeakerItem(
            slug=slug,
            name=person.name,
            other_names=self._other_names(speaker, person.name),
            given_name=speaker["given_name"],
            family_name=speaker["family_name"],
            reading=person.reading,
            honorific=person.honorific,
            rank=person.rank,
            biography=self.text(speaker["biography"]),
            photo=person.photo,
            position=person.position,
            organization=person.organization,
            organization_short=person.organization_short,
            sector=person.sector,
            sector_label=person.sector_label,
            country=person.country,
            appearances=appearances,
        )
