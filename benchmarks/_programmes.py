"""Events of any size, on a database of the benchmark's own."""

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.utils import timezone

from events.models import (
    Appearance,
    AppearanceRole,
    Event,
    EventFormat,
    Room,
    Session,
    SessionKind,
    Track,
    Venue,
)
from speakers.models import Affiliation, Organization, Sector, Speaker

ROOMS = 5
MINUTES = 30
SESSIONS_A_DAY = 100
PEOPLE_IN_A_SESSION = 2
SESSIONS_OF_A_SPEAKER = 2


@contextmanager
def database() -> Iterator[str]:
    """An empty database, where DATABASE_URL says; gives the URL by which other processes reach it."""
    with tempfile.TemporaryDirectory() as directory:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(directory) / "benchmark.sqlite3")
        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield _url()
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


def _url() -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def fill(slug: str, sessions: int) -> Event:
    """An event whose sessions run in five rooms, with people and texts in both languages."""
    now = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    days = -(-sessions // SESSIONS_A_DAY)
    venue = Venue.objects.create(
        name_en="Convention Centre", name_ja="国際会議場", city_en="Tokyo", country="JP"
    )
    event = Event.objects.create(
        slug=slug,
        title_en="Space Security Industry Day",
        title_ja="宇宙安全保障産業の日",
        summary_en="What governments need, and what industry can do.",
        summary_ja="政府が必要とするもの、産業ができること。",
        format=EventFormat.HYBRID,
        venue=venue,
        time_zone="Asia/Tokyo",
        starts_at=now + dt.timedelta(days=30),
        ends_at=now + dt.timedelta(days=31 + days),
    )
    rooms = [
        Room.objects.create(venue=venue, name_en=f"Room {number}", name_ja=f"第{number}会議室", order=number)
        for number in range(1, ROOMS + 1)
    ]
    tracks = [
        Track.objects.create(event=event, name_en=name_en, name_ja=name_ja)
        for name_en, name_ja in (("Policy", "政策"), ("Technology", "技術"), ("Operations", "運用"))
    ]
    rows = Session.objects.bulk_create(
        [_session(event, number, rooms, tracks) for number in range(sessions)], batch_size=500
    )
    _people(slug, rows)
    return event


def _session(event: Event, number: int, rooms: list[Room], tracks: list[Track]) -> Session:
    day, place = divmod(number, SESSIONS_A_DAY)
    row, room = divmod(place, ROOMS)
    starts_at = event.starts_at + dt.timedelta(days=day, minutes=row * MINUTES)
    return Session(
        event=event,
        kind=SessionKind.PANEL if number % 3 else SessionKind.TALK,
        title_en=f"Resilient constellations and what keeps them so, part {number + 1}",
        title_ja=f"強靱な衛星コンステレーションとそれを支えるもの　第{number + 1}部",
        abstract_en="How satellites are watched, **protected** and replaced. " * 4,
        abstract_ja="衛星はどのように見守られ、守られ、置き換えられるか。" * 4,
        track=tracks[number % len(tracks)],
        room=rooms[room],
        language="en",
        has_interpretation=True,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=MINUTES),
    )


def _people(slug: str, sessions: list[Session]) -> None:
    """Two people in each session, each in two sessions that are not at once."""
    count = max(1, len(sessions) * PEOPLE_IN_A_SESSION // SESSIONS_OF_A_SPEAKER)
    organizations = [
        Organization.objects.create(
            name_en=f"Institute {number} of Orbital Engineering",
            name_ja=f"第{number}軌道工学研究所",
            sector=Sector.INDUSTRY,
            country="JP",
        )
        for number in range(1, 41)
    ]
    speakers = Speaker.objects.bulk_create(
        [
            Speaker(
                slug=f"{slug}-{number}",
                given_name="Ada",
                family_name=f"Byron{number}",
                native_name=f"梅論 愛{number}",
                native_language="ja",
                biography_en="She has built and flown satellites for twenty years. " * 3,
            )
            for number in range(count)
        ],
        batch_size=500,
    )
    affiliations = Affiliation.objects.bulk_create(
        [
            Affiliation(
                speaker=speaker,
                organization=organizations[number % len(organizations)],
                position_en="Director, Space Policy Division",
                position_ja="宇宙政策課長",
            )
            for number, speaker in enumerate(speakers)
        ],
        batch_size=500,
    )
    Appearance.objects.bulk_create(
        [
            Appearance(
                session=session,
                speaker=speakers[(number + part * len(sessions) // 2) % count],
                affiliation=affiliations[(number + part * len(sessions) // 2) % count],
                role=AppearanceRole.MODERATOR if part == 0 else AppearanceRole.PANELIST,
                order=part,
                is_confirmed=True,
            )
            for number, session in enumerate(sessions)
            for part in range(PEOPLE_IN_A_SESSION)
        ],
        batch_size=500,
    )
