"""Which texts of an event lack a language, and how translations come into them."""

import datetime as dt
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from accounts.models import User
from events import event_texts
from events.event_texts import Kind
from events.models import Event

NO_PART_OF_A_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
LENGTH_OF_FINGERPRINT = 16
ROWS_IN_ONE_UPDATE = 100


def source_of(language: str) -> str:
    """The language from which texts are translated into this one."""
    return next(other for other in settings.MODELTRANSLATION_LANGUAGES if other != language)


def fingerprint(text: str) -> str:
    """What tells one text from another, however a file broke its lines and spaces."""
    words = " ".join(NO_PART_OF_A_TEXT.sub("", text).replace("\ufffd", "").split())
    return hashlib.sha256(words.encode()).hexdigest()[:LENGTH_OF_FINGERPRINT]


@dataclass(frozen=True)
class EventText:
    """One text of an event, in all its languages."""

    event: Event
    kind: Kind
    row: Any
    field: str

    @property
    def key(self) -> str:
        """Names the text for good: in files, and between two looks at it."""
        return f"{self.kind.key}.{self.row.pk}.{self.field}"

    def into(self, language: str) -> str:
        """The text in that language; empty where it lacks."""
        return getattr(self.row, self.column(language)) or ""

    def column(self, language: str) -> str:
        return f"{self.field}_{language}"

    def lacks(self, language: str) -> bool:
        """Whether another language has it, and this one does not."""
        return not self.into(language) and any(map(self.into, settings.MODELTRANSLATION_LANGUAGES))

    @property
    def where(self) -> str:
        return self.kind.where(self.row, self.event)

    @property
    def _field(self) -> "models.Field[Any, Any]":
        return self.kind.model._meta.get_field(self.field)  # type: ignore[return-value]

    @property
    def label(self) -> str:
        return str(capfirst(self._field.verbose_name))

    @property
    def note(self) -> str:
        return str(self._field.help_text)

    @property
    def longest(self) -> int | None:
        return self._field.max_length

    @property
    def has_paragraphs(self) -> bool:
        return isinstance(self._field, models.TextField)

    def cleaned(self, text: str) -> str:
        """The text as it is kept: without space around it, and a title on one line."""
        lines = text.splitlines()
        return "\n".join(lines).strip() if self.has_paragraphs else " ".join(" ".join(lines).split())

    def fault_of(self, text: str, language: str) -> str:
        """Why the text cannot be kept; empty where it can."""
        if NO_PART_OF_A_TEXT.search(text):
            return gettext("There are control characters in it.")
        if self.longest and len(text) > self.longest:
            return ngettext(
                "It is %(length)d characters long; %(limit)d character is the most.",
                "It is %(length)d characters long; %(limit)d characters are the most.",
                self.longest,
            ) % {"length": len(text), "limit": self.longest}
        others = (other for other in settings.MODELTRANSLATION_LANGUAGES if other != language)
        if not text and not self._field.blank and not any(map(self.into, others)):
            return gettext("Write this in at least one language.")
        return ""


def texts_of(event: Event, kinds: Collection[Kind] | None = None) -> list[EventText]:
    """All texts of an event that are there in some language, by one query for each kind."""
    return [
        text
        for kind in (event_texts.kinds() if kinds is None else kinds)
        for row in kind.rows(event)
        for text in (EventText(event, kind, row, name) for name in kind.fields)
        if any(map(text.into, settings.MODELTRANSLATION_LANGUAGES))
    ]


@dataclass(frozen=True)
class Tally:
    """How many texts of a kind there are, and how many lack each language."""

    kind: Kind
    count: int
    lacking: dict[str, int]


def tallies(texts: Iterable[EventText]) -> list[Tally]:
    counts: Counter[str] = Counter()
    lacking: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, Kind] = {}
    for text in texts:
        kinds[text.kind.key] = text.kind
        counts[text.kind.key] += 1
        lacking[text.kind.key].update(
            language for language in settings.MODELTRANSLATION_LANGUAGES if text.lacks(language)
        )
    return [
        Tally(kind, counts[key], {code: lacking[key][code] for code in settings.MODELTRANSLATION_LANGUAGES})
        for key, kind in kinds.items()
    ]


@dataclass(frozen=True)
class Translation:
    """A text as somebody translated it, with fingerprints of what they had before them.

    ``source`` is that of the text which was translated, ``replaced`` that of the translation which
    was there; None where the translator does not know it.
    """

    key: str
    target: str
    source: str
    replaced: str | None = None


@dataclass(frozen=True)
class Replacement:
    """What a translation would change in a text."""

    text: EventText
    language: str
    target: str
    translation: Translation

    @property
    def source_language(self) -> str:
        return source_of(self.language)

    @property
    def source(self) -> str:
        return self.text.into(self.source_language)

    @property
    def present(self) -> str:
        return self.text.into(self.language)


@dataclass
class Plan:
    """What would become of translations: taken, stale, the same as now, impossible or unknown."""

    language: str
    taken: list[Replacement] = field(default_factory=list)
    stale: list[Replacement] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def seal(self) -> str:
        """Changes with whatever the plan would change."""
        parts = [
            [one.text.key, one.source, one.present, one.target]
            for one in (*self.taken, None, *self.stale)
            if one
        ]
        return fingerprint(json.dumps([len(self.taken), parts]))


