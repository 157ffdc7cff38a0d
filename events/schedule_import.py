"""What a schedule made elsewhere changes in an event's draft.

Everything or nothing: a schedule comes in by one transaction, and by a number of queries that grows only
with the database's batches. What an earlier import brought in is known again and updated: sessions by
their identifier at the source, rooms and tracks by name, people as ``events.schedule_people`` says. What
organizers added by hand stays.

Texts go into the columns of the language that the file says; where it says none, into those of one
language: Japanese where most sessions of the file are held in Japanese, English else. What the file leaves
open (kind, language, recording) stays as it is in the draft.
"""

import copy
import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import schedule_affiliations, schedule_appearances, schedule_people
from events.models import Appearance, Event, EventOrganization, Room, Session, Track, TrackMark, Venue
from events.schedule_appearances import Cast
from events.schedule_changes import Change, Count, FieldChange, Report, Subject, event_days, fields_of
from events.schedule_formats import TEXTS, Problem, Schedule, SessionEntry
from events.schedule_people import People
from events.texts import translations
from speakers.models import Speaker

Row = TypeVar("Row", Room, Track)
NAMES = [f"name_{language}" for language in settings.MODELTRANSLATION_LANGUAGES]
COLUMNS = [
    *(f"{text}_{language}" for text in TEXTS for language in settings.MODELTRANSLATION_LANGUAGES),
    *("room", "track", "starts_at", "ends_at", "kind", "language"),
    *("is_recorded", "is_cancelled", "needs_separate_registration"),
]
GLANCE = ("starts_at", "ends_at", "room", "track")


class DraftHasChanged(Exception):
    """The import would do something else than what was looked at."""


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


def bring_in(schedule: Schedule, event: Event, *, now: dt.datetime, looked_at: str = "") -> Report:
    """Bring the schedule into the event's draft; an event that is not saved yet is saved with it.

    An event that exists keeps its own title, times and zone. Raises ValidationError for a new event
    that cannot be, and DraftHasChanged when ``looked_at`` is the fingerprint of another import than this.
    """
    with transaction.atomic():
        report = _write(schedule, event, now=now)
        if looked_at and looked_at != report.fingerprint:
            raise DraftHasChanged
        return report


def preview(schedule: Schedule, event: Event, *, now: dt.datetime) -> Report:
    """What bring_in would do. It is done, and all of it is taken back, so that the two cannot differ."""
    with transaction.atomic():
        report = _write(schedule, copy.copy(event), now=now)
        transaction.set_rollback(True)
    return report


