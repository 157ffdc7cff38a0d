"""Which sessions of a programme a reader's words find, and where in a text the words stand.

Words are sought in all languages at once, whichever of them the reader reads: an English reader finds a
Japanese title, and a name by its native script or by how that is read. Width, case, accents and the two
kana make no difference.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from events import markdown
from events.programme_parts import Programme, SessionItem
from events.texts import Text, Translations

MOST_WORDS = 8
LONGEST_QUERY = 100
LENGTH_OF_EXCERPT = 160

# What a word is worth where it is found: the title says most of what a session is about.
IN_TITLE, IN_PEOPLE, IN_ORGANIZATIONS, IN_NAMES, IN_TEXTS = 16, 12, 8, 4, 1
AT_BEGINNING, WHOLE_WORD = 3, 2

KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
# Marks that belong to the letter before them: accents, and the voicing of kana.
MARKS = r"[\u0300-\u036f\u3099\u309a\uff9e\uff9f]"
CLUSTER = re.compile(rf".{MARKS}*", re.DOTALL)
PLAIN_OR_CLUSTER = re.compile(rf"[\0-\x7f]+(?!{MARKS})|.{MARKS}*", re.DOTALL)
VOICING = {"\u3099", "\u309a"}
# Scripts that put no space between words: there a word may begin anywhere.
WITHOUT_SPACES = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)


def fold(text: str) -> str:
    """The text as it is compared: without differences of width, case, accents and kana."""
    if text.isascii():
        return text.lower()
    wide = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFD", wide)
        if sign in VOICING or not unicodedata.combining(sign)
    )
    return unicodedata.normalize("NFC", bare).translate(KATAKANA)


def words_of(query: str) -> tuple[str, ...]:
    """The words of a query as they are compared, without repetition; those too many are left out."""
    return tuple(dict.fromkeys(fold(query[:LONGEST_QUERY]).split()))[:MOST_WORDS]


def find(programme: Programme, words: tuple[str, ...]) -> dict[str, int]:
    """The codes of the sessions in which all words are found, with how well; the best first."""
    index = _index(_Source(programme.digest, programme.projection))
    found = {code: _weight(fields, words) for code, fields in index.items()}
    return dict(sorted(((code, weight) for code, weight in found.items() if weight), key=lambda one: -one[1]))


def hits(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the words stand in a text, as it is written: spans in their order, none within another."""
    if not any(word in fold(text) for word in words):
        return []
    folded, origin = _folded_with_origin(text)
    spans = sorted(
        (origin[start], origin[start + len(word) - 1] + 1)
        for word in words
        for start in _places(folded, word)
    )
    apart: list[tuple[int, int]] = []
    for start, end in spans:
        end = _end_of_cluster(text, end)
        if apart and start <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((start, end))
    return apart


