"""Which registrations of an event may be one person's, and how two become one.

Nothing merges by itself: pairs are found when somebody looks, and a person decides. Of two that are
merged one is kept, with its ticket and its personal link; the other ends through registrations.seats,
so that its seat is counted and passed on like any other. Both keep their history and are linked.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import User
from events.models import Event
from registrations import answers, delegation_places, merged_answers, places, seats, viewers
from registrations.models import SEATED, PairDecision, PairVerdict, Registration
from registrations.name_forms import NameForm, forms_of
from registrations.name_matching import NameIndex

# Stored in English, shown in the reader's language.
MERGED = gettext_noop("Merged with another registration of the same person")

# What of the registration that ends can be taken over.
MERGEABLE = (
    "given_name",
    "family_name",
    "name_order",
    "native_name",
    "email",
    "organization_name",
    "position",
    "sector",
    "country",
    "language",
)
MOST_OF_ONE_ORGANIZATION = 500


class Sign(models.TextChoices):
    """What makes two registrations look like one person's; the strongest first."""

    SAME_ADDRESS = "same_address", _("The same address but for dots, a plus or a sub-domain")
    SAME_NAME = "same_name", _("The same name, in whichever script and order")
    LIKE_NAME = "like_name", _("Names spelled alike")
    SAME_ORGANIZATION = "same_organization", _("The same organization")


@dataclass(frozen=True)
class Pair:
    first: Registration
    second: Registration
    signs: tuple[Sign, ...]


class CannotMerge(Exception):
    """The two cannot become one as they are now, with the reason in words."""


def likely(event: Event) -> list[Pair]:
    """The pairs of live registrations that nobody has decided on, the likest first."""
    registrations = {one.pk: one for one in event.registrations.live().select_related("ticket_type")}
    signs: dict[tuple[int, int], set[Sign]] = defaultdict(set)
    for sign, pairs in (
        (Sign.SAME_ADDRESS, _of_one_address(registrations.values())),
        (Sign.SAME_NAME, _of_one_name(registrations.values())),
        (Sign.LIKE_NAME, _of_like_names(registrations.values())),
    ):
        for pair in pairs:
            signs[pair].add(sign)
    decided = set(PairDecision.objects.filter(first__event=event).values_list("first", "second"))
    found = []
    for pair, of_pair in signs.items():
        if pair in decided:
            continue
        first, second = (registrations[pk] for pk in pair)
        if Sign.SAME_NAME in of_pair:
            of_pair.discard(Sign.LIKE_NAME)
        if _organization_keys(first) & _organization_keys(second):
            of_pair.add(Sign.SAME_ORGANIZATION)
        found.append(Pair(first, second, tuple(sign for sign in Sign if sign in of_pair)))
    return sorted(found, key=lambda pair: ([sign not in pair.signs for sign in Sign], pair.first.pk))


def address_key(email: str) -> tuple[str, str]:
    """What most mail systems take for one and the same mailbox, and its domain."""
    local_part, _at, domain = email.lower().rpartition("@")
    return local_part.partition("+")[0].replace(".", ""), domain


def _of_one_address(registrations: Iterable[Registration]) -> Iterator[tuple[int, int]]:
    alike = defaultdict(list)
    for registration in registrations:
        local_part, domain = address_key(registration.email)
        alike[local_part].append((registration.pk, domain))
    for mailboxes in alike.values():
        for (first, domain), (second, other) in combinations(sorted(mailboxes), 2):
            if domain == other or domain.endswith(f".{other}") or other.endswith(f".{domain}"):
                yield first, second


def _name_forms(registration: Registration) -> list[NameForm]:
    return [
        form
        for name in (registration.name, registration.native_name)
        if name
        for form in forms_of(name, is_organization=False)
    ]


def _of_one_name(registrations: Iterable[Registration]) -> Iterator[tuple[int, int]]:
    bearers: dict[str, set[int]] = defaultdict(set)
    for registration in registrations:
        for form in _name_forms(registration):
            # Characters that Mandarin reads alike are different names to those who bear them.
            keys = {form.native} if form.is_han else {form.native, form.folded, *form.joined}
            for key in keys:
                bearers[key].add(registration.pk)
    for pks in bearers.values():
        yield from combinations(sorted(pks), 2)


def _of_like_names(registrations: Iterable[Registration]) -> Iterator[tuple[int, int]]:
    """Within one organization only: between organizations, many people are called almost the same."""
    colleagues: dict[str, dict[int, Registration]] = defaultdict(dict)
    for registration in registrations:
        for key in _organization_keys(registration):
            colleagues[key][registration.pk] = registration
    for group in colleagues.values():
        if not 1 < len(group) <= MOST_OF_ONE_ORGANIZATION:
            continue
        names = [
            (pk, name)
            for pk, one in group.items()
            for name in dict.fromkeys((one.name, one.native_name))
            if name
        ]
        index = NameIndex(names, is_organization=False)
        for pk, name in names:
            for hit in index.search(name):
                if hit.key > pk:
                    yield pk, hit.key


