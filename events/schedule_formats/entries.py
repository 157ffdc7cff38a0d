"""How whatever a file says of sessions and people becomes entries: cleaned, counted, their oddities noted."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import models
from django.utils.translation import gettext as _

from events.foreign_text import Cleaned, as_line, as_markdown
from events.models import AppearanceRole, Room, Session, SessionKind, Track
from events.schedule_formats import values
from events.schedule_formats.notes import Notes, Place
from events.schedule_formats.schedule import PersonEntry, SessionEntry
from speakers.models import Affiliation, Organization, Speaker

MOST_SESSIONS = 20_000
LONGEST_TEXT = 200_000
ROOM_FOR_A_NUMBER = 8


class Texts:
    """Cleans texts, and notes what had to go."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def line(self, place: Place, name: str, source: str, limit: int) -> str:
        cleaned = as_line(source[:LONGEST_TEXT])
        self._note_removed(place, name, cleaned)
        if len(cleaned.text) > limit:
            self.notes.warn(
                place, _("%(part)s is shortened to %(limit)d characters.") % {"part": name, "limit": limit}
            )
        return cleaned.text[:limit].strip()

    def markdown(self, place: Place, name: str, source: str) -> str:
        if len(source) > LONGEST_TEXT:
            self.notes.warn(
                place,
                _("%(part)s is shortened to %(limit)d characters.") % {"part": name, "limit": LONGEST_TEXT},
            )
        cleaned = as_markdown(source[:LONGEST_TEXT])
        self._note_removed(place, name, cleaned)
        return cleaned.text

    def _note_removed(self, place: Place, name: str, cleaned: Cleaned) -> None:
        if cleaned.removed:
            self.notes.warn(
                place,
                _("Removed from %(part)s: %(removed)s.")
                % {"part": name, "removed": ", ".join(cleaned.removed)},
            )


class Entries:
    """The sessions of a file, one added after the other."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.texts = Texts(notes)
        self.sessions: list[SessionEntry] = []
        self._seen: Counter[str] = Counter()

    def add(
        self,
        place: Place,
        *,
        external_id: str,
        title: str,
        span: tuple[dt.datetime | None, dt.datetime | None],
        subtitle: str = "",
        abstract: str = "",
        description: str = "",
        room: str = "",
        track: str = "",
        kind: SessionKind | None = None,
        language: str = "",
        is_recorded: bool | None = None,
        is_cancelled: bool | None = None,
        needs_separate_registration: bool | None = None,
        people: Sequence[PersonEntry] = (),
        texts: Mapping[str, str] | None = None,
    ) -> None:
        """Add a session, or note why there is none to add. Names and texts come as the file has them."""
        refused_before = len(self.notes.problems)
        title = self.texts.line(place, _("the title"), title, limit(Session, "title"))
        if not title:
            self.notes.refuse(place, _("The title is missing or empty."))
        external_id = self._identifier(external_id, place)
        if len(self.sessions) >= MOST_SESSIONS:
            self.notes.refuse_once(
                place, _("The file has more than %(number)d sessions.") % {"number": MOST_SESSIONS}
            )
        if len(self.notes.problems) > refused_before:
            return
        starts_at, ends_at = self._span(span, place)
        abstract = self.texts.markdown(place, _("the abstract"), abstract)
        description = self.texts.markdown(place, _("the description"), description)
        self.sessions.append(
            SessionEntry(
                external_id=external_id,
                line=place.line,
                where=place.name,
                title=title,
                subtitle=self.texts.line(place, _("the subtitle"), subtitle, limit(Session, "subtitle")),
                abstract=abstract,
                description=description if description != abstract else "",
                room=self.texts.line(place, _("the room"), room, limit(Room, "name")),
                track=self.texts.line(place, _("the track"), track, limit(Track, "name")),
                kind=kind,
                starts_at=starts_at,
                ends_at=ends_at,
                language=self.language(language, place),
                is_recorded=is_recorded,
                is_cancelled=is_cancelled,
                needs_separate_registration=needs_separate_registration,
                people=tuple({person.key: person for person in reversed(people)}.values())[::-1],
                texts=texts or {},
            )
        )

    def person(
        self,
        place: Place,
        *,
        name: str,
        external_id: str = "",
        biography: str = "",
        role: AppearanceRole | None = None,
        position: str = "",
        organization: str = "",
    ) -> PersonEntry | None:
        """Somebody's entry; None, with a warning, for nobody: neither a name nor a position."""
        name = self.texts.line(place, _("the name"), name, limit(Speaker, "family_name"))
        if not name and not position:
            self.notes.warn(place, _("A person without a name is left out."))
            return None
        return PersonEntry(
            external_id=" ".join(external_id.split())[:200],
            name=name,
            biography=self.texts.markdown(place, _("the biography"), biography),
            role=role,
            position=self.texts.line(place, _("the position"), position, limit(Affiliation, "position")),
            organization=self.texts.line(
                place, _("the organization"), organization, limit(Organization, "name")
            ),
        )

    def language(self, text: str, place: Place) -> str:
        try:
            return values.language(text)
        except values.NotReadable as error:
            self.notes.warn(place, str(error))
            return ""

    def _identifier(self, external_id: str, place: Place) -> str:
        """A second session of the same identifier is numbered."""
        external_id = " ".join(external_id.split())
        if not external_id:
            self.notes.refuse(
                place, _("There is no identifier: a second import could not know the session again.")
            )
        elif len(external_id) > limit(Session, "external_id") - ROOM_FOR_A_NUMBER:
            self.notes.refuse(place, _("The identifier is too long."))
        self._seen[external_id] += 1
        if external_id and self._seen[external_id] > 1:
            self.notes.warn(
                place, _("Another session has the identifier %(id)s already.") % {"id": external_id}
            )
            return f"{external_id}#{self._seen[external_id]}"
        return external_id

    def _span(
        self, span: tuple[dt.datetime | None, dt.datetime | None], place: Place
    ) -> tuple[dt.datetime | None, dt.datetime | None]:
        starts_at, ends_at = span
        if starts_at is None or ends_at is None:
            self.notes.tally("no-time", place)
            return None, None
        if ends_at <= starts_at:
            self.notes.warn(place, _("It ends before or as it starts; it comes in without a time."))
            return None, None
        return starts_at.astimezone(dt.UTC), ends_at.astimezone(dt.UTC)


