"""Which sessions a reader once knew of and does not any more.

Who reads pages need not be told: a page shows what there is. A calendar that subscribes must be, for many
programs keep an entry until they hear that it is cancelled. What was hidden from this reader all along is
not withdrawn from them, and leaves no trace here.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from events import audience, releases
from events.audience import Viewer
from events.models import AgendaRelease, Event
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
    source: Event | AgendaRelease, *, viewer: Viewer = Viewer.PUBLIC
) -> tuple[WithdrawnSession, ...]:
    """What of earlier editions is not in the current release, or in a given one, in the order of time."""
    release = source.current_release if isinstance(source, Event) else source
    if release is None:
        return ()
    return _withdrawn(release.event_id, release.number, release.pk, release.digest, viewer)


@lru_cache(maxsize=64)
def _withdrawn(
    event_pk: int, release_number: int, release_pk: int, release_digest: str, viewer: Viewer
) -> tuple[WithdrawnSession, ...]:
    """The release's digest is bound to all before it, so it stands for what came before as well."""
    first_releases: dict[int, tuple[int, str]] = {}
    before = AgendaRelease.objects.filter(event=event_pk, number__lt=release_number).order_by("number")
    for pk, digest, editions in before.values_list("pk", "digest", "editions"):
        first_releases.setdefault(editions[str(viewer.value)]["number"], (pk, digest))
    known: dict[str, WithdrawnSession] = {}
    for pk, digest in list(first_releases.values())[-EDITIONS_LOOKED_BACK:]:
        known |= {session.code: session for session in _announced(pk, digest, viewer)}
    current = releases.projection(release_pk, release_digest, viewer)
    present = {session["code"] for session in current["sessions"]}
    gone = [session for code, session in known.items() if code not in present]
    return tuple(sorted(gone, key=lambda session: (session.starts_at, session.code)))


@lru_cache(maxsize=64)
def _announced(release_pk: int, release_digest: str, viewer: Viewer) -> tuple[WithdrawnSession, ...]:
    """Every session that viewer reads in a release."""
    content = AgendaRelease.objects.values_list("content", flat=True).get(
        pk=release_pk, digest=release_digest
    )
    return tuple(
        WithdrawnSession(
            code=session["code"],
            title=session["title"],
            starts_at=dt.datetime.fromisoformat(session["starts_at"]),
            ends_at=dt.datetime.fromisoformat(session["ends_at"]),
        )
        for session in audience.project(content, viewer)["sessions"]
    )
