"""The agenda editor in the admin: who may, what is refused beside its field, and what never fails."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages

from accounts.permissions import ROLE_ACTIONS, Action, Role
from events.models import Audience, Session
from events.scheduling import Place
from tests.builders import (
    keep_for,
    make_appearance,
    make_event,
    make_group,
    make_room,
    make_session,
    make_speaker,
    make_track,
    make_user,
    make_venue,
)
from tests.events.agenda_editor import as_moved, overtake, post, url
from tests.events.pages import page_of, words

pytestmark = pytest.mark.django_db

PAGES = ("schedule", "schedule_shift", "schedule_copy")


@pytest.fixture
def event():
    return make_event(venue=make_venue(), starts_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC), ends_at=end())


def end():
    return dt.datetime(2026, 12, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def hall(event):
    return make_room(event.venue, name_en="Main Hall")


@pytest.fixture
def organizer(event, sign_in):
    return sign_in(make_user(role=Role.ORGANIZER, event=event, name="Ada"))


def rows(*sessions, **changes):
    """The table as it is sent, with what somebody changed in its first row."""
    sent = {"row-TOTAL_FORMS": len(sessions), "row-INITIAL_FORMS": len(sessions)}
    for number, session in enumerate(sessions):
        local = session.starts_at and session.starts_at.astimezone(session.event.zone)
        fields = {
            "session": session.pk,
            "seen": str(Place.of(session)),
            "day": f"{local:%Y-%m-%d}" if local else "",
            "start": f"{local:%H:%M}" if local else "",
            "minutes": round((session.ends_at - session.starts_at).total_seconds() / 60) if local else "",
            "room": session.room_id or "",
            "track": session.track_id or "",
            "kind": session.kind,
        }
        fields |= changes if number == 0 else {}
        sent |= {f"row-{number}-{name}": value for name, value in fields.items()}
    return sent


def errors(response, number=0):
    assert response.status_code == 200
    return {name: list(found) for name, found in response.context_data["table"].forms[number].errors.items()}


def messages(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- Who may


@pytest.mark.parametrize("role", Role)
def test_only_who_edits_the_event_finds_the_editor(role, event, sign_in):
    session = make_session(event)
    client = sign_in(make_user(role=role, event=event))
    may = Action.EDIT_EVENT in ROLE_ACTIONS[role]

    opened = [client.get(url(event, page)).status_code == 200 for page in PAGES]
    saved = post(client, event, as_moved(session, starts_at=None, ends_at=None)).status_code == 200

    assert (opened, saved) == ([may] * len(PAGES), may)
    assert (Session.objects.get().starts_at is None) == may


def test_an_outsider_finds_nothing(event, sign_in):
    session = make_session(event)
    outsider = sign_in(make_user(role=Role.OWNER, event=make_event()))

    assert {outsider.get(url(event, page)).status_code for page in PAGES} == {404}
    assert post(outsider, event, as_moved(session, starts_at=None, ends_at=None)).status_code == 404
    assert outsider.post(url(event), rows(session, start="10:00")).status_code == 404
    assert Place.of(Session.objects.get()) == Place.of(session)


def test_the_event_page_leads_to_the_editor_for_whoever_may_edit(event, sign_in):
    pages = {
        role: sign_in(make_user(role=role, event=event)).get(url(event, "overview")).content.decode()
        for role in (Role.EDITOR, Role.VIEWER)
    }
    assert url(event) in pages[Role.EDITOR]
    assert url(event) not in pages[Role.VIEWER]


# --- The table


def test_the_table_saves_all_rows_as_one(event, hall, organizer):
    first, second = make_session(event), make_session(event)
    track = make_track(event)

    answer = organizer.post(
        url(event), rows(first, second, start="10:30", minutes=45, room=hall.pk, track=track.pk, kind="panel")
    )

    assert (answer.status_code, messages(answer)) == (302, ["1 session was changed."])
    starts_at = dt.datetime(2026, 12, 1, 10, 30, tzinfo=event.zone)
    ends_at = starts_at + dt.timedelta(minutes=45)
    assert Place.of(Session.objects.get(pk=first.pk)) == Place(starts_at, ends_at, hall.pk, track.pk, "panel")
    assert Place.of(Session.objects.get(pk=second.pk)) == Place.of(second)


def test_hours_after_midnight_are_those_of_the_evening_before(event, organizer):
    session = make_session(event)

    organizer.post(url(event), rows(session, day="2026-12-01", start="01:30"))

    session.refresh_from_db()
    assert session.starts_at == dt.datetime(2026, 12, 2, 1, 30, tzinfo=event.zone)
    assert b'value="01:30"' in organizer.get(url(event) + "?day=2026-12-01&view=table").content


def test_an_emptied_day_and_start_put_a_session_into_the_tray(event, hall, organizer):
    session = make_session(event, room=hall)

    organizer.post(url(event), rows(session, day="", start=""))

    session.refresh_from_db()
    assert (session.starts_at, session.ends_at, session.room) == (None, None, hall)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start": ""}, "start"),
        ({"day": "yesterday"}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"start": "25:00"}, "start"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "9" * 30}, "minutes"),
        ({"room": "999999"}, "room"),
        ({"track": "x"}, "track"),
        ({"kind": "party"}, "kind"),
        ({"seen": "nothing"}, "__all__"),
        ({"seen": "[" * 390}, "__all__"),
        ({"seen": ""}, "seen"),
        ({"session": "9" * 40}, "session"),
        ({"session": "x"}, "session"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_nothing_is_saved(changes, field, event, organizer):
    session, other = make_session(event), make_session(event)
    sent = rows(session, other, **changes) | {"row-1-minutes": 55}

    answer = organizer.post(url(event), sent)

    assert field in errors(answer)
    assert [Place.of(one) for one in Session.objects.order_by("pk")] == [Place.of(session), Place.of(other)]


def test_a_time_that_the_clocks_skip_is_refused_and_an_untouched_one_that_comes_twice_is_kept(sign_in):
    event = make_event(
        time_zone="Europe/Paris",
        starts_at=dt.datetime(2026, 10, 24, 7, tzinfo=dt.UTC),
        ends_at=dt.datetime(2027, 4, 1, tzinfo=dt.UTC),
    )
    client = sign_in(make_user(role=Role.EDITOR, event=event))
    second_half_past_two = dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)
    session = make_session(event, starts_in=second_half_past_two - event.starts_at)
    kept = rows(session, day="2026-10-24", start="02:30", kind="panel")

    assert "start" in errors(client.post(url(event), kept | {"row-0-day": "2027-03-27"}))
    assert client.post(url(event), kept).status_code == 302
    session.refresh_from_db()
    assert (session.starts_at, session.kind) == (second_half_past_two, "panel")


def test_a_stale_row_says_who_moved_it_and_can_be_saved_on_top_or_given_up(event, hall, organizer):
    session, other = make_session(event, title_en="Opening"), make_session(event)
    aiko = make_user(name="Aiko")
    overtake(session, by=aiko, room_id=hall.pk)
    theirs = Place.of(Session.objects.get(pk=session.pk))
    sent = rows(session, other, start="09:30") | {"row-1-minutes": 55}

    answer = organizer.post(url(event), sent)

    assert errors(answer) == {
        "__all__": [
            "Aiko moved “Opening” to Tue 1 Dec, 09:00–09:30, Main Hall; "
            "yours was Tue 1 Dec, 09:30–10:00, without a room."
        ]
    }
    assert Place.of(Session.objects.get(pk=other.pk)) == Place.of(other)

    taken = organizer.post(url(event), sent | {"row-0-take_theirs": "on"})
    assert taken.status_code == 302
    assert Place.of(Session.objects.get(pk=session.pk)) == theirs
    assert Session.objects.get(pk=other.pk).ends_at - other.starts_at == dt.timedelta(minutes=55)

    seen_now = answer.context_data["table"].forms[0]["seen"].value()
    on_top = organizer.post(url(event), rows(session, start="09:30", seen=seen_now))
    assert on_top.status_code == 302
    session.refresh_from_db()
    assert f"{session.starts_at.astimezone(event.zone):%H:%M}" == "09:30"
    assert session.room is None


@pytest.mark.parametrize(
    "sent", [{}, {"row-TOTAL_FORMS": "x"}, {"row-TOTAL_FORMS": 5000, "row-INITIAL_FORMS": 0}]
)
def test_a_broken_table_is_answered_with_the_page(sent, event, organizer):
    make_session(event)
    assert organizer.post(url(event), sent).status_code == 200


@pytest.mark.parametrize("query", ["day=none", "day=x", "page=x", "day=2026-12-02&page=99", "view=table"])
def test_any_address_of_the_page_opens(query, event, organizer):
    make_session(event)
    assert organizer.get(f"{url(event)}?{query}").status_code == 200


# --- Blocks


def test_a_block_is_shown_before_it_is_shifted(event, hall, organizer):
    morning = make_session(event, room=hall)
    noon = make_session(event, room=hall, starts_in=dt.timedelta(hours=3))
    elsewhere = make_session(event, starts_in=dt.timedelta(hours=3))
    address = f"{url(event, 'schedule_shift')}?day=2026-12-01&room={hall.pk}&since=11:00&minutes=-20"

    page = organizer.get(address)
    assert [row["session"] for row in page.context_data["rows"]] == [noon]
    assert "11:40–12:10" in page.context_data["rows"][0]["after"]
    answer = organizer.post(address, {"shown": page.context_data["shown"]})

    assert (answer.status_code, messages(answer)) == (302, ["1 session was changed."])
    moved = {one.pk: one.starts_at for one in Session.objects.all()}
    assert moved == {
        morning.pk: morning.starts_at,
        noon.pk: noon.starts_at - dt.timedelta(minutes=20),
        elsewhere.pk: elsewhere.starts_at,
    }


def test_nothing_else_is_shifted_than_was_shown(event, organizer):
    session = make_session(event)
    address = url(event, "schedule_shift") + "?day=2026-12-01&minutes=15"
    shown = organizer.get(address).context_data["shown"]
    later = make_session(event)

    answer = organizer.post(address, {"shown": shown})

    assert "Nothing was done" in messages(answer)[0]
    assert {one.starts_at for one in Session.objects.all()} == {session.starts_at, later.starts_at}


@pytest.mark.parametrize(
    ("page", "query", "field"),
    [
        ("schedule_shift", "day=2026-12-01&minutes=0", "minutes"),
        ("schedule_shift", "day=2026-12-01&minutes=99999999", "minutes"),
        ("schedule_shift", "day=2031-12-01&minutes=5", "day"),
        ("schedule_shift", "day=2026-12-01&minutes=5&room=x", "room"),
        ("schedule_shift", "day=2026-12-01&minutes=5&since=x", "since"),
        ("schedule_copy", "day=2026-12-01&to=2026-12-01", "to"),
        ("schedule_copy", "day=2026-12-01&to=9999-12-31", "to"),
        ("schedule_copy", "day=&to=", "to"),
    ],
)
def test_what_makes_no_block_is_said_beside_its_field(page, query, field, event, organizer):
    make_session(event)
    address = f"{url(event, page)}?{query}"
    for answer in (organizer.get(address), organizer.post(address, {"shown": ""})):
        assert answer.status_code == 200
        assert field in answer.context_data["form"].errors
    assert Session.objects.count() == 1


def test_a_day_is_copied_as_it_was_shown(event, organizer):
    session = make_session(event)
    address = url(event, "schedule_copy") + "?day=2026-12-01&to=2026-12-05"
    shown = organizer.get(address).context_data["shown"]

    answer = organizer.post(address, {"shown": shown})

    assert messages(answer) == ["1 session was added on Sat 5 Dec."]
    added = Session.objects.exclude(pk=session.pk).get()
    assert added.starts_at == session.starts_at + dt.timedelta(days=4)


# --- For whom sessions are


def test_what_is_not_for_everybody_is_marked_in_grid_tray_and_table(event, hall, organizer):
    make_session(event, title_en="Opening", room=hall)
    make_session(event, title_en="Exercise", room=hall, audience=Audience.APPROVED)
    keep_for(make_session(event, title_en="Treaty", starts_in=None), make_group(event, "Europe"))
    make_session(event, title_en="Keynote", room=hall, revealed_at=event.starts_at)
    told = {one["title"]: one["for_whom"] for one in organizer.get(url(event)).context["board"]["sessions"]}
    assert told["Opening"] == ""
    assert told["Exercise"] == "Confirmed attendees"
    assert told["Treaty"] == "Europe"
    assert told["Keynote"].startswith("Embargo until ")
    for day, title in ((None, "Exercise"), ("none", "Treaty")):
        table = page_of(organizer.get(url(event), {"view": "table"} | ({"day": day} if day else {})))
        [mark] = table.xpath(f"//th[a[text()='{title}']]/span[contains(@class, 'tag--audience')]")
        assert words(mark) == told[title]


# --- What it costs


@pytest.mark.parametrize("query", ["", "?view=table"])
def test_three_sessions_ask_the_database_no_more_than_one(
    query, event, hall, organizer, django_assert_max_num_queries
):
    def add():
        make_appearance(make_session(event, room=hall, track=make_track(event)), make_speaker())

    counts = []
    add()
    organizer.get(url(event) + query)
    for more in (0, 2):
        for _number in range(more):
            add()
        with django_assert_max_num_queries(40) as captured:
            organizer.get(url(event) + query)
        counts.append(len(captured))
    assert counts[0] == counts[1]
