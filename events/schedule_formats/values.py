"""How schedules write durations, instants, kinds and languages."""

import datetime as dt
import re
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import SessionKind

Choice = TypeVar("Choice", bound=TextChoices)
DURATION = re.compile(r"(?P<sign>-?)(?:(?P<first>\d{1,3}):)?(?P<second>\d{1,3}):(?P<third>\d{2})")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
YEARS = range(1900, 2200)

# The first row of which a word stands in the source's type says the kind; a type in no row says nothing.
KINDS: tuple[tuple[SessionKind, str], ...] = (
    (SessionKind.KEYNOTE, "keynote|基調講演"),
    (SessionKind.OPENING, "opening|welcome|開会"),
    (SessionKind.CLOSING, "closing|閉会"),
    (SessionKind.PANEL, "panel|podium|roundtable|round table|パネル"),
    (SessionKind.WORKSHOP, r"\w*workshop|tutorial|hands[- ]on|sprints?|ワークショップ"),
    (SessionKind.BREAKOUT, "breakout|bof|birds of a feather"),
    (SessionKind.BREAK, r"break|lunch|coffee|dinner|休憩|昼食"),
    (SessionKind.NETWORKING, "networking|reception|social|party|meetup|懇親会"),
    (SessionKind.CEREMONY, "ceremony|awards?|式典"),
    (SessionKind.TALK, r"talk|lecture|presentation|lightning|devroom|maintrack|講演|トーク"),
    (SessionKind.OTHER, "other|performance|film|exhibition|music"),
)


class NotReadable(ValueError):
    """A value that is not what its place asks for; the message says so to people."""


def duration(text: str) -> dt.timedelta:
    """A length of time: HH:MM, HH:MM:SS or D:HH:MM, possibly negative.

    Three parts are days, hours and minutes when the first is a single digit and the second an hour
    of the day, as programs write more than 24 hours; else hours, minutes and seconds.
    """
    match = DURATION.fullmatch(text)
    if match is None or int(match["third"]) > 59 or (match["first"] and int(match["second"]) > 59):
        raise NotReadable(_("“%(text)s” is not a duration; write it like 01:30.") % {"text": text})
    first, second, third = match["first"], int(match["second"]), int(match["third"])
    if first is None:
        length = dt.timedelta(hours=second, minutes=third)
    elif len(first) == 1 and second < 24:
        length = dt.timedelta(days=int(first), hours=second, minutes=third)
    else:
        length = dt.timedelta(hours=int(first), minutes=second, seconds=third)
    return -length if match["sign"] else length


def clock(text: str) -> dt.time:
    """A time of day: HH:MM or HH:MM:SS."""
    match = CLOCK.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        return dt.time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError:
        raise NotReadable(
            _("“%(text)s” is not a time of day; write it like 09:30.") % {"text": text}
        ) from None


def day(text: str) -> dt.date:
    try:
        return _plausible(dt.date.fromisoformat(text))
    except ValueError:
        raise NotReadable(_("“%(text)s” is not a date; write it like 2030-05-15.") % {"text": text}) from None


def instant(text: str, *, zone: dt.tzinfo | None) -> dt.datetime:
    """A date with a time; one that names no offset of its own stands in zone."""
    try:
        moment = dt.datetime.fromisoformat(text)
        _plausible(moment.date())
    except ValueError:
        raise NotReadable(
            _("“%(text)s” is not a date with a time; write it like 2030-05-15T09:30:00+09:00.")
            % {"text": text}
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=required(zone))


def required(zone: dt.tzinfo | None) -> dt.tzinfo:
    """zone, if the file names one at all."""
    if zone is None:
        raise NotReadable(
            _("The time has no zone, and the file names none: say where the event’s clocks stand.")
        )
    return zone


def time_zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        raise NotReadable(_("“%(text)s” is not a time zone of the IANA database.") % {"text": text}) from None


def language(text: str) -> str:
    """A language tag such as en or pt-BR, "" for nothing."""
    tag = text.strip().replace("_", "-")
    head, *rest = tag.split("-")
    tag = "-".join([head.lower(), *rest])
    if tag and (len(tag) > 20 or not LANGUAGE_TAG.fullmatch(tag)):
        raise NotReadable(
            _("“%(text)s” is not a language tag such as en or ja; it is left out.") % {"text": text}
        )
    return tag


def kind(text: str) -> SessionKind | None:
    """What kind of session a source's own type is, None when it does not say."""
    for session_kind, words in KINDS:
        if re.search(rf"(?<![a-z])(?:{words})(?![a-z])", text.casefold()):
            return session_kind
    return None


def choice(choices: type[Choice], text: str) -> Choice | None:
    """The choice that a text means by its value or by its label in any language of the site."""
    word = _word(text)
    for language in settings.MODELTRANSLATION_LANGUAGES:
        with override(language):
            for one in choices:
                if word and word in (_word(str(one.value)), _word(str(one.label))):
                    return one
    return None


def _word(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()


def _plausible(date: dt.date) -> dt.date:
    if date.year not in YEARS:
        raise ValueError
    return date
