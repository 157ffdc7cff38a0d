"""What changed from one edition of an agenda to the next, told to one viewer.

An edition begins with a release in which something changed that this viewer may know of. Releases that
changed hidden things only begin none: they leave no entry, no gap in the numbers and no time behind.
Notes are the organizers' own and are told to nobody.

Releases never change, so whatever is told of a pair of them is told once per process and kept; their
contents are read one pair at a time and not kept.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy, pgettext_lazy

from events import audience, differences
from events.audience import Viewer
from events.differences import CHANGE_LABELS, ChangeKind, Detail
from events.models import AgendaRelease, Event
from events.texts import Text, choose

EDITIONS_AT_ONCE = 10
CHANGES_OF_AN_EDITION = 100
# A cancelled session has a mark of its own, and one that is gone has none.
WORDS_OF_MARKS = {
    ChangeKind.ADDED: pgettext_lazy("session", "New"),
    ChangeKind.REINSTATED: gettext_lazy("Takes place after all"),
    ChangeKind.MOVED: pgettext_lazy("session", "Moved"),
    ChangeKind.RETITLED: pgettext_lazy("session", "New title"),
    ChangeKind.PEOPLE: gettext_lazy("People changed"),
    ChangeKind.EDITED: gettext_lazy("Edited"),
}
KINDS_IN_ORDER = {kind: place for place, kind in enumerate(CHANGE_LABELS)}


@dataclass(frozen=True, slots=True)
class Edition:
    """What one viewer reads of one or several releases; ``release`` is the first of them."""

    number: int
    published_at: dt.datetime
    digest: str
    release: int


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One change in words; ``code`` is that of a session which can still be read, else ""."""

    kind: str
    label: str
    title: Text
    code: str
    details: list[Detail]


@dataclass(frozen=True, slots=True)
class ToldEdition:
    """An edition with what it changed; the first one of all changed nothing, it began."""

    number: int
    published_at: dt.datetime
    is_first: bool
    session_count: int
    changes: list[ToldChange]
    counts: list[tuple[str, int]]
    untold: int


@dataclass(frozen=True, slots=True)
class History:
    """Some editions, the latest first; ``older_than`` is the number to go on from, None at the end."""

    editions: list[ToldEdition]
    older_than: int | None
    first: Edition


def latest(release: AgendaRelease, *, viewer: Viewer = Viewer.PUBLIC, language: str) -> dict[str, str]:
    """What the latest edition changed of each session, in a word; nothing for the first edition."""
    own = release.editions[str(viewer.value)]
    editions = _editions(release.event_id, release.pk, release.digest, own["published_at"], viewer)
    return _latest(editions[-2], editions[-1], viewer, language) if len(editions) > 1 else {}


@lru_cache(maxsize=32)
def _latest(old: Edition, new: Edition, viewer: Viewer, language: str) -> dict[str, str]:
    with translation.override(language):
        found = differences.difference(_projection(old, viewer), _projection(new, viewer), for_readers=True)
        found.sort(key=lambda change: KINDS_IN_ORDER[change.kind], reverse=True)
        return {
            change.code: str(WORDS_OF_MARKS[change.kind]) for change in found if change.kind in WORDS_OF_MARKS
        }


def of_event(
    event: Event,
    *,
    viewer: Viewer = Viewer.PUBLIC,
    language: str | None = None,
    before: int | None = None,
    at_most: int = EDITIONS_AT_ONCE,
) -> History:
    """The latest editions, or those before a number, in the language; of a published event."""
    release = event.current_release
    if release is None:
        raise AgendaRelease.DoesNotExist
    language = language or translation.get_language() or settings.LANGUAGE_CODE
    own = release.editions[str(viewer.value)]
    editions = _editions(event.pk, release.pk, release.digest, own["published_at"], viewer)
    known = [edition for edition in editions if before is None or edition.number < before]
    told = known[-at_most:]
    predecessor = known[-at_most - 1] if len(known) > at_most else None
    pairs = list(pairwise([predecessor, *told]))
    return History(
        editions=[_tell(old, new, viewer, language) for old, new in reversed(pairs) if new],
        older_than=told[0].number if predecessor else None,
        first=editions[0],
    )


@lru_cache(maxsize=64)
def _editions(
    event_pk: int, release_pk: int, release_digest: str, published_at: str, viewer: Viewer
) -> list[Edition]:
    """All editions up to a release, in their order: its digest, bound to those before, stands for all."""
    editions: dict[int, Edition] = {}
    releases = AgendaRelease.objects.filter(event=event_pk).order_by("number")
    for pk, row in releases.values_list("pk", "editions"):
        own = row[str(viewer.value)]
        began_at = dt.datetime.fromisoformat(own["published_at"])
        edition = Edition(own["number"], began_at, own["digest"], release=pk)
        editions.setdefault(edition.number, edition)
        if pk == release_pk:
            break
    return list(editions.values())


@lru_cache(maxsize=512)
def _tell(old: Edition | None, new: Edition, viewer: Viewer, language: str) -> ToldEdition:
    after = _projection(new, viewer)
    with translation.override(language):
        found = differences.difference(_projection(old, viewer), after, for_readers=True) if old else []
        found.sort(key=lambda change: KINDS_IN_ORDER[change.kind])
        codes = {session["code"] for session in after["sessions"]}
        changes = [
            ToldChange(
                kind=str(change.kind),
                label=change.label,
                title=choose(change.title, language),
                code=change.code if change.code in codes else "",
                details=change.details,
            )
            for change in found
        ]
        counts = Counter(change.kind for change in found)
        return ToldEdition(
            number=new.number,
            published_at=new.published_at,
            is_first=old is None,
            session_count=len(after["sessions"]),
            changes=changes[:CHANGES_OF_AN_EDITION],
            counts=[(str(label), counts[kind]) for kind, label in CHANGE_LABELS.items() if counts[kind]],
            untold=max(len(changes) - CHANGES_OF_AN_EDITION, 0),
        )


@lru_cache(maxsize=2)
def _projection(edition: Edition, viewer: Viewer) -> dict[str, Any]:
    """What viewer reads in an edition; the last two stay, for the next pair begins with one of them."""
    content = AgendaRelease.objects.values_list("content", flat=True).get(pk=edition.release)
    return audience.project(content, viewer)
