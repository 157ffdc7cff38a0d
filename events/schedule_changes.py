"""What an import creates and changes, field by field, in words: for the dry run and for the report."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event
from events.schedule_formats import Problem

LONGEST_VALUE = 300
LANGUAGE_NAMES = {"en": gettext_lazy("English"), "ja": gettext_lazy("Japanese")}


class Subject(StrEnum):
    """What an import makes or changes, in the order in which it is told."""

    SESSION = "session"
    SPEAKER = "speaker"
    ROOM = "room"
    TRACK = "track"
    ORGANIZATION = "organization"


SUBJECT_LABELS = {
    Subject.SESSION: gettext_lazy("Sessions"),
    Subject.SPEAKER: gettext_lazy("Speakers"),
    Subject.ROOM: gettext_lazy("Rooms"),
    Subject.TRACK: gettext_lazy("Tracks"),
    Subject.ORGANIZATION: gettext_lazy("Organizations"),
}


@dataclass
class Count:
    """How many rows of a kind an import has made, changed, and found as they should be."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        return _("%(created)d created, %(updated)d updated, %(unchanged)d unchanged") % asdict(self)


@dataclass(frozen=True)
class FieldChange:
    """One field's text as it was and as it becomes; what was empty was ""."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    subject: Subject
    name: str
    is_new: bool
    fields: tuple[FieldChange, ...] = ()


@dataclass
class Report:
    """What an import does, and what it was not certain about."""

    event: Event
    rooms: Count = field(default_factory=Count)
    tracks: Count = field(default_factory=Count)
    sessions: Count = field(default_factory=Count)
    speakers: Count = field(default_factory=Count)
    organizations: Count = field(default_factory=Count)
    days: int = 0
    changes: list[Change] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[str, Count]]:
        """The counts of each subject by its name; organizations only where the file has some."""
        of_subject = {
            Subject.SESSION: self.sessions,
            Subject.SPEAKER: self.speakers,
            Subject.ROOM: self.rooms,
            Subject.TRACK: self.tracks,
            Subject.ORGANIZATION: self.organizations,
        }
        return [
            (str(SUBJECT_LABELS[subject]), count)
            for subject, count in of_subject.items()
            if subject != Subject.ORGANIZATION or count != Count()
        ]

    @property
    def fingerprint(self) -> str:
        """The same for two imports that do the same: somebody who looked at one knows the other."""
        told = [
            [change.subject, change.name, change.is_new, list(map(asdict, change.fields))]
            for change in self.changes
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def groups(self, *, new: bool) -> list[tuple[str, list[Change]]]:
        """What is created, or else changed, by the name of its subject."""
        grouped = [
            (
                str(label),
                [change for change in self.changes if (change.subject, change.is_new) == (subject, new)],
            )
            for subject, label in SUBJECT_LABELS.items()
        ]
        return [(label, changes) for label, changes in grouped if changes]


def fields_of(
    row: models.Model, before: Mapping[str, Any], after: Mapping[str, Any], *, event: Event
) -> Iterator[FieldChange]:
    """The differences between two sets of a row's columns, as people read them."""
    for name, value in after.items():
        if before.get(name) != value:
            shown = (in_words(row, name, before.get(name), event), in_words(row, name, value, event))
            if shown[0] != shown[1]:
                yield FieldChange(label_of(row, name), *shown)


def label_of(row: models.Model, name: str) -> str:
    """A column's name; that of a translated one with its language."""
    base, _underscore, language = name.rpartition("_")
    if language in LANGUAGE_NAMES and base:
        return f"{_verbose_name(row, base)} ({LANGUAGE_NAMES[language]})"
    return _verbose_name(row, name)


def _verbose_name(row: models.Model, name: str) -> str:
    return capfirst(str(getattr(row._meta.get_field(name), "verbose_name", name)))


def in_words(row: models.Model, name: str, value: Any, event: Event) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return value.astimezone(event.zone).strftime("%Y-%m-%d %H:%M")
    choices = dict(getattr(row._meta.get_field(name), "flatchoices", ()) or ())
    return str(choices.get(value, value))[:LONGEST_VALUE]


def event_days(moments: Iterable[dt.datetime], event: Event) -> int:
    """On how many of its days the event has sessions: a day lasts until it changes."""
    until = event.day_changes_at
    shift = dt.timedelta(hours=until.hour, minutes=until.minute)
    return len({(moment.astimezone(event.zone).replace(tzinfo=None) - shift).date() for moment in moments})
