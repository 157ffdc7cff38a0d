"""How a benchmark says what it found, and what of it is promised.

A ratio compares two measurements of one run. A time is CPU time, and its limit is for a machine that does
``yardstick()`` in ``YARDSTICK_SECONDS``; on a slower or busier one it is stretched by as much.
"""

import hashlib
import json
import time
from functools import cache

YARDSTICK_SECONDS = 0.025


class Report:
    """Prints each figure as it is found, and remembers whether every promise holds."""

    def __init__(self) -> None:
        self.all_hold = True

    def say(self, label: str, figure: str, *, holds: bool = True, promised: str = "") -> None:
        self.all_hold &= holds
        verdict = f"  {'holds' if holds else 'BROKEN'}: {promised}" if promised else ""
        print(f"  {label:48}{figure:>10}{verdict}", flush=True)  # noqa: T201

    def at_least(self, least: float, label: str, ratio: float, *, note: str = "") -> None:
        self.say(label, f"{ratio:.2f}", holds=ratio >= least, promised=f"at least {least:g}{_noted(note)}")

    def at_most(self, most: float, label: str, ratio: float, *, note: str = "") -> None:
        self.say(label, f"{ratio:.2f}", holds=ratio <= most, promised=f"at most {most:g}{_noted(note)}")

    def count_at_most(self, most: int, label: str, count: int, *, unit: str) -> None:
        self.say(label, f"{count:,}", holds=count <= most, promised=f"at most {most:,} {unit}")

    def seconds_at_most(self, most: float, label: str, seconds: float) -> None:
        limit = most * stretch()
        promised = f"at most {limit * 1000:,.0f} ms of CPU here ({most * 1000:,.0f} on the reference)"
        self.say(label, f"{seconds * 1000:,.0f} ms", holds=seconds <= limit, promised=promised)

    @property
    def exit_status(self) -> int:
        return 0 if self.all_hold else 1


def _noted(note: str) -> str:
    return f"  ({note})" if note else ""


@cache
def stretch() -> float:
    """By how much this machine is slower than the one that the limits are for; never less than 1."""
    return max(1.0, min(yardstick() for _ in range(5)) / YARDSTICK_SECONDS)


def yardstick() -> float:
    """Seconds of CPU for some of the work that pages are made of: text, dictionaries, JSON, a digest."""
    started = time.process_time()
    rows = [
        {"code": f"session-{number}", "title": f"Resilient constellations, part {number}", "order": number}
        for number in range(12_000)
    ]
    for _ in range(2):
        rows.sort(key=lambda row: str(row["title"]))
        hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
        "".join(f"<li id={row['code']}>{row['title']}</li>" for row in rows)
    return time.process_time() - started
