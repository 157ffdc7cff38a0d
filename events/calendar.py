"""What goes into a reader's calendar: one session, the whole agenda, or the event as an entry of one's own.

A calendar is a pure function of the release it shows, the language and the zone: its time stamps are
the release's and not the clock's, so that the same release always gives the same bytes. The formats are
RFC 5545 (the calendar), RFC 5546 (publishing it) and RFC 7986 (its name, source and refreshing).
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vDatetime, vDuration

from events.calendar_zones import time_zone_component
from events.foreign_text import as_plain
from events.programme_parts import Person, Programme, SessionItem
from events.texts import Text, choose
from events.withdrawn import WithdrawnSession
from events.writing import customs

PRODUCT = "-//Plenary//Agenda//EN"
REFRESH_EVERY = dt.timedelta(hours=1)
LONGEST_LINE = 75  # octets, without the line break
# What may not stand in a calendar at all, however it is escaped.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all entries of a calendar say alike, made once."""

    programme: Programme
    stamp: vDatetime
    organizer: vCalAddress
    place: list[str]


def agenda_calendar(
    programme: Programme, *, withdrawn: Iterable[WithdrawnSession] = (), uid: str = ""
) -> bytes:
    """Every scheduled session, for a calendar that subscribes to the agenda, and what it must drop.

    The entries leave their time free: nobody attends all the parallel sessions. With ``uid`` it is
    somebody's own, and does not say where it can be read again: with that address they could cancel.
    """
    with translation.override(programme.language):
        url = _absolute("events:agenda", programme.slug)
        calendar = _calendar(programme, uid=uid or programme.slug, name=programme.title, url=url)
        if not uid:
            _follow(calendar, _absolute("events:agenda_calendar", programme.slug))
        shared = _shared(programme)
        for session in programme.sessions:
            calendar.add_component(_session_entry(shared, session, transparency="TRANSPARENT"))
        for gone in withdrawn:
            calendar.add_component(_withdrawn_entry(shared, gone))
        return _bytes(calendar)


def selection_calendar(
    programme: Programme,
    codes: Collection[str],
    *,
    withdrawn: Iterable[WithdrawnSession] = (),
    uid: str,
    source: str,
) -> bytes:
    """The sessions of these codes, for whoever means to attend them, to be read again at source."""
    with translation.override(programme.language):
        name = Text(_("My agenda: %(event)s") % {"event": programme.title}, programme.language)
        url = _absolute("events:my_agenda", programme.slug)
        calendar = _calendar(programme, uid=uid, name=name, url=url)
        _follow(calendar, source)
        shared = _shared(programme)
        for session in programme.sessions:
            if session.code in codes:
                calendar.add_component(_session_entry(shared, session, transparency="OPAQUE"))
        for gone in withdrawn:
            if gone.code in codes:
                calendar.add_component(_withdrawn_entry(shared, gone))
        return _bytes(calendar)


def session_calendar(programme: Programme, session: SessionItem) -> bytes:
    """One session, for whoever means to attend it."""
    with translation.override(programme.language):
        url = _page_of(programme, session)
        calendar = _calendar(programme, uid=f"calendar-{session.code}", name=session.title, url=url)
        calendar.add_component(_session_entry(_shared(programme), session, transparency="OPAQUE"))
        return _bytes(calendar)


def event_calendar(programme: Programme, *, url: str, uid: str, chosen: Collection[str] = ()) -> bytes:
    """The event as an attendee's own entry, or one for each of its days, leading to url.

    Sessions of the codes in ``chosen`` are entries besides, the same ones as in a calendar of the agenda.

    ``uid`` tells this attendee's entries from everybody else's; the host is added here.
    """
    with translation.override(programme.language):
        calendar = _calendar(programme, uid=f"calendar-{uid}", name=programme.title, url=url)
        days = [(day.starts_at, day.ends_at) for day in programme.days]
        shared = _shared(programme)
        for number, span in enumerate(days or [(programme.starts_at, programme.ends_at)], start=1):
            summary = str(programme.title)
            if len(days) > 1:
                day = _("day %(number)d of %(count)d") % {"number": number, "count": len(days)}
                summary = f"{summary} ({day})"
            entry = _entry(shared, uid=f"{uid}-{number}", span=span, url=url, transparency="OPAQUE")
            _add_text(entry, "summary", summary, language=programme.title.lang)
            _add_text(entry, "description", _paragraphs(as_plain(str(programme.summary)), url))
            _add_text(entry, "location", ", ".join(shared.place))
            entry.add("status", "CONFIRMED")
            calendar.add_component(entry)
        for session in programme.sessions:
            if session.code in chosen:
                calendar.add_component(_session_entry(shared, session, transparency="OPAQUE"))
        return _bytes(calendar)


