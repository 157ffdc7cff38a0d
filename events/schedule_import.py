"""What a schedule made elsewhere changes in an event's draft.

Everything or nothing: a schedule comes in by one transaction, and by a number of queries that grows only
with the database's batches. What an earlier import brought in is known again and updated: sessions by
their identifier at the source, rooms and tracks by name, people as ``events.schedule_people`` says. What
organizers added by hand stays.

Texts go into the columns of one language: Japanese where most sessions of the file are held in Japanese,
English else. What the file leaves open (kind, language, recording) stays as it is in the draft.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from events import schedule_people
from events.models import (
    Appearance,
    AppearanceRole,
    Event,
    Room,
    Session,
    SessionKind,
    Track,
    TrackMark,
    Venue,
)
from events.schedule_formats import Problem, Schedule, SessionEntry
from events.schedule_people import People
from events.texts import translations
from speakers.models import Speaker

Row = TypeVar("Row", Room, Track)
TEXTS = ("title", "subtitle", "abstract", "description")
ROLES = {
    SessionKind.KEYNOTE: AppearanceRole.KEYNOTE_SPEAKER,
    SessionKind.PANEL: AppearanceRole.PANELIST,
}


@dataclass
class Count:
    """How many rows of a kind an import has made, changed, and found as they should be."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass
class Report:
    """What an import has done, and what it was not certain about."""

    event: Event
    rooms: Count = field(default_factory=Count)
    tracks: Count = field(default_factory=Count)
    sessions: Count = field(default_factory=Count)
    speakers: Count = field(default_factory=Count)
    warnings: list[Problem] = field(default_factory=list)


def new_event(schedule: Schedule, *, slug: str, title: str, zone: ZoneInfo) -> Event:
    """An event, not saved yet, as long as the schedule's sessions and with its clocks in zone."""
    language = schedule.content_language
    event = Event(
        slug=slug,
        time_zone=zone.key,
        starts_at=schedule.starts_at,
        ends_at=schedule.ends_at,
        website=schedule.website,
        takes_registrations=False,
        **{f"title_{language}": title, f"summary_{language}": schedule.subtitle},
    )
    if schedule.day_changes_at:
        event.day_changes_at = schedule.day_changes_at
    return event


def bring_in(schedule: Schedule, event: Event, *, now: dt.datetime) -> Report:
    """Bring the schedule into the event's draft; an event that is not saved yet is saved with it.

    An event that exists keeps its own title, times and zone. Raises ValidationError for a new event
    that cannot be.
    """
    with transaction.atomic():
        if event._state.adding:
            event.full_clean()
            event.save()
        else:
            event = Event.objects.select_for_update().get(pk=event.pk)
        return _Import(schedule, event, now=now).run()


