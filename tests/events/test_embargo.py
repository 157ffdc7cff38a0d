"""What is under an embargo appears at its instant in every channel, and not a second before."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.kept_pages import shelf
from events import editions, history, offline, releases
from events.models import Session
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_material,
    make_organization,
    make_room,
    make_session,
    make_speaker,
)
from tests.events.channels import answer, channels_of

pytestmark = pytest.mark.django_db

PUBLISHED_AT = dt.datetime(2031, 4, 1, 12, 30, tzinfo=dt.UTC)
ENDS_AT = dt.datetime(2031, 5, 1, 0, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
EVENT = "/events/industry-day/"


@pytest.fixture
def now(clock):
    """Time stands still until a test moves it; then this process looks again at what is published."""
    with time_machine.travel(PUBLISHED_AT, tick=False) as traveller:

        def move_to(moment: dt.datetime) -> None:
            traveller.move_to(moment)
            clock.seconds += 60

        yield move_to


@pytest.fixture
def treaty(industry_day, orbit_panel) -> Session:
    """In a room of its own, with a speaker whom nothing else names, and a link."""
    session = make_session(
        industry_day,
        title_en="Signing of the treaty",
        title_ja="条約署名式",
        starts_in=dt.timedelta(hours=5),
        room=make_room(industry_day.venue, name_en="Treaty Room", name_ja="条約の間"),
        revealed_at=ENDS_AT,
    )
    minister = make_speaker("Meitner", slug="lise-meitner")
    make_affiliation(minister, make_organization("Ministry of Treaties", name_ja="条約省"))
    make_appearance(session, minister)
    make_material(session, title_en="Text of the treaty", title_ja="条約文", kind="paper")
    return session


def everything(session: Session) -> dict[str, object]:
    """What an outsider gets at every address there is, or could be guessed."""
    addresses = channels_of(session.event.slug, sessions=Session.objects.all(), speakers=["lise-meitner"])
    return {address: answer(address) for address in addresses}


def names(session: Session) -> list[str]:
    return [session.code, "treaty", "Treaty", "Treaties", "条約", "meitner", "Meitner"]


def test_not_a_second_before_and_then_everywhere(industry_day, treaty, now: Callable[[dt.datetime], None]):
    releases.publish(industry_day, by=None, now=PUBLISHED_AT)
    before = everything(treaty)
    now(ENDS_AT - SECOND)
    assert everything(treaty) == before  # Warm, and not a byte of difference.
    told = [
        address
        for address, (status, _headers, content) in before.items()
        if status == 200 and any(name in content.decode() for name in names(treaty))
    ]
    assert told == []
    now(ENDS_AT)
    for base in (EVENT, f"/ja{EVENT}"):
        for page in (
            "",
            "agenda/",
            "agenda.ics",
            "changes/",
            "changes.atom",
            "schedule.xml",
            "schedule.json",
            "speakers/",
            "organizations/",
            "speakers/lise-meitner/",
            f"sessions/{treaty.code}/",
            f"sessions/{treaty.code}.ics",
        ):
            status, _headers, content = answer(f"{base}{page}")
            assert status == 200, page
            assert any(name in content.decode() for name in names(treaty)), page
    assert treaty.code in answer(f"{EVENT}sitemap.xml")[2].decode()


def test_a_warm_process_and_a_cold_one_say_the_same(industry_day, treaty, now):
    releases.publish(industry_day, by=None, now=PUBLISHED_AT)
    everything(treaty)
    now(ENDS_AT)
    warm = everything(treaty)
    shelf.clear()
    editions.public.forget()
    releases.projection.cache_clear()
    assert everything(treaty) == warm


def test_nothing_is_asked_of_the_database_for_an_embargo(industry_day, treaty, now):
    releases.publish(industry_day, by=None, now=PUBLISHED_AT)
    now(ENDS_AT)
    Client().get(f"{EVENT}agenda/")
    with CaptureQueriesContext(connection) as queries:
        assert b"Signing of the treaty" in Client().get(f"{EVENT}agenda/").content
    assert len(queries) == 0


def test_it_is_told_as_an_addition_at_that_instant(industry_day, treaty, now):
    releases.publish(industry_day, by=None, now=PUBLISHED_AT)
    now(ENDS_AT)
    industry_day.refresh_from_db()
    latest, first = history.of_event(industry_day).editions
    assert (latest.number, latest.published_at) == (2, ENDS_AT)
    assert [(change.kind, str(change.title), change.code) for change in latest.changes] == [
        ("added", "Signing of the treaty", treaty.code)
    ]
    assert (first.number, first.session_count) == (1, 1)
    agenda = answer(f"{EVENT}agenda/")[2].decode()
    assert "Release 2, published Thursday 1 May 2031, 09:00" in agenda
    feed = answer(f"{EVENT}changes.atom")[2].decode()
    assert "<updated>2031-05-01T00:00:00Z</updated>" in feed
    calendar = answer(f"{EVENT}agenda.ics")[2].decode()
    assert "SEQUENCE:2" in calendar
    assert "DTSTAMP:20310501T000000Z" in calendar


def test_a_material_appears_on_a_session_that_is_known(industry_day, orbit_panel, now):
    make_material(orbit_panel, title_en="White paper", revealed_at=ENDS_AT)
    releases.publish(industry_day, by=None, now=PUBLISHED_AT)
    page = f"{EVENT}sessions/{orbit_panel.code}/"
    now(ENDS_AT - SECOND)
    assert b"White paper" not in answer(page)[2]
    now(ENDS_AT)
    assert b"White paper" in answer(page)[2]
    industry_day.refresh_from_db()
    change = history.of_event(industry_day).editions[0].changes[0]
    assert (change.kind, [(detail.label, detail.after) for detail in change.details]) == (
        "edited",
        [("New material", "Slides: White paper")],
    )


def test_shared_caches_are_told_nothing_of_the_moment(industry_day, treaty, now):
    """An answer that a cache keeps a second longer is late by a second, and never early."""
    releases.publish(industry_day, by=None, now=PUBLISHED_AT)
    usual = answer(f"{EVENT}agenda/")[1]
    now(ENDS_AT - dt.timedelta(milliseconds=100))
    assert answer(f"{EVENT}agenda/")[1] == usual
    assert usual["Cache-Control"] == "public, max-age=0, s-maxage=1"


def test_the_offline_file_holds_what_is_known_when_it_is_made(industry_day, treaty, now):
    releases.publish(industry_day, by=None, now=PUBLISHED_AT)
    industry_day.refresh_from_db()
    before = offline.bundle(industry_day, at=PUBLISHED_AT)
    assert offline.bundle(industry_day, at=ENDS_AT - SECOND) == before
    assert treaty.code.encode() not in before
    assert treaty.code.encode() in offline.bundle(industry_day, at=ENDS_AT)


def test_rolling_back_ends_no_embargo(industry_day, treaty, now):
    first = releases.publish(industry_day, by=None, now=PUBLISHED_AT)
    Session.objects.filter(pk=treaty.pk).update(title_en="Signing of the pact")
    releases.publish(industry_day, by=None, now=PUBLISHED_AT)
    releases.publish_again(first, by=None, now=PUBLISHED_AT)
    assert answer(f"{EVENT}sessions/{treaty.code}/")[0] == 404
    now(ENDS_AT)
    assert b"Signing of the treaty" in answer(f"{EVENT}sessions/{treaty.code}/")[2]
