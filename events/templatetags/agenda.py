"""How an agenda shows its sessions: their entries, the hits of a search, faces, and addresses."""

from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events import search
from events.programme_parts import Person, Programme, SessionItem, SpeakerItem
from events.search import WITHOUT_SPACES
from events.texts import Text

register = template.Library()


@register.simple_tag(takes_context=True)
def session_entry(context: Context, session: SessionItem) -> SafeString:
    """What an agenda tells of a session; the same in every arrangement, and rendered once for all of them."""
    programme, selection = context["programme"], context["selection"]
    words = selection.words if session.code in selection.marked else ()
    parts = {
        "programme": programme,
        "session": session,
        "zone_query": context["zone_query"],
        "changed": context["changed"].get(session.code, ""),
        "words": words,
    }
    if addresses := context.get("addresses"):
        # What leads to one reader's own pages is nobody else's.
        return _rendered(parts | {"addresses": addresses})
    if words:
        return _rendered(parts)
    entries = _entries(programme, context["zone_query"])
    if session.code not in entries:
        entries[session.code] = _rendered(parts)
    return entries[session.code]


@lru_cache(maxsize=12)
def _entries(programme: Programme, zone_query: str) -> dict[str, SafeString]:
    """The entries of a programme's sessions as far as they have been rendered, by their codes."""
    return {}


def _rendered(parts: dict[str, Any]) -> SafeString:
    return SafeString(get_template("events/_session.html").render(parts))


@register.simple_tag
def elsewhere(programme: Programme, session: SessionItem, words: tuple[str, ...]) -> list[Text]:
    """What of a session was found that its entry does not show."""
    return search.elsewhere(programme, session, words) if words else []


@register.simple_tag
def face(person: Person | SpeakerItem, size: int = 32) -> SafeString:
    """A photograph, or else the first letters of the name, which stands beside it."""
    if person.photo:
        return format_html(
            '<img class="face" src="{}" alt="" width="{}" height="{}" loading="lazy" decoding="async">',
            person.photo,
            size,
            size,
        )
    return format_html('<span class="face" aria-hidden="true">{}</span>', monogram(str(person.name)))


@lru_cache(maxsize=4096)
def monogram(name: str) -> str:
    """The first letters of the first and the last name; of a name in Han or kana its first sign."""
    parts = [part for part in name.split() if part[0].isalnum()]
    if not parts:
        return ""
    if WITHOUT_SPACES.match(parts[0]):
        return parts[0][0]
    return "".join(part[0].upper() for part in dict.fromkeys((parts[0], parts[-1])))


@register.simple_tag
def hidden_fields(pairs: list[tuple[str, str]]) -> SafeString:
    """What a form keeps of an address that it does not ask for itself."""
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)
