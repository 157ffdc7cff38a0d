"""Who knows what of a release, and since when: the projection and the editions made from it."""

import datetime as dt

import pytest

from events import agenda, audience, numbering, releases
from events.audience import Viewer
from events.models import Audience, Event
from tests.builders import (
    keep_for,
    make_appearance,
    make_event,
    make_group,
    make_material,
    make_organization,
    make_room,
    make_session,
    make_speaker,
    make_track,
)

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2031, 4, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def event() -> Event:
    return make_event()


def known(event: Event, viewer: Viewer, at: dt.datetime = NOON) -> list[str]:
    """The English titles of the sessions and materials that viewer knows of in the draft."""
    projection = audience.project(agenda.document(event), viewer, at)
    return [
        part["title"]["en"] for session in projection["sessions"] for part in (session, *session["materials"])
    ]


def test_a_session_for_groups_is_known_to_their_members_alone(event):
    europe, asia, press = (make_group(event, name) for name in ("Europe", "Asia", "Press"))
    keep_for(make_session(event, title_en="Treaty"), europe, asia)
    viewers = [Viewer.of_groups(europe.pk), Viewer.of_groups(asia.pk, press.pk), Viewer.ORGANIZER]
    assert [known(event, viewer) for viewer in viewers] == [["Treaty"]] * 3
    others = [Viewer.PUBLIC, Viewer.REGISTERED, Viewer.APPROVED, Viewer.of_groups(press.pk)]
    assert [known(event, viewer) for viewer in others] == [[]] * 4


def test_a_session_for_groups_of_which_none_is_left_is_known_to_organizers_alone(event):
    europe = make_group(event, "Europe")
    keep_for(make_session(event, title_en="Treaty"), europe)
    europe.delete()
    assert known(event, Viewer.of_groups(europe.pk)) == []
    assert known(event, Viewer.ORGANIZER) == ["Treaty"]


def test_a_member_is_not_told_for_which_other_groups_it_is(event):
    europe, asia = make_group(event, "Europe"), make_group(event, "Asia")
    treaty = make_session(event)
    keep_for(treaty, europe)
    member = Viewer.of_groups(europe.pk)
    before = audience.project(agenda.document(event), member, NOON)
    keep_for(treaty, europe, asia)
    assert audience.project(agenda.document(event), member, NOON) == before
    assert [group["name"]["en"] for group in before["groups"]] == ["Europe"]


@pytest.mark.parametrize(
    ("of_session", "of_material", "viewers"),
    [
        ("public", "public", "everybody registered approved member organizer"),
        ("public", "registered", "registered approved member organizer"),
        ("registered", "public", "registered approved member organizer"),
        ("approved", "registered", "approved member organizer"),
        ("public", "groups", "member organizer"),
        ("groups", "public", "member organizer"),
        ("public", "hidden", "organizer"),
        ("hidden", "public", "organizer"),
    ],
)
def test_a_material_is_never_known_more_widely_than_its_session(of_session, of_material, viewers, event):
    group = make_group(event, "Europe")
    session = make_session(event, title_en="Talk", audience=of_session)
    material = make_material(session, title_en="Slides", audience=of_material)
    for part in (session, material):
        if part.audience == Audience.GROUPS:
            part.groups.add(group)
    everybody = {
        "everybody": Viewer.PUBLIC,
        "registered": Viewer.REGISTERED,
        "approved": Viewer.APPROVED,
        "member": Viewer.of_groups(group.pk),
        "organizer": Viewer.ORGANIZER,
    }
    assert [name for name, viewer in everybody.items() if "Slides" in known(event, viewer)] == viewers.split()


def test_before_an_embargo_ends_only_organizers_know(event):
    session = make_session(event, title_en="Talk", revealed_at=NOON)
    make_material(session, title_en="Slides", revealed_at=NOON + HOUR)
    make_material(session, title_en="Paper", revealed_at=NOON - HOUR)
    just_before = NOON - dt.timedelta(seconds=1)
    assert known(event, Viewer.APPROVED, just_before) == []
    assert known(event, Viewer.ORGANIZER, just_before) == ["Talk", "Slides", "Paper"]
    assert known(event, Viewer.PUBLIC, NOON) == ["Talk", "Paper"]
    assert known(event, Viewer.PUBLIC, NOON + HOUR) == ["Talk", "Slides", "Paper"]


def test_an_embargo_that_is_over_leaves_no_trace(event):
    session = make_session(event)
    make_material(session)
    plain = audience.project(agenda.document(event), Viewer.APPROVED, NOON)
    session.revealed_at = NOON
    session.save()
    session.materials.update(revealed_at=NOON)
    assert audience.project(agenda.document(event), Viewer.APPROVED, NOON) == plain


def test_what_only_hidden_things_name_is_hidden_with_them(event):
    room, track, speaker = make_room(), make_track(event), make_speaker()
    secret = make_session(event, audience=Audience.HIDDEN, room=room, track=track)
    make_appearance(secret, speaker)
    make_appearance(secret, unnamed_en="Director", organization=make_organization())
    make_group(event, "Europe")
    projection = audience.project(agenda.document(event), Viewer.APPROVED, NOON)
    assert [projection[name] for name in ("rooms", "tracks", "groups", "sessions")] == [[]] * 4
    assert [projection[name] for name in ("speakers", "organizations")] == [{}] * 2


