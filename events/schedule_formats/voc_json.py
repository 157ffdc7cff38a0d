"""Reads schedule.json, as frab, pretalx and the hub write it, in both of its layouts.

In the first (``schema.json``) sessions stand in days and rooms; in the second (``schema2.json``) they are
one list beside the list of persons.
"""

import datetime as dt
from collections.abc import Iterator

from events.foreign_text import as_line
from events.models import AppearanceRole, SessionKind
from events.schedule_formats import moments, values
from events.schedule_formats.entries import Entries, finish, in_use, web_address
from events.schedule_formats.json_document import Node
from events.schedule_formats.notes import Notes, Place
from events.schedule_formats.schedule import PersonEntry, Schedule

ROLES = {
    "moderator": AppearanceRole.MODERATOR,
    "host": AppearanceRole.MASTER_OF_CEREMONIES,
    "discussant": AppearanceRole.DISCUSSANT,
    "panelist": AppearanceRole.PANELIST,
    "interpreter": AppearanceRole.INTERPRETER,
}
NOT_IN_THE_PROGRAMME = {"draft", "submitted", "rejected", "withdrawn", "deleted"}


def is_one(document: Node) -> bool:
    return document["schedule"].has("conference")


def parse(document: Node, notes: Notes, *, zone: dt.tzinfo | None) -> Schedule:
    return _Reader(document["schedule"], notes, zone=zone).schedule()


