"""What findings call the rows of a document, in the active language."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import time_format
from django.utils.translation import get_language, gettext

from events import writing
from events.texts import choose


def title(row: dict[str, Any]) -> str:
    return str(choose(row["title"], get_language() or settings.LANGUAGE_CODE))


def name(row: dict[str, Any]) -> str:
    return str(choose(row["name"], get_language() or settings.LANGUAGE_CODE))


def at(document: dict[str, Any], session: dict[str, Any]) -> str:
    """When a session begins, on the event's clocks."""
    zone = ZoneInfo(document["event"]["time_zone"])
    starts_at = dt.datetime.fromisoformat(session["starts_at"]).astimezone(zone)
    moment = {"day": writing.short_day(starts_at), "hours": time_format(starts_at, "H:i")}
    return gettext("%(day)s %(hours)s") % moment
