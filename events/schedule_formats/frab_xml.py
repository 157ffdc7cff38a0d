"""Reads schedule.xml, as frab, pentabarf, pretalx and others write it.

Real files bend the format, so whatever can be understood is taken, with a warning that names the place.
Refused are files that would bring harm or nonsense in: not XML, a document type declaration, sessions
without a title, a beginning, a duration or an identifier. Nothing here touches the database.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from events.foreign_text import as_line
from events.models import Room, Session, Track
from events.schedule_formats import elements, moments, safe_xml, values
from events.schedule_formats.entries import Texts, limit, note_overlaps, note_people, web_address
from events.schedule_formats.notes import Notes, Place
from events.schedule_formats.schedule import (
    PersonEntry,
    Schedule,
    ScheduleError,
    SessionEntry,
    VenueEntry,
)
from speakers.models import Speaker

MAX_BYTES = 20_000_000


def parse(content: bytes, *, zone: dt.tzinfo | None = None) -> Schedule:
    """The schedule in a file of frab XML. Raises ScheduleError with all its problems.

    zone is where clocks stand for times that name no offset, when the file does not say it either.
    """
    root = safe_xml.read(content, at_most=MAX_BYTES)
    notes = Notes()
    if root.tag != "schedule":
        notes.refuse(
            Place(root.sourceline or 0),
            _("The document begins with <%(tag)s>; a schedule begins with <schedule>.") % {"tag": root.tag},
        )
        raise ScheduleError(notes.problems)
    schedule = _Reader(root, zone=zone, notes=notes).schedule()
    if notes.problems:
        raise ScheduleError(notes.problems)
    return schedule


class _Reader:
    def __init__(self, root: etree._Element, *, zone: dt.tzinfo | None, notes: Notes) -> None:
        self.root = root
        self.notes = notes
        self.texts = Texts(notes)
        found = root.find("conference")
        self.conference = etree.Element("conference") if found is None else found
        self.time_zone = self._time_zone()
        self.zone = values.time_zone(self.time_zone) if self.time_zone else zone
        self.day_changes_at = self._day_changes_at()
        self.biographies = self._biographies()
        self.seen: Counter[str] = Counter()

    def schedule(self) -> Schedule:
        sessions = tuple(self._sessions())
        if not self.notes.problems and not any(session.starts_at for session in sessions):
            place = Place(self.root.sourceline or 0)
            self.notes.refuse(
                place, _("The schedule has no session with a time: there is nothing to bring in.")
            )
        note_overlaps(sessions, self.notes)
        note_people(sessions, self.notes)
        conference = Place(self.conference.sourceline or 0, "conference")
        venue = as_line(elements.text(self.conference, "venue")).text
        return Schedule(
            title=self._line(conference, "title", elements.text(self.conference, "title"), 250),
            subtitle=as_line(elements.text(self.conference, "subtitle")).text,
            website=web_address(
                elements.text(self.conference, "url") or elements.text(self.conference, "base_url")
            ),
            venue=VenueEntry(venue[:200], as_line(elements.text(self.conference, "city")).text[:120])
            if venue
            else None,
            time_zone=self.time_zone,
            day_changes_at=self.day_changes_at,
            rooms=tuple(dict.fromkeys(session.room for session in sessions if session.room)),
            tracks=self._tracks(sessions),
            sessions=sessions,
            warnings=self.notes.warnings,
        )

    def _time_zone(self) -> str:
        name = elements.text(self.conference, "time_zone_name")
        try:
            return values.time_zone(name).key if name else ""
        except values.NotReadable as error:
            self.notes.warn(
                Place(elements.line_of(self.conference, "time_zone_name"), "conference"), str(error)
            )
            return ""

    def _day_changes_at(self) -> dt.time | None:
        """When the event's day changes: as the file says, or as its first day ends."""
        if text := elements.text(self.conference, "day_change"):
            try:
                return values.clock(text)
            except values.NotReadable as error:
                self.notes.warn(
                    Place(elements.line_of(self.conference, "day_change"), "conference"), str(error)
                )
        ends = (
            moments.end_of_night(day.get("date", ""), day.get("end", ""), zone=self.zone)
            for day in self.root.iterfind("day")
        )
        return next((at for at in ends if at), None)

    def _biographies(self) -> dict[str, etree._Element]:
        """The elements of the list of persons, by identifier."""
        people = self.root.iterfind("persons/person")
        return {external_id: person for person in people if (external_id := elements.person_id(person))}

    def _tracks(self, sessions: tuple[SessionEntry, ...]) -> tuple[str, ...]:
        """The tracks in use, in the order in which the file lists them."""
        tracks = [*self.root.iterfind("tracks/track"), *self.conference.iterfind("track")]
        listed = [as_line(element.get("name") or elements.inner(element)).text for element in tracks]
        used = {session.track for session in sessions if session.track}
        return tuple(dict.fromkeys(name for name in (*listed, *(s.track for s in sessions)) if name in used))

    def _sessions(self) -> Iterator[SessionEntry]:
        for day in self.root.iterfind("day"):
            for room in day.iterfind("room"):
                for event in room.iterfind("event"):
                    session = self._session(event, room, day)
                    if session is not None:
                        yield session

    def _session(
        self, event: etree._Element, room: etree._Element, day: etree._Element
    ) -> SessionEntry | None:
        """The session that an event element is; None, and problems noted, when it cannot be one."""
        place = _place_of(event)
        refused_before = len(self.notes.problems)
        title = self._line(place, "title", elements.text(event, "title"), limit(Session, "title"))
        if not title:
            self.notes.refuse(place, _("<title> is missing or empty."))
        external_id = self._external_id(event, place)
        starts_at, ends_at = self._span(event, day, place)
        if len(self.notes.problems) > refused_before:
            return None
        abstract = self._markdown(place, "abstract", elements.text(event, "abstract"))
        description = self._markdown(place, "description", elements.text(event, "description"))
        self._note_what_is_left_out(event, place)
        return SessionEntry(
            external_id=external_id,
            line=place.line,
            where=place.name,
            title=title,
            subtitle=self._line(
                place, "subtitle", elements.text(event, "subtitle"), limit(Session, "subtitle")
            ),
            abstract=abstract,
            description=description if description != abstract else "",
            room=self._room(event, room, place),
            track=self._line(place, "track", elements.text(event, "track"), limit(Track, "name")),
            kind=values.kind(elements.text(event, "type")),
            starts_at=starts_at,
            ends_at=ends_at,
            language=self._language(event, place),
            is_recorded=elements.is_recorded(event),
            people=self._people(event, place),
        )

    def _external_id(self, event: etree._Element, place: Place) -> str:
        """The guid, else the id; a second session of the same identifier is numbered."""
        guid = elements.identifier(event, "guid")
        external_id = guid or elements.identifier(event, "id")
        if not external_id:
            self.notes.refuse(
                place, _("The event has neither a guid nor an id: a second import could not know it again.")
            )
            return ""
        if len(external_id) > limit(Session, "external_id") - 8:
            self.notes.refuse(place, _("The identifier is too long."))
            return ""
        if not guid:
            self.notes.tally("no-guid", place)
        elif not elements.is_uuid(guid):
            self.notes.tally("odd-guid", place)
        self.seen[external_id] += 1
        if self.seen[external_id] > 1:
            self.notes.warn(
                place, _("Another event has the identifier %(id)s already.") % {"id": external_id}
            )
            return f"{external_id}#{self.seen[external_id]}"
        return external_id

    def _span(
        self, event: etree._Element, day: etree._Element, place: Place
    ) -> tuple[dt.datetime | None, dt.datetime | None]:
        """When the session begins and ends; neither, with a warning, when it takes no time."""
        starts_at, length = None, None
        try:
            starts_at = self._start(event, day, place)
        except values.NotReadable as error:
            self.notes.refuse(place, str(error))
        if text := elements.text(event, "duration"):
            try:
                length = values.duration(text)
            except values.NotReadable as error:
                self.notes.refuse(place, str(error))
        else:
            self.notes.refuse(place, _("<duration> is missing or empty."))
        if starts_at is None or length is None:
            return None, None
        if length <= dt.timedelta():
            self.notes.warn(
                place,
                _("With the duration %(text)s it ends before or as it starts; it comes in without a time.")
                % {"text": text},
            )
            return None, None
        return starts_at.astimezone(dt.UTC), (starts_at + length).astimezone(dt.UTC)

    def _start(self, event: etree._Element, day: etree._Element, place: Place) -> dt.datetime:
        """From <date> alone when it is an instant, else from the date, the clock and the zone."""
        date_text, start_text = elements.text(event, "date"), elements.text(event, "start")
        start = values.clock(start_text) if start_text else None
        if len(date_text) > len("2030-05-15"):
            moment = values.instant(date_text, zone=self.zone)
            if start and (moment.hour, moment.minute) != (start.hour, start.minute):
                self.notes.warn(
                    place,
                    _("<start> says %(start)s, but <date> %(date)s; <date> is taken.")
                    % {"start": start_text, "date": date_text},
                )
            return moment
        if start is None:
            raise values.NotReadable(_("<date> with a time, or <start>, is missing or empty."))
        if not date_text and not day.get("date"):
            raise values.NotReadable(_("<date> is missing, and so is the date of its day."))
        of_day = values.day(day.get("date") or date_text)
        date = values.day(date_text) if date_text else of_day
        changes_at = self.day_changes_at if date == of_day else None
        return moments.on_day(date, start, day_changes_at=changes_at, zone=self.zone)

    def _room(self, event: etree._Element, room: etree._Element, place: Place) -> str:
        around, own = as_line(room.get("name") or "").text, as_line(elements.text(event, "room")).text
        if around and own and around != own:
            self.notes.warn(
                place,
                _("<room> says “%(own)s”, but the event stands in “%(around)s”, which is taken.")
                % {"own": own, "around": around},
            )
        if not (around or own):
            self.notes.warn(place, _("The room has no name; the session is brought in without a room."))
        return self._line(place, "room", around or own, limit(Room, "name"))

    def _language(self, event: etree._Element, place: Place) -> str:
        text = elements.text(event, "language")
        if not text:
            self.notes.tally("no-language", place)
        try:
            return values.language(text)
        except values.NotReadable as error:
            self.notes.warn(place, str(error))
            return ""

    def _people(self, event: etree._Element, place: Place) -> tuple[PersonEntry, ...]:
        people: dict[tuple[str, str], PersonEntry] = {}
        for element in event.iterfind("persons/person"):
            external_id = elements.person_id(element)
            listed = self.biographies.get(external_id)
            name = elements.person_name(element) or (
                elements.person_name(listed) if listed is not None else ""
            )
            name = self._line(place, "person", name, limit(Speaker, "family_name"))
            if not name:
                self.notes.warn(place, _("A person without a name is left out."))
                continue
            biography = elements.text(element, "biography") or (
                elements.biography(listed) if listed is not None else ""
            )
            person = PersonEntry(external_id, name, self._markdown(place, "biography", biography))
            people.setdefault(person.key, person)
        return tuple(people.values())

    def _note_what_is_left_out(self, event: etree._Element, place: Place) -> None:
        for element in event.iterfind("links/link"):
            self.notes.tally("link", Place(element.sourceline or 0, place.name))
        for element in event.iterfind("attachments/attachment"):
            self.notes.tally("attachment", Place(element.sourceline or 0, place.name))

    def _line(self, place: Place, element: str, source: str, limit: int) -> str:
        return self.texts.line(place, f"<{element}>", source, limit)

    def _markdown(self, place: Place, element: str, source: str) -> str:
        return self.texts.markdown(place, f"<{element}>", source)


def _place_of(event: etree._Element) -> Place:
    """Where an event stands and how people know it, for example: event 4711 “Opening”."""
    name = _("event %(id)s") % {
        "id": elements.identifier(event, "id") or elements.identifier(event, "guid") or "?"
    }
    title = as_line(elements.text(event, "title")).text[:80]
    return Place(event.sourceline or 0, f"{name} “{title}”" if title else name)