class _Reader:
    def __init__(self, root: Node, notes: Notes, *, zone: dt.tzinfo | None) -> None:
        self.root = root
        self.conference = root["conference"]
        self.notes = notes
        self.entries = Entries(notes)
        self.time_zone = self._time_zone()
        self.zone = values.time_zone(self.time_zone) if self.time_zone else zone
        self.day_changes_at = next(self._ends_of_nights(), None)
        listed = [*root["persons"].items, *self.conference["persons"].items]
        self.persons = {_identifier(person): person for person in listed if _identifier(person)}
        self.tracks = {
            track["slug"].text: track["name"].text for track in self.conference["tracks"].items if track
        }
        self.rooms = [room["name"].text for room in self.conference["rooms"].items]
        self.rooms_by_guid = {
            room["guid"].text: room["name"].text for room in self.conference["rooms"].items if room["guid"]
        }

    def schedule(self) -> Schedule:
        for event, room, day in self._events():
            self._read(event, room=room, day=day)
        sessions = tuple(self.entries.sessions)
        finish(sessions, self.notes, nowhere=self.root.place())
        texts = self.entries.texts
        place = self.conference.place()
        return Schedule(
            title=texts.line(place, "title", self.conference["title"].text, 250),
            subtitle=as_line(self.conference["subtitle"].text).text,
            website=web_address(self.conference["url"].text or self.root["base_url"].text),
            time_zone=self.time_zone,
            day_changes_at=self.day_changes_at,
            rooms=in_use((as_line(name).text for name in self.rooms), (s.room for s in sessions)),
            tracks=in_use((as_line(n).text for n in self.tracks.values()), (s.track for s in sessions)),
            sessions=sessions,
            warnings=self.notes.warnings,
        )

    def _time_zone(self) -> str:
        node = self.conference["time_zone_name"]
        try:
            return values.time_zone(node.text).key if node.text else ""
        except values.NotReadable as error:
            self.notes.warn(node.place(), str(error))
            return ""

    def _ends_of_nights(self) -> Iterator[dt.time]:
        for day in self.conference["days"].items:
            end = day["day_end"].text or day["end"].text
            zone = values.time_zone(self.time_zone) if self.time_zone else None
            if at := moments.end_of_night(day["date"].text, end, zone=zone):
                yield at

    def _events(self) -> Iterator[tuple[Node, str, str]]:
        """Every session with the room and the day around it, which the second layout does not have."""
        for day in self.conference["days"].items:
            for name, room in day["rooms"].members:
                for event in room.items:
                    yield event, name, day["date"].text
        for event in self.root["events"].items:
            yield event, "", ""

    def _read(self, event: Node, *, room: str, day: str) -> None:
        place = event.place(f"“{as_line(event['title'].text).text[:80]}”" if event["title"].text else "")
        state = event["state"].text.casefold()
        if state in NOT_IN_THE_PROGRAMME:
            self.notes.tally("not-accepted", place)
            return
        guid = event["guid"].text
        if not guid:
            self.notes.tally("no-guid", place)
        if not event["language"].text:
            self.notes.tally("no-language", place)
        for node in event["links"].items:
            self.notes.tally("link", node.place())
        for node in event["attachments"].items:
            self.notes.tally("attachment", node.place())
        do_not_record = event["do_not_record"].flag
        self.entries.add(
            place,
            external_id=guid or event["id"].text or event["code"].text,
            title=event["title"].text,
            subtitle=event["subtitle"].text,
            abstract=event["abstract"].text,
            description=event["description"].text,
            span=self._span(event, day, place),
            room=room or self._room_of(event),
            track=self._track(event),
            kind=_kind(event["type"].text),
            language=event["language"].text,
            is_recorded=None if do_not_record is None else not do_not_record,
            is_cancelled=state in ("canceled", "cancelled") if state else None,
            people=list(self._people(event)),
        )

    def _room_of(self, event: Node) -> str:
        room = event["room"]
        return room.text if isinstance(room.value, str) else self._named_room(room)

    def _named_room(self, room: Node) -> str:
        return room["name"].text or self.rooms_by_guid.get(room["guid"].text, "")

    def _track(self, event: Node) -> str:
        track = event["track"]
        if isinstance(track.value, str):
            return track.text
        return track["name"].text or self.tracks.get(track["slug"].text, track["slug"].text)

    def _span(self, event: Node, day: str, place: Place) -> tuple[dt.datetime | None, dt.datetime | None]:
        """From ``start`` and ``end`` that are instants, or from ``date``, ``start`` and ``duration``."""
        starts_at = ends_at = None
        try:
            starts_at = self._start(event, day)
        except values.NotReadable as error:
            self.notes.refuse((event["date"] if event["date"] else event["start"]).place(), str(error))
        try:
            if event["end"].text:
                ends_at = values.instant(event["end"].text, zone=self.zone)
            elif starts_at is not None:
                ends_at = starts_at + values.duration(event["duration"].text)
        except values.NotReadable as error:
            node = event["end"] if event["end"].text else event["duration"]
            self.notes.refuse(node.place(), str(error))
        return starts_at, ends_at

    def _start(self, event: Node, day: str) -> dt.datetime:
        date, start = event["date"].text, event["start"].text
        instant = date if len(date) > len("2030-05-15") else start
        if len(instant) > len("2030-05-15"):
            return values.instant(instant, zone=self.zone)
        clock = values.clock(start)
        if date and day and date != day:
            return dt.datetime.combine(values.day(date), clock, tzinfo=values.required(self.zone))
        return moments.on_day(
            values.day(date or day), clock, day_changes_at=self.day_changes_at, zone=self.zone
        )

    def _people(self, event: Node) -> Iterator[PersonEntry]:
        for node in (*event["persons"].items, *event["participants"].items):
            external_id = _identifier(node)
            listed = self.persons.get(external_id, Node(None))
            person = self.entries.person(
                node.place(),
                external_id=external_id,
                name=_name(node) or _name(listed),
                biography=_biography(node) or _biography(listed),
                role=ROLES.get(node["role"].text.casefold()),
            )
            if person:
                yield person


def _identifier(person: Node) -> str:
    return person["guid"].text or person["id"].text or person["code"].text


def _name(person: Node) -> str:
    return person["public_name"].text or person["full_public_name"].text or person["name"].text


def _biography(person: Node) -> str:
    return person["biography"].text or person["abstract"].text or person["description"].text


def _kind(text: str) -> SessionKind | None:
    return values.kind(text.replace("_", " "))
