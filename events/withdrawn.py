"""Which sessions a reader once knew of and does not any more.

Who reads pages need not be told: a page shows what there is. A calendar that subscribes must be, for many
programs keep an entry until they hear that it is cancelled. What was hidden from this reader all along is
not withdrawn from them, and leaves no trace here.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.utils import timezone

from events import numbering, releases
from events.audience import Viewer
from events.models import AgendaRelease, Event
from events.numbering import Edition
from events.texts import Translations

# So many editions back a calendar is served that has not been refreshed since.
EDITIONS_LOOKED_BACK = 20


@dataclass(frozen=True, slots=True)
class WithdrawnSession:
    """A session as it was last announced to this reader."""

    code: str
    title: Translations
    starts_at: dt.datetime
    ends_at: dt.datetime


def sessions(
    source: Event | AgendaRelease, *, viewer: Viewer = Viewer.PUBLIC, at: dt.datetime | None = None
) -> tuple[WithdrawnSession, ...]:
    """What of earlier editions is not in the one read at that instant, or now, in the order of time."""
    release = source.current_release if isinstance(source, Event) else source
    if release is None:
        return ()
    now = at or timezone.now()
    *earlier, _last = numbering.up_to(release, viewer, now)
    return _withdrawn(tuple(earlier[-EDITIONS_LOOKED_BACK:]), numbering.current(release, viewer, now))


@lru_cache(maxsize=64)
def _withdrawn(earlier: tuple[Edition, ...], current: Edition) -> tuple[WithdrawnSession, ...]:
    known = {session.code: session for edition in earlier for session in _announced(edition)}
    present = {session["code"] for session in releases.projection(current)["sessions"]}
    gone = [session for code, session in known.items() if code not in present]
    return tuple(sorted(gone, key=lambda session: (session.starts_at, session.code)))


@lru_cache(maxsize=64)
def _announced(edition: Edition) -> tuple[WithdrawnSession, ...]:
    """Every session that its viewer reads in an edition."""
    return tuple(
        WithdrawnSession(
            code=session["code"],
            title=session["title"],
            starts_at=dt.datetime.fromisoformat(session["starts_at"]),
            ends_at=dt.datetime.fromisoformat(session["ends_at"]),
        )
        for session in releases.project(edition)["sessions"]
    )
