"""How a person's name is written for whoever reads in which language.

A name here is a mapping as the published agenda freezes it: ``facts`` makes one of a speaker.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.conf import settings

from speakers.models import Rank, Speaker

TITLES_FOLLOW_NAMES = {"ja"}
# Forms of address that come before a rank; an academic title comes after it: H.E. General, Colonel Dr.
BEFORE_A_RANK = ("h.e.", "h. e.", "his ", "her ", "their ", "hon", "the ", "h.r.h.", "hrh")


class Title(Protocol):
    """A rank or an honorific; ``lang`` is the language it is in."""

    @property
    def lang(self) -> str: ...


T = TypeVar("T", bound=Title)


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A name in one language; ``lang`` and ``reading`` only where it stands in native script."""

    text: str
    lang: str = ""
    reading: str = ""


def facts(speaker: Speaker) -> dict[str, Any]:
    """All that writing a speaker's name takes."""
    own = {
        "given_name": speaker.given_name,
        "family_name": speaker.family_name,
        "name": speaker.name,
        "native_name": speaker.native_name,
        "native_name_reading": speaker.native_name_reading,
        "native_language": speaker.native_language,
    }
    return own | ({"japanese_name": speaker.japanese_name} if speaker.japanese_name else {})


def write(name: Mapping[str, Any], language: str, *, in_capitals: bool = False) -> WrittenName:
    """The name without titles, as pages in language have it.

    Where the language is the bearer's own, in native script; in Japanese otherwise as given for it; else
    in Latin script, in the bearer's own order. ``in_capitals`` sets the family name off in Latin script.
    """
    native_language: str = name["native_language"]
    if name["native_name"] and native_language.split("-")[0] == language:
        return WrittenName(name["native_name"], native_language, name["native_name_reading"])
    if language == "ja" and name.get("japanese_name"):
        return WrittenName(name["japanese_name"], "ja")
    return WrittenName(_in_capitals(name) if in_capitals else name["name"])


def with_titles(name: str, *, rank: T, honorific: T) -> list[T | str]:
    """The name between its titles, each on the side on which its own language puts it."""
    titles = [title for title in (rank, honorific) if str(title)]
    if str(honorific).casefold().startswith(BEFORE_A_RANK):
        titles.reverse()
    before = [title for title in titles if title.lang not in TITLES_FOLLOW_NAMES]
    after = [title for title in (rank, honorific) if str(title) and title.lang in TITLES_FOLLOW_NAMES]
    return [*before, name, *after]


def furigana(name: str, reading: str) -> list[tuple[str, str]]:
    """The parts of a name in native script, each with its reading ("" where there is none)."""
    names, readings = name.split(), reading.split()
    if len(names) == len(readings):
        return list(zip(names, readings, strict=True))
    return [(name, reading)]


def _in_capitals(name: Mapping[str, Any]) -> str:
    given_name, family_name, whole = name["given_name"], name["family_name"], name["name"]
    words = [word if word[:1].islower() else word.upper() for word in family_name.split()]
    capitals = " ".join(words) if any(word.isupper() for word in words) else family_name.upper()
    is_family_first = bool(given_name) and whole == f"{family_name} {given_name}"
    parts = [capitals, given_name] if is_family_first else [given_name, capitals]
    return " ".join(part for part in parts if part)


# --- Of speakers as they are drafted


@dataclass(frozen=True, slots=True)
class _OwnTitle:
    text: str
    lang: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Shown:
    """A name in all the ways in which one language writes it."""

    language: str
    label: str
    plain: WrittenName
    full: str
    in_capitals: str

    @property
    def furigana(self) -> list[tuple[str, str]]:
        return furigana(self.plain.text, self.plain.reading if self.plain.lang == "ja" else "")


def in_each_language(speaker: Speaker, *, day: dt.date) -> list[Shown]:
    """How a speaker's name is written with the rank of a day."""
    own, rank = facts(speaker), speaker.rank_on(day)
    return [
        Shown(
            language=language,
            label=str(label),
            plain=write(own, language),
            full=full_name(speaker, rank, language),
            in_capitals=full_name(speaker, rank, language, in_capitals=True),
        )
        for language, label in settings.LANGUAGE_NAMES.items()
    ]


def full_name(speaker: Speaker, rank: Rank | None, language: str, *, in_capitals: bool = False) -> str:
    """A speaker's name with a rank and the honorific, in one line."""
    name = write(facts(speaker), language, in_capitals=in_capitals).text
    titled = with_titles(
        name,
        rank=_title(rank, "title", language),
        honorific=_title(speaker, "honorific", language),
    )
    return " ".join(str(part) for part in titled)


def _title(row: Rank | Speaker | None, field: str, language: str) -> _OwnTitle:
    """In the language or, where it is missing, in the first other one that there is."""
    for code in (language, *settings.MODELTRANSLATION_LANGUAGES):
        if text := getattr(row, f"{field}_{code}", ""):
            return _OwnTitle(text, code)
    return _OwnTitle("", "")
