"""Reads a calendar (RFC 5545) as a schedule: each of its events is a session in the room that it names.

Calendars of the wild lack what the standard demands (PRODID, DTSTAMP, VTIMEZONE); that is told, and only
an event without a beginning or without an identifier is refused. Sessions that repeat come in once.
"""

import datetime as dt

from django.utils.translation import gettext as _
from icalendar import Calendar, Component

from events.foreign_text import as_line
from events.schedule_formats import values
from events.schedule_formats.entries import Entries, finish, in_use, web_address
from events.schedule_formats.notes import Notes, Place
from events.schedule_formats.schedule import Problem, Schedule, ScheduleError

BEGINNING = b"BEGIN:VCALENDAR"


def is_one(content: bytes) -> bool:
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[: len(BEGINNING)].upper() == BEGINNING


def parse(content: bytes, notes: Notes, *, zone: dt.tzinfo | None) -> Schedule:
    return _Reader(_calendar(content), notes, zone=zone).schedule()


def _calendar(content: bytes) -> Component:
    try:
        return Calendar.from_ical(content.removeprefix(b"\xef\xbb\xbf").decode())
    except UnicodeDecodeError as error:
        raise ScheduleError(
            [Problem(0, "", _("This is not UTF-8 text, as calendars have to be."))]
        ) from error
    except (ValueError, IndexError, KeyError, RecursionError) as error:
        reason = str(error)[:200]
        message = _("This is not a calendar: %(reason)s") % {"reason": reason}
        raise ScheduleError([Problem(0, "", message)]) from error


class _Reader:
    def __init__(self, calendar: Component, notes: Notes, *, zone: dt.tzinfo | None) -> None:
        self.calendar = calendar
        self.notes = notes
        self.entries = Entries(notes)
        self.time_zone = self._time_zone()
        self.zone = values.time_zone(self.time_zone) if self.time_zone else zone

    def schedule(self) -> Schedule:
        self._note_what_it_lacks()
        for number, event in enumerate(self.calendar.walk("VEVENT"), start=1):
            self._read(event, number)
        sessions = tuple(self.entries.sessions)
        finish(sessions, self.notes, nowhere=Place(0))
        return Schedule(
            title=as_line(_text(self.calendar, "NAME") or _text(self.calendar, "X-WR-CALNAME")).text[:250],
            website=web_address(_text(self.calendar, "URL")),
            time_zone=self.time_zone,
            rooms=in_use((), (session.room for session in sessions)),
            tracks=in_use((), (session.track for session in sessions)),
            sessions=sessions,
            warnings=self.notes.warnings,
        )

    def _time_zone(self) -> str:
        """As the calendar says, else as all of its events agree."""
        named = _text(self.calendar, "X-WR-TIMEZONE")
        zones = {
            str(event["DTSTART"].params["TZID"])
            for event in self.calendar.walk("VEVENT")
            if "DTSTART" in event and "TZID" in getattr(event["DTSTART"], "params", {})
        }
        name = named or (zones.pop() if len(zones) == 1 else "")
        try:
            return values.time_zone(name).key if name else ""
        except values.NotReadable as error:
            self.notes.warn(Place(0), str(error))
            return ""

    def _note_what_it_lacks(self) -> None:
        if "PRODID" not in self.calendar:
            self.notes.warn(Place(0), _("The calendar lacks its PRODID, which the standard demands."))
        defined = {str(zone.get("TZID")) for zone in self.calendar.walk("VTIMEZONE")}
        if self.time_zone and self.time_zone != "UTC" and self.time_zone not in defined:
            self.notes.warn(
                Place(0),
                _("The calendar does not define its time zone %(zone)s; the one of that name is taken.")
                % {"zone": self.time_zone},
            )

    def _read(self, event: Component, number: int) -> None:
        title = _text(event, "SUMMARY")
        name = _("entry %(number)d") % {"number": number}
        place = Place(0, f"{name} “{as_line(title).text[:80]}”" if title else name)
        if "DTSTAMP" not in event:
            self.notes.tally("no-stamp", place)
        if "RRULE" in event or "RDATE" in event:
            self.notes.warn(place, _("It repeats; only its first time is brought in."))
        identifier = _text(event, "UID")
        if identifier and "RECURRENCE-ID" in event:
            identifier = f"{identifier} {event.decoded('RECURRENCE-ID')}"
        track = event.get("CATEGORIES")
        self.entries.add(
            place,
            external_id=identifier,
            title=title,
            description=_text(event, "DESCRIPTION"),
            span=self._span(event, place),
            room=_text(event, "LOCATION"),
            track=str(track.cats[0]) if track is not None and getattr(track, "cats", None) else "",
            is_cancelled=_text(event, "STATUS").upper() == "CANCELLED",
        )

    def _span(self, event: Component, place: Place) -> tuple[dt.datetime | None, dt.datetime | None]:
        try:
            starts_at = self._instant(event, "DTSTART")
            if starts_at is None:
                self.notes.refuse(place, _("It has no beginning (DTSTART)."))
                return None, None
            if "DURATION" in event and "DTEND" not in event:
                return starts_at, starts_at + event.decoded("DURATION")
            return starts_at, self._instant(event, "DTEND")
        except values.NotReadable as error:
            self.notes.refuse(place, str(error))
        except (ValueError, TypeError, AttributeError, OverflowError):
            self.notes.refuse(place, _("Its beginning, end or duration cannot be read."))
        return None, None

    def _instant(self, event: Component, name: str) -> dt.datetime | None:
        """An instant; a whole day has none, and the session comes in unscheduled."""
        if name not in event:
            return None
        moment = event.decoded(name)
        if not isinstance(moment, dt.datetime):
            return None
        if moment.year not in values.YEARS:
            raise values.NotReadable(_("The year %(year)d cannot be right.") % {"year": moment.year})
        return moment if moment.tzinfo else moment.replace(tzinfo=values.required(self.zone))


def _text(component: Component, name: str) -> str:
    value = component.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return "" if value is None else str(value).strip()