def excerpt(text: str, words: tuple[str, ...]) -> str:
    """A piece of a long text around the first of the words; nothing where none of them is in it."""
    found = hits(text, words)
    if not found:
        return ""
    start = max(0, found[0][0] - LENGTH_OF_EXCERPT // 3)
    if start and not WITHOUT_SPACES.match(text[start]):
        start = text.find(" ", start, found[0][0]) + 1 or found[0][0]
    piece = text[start : start + LENGTH_OF_EXCERPT]
    rest = "…" if start + LENGTH_OF_EXCERPT < len(text) else ""
    return f"{'…' if start else ''}{piece.strip()}{rest}"


def elsewhere(programme: Programme, session: SessionItem, words: tuple[str, ...]) -> list[Text]:
    """Where those words stand that the session's entry in an agenda does not show: why it was found."""
    shown = fold("\n".join(_shown(session)))
    missing = {word for word in words if next(_places(shown, word), None) is None}
    told = []
    for lang, text in _told_elsewhere(programme, session) if missing else ():
        found = {word for word in missing if hits(text, (word,))}
        if found:
            is_foreign = bool(lang) and lang != programme.language
            told.append(Text(excerpt(text, tuple(found)), lang, is_fallback=is_foreign))
            missing -= found
    return told


def _shown(session: SessionItem) -> Iterator[str]:
    yield from (str(session.title), str(session.subtitle))
    yield from (str(place.name) for place in (session.track, session.room) if place)
    for person in session.people:
        yield from (str(person.name), str(person.position), str(person.organization))
        yield from (str(person.rank), str(person.honorific))


def _told_elsewhere(programme: Programme, session: SessionItem) -> Iterator[tuple[str, str]]:
    """Texts of a session that its entry leaves out, the shortest kind first, each with its language."""
    content = programme.projection
    row = programme.content(session.code)
    yield from row["title"].items()
    yield from row["subtitle"].items()
    for person in row["people"]:
        if speaker := content["speakers"].get(person["speaker"]):
            native = " ".join(
                part for part in (speaker["native_name"], speaker["native_name_reading"]) if part
            )
            yield speaker["native_language"], native
            yield speaker["native_language"], "".join(speaker["native_name"].split())
            yield "", speaker["name"]
        if organization := content["organizations"].get(person["organization"]):
            yield from organization["name"].items()
            yield from organization["short_name"].items()
            yield from (organization["parent"] or {}).items()
        yield from person["position"].items()
    for name in ("abstract", "description"):
        for lang, text in row[name].items():
            yield lang, markdown.to_plain(text)


# --- What is sought in ----------------------------------------------------------------------------

Fields = list[tuple[int, str]]


@dataclass(frozen=True)
class _Source:
    """A projection, which its digest tells from any other."""

    digest: str
    projection: dict[str, Any] = field(compare=False, repr=False)


@lru_cache(maxsize=8)
def _index(source: _Source) -> dict[str, Fields]:
    """What can be found of each session, by its worth; folded once for all readers of a projection."""
    content = source.projection
    tracks = {track["id"]: _all(track["name"]) for track in content["tracks"]}
    rooms = {room["id"]: _all(room["name"]) for room in content["rooms"]}
    organizations = {
        key: [*_all(row["name"]), *_all(row["short_name"]), *_all(row["parent"])]
        for key, row in content["organizations"].items()
    }
    speakers = {slug: _names(speaker) for slug, speaker in content["speakers"].items()}
    return {
        session["code"]: _fields(session, tracks, rooms, organizations, speakers)
        for session in content["sessions"]
    }


def _fields(
    session: dict[str, Any],
    tracks: dict[int, list[str]],
    rooms: dict[int, list[str]],
    organizations: dict[str, list[str]],
    speakers: dict[str, list[str]],
) -> Fields:
    people = session["people"]
    texts = [markdown.to_plain(text) for name in ("abstract", "description") for text in _all(session[name])]
    return [
        (IN_TITLE, _joined(_all(session["title"]))),
        (IN_PEOPLE, _joined(name for person in people for name in speakers.get(person["speaker"], ()))),
        (
            IN_ORGANIZATIONS,
            _joined(name for person in people for name in organizations.get(person["organization"], ())),
        ),
        (
            IN_NAMES,
            _joined(
                [
                    *_all(session["subtitle"]),
                    *tracks.get(session["track"], ()),
                    *rooms.get(session["room"], ()),
                    *(text for person in people for text in _all(person["position"])),
                ]
            ),
        ),
        (IN_TEXTS, _joined(texts)),
    ]


def _names(speaker: dict[str, Any]) -> list[str]:
    """A person's names and how they are read, also as one writes them without the space between."""
    native = [speaker["native_name"], speaker["native_name_reading"]]
    ranks = [*_all(speaker["rank"]), *_all(speaker["honorific"])]
    return [speaker["name"], *native, *("".join(name.split()) for name in native if " " in name), *ranks]


def _all(texts: Translations | None) -> list[str]:
    return list((texts or {}).values())


def _joined(texts: Iterable[str]) -> str:
    return fold("\n".join(text for text in texts if text))


# --- How well -------------------------------------------------------------------------------------


def _weight(fields: Fields, words: tuple[str, ...]) -> int:
    """What all words together are worth; nothing where one of them is missing."""
    weight = 0
    for word in words:
        worth = max((value * _quality(text, word) for value, text in fields), default=0)
        if not worth:
            return 0
        weight += worth
    return weight


def _quality(text: str, word: str) -> int:
    """How well a word is found in a text: as its beginning, as a word of its own, or as part of one."""
    best = 0
    for start in _places(text, word):
        end = start + len(word)
        is_whole = end == len(text) or not text[end].isalnum()
        if start == 0 or text[start - 1] == "\n":
            return AT_BEGINNING + WHOLE_WORD * is_whole
        best = max(best, 1 + WHOLE_WORD * is_whole)
        if best == 1 + WHOLE_WORD:
            break
    return best


def _places(text: str, word: str) -> Iterator[int]:
    """Where a word begins in a text: at the beginning of one of its words, or anywhere in Japanese."""
    start = text.find(word)
    while start >= 0:
        before = text[start - 1] if start else " "
        if not before.isalnum() or WITHOUT_SPACES.match(before) or WITHOUT_SPACES.match(word):
            yield start
        start = text.find(word, start + 1)


def _folded_with_origin(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its signs where in the text it came from."""
    if text.isascii():
        return text.lower(), range(len(text))
    folded: list[str] = []
    origin: list[int] = []
    for found in PLAIN_OR_CLUSTER.finditer(text):
        piece = fold(found.group())
        folded.append(piece)
        is_plain = found.group().isascii()
        origin += range(found.start(), found.end()) if is_plain else [found.start()] * len(piece)
    return "".join(folded), origin


def _end_of_cluster(text: str, end: int) -> int:
    """The end of a span, with the marks that belong to its last letter."""
    cluster = CLUSTER.match(text, end - 1)
    return cluster.end() if cluster else end