# --- Editions -----------------------------------------------------------------------------------


def editions(event: Event, viewer: Viewer, at: dt.datetime) -> list[tuple[int, dt.datetime]]:
    event.refresh_from_db()
    told = [
        (edition.number, edition.published_at)
        for edition in numbering.up_to(event.current_release, viewer, at)
    ]
    current = numbering.current(event.current_release, viewer, at)
    assert (current.number, current.published_at) == told[-1]
    return told


def test_the_end_of_an_embargo_begins_an_edition_for_its_audience_only(event):
    make_session(event, audience=Audience.REGISTERED, revealed_at=NOON + HOUR)
    releases.publish(event, by=None, now=NOON)
    for viewer in (Viewer.PUBLIC, Viewer.ORGANIZER):
        assert editions(event, viewer, NOON + 2 * HOUR) == [(1, NOON)]
    for viewer in (Viewer.REGISTERED, Viewer.APPROVED):
        assert editions(event, viewer, NOON + HOUR - dt.timedelta(seconds=1)) == [(1, NOON)]
        assert editions(event, viewer, NOON + HOUR) == [(1, NOON), (2, NOON + HOUR)]


def test_a_release_after_an_embargo_counts_on_from_it(event):
    session = make_session(event, title_en="Talk", revealed_at=NOON + HOUR)
    releases.publish(event, by=None, now=NOON)
    releases.publish(event, by=None, now=NOON + 2 * HOUR)
    assert editions(event, Viewer.PUBLIC, NOON + 3 * HOUR) == [(1, NOON), (2, NOON + HOUR)]
    session.title_en = "Lecture"
    session.save()
    releases.publish(event, by=None, now=NOON + 3 * HOUR)
    assert editions(event, Viewer.PUBLIC, NOON + 3 * HOUR)[2:] == [(3, NOON + 3 * HOUR)]


def test_an_embargo_that_a_release_lifts_earlier_or_puts_off_is_told_when_it_ends(event):
    early, late = (make_session(event, revealed_at=NOON + 5 * HOUR) for _number in range(2))
    releases.publish(event, by=None, now=NOON)
    early.revealed_at, late.revealed_at = None, NOON + 9 * HOUR
    early.save()
    late.save()
    releases.publish(event, by=None, now=NOON + HOUR)
    assert editions(event, Viewer.PUBLIC, NOON + 9 * HOUR) == [
        (1, NOON),
        (2, NOON + HOUR),
        (3, NOON + 9 * HOUR),
    ]


def test_one_instant_begins_one_edition_however_much_appears(event):
    for _number in range(3):
        make_material(make_session(event, revealed_at=NOON + HOUR), revealed_at=NOON)
    releases.publish(event, by=None, now=NOON)
    assert editions(event, Viewer.PUBLIC, NOON + 2 * HOUR) == [(1, NOON), (2, NOON + HOUR)]


def test_each_group_counts_its_own_editions_and_who_is_in_several_counts_theirs(event):
    europe, asia = make_group(event, "Europe"), make_group(event, "Asia")
    talk = make_session(event, title_en="Talk")
    releases.publish(event, by=None, now=NOON)
    for number, group in enumerate((europe, asia), start=1):
        keep_for(make_session(event), group)
        releases.publish(event, by=None, now=NOON + number * HOUR)
    make_material(talk, audience=Audience.APPROVED, revealed_at=NOON + 4 * HOUR)
    releases.publish(event, by=None, now=NOON + 3 * HOUR)
    later = NOON + 9 * HOUR
    hours = {
        viewer: [
            int((published_at - NOON) / HOUR) for _number, published_at in editions(event, viewer, later)
        ]
        for viewer in (
            Viewer.PUBLIC,
            Viewer.APPROVED,
            Viewer.of_groups(europe.pk),
            Viewer.of_groups(asia.pk),
            Viewer.of_groups(europe.pk, asia.pk),
        )
    }
    assert list(hours.values()) == [[0], [0, 4], [0, 1, 4], [0, 2, 4], [0, 1, 2, 4]]
    numbers = [number for number, _at in editions(event, Viewer.of_groups(europe.pk, asia.pk), later)]
    assert numbers == [1, 2, 3, 4]


def test_a_release_from_before_there_were_groups_reads_as_it_did(event):
    make_session(event, title_en="Talk")
    release = releases.publish(event, by=None, now=NOON)
    content = {name: part for name, part in release.content.items() if name != "groups"}
    content["sessions"] = [
        {name: value for name, value in session.items() if name not in ("groups", "revealed_at", "materials")}
        for session in content["sessions"]
    ]
    for viewer in audience.viewers_of(release.content):
        assert audience.project(content, viewer, NOON) == audience.project(release.content, viewer, NOON)
