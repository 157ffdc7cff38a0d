"""JSON from strangers, read without letting it grow, each value knowing where it stands."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from events.schedule_formats.notes import Place
from events.schedule_formats.schedule import Problem, ScheduleError

DEEPEST = 40
LONGEST_NUMBER = 30


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document and its JSON pointer (RFC 6901); what is not there is a value of None."""

    value: Any
    pointer: str = ""

    def __bool__(self) -> bool:
        return bool(self.value)

    def __getitem__(self, key: str) -> "Node":
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(value, f"{self.pointer}/{key.replace('~', '~0').replace('/', '~1')}")

    def has(self, *keys: str) -> bool:
        return isinstance(self.value, dict) and all(key in self.value for key in keys)

    def of(self, path: str) -> "Node":
        """What stands at a path of keys, for example ``schedule/conference``."""
        node = self
        for key in path.split("/"):
            node = node[key]
        return node

    @property
    def items(self) -> Iterator["Node"]:
        """The members of a list; nothing for what is no list."""
        if isinstance(self.value, list):
            for number, value in enumerate(self.value):
                yield Node(value, f"{self.pointer}/{number}")

    @property
    def members(self) -> Iterator[tuple[str, "Node"]]:
        """The entries of an object; nothing for what is no object."""
        if isinstance(self.value, dict):
            for key in self.value:
                yield str(key), self[str(key)]

    @property
    def text(self) -> str:
        """A text or a number as text; "" for anything else. Of a translated text, any one language."""
        if isinstance(self.value, str):
            return self.value.strip()
        if isinstance(self.value, int | float) and not isinstance(self.value, bool):
            return str(self.value)
        texts = self.translations
        return texts.get("en") or next(iter(texts.values()), "")

    @property
    def translations(self) -> dict[str, str]:
        """A text that is written as ``{"en": …, "ja": …}``, by language."""
        if not isinstance(self.value, dict):
            return {}
        return {str(key): text.strip() for key, text in self.value.items() if isinstance(text, str) and text}

    def in_language(self, language: str) -> str:
        return self.translations.get(language) or self.text

    @property
    def flag(self) -> bool | None:
        return self.value if isinstance(self.value, bool) else None

    def place(self, name: str = "") -> Place:
        return Place(0, ", ".join(part for part in (self.pointer or "/", name) if part))


def read(content: bytes) -> Node:
    """The document. Raises ScheduleError for what is no JSON, or nested without bounds."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(0, _("This is not UTF-8 text, as JSON has to be.")) from error
    if _depth(text) > DEEPEST:
        raise _refused(
            0,
            _("Its values are nested more than %(depth)d deep: no schedule needs that.") % {"depth": DEEPEST},
        )
    try:
        return Node(json.loads(text, parse_int=_number, parse_constant=_no_constant))
    except json.JSONDecodeError as error:
        raise _refused(error.lineno, _("This is not JSON: %(reason)s") % {"reason": error.msg}) from error
    except ValueError as error:
        raise _refused(0, _("This is not JSON: %(reason)s") % {"reason": error}) from error


def _depth(text: str) -> int:
    """How deep lists and objects are nested, found without a parser that would follow them."""
    deepest = depth = 0
    in_text = escaped = False
    for character in text:
        if in_text:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_text = False
        elif character == '"':
            in_text = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEEPEST:
                return deepest
        elif character in "]}":
            depth -= 1
    return deepest


def _number(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(_("a number has too many digits."))
    return int(digits)


def _no_constant(name: str) -> float:
    raise ValueError(_("%(name)s is not a number.") % {"name": name})


def _refused(line: int, message: str) -> ScheduleError:
    return ScheduleError([Problem(line, "", message)])
