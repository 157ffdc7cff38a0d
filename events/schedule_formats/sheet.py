"""Reads a programme from the rows of a spreadsheet: one row, one session."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from events.foreign_text import as_line
from events.models import Room, Session, SessionKind, Track
from events.schedule_formats import people_cell, values
from events.schedule_formats.entries import Entries, finish, in_use, limit
from events.schedule_formats.notes import Notes, Place
from events.schedule_formats.schedule import TEXTS, PersonEntry, Schedule
from events.schedule_formats.tables import Cell, Row

LATE_CLOCK = re.compile(r"(2[4-9]|3[0-5]):([0-5]\d)")
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%Y年%m月%d日")
YES = {"yes", "y", "true", "1", "x", "○", "はい", "有", "ja"}
NO = {"no", "n", "false", "0", "×", "いいえ", "無", "nein"}
HALF_AN_HOUR = dt.timedelta(minutes=30)


@dataclass
class _Times:
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None


def parse(rows: Iterable[Row], notes: Notes, *, zone: dt.tzinfo | None) -> Schedule:
    return _Reader(list(rows), notes, zone=zone).schedule()


class _Reader:
    def __init__(self, rows: list[Row], notes: Notes, *, zone: dt.tzinfo | None) -> None:
        self.rows = rows
        self.notes = notes
        self.zone = zone
        self.entries = Entries(notes)
        self.names: dict[str, dict[str, str]] = {}

    def schedule(self) -> Schedule:
        times = [self._times(row) for row in self.rows]
        self._fill_ends(times)
        for row, found in zip(self.rows, times, strict=True):
            self._read(row, found)
        sessions = tuple(self.entries.sessions)
        finish(sessions, self.notes, nowhere=Place(0))
        return Schedule(
            rooms=in_use((), (session.room for session in sessions)),
            tracks=in_use((), (session.track for session in sessions)),
            sessions=sessions,
            warnings=self.notes.warnings,
            names=self.names,
        )

    def _read(self, row: Row, times: _Times) -> None:
        texts = {
            f"{name}_{language}": self._cleaned(row, name, f"{name}_{language}")
            for name in TEXTS
            for language in settings.MODELTRANSLATION_LANGUAGES
            if _text(row.cells.get(f"{name}_{language}"))
        }
        title = _first(row, "title")
        place = Place(
            row.place.line, ", ".join(p for p in (row.place.name, title and f"“{title[:80]}”") if p)
        )
        external_id = _text(row.cells.get("id"))
        if title and not external_id:
            external_id = f"title-{hashlib.sha256(title.casefold().encode()).hexdigest()[:16]}"
            self.notes.tally("made-identifier", place)
        self.entries.add(
            place,
            external_id=external_id,
            title=title,
            subtitle=_first(row, "subtitle"),
            abstract=_first(row, "abstract"),
            description=_first(row, "description"),
            span=(times.starts_at, times.ends_at),
            room=self._name(row, "room", limit(Room, "name")),
            track=self._name(row, "track", limit(Track, "name")),
            kind=self._kind(row),
            language=_text(row.cells.get("language")),
            is_recorded=self._flag(row, "recorded"),
            is_cancelled=self._flag(row, "cancelled"),
            needs_separate_registration=self._flag(row, "separate_registration"),
            people=list(self._people(row)),
            texts=texts,
        )

    def _cleaned(self, row: Row, name: str, key: str) -> str:
        source, place = _text(row.cells.get(key)), row.column(key)
        if name in ("title", "subtitle"):
            return self.entries.texts.line(place, _("the text"), source, limit(Session, name))
        return self.entries.texts.markdown(place, _("the text"), source)

    def _name(self, row: Row, what: str, at_most: int) -> str:
        """The name in use of a room or track; its other languages are kept beside it."""
        spoken = {
            language: as_line(_text(row.cells.get(f"{what}_{language}"))).text[:at_most]
            for language in settings.MODELTRANSLATION_LANGUAGES
        }
        spoken = {language: name for language, name in spoken.items() if name}
        name = _text(row.cells.get(what)) or next(iter(spoken.values()), "")
        if spoken:
            self.names.setdefault(name, {}).update(spoken)
        return name

    def _times(self, row: Row) -> _Times:
        """What the row says of its beginning and end; nothing of what it does not say."""
        date, start = row.cells.get("date"), row.cells.get("start")
        if not _text(date) and not _text(start):
            return _Times()
        key = "start"
        try:
            clock, later = _clock(start)
            key = "date"
            day = _date(date if _text(date) else start)
            key = "start"
            starts_at = dt.datetime.combine(
                day + dt.timedelta(days=later), clock, tzinfo=values.required(self.zone)
            )
            key = "end" if _text(row.cells.get("end")) else "duration"
            return _Times(starts_at, self._end(row, starts_at, day))
        except values.NotReadable as error:
            self.notes.refuse(row.column(key), str(error))
            return _Times()

    def _end(self, row: Row, starts_at: dt.datetime, day: dt.date) -> dt.datetime | None:
        end, duration = row.cells.get("end"), row.cells.get("duration")
        if _text(end):
            clock, later = _clock(end)
            ends_at = dt.datetime.combine(day + dt.timedelta(days=later), clock, tzinfo=starts_at.tzinfo)
            return ends_at if later or ends_at >= starts_at else ends_at + dt.timedelta(days=1)
        if _text(duration):
            return starts_at + _duration(duration)
        return None

    def _fill_ends(self, times: list[_Times]) -> None:
        """Where a row says no end, it lasts until the next one in its room, or half an hour."""
        starts: dict[tuple[str, dt.date], list[dt.datetime]] = {}
        for row, found in zip(self.rows, times, strict=True):
            if found.starts_at:
                starts.setdefault((_first(row, "room"), found.starts_at.date()), []).append(found.starts_at)
        for row, found in zip(self.rows, times, strict=True):
            if found.starts_at and not found.ends_at:
                here = starts[_first(row, "room"), found.starts_at.date()]
                following = [at for at in here if at > found.starts_at]
                found.ends_at = min(following, default=found.starts_at + HALF_AN_HOUR)
                self.notes.tally("no-end", row.place)

    def _kind(self, row: Row) -> SessionKind | None:
        text = _text(row.cells.get("kind"))
        found = values.choice(SessionKind, text) or values.kind(text)
        if text and not found:
            self.notes.warn(
                row.column("kind"), _("“%(text)s” is no kind of session; it is left open.") % {"text": text}
            )
        return found

    def _flag(self, row: Row, key: str) -> bool | None:
        text = _text(row.cells.get(key)).casefold()
        if text in YES | NO:
            return text in YES
        if text:
            self.notes.warn(
                row.column(key), _("“%(text)s” is neither yes nor no; it is left open.") % {"text": text}
            )
        return None

    def _people(self, row: Row) -> Iterator[PersonEntry]:
        for written in people_cell.people(_text(row.cells.get("people"))):
            place = row.column("people")
            if written.is_uncertain:
                self.notes.warn(
                    place,
                    _(
                        "“%(organization)s” after the first comma is taken for the organization of %(name)s; "
                        "put the organization in quotation marks to say otherwise."
                    )
                    % {"organization": written.organization, "name": written.name or written.position},
                )
            if written.not_a_role:
                self.notes.warn(
                    place,
                    _("“%(text)s” is no role; it stays with the name %(name)s.")
                    % {"text": written.not_a_role, "name": written.name},
                )
            person = self.entries.person(
                place,
                name=written.name,
                role=written.role,
                position=written.position,
                organization=written.organization,
            )
            if person:
                yield person
        yield from self._people_with_columns_of_their_own(row)

    def _people_with_columns_of_their_own(self, row: Row) -> Iterator[PersonEntry]:
        """What follows a name there is a position or an organization: nobody can tell, so it is left out."""
        for cell in row.people:
            name, comma, left_out = _text(cell).partition(",")
            if comma:
                self.notes.warn(
                    row.place,
                    _(
                        "“%(text)s” beside %(name)s may be a position or an organization; it is left out. "
                        "The template has a way to say which."
                    )
                    % {"text": left_out.strip(), "name": name.strip()},
                )
            if name.strip() and (person := self.entries.person(row.place, name=name)):
                yield person


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _first(row: Row, name: str) -> str:
    """A text in whatever language there is, one that does not say its language first."""
    keys = [name, *(f"{name}_{language}" for language in settings.MODELTRANSLATION_LANGUAGES)]
    return next((text for key in keys if (text := _text(row.cells.get(key)))), "")


def _date(cell: Cell) -> dt.date:
    if isinstance(cell, dt.datetime):
        return values.day(cell.date().isoformat())
    if isinstance(cell, dt.date):
        return values.day(cell.isoformat())
    text = _text(cell)
    for pattern in DATES:
        try:
            return values.day(dt.datetime.strptime(text[:11], pattern).date().isoformat())  # noqa: DTZ007
        except ValueError:
            continue
    return values.day(text[:10])


def _clock(cell: Cell) -> tuple[dt.time, int]:
    """A clock, and by how many days it is later than its date says: 25:00 is one o'clock of the next day."""
    if isinstance(cell, dt.datetime):
        return cell.time(), 0
    if isinstance(cell, dt.time):
        return cell, 0
    if isinstance(cell, dt.timedelta):
        days, seconds = divmod(int(cell.total_seconds()), 24 * 60 * 60)
        return dt.time(seconds // 3600, seconds // 60 % 60), days
    text = _text(cell)
    if late := LATE_CLOCK.fullmatch(text):
        return dt.time(int(late[1]) % 24, int(late[2])), int(late[1]) // 24
    return values.clock(text[11:] if len(text) > len("2031-05-15") else text), 0


def _duration(cell: Cell) -> dt.timedelta:
    if isinstance(cell, dt.timedelta):
        return cell
    if isinstance(cell, dt.time):
        return dt.timedelta(hours=cell.hour, minutes=cell.minute)
    text = _text(cell)
    return dt.timedelta(minutes=int(text)) if text.isdecimal() and len(text) < 5 else values.duration(text)
