"""What changed from one edition of an agenda to the next, told to one viewer.

What begins an edition, and what does not, events.numbering says: releases that changed hidden things only
leave no entry here, and the end of an embargo is told as any other addition, when it comes.
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
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy, pgettext_lazy

from events import differences, numbering, releases
from events.audience import Viewer
from events.differences import CHANGE_LABELS, ChangeKind, Detail
from events.models import AgendaRelease, Event
from events.numbering import Edition
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
    """Some editions, the latest first; ``older_than`` is the number to go on from, None at the end.

    ``identity`` is the same for all that this viewer is ever told of the event.
    """

    editions: list[ToldEdition]
    older_than: int | None
    identity: str


def latest(
    release: AgendaRelease,
    *,
    viewer: Viewer = Viewer.PUBLIC,
    language: str,
    at: dt.datetime | None = None,
) -> dict[str, str]:
    """What the latest edition changed of each session, in a word; nothing for the first edition."""
    editions = numbering.up_to(release, viewer, at or timezone.now())
    return _latest(editions[-2], editions[-1], language) if len(editions) > 1 else {}


@lru_cache(maxsize=32)
def _latest(old: Edition, new: Edition, language: str) -> dict[str, str]:
    with translation.override(language):
        found = differences.difference(_projection(old), _projection(new), for_readers=True)
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
    at: dt.datetime | None = None,
) -> History:
    """The latest editions, or those before a number, in the language; of a published event."""
    release = event.current_release
    if release is None:
        raise AgendaRelease.DoesNotExist
    language = language or translation.get_language() or settings.LANGUAGE_CODE
    editions = numbering.up_to(release, viewer, at or timezone.now())
    known = [edition for edition in editions if before is None or edition.number < before]
    told = known[-at_most:]
    predecessor = known[-at_most - 1] if len(known) > at_most else None
    pairs = list(pairwise([predecessor, *told]))
    return History(
        editions=[_tell(old, new, language) for old, new in reversed(pairs) if new],
        older_than=told[0].number if predecessor else None,
        identity=numbering.identity(release, viewer),
    )


@lru_cache(maxsize=512)
def _tell(old: Edition | None, new: Edition, language: str) -> ToldEdition:
    after = _projection(new)
    with translation.override(language):
        found = differences.difference(_projection(old), after, for_readers=True) if old else []
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
def _projection(edition: Edition) -> dict[str, Any]:
    """What is read in an edition; the last two stay, for the next pair begins with one of them."""
    return releases.project(edition)
