"""Whether everybody who is announced can be there: at one place at a time, and having agreed to come.

Neither stops a publication. Agendas as they are held have people in two sessions at once: a chair
looks in on a panel, two speakers share a stand, an importer's file names a whole team.
"""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext, ngettext

from events.checks import words
from events.checks.findings import Concern, Finding, Severity, Subject
from events.checks.overlaps import in_order, overlaps

TIME_FOR_CHANGING_ROOMS = dt.timedelta(minutes=5)

Document = dict[str, Any]
Session = dict[str, Any]


def in_two_places(document: Document, sessions: list[Session]) -> Iterator[Finding]:
    for slug, own in _sessions_of_each(sessions):
        who = document["speakers"][slug]["name"]
        concerns = [Concern(Subject.SPEAKER, slug, who)]
        found = overlaps(own)
        for first, second in found.pairs:
            yield Finding(
                Severity.WARNING,
                "speaker-twice",
                gettext("%(name)s appears twice at once: in “%(first)s” and in “%(second)s” (%(at)s).")
                % {
                    "name": who,
                    "first": words.title(first),
                    "second": words.title(second),
                    "at": words.at(document, second),
                },
                [first["code"], second["code"]],
            )
        if found.unnamed:
            yield Finding(
                Severity.WARNING,
                "speaker-twice",
                ngettext(
                    "%(name)s: %(count)d more pair of sessions runs at the same time.",
                    "%(name)s: %(count)d more pairs of sessions run at the same time.",
                    found.unnamed,
                )
                % {"name": who, "count": found.unnamed},
                concerns=concerns,
            )


def changing_rooms(document: Document, sessions: list[Session]) -> Iterator[Finding]:
    """Those who have to be elsewhere as soon as a session ends."""
    rooms = {room["id"]: words.name(room) for room in document["rooms"]}
    for slug, own in _sessions_of_each(sessions):
        for first, second in itertools.pairwise(in_order(own)):
            if None in (first["room"], second["room"]) or first["room"] == second["room"]:
                continue
            gap = dt.datetime.fromisoformat(second["starts_at"]) - dt.datetime.fromisoformat(first["ends_at"])
            if not dt.timedelta() <= gap < TIME_FOR_CHANGING_ROOMS:
                continue
            minutes = int(gap.total_seconds() // 60)
            yield Finding(
                Severity.WARNING,
                "room-change",
                ngettext(
                    "%(name)s has %(count)d minute to get from “%(first)s” (%(from_room)s) to “%(second)s” "
                    "(%(to_room)s, %(at)s).",
                    "%(name)s has %(count)d minutes to get from “%(first)s” (%(from_room)s) to “%(second)s” "
                    "(%(to_room)s, %(at)s).",
                    minutes,
                )
                % {
                    "name": document["speakers"][slug]["name"],
                    "count": minutes,
                    "first": words.title(first),
                    "from_room": rooms[first["room"]],
                    "second": words.title(second),
                    "to_room": rooms[second["room"]],
                    "at": words.at(document, second),
                },
                [first["code"], second["code"]],
            )


def unconfirmed(document: Document, sessions: list[Session]) -> Iterator[Finding]:
    for session in sessions:
        for person in session["people"]:
            if not person["is_confirmed"]:
                who = document["speakers"][person["speaker"]]["name"] if person["speaker"] else ""
                yield Finding(
                    Severity.WARNING,
                    "unconfirmed",
                    gettext("%(name)s has not confirmed “%(title)s”.")
                    % {"name": who or gettext("An unnamed participant"), "title": words.title(session)},
                    [session["code"]],
                )


def _sessions_of_each(sessions: list[Session]) -> Iterator[tuple[str, list[Session]]]:
    """Each named person's sessions, whatever the role in them."""
    sessions_of: dict[str, list[Session]] = defaultdict(list)
    for session in sessions:
        for slug in dict.fromkeys(person["speaker"] for person in session["people"] if person["speaker"]):
            sessions_of[slug].append(session)
    yield from sessions_of.items()
