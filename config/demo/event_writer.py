"""Writes an event with its places, its sessions, its ticket types and its reminders."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.utils.text import slugify

from config.demo.a_page import a_page_of_pdf
from config.demo.cast import write_organizations, write_speakers
from config.demo.content import EventEntry, MaterialEntry, Part, SessionEntry, VenueEntry, in_languages
from events.models import (
    Appearance,
    AudienceGroup,
    Event,
    EventOrganization,
    EventSeries,
    Material,
    Room,
    Session,
    SpeakerPlace,
    Track,
    Venue,
)
from notifications.models import Reminder
from registrations.models import Quota, TicketType
from registrations.prices import Currency

TEXTS = ("title", "short_title", "summary", "description", "agenda_note", "practical", "privacy_notice")


def at(day: dt.date, time: str, zone: ZoneInfo) -> dt.datetime:
    """The instant at which the clocks of zone show that time on that day."""
    return dt.datetime.combine(day, dt.time.fromisoformat(time), tzinfo=zone)


class EventWriter:
    """Writes one event that begins on first_day, and then its sessions, as often as they change."""

    def __init__(
        self,
        entry: EventEntry,
        *,
        first_day: dt.date,
        registration_opens_at: dt.datetime | None = None,
        registration_closes_at: dt.datetime | None = None,
    ) -> None:
        self.entry = entry
        self.first_day = first_day
        self.organizations = write_organizations(entry.organizations)
        self.affiliations = write_speakers(entry.speakers, self.organizations)
        self.rooms: dict[str, Room] = {}
        venue = self._write_venue(entry.venue) if entry.venue else None
        self.event = self._write_event(venue, registration_opens_at, registration_closes_at)
        self.tracks = {
            key: Track.objects.create(
                event=self.event, mark=track.mark, order=order, **in_languages("name", track.name)
            )
            for order, (key, track) in enumerate(entry.tracks.items())
        }
        self.groups = {
            key: AudienceGroup.objects.create(
                event=self.event,
                sectors=list(group.sectors),
                order=order,
                **in_languages("name", group.name),
            )
            for order, (key, group) in enumerate(entry.groups.items())
        }
        self.ticket_types = self._write_ticket_types()
        self._write_reminders()
        self.sessions: dict[str, tuple[SessionEntry, Session]] = {}

    def _write_venue(self, entry: VenueEntry) -> Venue:
        venue, _is_new = Venue.objects.get_or_create(
            name_en=entry.name[0],
            defaults={
                "name_ja": entry.name[1],
                "country": entry.country,
                **in_languages("address", entry.address),
                **in_languages("city", entry.city),
                **in_languages("access", entry.access),
            },
        )
        for order, (key, room) in enumerate(entry.rooms.items()):
            self.rooms[key], _is_new = Room.objects.get_or_create(
                venue=venue,
                name_en=room.name[0],
                defaults={"name_ja": room.name[1], "capacity": room.capacity, "order": order},
            )
        return venue

    def _write_event(
        self, venue: Venue | None, opens_at: dt.datetime | None, closes_at: dt.datetime | None
    ) -> Event:
        entry = self.entry
        series, _is_new = EventSeries.objects.get_or_create(
            slug=entry.series.slug,
            defaults=in_languages("name", entry.series.name)
            | in_languages("description", entry.series.description),
        )
        texts: dict[str, str] = {}
        for name in TEXTS:
            texts |= in_languages(name, getattr(entry, name))
        event = Event.objects.create(
            series=series,
            slug=entry.slug,
            format=entry.format,
            time_zone=entry.time_zone,
            starts_at=at(self.first_day, entry.starts, entry.zone),
            ends_at=at(self.first_day + dt.timedelta(days=entry.days - 1), entry.ends, entry.zone),
            venue=venue,
            contact_email=entry.contact_email,
            precedence_rule=entry.precedence_rule,
            organization_rule=entry.organization_rule,
            registration_opens_at=opens_at,
            registration_closes_at=closes_at,
            **texts,
        )
        for role, key in entry.roles:
            EventOrganization.objects.create(event=event, organization=self.organizations[key], role=role)
        for key, place, note in entry.placed_by_hand:
            speaker = self.affiliations[key].speaker
            SpeakerPlace.objects.create(event=event, speaker=speaker, order=place, order_note=note)
        return event

    def _write_ticket_types(self) -> dict[str, TicketType]:
        quotas = {
            key: Quota.objects.create(
                event=self.event, capacity=entry.capacity, **in_languages("name", entry.name)
            )
            for key, entry in self.entry.quotas.items()
        }
        return {
            key: TicketType.objects.create(
                event=self.event,
                capacity=entry.capacity,
                needs_review=entry.needs_review,
                price=entry.price,
                currency=Currency.JPY if entry.price else "",
                tax_percent=10 if entry.price else 0,
                quota=quotas[entry.quota] if entry.quota else None,
                order=order,
                **entry.terms,
                **in_languages("name", entry.name),
                **in_languages("description", entry.description),
            )
            for order, (key, entry) in enumerate(self.entry.ticket_types.items())
        }

    def _write_reminders(self) -> None:
        for entry in self.entry.reminders:
            Reminder.objects.create(
                event=self.event,
                amount=entry.amount,
                unit=entry.unit,
                recipients=entry.recipients,
                **in_languages("subject", entry.subject),
                **in_languages("body", entry.body),
            )

    def write_sessions(self, entries: Iterable[SessionEntry]) -> None:
        """Write those sessions that are new or read otherwise than when they were last written."""
        for entry in entries:
            written, session = self.sessions.get(entry.key, (None, Session(event=self.event)))
            if written != entry:
                self._fill_session(session, entry)
                self.sessions[entry.key] = (entry, session)

    def _fill_session(self, session: Session, entry: SessionEntry) -> None:
        day = self.first_day + dt.timedelta(days=entry.day)
        values = {
            "kind": entry.kind,
            "track": self.tracks.get(entry.track),
            "room": self.rooms.get(entry.room),
            "starts_at": at(day, entry.starts, self.entry.zone),
            "ends_at": at(day, entry.ends, self.entry.zone),
            "language": entry.language,
            "has_interpretation": entry.has_interpretation,
            "is_recorded": entry.is_recorded,
            "is_closed_to_press": entry.is_closed_to_press,
            "needs_separate_registration": entry.needs_separate_registration,
            "is_cancelled": entry.is_cancelled,
            "expected_attendance": entry.expected_attendance,
            "audience": entry.audience,
            "revealed_at": self._moment(*entry.embargo) if entry.embargo else None,
            **in_languages("title", entry.title),
            **in_languages("subtitle", entry.subtitle),
            **in_languages("abstract", entry.abstract),
        }
        for name, value in values.items():
            setattr(session, name, value)
        session.save()
        session.groups.set(self.groups[key] for key in entry.groups)
        session.materials.all().delete()
        for order, material in enumerate(entry.materials):
            self._write_material(session, material, order)
        session.appearances.all().delete()
        for part in entry.people:
            self._write_appearance(session, part)

    def _moment(self, day: int, time: str) -> dt.datetime:
        return at(self.first_day + dt.timedelta(days=day), time, self.entry.zone)

    def _write_material(self, session: Session, entry: MaterialEntry, order: int) -> None:
        material = Material(
            session=session,
            kind=entry.kind,
            address=entry.address,
            audience=entry.audience,
            order=order,
            **in_languages("title", entry.title),
        )
        if not entry.address:
            content = a_page_of_pdf(entry.title[0])
            material.file.save(f"{slugify(entry.title[0])}.pdf", ContentFile(content), save=False)
            material.file_size = len(content)
        material.save()

    def _write_appearance(self, session: Session, part: Part) -> None:
        affiliation = self.affiliations.get(part.speaker)
        Appearance.objects.create(
            session=session,
            speaker=affiliation.speaker if affiliation else None,
            affiliation=affiliation,
            organization=self.organizations.get(part.organization),
            role=part.role,
            **in_languages("unnamed", part.unnamed),
        )
