"""Whether every session has a time and a place that can be: rooms, the event's days, plenaries."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext, ngettext

from events.checks import words
from events.checks.findings import Concern, Finding, Severity, Subject
from events.checks.overlaps import NAMED_PAIRS, Timeline, overlaps
from events.models import SessionKind
from events.programme_parts import PAUSES

FOR_EVERYBODY = {SessionKind.OPENING, SessionKind.CEREMONY, SessionKind.CLOSING}

Document = dict[str, Any]
Session = dict[str, Any]


def outside_the_event(document: Document, sessions: list[Session]) -> Iterator[Finding]:
    event = document["event"]
    for session in sessions:
        if session["starts_at"] < event["starts_at"] or session["ends_at"] > event["ends_at"]:
            yield Finding(
                Severity.ERROR,
                "outside-event",
                gettext("“%(title)s” (%(at)s) lies outside the event’s own beginning and end.")
                % {"title": words.title(session), "at": words.at(document, session)},
                [session["code"]],
                [Concern(Subject.EVENT)],
            )


def rooms_taken_twice(document: Document, sessions: list[Session]) -> Iterator[Finding]:
    in_room = defaultdict(list)
    for session in sessions:
        if session["room"] is not None:
            in_room[session["room"]].append(session)
    for room in document["rooms"]:
        found = overlaps(in_room[room["id"]])
        for first, second in found.pairs:
            yield Finding(
                Severity.ERROR,
                "room-twice",
                gettext("%(room)s is taken twice: “%(second)s” (%(at)s) begins before “%(first)s” has ended.")
                % {
                    "room": words.name(room),
                    "first": words.title(first),
                    "second": words.title(second),
                    "at": words.at(document, second),
                },
                [first["code"], second["code"]],
            )
        if found.unnamed:
            yield Finding(
                Severity.ERROR,
                "room-twice",
                ngettext(
                    "%(room)s: %(count)d more pair of sessions runs at the same time.",
                    "%(room)s: %(count)d more pairs of sessions run at the same time.",
                    found.unnamed,
                )
                % {"room": words.name(room), "count": found.unnamed},
            )


def beside_a_plenary(document: Document, sessions: list[Session]) -> Iterator[Finding]:
    """Sessions elsewhere while an opening, a ceremony or a closing runs.

    One that belongs to a track is for that track only. A keynote is not counted: large events hold
    several at once. Pauses, such as the registration desk in the hall, compete with nothing.
    """
    attended = [session for session in sessions if session["kind"] not in PAUSES]
    in_room = defaultdict(list)
    for session in attended:
        in_room[session["room"]].append(session)
    everywhere = Timeline(attended)
    here = {room: Timeline(own) for room, own in in_room.items() if room is not None}
    for plenary in attended:
        if plenary["kind"] not in FOR_EVERYBODY or plenary["track"] is not None:
            continue
        same_room = here.get(plenary["room"])
        count = everywhere.count_during(plenary) - (same_room.count_during(plenary) if same_room else 1)
        if not count:
            continue
        named = [
            other["code"]
            for other in everywhere.first_during(plenary)
            if other is not plenary and (other["room"] is None or other["room"] != plenary["room"])
        ]
        yield Finding(
            Severity.WARNING,
            "beside-plenary",
            ngettext(
                "“%(title)s” (%(at)s) is for everybody, and %(count)d session elsewhere runs beside it.",
                "“%(title)s” (%(at)s) is for everybody, and %(count)d sessions elsewhere run beside it.",
                count,
            )
            % {"title": words.title(plenary), "at": words.at(document, plenary), "count": count},
            [plenary["code"], *named[:NAMED_PAIRS]],
        )


def beyond_the_room(document: Document, sessions: list[Session]) -> Iterator[Finding]:
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
                    "title": words.title(session),
                    "expected": expected,
                    "room": words.name(room),
                    "capacity": room["capacity"],
                },
                [session["code"]],
                [Concern(Subject.ROOM, str(room["id"]), words.name(room))],
            )


def without_room(document: Document, sessions: list[Session]) -> Iterator[Finding]:
    codes = [session["code"] for session in sessions if session["room"] is None]
    if codes and document["event"]["venue"]:
        yield Finding(
            Severity.WARNING,
            "no-room",
            ngettext("%(count)d session has no room.", "%(count)d sessions have no room.", len(codes))
            % {"count": len(codes)},
            codes,
        )


def without_time(document: Document) -> Iterator[Finding]:
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
