"""When a day of a file ends, and on which date a clock of that day stands."""

import datetime as dt

from events.schedule_formats import values


def end_of_night(date: str, end: str, *, zone: dt.tzinfo | None) -> dt.time | None:
    """The hour at which a day ends on the following date, None when it does not.

    It is the clock of the offset in which the file writes the day's end.
    """
    try:
        ends_at = values.instant(end, zone=zone or dt.UTC)
        if ends_at.date() <= values.day(date):
            return None
    except values.NotReadable:
        return None
    full_hour = ends_at + dt.timedelta(minutes=1) if ends_at.minute == 59 else ends_at
    return full_hour.time().replace(tzinfo=None)


def on_day(
    date: dt.date, clock: dt.time, *, day_changes_at: dt.time | None, zone: dt.tzinfo | None
) -> dt.datetime:
    """A clock of a day; before the day changes it belongs to the night after it."""
    if day_changes_at and clock < day_changes_at:
        date += dt.timedelta(days=1)
    return dt.datetime.combine(date, clock, tzinfo=values.required(zone))
