"""Reads the table of sessions that a Nuxt content database holds, such as PyCon JP's ``content.db``.

The database itself is generic: collections of documents, a table of which has its rows as ``body``. What
the columns mean is each site's own; these are those of a programme. It has no times, so its sessions come
in unscheduled, to be given theirs by hand.
"""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from events.foreign_text import as_line
from events.schedule_formats import values
from events.schedule_formats.entries import Entries, finish, in_use
from events.schedule_formats.json_document import Node
from events.schedule_formats.notes import Notes, Place
from events.schedule_formats.schedule import Schedule

LANGUAGES = {"japanese": "ja", "english": "en"}


def is_one(document: Node) -> bool:
    return document.has("_collections")


def parse(document: Node, notes: Notes, *, zone: dt.tzinfo | None) -> Schedule:
    entries = Entries(notes)
    days = set()
    for row in _rows(document):
        place = row.place(f"“{as_line(row['title'].text).text[:80]}”")
        days.add(row["day"].text)
        name = row["name"].text
        person = entries.person(row.place(), name=name, biography=row["profile"].text) if name else None
        language = LANGUAGES.get(row["lang_of_talk"].text.casefold(), "")
        if not language:
            notes.tally("no-language", place)
        entries.add(
            place,
            external_id=row["id"].text,
            title=row["title"].text,
            abstract=row["elevator_pitch"].text,
            description=row["description"].text,
            span=(None, None),
            room=row["room"].text,
            track=row["track"].text,
            kind=values.kind(row["talk_format"].text),
            language=language,
            people=[person] if person else [],
        )
    sessions = tuple(entries.sessions)
    finish(sessions, notes, nowhere=document.place())
    if sessions:
        notes.warn(
            Place(0),
            _("The file numbers its days (%(days)s) but gives no dates and no times.")
            % {"days": ", ".join(sorted(day for day in days if day)) or "–"},
        )
    return Schedule(
        rooms=in_use((), (session.room for session in sessions)),
        tracks=in_use((), (session.track for session in sessions)),
        sessions=sessions,
        warnings=notes.warnings,
    )


def _rows(document: Node) -> Iterator[Node]:
    for collection in document["_collections"].items:
        for table in collection["_data"].items:
            for row in table["body"].items:
                if row.has("id", "title", "room"):
                    yield row
