"""How pages write what a programme holds: texts in their language, names, dates, zones."""

import datetime as dt
import html
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from events import markdown, search, selection, writing
from events.programme_parts import Named, Person, SessionItem
from events.texts import Text

PLACE_OF_NAME = "place-of-the-name"

register = template.Library()

register.filter("day", writing.day)
register.filter("short_day", writing.short_day)
register.simple_tag(writing.days, name="days")


@register.simple_tag
def text(value: Text | str) -> SafeString:
    """The text; where it stands in another language than the page, it says which."""
    if isinstance(value, Text) and value.is_fallback:
        return format_html('<span lang="{}">{}</span>', value.lang, value.value)
    return SafeString(html.escape(str(value)))


@register.simple_tag
def marked(value: Text | str, words: tuple[str, ...] = ()) -> SafeString:
    """The same, with the words of a search marked in it."""
    if not words or not value:
        return text(value)
    written, pieces, start = str(value), [], 0
    for begin, end in search.hits(written, words):
        pieces += [html.escape(written[start:begin]), f"<mark>{html.escape(written[begin:end])}</mark>"]
        start = end
    body = SafeString("".join([*pieces, html.escape(written[start:])]))
    if isinstance(value, Text) and value.is_fallback:
        return format_html('<span lang="{}">{}</span>', value.lang, body)
    return body


@register.simple_tag
def listed(*values: Text | str, words: tuple[str, ...] = ()) -> SafeString:
    """What there is of the values, as a list in one line."""
    return SafeString(writing.customs().comma.join(marked(value, words) for value in values if value))


@register.simple_tag
def post(person: Person, words: tuple[str, ...] = ()) -> SafeString:
    """As what a person appears: position and organization; of an unnamed one the position is the name."""
    if person.is_unnamed:
        return marked(person.organization, words)
    return listed(person.position, person.organization, words=words)


@register.simple_tag
def names_in(session: SessionItem, words: tuple[str, ...] = ()) -> SafeString:
    """The names of those who are in a session, in one line."""
    return listed(*(person.name for person in session.people), words=words)


@register.simple_tag
def dash() -> str:
    """What stands between the beginning and the end of a span."""
    return writing.customs().dash


@register.simple_tag
def full_name(person: Named, words: tuple[str, ...] = ()) -> SafeString:
    """A person's name with rank and honorific."""
    if not person.rank and not person.honorific:
        return marked(str(person.name), words)
    return SafeString(" ".join(marked(part, words) for part in person.titled))


@register.simple_tag
def full_name_with_furigana(person: Named) -> SafeString:
    """The same, with the reading above a name in Japanese; programs that know no ruby put it in brackets."""
    if not any(reading for _part, reading in person.furigana):
        return full_name(person)
    name = format_html_join(" ", "<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>", person.furigana)
    return SafeString(" ".join(text(part) if part != str(person.name) else name for part in person.titled))


@register.simple_tag(takes_context=True)
def address(context: Context, view: str, slug: str, name: str = "") -> SafeString:
    """Where a page of the event is, such as one of its many sessions, at a fraction of the price of ``url``.

    Pages for one reader lead to each other: what they have as ``addresses`` says by which view, and under
    which arguments, each public one is replaced; one that has no counterpart has no address there.
    """
    return address_of(view, slug, name, instead=context.get("addresses"))


def address_of(
    view: str, slug: str, name: str, *, instead: dict[str, tuple[Any, ...]] | None = None
) -> SafeString:
    own_view, *arguments = (view, slug) if instead is None else instead.get(view, ("",))
    if not own_view:
        return SafeString("")
    before, after = _address_around(own_view, tuple(arguments), bool(name), get_language() or "")
    return SafeString(f"{before}{quote(name)}{after}")


@lru_cache(maxsize=256)
def _address_around(view: str, arguments: tuple[Any, ...], has_name: bool, language: str) -> tuple[str, str]:
    """The parts of a view's address before and after the name of what it shows, in the active language."""
    if not has_name:
        return reverse(view, args=arguments), ""
    before, _name, after = reverse(view, args=[*arguments, PLACE_OF_NAME]).rpartition(PLACE_OF_NAME)
    return before, after


@register.filter
def clock(moment: dt.datetime) -> str:
    """The hour of a moment, such as 09:30."""
    return f"{moment.hour:02}:{moment.minute:02}"


@register.filter
def iso(moment: dt.datetime) -> str:
    """A moment as programs read it."""
    return moment.isoformat(timespec="seconds")


@register.simple_tag
def prose(value: Text) -> str | SafeString:
    """A Markdown text as a block of prose, with its language where that is not the page's."""
    if not value:
        return ""
    body = markdown.to_html(value.value)
    if value.is_fallback:
        return format_html('<div class="prose" lang="{}">{}</div>', value.lang, body)
    return format_html('<div class="prose">{}</div>', body)


@register.filter
def preview(value: Text | str) -> str:
    """The beginning of a Markdown text without its markup."""
    return markdown.to_text(str(value))


@register.filter
def utc_offset(moment: dt.datetime) -> str:
    """How far the moment's zone is from UTC then, such as UTC+09:00."""
    offset = moment.strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:5]}" if offset.strip("+-0") else "UTC"


@register.simple_tag
def hours(session: SessionItem) -> SafeString:
    """From when to when a session lasts; programs read the end, for its beginning heads the row."""
    starts_at, ends_at = session.starts_at, session.ends_at
    is_on_another_date = (ends_at - dt.timedelta(seconds=1)).date() != starts_at.date()
    other_day = f" ({writing.short_day(ends_at)})" if is_on_another_date else ""
    return SafeString(
        f'<time datetime="{iso(ends_at)}">{clock(starts_at)}{dash()}{clock(ends_at)}</time>{other_day}'
    )


@register.simple_tag
def spoken(session: SessionItem) -> SafeString:
    """In which language a session is held, and whether it is interpreted."""
    return _spoken(session.language, session.has_interpretation, get_language() or "")


@lru_cache(maxsize=256)
def _spoken(tag: str, has_interpretation: bool, language: str) -> SafeString:
    """The same in the active language, which is ``language``."""
    return listed(selection.language_name(tag), gettext("interpreted") if has_interpretation else "")


register.filter("language_name", selection.language_name)
