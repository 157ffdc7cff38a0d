"""What a difference calls the facts of one agenda, in words of the active language."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import time_format
from django.utils.translation import get_language, gettext, gettext_lazy

from events import writing
from events.models import AppearanceRole, Audience
from events.texts import Translations, choose
from speakers import names

YES_NO = {True: gettext_lazy("yes"), False: gettext_lazy("no")}
NOTHING: dict[str, Any] = {
    "sessions": [],
    "groups": [],
    "rooms": [],
    "tracks": [],
    "event": {},
    "speakers": {},
    "organizations": {},
}


@dataclass(frozen=True)
class Detail:
    """One thing that is different, in words of the active language.

    Without ``before`` and ``after`` it only names what was edited: a long text, or one in a language
    that this reader does not read.
    """

    label: str
    before: str = ""
    after: str = ""


class Words:
    """A document's facts as words; for its readers in their language, for organizers in all of them."""

    def __init__(self, document: dict[str, Any] | None, *, for_readers: bool) -> None:
        self.document = document or NOTHING
        self.for_readers = for_readers
        self.language = get_language() or settings.LANGUAGE_CODE
        self.sessions = {session["code"]: session for session in self.document["sessions"]}
        self.rooms = {room["id"]: room for room in self.document["rooms"]}
        self.tracks = {track["id"]: track for track in self.document["tracks"]}
        self.groups = {group["id"]: group for group in self.document.get("groups", ())}

    def text(self, texts: Translations | None) -> str:
        return str(choose(texts, self.language))

    def texts(self, texts: Translations | None) -> str:
        """The text as its reader gets it; organizers compare all its languages."""
        return self.text(texts) if self.for_readers else " / ".join((texts or {}).values())

    def at(self, moment: str) -> dt.datetime:
        return dt.datetime.fromisoformat(moment).astimezone(ZoneInfo(self.document["event"]["time_zone"]))

    def moment(self, moment: str) -> str:
        there = self.at(moment)
        return gettext("%(day)s %(hours)s") % {
            "day": writing.day(there),
            "hours": time_format(there, "H:i"),
        }

    def room(self, session: dict[str, Any]) -> str:
        return self.text(self.rooms.get(session["room"], {}).get("name"))

    def track(self, session: dict[str, Any]) -> str:
        return self.text(self.tracks.get(session["track"], {}).get("name"))

    def for_whom(self, part: dict[str, Any]) -> str:
        """Who may know of a session or a material; nothing for what everybody may know."""
        if part["audience"] == Audience.PUBLIC:
            return ""
        names = [self.text(self.groups[group]["name"]) for group in part.get("groups", ())]
        return writing.customs().comma.join(names) or str(Audience(part["audience"]).label)

    def placed(self, session: dict[str, Any]) -> str:
        starts_at, ends_at = self.at(session["starts_at"]), self.at(session["ends_at"])
        hours = f"{time_format(starts_at, 'H:i')}–{time_format(ends_at, 'H:i')}"
        when = gettext("%(day)s %(hours)s") % {"day": writing.short_day(starts_at), "hours": hours}
        return writing.customs().comma.join(part for part in (when, self.room(session)) if part)

    def speaker(self, slug: str) -> str:
        """The name as pages in the active language write it."""
        return names.write(self.document["speakers"][slug], self.language).text

    def organization(self, key: str | None) -> str:
        return self.text(self.document["organizations"].get(key, {}).get("name"))

    def person(self, person: dict[str, Any]) -> str:
        name = self.speaker(person["speaker"]) if person["speaker"] else ""
        parts = [name, self.text(person["position"]), self.organization(person["organization"])]
        who = writing.customs().comma.join(part for part in parts if part)
        return gettext("%(who)s (%(role)s)") % {"who": who, "role": AppearanceRole(person["role"]).label}

    def organizations_of_event(self) -> str:
        parts = self.document["event"]["organizations"]
        return writing.customs().semicolon.join(self.organization(part["organization"]) for part in parts)
