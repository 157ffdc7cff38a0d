"""In which order each reader finds the speakers: nothing that is hidden from them moves anybody."""

import datetime as dt

import pytest

from events import agenda, audience, differences
from events.audience import Viewer
from events.models import Audience, Event, PrecedenceRule, Session, SpeakerPlace
from events.precedence import speakers_in_order
from speakers.models import Level, Speaker
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_event,
    make_organization,
    make_session,
    make_speaker,
)

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def event() -> Event:
    return make_event(precedence_rule=PrecedenceRule.OFFICE)


def appear(session: Session, speaker: Speaker, level: Level) -> None:
    affiliation = make_affiliation(speaker, make_organization(), level=level)
    make_appearance(session, speaker, affiliation=affiliation)


@pytest.fixture
def cast(event) -> tuple[Speaker, Speaker]:
    """Ada is a director and Grace an officer in a session for registered attendees."""
    ada, grace = make_speaker("Byron", slug="ada"), make_speaker("Hopper", slug="grace")
    session = make_session(event, audience=Audience.REGISTERED)
    appear(session, ada, Level.DIRECTOR)
    appear(session, grace, Level.OFFICER)
    return ada, grace


def order_for(event: Event, viewer: Viewer, at: dt.datetime) -> list[str]:
    return speakers_in_order(audience.project(agenda.document(event), viewer, at))


def test_an_embargoed_session_moves_nobody_before_its_instant(event, cast):
    ends_at = event.starts_at - HOUR
    _ada, grace = cast
    appear(make_session(event, starts_in=HOUR, revealed_at=ends_at), grace, Level.MINISTER)
    assert order_for(event, Viewer.REGISTERED, ends_at - HOUR) == ["ada", "grace"]
    assert order_for(event, Viewer.REGISTERED, ends_at) == ["grace", "ada"]
    assert order_for(event, Viewer.ORGANIZER, ends_at - HOUR) == ["grace", "ada"]


def test_a_hidden_speaker_takes_nobodys_place_by_hand(event, cast):
    _ada, grace = cast
    SpeakerPlace.objects.create(event=event, speaker=grace, order=1)
    hidden = make_speaker("Curie", slug="marie")
    appear(make_session(event, audience=Audience.HIDDEN), hidden, Level.MINISTER)
    SpeakerPlace.objects.create(event=event, speaker=hidden, order=1)
    assert order_for(event, Viewer.REGISTERED, event.starts_at) == ["grace", "ada"]


def test_no_projection_says_where_somebody_would_stand_among_all(event, cast):
    SpeakerPlace.objects.create(event=event, speaker=cast[1], order=1)
    seen = audience.project(agenda.document(event), Viewer.ORGANIZER, event.starts_at)
    assert "places" not in seen
    assert not any("standing" in person for session in seen["sessions"] for person in session["people"])


def test_one_more_in_the_order_is_no_difference_to_the_others(event, cast):
    before = agenda.document(event)
    minister = make_speaker("Curie", slug="marie")
    appear(make_session(event, title_en="New", starts_in=HOUR), minister, Level.MINISTER)
    changes = differences.difference(before, agenda.document(event))
    assert [change.kind for change in changes] == [differences.ChangeKind.ADDED]