def _organization_keys(registration: Registration) -> set[str]:
    keys = {form.folded for form in forms_of(registration.organization_name, is_organization=True)}
    return keys | ({f"known {registration.organization_id}"} if registration.organization_id else set())


# --- Deciding ---


def decision_on(first: Registration, second: Registration) -> PairDecision | None:
    low, high = sorted((first.pk, second.pk))
    return PairDecision.objects.filter(first=low, second=high).select_related("decided_by", "kept").first()


def differ(first: Registration, second: Registration, *, by: User, note: str, now: dt.datetime) -> None:
    """Remember that the two are different people. Raises CannotMerge when it was decided before."""
    with transaction.atomic():
        _lock(first, second)
        _decide(first, second, verdict=PairVerdict.DIFFERENT, note=note, by=by, now=now)


def merge(
    kept: Registration,
    ended: Registration,
    *,
    taken: Iterable[str],
    by: User,
    note: str,
    now: dt.datetime,
) -> None:
    """End one of two, and take the answers named in taken over into the other. Raises CannotMerge.

    ``taken`` names details and keys of questions; answers to questions that the kept one lacks are taken over
    in any case. Groups into which staff had put the one that ends are the other's, too.
    """
    chosen = set(taken)
    names = [name for name in MERGEABLE if name in chosen]
    if kept.delegation_id is not None and "organization_name" in names:
        names.remove("organization_name")  # It is the delegation's.
    with transaction.atomic():
        _lock(kept, ended)
        if not (kept.is_live and ended.is_live):
            raise CannotMerge(_("One of the two has ended meanwhile; nothing was merged."))
        if ended.status in SEATED and kept.status not in SEATED:
            raise CannotMerge(_("Keep the one that holds a seat: its seat would be lost otherwise."))
        if ended.delegation_id is not None and kept.delegation_id is None:
            raise CannotMerge(
                _("Keep the one that a delegation named: its place there would be lost otherwise.")
            )
        given = merged_answers.taken_over(kept, ended, chosen=chosen)
        keys = [question.key for question in given.questions]
        _decide(
            kept,
            ended,
            verdict=PairVerdict.MERGED,
            note=note,
            by=by,
            now=now,
            kept=kept,
            taken=[*names, *keys],
        )
        seats.cancel(ended, now=now, by=by, reason=MERGED)
        details = {name: getattr(ended, name) for name in names}
        if "organization_name" in details:
            details["organization"] = ended.organization
        if details or given.questions:
            merged_answers.release_files(ended, given)
            answers.change(kept, details, given=given, now=now)
        for membership in ended.group_memberships.current().select_related("group"):
            viewers.put_in(kept, membership.group, by=by, now=now)


def merges_of(registration: Registration) -> models.QuerySet[PairDecision]:
    """In which the registration was kept or ended."""
    return PairDecision.objects.filter(
        Q(first=registration) | Q(second=registration), verdict=PairVerdict.MERGED
    ).select_related("first__event", "second__event", "decided_by")


def was_merged(registration: Registration) -> bool:
    """Whether it ended because another registration of the same person was kept."""
    return merges_of(registration).exclude(kept=registration).exists()


def breaches() -> Iterator[str]:
    """Each way in which what was merged contradicts itself, as a line for an operator."""
    for merged in PairDecision.objects.filter(verdict=PairVerdict.MERGED).select_related("first", "second"):
        if merged.ended.is_live:
            yield f"registration {merged.ended.pk}: it was merged into {merged.kept_id}, and is live"
        if merged.first.event_id != merged.second.event_id:
            yield f"registrations {merged.first_id} and {merged.second_id}: merged across events"


def _lock(*registrations: Registration) -> None:
    """Hold both rows, and the ticket types on which ending one acts; in one order, whoever is kept."""
    ticket_types = {registration.ticket_type_id for registration in registrations}
    places.lock_around(*ticket_types)
    for registration in sorted(registrations, key=lambda one: one.delegation_id or 0):
        delegation_places.lock(registration)
    rows = Registration.objects.select_for_update().filter(pk__in=[one.pk for one in registrations])
    locked = {row.pk: row for row in rows.order_by("pk")}
    for registration in registrations:
        for field in (*MERGEABLE, "organization_id", "status", "waiting_since_at", "ticket_type_id"):
            setattr(registration, field, getattr(locked[registration.pk], field))


def _decide(one: Registration, other: Registration, *, by: User, now: dt.datetime, **said: object) -> None:
    first, second = sorted((one, other), key=lambda registration: registration.pk)
    _decision, is_new = PairDecision.objects.get_or_create(
        first=first, second=second, defaults={"decided_by": by, "decided_at": now} | said
    )
    if not is_new:
        raise CannotMerge(_("Somebody has decided on these two meanwhile; nothing was changed."))
