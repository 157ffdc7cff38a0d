"""How mails speak of an event and of people, in the active language.

What anybody can have written is made harmless: nothing in it turns into a link, a header or another line.
"""

import datetime as dt
import re

from django.utils import formats, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from events.programme_parts import Programme
from events.writing import customs, day
from notifications.models import Message
from registrations.models import Invitation, Registration

SUBJECT_LENGTH: int = Message._meta.get_field("subject").max_length or 0
# What would turn the writing direction of the text around it, or is not written at all.
UNWRITTEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
PART_OF_AN_ADDRESS = re.compile(r"[:/\\@<>]+")
DOT_INSIDE = re.compile(r"\.(?=\S)")


def spoken_name(registration: Registration | Invitation) -> str:
    """The attendee's name as a mail may repeat it.

    Anybody can register anybody's address under any name. Nothing that a mail program would make a
    link of survives, so that a form of ours cannot be used to send people somewhere.
    """
    if translation.get_language() == "ja" and registration.native_name:
        return harmless(registration.native_name)
    return harmless(registration.name)


def when(programme: Programme) -> str:
    """From when to when the event lasts, on its own clocks, with the zone named."""
    starts_at, ends_at = programme.starts_at, programme.ends_at
    values = {
        "first_day": day(starts_at),
        "starts": _clock(starts_at),
        "last_day": day(ends_at),
        "ends": _clock(ends_at),
        "zone": programme.time_zone,
    }
    if starts_at.date() == ends_at.date():
        return _("%(first_day)s, %(starts)s to %(ends)s (%(zone)s)") % values
    return _("%(first_day)s, %(starts)s to %(last_day)s, %(ends)s (%(zone)s)") % values


def starts(programme: Programme) -> str:
    """The moment the event starts, on its own clocks, with the zone named."""
    return moment(programme.starts_at, programme)


def place(programme: Programme) -> str:
    """The venue and its city, or how else the event is held."""
    if programme.venue is None:
        return programme.format_label
    parts = [str(part) for part in (programme.venue.name, programme.venue.city) if part]
    return customs().comma.join(parts)


def moment(moment: dt.datetime, programme: Programme) -> str:
    moment = moment.astimezone(programme.zone)
    return _("%(day)s, %(time)s (%(zone)s)") % {
        "day": day(moment),
        "time": _clock(moment),
        "zone": programme.time_zone,
    }


def _clock(moment: dt.datetime) -> str:
    return formats.date_format(moment, "H:i")


def harmless(name: str) -> str:
    return DOT_INSIDE.sub(". ", _written(PART_OF_AN_ADDRESS.sub(" ", name)))


def _written(text: str) -> str:
    """Without line breaks, control characters and what turns the writing direction around."""
    return " ".join(UNWRITTEN.sub(" ", text).split())


def one_line(subject: str) -> str:
    """As the subject of a mail: one line, without what would end the header."""
    return Truncator(_written(subject)).chars(SUBJECT_LENGTH)
