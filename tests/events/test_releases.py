"""What the public reads, and since when."""

import datetime as dt

import pytest
from django.utils import timezone

from events import agenda, releases
from events.differences import ChangeKind, difference
from events.models import AgendaRelease, Event
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_event,
    make_material,
    make_organization,
    make_rank,
    make_room,
    make_session,
    make_speaker,
    make_user,
    make_venue,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def test_a_release_freezes_the_draft_and_becomes_current():
    event, organizer = make_event(), make_user()
    session = make_session(event)
    release = releases.publish(event, by=organizer, note="First", now=NOW)
    event.refresh_from_db()
    assert event.current_release == release
    assert (release.number, release.note, release.published_by) == (1, "First", organizer)
    assert release.content["sessions"][0]["code"] == session.code
    assert release.content == agenda.document(event)


def test_each_release_is_bound_to_its_predecessor():
    event = make_event()
    first = releases.publish(event, by=None, now=NOW)
    make_session(event)
    second = releases.publish(event, by=None, now=NOW)
    assert (second.number, second.previous_digest) == (2, first.digest)
    assert first.previous_digest == ""
    assert list(releases.breaches()) == []


def test_a_forged_release_is_found():
    event = make_event()
    release = releases.publish(event, by=None, now=NOW)
    other = releases.publish(make_event(), by=None, now=NOW)
    AgendaRelease.objects.filter(pk=release.pk).update(content=other.content)
    Event.objects.filter(pk=event.pk).update(current_release=other)
    assert list(releases.breaches()) == [
        f"agenda release {release.pk}: its content is not what was published",
        f"event {event.pk}: its current release belongs to another event",
    ]


def test_errors_stop_a_publication_and_nothing_changes():
    venue = make_venue()
    event, room = make_event(venue=venue), make_room(venue)
    make_session(event, room=room)
    make_session(event, room=room)
    with pytest.raises(releases.AgendaHasErrors) as raised:
        releases.publish(event, by=None, now=NOW)
    assert raised.value.findings[0].code == "room-twice"
    event.refresh_from_db()
    assert event.current_release is None
    assert AgendaRelease.objects.count() == 0


def test_a_draft_that_changed_since_it_was_looked_at_is_not_published():
    event = make_event()
    looked_at = releases.digest(agenda.document(event))
    make_session(event)
    with pytest.raises(releases.DraftHasChanged):
        releases.publish(event, by=None, now=NOW, looked_at=looked_at)
    assert AgendaRelease.objects.count() == 0
    releases.publish(event, by=None, now=NOW, looked_at=releases.digest(agenda.document(event)))
    assert AgendaRelease.objects.count() == 1


def test_the_draft_is_read_in_as_many_queries_for_one_session_as_for_three(django_assert_num_queries):
    event = make_event(venue=make_venue())

    def add_session(hours: int) -> None:
        speaker = make_speaker()
        make_rank(speaker)
        make_affiliation(speaker, make_organization(parent=make_organization()))
        session = make_session(event, room=make_room(event.venue), starts_in=dt.timedelta(hours=hours))
        make_appearance(session, speaker)
        make_appearance(session, unnamed_en="Director", organization=make_organization())
        make_material(session)

    add_session(0)
    with django_assert_num_queries(11):
        agenda.document(event)
    add_session(1)
    add_session(2)
    with django_assert_num_queries(11):
        agenda.document(event)


def kinds_and_details(old, new):
    return [
        (change.kind, [(detail.before, detail.after) for detail in change.details])
        for change in difference(old, new)
    ]


def test_the_difference_says_from_where_to_where():
    venue = make_venue()
    event = make_event(
        venue=venue,
        starts_at=dt.datetime(2027, 3, 10, 0, tzinfo=dt.UTC),
        ends_at=dt.datetime(2027, 3, 11, 9, tzinfo=dt.UTC),
    )
    session = make_session(event, room=make_room(venue, name_en="Main Hall"))
    old = agenda.document(event)
    session.starts_at += dt.timedelta(hours=1)
    session.ends_at += dt.timedelta(hours=1)
    session.room = make_room(venue, name_en="Room B")
    session.save()
    assert kinds_and_details(old, agenda.document(event)) == [
        (
            ChangeKind.MOVED,
            [("Wed 10 Mar 09:00–09:30, Main Hall", "Wed 10 Mar 10:00–10:30, Room B")],
        ),
    ]


def test_the_difference_names_each_kind_of_change():
    event = make_event(title_en="Space Day", title_ja="")
    kept, retitled, cancelled, removed, people = (
        make_session(event, starts_in=dt.timedelta(hours=hours), title_ja="") for hours in range(5)
    )
    old = agenda.document(event)
    assert difference(old, old) == []

    event.title_en = "Space Days"
    event.save()
    retitled.title_en = "A better title"
    retitled.save()
    cancelled.is_cancelled = True
    cancelled.save()
    removed_code = removed.code
    removed.delete()
    make_appearance(people, unnamed_en="Director", organization=make_organization("METI"))
    kept.abstract_en = "More"
    kept.save()
    added = make_session(event, starts_in=dt.timedelta(hours=6))
    found = difference(old, agenda.document(event))
    assert [(change.kind, change.code) for change in found] == [
        (ChangeKind.EVENT, ""),
        (ChangeKind.EDITED, kept.code),
        (ChangeKind.RETITLED, retitled.code),
        (ChangeKind.CANCELLED, cancelled.code),
        (ChangeKind.PEOPLE, people.code),
        (ChangeKind.ADDED, added.code),
        (ChangeKind.REMOVED, removed_code),
    ]
    people_change = found[4]
    assert people_change.details[0].after == "Director, METI (Speaker)"


def test_before_the_first_release_all_is_new():
    event = make_event()
    session = make_session(event)
    assert [(change.kind, change.code) for change in difference(None, agenda.document(event))] == [
        (ChangeKind.ADDED, session.code)
    ]
