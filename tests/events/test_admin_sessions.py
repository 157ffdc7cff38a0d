"""Sessions, their people, tracks, venues and organizations in the admin."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from events import releases
from events.models import Appearance, EventOrganization, Session, Track
from tests.admin_pages import errors, send, shown
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_event,
    make_organization,
    make_room,
    make_session,
    make_speaker,
    make_track,
    make_user,
    make_venue,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(venue=make_venue())


@pytest.fixture
def editor(event, sign_in):
    return sign_in(make_user(role=Role.EDITOR, event=event))


def change(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def add(model, event):
    return f"{reverse(f'admin:{model._meta.app_label}_{model._meta.model_name}_add')}?event={event.pk}"


def titles_in(client, event, **query):
    page = client.get(reverse("admin:events_session_changelist"), {"event": event.pk} | query)
    return [session.title for session in page.context_data["cl"].result_list]


def person(number=0, **fields):
    """The fields of one row of people."""
    given = {"role": "speaker", "order": "0", "is_confirmed": "on"} | fields
    return {f"appearances-{number}-{name}": str(value) for name, value in given.items()} | {
        "appearances-TOTAL_FORMS": str(number + 1)
    }


def test_a_session_is_added_to_the_event_whose_page_one_comes_from(event, editor):
    answer = send(editor, add(Session, event), title_en="Opening", title_ja="開会", kind="opening")

    session = event.sessions.get()
    assert (session.title_en, session.title_ja, session.kind) == ("Opening", "開会", "opening")
    assert answer.url == f"{reverse('admin:events_session_changelist')}?event={event.pk}"


def test_without_an_event_in_the_address_the_only_one_is_taken_and_of_several_one_chooses(event, sign_in):
    editor = make_user(role=Role.EDITOR, event=event)
    page = reverse("admin:events_session_add")

    assert sign_in(editor).get(page).url == f"{page}?event={event.pk}"

    other = make_event()
    editor.staff_roles.create(event=other, role=Role.EDITOR)
    assert set(sign_in(editor).get(page).context_data["events"]) == {event, other}


@pytest.mark.parametrize("number", ["", "0", "-1", "abc", "9" * 30, "٣"])
def test_an_address_with_a_wrong_event_breaks_nothing(number, event, editor):
    for url in (reverse("admin:events_session_changelist"), reverse("admin:events_session_add")):
        assert editor.get(url, {"event": number}).status_code in {200, 302, 404}


def test_a_session_cannot_be_added_to_somebody_elses_event(event, editor):
    foreign = make_event()

    assert editor.get(add(Session, foreign)).status_code == 404
    assert editor.post(add(Session, foreign), {"title_en": "Intruder"}).status_code == 404
    assert foreign.sessions.count() == 0


def test_one_language_is_enough_and_none_is_too_few(event, editor):
    assert errors(send(editor, add(Session, event))) == {"title_en": ["Write this in at least one language."]}

    send(editor, add(Session, event), title_ja="開会")
    assert event.sessions.get().title_ja == "開会"


def test_only_rooms_of_the_venue_and_tracks_of_the_event_are_on_offer(event, editor):
    room, track = make_room(event.venue), make_track(event)
    foreign_room, foreign_track = make_room(), make_track(make_event())
    session = make_session(event)

    form = editor.get(change(session)).context_data["adminform"].form
    assert list(form.fields["room"].queryset) == [room]
    assert list(form.fields["track"].queryset) == [track]

    answer = send(editor, change(session), room=str(foreign_room.pk), track=str(foreign_track.pk))
    assert set(errors(answer)) == {"room", "track"}
    send(editor, change(session), room=str(room.pk), track=str(track.pk))
    assert Session.objects.get(room=room, track=track) == session


def test_a_room_of_a_former_venue_is_kept_until_another_is_chosen(event, editor):
    session = make_session(event, room=make_room())

    send(editor, change(session), title_en="Retitled")

    session.refresh_from_db()
    assert session.title_en == "Retitled"
    assert session.room is not None


def test_people_appear_by_name_or_by_position(event, editor):
    session, speaker = make_session(event), make_speaker()
    affiliation = make_affiliation(speaker, make_organization())
    ministry = make_organization("Ministry")

    named = person(speaker=speaker.pk, affiliation=affiliation.pk, role="keynote_speaker")
    unnamed = person(1, unnamed_en="Director", unnamed_ja="課長", organization=ministry.pk, order=1)
    send(editor, change(session), **(named | unnamed))

    first, second = session.appearances.all()
    assert (first.speaker, first.affiliation, first.role) == (speaker, affiliation, "keynote_speaker")
    assert (second.unnamed_en, second.unnamed_ja, second.organization) == ("Director", "課長", ministry)


def test_a_person_is_a_speaker_or_an_unnamed_participant(event, editor):
    session, speaker = make_session(event), make_speaker()

    for fields in (person(speaker=speaker.pk, unnamed_en="Director"), person(role="panelist", order=3)):
        (messages,) = errors(send(editor, change(session), **fields)).values()
        assert "Choose a speaker, or describe an unnamed participant" in messages[0]
    assert Appearance.objects.count() == 0


def test_an_affiliation_must_be_the_speakers_own(event, editor):
    session, ada, grace = make_session(event), make_speaker("Ada"), make_speaker("Grace")
    affiliation = make_affiliation(grace, make_organization())

    answer = send(editor, change(session), **person(speaker=ada.pk, affiliation=affiliation.pk))

    assert errors(answer) == {
        "appearances-0-affiliation": ["This is an affiliation of Ada Grace, not of Ada Ada."]
    }


def test_nobody_appears_twice_in_one_role(event, editor):
    session, speaker = make_session(event), make_speaker()
    make_appearance(session, speaker)

    answer = send(
        editor, change(session), **person(1, speaker=speaker.pk) | {"appearances-INITIAL_FORMS": "1"}
    )

    assert answer.status_code == 200
    assert session.appearances.count() == 1


def test_a_viewer_sees_a_session_and_changes_nothing(event, sign_in):
    session = make_session(event, title_en="Opening")
    viewer = sign_in(make_user(role=Role.VIEWER, event=event))

    assert "Opening" in viewer.get(change(session)).content.decode()
    assert viewer.post(change(session), {"title_en": "Closing"}).status_code == 403
    assert Session.objects.get(pk=session.pk).title_en == "Opening"


def test_the_list_is_searched_in_both_languages_and_by_speaker(event, editor):
    panel = make_session(event, title_en="Panel on orbit", title_ja="軌道の討論")
    make_appearance(panel, make_speaker("Minami", native_name="南 賢司"))
    make_session(event, title_en="Lunch", title_ja="昼食")

    for words in ("orbit", "軌道", "Minami", "賢司"):
        assert titles_in(editor, event, q=words) == ["Panel on orbit"]


def test_quick_filters_narrow_the_list_to_a_day_a_room_or_a_track(event, editor):
    room, track = make_room(event.venue), make_track(event)
    make_session(event, title_en="First day", room=room)
    make_session(event, title_en="After midnight", starts_in=dt.timedelta(hours=16, minutes=30))
    make_session(event, title_en="Second day", starts_in=dt.timedelta(days=1), track=track)
    make_session(event, title_en="Some day", starts_in=None)
    first = event.starts_at.astimezone(event.zone).date()
    second = first + dt.timedelta(days=1)

    assert titles_in(editor, event, day=first.isoformat()) == ["First day", "After midnight"]
    assert titles_in(editor, event, day=second.isoformat()) == ["Second day"]
    assert titles_in(editor, event, day="none") == ["Some day"]
    assert titles_in(editor, event, room=room.pk) == ["First day"]
    assert titles_in(editor, event, track=track.pk) == ["Second day"]
    assert len(titles_in(editor, event, day="nonsense", room="x", track="y")) == 4


def test_the_list_of_an_event_holds_no_other_event_of_ones_own(sign_in):
    event, other = make_event(), make_event()
    user = make_user(role=Role.EDITOR, event=event)
    user.staff_roles.create(event=other, role=Role.EDITOR)
    for own in (event, other):
        make_session(own, title_en=f"Session of {own}")

    assert titles_in(sign_in(user), event) == [f"Session of {event}"]
    assert titles_in(sign_in(user), other, kind__exact="talk") == [f"Session of {other}"]


def test_a_list_without_an_event_holds_ones_own_events_only(event, editor):
    make_session(event, title_en="Own")
    make_session(make_event(), title_en="Foreign")

    page = editor.get(reverse("admin:events_session_changelist"))

    assert [session.title for session in page.context_data["cl"].result_list] == ["Own"]


def test_two_tracks_of_an_event_have_two_names(event, editor):
    make_track(event, name_en="Policy")

    answer = send(editor, add(Track, event), name_en="Policy")

    assert list(errors(answer).values()) == [["This event has a track of this name already."]]
    assert event.tracks.count() == 1


def test_two_rooms_without_an_english_name_do_not_collide(editor):
    venue = make_venue()
    rooms = {
        "rooms-TOTAL_FORMS": "2",
        "rooms-0-name_ja": "大ホール",
        "rooms-0-order": "0",
        "rooms-1-name_ja": "小ホール",
        "rooms-1-order": "1",
    }

    assert send(editor, change(venue), **rooms).status_code == 302
    assert [room.name_ja for room in venue.rooms.all()] == ["大ホール", "小ホール"]


def test_an_event_names_its_organizations_on_its_own_page(event, editor):
    ministry = make_organization("Ministry")
    row = {
        "event_organizations-TOTAL_FORMS": "1",
        "event_organizations-0-organization": str(ministry.pk),
        "event_organizations-0-role": "host",
        "event_organizations-0-order": "0",
    }

    assert send(editor, change(event), **row).status_code == 302
    assert EventOrganization.objects.get(event=event).organization == ministry


def test_two_events_have_two_addresses_on_the_site(event, editor):
    other = make_event()

    assert list(errors(send(editor, change(event), slug=other.slug))) == ["slug"]


def test_an_editor_cannot_take_an_event_out_of_its_series(event, editor):
    assert "series" not in shown(editor.get(change(event)))


def test_a_published_event_is_not_deleted_but_says_why(event, sign_in):
    releases.publish(event, by=None, now=timezone.now())
    owner = sign_in(make_user(role=Role.OWNER, event=event))

    answer = owner.post(reverse("admin:events_event_delete", args=[event.pk]), {"post": "yes"})

    assert answer.status_code in {200, 403}
    assert event.releases.count() == 1


def test_sessions_at_one_time_stand_in_the_order_of_rooms_and_one_without_a_room_last(event):
    venue = make_venue()
    without_a_room = make_session(event)
    in_the_second = make_session(event, room=make_room(venue, order=2))
    in_the_first = make_session(event, room=make_room(venue, order=1))
    assert list(event.sessions.all()) == [in_the_first, in_the_second, without_a_room]
