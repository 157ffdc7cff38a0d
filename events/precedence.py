"""Who comes before whom, and why: by a rule, and by hand where the rule is not what is wanted.

A rule is a sequence of criteria. The first one in which two differ decides between them, and what is not
known comes after what is. Somebody placed by hand stands at that place; all others stay in the order of
the rule, so that moving one moves nobody else past another.
"""

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import Audience
from events.writing import customs

T = TypeVar("T")


class Criterion(models.TextChoices):
    """What tells one from another; labels begin the reason that staff read."""

    ROLE = "role", _("Role")
    OFFICE = "office", _("Office")
    COUNTRY = "country", _("Country")
    GRADE = "grade", _("Grade")
    DATE_OF_RANK = "date_of_rank", _("Date of rank")
    IN_OFFICE = "in_office", _("In office since")
    SECTOR = "sector", _("Sector")
    NAME = "name", _("Name")
    ENTERED = "entered", _("As entered")


@dataclass(frozen=True, slots=True)
class Value:
    """What is known of somebody under a criterion: by what it is compared, and how it is written."""

    sort_key: Any
    words: Any = ""

    def __str__(self) -> str:
        if isinstance(self.words, dt.date):
            return formats.date_format(self.words, customs().plain_day)
        return str(self.words)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of somebody. ``key`` tells them from everybody else, also where nothing else does.

    ``order`` is the place given by hand, counted from 1.
    """

    key: str
    values: Mapping[Criterion, Value]
    order: int | None = None

    def compared_by(self, criteria: Sequence[Criterion]) -> tuple[Any, ...]:
        keys = (self.values.get(criterion) for criterion in criteria)
        return (*((1, ()) if value is None else (0, value.sort_key) for value in keys), self.key)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody stands before the next one, or the last one after the one before.

    Without a criterion nothing tells the two apart but the order in which they are known here.
    """

    criterion: Criterion | None
    own: Value | None
    other: Value | None
    is_before: bool
    criteria: Sequence[Criterion]

    def __str__(self) -> str:
        criterion, unknown = self.criterion, gettext("not known")
        if self.other is None and self.own is None:
            return gettext("Nothing that is known tells them apart.") if self.is_compared else ""
        own, other = (str(value) if value else unknown for value in (self.own, self.other))
        words = {"what": Criterion(criterion).label, "own": own, "other": other} if criterion else {}
        if criterion == Criterion.ENTERED:
            return str(Criterion.ENTERED.label)
        if criterion == Criterion.NAME and len(self.criteria) > 1:
            template = (
                gettext("Equal in all else; by name, before %(other)s")
                if self.is_before
                else gettext("Equal in all else; by name, after %(other)s")
            )
            return template % words
        if self.is_before:
            return gettext("%(what)s: %(own)s, before %(other)s") % words
        return gettext("%(what)s: %(own)s, after %(other)s") % words

    @property
    def is_compared(self) -> bool:
        return bool(self.criteria)


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """A row in its place; ``number_by_rule`` is where the rule alone would put it."""

    row: T
    standing: Standing
    number: int
    number_by_rule: int
    reason: Reason

    @property
    def is_by_hand(self) -> bool:
        return self.standing.order is not None


def in_order(rows: Iterable[tuple[T, Standing]], criteria: Sequence[Criterion]) -> list[Placed[T]]:
    """The rows in their order: total, and the same however they come in. Keys must differ."""
    by_rule = sorted(rows, key=lambda pair: pair[1].compared_by(criteria))
    numbers = {standing.key: number for number, (_row, standing) in enumerate(by_rule, start=1)}
    standings = [standing for _row, standing in by_rule]
    reasons = {standing.key: _reason(standings, place, criteria) for place, standing in enumerate(standings)}
    return [
        Placed(row, standing, number, numbers[standing.key], reasons[standing.key])
        for number, (row, standing) in enumerate(_placed_by_hand(by_rule, lambda pair: pair[1].order), 1)
    ]


