"""How a calendar says what a time zone's clocks do, to a reader that does not know the zone's name."""

import datetime as dt
import functools
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard


@functools.lru_cache(maxsize=64)
def time_zone_component(name: str, first_year: int, last_year: int) -> Timezone:
    """The VTIMEZONE of zone name, right for every instant from the first year to the end of the last.

    Written here because a change of offset must be dated by the clocks as they stood before it
    (RFC 5545, 3.6.5): icalendar's own component dates a change to summer time an hour late.
    """
    zone = ZoneInfo(name)
    begin = dt.datetime(first_year, 1, 1, tzinfo=dt.UTC) - dt.timedelta(days=1)
    end = dt.datetime(last_year + 1, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=1)
    component = Timezone()
    component.add("tzid", name)
    component.add_component(_observance(zone, begin, offset_before=_offset(zone, begin)))
    for change in _changes(zone, begin, end):
        before = _offset(zone, change - dt.timedelta(minutes=1))
        component.add_component(_observance(zone, change, offset_before=before))
    return component


def _changes(zone: ZoneInfo, begin: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    """The instants, to the minute, at which the zone's offset changes."""
    changes = []
    day = begin
    while day < end:
        following = day + dt.timedelta(days=1)
        if _offset(zone, day) != _offset(zone, following):
            earliest, latest = day, following
            while latest - earliest > dt.timedelta(minutes=1):
                middle = earliest + (latest - earliest) // dt.timedelta(minutes=2) * dt.timedelta(minutes=1)
                if _offset(zone, middle) == _offset(zone, day):
                    earliest = middle
                else:
                    latest = middle
            changes.append(latest)
        day = following
    return changes


def _observance(
    zone: ZoneInfo, change: dt.datetime, *, offset_before: dt.timedelta
) -> TimezoneDaylight | TimezoneStandard:
    local = change.astimezone(zone)
    observance = TimezoneDaylight() if local.dst() else TimezoneStandard()
    observance.add("dtstart", (change + offset_before).replace(tzinfo=None))
    observance.add("tzoffsetfrom", offset_before)
    observance.add("tzoffsetto", _offset(zone, change))
    observance.add("tzname", local.tzname())
    return observance


def _offset(zone: ZoneInfo, instant: dt.datetime) -> dt.timedelta:
    return instant.astimezone(zone).utcoffset() or dt.timedelta()