class Refused(Exception):
    """Nothing was saved, because of these texts; each with the reason, by key."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(faults)
        self.faults = faults


class Overtaken(Exception):
    """Nothing was saved: these texts are no longer as the translator saw them."""

    def __init__(self, stale: list[Replacement]) -> None:
        super().__init__([one.text.key for one in stale])
        self.stale = stale


def plan(texts: Iterable[EventText], translations: Iterable[Translation], *, to: str) -> Plan:
    """What the translations would change in the texts as they stand."""
    known = {text.key: text for text in texts}
    planned = Plan(to)
    for translation in translations:
        text = known.get(translation.key)
        if text is None:
            planned.unknown.append(translation.key)
            continue
        target = text.cleaned(translation.target)
        if target == text.cleaned(text.into(to)):
            planned.unchanged += 1
        elif fault := text.fault_of(target, to):
            planned.faults[text.key] = fault
        else:
            one = Replacement(text, to, target, translation)
            (planned.stale if _is_stale(one) else planned.taken).append(one)
    return planned


def _is_stale(one: Replacement) -> bool:
    seen, replaced = one.translation.source, one.translation.replaced
    return seen != fingerprint(one.source) or replaced not in (None, fingerprint(one.present))


def save(
    event: Event,
    translations: Sequence[Translation],
    *,
    to: str,
    by: User | None,
    now: dt.datetime,
    kinds: Collection[Kind] | None = None,
    take_stale: bool = False,
    looked_at: str | None = None,
) -> Plan:
    """Write the translations, all or none, and give what was done.

    Raises Refused for what cannot be kept, and Overtaken for texts that are other than the translator
    saw (unless these are to be taken as well) or where the plan is not the one that was looked at.
    Texts that are unknown here are left out.
    """
    with transaction.atomic():
        planned = plan(_locked(event, {one.key for one in translations}, kinds), translations, to=to)
        if looked_at is not None and planned.seal != looked_at:
            raise Overtaken(planned.stale)
        if planned.faults:
            raise Refused(planned.faults)
        if planned.stale and not take_stale:
            raise Overtaken(planned.stale)
        _write([*planned.taken, *planned.stale], now=now)
        if by is not None:
            _log([*planned.taken, *planned.stale], by=by, now=now)
    return planned


def _locked(event: Event, keys: set[str], kinds: Collection[Kind] | None) -> list[EventText]:
    """The texts with these keys, nobody else's to change until the transaction ends."""
    wanted: dict[str, list[EventText]] = defaultdict(list)
    for text in texts_of(event, kinds):
        if text.key in keys:
            wanted[text.kind.key].append(text)
    found = []
    for texts in wanted.values():
        numbers = {text.row.pk for text in texts}
        manager = texts[0].kind.model._default_manager
        rows = {row.pk: row for row in manager.select_for_update().filter(pk__in=numbers).order_by("pk")}
        found += [replace(text, row=rows[text.row.pk]) for text in texts if text.row.pk in rows]
    return found


def _write(replacements: Iterable[Replacement], *, now: dt.datetime) -> None:
    by_kind: dict[str, list[Replacement]] = defaultdict(list)
    for one in replacements:
        by_kind[one.text.kind.key].append(one)
    for ours in by_kind.values():
        model = ours[0].text.kind.model
        stamps = [one.name for one in model._meta.fields if getattr(one, "auto_now", False)]
        columns = {one.text.column(one.language) for one in ours}
        # Nothing written is no text, so that two rooms without a name in a language do not collide.
        values = [(one.text.row, one.text.column(one.language), one.target or None) for one in ours]
        for row, column, value in values:
            setattr(row, column, value)
            for stamp in stamps:
                setattr(row, stamp, now)
        rows = list({row.pk: row for row, _column, _value in values}.values())
        try:
            with transaction.atomic():
                model._default_manager.bulk_update(rows, [*sorted(columns), *stamps], ROWS_IN_ONE_UPDATE)
        except IntegrityError as error:
            raise Refused(_what_collides(ours)) from error


def _what_collides(replacements: Iterable[Replacement]) -> dict[str, str]:
    """In the words of the constraint; for two new texts that only collide with each other, in ours."""
    faults, keys = {}, []
    for one in replacements:
        keys.append(one.text.key)
        try:
            one.text.row.validate_constraints()
        except ValidationError as error:
            faults[one.text.key] = " ".join(error.messages)
    message = gettext("Two of these would be the same, and must differ.")
    return faults or dict.fromkeys(keys, message)


def _log(replacements: Iterable[Replacement], *, by: User, now: dt.datetime) -> None:
    """Leave in the admin's history what was translated."""
    changed: dict[tuple[type[models.Model], int], list[Replacement]] = defaultdict(list)
    for one in replacements:
        changed[one.text.kind.model, one.text.row.pk].append(one)
    LogEntry.objects.bulk_create(
        LogEntry(
            user=by,
            action_time=now,
            content_type=ContentType.objects.get_for_model(model),
            object_id=str(number),
            object_repr=str(ours[0].text.kind)[:200],
            action_flag=CHANGE,
            change_message=json.dumps(
                [{"changed": {"fields": [_name_of_column(one) for one in ours]}}], ensure_ascii=False
            ),
        )
        for (model, number), ours in changed.items()
    )


def _name_of_column(one: Replacement) -> str:
    column = one.text.kind.model._meta.get_field(one.text.column(one.language))
    return str(getattr(column, "verbose_name", column.name))
