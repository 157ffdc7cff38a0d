"""Who left a session, who joined it, and whose part in it is another now."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from events import writing
from events.difference_words import Detail, Words

Person = dict[str, Any]


def people_details(before: Words, old: list[Person], after: Words, new: list[Person]) -> Iterator[Detail]:
    """One detail for each person of the session about whom something is different."""
    remaining, joined = list(old), []
    for person in new:
        was = _find(remaining, person)
        if was is None:
            joined.append(person)
            continue
        remaining.remove(was)
        if _told(was) != _told(person):
            yield _changed(before, was, after, person)
    for person in remaining:
        yield Detail(gettext("No longer there"), before.person(person), "")
    for person in joined:
        yield Detail(gettext("New"), "", after.person(person))
    if not remaining and not joined and [_who(person) for person in old] != [_who(person) for person in new]:
        yield Detail(gettext("Order"), _names(before, old), _names(after, new))


def _told(person: Person) -> Person:
    """What is said of a person; where they stand among all the others tells nothing by itself."""
    return {key: value for key, value in person.items() if key != "standing"}


def _who(person: Person) -> tuple[Any, ...]:
    if person["speaker"]:
        return (person["speaker"],)
    return tuple(sorted(person["position"].items())), person["organization"]


def _find(people: list[Person], person: Person) -> Person | None:
    """The same person, in the same role if there are several."""
    same = [other for other in people if _who(other) == _who(person)]
    in_role = [other for other in same if other["role"] == person["role"]]
    return next(iter(in_role or same), None)


def _changed(before: Words, old: Person, after: Words, new: Person) -> Detail:
    words = before.person(old), after.person(new)
    if words[0] != words[1]:
        return Detail(gettext("Changed"), *words)
    if old.get("is_confirmed") != new.get("is_confirmed"):
        states = {True: gettext("confirmed"), False: gettext("not confirmed")}
        return Detail(words[1], states[old["is_confirmed"]], states[new["is_confirmed"]])
    return Detail(words[1])


def _names(words: Words, people: list[Person]) -> str:
    return writing.customs().semicolon.join(words.person(person) for person in people)
