"""How languages write dates."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from events import writing
from events.templatetags.programme import utc_offset


def at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "english", "japanese"),
    [
        (at(2031, 5, 15, 9), at(2031, 5, 15, 17), "Thursday 15 May 2031", "2031年5月15日（木）"),
        (at(2031, 5, 15, 9), at(2031, 5, 16), "Thursday 15 May 2031", "2031年5月15日（木）"),
        (at(2031, 5, 15, 9), at(2031, 5, 16, 17), "15–16 May 2031", "2031年5月15日～16日"),
        (at(2031, 5, 31, 9), at(2031, 6, 1, 17), "31 May – 1 June 2031", "2031年5月31日～6月1日"),
        (
            at(2031, 12, 31, 9),
            at(2032, 1, 1, 17),
            "31 December 2031 – 1 January 2032",
            "2031年12月31日～2032年1月1日",
        ),
    ],
)
def test_days_are_written_without_repeating_a_part(starts_at, ends_at, english, japanese):
    with translation.override("en"):
        assert writing.days(starts_at, ends_at) == english
    with translation.override("ja"):
        assert writing.days(starts_at, ends_at) == japanese


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Asia/Tokyo", "UTC+09:00"),
        ("America/New_York", "UTC-05:00"),
        ("Asia/Kathmandu", "UTC+05:45"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_says_how_far_from_utc_it_is(zone, written):
    assert utc_offset(dt.datetime(2031, 1, 1, tzinfo=ZoneInfo(zone))) == written