def _placed_by_hand(by_rule: Sequence[T], order_of: Callable[[T], int | None]) -> list[T]:
    """Those with a place of their own at it, or as near after it as is free; between them the others."""
    moved = [(order, row) for row in by_rule if (order := order_of(row)) is not None]
    moved.sort(key=lambda pair: pair[0])
    places: dict[int, T] = {}
    place = -1
    for still_to_come, (order, row) in zip(range(len(moved), 0, -1), moved, strict=True):
        place = min(max(order - 1, place + 1), len(by_rule) - still_to_come)
        places[place] = row
    others = (row for row in by_rule if order_of(row) is None)
    return [places[place] if place in places else next(others) for place in range(len(by_rule))]


def _reason(standings: Sequence[Standing], place: int, criteria: Sequence[Criterion]) -> Reason:
    if len(standings) < 2:
        return Reason(None, None, None, is_before=True, criteria=())
    is_before = place + 1 < len(standings)
    own, other = standings[place], standings[place + 1 if is_before else place - 1]
    for criterion in criteria:
        values = own.values.get(criterion), other.values.get(criterion)
        keys = [value and value.sort_key for value in values]
        if keys[0] != keys[1]:
            return Reason(criterion, *values, is_before=is_before, criteria=criteria)
    return Reason(None, None, None, is_before=is_before, criteria=criteria)


# --- Alphabets

# How the Japanese names of countries that begin with a kanji are read.
_READINGS = {
    "北朝鮮": "キタチョウセン",
    "中国": "チュウゴク",
    "中央": "チュウオウ",
    "日本": "ニホン",
    "韓国": "カンコク",
    "大韓": "ダイカン",
    "台湾": "タイワン",
    "香港": "ホンコン",
    "赤道": "セキドウ",
    "南極": "ナンキョク",
    "米領": "ベイリョウ",
    "英領": "エイリョウ",
    "仏領": "フツリョウ",
    "北": "キタ",
    "南": "ミナミ",
    "東": "ヒガシ",
    "西": "ニシ",
}


def alphabetical(text: str) -> tuple[str, str]:
    """By what a text is compared: without regard to case and accents first."""
    for kanji, reading in _READINGS.items():
        if text.startswith(kanji):
            text = reading + text.removeprefix(kanji)
            break
    letters = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.casefold(), text


def by_family_name(speakers: Mapping[str, Any]) -> list[str]:
    """The slugs of a document's speakers in the order that needs no precedence."""

    def name(slug: str) -> tuple[str, str, str]:
        speaker = speakers[slug]
        return speaker["family_name"].casefold(), speaker["given_name"].casefold(), slug

    return sorted(speakers, key=name)


def most_open_first(sessions: Iterable[T], audience_of: Callable[[T], str]) -> list[T]:
    """Sessions that come by time, those that most people may know of first: where somebody stands is told
    by the first of theirs, and so is the same for most readers."""
    return sorted(sessions, key=lambda session: Audience.values.index(audience_of(session)))


def speakers_in_order(document: Mapping[str, Any]) -> list[str]:
    """The slugs of a document's speakers in their order.

    It is told by the sessions that the document holds and by nothing else: in what a reader may know of,
    nobody's place depends on the rest. A place by hand is counted among the speakers of the document.
    """
    if "precedence" in document:
        return list(document["precedence"])
    standings: dict[str, int] = {}
    for session in most_open_first(document["sessions"], itemgetter("audience")):
        for person in session["people"]:
            if "standing" in person:
                standings.setdefault(person["speaker"], person["standing"])
    by_rule = sorted(standings, key=standings.__getitem__) or by_family_name(document["speakers"])
    return _placed_by_hand(by_rule, document.get("places", {}).get)


def in_precedence(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a projection says of the order of its speakers: nothing where it is that of their names."""
    slugs = [slug for slug in speakers_in_order(document) if slug in document["speakers"]]
    return {} if not slugs or slugs == by_family_name(document["speakers"]) else {"precedence": slugs}
