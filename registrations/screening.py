"""Which attendees are like a name on a list, and what staff have said about it.

Screening never rejects: it finds, keeps what it found with the version of the list and the reason,
and waits for a person's verdict. It runs apart from registering, in bounded batches: a registration is
due when no result says what its present answers have in common with the version in use. So a new
registration, a changed answer and a new version of a list are one case, a worker that is killed loses
nothing, and two workers at once write the same rows. What rules make of a listed name is the review's.
"""

import datetime as dt
import functools
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from accounts.models import User
from events.models import Event
from registrations import review
from registrations.models import (
    ANSWER_SEPARATOR,
    SCREENED_ANSWERS,
    ListedKind,
    ListedName,
    ListVersion,
    Method,
    Registration,
    RegistrationQuerySet,
    ScreenedField,
    Screening,
    ScreeningList,
    ScreeningMatch,
    ScreeningMatchQuerySet,
    ScreeningVerdict,
    screened_answers,
)
from registrations.name_matching import Hit, NameIndex

SCREENED_AT_ONCE = 200
VERSIONS_IN_MEMORY = 8


class AlreadyDecided(Exception):
    """Somebody else was faster, or a later version of the list has taken the match's place."""

    def __init__(self, match: ScreeningMatch) -> None:
        super().__init__(f"screening match {match.pk} is no longer open")
        self.match = match


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of an event's registrations have been compared with a list's version in use."""

    version: ListVersion
    screened: int
    total: int


def open_matches(registration: Registration) -> ScreeningMatchQuerySet:
    """What the registration has in common with listed names and nobody has decided on."""
    return ScreeningMatch.objects.open().filter(registration=registration)


def matches_of(registration: Registration) -> ScreeningMatchQuerySet:
    """All that speaks now, decided or not, with what a page tells of it."""
    current = ScreeningMatch.objects.filter(registration=registration, superseded_at__isnull=True)
    return current.select_related("version__screening_list", "listed_name", "decided_by")


def matches_in(event: Event, *, is_decided: bool) -> ScreeningMatchQuerySet:
    """Those of an event: the open ones, the likest first, or the decided ones, the latest first."""
    matches = ScreeningMatch.objects.filter(registration__event=event)
    matches = matches.decided().order_by("-decided_at", "pk") if is_decided else matches.open()
    return matches.select_related("registration", "version__screening_list", "listed_name", "decided_by")


def decide(
    match: ScreeningMatch, verdict: ScreeningVerdict, *, by: User, note: str, now: dt.datetime
) -> None:
    """Say whether it is the same; that changes nothing else. Raises AlreadyDecided."""
    decided = ScreeningMatch.objects.open().filter(pk=match.pk)
    if decided.update(verdict=verdict, note=note, decided_by=by, decided_at=now) != 1:
        match.refresh_from_db()
        raise AlreadyDecided(match)
    match.refresh_from_db()


# --- What is due ---


def screen_due(*, now: dt.datetime, seconds: float | None = None) -> int:
    """Compare what is due, batch by batch, for so long; return how many comparisons were made."""
    ends_at = None if seconds is None else time.monotonic() + seconds
    screened = 0
    for version in ListVersion.objects.in_use():
        while batch := list(due(version, now=now)[:SCREENED_AT_ONCE]):
            if not screen(batch, version, now=now):
                break
            screened += len(batch)
            if ends_at is not None and time.monotonic() >= ends_at:
                return screened
    return screened


def to_be_screened(*, now: dt.datetime) -> RegistrationQuerySet:
    """The live registrations of events that screen their attendees and are not over."""
    return Registration.objects.live().filter(event__in=Event.objects.screening_attendees(now=now))


def due(version: ListVersion, *, now: dt.datetime) -> RegistrationQuerySet:
    """Those whose answers, as they are now, have not been compared with version; the oldest first."""
    first, *others = SCREENED_ANSWERS
    answers = Concat(first, *(part for name in others for part in (Value(ANSWER_SEPARATOR), name)))
    result = Screening.objects.filter(
        version=version, registration=OuterRef("pk"), answers=OuterRef("answers")
    )
    return (
        to_be_screened(now=now)
        .annotate(answers=answers)
        .filter(~Exists(result))
        .select_related("organization")
        .order_by("pk")
    )


def progress(event: Event) -> list[Progress]:
    """How far the screening of one event has come, a list at a time."""
    live = Registration.objects.live().filter(event=event)
    total = live.count()
    current = Count("screenings", filter=Q(screenings__registration__in=live), distinct=True)
    versions = ListVersion.objects.in_use().select_related("screening_list").annotate(screened=current)
    return [Progress(version, version.screened, total) for version in versions]


# --- Comparing ---


def screen(registrations: Iterable[Registration], version: ListVersion, *, now: dt.datetime) -> bool:
    """Compare and keep what was found; False, and nothing kept, when version is no longer in use."""
    registrations = list(registrations)
    found = [
        _match(registration, version, field, written, hit, now=now)
        for registration in registrations
        for field, written in written_in(registration)
        for hit in names_of(version.pk).search(field, written)
    ]
    results = [
        Screening(
            registration=registration,
            version=version,
            answers=screened_answers(registration),
            screened_at=now,
        )
        for registration in registrations
    ]
    with transaction.atomic():
        # Held until the end, so that no other version comes into use in between.
        in_use = ScreeningList.objects.select_for_update().filter(active_version=version)
        if not in_use.exists():
            return False
        known = set(
            ScreeningMatch.objects.open()
            .filter(registration__in=registrations)
            .values_list("registration", flat=True)
        )
        earlier = ScreeningMatch.objects.filter(
            registration__in=registrations, version__screening_list=version.screening_list_id
        ).exclude(version=version)
        _carry_verdicts(earlier, to=found)
        earlier.filter(superseded_at__isnull=True).update(superseded_at=now)
        ScreeningMatch.objects.bulk_create(found, ignore_conflicts=True)
        Screening.objects.bulk_create(
            results,
            update_conflicts=True,
            unique_fields=["registration", "version"],
            update_fields=["answers", "screened_at"],
        )
        newly = ScreeningMatch.objects.open().filter(registration__in=registrations)
        matched = set(newly.values_list("registration", flat=True)) - known
        waiting = set(review.waiting_among(registrations).values_list("pk", flat=True))
        for registration in registrations:
            if registration.pk in matched | waiting:
                review.screened(registration, is_newly_listed=registration.pk in matched, now=now)
    return True


def written_in(registration: Registration) -> Iterator[tuple[ScreenedField, str]]:
    """What a registration says that is compared, each text once."""
    organization = registration.organization_name
    yield ScreenedField.NAME, registration.name
    if registration.native_name:
        yield ScreenedField.NATIVE_NAME, registration.native_name
    yield ScreenedField.ORGANIZATION, organization
    if known := registration.organization:
        names = dict.fromkeys((known.name_en, known.name_ja))  # type: ignore[attr-defined]
        yield from (
            (ScreenedField.KNOWN_ORGANIZATION, name) for name in names if name and name != organization
        )


def _match(
    registration: Registration,
    version: ListVersion,
    field: ScreenedField,
    written: str,
    hit: Hit[ListedName],
    *,
    now: dt.datetime,
) -> ScreeningMatch:
    return ScreeningMatch(
        registration=registration,
        version=version,
        listed_name=hit.key,
        field=field,
        written=written,
        listed_as=hit.listed_as,
        method=hit.method,
        likeness=hit.likeness,
        score=hit.score,
        found_at=now,
    )


def _carry_verdicts(earlier: QuerySet[ScreeningMatch], *, to: list[ScreeningMatch]) -> None:
    """Whatever was decided of the same entry and the same words need not be decided again."""
    decided = earlier.filter(decided_at__isnull=False).select_related("listed_name").order_by("decided_at")
    verdicts = {_sameness(match): match for match in decided}
    for match in to:
        if known := verdicts.get(_sameness(match)):
            match.verdict, match.note = known.verdict, known.note
            match.decided_by, match.decided_at = known.decided_by, known.decided_at


def _sameness(match: ScreeningMatch) -> tuple[int, str, str, str]:
    return match.registration_id, match.listed_name.digest, match.field, match.written


class Names:
    """The names of one version, ready to be looked in."""

    def __init__(self, version_id: int) -> None:
        names = list(ListedName.objects.filter(version=version_id).defer("remarks"))
        persons = {ListedKind.PERSON, ListedKind.UNKNOWN}
        self._persons = NameIndex(
            ((entry, name) for entry in names if entry.kind in persons for name in entry.names),
            is_organization=False,
        )
        # Sole traders, ships and whatever else stands on lists are written where organizations are.
        self._organizations = NameIndex(
            ((entry, name) for entry in names for name in entry.names), is_organization=True
        )

    def search(self, field: ScreenedField, written: str) -> Iterator[Hit[ListedName]]:
        is_person = field in {ScreenedField.NAME, ScreenedField.NATIVE_NAME}
        for hit in (self._persons if is_person else self._organizations).search(written):
            if hit.key.kind != ListedKind.OTHER or hit.method != Method.NEAR:
                yield hit


@functools.lru_cache(maxsize=VERSIONS_IN_MEMORY)
def names_of(version_id: int) -> Names:
    """Made once: a version never changes."""
    return Names(version_id)


def breaches() -> Iterator[str]:
    """Each way in which lists and results contradict each other, as a line for an operator."""
    for version in ListVersion.objects.annotate(counted=Count("listed_names")).exclude(
        name_count=F("counted")
    ):
        yield f"list version {version.pk}: it had {version.name_count} entries, and has {version.counted}"
    stray = ScreeningList.objects.exclude(active_version__isnull=True).exclude(
        active_version__screening_list=F("pk")
    )
    for pk in stray.values_list("pk", flat=True):
        yield f"screening list {pk}: the version in use is one of another list"
    for pk in ScreeningMatch.objects.exclude(listed_name__version=F("version")).values_list("pk", flat=True):
        yield f"screening match {pk}: its listed name is not of its version"
