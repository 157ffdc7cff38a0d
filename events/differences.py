"""How one agenda differs from another, in words for people."""

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language_info, gettext, gettext_lazy, pgettext, pgettext_lazy

from events import writing
from events.difference_materials import material_details
from events.difference_people import people_details
from events.difference_words import YES_NO, Detail, Words
from events.models import Audience, EventFormat, OrganizationRole, OrganizationRule, SessionKind
from events.precedence import speakers_in_order
from events.texts import Translations
from speakers.models import Sector

__all__ = ["CHANGE_LABELS", "Change", "ChangeKind", "Detail", "difference"]


class ChangeKind(enum.StrEnum):
    EVENT = "event"
    ADDED = "added"
    REMOVED = "removed"
    CANCELLED = "cancelled"
    REINSTATED = "reinstated"
    MOVED = "moved"
    RETITLED = "retitled"
    PEOPLE = "people"
    EDITED = "edited"
    SPEAKER = "speaker"
    ORGANIZATION = "organization"
    ROOM = "room"
    TRACK = "track"


CHANGE_LABELS = {
    ChangeKind.EVENT: gettext_lazy("Event changed"),
    ChangeKind.ADDED: gettext_lazy("Added"),
    ChangeKind.REMOVED: gettext_lazy("Removed"),
    ChangeKind.CANCELLED: pgettext_lazy("session", "Cancelled"),
    ChangeKind.REINSTATED: gettext_lazy("Takes place after all"),
    ChangeKind.MOVED: gettext_lazy("Moved"),
    ChangeKind.RETITLED: gettext_lazy("Retitled"),
    ChangeKind.PEOPLE: gettext_lazy("People changed"),
    ChangeKind.EDITED: gettext_lazy("Edited"),
    ChangeKind.SPEAKER: gettext_lazy("Speaker edited"),
    ChangeKind.ORGANIZATION: gettext_lazy("Organization edited"),
    ChangeKind.ROOM: gettext_lazy("Room edited"),
    ChangeKind.TRACK: gettext_lazy("Track edited"),
}
_FOR_WHOM = ("audience", "groups")
LONG_TEXTS = {"summary", "description", "abstract", "agenda_note", "practical", "biography"}


@dataclass(frozen=True)
class Change:
    """One way in which a session, the event or what they name differs; ``code`` is a session's, or ""."""

    kind: ChangeKind
    code: str
    title: Translations
    details: list[Detail] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(CHANGE_LABELS[self.kind])


def difference(old: dict[str, Any] | None, new: dict[str, Any], *, for_readers: bool = False) -> list[Change]:
    """How new differs from old: the event, its sessions in the order of the new agenda, what they name.

    Organizers get every text in all its languages. Readers get those of their own; of long texts, and
    of what changed in other languages only, they are told that it was edited.
    """
    before, after = Words(old, for_readers=for_readers), Words(new, for_readers=for_readers)
    changes = list(_event_changes(before, after)) if old else []
    labels = _session_labels()
    for code, session in after.sessions.items():
        if code in before.sessions:
            changes += _session_changes(before, before.sessions[code], after, session, labels=labels)
        else:
            details = [Detail(gettext("Time and room"), "", after.placed(session))]
            changes.append(Change(ChangeKind.ADDED, code, session["title"], details))
    for code, session in before.sessions.items():
        if code not in after.sessions:
            details = [Detail(gettext("Time and room"), before.placed(session), "")]
            changes.append(Change(ChangeKind.REMOVED, code, session["title"], details))
    return [*changes, *_changes_of_what_is_named(before, after)]


# --- The event


def _event_changes(before: Words, after: Words) -> Iterator[Change]:
    old, new = before.document["event"], after.document["event"]
    details = list(_row_details(before, old, after, new, _event_labels(), _event_words))
    if old["venue"] != new["venue"]:
        names = [side.text((side.document["event"]["venue"] or {}).get("name")) for side in (before, after)]
        details.append(_detail(gettext("Venue"), *names))
    if _by_role(old["organizations"]) != _by_role(new["organizations"]):
        names = [side.organizations_of_event() for side in (before, after)]
        details.append(_detail(gettext("Organizations"), *names))
    if (orders := _other_order_of_speakers(before, after)) is not None:
        details.append(Detail(gettext("Order of the speakers"), *(() if after.for_readers else orders)))
    told = {*_event_labels(), "venue", "organizations"}
    details += _other_details(old, new, told)
    if details:
        yield Change(ChangeKind.EVENT, "", new["title"], details)


