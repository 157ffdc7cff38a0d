"""How an agenda shows its sessions: their entries, the hits of a search, marks, faces, and addresses."""

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from events import search
from events.programme_parts import Person, Programme, SessionItem, SpeakerItem
from events.search import WITHOUT_SPACES
from events.selection import language_name
from events.templatetags.programme import address_of, full_name, hours, marked, post

Addresses = dict[str, tuple[Any, ...]] | None

register = template.Library()


@register.simple_tag(takes_context=True)
def session_entry(context: Context, session: SessionItem) -> SafeString:
    """What an agenda tells of a session; the same in every arrangement, and written once for all of them."""
    programme, selection, zone_query = context["programme"], context["selection"], context["zone_query"]
    words = selection.words if session.code in selection.marked else ()
    changed = context["changed"].get(session.code, "")
    # What leads to one reader's own pages is nobody else's.
    addresses = context.get("addresses")
    if words or addresses:
        return _entry(programme, session, zone_query, changed, words=words, addresses=addresses)
    entries = _entries(programme, zone_query)
    if session.code not in entries:
        entries[session.code] = _entry(programme, session, zone_query, changed)
    return entries[session.code]


@lru_cache(maxsize=12)
def _entries(programme: Programme, zone_query: str) -> dict[str, SafeString]:
    """The entries of a programme's sessions as far as they have been written, by their codes."""
    return {}


def _entry(
    programme: Programme,
    session: SessionItem,
    zone_query: str,
    changed: str,
    *,
    words: tuple[str, ...] = (),
    addresses: Addresses = None,
) -> SafeString:
    """What an agenda has a thousand times: written here, it costs a fifth of what a template takes."""
    address = address_of("events:session", programme.slug, session.code, instead=addresses)
    return SafeString(
        f'<p class="session__meta">{_before_the_kind(session, changed)}'
        f'<span class="session__kind">{escape(session.kind_label)}</span> {hours(session)}</p>'
        f'<h4 class="session__title"><a href="{address}{zone_query}">{marked(session.title, words)}</a></h4>'
        f"{_paragraph('session__subtitle', marked(session.subtitle, words))}"
        f"{_people(session, programme.slug, words, addresses)}"
        f"{''.join(_why_found(programme, session, words))}"
        f'<p class="session__where">{_where(session, words)}{signs(session)}</p>'
    )


def _before_the_kind(session: SessionItem, changed: str) -> str:
    parts = []
    if session.for_whom or session.revealed_at:
        parts.append(get_template("events/_for_whom.html").render({"part": session}))
    if session.is_cancelled:
        cancelled = escape(pgettext("session", "Cancelled"))
        parts.append(f'<strong class="sign sign--cancelled">{cancelled}</strong> ')
    if changed:
        parts.append(f'<span class="sign sign--changed">{escape(changed)}</span> ')
    return "".join(parts)


def _paragraph(name: str, body: SafeString) -> str:
    return f'<p class="{name}">{body}</p>' if body else ""


def _people(session: SessionItem, slug: str, words: tuple[str, ...], addresses: Addresses) -> str:
    people = "".join(_person(person, slug, words, addresses) for person in session.people)
    return f'<ul class="plain people">{people}</ul>' if people else ""


def _why_found(programme: Programme, session: SessionItem, words: tuple[str, ...]) -> Iterator[str]:
    for found in search.elsewhere(programme, session, words) if words else ():
        yield _paragraph("session__found", marked(found, words))


def _where(session: SessionItem, words: tuple[str, ...]) -> str:
    room, track = session.room, session.track
    return (f'<span class="session__room">{marked(room.name, words)}</span>' if room else "") + (
        f'<span class="mark mark--{track.mark}">{marked(track.name, words)}</span>' if track else ""
    )


@register.simple_tag(takes_context=True)
def person_entry(context: Context, person: Person) -> SafeString:
    """Somebody in a session: face, name, role, position and organization."""
    return SafeString(_person(person, context["programme"].slug, (), context.get("addresses")))


def _person(person: Person, slug: str, words: tuple[str, ...], addresses: Addresses) -> str:
    if person.is_unnamed:
        name = marked(person.position, words)
    else:
        address = address_of("events:speaker", slug, person.slug, instead=addresses)
        name = SafeString(f'<a href="{address}">{full_name(person, words)}</a>')
    return (
        f'<li class="person">{face(person)}<p><span class="person__name">{name}</span>'
        f' <span class="person__role">{escape(person.role_label)}</span></p>'
        f'<p class="person__post">{post(person, words)}</p></li>'
    )


@register.simple_tag
def signs(session: SessionItem) -> SafeString:
    """The marks that a session carries, each a word with a shape before it."""
    return _signs(
        session.language,
        session.has_interpretation,
        session.is_recorded,
        session.is_closed_to_press,
        session.needs_separate_registration,
        get_language() or "",
    )


@lru_cache(maxsize=512)
def _signs(
    tag: str, is_interpreted: bool, is_recorded: bool, is_closed: bool, is_separate: bool, language: str
) -> SafeString:
    """The same in the active language, which is ``language``."""
    there = {
        "language": language_name(tag) if tag else "",
        "interpreted": gettext("Interpreted") if is_interpreted else "",
        "recorded": gettext("Recorded") if is_recorded else "",
        "closed": gettext("Closed to the press") if is_closed else "",
        "separate": gettext("Separate registration") if is_separate else "",
    }
    return format_html_join(
        "", '<span class="sign sign--{}">{}</span>', ((name, word) for name, word in there.items() if word)
    )


@register.simple_tag
def face(person: Person | SpeakerItem, size: int = 32) -> SafeString:
    """A photograph, or else the first letters of the name, which stands beside it."""
    if person.photo:
        photo = escape(person.photo)
        return SafeString(
            f'<img class="face" src="{photo}" alt="" width="{size}" height="{size}" loading="lazy">'
        )
    return SafeString(f'<span class="face" aria-hidden="true">{escape(monogram(str(person.name)))}</span>')


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
