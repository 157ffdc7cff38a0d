"""What stands in the way of publishing an agenda, and what its organizers should know before they do."""

import datetime as dt
import enum
import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import time_format
from django.utils.translation import get_language, gettext, ngettext

from events.texts import choose


class Severity(enum.StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing to mend; an error stops a publication, a warning asks."""

    severity: Severity
    code: str
    message: str
    session_codes: list[str] = field(default_factory=list)


def check(document: dict[str, Any]) -> list[Finding]:
    """Everything there is to say about a draft, errors first; n log n in the number of sessions.

    Cancelled sessions stay in the agenda as such, but occupy neither rooms nor people.
    """
    sessions = [session for session in document["sessions"] if not session["is_cancelled"]]
    findings = [
        *_outside_the_event(document, sessions),
        *_rooms_taken_twice(document, sessions),
        *_speakers_in_two_places(document, sessions),
        *_beyond_the_room(document, sessions),
        *_unconfirmed(document, sessions),
        *_without_room(document, sessions),
        *_without_time(document),
        *_untranslated(document),
    ]
    return sorted(findings, key=lambda finding: finding.severity != Severity.ERROR)


def has_errors(findings: list[Finding]) -> bool:
    return any(finding.severity == Severity.ERROR for finding in findings)


def _title(row: dict[str, Any]) -> str:
    return str(choose(row["title"], get_language() or settings.LANGUAGE_CODE))


def _name(row: dict[str, Any]) -> str:
    return str(choose(row["name"], get_language() or settings.LANGUAGE_CODE))


def _overlaps(sessions: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each session that begins before an earlier one has ended, with that earlier one."""
    running: dict[str, Any] | None = None
    for session in sorted(sessions, key=lambda session: (session["starts_at"], session["ends_at"])):
        if running and session["starts_at"] < running["ends_at"]:
            yield running, session
        if not running or session["ends_at"] > running["ends_at"]:
            running = session


def _at(document: dict[str, Any], session: dict[str, Any]) -> str:
    zone = ZoneInfo(document["event"]["time_zone"])
    starts_at = dt.datetime.fromisoformat(session["starts_at"]).astimezone(zone)
    return f"{starts_at:%Y-%m-%d} {time_format(starts_at, 'H:i')}"


def _outside_the_event(document: dict[str, Any], sessions: list[dict[str, Any]]) -> Iterator[Finding]:
    event = document["event"]
    for session in sessions:
        if session["starts_at"] < event["starts_at"] or session["ends_at"] > event["ends_at"]:
            yield Finding(
                Severity.ERROR,
                "outside-event",
                gettext("“%(title)s” (%(at)s) lies outside the event’s own beginning and end.")
                % {"title": _title(session), "at": _at(document, session)},
                [session["code"]],
            )


def _rooms_taken_twice(document: dict[str, Any], sessions: list[dict[str, Any]]) -> Iterator[Finding]:
    in_room = defaultdict(list)
    for session in sessions:
        if session["room"] is not None:
            in_room[session["room"]].append(session)
    for room in document["rooms"]:
        for first, second in _overlaps(in_room[room["id"]]):
            yield Finding(
                Severity.ERROR,
                "room-twice",
                gettext("%(room)s is taken twice: “%(second)s” (%(at)s) begins before “%(first)s” has ended.")
                % {
                    "room": _name(room),
                    "first": _title(first),
                    "second": _title(second),
                    "at": _at(document, second),
                },
                [first["code"], second["code"]],
            )


def _speakers_in_two_places(document: dict[str, Any], sessions: list[dict[str, Any]]) -> Iterator[Finding]:
    sessions_of = defaultdict(list)
    for session in sessions:
        for slug in {person["speaker"] for person in session["people"] if person["speaker"]}:
            sessions_of[slug].append(session)
    for slug, own in sessions_of.items():
        for first, second in _overlaps(own):
            yield Finding(
                Severity.WARNING,
                "speaker-twice",
                gettext("%(name)s appears twice at once: in “%(first)s” and in “%(second)s” (%(at)s).")
                % {
                    "name": document["speakers"][slug]["name"],
                    "first": _title(first),
                    "second": _title(second),
                    "at": _at(document, second),
                },
                [first["code"], second["code"]],
            )


def _beyond_the_room(document: dict[str, Any], sessions: list[dict[str, Any]]) -> Iterator[Finding]:
    rooms = {room["id"]: room for room in document["rooms"]}
    for session in sessions:
        room = rooms.get(session["room"])
        expected = session["expected_attendance"]
        if room and room["capacity"] is not None and expected and expected > room["capacity"]:
            yield Finding(
                Severity.WARNING,
                "beyond-room",
                gettext("“%(title)s” expects %(expected)d people; %(room)s seats %(capacity)d.")
                % {
                    "title": _title(session),
                    "expected": expected,
                    "room": _name(room),
                    "capacity": room["capacity"],
                },
                [session["code"]],
            )


def _unconfirmed(document: dict[str, Any], sessions: list[dict[str, Any]]) -> Iterator[Finding]:
    for session in sessions:
        for person in session["people"]:
            if not person["is_confirmed"]:
                who = document["speakers"][person["speaker"]]["name"] if person["speaker"] else ""
                yield Finding(
                    Severity.WARNING,
                    "unconfirmed",
                    gettext("%(name)s has not confirmed “%(title)s”.")
                    % {"name": who or gettext("An unnamed participant"), "title": _title(session)},
                    [session["code"]],
                )


def _without_room(document: dict[str, Any], sessions: list[dict[str, Any]]) -> Iterator[Finding]:
    codes = [session["code"] for session in sessions if session["room"] is None]
    if codes and document["event"]["venue"]:
        yield Finding(
            Severity.WARNING,
            "no-room",
            ngettext("%(count)d session has no room.", "%(count)d sessions have no room.", len(codes))
            % {"count": len(codes)},
            codes,
        )


def _without_time(document: dict[str, Any]) -> Iterator[Finding]:
    codes = [session["code"] for session in document["unscheduled"]]
    if codes:
        yield Finding(
            Severity.WARNING,
            "no-time",
            ngettext(
                "%(count)d session has no time and will not be shown.",
                "%(count)d sessions have no time and will not be shown.",
                len(codes),
            )
            % {"count": len(codes)},
            codes,
        )
    if not document["sessions"]:
        yield Finding(
            Severity.WARNING,
            "empty",
            gettext("No session has a time yet: the page will say that the agenda follows."),
        )


def _untranslated(document: dict[str, Any]) -> Iterator[Finding]:
    """Texts that lack a language which the event's title has."""
    names = dict(settings.LANGUAGES)
    fields = ("title", "subtitle", "abstract", "description")
    for language in document["event"]["title"]:
        codes = [
            session["code"]
            for session, name in itertools.product(document["sessions"], fields)
            if session[name] and language not in session[name]
        ]
        codes = list(dict.fromkeys(codes))
        if codes:
            yield Finding(
                Severity.WARNING,
                "untranslated",
                ngettext(
                    "%(count)d session is not wholly translated into %(language)s.",
                    "%(count)d sessions are not wholly translated into %(language)s.",
                    len(codes),
                )
                % {"count": len(codes), "language": names.get(language, language)},
                codes,
            )
