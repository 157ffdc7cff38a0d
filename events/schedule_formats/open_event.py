"""Reads the files of the open-event format: sessions, and beside them rooms, tracks, speakers, sponsors.

They come as one zip archive of their folder, or ``sessions.json`` alone, which says less.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from events.foreign_text import as_line
from events.models import OrganizationRole
from events.schedule_formats import values
from events.schedule_formats.entries import Entries, finish, in_use, limit, web_address
from events.schedule_formats.json_document import Node
from events.schedule_formats.notes import Notes, Place
from events.schedule_formats.schedule import OrganizationEntry, PersonEntry, Schedule, VenueEntry
from speakers.models import Organization

FILES = ("event", "microlocations", "sessions", "speakers", "sponsors", "tracks")
IN_THE_PROGRAMME = {"accepted", "confirmed", ""}
LANGUAGES = {
    "english": "en",
    "japanese": "ja",
    "german": "de",
    "french": "fr",
    "spanish": "es",
    "chinese": "zh",
    "korean": "ko",
}
TIERS = {
    "platinum": OrganizationRole.SPONSOR_PLATINUM,
    "gold": OrganizationRole.SPONSOR_GOLD,
    "silver": OrganizationRole.SPONSOR_SILVER,
    "bronze": OrganizationRole.SPONSOR_BRONZE,
    "organizer": OrganizationRole.ORGANIZER,
    "host": OrganizationRole.HOST,
    "media": OrganizationRole.MEDIA_PARTNER,
    "partner": OrganizationRole.SUPPORTER,
    "support": OrganizationRole.SUPPORTER,
}


def is_one(document: Node) -> bool:
    """Whether this is the list of sessions of such a folder."""
    return next(document.items, Node(None)).has("title", "starts-at", "microlocation")


def parse(files: Mapping[str, Node], notes: Notes, *, zone: dt.tzinfo | None) -> Schedule:
    """The schedule in the files, by their names without ``.json``."""
    return _Reader(files, notes, zone=zone).schedule()


class _Reader:
    def __init__(self, files: Mapping[str, Node], notes: Notes, *, zone: dt.tzinfo | None) -> None:
        self.files = {name: files.get(name, Node(None)) for name in FILES}
        self.event = self.files["event"]
        self.notes = notes
        self.entries = Entries(notes)
        self.time_zone = self._time_zone()
        self.zone = ZoneInfo(self.time_zone) if self.time_zone else zone
        self.speakers = {speaker["id"].text: speaker for speaker in self.files["speakers"].items}

    def schedule(self) -> Schedule:
        for session in self.files["sessions"].items:
            self._read(session)
        sessions = tuple(self.entries.sessions)
        finish(sessions, self.notes, nowhere=Place(0))
        self._tell_who_does_not_appear()
        place = self.event.place()
        listed_tracks = [as_line(track["name"].text).text for track in self.files["tracks"].items]
        venue = as_line(self.event["location-name"].text).text
        return Schedule(
            title=self.entries.texts.line(place, "name", self.event["name"].text, 250),
            subtitle=as_line(self.event["sub-topic"].text).text,
            website=web_address(self.event["event-url"].text),
            venue=VenueEntry(venue[:200], as_line(self.event["searchable-location-name"].text).text[:120])
            if venue
            else None,
            time_zone=self.time_zone,
            rooms=self._rooms([session.room for session in sessions]),
            tracks=in_use(listed_tracks, (session.track for session in sessions)),
            sessions=sessions,
            warnings=self.notes.warnings,
            organizations=tuple(self._organizations()),
        )

    def _time_zone(self) -> str:
        node = self.event["timezone"]
        try:
            return values.time_zone(node.text).key if node.text else ""
        except values.NotReadable as error:
            self.notes.warn(node.place(), str(error))
            return ""

    def _rooms(self, used: list[str]) -> tuple[str, ...]:
        """All rooms listed: a place without a session may still get one."""
        listed = [as_line(room["name"].text).text for room in self.files["microlocations"].items]
        empty = [name for name in listed if name and name not in used]
        if empty:
            self.notes.warn(
                Place(0),
                _("No session is in these rooms, which are brought in all the same: %(rooms)s.")
                % {"rooms": "; ".join(empty)},
            )
        return tuple(name for name in dict.fromkeys((*listed, *used)) if name)

    def _tell_who_does_not_appear(self) -> None:
        seen = {person.external_id for session in self.entries.sessions for person in session.people}
        others = [node["name"].text for number, node in self.speakers.items() if number not in seen]
        if others:
            self.notes.warn(
                Place(0),
                _("Of %(listed)d people listed %(count)d appear in no session; they are left out: %(names)s.")
                % {"listed": len(self.speakers), "count": len(others), "names": "; ".join(others)},
            )

    def _read(self, session: Node) -> None:
        place = session.place(f"“{as_line(session['title'].text).text[:80]}”")
        if session["state"].text.casefold() not in IN_THE_PROGRAMME:
            self.notes.tally("not-accepted", place)
            return
        language = session["language"].text
        if not language:
            self.notes.tally("no-language", place)
        self.entries.add(
            place,
            external_id=session["id"].text,
            title=session["title"].text,
            subtitle=session["subtitle"].text,
            abstract=session["short-abstract"].text,
            description=session["long-abstract"].text,
            span=(self._instant(session["starts-at"]), self._instant(session["ends-at"])),
            room=session["microlocation"]["name"].text,
            track=session["track"]["name"].text,
            kind=values.kind(session["session-type"]["name"].text),
            language=LANGUAGES.get(language.casefold(), language),
            people=list(self._people(session)),
        )

    def _instant(self, node: Node) -> dt.datetime | None:
        try:
            return values.instant(node.text, zone=self.zone) if node.text else None
        except values.NotReadable as error:
            self.notes.refuse(node.place(), str(error))
            return None

    def _people(self, session: Node) -> Iterator[PersonEntry]:
        for node in session["speakers"].items:
            listed = self.speakers.get(node["id"].text, Node(None))
            biography = (
                listed["long-biography"].text
                or listed["short-biography"].text
                or node["long-biography"].text
                or node["short-biography"].text
            )
            person = self.entries.person(
                node.place(),
                external_id=node["id"].text,
                name=node["name"].text or listed["name"].text,
                biography=biography,
                position=listed["position"].text,
                organization=listed["organisation"].text or node["organisation"].text,
            )
            if person:
                yield person

    def _organizations(self) -> Iterator[OrganizationEntry]:
        """Sponsors, the highest level first, in the role that their tier's name says."""
        sponsors = sorted(
            self.files["sponsors"].items, key=lambda sponsor: _level(sponsor["level"].text), reverse=True
        )
        for sponsor in sponsors:
            name = self.entries.texts.line(
                sponsor.place(), "name", sponsor["name"].text, limit(Organization, "name")
            )
            tier = sponsor["type"].text.casefold()
            role = next((role for word, role in TIERS.items() if word in tier), OrganizationRole.SPONSOR)
            if name:
                yield OrganizationEntry(name, role, web_address(sponsor["url"].text))


def _level(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0
