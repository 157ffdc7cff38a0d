"""How a release reads: for one viewer, in one language, in one time zone."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from events import programme, releases
from events.audience import Viewer
from events.models import Audience, EventOrganization, OrganizationRole, SessionKind
from events.programme import Programme
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_event,
    make_organization,
    make_room,
    make_session,
    make_speaker,
    make_track,
    make_venue,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def published(event, **options) -> Programme:
    return programme.read(releases.publish(event, by=None, now=NOW), **options)


def test_nothing_is_read_of_an_event_without_a_release():
    with pytest.raises(programme.NotPublished):
        programme.read(make_event())


def test_a_draft_is_not_read_until_it_is_published():
    event = make_event()
    session = make_session(event, title_en="Opening")
    releases.publish(event, by=None, now=NOW)
    session.title_en = "Restricted opening"
    session.save()
    event.refresh_from_db()
    assert [str(item.title) for item in programme.read(event).sessions] == ["Opening"]


def test_texts_come_in_the_readers_language_and_say_when_they_do_not():
    event = make_event(title_en="Space Day", title_ja="宇宙の日")
    make_session(event, title_en="Opening", title_ja="開会")
    make_session(event, title_en="English only", title_ja="", starts_in=dt.timedelta(hours=1))
    japanese = published(event, language="ja")
    assert str(japanese.title) == "宇宙の日"
    assert [(item.title.value, item.title.lang, item.title.is_fallback) for item in japanese.sessions] == [
        ("開会", "ja", False),
        ("English only", "en", True),
    ]


def test_times_are_the_events_own_or_the_readers():
    event = make_event(
        time_zone="Asia/Tokyo",
        starts_at=dt.datetime(2027, 3, 10, 0, tzinfo=dt.UTC),
        ends_at=dt.datetime(2027, 3, 11, 9, tzinfo=dt.UTC),
    )
    make_session(event)
    here = published(event)
    event.refresh_from_db()
    there = programme.read(event, zone=ZoneInfo("America/New_York"))
    assert f"{here.sessions[0].starts_at:%d %H:%M} {here.time_zone}" == "10 09:00 Asia/Tokyo"
    assert f"{there.sessions[0].starts_at:%d %H:%M} {there.time_zone}" == "09 19:00 America/New_York"
    assert (there.is_in_event_zone, there.event_time_zone) == (False, "Asia/Tokyo")
    assert here.days[0].date == there.days[0].date == dt.date(2027, 3, 10)


def test_what_begins_after_midnight_belongs_to_the_evening_before():
    event = make_event(
        time_zone="Europe/Berlin",
        starts_at=dt.datetime(2027, 5, 1, 7, tzinfo=dt.UTC),
        ends_at=dt.datetime(2027, 5, 3, 7, tzinfo=dt.UTC),
        day_changes_at=dt.time(4),
    )
    make_session(event, starts_in=dt.timedelta(hours=3))
    make_session(event, starts_in=dt.timedelta(hours=15, minutes=30))  # half past midnight
    make_session(event, starts_in=dt.timedelta(hours=24))
    days = published(event).days
    assert [(day.date.day, len(day.sessions)) for day in days] == [(1, 2), (2, 1)]


def test_a_speaker_appears_under_the_affiliation_of_the_day():
    event = make_event(starts_at=NOW + dt.timedelta(days=30), ends_at=NOW + dt.timedelta(days=31))
    day = event.starts_at.astimezone(event.zone).date()
    speaker = make_speaker("Sato", given_name="Aiko")
    old, new = make_organization("Old Ministry"), make_organization("New Ltd.")
    make_affiliation(speaker, old, position_en="Director", to_on=day)
    make_affiliation(speaker, new, position_en="Adviser", from_on=day + dt.timedelta(days=1))
    make_appearance(make_session(event), speaker)
    person = published(event).sessions[0].people[0]
    assert (str(person.position), str(person.organization)) == ("Director", "Old Ministry")


def test_a_change_of_employer_changes_no_published_agenda():
    event = make_event()
    speaker, ministry = make_speaker(), make_organization("Old Ministry")
    affiliation = make_affiliation(speaker, ministry)
    make_appearance(make_session(event), speaker, affiliation=affiliation)
    release = releases.publish(event, by=None, now=NOW)
    ministry.name_en = "Renamed Ministry"
    ministry.save()
    assert str(programme.read(release).sessions[0].people[0].organization) == "Old Ministry"


def test_an_unnamed_participant_has_a_position_and_no_name():
    event = make_event()
    make_appearance(make_session(event), unnamed_en="Director", organization=make_organization("METI"))
    result = published(event)
    person = result.sessions[0].people[0]
    assert (person.is_unnamed, str(person.name), str(person.position), str(person.organization)) == (
        True,
        "",
        "Director",
        "METI",
    )
    assert result.speakers == []
    assert [str(item.name) for item in result.speaker_organizations] == ["METI"]


def test_a_name_is_in_its_own_script_for_those_who_read_it():
    event = make_event()
    speaker = make_speaker(
        "Yamada",
        given_name="Hanako",
        name_order="family_first",
        native_name="山田 花子",
        native_name_reading="やまだ はなこ",
        native_language="ja",
    )
    make_appearance(make_session(event), speaker)
    release = releases.publish(event, by=None, now=NOW)
    names = [str(programme.read(release, language=language).speakers[0].name) for language in ("en", "ja")]
    assert names == ["Yamada Hanako", "山田 花子"]


def test_what_is_hidden_leaves_no_trace():
    """The same agenda with and without a hidden session, track, room and speaker reads the same."""
    venue = make_venue()
    event = make_event(venue=venue)
    make_session(event, title_en="Opening", kind=SessionKind.OPENING, room=make_room(venue))
    without = published(event)

    speaker, organization = make_speaker("Secret"), make_organization("Hidden Agency")
    make_affiliation(speaker, organization)
    hidden = make_session(
        event,
        title_en="Restricted",
        audience=Audience.HIDDEN,
        track=make_track(event),
        room=make_room(venue),
        starts_in=dt.timedelta(hours=2),
    )
    make_appearance(hidden, speaker)
    release = releases.publish(event, by=None, now=NOW + dt.timedelta(days=1))
    with_hidden = programme.read(release)

    assert with_hidden == without
    assert release.number == 2
    assert (with_hidden.release_number, with_hidden.projection) == (1, without.projection)
    with pytest.raises(KeyError):
        with_hidden.session(hidden.code)
    organizers = programme.read(release, viewer=Viewer.ORGANIZER)
    assert [str(item.title) for item in organizers.sessions] == ["Opening", "Restricted"]


@pytest.mark.parametrize(
    ("viewer", "titles"),
    [
        (Viewer.PUBLIC, ["public"]),
        (Viewer.REGISTERED, ["public", "registered"]),
        (Viewer.APPROVED, ["public", "registered", "approved"]),
        (Viewer.ORGANIZER, ["public", "registered", "approved", "hidden"]),
    ],
)
def test_each_viewer_sees_what_those_before_it_see(viewer, titles):
    event = make_event()
    for hours, audience in enumerate(["public", "registered", "approved", "hidden"]):
        make_session(event, title_en=audience, audience=audience, starts_in=dt.timedelta(hours=hours))
    assert [str(item.title) for item in published(event, viewer=viewer).sessions] == titles


def test_organizations_are_grouped_by_their_role():
    event = make_event()
    for name, role in (
        ("Sponsor", OrganizationRole.SPONSOR_GOLD),
        ("Second host", OrganizationRole.HOST),
        ("First host", OrganizationRole.HOST),
    ):
        order = {"First host": 0, "Second host": 1}.get(name, 0)
        EventOrganization.objects.create(
            event=event, organization=make_organization(name), role=role, order=order
        )
    groups = published(event).organizations
    assert [(group.label, [str(item.name) for item in group.organizations]) for group in groups] == [
        ("Host", ["First host", "Second host"]),
        ("Gold sponsor", ["Sponsor"]),
    ]


def test_reading_again_asks_the_database_nothing(django_assert_num_queries):
    event = make_event()
    make_session(event)
    release = releases.publish(event, by=None, now=NOW)
    programme.read(release)
    with django_assert_num_queries(0):
        programme.read(release)
