"""What checking and comparing an agenda costs: does it grow with the sessions and no faster?

Run it with ``bin/bench checks``, or ``python benchmarks/checks.py [sessions]``; benchmarks/README.md says
how to read what it prints. It needs no database: a check is a function of one document.
"""

import copy
import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SECRET_KEY", "only-for-benchmarks")

import django

django.setup()

from events import checks, differences  # noqa: E402

SESSIONS = 1_000
TIMES_MORE = 10
# n log n for ten times the sessions is about 13 times the work; a quadratic one would take 100 times.
MAY_TAKE_TIMES_MORE = 20
ROUNDS = 5
MINUTES = 30
DAY_BEGINS = dt.datetime(2031, 5, 15, tzinfo=dt.UTC)


def main(sessions: int) -> int:
    """Measure, print, and say by the exit status whether the cost grows as promised."""
    worst = 0.0
    print(f"{sessions:,} and {sessions * TIMES_MORE:,} sessions")  # noqa: T201
    for label, work, make in (
        ("check, in rooms one after another", checks.check, one_after_another),
        ("check, everything in one room at once", checks.check, all_at_once),
        ("difference, every session moved", all_moved, one_after_another),
    ):
        few, many = (seconds(work, make(count)) for count in (sessions, sessions * TIMES_MORE))
        worst = max(worst, many / few)
        print(f"  {label:40}{many / few:6.1f}  ({many:.2f} s of CPU)")  # noqa: T201
    return int(worst > MAY_TAKE_TIMES_MORE)


def seconds(work: Callable[[dict[str, Any]], Any], document: dict[str, Any]) -> float:
    """The least CPU time of a few rounds."""
    times = []
    for _round in range(ROUNDS):
        began = time.process_time()
        work(document)
        times.append(time.process_time() - began)
    return min(times)


def all_moved(document: dict[str, Any]) -> None:
    """What changed when every session has another room."""
    other = copy.copy(document)
    rooms = len(document["rooms"])
    other["sessions"] = [session | {"room": session["room"] % rooms + 1} for session in document["sessions"]]
    differences.difference(document, other)


# --- Documents


def one_after_another(count: int) -> dict[str, Any]:
    """Twenty rooms, each with sessions that follow one another; a speaker has two of them."""
    rooms = 20
    return document(
        [
            session(number, starts_in=number // rooms * MINUTES, room=number % rooms + 1)
            for number in range(count)
        ],
        rooms=rooms,
    )


def all_at_once(count: int) -> dict[str, Any]:
    return document([session(number, starts_in=0, room=1) for number in range(count)], rooms=1)


def document(sessions: list[dict[str, Any]], *, rooms: int) -> dict[str, Any]:
    return {
        "event": {
            "title": {"en": "Event", "ja": "イベント"},
            **{text: {} for text in ("summary", "description", "agenda_note", "practical")},
            "time_zone": "Asia/Tokyo",
            "starts_at": moment(0),
            "ends_at": moment(len(sessions) * MINUTES),
            "venue": {"name": {"en": "Venue"}},
            "organizations": [],
        },
        "tracks": [],
        "rooms": [
            {"id": number, "name": {"en": f"Room {number}", "ja": f"会議室{number}"}, "capacity": 50}
            for number in range(1, rooms + 1)
        ],
        "sessions": sessions,
        "unscheduled": [],
        "speakers": {
            str(number): {"name": f"Speaker {number}", "native_name": "", "native_language": ""}
            for number in range(len(sessions))
        },
        "organizations": {},
    }


def session(number: int, *, starts_in: int, room: int) -> dict[str, Any]:
    texts = {"en": f"Session {number}", "ja": f"セッション{number}"}
    return {
        "code": str(number),
        "kind": "opening" if number % 50 == 0 else "talk",
        "title": texts,
        "subtitle": {},
        "abstract": texts,
        "description": {},
        "track": None,
        "room": room,
        "starts_at": moment(starts_in),
        "ends_at": moment(starts_in + MINUTES),
        "is_cancelled": False,
        "expected_attendance": 60,
        "people": [
            {
                "speaker": str(number // 2),
                "role": "speaker",
                "position": {"en": "Director", "ja": "部長"},
                "organization": None,
                "is_confirmed": False,
            }
        ],
    }


def moment(minutes: int) -> str:
    return (DAY_BEGINS + dt.timedelta(minutes=minutes)).isoformat(timespec="seconds")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS))
