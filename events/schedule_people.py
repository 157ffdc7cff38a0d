"""Which speakers the people of a schedule are.

A speaker that an import makes has the person's identifier at the source in its address, after two
hyphens, which no address written by hand or made from a name has: "ada-byron--1815". So the same person
is known again in a later file of the same source, two persons of one name stay two, and an organizer's
own speaker is never taken for a stranger of the same name. A person without an identifier is known by
name within the event.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.utils.text import slugify

from events.models import Event
from events.schedule_formats import PersonEntry
from speakers.models import NameOrder, Speaker

MARK = "--"
FIELDS = ("given_name", "family_name", "name_order", "biography_en", "biography_ja")
SHORT_IDENTIFIER = re.compile(r"[a-z0-9]{1,12}")
EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass
class People:
    """The speakers of a schedule, by person; what is new or changed is not saved yet.

    ``before`` has the columns of those who changed, as they were, by address.
    """

    by_key: dict[tuple[str, str], Speaker] = field(default_factory=dict)
    new: list[Speaker] = field(default_factory=list)
    changed: list[Speaker] = field(default_factory=list)
    unchanged: list[Speaker] = field(default_factory=list)
    before: dict[str, dict[str, str]] = field(default_factory=dict)


def settle(
    people: Iterable[PersonEntry], *, event: Event, language: str, known: Collection[Speaker]
) -> People:
    """Find or make the speaker of each person; known are those of the event's earlier imports."""
    slugs = _slugs(people, event)
    existing = Speaker.objects.in_bulk(list(slugs), field_name="slug")
    renamed = _renamed([slug for slug in slugs if slug not in existing], known, slugs)
    settled = People()
    for slug, person in slugs.items():
        found = existing.get(slug) or renamed.get(slug)
        speaker = found or Speaker(slug=slug)
        before = {name: getattr(speaker, name) for name in FIELDS}
        is_changed = _write(speaker, person, language)
        if found is None:
            settled.new.append(speaker)
        elif is_changed:
            settled.changed.append(speaker)
            settled.before[speaker.slug] = before
        else:
            settled.unchanged.append(speaker)
        settled.by_key[person.key] = speaker
    return settled


def is_imported(speaker: Speaker) -> bool:
    return MARK in speaker.slug


def _slugs(people: Iterable[PersonEntry], event: Event) -> dict[str, PersonEntry]:
    slugs: dict[str, PersonEntry] = {}
    for person in people:
        slug = f"{slugify(person.name)[:90].strip('-') or 'speaker'}{MARK}{_mark(person, event)}"
        if slug in slugs:
            # One identifier for two names that look the same in an address.
            slug = f"{slug}-{_digest(person.name.casefold())[:6]}"
        slugs[slug] = person
    return slugs


def _mark(person: PersonEntry, event: Event) -> str:
    identifier = person.external_id.lower()
    if SHORT_IDENTIFIER.fullmatch(identifier):
        return identifier
    return _digest(identifier or f"{event.pk} {person.name.casefold()}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _renamed(
    missing: list[str], known: Collection[Speaker], slugs: dict[str, PersonEntry]
) -> dict[str, Speaker]:
    """The event's own speakers who have another name now under the same identifier, by their new address."""
    left_over, sought = defaultdict(list), defaultdict(list)
    for speaker in known:
        if is_imported(speaker) and speaker.slug not in slugs:
            left_over[speaker.slug.rpartition(MARK)[2]].append(speaker)
    for slug in missing:
        sought[slug.rpartition(MARK)[2]].append(slug)
    return {
        found[0]: left_over[mark][0]
        for mark, found in sought.items()
        if len(found) == len(left_over.get(mark, ())) == 1
    }


def _write(speaker: Speaker, person: PersonEntry, language: str) -> bool:
    """Give the speaker the person's name and, where there is one, biography; whether that changed anything.

    A name that reads the same keeps the parts into which an organizer may have divided it.
    """
    before = [getattr(speaker, name) for name in FIELDS]
    if speaker.name != person.name:
        speaker.given_name, speaker.family_name, speaker.name_order = _parts(person.name)
    if person.biography:
        setattr(speaker, f"biography_{language}", person.biography)
    return before != [getattr(speaker, name) for name in FIELDS]


def _parts(name: str) -> tuple[str, str, NameOrder]:
    """Given name, family name and their order: the family name is the last word, the first in East Asia."""
    if EAST_ASIAN.search(name):
        family, _space, given = name.partition(" ")
        return given, family, NameOrder.FAMILY_FIRST
    given, _space, family = name.rpartition(" ")
    return given, family, NameOrder.GIVEN_FIRST