def finish(sessions: Sequence[SessionEntry], notes: Notes, *, nowhere: Place) -> None:
    """Note what can only be seen of all sessions together; refuse a file that has none."""
    if not notes.problems and not sessions:
        notes.refuse(nowhere, _("The file has no session: there is nothing to bring in."))
    note_overlaps(sessions, notes)
    note_people(sessions, notes)


def note_overlaps(sessions: Iterable[SessionEntry], notes: Notes) -> None:
    """Warn of each session that begins in a room before an earlier one there has ended."""
    in_room: dict[str, list[tuple[dt.datetime, dt.datetime, SessionEntry]]] = defaultdict(list)
    for session in sessions:
        if session.room and session.starts_at and session.ends_at and not session.is_cancelled:
            in_room[session.room].append((session.starts_at, session.ends_at, session))
    for room, spans in in_room.items():
        running: tuple[dt.datetime, SessionEntry] | None = None
        for starts_at, ends_at, session in sorted(spans, key=lambda span: span[:2]):
            if running and starts_at < running[0]:
                notes.warn(
                    Place(session.line, session.where),
                    _("It begins in %(room)s before %(other)s has ended.")
                    % {"room": room, "other": running[1].where},
                )
            if not running or ends_at > running[0]:
                running = ends_at, session


def note_people(sessions: Iterable[SessionEntry], notes: Notes) -> None:
    """Warn of names under several identifiers, and of identifiers with several names."""
    identifiers: dict[str, dict[str, str]] = defaultdict(dict)
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for session in sessions:
        for person in session.people:
            if person.external_id:
                identifiers[person.name.casefold()][person.external_id] = person.name
                names[person.external_id][person.name.casefold()] = person.name
    for found in identifiers.values():
        if len(found) > 1:
            notes.warn(
                Place(0),
                _("%(name)s stands under %(count)d identifiers (%(ids)s): as many speakers come in.")
                % {"name": next(iter(found.values())), "count": len(found), "ids": ", ".join(sorted(found))},
            )
    for external_id, named in names.items():
        if len(named) > 1:
            notes.warn(
                Place(0),
                _("The identifier %(id)s stands for %(count)d names (%(names)s): as many speakers come in.")
                % {"id": external_id, "count": len(named), "names": ", ".join(named.values())},
            )


def in_use(listed: Iterable[str], used: Iterable[str]) -> tuple[str, ...]:
    """The names in use, in the order in which the file lists them, then as they first appear."""
    used = [name for name in dict.fromkeys(used) if name]
    return tuple(name for name in dict.fromkeys((*listed, *used)) if name in set(used))


def web_address(text: str) -> str:
    return text if text.startswith(("http://", "https://")) and len(text) <= 200 and " " not in text else ""


def limit(model: type[models.Model], field: str) -> int:
    """How many characters a column holds."""
    return int(getattr(model._meta.get_field(field), "max_length", 0) or 0)
