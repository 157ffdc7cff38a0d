"""What it costs to compare 5,000 attendees with 8,000 names: less than ten seconds of one core.

Run it with ``bin/bench screening``; benchmarks/README.md says how to read what it prints. It needs no
database: matching is a function of names.
"""

import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SECRET_KEY", "only-for-benchmarks")

import django

django.setup()

from rapidfuzz import fuzz  # noqa: E402

from registrations.name_forms import forms_of  # noqa: E402
from registrations.name_matching import NameIndex  # noqa: E402

ATTENDEES = 5_000
NAMES = 8_000
# Of these each has another letter swapped, so that something is found.
PLANTED = 100
MAY_TAKE_SECONDS = 10.0
SAMPLE = 50

SYLLABLES = [
    onset + vowel + end for onset in "bdfghjklmnprstvyz" for vowel in "aeiou" for end in ("", "n", "r", "s")
]
SCRIPTS = ("", "", "", "Олена", "محمد", "김", "山田")
KINDS = ("Institute", "Systems", "Aerospace", "University", "Trading", "Laboratory", "Group")
FORMS = ("Ltd.", "GmbH", "Inc.", "S.A.", "")


def main() -> int:
    """Measure, print, and say by the exit status whether the promise is kept."""
    dice = random.Random(7)  # noqa: S311 - the same names in each run
    persons = [person(dice) for _each in range(NAMES // 2)]
    organizations = [organization(dice) for _each in range(NAMES // 2)]
    attendees = [(person(dice), native(dice), organization(dice)) for _each in range(ATTENDEES)]
    for number, listed in enumerate(dice.sample(persons, PLANTED)):
        attendees[number] = (misspelt(dice, listed), *attendees[number][1:])
    began = time.process_time()
    people = NameIndex(enumerate(persons), is_organization=False)
    everything = NameIndex(enumerate(persons + organizations), is_organization=True)
    indexed = time.process_time()
    found = 0
    for name, native_name, employer in attendees:
        hits = people.search(name) + people.search(native_name) + everything.search(employer)
        found += bool(hits)
    took = time.process_time() - began
    naive = naive_seconds(attendees[:SAMPLE], persons + organizations) * ATTENDEES / SAMPLE
    print(f"{ATTENDEES:,} attendees, {NAMES:,} names; {found} attendees are like one of them")  # noqa: T201
    print(f"  CPU time{took:12.1f} s  (of it {indexed - began:.1f} s for the index)")  # noqa: T201
    print(f"  all pairs, to it{naive / took:5.0f}    ({naive:.0f} s, from a sample)")  # noqa: T201
    return int(took > MAY_TAKE_SECONDS or found < PLANTED * 0.8)


def naive_seconds(attendees: list[tuple[str, str, str]], names: list[str]) -> float:
    """Each text of each attendee with each name, as one would write it first."""
    listed = [form.folded for name in names for form in forms_of(name, is_organization=False)]
    began = time.process_time()
    for texts in attendees:
        for text in filter(None, texts):
            for form in forms_of(text, is_organization=False):
                for name in listed:
                    fuzz.token_sort_ratio(form.folded, name)
    return time.process_time() - began


def word(dice: random.Random) -> str:
    return "".join(dice.choices(SYLLABLES, k=dice.choice((2, 3)))).capitalize()


def person(dice: random.Random) -> str:
    return f"{word(dice)} {word(dice)}" + (f" {word(dice)}" if dice.random() < 0.3 else "")


def native(dice: random.Random) -> str:
    script = dice.choice(SCRIPTS)
    return f"{script} {dice.choice(SCRIPTS)}".strip() if script else ""


def organization(dice: random.Random) -> str:
    return f"{word(dice)} {word(dice)} {dice.choice(KINDS)} {dice.choice(FORMS)}".strip()


def misspelt(dice: random.Random, name: str) -> str:
    place = dice.randrange(1, len(name) - 2)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


if __name__ == "__main__":
    sys.exit(main())
