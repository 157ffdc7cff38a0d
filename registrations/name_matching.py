"""Which names of a list are like a name, how much, and why.

Nothing here decides anything: it finds, and says how.
"""

import bisect
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process

from registrations.models import Likeness, Method
from registrations.name_forms import NameForm, forms_of

# Measured; docs/screening.md says on what, and what other thresholds would find.
LEAST_SCORE = 84
LEAST_SCORE_OF_A_WORD = 74
LEAST_SCORE_OF_A_SHORT_WORD = 50
LETTERS_OF_A_SHORT_WORD = 4

# A misspelt or split word may stand elsewhere in the alphabet: candidates are looked for below the score.
OF_OTHER_WORD_ORDER = 8

SAME_BUT_FOR_HABIT = 96
SAME_CONSONANTS = 88
ONE_NAME_LEFT_OUT = 88
LEAST_CONSONANTS = 5
MOST_ALIKE = 99
WORDS_OF_A_PERSON = 5

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Hit(Generic[Key]):
    """A name of a list that is like the one looked for, and how much from 0 to 100."""

    key: Key
    listed_as: str
    method: Method
    likeness: Likeness
    score: int

    @property
    def strength(self) -> tuple[int, bool]:
        return self.score, self.method == Method.EXACT


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Key]):
    key: Key
    listed_as: str
    form: NameForm


class NameIndex(Generic[Key]):
    """Names to look in; made once for many questions."""

    def __init__(self, names: Iterable[tuple[Key, str]], *, is_organization: bool) -> None:
        """Each name with the key of whoever bears it; a key may have several names."""
        self._is_organization = is_organization
        self._entries = sorted(
            (
                _Entry(key, text, form)
                for key, text in names
                for form in forms_of(text, is_organization=is_organization)
            ),
            key=lambda entry: len(entry.form.folded),
        )
        self._lengths = [len(entry.form.folded) for entry in self._entries]
        self._folded = [entry.form.folded for entry in self._entries]
        self._by_joined: dict[str, list[int]] = defaultdict(list)
        self._by_consonants: dict[str, list[int]] = defaultdict(list)
        self._by_word: dict[str, set[int]] = defaultdict(set)
        for number, entry in enumerate(self._entries):
            for joined in entry.form.joined:
                self._by_joined[joined].append(number)
            if _has_enough_consonants(entry.form):
                self._by_consonants[entry.form.consonants].append(number)
            for word in entry.form.words:
                self._by_word[word].add(number)

    def search(self, text: str) -> list[Hit[Key]]:
        """The likest name of each key that is like text, the likest key first."""
        best: dict[Key, Hit[Key]] = {}
        for form in forms_of(text, is_organization=self._is_organization):
            for number in self._candidates(form):
                hit = self._judge(form, self._entries[number])
                if hit and (hit.key not in best or hit.strength > best[hit.key].strength):
                    best[hit.key] = hit
        return sorted(best.values(), key=lambda hit: -hit.score)

    def _candidates(self, form: NameForm) -> set[int]:
        found = {number for joined in form.joined for number in self._by_joined.get(joined, ())}
        if form.consonants and _has_enough_consonants(form):
            found.update(self._by_consonants.get(form.consonants, ()))
        if not form.is_han:
            found.update(self._spelled_alike(form))
        if not self._is_organization:
            found.update(self._with_one_name_more_or_less(form))
        return found

    def _spelled_alike(self, form: NameForm) -> Iterator[int]:
        """Only names about as long can reach the score: the others differ by their length alone."""
        length, least = len(form.folded), (LEAST_SCORE - OF_OTHER_WORD_ORDER) / 100
        first = bisect.bisect_left(self._lengths, int(length * least / (2 - least)))
        last = bisect.bisect_right(self._lengths, int(length * (2 - least) / least) + 1)
        alike = process.extract(
            form.folded,
            self._folded[first:last],
            scorer=fuzz.ratio,
            score_cutoff=LEAST_SCORE - OF_OTHER_WORD_ORDER,
            limit=None,
        )
        return (first + position for _folded, _score, position in alike)

    def _with_one_name_more_or_less(self, form: NameForm) -> set[int]:
        words = set(form.words)
        if not 2 <= len(words) <= WORDS_OF_A_PERSON:
            return set()
        seen: dict[int, int] = defaultdict(int)
        for word in words:
            for number in self._by_word.get(word, ()):
                seen[number] += 1
        return {number for number, count in seen.items() if count >= max(2, len(words) - 1)}

    def _judge(self, form: NameForm, entry: _Entry[Key]) -> Hit[Key] | None:
        """How one form is like one name; None when it is not enough."""
        listed = entry.form
        is_transliterated = form.is_transliterated or listed.is_transliterated
        elsewhere = Method.TRANSLITERATED if is_transliterated else Method.NEAR

        def hit(method: Method, likeness: Likeness, score: float) -> Hit[Key]:
            return Hit(entry.key, entry.listed_as, method, likeness, round(score))

        if form.native == listed.native:
            return hit(Method.EXACT, Likeness.SAME_LETTERS, 100)
        if form.latin == listed.latin or (is_transliterated and form.joined & listed.joined):
            return hit(elsewhere, Likeness.SAME_IN_LATIN, 100)
        if form.folded == listed.folded:
            return hit(elsewhere, Likeness.SAME_BUT_FOR_HABIT, SAME_BUT_FOR_HABIT)
        score = self._ratio(form, listed)
        if score >= LEAST_SCORE:
            return hit(Method.NEAR, Likeness.SPELLED_ALIKE, min(score, MOST_ALIKE))
        if (
            (form.is_abjad or listed.is_abjad)
            and form.consonants == listed.consonants
            and _has_enough_consonants(form)
        ):
            return hit(Method.TRANSLITERATED, Likeness.SAME_CONSONANTS, SAME_CONSONANTS)
        if not self._is_organization and _is_one_more_or_less(form, listed):
            return hit(Method.NEAR, Likeness.ONE_LEFT_OUT, ONE_NAME_LEFT_OUT)
        return None

    def _ratio(self, form: NameForm, listed: NameForm) -> float:
        # Mandarin readings of other people's characters are alike by chance only.
        if form.is_han or listed.is_han:
            return 0
        # One word that is altogether different makes other people, however alike the rest is.
        if len(form.words) == len(listed.words) and not all(
            _has_counterpart(word, listed.words) for word in form.words
        ):
            return 0
        return max(
            fuzz.ratio(form.folded, listed.folded),
            fuzz.ratio(form.whole, listed.whole),
            *(fuzz.ratio("".join(form.words), joined) for joined in listed.joined),
        )


def _has_counterpart(word: str, others: tuple[str, ...]) -> bool:
    is_short = len(word) <= LETTERS_OF_A_SHORT_WORD
    least = LEAST_SCORE_OF_A_SHORT_WORD if is_short else LEAST_SCORE_OF_A_WORD
    return any(fuzz.ratio(word, other, score_cutoff=least) for other in others)


def _is_one_more_or_less(form: NameForm, listed: NameForm) -> bool:
    fewer, more = sorted((set(form.words), set(listed.words)), key=len)
    return len(fewer) >= 2 and fewer < more and len(more) == len(fewer) + 1


def _has_enough_consonants(form: NameForm) -> bool:
    return " " in form.consonants and len(form.consonants.replace(" ", "")) >= LEAST_CONSONANTS