class _Import:
    def __init__(self, schedule: Schedule, event: Event, *, now: dt.datetime) -> None:
        self.schedule = schedule
        self.event = event
        self.now = now
        self.language = schedule.content_language
        self.report = Report(event, warnings=list(schedule.warnings))

    def run(self) -> Report:
        rooms = self._rooms()
        tracks = self._tracks()
        earlier = {
            session.external_id: session
            for session in self.event.sessions.exclude(external_id="").prefetch_related(
                "appearances__speaker"
            )
        }
        people = self._people(earlier.values())
        self._sessions(earlier, rooms=rooms, tracks=tracks, people=people)
        self._warn_of_what_does_not_fit(earlier)
        return self.report

    def _rooms(self) -> dict[str, Room]:
        if not self.schedule.rooms:
            return {}
        venue = self._venue()
        known = _by_name(venue.rooms.all())
        order = max((room.order for room in known.values()), default=0)
        new = [
            Room(venue=venue, order=order + number, **{f"name_{self.language}": name})
            for number, name in enumerate((n for n in self.schedule.rooms if n not in known), start=1)
        ]
        Room.objects.bulk_create(new)
        self.report.rooms = Count(created=len(new), unchanged=len(self.schedule.rooms) - len(new))
        return known | _by_name(new)

    def _venue(self) -> Venue:
        """The event's venue; where it has none, the one of that name, which is made if need be."""
        if self.event.venue:
            return self.event.venue
        stated = self.schedule.venue
        name, city = (stated.name, stated.city) if stated else (str(self.event.title)[:200], "")
        texts = {f"name_{self.language}": name, f"city_{self.language}": city}
        venue = Venue.objects.filter(**texts).first() or Venue.objects.create(**texts)
        self.event.venue = venue
        self.event.save(update_fields=["venue"])
        return venue

    def _tracks(self) -> dict[str, Track]:
        known = _by_name(self.event.tracks.all())
        order = max((track.order for track in known.values()), default=0)
        missing = [name for name in self.schedule.tracks if name not in known]
        marks = itertools.islice(itertools.cycle(TrackMark), len(known), None)
        new = [
            Track(event=self.event, order=order + number, mark=mark, **{f"name_{self.language}": name})
            for number, (name, mark) in enumerate(zip(missing, marks, strict=False), start=1)
        ]
        Track.objects.bulk_create(new)
        self.report.tracks = Count(created=len(new), unchanged=len(self.schedule.tracks) - len(new))
        return known | _by_name(new)

    def _people(self, earlier: Iterable[Session]) -> People:
        known = {
            appearance.speaker
            for session in earlier
            for appearance in session.appearances.all()
            if appearance.speaker
        }
        people = schedule_people.settle(
            self.schedule.people, event=self.event, language=self.language, known=known
        )
        Speaker.objects.bulk_create(people.new)
        if people.changed:
            Speaker.objects.bulk_update(people.changed, schedule_people.FIELDS)
        self.report.speakers = Count(len(people.new), len(people.changed), len(people.unchanged))
        return people

    def _sessions(
        self, earlier: dict[str, Session], *, rooms: dict[str, Room], tracks: dict[str, Track], people: People
    ) -> None:
        new: list[Session] = []
        changed: list[Session] = []
        arriving: list[Appearance] = []
        leaving: list[Appearance] = []
        for entry in self.schedule.sessions:
            found = earlier.get(entry.external_id)
            session = found or Session(event=self.event, external_id=entry.external_id)
            is_changed = self._write(session, entry, rooms.get(entry.room), tracks.get(entry.track))
            present = list(found.appearances.all()) if found else []
            coming, going = _comings_and_goings(
                session, present, [people.by_key[p.key] for p in entry.people]
            )
            arriving += coming
            leaving += going
            if found is None:
                new.append(session)
            elif is_changed or coming or going:
                session.changed_at = self.now
                changed.append(session)
        Session.objects.bulk_create(new)
        if changed:
            Session.objects.bulk_update(changed, [*self._columns(), "changed_at"])
        if leaving:
            Appearance.objects.filter(pk__in=[appearance.pk for appearance in leaving]).delete()
        Appearance.objects.bulk_create(arriving)
        unchanged = len(self.schedule.sessions) - len(new) - len(changed)
        self.report.sessions = Count(len(new), len(changed), unchanged)

    def _columns(self) -> list[str]:
        texts = [f"{text}_{self.language}" for text in TEXTS]
        return [*texts, "room", "track", "starts_at", "ends_at", "kind", "language", "is_recorded"]

    def _write(self, session: Session, entry: SessionEntry, room: Room | None, track: Track | None) -> bool:
        """Give the session what the entry says; whether that changed anything."""
        values: dict[str, Any] = {f"{text}_{self.language}": getattr(entry, text) for text in TEXTS}
        values |= {
            "room_id": room.pk if room else None,
            "track_id": track.pk if track else None,
            "starts_at": entry.starts_at,
            "ends_at": entry.ends_at,
        }
        open_to_us = {"kind": entry.kind, "language": entry.language, "is_recorded": entry.is_recorded}
        values |= {name: value for name, value in open_to_us.items() if value not in (None, "")}
        changes = {name: value for name, value in values.items() if getattr(session, name) != value}
        for name, value in changes.items():
            setattr(session, name, value)
        return bool(changes)

    def _warn_of_what_does_not_fit(self, earlier: dict[str, Session]) -> None:
        for entry in self.schedule.sessions:
            begins_early = entry.starts_at and entry.starts_at < self.event.starts_at
            ends_late = entry.ends_at and entry.ends_at > self.event.ends_at
            if begins_early or ends_late:
                message = _("It lies outside the event’s own beginning and end.")
                self.report.warnings.append(Problem(entry.line, entry.where, message))
        current = {entry.external_id for entry in self.schedule.sessions}
        for external_id, session in earlier.items():
            if external_id not in current and not session.is_cancelled:
                message = _(
                    "An earlier import brought it in, but it is no longer in the file; it stays as it is."
                )
                self.report.warnings.append(Problem(0, f"“{session.title}”", message))


def _by_name(rows: Iterable[Row]) -> dict[str, Row]:
    """The rows by each of their names, in whatever language."""
    return {name: row for row in rows for name in translations(row, "name").values()}


def _comings_and_goings(
    session: Session, present: list[Appearance], speakers: Sequence[Speaker]
) -> tuple[list[Appearance], list[Appearance]]:
    """The appearances to add for those who are not there yet, and those of imported speakers who left.

    Speakers and unnamed participants whom an organizer added stay.
    """
    there = {appearance.speaker_id for appearance in present}
    role = ROLES.get(SessionKind(session.kind), AppearanceRole.SPEAKER)
    coming = [
        Appearance(session=session, speaker=speaker, role=role, order=order)
        for order, speaker in enumerate(speakers, start=1)
        if speaker.pk not in there
    ]
    wanted = {speaker.pk for speaker in speakers}
    going = [
        appearance
        for appearance in present
        if appearance.speaker
        and appearance.speaker.pk not in wanted
        and schedule_people.is_imported(appearance.speaker)
    ]
    return coming, going
