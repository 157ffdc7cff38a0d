"""Reads the JSON of a programme that is one flat list of sessions, as the emfcamp site writes it.

Times are clocks without a zone; where they stand, the caller says. An account may have submitted for
several people, so its number and the name together are the person.
"""

import datetime as dt

from events.foreign_text import as_line
from events.schedule_formats import values
from events.schedule_formats.entries import Entries, finish, in_use
from events.schedule_formats.json_document import Node
from events.schedule_formats.notes import Notes
from events.schedule_formats.schedule import Schedule


def is_one(document: Node) -> bool:
    first = next(document.items, Node(None))
    return first.has("title", "start_date", "end_date")


def parse(document: Node, notes: Notes, *, zone: dt.tzinfo | None) -> Schedule:
    entries = Entries(notes)
    for node in document.items:
        place = node.place(f"“{as_line(node['title'].text).text[:80]}”" if node["title"].text else "")
        span: list[dt.datetime | None] = [None, None]
        for number, key in enumerate(("start_date", "end_date")):
            try:
                span[number] = values.instant(node[key].text, zone=zone)
            except values.NotReadable as error:
                notes.refuse(node[key].place(), str(error))
        name = node["speaker"].text
        person = entries.person(node.place(), external_id=node["user_id"].text, name=name) if name else None
        notes.tally("no-language", place)
        entries.add(
            place,
            external_id=node["id"].text,
            title=node["title"].text,
            description=node["description"].text,
            span=(span[0], span[1]),
            room=node["venue"].text,
            kind=values.kind(node["type"].text),
            people=[person] if person else [],
        )
    sessions = tuple(entries.sessions)
    finish(sessions, notes, nowhere=document.place())
    return Schedule(
        rooms=in_use((), (session.room for session in sessions)),
        sessions=sessions,
        warnings=notes.warnings,
    )
