"""Schedules as other programs write them, read into one form of our own."""

from events.schedule_formats.recognition import MAX_BYTES, parse
from events.schedule_formats.schedule import (
    TEXTS,
    OrganizationEntry,
    PersonEntry,
    Problem,
    Schedule,
    ScheduleError,
    SessionEntry,
    VenueEntry,
)

__all__ = [
    "MAX_BYTES",
    "TEXTS",
    "OrganizationEntry",
    "PersonEntry",
    "Problem",
    "Schedule",
    "ScheduleError",
    "SessionEntry",
    "VenueEntry",
    "parse",
]
