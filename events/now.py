"""What takes place at a moment, and what comes next."""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass

from events.programme_parts import Programme, SessionItem

# So long before its first session an event's pages begin to say what comes next.
AHEAD = dt.timedelta(hours=3)
SESSIONS_IN_SHORT = 6


@dataclass(frozen=True, slots=True)
class Now:
    """The sessions that run and those that begin next; ``until`` is when this reads differently.

    Before and after the event, and once it is over for good, there is nothing in it.
    """

    running: list[SessionItem]
    next: list[SessionItem]
    until: dt.datetime | None
    is_next_on_another_date: bool = False

    @property
    def is_there(self) -> bool:
        return bool(self.running or self.next)

    @property
    def running_in_short(self) -> list[SessionItem]:
        return self.running[:SESSIONS_IN_SHORT]

    @property
    def next_in_short(self) -> list[SessionItem]:
        return self.next[:SESSIONS_IN_SHORT]

    @property
    def more_running(self) -> int:
        return len(self.running) - len(self.running_in_short)

    @property
    def more_next(self) -> int:
        return len(self.next) - len(self.next_in_short)


def at(programme: Programme, *, now: dt.datetime) -> Now:
    """What a reader who comes at that moment is told."""
    held = [session for session in programme.sessions if not session.is_cancelled]
    if not held:
        return Now([], [], None)
    begins_at = held[0].starts_at - AHEAD
    if now < begins_at:
        return Now([], [], begins_at)
    running = [session for session in held if session.starts_at <= now < session.ends_at]
    coming = bisect_right(held, now, key=lambda session: session.starts_at)
    following = held[coming:]
    upcoming = [session for session in following if session.starts_at == following[0].starts_at]
    moments = [session.ends_at for session in running] + [session.starts_at for session in upcoming[:1]]
    today = now.astimezone(programme.zone).date()
    return Now(
        running=running,
        next=upcoming,
        until=min(moments, default=None),
        is_next_on_another_date=bool(upcoming) and upcoming[0].starts_at.date() != today,
    )
