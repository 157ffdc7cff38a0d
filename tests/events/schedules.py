"""Small schedules for tests."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
FIXTURES = Path(__file__).parent / "fixtures"
FORUM = (FIXTURES / "forum.schedule.xml").read_bytes()

CONFERENCE = "<title>Forum</title><time_zone_name>Asia/Tokyo</time_zone_name>"
DAY = 'index="1" date="2031-05-15" start="2031-05-15T04:00:00+09:00" end="2031-05-16T03:59:00+09:00"'


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
