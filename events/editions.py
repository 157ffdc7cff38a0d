"""Which edition of each event the public reads at this moment, and which pages say nothing else.

A public page is the same for everybody until the edition that it shows is replaced or an instant that
it names has come. So it can be kept whole; this module says which pages those are and when one ends.
"""

import datetime as dt
import hashlib
import math
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import structlog
from django.db import Error
from django.http import HttpResponseBase
from django.utils import timezone

from events.audience import Viewer
from events.models import AgendaRelease, Event
from events.numbering import Line

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_AT_MOST = 0.9

log = structlog.get_logger(__name__)

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class PublicEditions:
    """What this process knows of the editions that the public reads, never older than a second.

    One small query tells which events have another release than before, and only of these a second one
    asks for the edition: a release in which nothing changed for the public is no new edition to it.
    While the database is away nobody can publish, and what was known stays true.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._looking = threading.Lock()
        self._looked_at = -math.inf
        self._releases: dict[str, int] | None = None
        self._editions: dict[str, Line] = {}
        self._sources: dict[str, AgendaRelease] = {}

    def current(self, slug: str | None) -> str:
        """A name for the edition of the event, or of all events together; "" for one not published."""
        self._look_if_it_is_time()
        now = timezone.now()
        lines = self._editions
        if slug is not None:
            return _name(lines[slug], now) if slug in lines else ""
        names = "\n".join(f"{one} {_name(lines[one], now)}" for one in sorted(lines))
        return hashlib.sha256(names.encode()).hexdigest()

    def release(self, slug: str) -> AgendaRelease | None:
        """What the public reads of the event, without the weight of its content; None if not published."""
        self._look_if_it_is_time()
        return self._sources.get(slug)

    def look_again(self) -> None:
        """Something was published: look before the next answer."""
        self._looked_at = -math.inf

    def forget(self) -> None:
        """Know nothing, as when the process started."""
        self.look_again()
        self._releases = None
        self._editions = {}
        self._sources = {}

    def _is_known_for(self, seconds: float) -> bool:
        return 0 <= self.clock() - self._looked_at < seconds

    def _look_if_it_is_time(self) -> None:
        if self._is_known_for(SECONDS_BETWEEN_LOOKS):
            return
        # While another thread looks, what is known serves, unless it is too old to be served.
        if not self._looking.acquire(blocking=not self._is_known_for(SECONDS_AT_MOST)):
            return
        try:
            if not self._is_known_for(SECONDS_BETWEEN_LOOKS):
                self._look()
        finally:
            self._looking.release()

    def _look(self) -> None:
        started_at = self.clock()
        try:
            releases = dict(Event.objects.published().order_by().values_list("slug", "current_release_id"))
            if releases != self._releases:
                self._learn(releases)
        except Error:
            if self._releases is None:
                raise
            log.exception("the database does not say what is published; what was known is served")
        self._looked_at = started_at

    def _learn(self, releases: dict[str, int]) -> None:
        before = self._releases or {}
        editions = {slug: self._editions[slug] for slug in releases if releases[slug] == before.get(slug)}
        changed = [pk for slug, pk in releases.items() if slug not in editions]
        sources = {slug: self._sources[slug] for slug in editions}
        found = AgendaRelease.objects.filter(pk__in=changed).select_related("event")
        for release in found.only("event__slug", "event", "number", "digest", "editions", "published_at"):
            slug = release.event.slug
            sources[slug] = release
            editions[slug] = Line.stored(release.editions[Viewer.PUBLIC.key])
        self._editions = editions
        self._sources = sources
        self._releases = releases


def _name(line: Line, now: dt.datetime) -> str:
    """With the end of each embargo the release begins another edition by itself."""
    return f"{line.at(now)[0]}-{line.digest}"


public = PublicEditions()


def same_for_everybody(*, reads: Iterable[str] = ()) -> Callable[[View], View]:
    """Declare a view whose answer is a function of edition, path, ``tz`` and the instants it names.

    Its answer may be kept whole. ``reads`` names what else of the query it depends on: an answer to such
    a question is not kept; whatever stands in a query beyond that does not reach the view at all.
    """

    def declare(view: View) -> View:
        view.reads_of_query = frozenset(reads)  # type: ignore[attr-defined]
        return view

    return declare


def reads_of_query(view: Callable[..., Any]) -> frozenset[str] | None:
    """What a view declared that it reads beside ``tz``; None for one whose answers are not kept."""
    reads: frozenset[str] | None = getattr(view, "reads_of_query", None)
    return reads


def hold_until(response: HttpResponseBase, *moments: dt.datetime | None, now: dt.datetime) -> None:
    """Say that the answer reads differently from the first of these moments that is still to come."""
    if coming := [moment for moment in (*moments, holds_until(response)) if moment and moment > now]:
        response.holds_until = min(coming)  # type: ignore[attr-defined]


def holds_until(response: HttpResponseBase) -> dt.datetime | None:
    """The instant from which an answer reads differently; None for one that no clock changes."""
    moment: dt.datetime | None = getattr(response, "holds_until", None)
    return moment
