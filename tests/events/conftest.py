"""An event that lies ahead, in Tokyo, with one panel in which every kind of person sits."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from events import editions
from events.models import (
    AppearanceRole,
    Event,
    EventFormat,
    EventOrganization,
    OrganizationRole,
    Session,
    SessionKind,
    TrackMark,
)
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_event,
    make_organization,
    make_rank,
    make_room,
    make_session,
    make_speaker,
    make_track,
    make_venue,
)

PUBLISHED_AT = dt.datetime(2031, 4, 1, 12, 30, tzinfo=dt.UTC)
STARTS_AT = dt.datetime(2031, 5, 15, 9, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def industry_day() -> Event:
    event = make_event(
        slug="industry-day",
        title_en="Industry Day",
        title_ja="産業の日",
        summary_en="Machines and those who keep them.",
        agenda_note_en="Times are **illustrative**.",
        format=EventFormat.HYBRID,
        venue=make_venue(
            name_en="Hall of Engines", name_ja="機関館", city_en="Tokyo", city_ja="東京", country="JP"
        ),
        starts_at=STARTS_AT,
        ends_at=STARTS_AT + dt.timedelta(days=1, hours=8),
    )
    ministry = make_organization("Ministry of Engines", name_ja="機関省", website="https://engines.example")
    EventOrganization.objects.create(event=event, organization=ministry, role=OrganizationRole.HOST)
    return event


@pytest.fixture
def orbit_panel(industry_day) -> Session:
    """Byron moderates; Hopper has no Japanese position; a deputy director stays unnamed."""
    session = make_session(
        industry_day,
        kind=SessionKind.PANEL,
        title_en="Who watches orbit?",
        title_ja="軌道を見守るのは誰か",
        abstract_en="About **debris**.\n\n<script>alert(1)</script>",
        room=make_room(industry_day.venue, name_en="Room 1", name_ja="第1会議室"),
        track=make_track(industry_day, name_en="Orbit", name_ja="軌道", mark=TrackMark.DIAMOND),
        language="ja",
        has_interpretation=True,
        minutes=45,
    )
    ministry = make_organization("Ministry of Space", name_ja="宇宙省")
    byron = make_speaker(
        "Byron",
        slug="ada-byron",
        native_name="梅論 愛",
        native_name_reading="ばいろん あい",
        native_language="ja",
        biography_en="She *flew*.",
    )
    make_rank(byron, "Colonel", title_ja="大佐")
    make_affiliation(byron, ministry, position_en="Director, Orbits", position_ja="軌道部長")
    make_appearance(session, byron, role=AppearanceRole.MODERATOR, order=1)
    hopper = make_speaker("Hopper", slug="grace-hopper", given_name="Grace")
    make_affiliation(hopper, ministry, position_en="Chief Engineer")
    make_appearance(session, hopper, role=AppearanceRole.PANELIST, order=2)
    make_appearance(
        session,
        unnamed_en="Deputy Director",
        organization=ministry,
        role=AppearanceRole.PANELIST,
        order=3,
    )
    return session


class Clock:
    """Seconds that go by only when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """By which this process looks again at what is published."""
    clock = Clock()
    monkeypatch.setattr(editions.public, "clock", clock)
    return clock


@pytest.fixture
def before_the_event(settings, clock):
    """Six weeks before, at an address of our own."""
    settings.BASE_URL = "https://plenary.example"
    with time_machine.travel(PUBLISHED_AT, tick=False):
        yield
