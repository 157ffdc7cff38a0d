"""Which texts lack a language that the event's title has.

Names of organizations are left out: many are written in Latin script in every language.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info, ngettext

from events.checks import words
from events.checks.findings import Concern, Finding, Severity, Subject

OF_EVENT = ("summary", "description", "agenda_note", "practical")
OF_SESSION = ("title", "subtitle", "abstract", "description")

Document = dict[str, Any]


def untranslated(document: Document) -> Iterator[Finding]:
    for language in document["event"]["title"]:
        name = _language_name(language)
        for parts in (_event, _sessions, _positions, _tracks, _rooms):
            yield from parts(document, language, name)


def _event(document: Document, language: str, name: str) -> Iterator[Finding]:
    event = document["event"]
    if count := sum(_lacks(event[text], language) for text in OF_EVENT):
        message = ngettext(
            "%(count)d text about the event is not translated into %(language)s.",
            "%(count)d texts about the event are not translated into %(language)s.",
            count,
        )
        yield _finding(message, count, name, concerns=[Concern(Subject.EVENT)])


def _sessions(document: Document, language: str, name: str) -> Iterator[Finding]:
    codes = [
        session["code"]
        for session in document["sessions"]
        if any(_lacks(session[text], language) for text in OF_SESSION)
    ]
    message = ngettext(
        "%(count)d session is not wholly translated into %(language)s.",
        "%(count)d sessions are not wholly translated into %(language)s.",
        len(codes),
    )
    if codes:
        yield _finding(message, len(codes), name, session_codes=codes)


def _positions(document: Document, language: str, name: str) -> Iterator[Finding]:
    speakers: dict[str, None] = {}
    sessions: dict[str, None] = {}
    for session in document["sessions"]:
        for person in session["people"]:
            if _lacks(person["position"], language):
                if person["speaker"]:
                    speakers[person["speaker"]] = None
                else:
                    sessions[session["code"]] = None
    if speakers:
        message = ngettext(
            "The position of %(count)d person is not translated into %(language)s.",
            "The positions of %(count)d people are not translated into %(language)s.",
            len(speakers),
        )
        concerns = [Concern(Subject.SPEAKER, slug, document["speakers"][slug]["name"]) for slug in speakers]
        yield _finding(message, len(speakers), name, concerns=concerns)
    if sessions:
        message = ngettext(
            "%(count)d session has an unnamed participant without a position in %(language)s.",
            "%(count)d sessions have an unnamed participant without a position in %(language)s.",
            len(sessions),
        )
        yield _finding(message, len(sessions), name, session_codes=list(sessions))


def _tracks(document: Document, language: str, name: str) -> Iterator[Finding]:
    used = {session["track"] for session in document["sessions"]}
    tracks = [
        Concern(Subject.TRACK, str(track["id"]), words.name(track))
        for track in document["tracks"]
        if track["id"] in used and _lacks(track["name"], language)
    ]
    message = ngettext(
        "The name of %(count)d track is not translated into %(language)s.",
        "The names of %(count)d tracks are not translated into %(language)s.",
        len(tracks),
    )
    if tracks:
        yield _finding(message, len(tracks), name, concerns=tracks)


def _rooms(document: Document, language: str, name: str) -> Iterator[Finding]:
    rooms = [
        Concern(Subject.ROOM, str(room["id"]), words.name(room))
        for room in document["rooms"]
        if _lacks(room["name"], language)
    ]
    message = ngettext(
        "The name of %(count)d room is not translated into %(language)s.",
        "The names of %(count)d rooms are not translated into %(language)s.",
        len(rooms),
    )
    if rooms:
        yield _finding(message, len(rooms), name, concerns=rooms)


def _lacks(texts: dict[str, str], language: str) -> bool:
    return bool(texts) and language not in texts


def _finding(
    message: str,
    count: int,
    language: str,
    *,
    session_codes: list[str] | None = None,
    concerns: list[Concern] | None = None,
) -> Finding:
    return Finding(
        Severity.WARNING,
        "untranslated",
        message % {"count": count, "language": language},
        session_codes or [],
        concerns or [],
    )


def _language_name(code: str) -> str:
    """The language in words of the active one."""
    return str(get_language_info(code)["name_translated"]) if code in dict(settings.LANGUAGES) else code
