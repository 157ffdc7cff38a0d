"""Schedules as other programs write them, read into one form of our own."""

from events.schedule_formats.frab_xml import MAX_BYTES, parse
from events.schedule_formats.schedule import (
    PersonEntry,
    Problem,
    Schedule,
    ScheduleError,
    SessionEntry,
    VenueEntry,
)

__all__ = [
    "MAX_BYTES",
    "PersonEntry",
    "Problem",
    "Schedule",
    "ScheduleError",
    "SessionEntry",
    "VenueEntry",
    "parse",
]
