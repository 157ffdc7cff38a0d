"""What the public reads, and since when."""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import User
from events import agenda, audience, checks, editions, numbering
from events.agenda import digest
from events.models import AgendaRelease, Event
from events.numbering import Edition


class AgendaHasErrors(Exception):
    """The draft has errors, which stop a publication: ``findings``, warnings among them."""

    def __init__(self, findings: list[checks.Finding]) -> None:
        super().__init__("; ".join(f.message for f in findings if f.severity == checks.Severity.ERROR))
        self.findings = findings


class DraftHasChanged(Exception):
    """The draft is no longer the one that was looked at before publishing."""


class AnotherIsPublic(Exception):
    """The public no longer reads the release that was looked at before publishing an older one again."""


class IsPublicAlready(Exception):
    """The public reads that content now."""


def publish(
    event: Event, *, by: User | None, note: str = "", now: dt.datetime, looked_at: str | None = None
) -> AgendaRelease:
    """Freeze the draft as the event's next release and show it to the public.

    Raises AgendaHasErrors when the check finds errors, and DraftHasChanged when ``looked_at``, the
    digest of the document that somebody looked at before deciding, is not that of the draft; then
    the public goes on reading what it read.
    """
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=event.pk)
        content = agenda.document(event)
        if looked_at is not None and looked_at != digest(content):
            raise DraftHasChanged
        findings = checks.check(content)
        if checks.has_errors(findings):
            raise AgendaHasErrors(findings)
        release = _append(event, content, by=by, note=note, now=now)
    editions.public.look_again()
    return release


def publish_again(
    older: AgendaRelease,
    *,
    by: User | None,
    note: str = "",
    now: dt.datetime,
    instead_of: AgendaRelease | None = None,
) -> AgendaRelease:
    """Show the public the content of an older release again, as a new one; the draft stays as it is.

    It was checked when it was published first, and is not checked again: going back must always be
    possible. Raises IsPublicAlready, and AnotherIsPublic when ``instead_of``, the current release that
    somebody looked at before deciding, is no longer current; then nothing changes.
    """
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=older.event_id)
        current = current_of(event)
        if current is None or (instead_of is not None and instead_of.pk != current.pk):
            raise AnotherIsPublic
        content = AgendaRelease.objects.values_list("content", flat=True).get(pk=older.pk)
        if digest(content, previous=current.previous_digest) == current.digest:
            raise IsPublicAlready
        release = _append(event, content, by=by, note=note, now=now)
    editions.public.look_again()
    return release


def current_of(event: Event) -> AgendaRelease | None:
    """The release that the public reads, without the weight of its content."""
    if event.current_release_id is None:
        return None
    return event.releases.defer("content", "summary").get(pk=event.current_release_id)


def _append(
    event: Event, content: dict[str, Any], *, by: User | None, note: str, now: dt.datetime
) -> AgendaRelease:
    """Freeze content as the next release of an event that is locked, and point the public to it."""
    predecessor = event.releases.defer("content", "summary").order_by("number").last()
    previous_digest = predecessor.digest if predecessor else ""
    release = AgendaRelease.objects.create(
        event=event,
        number=predecessor.number + 1 if predecessor else 1,
        content=content,
        summary=_summary(content),
        editions=numbering.lines_of(content, predecessor=predecessor, now=now),
        note=note,
        published_at=now,
        published_by=by,
        previous_digest=previous_digest,
        digest=digest(content, previous=previous_digest),
    )
    event.current_release = release
    event.save(update_fields=["current_release"])
    return release


def _summary(content: dict[str, Any]) -> dict[str, Any]:
    """What lists of events show of one: its own facts and the names of those who hold it."""
    holders = {part["organization"] for part in content["event"]["organizations"]}
    return {
        "event": content["event"],
        "organizations": {key: row for key, row in content["organizations"].items() if key in holders},
    }


def current_content(event: Event) -> dict[str, Any] | None:
    """The content that the public reads now, None before the first release."""
    return event.current_release.content if event.current_release else None


def project(edition: Edition) -> dict[str, Any]:
    """What the viewer of an edition may know of its release then."""
    content = AgendaRelease.objects.values_list("content", flat=True).get(
        pk=edition.release, digest=edition.release_digest
    )
    return audience.project(content, edition.viewer, edition.read_at)


@lru_cache(maxsize=16)
def projection(edition: Edition) -> dict[str, Any]:
    """The same, read once per process. Callers must not change it."""
    return project(edition)


def breaches() -> Iterator[str]:
    """Each release that is not what was published, as a line for an operator."""
    previous: AgendaRelease | None = None
    for release in AgendaRelease.objects.order_by("event", "number").iterator(chunk_size=10):
        predecessor = previous if previous and previous.event_id == release.event_id else None
        if release.number != (predecessor.number + 1 if predecessor else 1):
            yield f"agenda release {release.pk}: its predecessor is missing"
        if release.previous_digest != (predecessor.digest if predecessor else ""):
            yield f"agenda release {release.pk}: it is not bound to its predecessor"
        if release.digest != digest(release.content, previous=release.previous_digest):
            yield f"agenda release {release.pk}: its content is not what was published"
        previous = release
    strangers = Event.objects.filter(current_release__isnull=False).exclude(current_release__event=F("pk"))
    for pk in strangers.values_list("pk", flat=True):
        yield f"event {pk}: its current release belongs to another event"
