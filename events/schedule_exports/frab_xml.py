"""schedule.xml, as frab and pentabarf began it and as c3voc.de/schedule/schema.xsd has it now."""

import datetime as dt
from typing import Final

from django.utils import translation
from lxml import etree

from events.programme_parts import Programme
from events.schedule_exports import outline as outlines
from events.schedule_exports.outline import DayOfSchedule, Entry, Outline, RoomOfDay, absolute, line, prose

MOST_HOURS: Final = 100


def to_xml(programme: Programme) -> bytes:
    """The programme as schedule.xml, in the programme's language."""
    with translation.override(programme.language):
        root = _Writer(outlines.of(programme)).schedule()
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content


def duration(length: dt.timedelta) -> str:
    """HH:MM, HH:MM:SS where there are seconds, and D:HH:MM from a hundred hours on."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= MOST_HOURS:
        days, hours = divmod(hours, 24)
        return f"{days}:{hours:02}:{minutes:02}"
    return f"{hours:02}:{minutes:02}:{seconds:02}" if seconds else f"{hours:02}:{minutes:02}"


class _Writer:
    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.programme = outline.programme

    def schedule(self) -> etree._Element:
        root = etree.Element("schedule")
        etree.SubElement(root, "generator", name="Plenary", system=outlines.host())
        _add(root, "url", absolute("events:schedule_xml", self.programme.slug))
        _add(root, "version", str(self.programme.release_number))
        self._conference(root)
        for day in self.outline.days:
            self._day(root, day)
        return root

    def _conference(self, root: etree._Element) -> None:
        programme = self.programme
        conference = etree.SubElement(root, "conference")
        _add(conference, "title", line(programme.title))
        _add(conference, "acronym", self.outline.acronym)
        _add(conference, "start", programme.starts_at.date().isoformat())
        _add(conference, "end", programme.ends_at.date().isoformat())
        _add(conference, "days", str(len(self.outline.days)))
        _add(conference, "timeslot_duration", duration(self.outline.step))
        _add(conference, "base_url", self.outline.url)
        _add(conference, "url", self.outline.website)
        _add(conference, "time_zone_name", programme.time_zone)
        for track in programme.tracks:
            _add(conference, "track", line(track.name)).set("name", line(track.name))

    def _day(self, root: etree._Element, day: DayOfSchedule) -> None:
        element = etree.SubElement(
            root,
            "day",
            index=str(day.index),
            date=day.date.isoformat(),
            start=day.starts_at.isoformat(),
            end=day.ends_at.isoformat(),
        )
        for room in day.rooms:
            inside = etree.SubElement(element, "room", name=room.name)
            if room.guid:
                inside.set("guid", room.guid)
            for entry in room.entries:
                self._event(inside, entry, room)

    def _event(self, parent: etree._Element, entry: Entry, room: RoomOfDay) -> None:
        session = entry.session
        event = etree.SubElement(parent, "event", guid=entry.guid, id=str(self.outline.numbers[entry.guid]))
        starts_at = session.starts_at
        _add(event, "date", starts_at.isoformat())
        _add(event, "start", f"{starts_at:%H:%M:%S}" if starts_at.second else f"{starts_at:%H:%M}")
        _add(event, "duration", duration(session.duration))
        _add(event, "room", room.name)
        _add(event, "slug", entry.slug)
        _add(event, "url", entry.url)
        _add(event, "title", line(session.title))
        _add(event, "subtitle", line(session.subtitle))
        _add(event, "track", line(session.track.name) if session.track else "")
        _add(event, "type", session.kind)
        _add(event, "language", session.language)
        _add(event, "abstract", prose(session.abstract))
        _add(event, "description", prose(session.description))
        recording = etree.SubElement(event, "recording")
        _add(recording, "license", "")
        _add(recording, "optout", "false" if session.is_recorded else "true")
        persons = etree.SubElement(event, "persons")
        for person in entry.people:
            element = _add(persons, "person", person.name)
            element.set("id", str(self.outline.numbers[person.guid]))
            element.set("guid", person.guid)
        for group, name, materials in (
            ("links", "link", entry.links),
            ("attachments", "attachment", entry.files),
        ):
            if not materials:
                continue
            inside = etree.SubElement(event, group)
            for material in materials:
                _add(inside, name, material.title).set("href", material.url)


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, name)
    element.text = text
    return element
