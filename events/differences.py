"""How one agenda differs from another, in words for people."""

import datetime as dt
import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import time_format
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext_lazy

from events import writing
from events.models import AppearanceRole, Audience, EventFormat, SessionKind
from events.texts import Translations, choose


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
}


YES_NO = {True: gettext_lazy("yes"), False: gettext_lazy("no")}


@dataclass(frozen=True)
class Detail:
    """One thing that reads differently, in words of the active language."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One way in which a session, or the event itself (``code`` is ""), differs."""

    kind: ChangeKind
    code: str
    title: Translations
    details: list[Detail] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(CHANGE_LABELS[self.kind])


def difference(old: dict[str, Any] | None, new: dict[str, Any]) -> list[Change]:
    """How new differs from old, session by session in the order of the new agenda; removed ones last."""
    before, after = _Words(old), _Words(new)
    changes = list(_event_changes(before, after)) if old else []
    for code, session in after.sessions.items():
        if code in before.sessions:
            changes += _session_changes(before, before.sessions[code], after, session)
        else:
            changes.append(
                Change(
                    ChangeKind.ADDED,
                    code,
                    session["title"],
                    [Detail(gettext("Time and room"), "", after.placed(session))],
                )
            )
    for code, session in before.sessions.items():
        if code not in after.sessions:
            details = [Detail(gettext("Time and room"), before.placed(session), "")]
            changes.append(Change(ChangeKind.REMOVED, code, session["title"], details))
    return changes


class _Words:
    """A document's facts in words of the active language."""

    def __init__(self, document: dict[str, Any] | None) -> None:
        self.document = document or {"sessions": [], "rooms": [], "tracks": [], "event": {}}
        self.language = get_language() or settings.LANGUAGE_CODE
        self.sessions = {session["code"]: session for session in self.document["sessions"]}
        self.rooms = {room["id"]: self.text(room["name"]) for room in self.document["rooms"]}
        self.tracks = {track["id"]: self.text(track["name"]) for track in self.document["tracks"]}

    def text(self, texts: Translations) -> str:
        return str(choose(texts, self.language))

    def at(self, moment: str) -> dt.datetime:
        return dt.datetime.fromisoformat(moment).astimezone(ZoneInfo(self.document["event"]["time_zone"]))

    def placed(self, session: dict[str, Any]) -> str:
        starts_at, ends_at = self.at(session["starts_at"]), self.at(session["ends_at"])
        hours = f"{time_format(starts_at, 'H:i')}–{time_format(ends_at, 'H:i')}"
        when = gettext("%(day)s %(hours)s") % {"day": writing.short_day(starts_at), "hours": hours}
        room = self.rooms.get(session["room"], "")
        return writing.customs().comma.join(part for part in (when, room) if part)

    def people(self, session: dict[str, Any]) -> str:
        return writing.customs().semicolon.join(self._person(person) for person in session["people"])

    def _person(self, person: dict[str, Any]) -> str:
        name = self.document["speakers"][person["speaker"]]["name"] if person["speaker"] else ""
        organization = self.document["organizations"].get(person["organization"], {}).get("name", {})
        parts = [name, self.text(person["position"]), self.text(organization)]
        who = writing.customs().comma.join(part for part in parts if part)
        return gettext("%(who)s (%(role)s)") % {"who": who, "role": AppearanceRole(person["role"]).label}

    def all_languages(self, texts: Translations) -> str:
        return " / ".join(texts.values())

    def edited_facts(self, session: dict[str, Any]) -> dict[str, str]:
        return {
            gettext("Kind"): str(SessionKind(session["kind"]).label),
            gettext("Subtitle"): self.all_languages(session["subtitle"]),
            gettext("Abstract"): self.all_languages(session["abstract"]),
            gettext("Description"): self.all_languages(session["description"]),
            gettext("Track"): self.tracks.get(session["track"], ""),
            gettext("Spoken language"): session["language"],
            gettext("Interpreted"): str(YES_NO[session["has_interpretation"]]),
            gettext("Recorded"): str(YES_NO[session["is_recorded"]]),
            gettext("Closed to the press"): str(YES_NO[session["is_closed_to_press"]]),
            gettext("Audience"): str(Audience(session["audience"]).label),
        }


def _session_changes(
    before: _Words, old: dict[str, Any], after: _Words, new: dict[str, Any]
) -> Iterator[Change]:
    def change(kind: ChangeKind, *details: Detail) -> Change:
        return Change(kind, new["code"], new["title"], list(details))

    if new["is_cancelled"] != old["is_cancelled"]:
        yield change(ChangeKind.CANCELLED if new["is_cancelled"] else ChangeKind.REINSTATED)
    placed = ("starts_at", "ends_at", "room")
    if any(new[name] != old[name] for name in placed):
        yield change(
            ChangeKind.MOVED, Detail(gettext("Time and room"), before.placed(old), after.placed(new))
        )
    if new["title"] != old["title"]:
        titles = before.all_languages(old["title"]), after.all_languages(new["title"])
        yield change(ChangeKind.RETITLED, Detail(gettext("Title"), *titles))
    if before.people(old) != after.people(new):
        yield change(ChangeKind.PEOPLE, Detail(gettext("People"), before.people(old), after.people(new)))
    old_facts, new_facts = before.edited_facts(old), after.edited_facts(new)
    if edited := [
        Detail(label, old_facts[label], new_facts[label])
        for label in new_facts
        if old_facts[label] != new_facts[label]
    ]:
        yield change(ChangeKind.EDITED, *edited)


def _event_changes(before: _Words, after: _Words) -> Iterator[Change]:
    old, new = before.document["event"], after.document["event"]
    labels = {
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
    }

    def words(side: _Words, name: str) -> str:
        value = side.document["event"][name]
        if isinstance(value, dict):
            return side.all_languages(value)
        if isinstance(value, bool):
            return str(YES_NO[value])
        if name == "format":
            return str(EventFormat(value).label)
        if name.endswith("_at") and value:
            return f"{side.at(value):%Y-%m-%d %H:%M}"
        return value or ""

    details = [
        Detail(label, words(before, name), words(after, name))
        for name, label in labels.items()
        if old[name] != new[name]
    ]
    if old["venue"] != new["venue"]:
        venues = [
            side.text((side.document["event"]["venue"] or {}).get("name", {})) for side in (before, after)
        ]
        details.append(Detail(gettext("Venue"), *venues))
    if old["organizations"] != new["organizations"]:
        details.append(Detail(gettext("Organizations"), _organizations(before), _organizations(after)))
    if details:
        yield Change(ChangeKind.EVENT, "", new["title"], details)


def _organizations(side: _Words) -> str:
    known = side.document["organizations"]
    return writing.customs().semicolon.join(
        side.text(known[part["organization"]]["name"]) for part in side.document["event"]["organizations"]
    )
