"""What stands in the way of publishing an agenda."""

import datetime as dt

import pytest

from events import agenda, checks
from events.checks import Severity
from tests.builders import make_appearance, make_event, make_room, make_session, make_speaker, make_venue

pytestmark = pytest.mark.django_db


def findings(event):
    return [(finding.severity, finding.code) for finding in checks.check(agenda.document(event))]


def at_venue(**fields):
    venue = make_venue()
    return make_event(venue=venue, **fields), make_room(venue, capacity=50)


def test_a_sound_agenda_has_nothing_to_mend():
    event, room = at_venue()
    make_session(event, room=room, minutes=30)
    make_session(event, room=room, minutes=30, starts_in=dt.timedelta(minutes=30))
    assert findings(event) == []


def test_a_room_is_not_taken_twice_at_once():
    event, room = at_venue()
    first = make_session(event, room=room, minutes=60)
    second = make_session(event, room=room, starts_in=dt.timedelta(minutes=59))
    found = checks.check(agenda.document(event))
    assert [(finding.code, finding.session_codes) for finding in found] == [
        ("room-twice", [first.code, second.code])
    ]
    assert str(room) in found[0].message
    second.is_cancelled = True
    second.save()
    assert findings(event) == []


def test_a_short_session_within_a_long_one_is_found_and_so_is_the_next():
    event, room = at_venue()
    make_session(event, room=room, minutes=120)
    make_session(event, room=room, minutes=10, starts_in=dt.timedelta(minutes=10))
    make_session(event, room=room, minutes=10, starts_in=dt.timedelta(minutes=60))
    assert [code for _severity, code in findings(event)] == ["room-twice", "room-twice"]


def test_a_session_lies_within_its_event():
    event = make_event()
    make_session(event, starts_in=-dt.timedelta(hours=1))
    assert findings(event) == [(Severity.ERROR, "outside-event")]


def test_warnings_come_after_errors():
    event, room = at_venue()
    speaker = make_speaker()
    for session in (
        make_session(event, room=room, expected_attendance=51),
        make_session(event, starts_in=dt.timedelta(minutes=10)),
    ):
        make_appearance(session, speaker, is_confirmed=False)
    make_session(event, starts_in=None)
    make_session(event, room=room, title_ja="")
    assert findings(event) == [
        (Severity.ERROR, "room-twice"),
        (Severity.WARNING, "speaker-twice"),
        (Severity.WARNING, "beyond-room"),
        (Severity.WARNING, "unconfirmed"),
        (Severity.WARNING, "unconfirmed"),
        (Severity.WARNING, "no-room"),
        (Severity.WARNING, "no-time"),
        (Severity.WARNING, "untranslated"),
    ]


def test_an_empty_agenda_may_be_published_with_a_warning():
    assert findings(make_event()) == [(Severity.WARNING, "empty")]


def test_an_event_in_one_language_lacks_no_translation():
    event = make_event(title_ja="")
    make_session(event, title_ja="")
    assert findings(event) == []