def _calendar(programme: Programme, *, uid: str, name: Text, url: str) -> Calendar:
    """A calendar of that name without entries, which carries the zone that they will use."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("uid", _uid(uid))
    calendar.add("url", url, parameters={"VALUE": "URI"})
    calendar.add("last-modified", _stamp(programme))
    calendar.add("x-wr-timezone", programme.time_zone)
    for label in ("name", "x-wr-calname"):
        _add_text(calendar, label, _one_line(str(name)), language=name.lang)
    for label in ("description", "x-wr-caldesc"):
        _add_text(
            calendar, label, _one_line(as_plain(str(programme.summary))), language=programme.summary.lang
        )
    if programme.time_zone != "UTC":
        years = [instant.year for instant in _instants(programme)]
        calendar.add_component(time_zone_component(programme.time_zone, min(years), max(years)))
    return calendar


def _follow(calendar: Calendar, source: str) -> None:
    """Say where the calendar is read again, and how often."""
    calendar.add("source", source, parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH_EVERY))


def _shared(programme: Programme) -> _Shared:
    return _Shared(programme, vDatetime(_stamp(programme)), _organizer(programme), _place(programme))


def _session_entry(shared: _Shared, session: SessionItem, *, transparency: str) -> Event:
    url = _page_of(shared.programme, session)
    span = (session.starts_at, session.ends_at)
    entry = _entry(shared, uid=session.code, span=span, url=url, transparency=transparency)
    _add_text(entry, "summary", str(session.title), language=session.title.lang)
    _add_text(entry, "description", _description(session, url), language=session.abstract.lang)
    room = [str(session.room.name)] if session.room else []
    _add_text(entry, "location", ", ".join([*room, *shared.place]))
    if session.track:
        name = session.track.name
        entry.add("categories", [str(name)], parameters={"LANGUAGE": name.lang} if name.lang else {})
    entry.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    return entry


def _withdrawn_entry(shared: _Shared, session: WithdrawnSession) -> Event:
    """What a calendar has to know to drop an entry: it leads to the agenda, for its own page is gone.

    It is timed in UTC, because it may lie in years of which the calendar does not describe the zone.
    """
    programme = shared.programme
    span = (session.starts_at.astimezone(dt.UTC), session.ends_at.astimezone(dt.UTC))
    url = _absolute("events:agenda", programme.slug)
    entry = _entry(shared, uid=session.code, span=span, url=url, transparency="TRANSPARENT")
    title = choose(session.title, programme.language)
    _add_text(entry, "summary", str(title), language=title.lang)
    entry.add("status", "CANCELLED")
    return entry


def _entry(
    shared: _Shared, *, uid: str, span: tuple[dt.datetime, dt.datetime], url: str, transparency: str
) -> Event:
    entry = Event()
    entry.add("uid", _uid(uid))
    entry.add("dtstamp", shared.stamp, encode=False)
    entry.add("last-modified", shared.stamp, encode=False)
    entry.add("sequence", shared.programme.release_number)
    entry.add("dtstart", span[0])
    entry.add("dtend", span[1])
    entry.add("transp", transparency)
    entry.add("url", url, parameters={"VALUE": "URI"})
    entry.add("organizer", shared.organizer, encode=False)
    return entry


def _organizer(programme: Programme) -> vCalAddress:
    """To whom to write about the event; a published calendar must say it."""
    address = programme.contact_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = " ".join(CONTROL_CHARACTERS.sub("", str(programme.title)).split()).replace(
        '"', "'"
    )
    return organizer


def _description(session: SessionItem, url: str) -> str:
    """What the session is about and who appears in it, as plain text."""
    people = "\n".join(_described(person) for person in session.people)
    links = "\n".join(
        _("%(kind)s: %(title)s") % {"kind": material.title, "title": material.address}
        for material in session.materials
        if material.address
    )
    return _paragraphs(str(session.subtitle), as_plain(str(session.abstract)), people, links, url)


def _described(person: Person) -> str:
    """For example "Moderator: Dr Ada Byron, Director, Ministry of Engines"."""
    who = customs().comma.join(
        str(part) for part in (person.full_name, person.position, person.organization) if part
    )
    return _("%(role)s: %(who)s") % {"role": person.role_label, "who": who}


def _place(programme: Programme) -> list[str]:
    """Where the event is held, from the narrowest part to the widest; nothing when it is online."""
    venue = programme.venue
    if venue is None:
        return []
    address = " ".join(str(venue.address).split())
    return [part for part in (str(venue.name), address, str(venue.city), str(venue.country_name)) if part]


def _instants(programme: Programme) -> list[dt.datetime]:
    scheduled = [
        instant for session in programme.sessions for instant in (session.starts_at, session.ends_at)
    ]
    return [programme.starts_at, programme.ends_at, *(instant for instant in scheduled if instant)]


def _stamp(programme: Programme) -> dt.datetime:
    """When what is shown came to be: its publication, never the moment of asking."""
    return programme.published_at.astimezone(dt.UTC)


def _add_text(component: Calendar | Event, label: str, value: str, *, language: str = "") -> None:
    """Add a property of text, in its language where that is known; nothing when it is empty."""
    if value := CONTROL_CHARACTERS.sub("", value.replace("\r\n", "\n")).strip():
        component.add(label, value, parameters={"LANGUAGE": language} if language else {})


def _one_line(text: str) -> str:
    """For the calendar's own properties, of which icalendar escapes no line break."""
    return " ".join(text.split())


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _page_of(programme: Programme, session: SessionItem) -> str:
    """Where everybody can read of it; of what is not public, only where the agenda is."""
    if session.for_whom:
        return _absolute("events:agenda", programme.slug)
    return _absolute("events:session", programme.slug, session.code)


def _uid(name: str) -> str:
    return f"{name}@{urlsplit(settings.BASE_URL).hostname}"


def _absolute(view: str, *arguments: str) -> str:
    return f"{settings.BASE_URL}{reverse(view, args=arguments)}"


def _bytes(calendar: Calendar) -> bytes:
    """The calendar's lines, folded here because icalendar looks at them letter by letter."""
    return b"".join(_folded(str(line).encode()) for line in calendar.content_lines() if line)


def _folded(line: bytes) -> bytes:
    """A line in pieces of at most 75 octets, of which none cuts a character or an escape in two."""
    pieces = []
    begin, room = 0, LONGEST_LINE
    while len(line) - begin > room:
        end = begin + room
        while line[end] & 0xC0 == 0x80:
            end -= 1
        while line[end - 1] in b"\\^" and end - begin > 1:
            end -= 1
        pieces.append(line[begin:end])
        begin, room = end, LONGEST_LINE - 1  # the space that says "goes on" counts
    pieces.append(line[begin:])
    return b"\r\n ".join(pieces) + b"\r\n"
