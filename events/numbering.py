"""Which edition of an agenda somebody reads at an instant, and how their editions are numbered.

An edition begins for a viewer with a release in which something changed that they may know of, and with
the end of an embargo that concerns them, for then something appears. What is hidden from them begins
none: it leaves no gap in the numbers and no time behind. Each release keeps a line for each viewer; the
lines of who is in several groups are worked out when they are asked for.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from events import agenda, audience
from events.audience import Viewer
from events.models import AgendaRelease

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edition:
    """What a viewer reads from one instant to the next: a release as it is known at ``read_at``."""

    release: int
    release_digest: str
    viewer: Viewer
    number: int
    published_at: dt.datetime
    read_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Line:
    """How a release begins for a viewer: the edition, since when, its digest, what is still to come."""

    number: int
    published_at: dt.datetime
    digest: str
    reveals: tuple[dt.datetime, ...]

    @classmethod
    def stored(cls, row: dict[str, Any]) -> "Line":
        moment = dt.datetime.fromisoformat
        reveals = tuple(moment(reveal) for reveal in row.get("reveals", ()))
        return cls(row["number"], moment(row["published_at"]), row["digest"], reveals)

    def to_store(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "published_at": agenda.instant(self.published_at),
            "digest": self.digest,
            "reveals": [agenda.instant(reveal) for reveal in self.reveals],
        }

    def at(self, moment: dt.datetime) -> tuple[int, dt.datetime]:
        """Number and beginning of the edition that is read at that moment of this release."""
        passed = [reveal for reveal in self.reveals if reveal <= moment]
        return self.number + len(passed), passed[-1] if passed else self.published_at


def lines_of(
    content: Content, *, predecessor: AgendaRelease | None, now: dt.datetime
) -> dict[str, dict[str, Any]]:
    """The lines of a new release as it keeps them, by the key of the viewer."""
    return {
        viewer.key: _line(
            content,
            viewer,
            now,
            before=_stored(predecessor.editions, viewer) if predecessor else None,
            content_before=lambda: predecessor.content if predecessor else {},
        ).to_store()
        for viewer in audience.viewers_of(content)
    }


def current(release: AgendaRelease, viewer: Viewer, at: dt.datetime) -> Edition:
    """The edition that viewer reads while a release is the current one."""
    if len(viewer.groups) > 1:
        return up_to(release, viewer, at)[-1]
    line = _stored(release.editions, viewer)
    number, published_at = line.at(at)
    read_at = max(release.published_at, published_at)
    return Edition(release.pk, release.digest, viewer, number, published_at, read_at)


def up_to(release: AgendaRelease, viewer: Viewer, at: dt.datetime) -> list[Edition]:
    """All editions of the event that viewer has read until then, in their order."""
    editions: dict[int, Edition] = {}
    rows = _rows(release.event_id, release.number, release.digest, viewer)
    ends = [*(began_at for _pk, _digest, began_at, _line in rows[1:]), at]
    for (pk, digest, began_at, line), ends_at in zip(rows, ends, strict=True):
        for moment in (began_at, *line.reveals):
            if moment == began_at or moment <= ends_at:
                number, published_at = line.at(moment)
                edition = Edition(pk, digest, viewer, number, published_at, moment)
                editions.setdefault(number, edition)
    return list(editions.values())


def identity(release: AgendaRelease, viewer: Viewer) -> str:
    """What stays the same through all editions of the event: the digest of the first."""
    return _rows(release.event_id, release.number, release.digest, viewer)[0][3].digest


Row = tuple[int, str, dt.datetime, Line]
"""A release's key and digest, since when it is current, and its line for a viewer."""


@lru_cache(maxsize=64)
def _rows(event_pk: int, number: int, _digest: str, viewer: Viewer) -> list[Row]:
    """The releases up to one, in order: its digest, bound to those before, stands for all."""
    releases = AgendaRelease.objects.filter(event=event_pk, number__lte=number).order_by("number")
    if len(viewer.groups) > 1:
        return list(_worked_out(releases.values_list("pk", "digest", "published_at", "content"), viewer))
    columns = releases.values_list("pk", "digest", "published_at", "editions")
    return [
        (pk, digest, published_at, _stored(editions, viewer))
        for pk, digest, published_at, editions in columns
    ]


def _worked_out(releases: Any, viewer: Viewer) -> Iterator[Row]:
    line: Line | None = None
    before: Content = {}
    for pk, digest, published_at, content in releases.iterator(chunk_size=1):
        line = _line(content, viewer, published_at, before=line, content_before=partial(dict, before))
        before = content
        yield pk, digest, published_at, line


def _stored(editions: dict[str, Any], viewer: Viewer) -> Line:
    """A group that the release does not know of yet sees in it what every confirmed attendee sees."""
    return Line.stored(editions.get(viewer.key) or editions[Viewer(viewer.level).key])


def _line(
    content: Content,
    viewer: Viewer,
    now: dt.datetime,
    *,
    before: Line | None,
    content_before: Callable[[], Content],
) -> Line:
    reveals = tuple(moment for moment in audience.reveals(content, viewer) if moment > now)
    digest = agenda.digest(audience.project(content, viewer, now))
    began_at = now.replace(microsecond=0)
    if before is None:
        return Line(1, began_at, digest, reveals)
    number, published_at = before.at(now)
    known = before.digest
    if number != before.number:
        known = agenda.digest(audience.project(content_before(), viewer, now))
    if known == digest:
        return Line(number, published_at, digest, reveals)
    return Line(number + 1, began_at, digest, reveals)
