"""Which sessions run at the same time, at a cost that does not grow with how many do.

An agenda in which everything overlaps everything has as many pairs as the square of its sessions. All
pairs are counted, but only the first are named; so whatever somebody imports is checked in n log n.
"""

import heapq
import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

NAMED_PAIRS = 10
LOOKED_THROUGH = 100

Session = dict[str, Any]


@dataclass(frozen=True)
class Overlaps:
    """The first pairs, each with the earlier session first, and how many there are in all."""

    pairs: list[tuple[Session, Session]] = field(default_factory=list)
    count: int = 0

    @property
    def unnamed(self) -> int:
        return self.count - len(self.pairs)


def overlaps(sessions: Iterable[Session]) -> Overlaps:
    """Each pair of sessions that share a moment, once."""
    pairs: list[tuple[Session, Session]] = []
    count = 0
    running: list[tuple[str, int, Session]] = []
    for number, session in enumerate(in_order(sessions)):
        while running and running[0][0] <= session["starts_at"]:
            heapq.heappop(running)
        count += len(running)
        if wanted := NAMED_PAIRS - len(pairs):
            pairs += ((other, session) for _end, _number, other in heapq.nsmallest(wanted, running))
        heapq.heappush(running, (session["ends_at"], number, session))
    return Overlaps(pairs, count)


def in_order(sessions: Iterable[Session]) -> list[Session]:
    return sorted(sessions, key=lambda session: (session["starts_at"], session["ends_at"]))


class Timeline:
    """Sessions by time, to ask what runs during another one."""

    def __init__(self, sessions: Iterable[Session]) -> None:
        self._sessions = in_order(sessions)
        self._starts = [session["starts_at"] for session in self._sessions]
        self._ends = sorted(session["ends_at"] for session in self._sessions)

    def count_during(self, session: Session) -> int:
        """How many share a moment with session, itself included where it is one of them."""
        begun = bisect_left(self._starts, session["ends_at"])
        return begun - bisect_right(self._ends, session["starts_at"])

    def first_during(self, session: Session) -> Iterator[Session]:
        """Those that share a moment with session, as far as they stand near it, in order."""
        start = bisect_left(self._starts, session["starts_at"])
        near = itertools.islice(self._sessions, max(start - LOOKED_THROUGH, 0), start + LOOKED_THROUGH)
        return (
            other
            for other in near
            if other["starts_at"] < session["ends_at"] and other["ends_at"] > session["starts_at"]
        )