def _write(schedule: Schedule, event: Event, *, now: dt.datetime) -> Report:
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
            for session in self.event.sessions.exclude(external_id="")
            .select_related("room", "track")
            .prefetch_related(
                "appearances__speaker", "appearances__affiliation__organization", "appearances__organization"
            )
        }
        cast = self._cast(earlier.values())
        self._sessions(earlier, rooms=rooms, tracks=tracks, cast=cast)
        self._parts_in_the_event(cast)
        self._warn_of_what_does_not_fit(earlier)
        moments = (session.starts_at for session in self.schedule.sessions if session.starts_at)
        self.report.days = event_days(moments, self.event)
        return self.report

    def _rooms(self) -> dict[str, Room]:
        if not self.schedule.rooms:
            return {}
        venue = self._venue()
        known: dict[str, Room] = _by_name(venue.rooms.all())
        order = max((room.order for room in known.values()), default=0)
        missing = self._missing(self.schedule.rooms, known)
        new = [
            Room(venue=venue, order=order + number, **self._names(name))
            for number, name in enumerate(missing, start=1)
        ]
        Room.objects.bulk_create(new)
        changed = self._complete(self.schedule.rooms, known)
        if changed:
            Room.objects.bulk_update(changed, NAMES)
        self.report.rooms = Count(len(new), len(changed), len(self.schedule.rooms) - len(new) - len(changed))
        self._tell_new(Subject.ROOM, new)
        return self._named(self.schedule.rooms, known | _by_name(new))

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
        known: dict[str, Track] = _by_name(self.event.tracks.all())
        order = max((track.order for track in known.values()), default=0)
        missing = self._missing(self.schedule.tracks, known)
        marks = itertools.islice(itertools.cycle(TrackMark), len(set(known.values())), None)
        new = [
            Track(event=self.event, order=order + number, mark=mark, **self._names(name))
            for number, (name, mark) in enumerate(zip(missing, marks, strict=False), start=1)
        ]
        Track.objects.bulk_create(new)
        changed = self._complete(self.schedule.tracks, known)
        if changed:
            Track.objects.bulk_update(changed, NAMES)
        self.report.tracks = Count(
            len(new), len(changed), len(self.schedule.tracks) - len(new) - len(changed)
        )
        self._tell_new(Subject.TRACK, new)
        return self._named(self.schedule.tracks, known | _by_name(new))

    def _names(self, name: str) -> dict[str, str]:
        """The columns of a name: in the languages that the file gives, else in the schedule's own."""
        spoken = self.schedule.names.get(name) or {self.language: name}
        return {f"name_{language}": text for language, text in spoken.items()}

    def _find(self, name: str, known: dict[str, Row]) -> Row | None:
        """The row of that name; where the file gives several languages, one that contradicts none of them."""
        spoken: Mapping[str, str] = self.schedule.names.get(name, {})
        for one in (name, *spoken.values()):
            row = known.get(one)
            if row is not None and _agrees(row, spoken):
                return row
        return None

    def _missing(self, names: Iterable[str], known: dict[str, Row]) -> list[str]:
        return [name for name in names if self._find(name, known) is None]

    def _named(self, names: Iterable[str], known: dict[str, Row]) -> dict[str, Row]:
        """The row of each name of the file."""
        found = {name: self._find(name, known) for name in names}
        return {name: row for name, row in found.items() if row is not None}

    def _complete(self, names: Iterable[str], known: dict[str, Row]) -> list[Row]:
        """The rows that had no name in a language for which the file has one, with it."""
        changed: dict[int, Row] = {}
        for name in names:
            row = self._find(name, known)
            columns = self._names(name)
            lacking = {} if row is None else {c: text for c, text in columns.items() if not getattr(row, c)}
            if row is None or not lacking:
                continue
            for column, text in lacking.items():
                setattr(row, column, text)
            changed[row.pk] = row
            subject = Subject.ROOM if isinstance(row, Room) else Subject.TRACK
            fields = tuple(fields_of(row, {}, lacking, event=self.event))
            self.report.changes.append(Change(subject, name, False, fields))
        return list(changed.values())

    def _tell_new(self, subject: Subject, rows: Iterable[Any]) -> None:
        self.report.changes += [Change(subject, _any_name(row), True) for row in rows]

    def _cast(self, earlier: Iterable[Session]) -> Cast:
        people = self._people(earlier)
        organizations = schedule_affiliations.settle_organizations(self.schedule)
        count = len({organization.pk for organization in organizations.by_name.values()})
        self.report.organizations = Count(len(organizations.new), 0, count - len(organizations.new))
        self._tell_new(Subject.ORGANIZATION, organizations.new)
        appearing = [
            (people.by_key[person.key], person)
            for session in self.schedule.sessions
            for person in session.people
            if person.name
        ]
        affiliations = schedule_affiliations.settle_affiliations(appearing, organizations, event=self.event)
        return Cast(people, organizations, affiliations)

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
        self.report.changes += [Change(Subject.SPEAKER, speaker.name, True) for speaker in people.new]
        for speaker in people.changed:
            after = {name: getattr(speaker, name) for name in schedule_people.FIELDS}
            fields = tuple(fields_of(speaker, people.before[speaker.slug], after, event=self.event))
            self.report.changes.append(Change(Subject.SPEAKER, speaker.name, False, fields))
        return people

    def _sessions(
        self, earlier: dict[str, Session], *, rooms: dict[str, Room], tracks: dict[str, Track], cast: Cast
    ) -> None:
        new: list[Session] = []
        changed: list[Session] = []
        arriving: list[Appearance] = []
        leaving: list[Appearance] = []
        moved: list[Appearance] = []
        for entry in self.schedule.sessions:
            found = earlier.get(entry.external_id)
            session = found or Session(event=self.event, external_id=entry.external_id)
            present = list(found.appearances.all()) if found else []
            people_before = schedule_appearances.in_words(present)
            fields = self._give(session, entry, rooms.get(entry.room), tracks.get(entry.track))
            parts = cast.parts(session, present, entry.people)
            if parts:
                staying = [appearance for appearance in present if appearance not in parts.going]
                people_now = schedule_appearances.in_words([*staying, *parts.coming])
                fields.append(FieldChange(_("People"), people_before, people_now))
            arriving += parts.coming
            leaving += parts.going
            moved += parts.changed
            if found is None:
                new.append(session)
            elif fields or parts:
                session.changed_at = self.now
                changed.append(session)
            if found is None or fields or parts:
                self.report.changes.append(Change(Subject.SESSION, entry.title, found is None, tuple(fields)))
        Session.objects.bulk_create(new)
        if changed:
            Session.objects.bulk_update(changed, [*COLUMNS, "changed_at"])
        if leaving:
            Appearance.objects.filter(pk__in=[appearance.pk for appearance in leaving]).delete()
        if moved:
            Appearance.objects.bulk_update(moved, schedule_appearances.FIELDS)
        Appearance.objects.bulk_create(arriving)
        unchanged = len(self.schedule.sessions) - len(new) - len(changed)
        self.report.sessions = Count(len(new), len(changed), unchanged)

    def _give(
        self, session: Session, entry: SessionEntry, room: Room | None, track: Track | None
    ) -> list[FieldChange]:
        """Give the session what the entry says, and say what that changes."""
        values: dict[str, Any] = {**entry.columns(self.language), "starts_at": entry.starts_at}
        values["ends_at"] = entry.ends_at
        open_to_us = {
            "kind": entry.kind,
            "language": entry.language,
            "is_recorded": entry.is_recorded,
            "is_cancelled": entry.is_cancelled,
            "needs_separate_registration": entry.needs_separate_registration,
        }
        values |= {name: value for name, value in open_to_us.items() if value not in (None, "")}
        before = {name: getattr(session, name) for name in (*values, "room", "track")}
        values |= {"room": room, "track": track}
        changes = {name: value for name, value in values.items() if (before[name] or "") != (value or "")}
        for name, value in changes.items():
            setattr(session, name, value)
        if session._state.adding:
            # Of what is new, a glance is enough: when and where.
            before, changes = {}, {name: changes[name] for name in GLANCE if name in changes}
        return list(fields_of(session, before, changes, event=self.event))

    def _parts_in_the_event(self, cast: Cast) -> None:
        """Sponsors and others who have a part in the whole event and none yet."""
        if not self.schedule.organizations:
            return
        present = list(self.event.event_organizations.all())
        there = {part.organization_id for part in present}
        order = max((part.order or 0 for part in present), default=0)
        new = []
        for number, entry in enumerate(self.schedule.organizations, start=order + 1):
            organization = cast.organizations.named(entry.name)
            if organization and organization.pk not in there:
                there.add(organization.pk)
                new.append(
                    EventOrganization(
                        event=self.event, organization=organization, role=entry.role, order=number
                    )
                )
                field = FieldChange(_("Part in the event"), "", str(entry.role.label))
                self.report.changes.append(Change(Subject.ORGANIZATION, entry.name, False, (field,)))
        EventOrganization.objects.bulk_create(new)

    def _warn_of_what_does_not_fit(self, earlier: dict[str, Session]) -> None:
        outside = [
            (entry.line, entry.where)
            for entry in self.schedule.sessions
            if (entry.starts_at and entry.starts_at < self.event.starts_at)
            or (entry.ends_at and entry.ends_at > self.event.ends_at)
        ]
        current = {entry.external_id for entry in self.schedule.sessions}
        gone = [
            (0, f"“{session.title}”")
            for external_id, session in earlier.items()
            if external_id not in current and not session.is_cancelled
        ]
        self._warn_once(
            outside,
            ngettext(
                "It lies outside the event’s own beginning and end.",
                "%(count)d sessions, this one first, lie outside the event’s own beginning and end.",
                len(outside),
            ),
        )
        self._warn_once(
            gone,
            ngettext(
                "An earlier import brought it in, but it is no longer in the file; it stays as it is.",
                "An earlier import brought in %(count)d sessions, this one first, that are no longer in the "
                "file; they stay as they are.",
                len(gone),
            ),
        )

    def _warn_once(self, places: list[tuple[int, str]], message: str) -> None:
        """One warning for all of them, at the first place."""
        if places:
            line, where = places[0]
            self.report.warnings.append(Problem(line, where, message % {"count": len(places)}))


def _by_name(rows: Iterable[Row]) -> dict[str, Row]:
    """The rows by each of their names, in whatever language."""
    return {name: row for row in rows for name in translations(row, "name").values()}


def _agrees(row: Row, spoken: Mapping[str, str]) -> bool:
    own = translations(row, "name")
    return all(own.get(language, text) == text for language, text in spoken.items())


def _any_name(row: Any) -> str:
    return next(iter(translations(row, "name").values()), "")
