"""How each language writes dates, spans of days and lists of words."""

import datetime as dt
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Customs:
    """Formats are those of Django's date filter; of a span, each end leaves out what the other says."""

    day: str
    short_day: str
    plain_day: str
    first_in_month: str
    last_in_month: str
    first_in_year: str
    last_in_year: str
    dash: str
    dash_between_words: str
    comma: str
    semicolon: str


ENGLISH = Customs(
    day="l j F Y",
    short_day="D j M",
    plain_day="j F Y",
    first_in_month="j",
    last_in_month="j F Y",
    first_in_year="j F",
    last_in_year="j F Y",
    dash="–",
    dash_between_words=" – ",
    comma=", ",
    semicolon="; ",
)
JAPANESE = Customs(
    day="Y年n月j日（D）",
    short_day="n月j日（D）",
    plain_day="Y年n月j日",
    first_in_month="Y年n月j日",
    last_in_month="j日",
    first_in_year="Y年n月j日",
    last_in_year="n月j日",
    dash="～",
    dash_between_words="～",
    comma="、",
    semicolon="；",
)
CUSTOMS = {"en": ENGLISH, "ja": JAPANESE}


def customs() -> Customs:
    """Those of the active language."""
    return CUSTOMS.get(get_language() or "en", ENGLISH)


def day(date: dt.date) -> str:
    """A date with its weekday, written out."""
    return formats.date_format(date, customs().day)


def plain_day(date: dt.date) -> str:
    """A date without its weekday."""
    return formats.date_format(date, customs().plain_day)


def short_day(date: dt.date) -> str:
    """A date with its weekday and without its year."""
    return formats.date_format(date, customs().short_day)


def days(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    """The days from one instant to another, in the zone in which both stand."""
    first = starts_at.date()
    last = max(first, (ends_at - dt.timedelta(seconds=1)).date())
    ours = customs()
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return _span(first, ours.first_in_month, ours.dash, last, ours.last_in_month)
    if first.year == last.year:
        return _span(first, ours.first_in_year, ours.dash_between_words, last, ours.last_in_year)
    return _span(first, ours.plain_day, ours.dash_between_words, last, ours.plain_day)


def _span(first: dt.date, first_format: str, dash: str, last: dt.date, last_format: str) -> str:
    return f"{formats.date_format(first, first_format)}{dash}{formats.date_format(last, last_format)}"