def _by_role(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As pages name the organizations: those of one role together."""
    return sorted(parts, key=lambda part: list(OrganizationRole.values).index(part["role"]))


def _other_order_of_speakers(before: Words, after: Words) -> tuple[str, str] | None:
    """Those whom both agendas name, as each orders them; None where that is the same."""
    both = set(before.document["speakers"]) & set(after.document["speakers"])
    orders = [[slug for slug in speakers_in_order(side.document) if slug in both] for side in (before, after)]
    if orders[0] == orders[1]:
        return None
    semicolon = writing.customs().semicolon
    return semicolon.join(map(before.speaker, orders[0])), semicolon.join(map(after.speaker, orders[1]))


def _event_labels() -> dict[str, str]:
    return {
        "title": gettext("Title"),
        "short_title": gettext("Short title"),
        "summary": gettext("Summary"),
        "description": gettext("Description"),
        "agenda_note": gettext("Note above the agenda"),
        "practical": gettext("Practical information"),
        "format": gettext("Format"),
        "time_zone": gettext("Time zone"),
        "starts_at": gettext("Starts"),
        "ends_at": gettext("Ends"),
        "takes_registrations": gettext("Attendees register here"),
        "registration_opens_at": gettext("Registration opens"),
        "registration_closes_at": gettext("Registration closes"),
        "website": gettext("Website"),
        "contact_email": gettext("Contact address"),
        "series": gettext("Event series"),
        "organization_rule": gettext("Order of organizations"),
        "family_names_in_capitals": gettext("Family names in capitals"),
    }


def _event_words(side: Words, name: str, value: Any) -> str:
    if name == "format":
        return str(EventFormat(value).label)
    if name.endswith("_at") and value:
        return side.moment(value)
    if name == "organization_rule":
        return str(OrganizationRule(value or OrganizationRule.NAME).label)
    if name == "family_names_in_capitals":
        return str(YES_NO[bool(value)])
    return _plain_words(value)


# --- Sessions


def _session_changes(
    before: Words, old: dict[str, Any], after: Words, new: dict[str, Any], *, labels: dict[str, str]
) -> Iterator[Change]:
    def change(kind: ChangeKind, *details: Detail) -> Change:
        return Change(kind, new["code"], new["title"], list(details))

    if new["is_cancelled"] != old["is_cancelled"]:
        yield change(ChangeKind.CANCELLED if new["is_cancelled"] else ChangeKind.REINSTATED)
    times = ("starts_at", "ends_at")
    is_elsewhere = old["room"] != new["room"] and before.room(old) != after.room(new)
    if is_elsewhere or any(old[name] != new[name] for name in times):
        yield change(
            ChangeKind.MOVED, Detail(gettext("Time and room"), before.placed(old), after.placed(new))
        )
    edited = []
    if new["title"] != old["title"]:
        detail = _text_detail(before, old["title"], after, new["title"], label=gettext("Title"))
        if detail.after:
            yield change(ChangeKind.RETITLED, detail)
        else:
            edited.append(detail)
    if people := list(people_details(before, old["people"], after, new["people"])):
        yield change(ChangeKind.PEOPLE, *people)
    edited += _row_details(before, old, after, new, labels, _session_words)
    if old.get("materials") != new.get("materials"):
        edited += material_details(before, old.get("materials", []), after, new.get("materials", []))
    for_whom = before.for_whom(old), after.for_whom(new)
    if for_whom[0] != for_whom[1]:
        public = str(Audience.PUBLIC.label)
        edited.append(Detail(gettext("Audience"), for_whom[0] or public, for_whom[1] or public))
    if old["track"] != new["track"] and before.track(old) != after.track(new):
        edited.append(Detail(gettext("Track"), before.track(old), after.track(new)))
    told = {
        *labels,
        *times,
        "is_cancelled",
        "room",
        "title",
        "people",
        "track",
        *_FOR_WHOM,
        "materials",
    }
    edited += _other_details(old, new, told)
    if edited:
        yield change(ChangeKind.EDITED, *edited)


def _session_labels() -> dict[str, str]:
    return {
        "kind": gettext("Kind"),
        "subtitle": gettext("Subtitle"),
        "abstract": gettext("Abstract"),
        "description": gettext("Description"),
        "language": gettext("Spoken language"),
        "has_interpretation": gettext("Interpreted"),
        "is_recorded": gettext("Recorded"),
        "is_closed_to_press": gettext("Closed to the press"),
        "needs_separate_registration": gettext("Separate registration"),
        "revealed_at": gettext("Embargo until"),
        "expected_attendance": gettext("Expected attendance"),
    }


def _session_words(side: Words, name: str, value: Any) -> str:
    if name == "kind":
        return str(SessionKind(value).label)
    if name == "revealed_at" and value:
        return side.moment(value)
    return _plain_words(value)


# --- Speakers, organizations, rooms and tracks


def _changes_of_what_is_named(before: Words, after: Words) -> Iterator[Change]:
    """What both agendas name and tell differently."""
    for slug, old, new in _in_both(before.document["speakers"], after.document["speakers"]):
        names = before.speaker(slug), after.speaker(slug)
        labels = {
            "honorific": gettext("Honorific"),
            "rank": gettext("Rank"),
            "japanese_name": gettext("Name in Japanese"),
            "biography": gettext("Biography"),
        }
        details = [Detail(gettext("Name"), *names)] if names[0] != names[1] else []
        details += _row_details(before, old, after, new, labels, _words)
        details += [] if old["photo"] == new["photo"] else [Detail(gettext("Photo"))]
        told = {*labels, "photo"} | ({"name", "given_name", "family_name"} if names[0] != names[1] else set())
        details += _other_details(old, new, told)
        if details:
            yield Change(ChangeKind.SPEAKER, "", {after.language: names[1]}, details)
    for kind, rows in _ROWS.items():
        for _key, old, new in _in_both(rows(before), rows(after)):
            labels = _named_labels()
            details = list(_row_details(before, old, after, new, labels, _words))
            if details := [*details, *_other_details(old, new, set(labels))]:
                yield Change(kind, "", new["name"], details)


_ROWS = {
    ChangeKind.ORGANIZATION: lambda words: words.document["organizations"],
    ChangeKind.ROOM: lambda words: words.rooms,
    ChangeKind.TRACK: lambda words: words.tracks,
}


def _named_labels() -> dict[str, str]:
    return {
        "name": pgettext("of a thing", "Name"),
        "short_name": gettext("Short name"),
        "summary": gettext("Summary"),
        "sector": gettext("Sector"),
        "website": gettext("Website"),
        "parent": gettext("Part of"),
        "capacity": gettext("Capacity"),
    }


def _words(side: Words, name: str, value: Any) -> str:
    return str(Sector(value).label) if name == "sector" else _plain_words(value)


def _in_both(old: dict[Any, Any], new: dict[Any, Any]) -> Iterable[tuple[Any, Any, Any]]:
    return ((key, old[key], new[key]) for key in new if key in old and old[key] != new[key])


# --- Details


def _row_details(
    before: Words, old: dict[str, Any], after: Words, new: dict[str, Any], labels: dict[str, str], words: Any
) -> Iterator[Detail]:
    """A detail for each labelled fact of a row that is different."""
    for name, label in labels.items():
        was, is_now = old.get(name), new.get(name)
        if was == is_now:
            continue
        if isinstance(was or is_now, dict):
            is_long = after.for_readers and name in LONG_TEXTS
            yield _text_detail(before, was, after, is_now, label=label, is_long=is_long)
        else:
            yield _detail(label, words(before, name, was), words(after, name, is_now))


def _text_detail(
    before: Words,
    old: Translations | None,
    after: Words,
    new: Translations | None,
    *,
    label: str,
    is_long: bool = False,
) -> Detail:
    was, is_now = before.texts(old), after.texts(new)
    if was != is_now:
        return Detail(label) if is_long else Detail(label, was, is_now)
    languages = [
        code for code in {**(old or {}), **(new or {})} if (old or {}).get(code) != (new or {}).get(code)
    ]
    names = ", ".join(str(get_language_info(code)["name_translated"]) for code in languages)
    return Detail(gettext("%(what)s (%(language)s)") % {"what": label, "language": names})


def _detail(label: str, before: str, after: str) -> Detail:
    return Detail(label) if before == after else Detail(label, before, after)


def _other_details(old: dict[str, Any], new: dict[str, Any], told: set[str]) -> Iterator[Detail]:
    if any(old.get(name) != new.get(name) for name in {*old, *new} - told):
        yield Detail(gettext("Other details"))


def _plain_words(value: Any) -> str:
    return str(YES_NO[value]) if isinstance(value, bool) else "" if value is None else str(value)
