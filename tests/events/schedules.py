"""Small schedules for tests."""

import datetime as dt
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from events.models import Appearance, Event, Room, Session, Track, Venue
from events.schedule_formats import Schedule, ScheduleError, parse
from speakers.models import Speaker

TOKYO = ZoneInfo("Asia/Tokyo")
FIXTURES = Path(__file__).parent / "fixtures"
ROWS = (Event, Venue, Room, Track, Session, Appearance, Speaker)
FORUM = (FIXTURES / "forum.schedule.xml").read_bytes()

CONFERENCE = "<title>Forum</title><time_zone_name>Asia/Tokyo</time_zone_name>"
DAY = 'index="1" date="2031-05-15" start="2031-05-15T04:00:00+09:00" end="2031-05-16T03:59:00+09:00"'


def counts() -> dict[str, int]:
    """How many rows there are of all that an import makes."""
    return {model.__name__: model.objects.count() for model in ROWS}


def schedule_xml(
    *events: str, conference: str = CONFERENCE, day: str = DAY, room: str = 'name="Hall"'
) -> bytes:
    """A schedule of one day and one room."""
    return (
        f"<schedule><conference>{conference}</conference>"
        f"<day {day}><room {room}>{''.join(events)}</room></day></schedule>"
    ).encode()


def event_xml(number: int = 1, *, attributes: str | None = None, extra: str = "", **elements: str) -> str:
    """An event of half an hour, from the moment the former ends. An element given as "" is left out."""
    starts_at = dt.datetime(2031, 5, 15, 9, tzinfo=TOKYO) + number * dt.timedelta(minutes=30)
    elements = {
        "title": f"Session {number}",
        "date": starts_at.isoformat(),
        "duration": "00:30",
        "language": "en",
    } | elements
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in elements.items() if text)
    if attributes is None:
        attributes = f'guid="00000000-0000-5000-8000-{number:012}" id="{number}"'
    return f"<event {attributes}>{inner}{extra}</event>"


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def tokyo(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of May 2031 in Tokyo."""
    return dt.datetime(2031, 5, day, hour, minute, tzinfo=TOKYO)


def refusal(content: bytes) -> list[str]:
    """The problems for which a file is refused."""
    with pytest.raises(ScheduleError) as refused:
        parse(content, zone=TOKYO)
    return [str(problem) for problem in refused.value.problems]


def warnings(schedule: Schedule) -> list[str]:
    return [str(warning) for warning in schedule.warnings]
