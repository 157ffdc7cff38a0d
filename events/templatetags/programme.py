"""How pages write what a programme holds: texts in their language, dates, zones, spoken languages."""

import datetime as dt

from django import template
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from events import markdown
from events.programme_parts import Person, SpeakerItem
from events.texts import Text

register = template.Library()

# How days are written, by language; "D" and "l" are the weekday, as in Django's date filter.
DAY: dict[str, str] = {"en": "l j F Y", "ja": "Y年n月j日（l）"}
SHORT_DAY: dict[str, str] = {"en": "D j M", "ja": "n月j日（D）"}
FIRST_OF_SAME_MONTH: dict[str, str] = {"en": "j", "ja": "Y年n月j日"}
FIRST_OF_SAME_YEAR: dict[str, str] = {"en": "j F", "ja": "Y年n月j日"}
PLAIN_DAY: dict[str, str] = {"en": "j F Y", "ja": "Y年n月j日"}
LAST_OF_SAME_MONTH: dict[str, str] = {"en": "j F Y", "ja": "j日"}
LAST_OF_SAME_YEAR: dict[str, str] = {"en": "j F Y", "ja": "n月j日"}
DASH: dict[str, str] = {"en": "–", "ja": "～"}


@register.simple_tag
def text(value: Text) -> str | SafeString:
    """The text; where it stands in another language than the page, it says which."""
    if value.is_fallback:
        return format_html('<span lang="{}">{}</span>', value.lang, value.value)
    return value.value


@register.simple_tag
def full_name(person: Person | SpeakerItem) -> SafeString:
    """A person's name with rank and honorific, where the page's language puts them."""
    parts = [text(person.rank), text(person.honorific), str(person.name)]
    if get_language() == "ja":
        parts.reverse()
    return format_html_join(" ", "{}", ((part,) for part in parts if part))


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
def day(moment: dt.date) -> str:
    """A date with its weekday, written out."""
    return formats.date_format(moment, _of(DAY))


@register.filter
def short_day(moment: dt.date) -> str:
    """A date with its weekday, for tabs and lists."""
    return formats.date_format(moment, _of(SHORT_DAY))


@register.simple_tag
def dates(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    """The days from one instant to another, in the zone both stand in, without repeating a part."""
    first = starts_at.date()
    last = max(first, (ends_at - dt.timedelta(seconds=1)).date())
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        parts = (FIRST_OF_SAME_MONTH, LAST_OF_SAME_MONTH)
    elif first.year == last.year:
        parts = (FIRST_OF_SAME_YEAR, LAST_OF_SAME_YEAR)
    else:
        parts = (PLAIN_DAY, PLAIN_DAY)
    written = (
        formats.date_format(date, _of(style)) for date, style in zip((first, last), parts, strict=True)
    )
    return _of(DASH).join(written)


@register.filter
def utc_offset(moment: dt.datetime) -> str:
    """How far the moment's zone is from UTC then, such as UTC+09:00."""
    offset = moment.strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:5]}" if offset.strip("+-0") else "UTC"


@register.filter
def language_name(tag: str) -> str:
    """A language tag's name in the page's language; the tag itself when it is not known."""
    try:
        return str(get_language_info(tag)["name_translated"])
    except KeyError:
        return tag


def _of(styles: dict[str, str]) -> str:
    return styles.get(get_language() or "en", styles["en"])
