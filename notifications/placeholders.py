"""The words in braces that a reminder's text may hold, and what stands in their place."""

import re
from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Known = Mapping[str, str | Promise]

PLACEHOLDERS: dict[str, str | Promise] = {
    "given_name": _("the attendee's given name"),
    "family_name": _("the attendee's family name"),
    "name": _("the attendee's whole name, in its own order"),
    "event": _("the event's title"),
    "starts": _("when the event starts, with its time zone"),
    "place": _("where the event is held"),
    "link": _("the address of the attendee's personal page"),
    "agenda": _("the address of the agenda"),
}

IN_INVITATIONS: dict[str, str | Promise] = {
    "given_name": _("the invited person's given name"),
    "family_name": _("the invited person's family name"),
    "name": _("the invited person's whole name, in its own order"),
    "organization": _("the invited person's organization"),
    "event": _("the event's title"),
    "starts": _("when the event starts, with its time zone"),
    "place": _("where the event is held"),
    "ticket_type": _("as what they are invited: the ticket type"),
    "until": _("until when the invitation is to be answered"),
    "link": _("where the invitation is answered"),
    "agenda": _("the address of the agenda"),
}

# Full-width braces are what a Japanese keyboard gives; they mean the same.
IN_BRACES = re.compile(r"[{｛]\s*([^{}｛｝]*?)\s*[}｝]")
BRACE = re.compile(r"[{}｛｝]")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of the placeholders, once: braces inside a value stay as they are.

    Nothing is evaluated. What is no placeholder is left as it was written.
    """
    return IN_BRACES.sub(lambda found: values.get(found[1], found[0]), text)


def unknown_in(text: str, known: Known = PLACEHOLDERS) -> list[str]:
    """What stands in braces without being a placeholder, in the order of the text."""
    return [name for name in dict.fromkeys(IN_BRACES.findall(text)) if name not in known]


def has_stray_brace(text: str) -> bool:
    """Whether a brace is opened and not closed, or the other way round."""
    return BRACE.search(IN_BRACES.sub("", text)) is not None


def mistakes_in(text: str, known: Known = PLACEHOLDERS) -> list[str]:
    """What is wrong with the placeholders of a text, in words for its writer."""
    mistakes = []
    if unknown := unknown_in(text, known):
        mistakes.append(
            gettext("There is no placeholder %(unknown)s. There are: %(known)s.")
            % {"unknown": _in_braces(unknown), "known": _in_braces(known)}
        )
    if has_stray_brace(text):
        mistakes.append(gettext("A brace is missing: a placeholder is written like {name}."))
    return mistakes


def _in_braces(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
