"""Reads a dump of a pretalx API: submissions by day, minute and room, with translated names.

Sprints stand beside the programme in such a dump and are brought in with it. Breaks are only titles at a
minute of the day, without an end and a place, and are left out.
"""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from events.foreign_text import as_line
from events.models import SessionKind
from events.schedule_formats import values
from events.schedule_formats.entries import Entries, finish, in_use
from events.schedule_formats.json_document import Node
from events.schedule_formats.notes import Notes, Place
from events.schedule_formats.schedule import PersonEntry, Schedule

IN_THE_PROGRAMME = {"accepted", "confirmed", "canceled"}


def is_one(document: Node) -> bool:
    return document.has("schedule", "rooms", "speakers") and not document["schedule"].has("conference")


def parse(document: Node, notes: Notes, *, zone: dt.tzinfo | None) -> Schedule:
    return _Reader(document, notes, zone=zone).schedule()


class _Reader:
    def __init__(self, document: Node, notes: Notes, *, zone: dt.tzinfo | None) -> None:
        self.document = document
        self.notes = notes
        self.zone = zone
        self.entries = Entries(notes)
        self.rooms = {room["id"].text: room["name"] for room in document["rooms"].items}
        self.speakers = {person["code"].text: person for person in document["speakers"].items}

    def schedule(self) -> Schedule:
        for submission in _submissions(self.document["schedule"]):
            self._read(submission)
        of_programme = len(self.entries.sessions)
        for submission in _submissions(self.document["sprints"]):
            self._read(submission)
        self._tell_what_stands_apart(of_programme)
        sessions = tuple(self.entries.sessions)
        finish(sessions, self.notes, nowhere=self.document.place())
        rooms = [as_line(name.text).text for name in self.rooms.values()]
        return Schedule(
            rooms=in_use(rooms, (session.room for session in sessions)),
            tracks=in_use((), (session.track for session in sessions)),
            sessions=sessions,
            warnings=self.notes.warnings,
            names={as_line(name.text).text: _of_ours(name) for name in self.rooms.values() if _of_ours(name)},
        )

    def _tell_what_stands_apart(self, of_programme: int) -> None:
        main, apart = self.entries.sessions[:of_programme], self.entries.sessions[of_programme:]
        if apart:
            self.notes.warn(
                Place(0, "/sprints"),
                _(
                    "Beside the programme (%(sessions)d sessions in %(rooms)d rooms with %(people)d people) "
                    "the file has %(apart)d sprints; they are brought in, too."
                )
                % {
                    "sessions": len(main),
                    "rooms": len({session.room for session in main}),
                    "people": len({person.key for session in main for person in session.people}),
                    "apart": len(apart),
                },
            )
        breaks = [title for _day, of_day in self.document["extra"].members for title in of_day.members]
        if breaks:
            self.notes.warn(
                breaks[0][1].place(),
                _("%(count)d breaks, this one first, have no end and no place; they are left out.")
                % {"count": len(breaks)},
            )

    def _read(self, submission: Node) -> None:
        place = submission.place(f"“{as_line(submission['title'].text).text[:80]}”")
        state = submission["state"].text
        if state and state not in IN_THE_PROGRAMME:
            self.notes.tally("not-accepted", place)
            return
        for node in submission["resources"].items:
            self.notes.tally("attachment", node.place())
        slot = submission["slot"]
        room = slot["room"] if slot["room"] else self.rooms.get(slot["room_id"].text, Node(None))
        self.entries.add(
            place,
            external_id=submission["code"].text,
            title=submission["title"].text,
            abstract=submission["abstract"].text,
            description=submission["description"].text,
            span=self._span(slot),
            room=room.text,
            track=submission["track"].text,
            kind=self._kind(submission),
            language=submission["content_locale"].text,
            is_cancelled=state == "canceled",
            people=list(self._people(submission)),
        )

    def _kind(self, submission: Node) -> SessionKind | None:
        return values.kind(" ".join(submission["submission_type"].translations.values()))

    def _span(self, slot: Node) -> tuple[dt.datetime | None, dt.datetime | None]:
        if not slot["start"].text:
            return None, None
        try:
            starts_at = values.instant(slot["start"].text, zone=self.zone)
            return starts_at, values.instant(slot["end"].text, zone=self.zone)
        except values.NotReadable as error:
            self.notes.refuse(slot.place(), str(error))
            return None, None

    def _people(self, submission: Node) -> Iterator[PersonEntry]:
        for node in submission["speakers"].items:
            listed = self.speakers.get(node["code"].text, Node(None))
            person = self.entries.person(
                node.place(),
                external_id=node["code"].text,
                name=node["name"].text or listed["name"].text,
                biography=node["biography"].text or listed["biography"].text,
            )
            if person:
                yield person


def _submissions(days: Node) -> Iterator[Node]:
    for _day, minutes in days.members:
        for _minute, rooms in minutes.members:
            for _room, submission in rooms.members:
                yield submission


def _of_ours(name: Node) -> dict[str, str]:
    """The name in the languages of this site."""
    languages = settings.MODELTRANSLATION_LANGUAGES
    return {
        language: as_line(text).text for language, text in name.translations.items() if language in languages
    }
