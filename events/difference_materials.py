"""Which materials a session has got, which it has lost, and which are other ones now."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from events.difference_words import Detail, Words
from events.models import MaterialKind

Material = dict[str, Any]


def material_details(
    before: Words, old: list[Material], after: Words, new: list[Material]
) -> Iterator[Detail]:
    """One detail for each material about which something is different."""
    was = {material["code"]: material for material in old}
    for material in new:
        known = was.pop(material["code"], None)
        if known is None:
            yield Detail(gettext("New material"), "", _words(after, material))
        elif known != material:
            words = _words(before, known), _words(after, material)
            label = gettext("Material changed")
            yield Detail(label, *words) if words[0] != words[1] else Detail(words[1])
    for material in was.values():
        yield Detail(gettext("Material no longer there"), _words(before, material), "")
    if not was and len(old) == len(new) and [m["code"] for m in old] != [m["code"] for m in new]:
        yield Detail(gettext("Order of the materials"))


def _words(words: Words, material: Material) -> str:
    """For example "Slides: Who watches orbit? (Confirmed attendees)"."""
    kind = MaterialKind(material["kind"]).label
    told = gettext("%(kind)s: %(title)s") % {"kind": kind, "title": words.text(material["title"])}
    if whom := words.for_whom(material):
        return gettext("%(material)s (%(audience)s)") % {"material": told, "audience": whom}
    return told
