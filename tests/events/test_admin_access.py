"""Who reaches what in the admin: every address for every role, in a world of two events."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from accounts.models import StaffRole, User
from accounts.permissions import ROLE_ACTIONS, Action, Role
from events import releases
from events.admin.scope import EventScopedAdmin
from events.models import AgendaRelease, Appearance, Event, EventSeries, Room, Session, Venue
from notifications.models import InvitationLetter, Message, MessageKind, Reminder
from registrations.models import (
    Export,
    InvoiceTerms,
    OnlineAccess,
    Question,
    Quota,
    ScreeningList,
    SessionSeats,
)
from speakers.models import Affiliation, Organization, Speaker
from tests.builders import (
    make_affiliation,
    make_code,
    make_event,
    make_group,
    make_lane,
    make_organization,
    make_question,
    make_reason,
    make_registration,
    make_rule,
    make_session,
    make_speaker,
    make_ticket_type,
    make_track,
    make_user,
    make_venue,
)

pytestmark = pytest.mark.django_db

SHARED = {Organization, Speaker, Affiliation, Venue}
FOR_SUPERUSERS = {User, EventSeries}
OF_NO_EVENT = {ScreeningList}  # of the whole site; its own tests say who reaches it
APPS_OF_OTHERS = {"account", "mfa", "socialaccount", "auth"}


def make_world():
    """An event with a row of everything that the admin knows."""
    event = make_event()
    session = make_session(event)
    ticket_type = make_ticket_type(event)
    registration = make_registration(ticket_type)
    now = timezone.now()
    reminder = Reminder.objects.create(event=event, amount=1, subject_en="Soon", body_en="Come.")
    message = Message.objects.create(
        about=f"test:{registration.pk}",
        kind=MessageKind.STATUS,
        registration=registration,
        created_at=now,
        due_at=now,
    )
    export = Export.objects.create(
        event=event, exported_at=now, purpose="Badges", format="csv", columns=["email"], row_count=1
    )
    rows = [
        event,
        session,
        make_track(event),
        make_group(event),
        ticket_type,
        Quota.objects.create(event=event, name_en="Hall", capacity=10),
        make_code(ticket_type),
        InvitationLetter.objects.create(event=event, subject_en="Come", body_en="Please."),
        make_lane(event),
        make_reason(event, "reject"),
        make_rule(event, "hold", countries=["FR"]),
        registration,
        reminder,
        message,
        export,
        releases.publish(event, by=None, now=now),
        StaffRole.objects.create(user=make_user(), event=event, role=Role.DOOR),
        SessionSeats.objects.create(event=event, session=session, capacity=5),
        OnlineAccess.objects.create(event=event, address="https://meeting.example/"),
        make_question(event),
        InvoiceTerms.objects.create(event=event, issuer_en="Chamber", number_prefix=event.slug),
    ]
    return event, {type(row): row for row in rows}


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def scoped_admins():
    return [
        model_admin
        for model_admin in admin.site._registry.values()
        if isinstance(model_admin, EventScopedAdmin)
    ]


def addresses_of(event, rows):
    """Every address of the rows of event, with the action that it needs; None where nobody may."""
    yield address(Event, "overview", event.pk), Action.VIEW_EVENT
    yield address(Event, "publish", event.pk), Action.PUBLISH_AGENDA
    yield address(Question, "preview", event.pk), Action.VIEW_EVENT
    session = rows[Session].code
    for what in ("draft", "current"):
        yield address(Event, "preview", event.pk, what, "public"), Action.VIEW_EVENT
        yield address(Event, "preview_session", event.pk, what, "organizers", session), Action.VIEW_EVENT
    yield address(Event, "precedence", event.pk), Action.EDIT_EVENT
    for extension in ("csv", "xlsx"):
        yield address(Event, "precedence_file", event.pk, extension), Action.EDIT_EVENT
    yield address(AgendaRelease, "publish_again", rows[AgendaRelease].pk), Action.PUBLISH_AGENDA
    for model_admin in scoped_admins():
        model, row = model_admin.model, rows[model_admin.model]
        may_write = not model_admin.is_read_only
        yield address(model, "change", row.pk), model_admin.view_action
        yield address(model, "history", row.pk), model_admin.view_action
        delete_action = model_admin.delete_action or model_admin.change_action
        yield address(model, "delete", row.pk), delete_action if may_write else None
        if model is not Event:
            yield f"{address(model, 'changelist')}?event={event.pk}", model_admin.view_action
            yield (
                f"{address(model, 'add')}?event={event.pk}",
                model_admin.change_action if may_write else None,
            )


def opens(client, url):
    return client.get(url).status_code == 200


def test_the_walk_knows_every_model_of_the_admin():
    walked = {model_admin.model for model_admin in scoped_admins()} | SHARED | FOR_SUPERUSERS | OF_NO_EVENT
    ours = {model for model in admin.site._registry if model._meta.app_label not in APPS_OF_OTHERS}

    assert walked == ours


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_exactly_what_its_actions_allow(role, sign_in):
    event, rows = make_world()
    client = sign_in(make_user(role=role, event=event))

    opened = {url: opens(client, url) for url, _action in addresses_of(event, rows)}

    assert opened == {url: action in ROLE_ACTIONS[role] for url, action in addresses_of(event, rows)}


@pytest.mark.parametrize("role", Role)
def test_a_role_in_another_event_opens_nothing(role, sign_in):
    event, rows = make_world()
    client = sign_in(make_user(role=role, event=make_world()[0]))

    assert [url for url, _action in addresses_of(event, rows) if opens(client, url)] == []


@pytest.mark.parametrize("role", Role)
def test_shared_rows_are_for_whoever_edits_some_event(role, sign_in):
    client = sign_in(make_user(role=role, event=make_event()))
    speaker, organization = make_speaker(), make_organization()
    rows = [speaker, organization, make_affiliation(speaker, organization), make_venue()]
    pages = [
        url
        for row in rows
        for url in (
            address(type(row), "changelist"),
            address(type(row), "add"),
            address(type(row), "change", row.pk),
        )
    ]

    opened = [url for url in pages if opens(client, url)]

    assert opened == (pages if Action.EDIT_EVENT in ROLE_ACTIONS[role] else [])
    assert not any(opens(client, address(type(row), "delete", row.pk)) for row in rows)


def test_a_superuser_opens_everything_that_can_be_opened(sign_in):
    event, rows = make_world()
    client = sign_in(make_user(is_staff=True, is_superuser=True))

    closed = [url for url, action in addresses_of(event, rows) if action and not opens(client, url)]

    assert closed == []
    assert all(opens(client, address(model, "changelist")) for model in SHARED | FOR_SUPERUSERS)


def test_nobody_is_shown_to_an_account_without_a_role(sign_in):
    event, rows = make_world()
    client = sign_in(make_user())

    assert not opens(client, reverse("admin:index"))
    assert [url for url, _action in addresses_of(event, rows) if opens(client, url)] == []


def test_a_role_opens_the_admin_without_the_staff_flag(sign_in):
    event = make_event()
    editor = make_user()
    StaffRole.objects.create(user=editor, event=event, role=Role.EDITOR)

    assert opens(sign_in(editor), reverse("admin:index"))


def test_a_role_in_a_series_reaches_its_events(sign_in):
    series = EventSeries.objects.create(name_en="Dialogues", slug="dialogues")
    event, other = make_event(series=series), make_event()
    editor = make_user(is_staff=True)
    StaffRole.objects.create(user=editor, series=series, role=Role.EDITOR)
    client = sign_in(editor)

    assert opens(client, address(Event, "overview", event.pk))
    assert not opens(client, address(Event, "overview", other.pk))
    assert opens(client, address(EventSeries, "change", series.pk))
    assert opens(client, address(Event, "add"))


def test_the_home_page_shows_ones_own_events(sign_in):
    event, other = make_event(), make_event()
    client = sign_in(make_user(role=Role.VIEWER, event=event))

    page = client.get(reverse("admin:index"))

    assert [summary.event for summary in page.context_data["ahead"]] == [event]
    assert str(other) not in page.content.decode()


def found(client, source, field, term=""):
    """What an autocomplete answers with; None where it answers nothing to this user."""
    query = {"app_label": source._meta.app_label, "model_name": source._meta.model_name, "field_name": field}
    answer = client.get(reverse("admin:autocomplete"), query | {"term": term})
    return [row["text"] for row in answer.json()["results"]] if answer.status_code == 200 else None


FIELDS_THAT_NAME_ROWS = [
    (model, field.name)
    for model in apps.get_models()
    for field in model._meta.get_fields()
    if field.is_relation and field.concrete and field.related_model in admin.site._registry
]


@pytest.mark.parametrize("role", Role)
def test_no_autocomplete_finds_the_rows_of_another_event(role, sign_in):
    _event, rows = make_world()
    client = sign_in(make_user(role=role, event=make_event()))
    foreign = {str(row) for row in rows.values()}

    for source, field in FIELDS_THAT_NAME_ROWS:
        assert foreign.isdisjoint(found(client, source, field) or []), (source, field)


def test_an_autocomplete_finds_speakers_by_native_name_for_editors_only(sign_in):
    event = make_event()
    make_speaker("Minami", native_name="南 賢司")

    assert found(sign_in(make_user(role=Role.EDITOR, event=event)), Appearance, "speaker", "賢司") == [
        "Ada Minami"
    ]
    assert found(sign_in(make_user(role=Role.VIEWER, event=event)), Appearance, "speaker", "賢司") is None


def test_a_session_asks_for_the_affiliations_of_its_speaker_only(sign_in):
    ada, grace = make_speaker("Ada"), make_speaker("Grace")
    make_affiliation(ada, make_organization("Ministry"))
    make_affiliation(grace, make_organization("Navy"))
    client = sign_in(make_user(role=Role.EDITOR, event=make_event()))
    query = {"app_label": "events", "model_name": "appearance", "field_name": "affiliation", "term": ""}

    answer = client.get(reverse("admin:autocomplete"), query | {"of_speaker": ada.pk})

    assert [row["text"] for row in answer.json()["results"]] == ["Ada Ada, Director, Ministry"]
    assert Appearance.objects.count() == 0


def test_rows_of_another_event_cannot_be_deleted_from_a_list(sign_in):
    own, foreign = make_session(make_event()), make_session(make_event())
    user = make_user(role=Role.EDITOR, event=own.event)
    StaffRole.objects.create(user=user, event=foreign.event, role=Role.VIEWER)
    chosen = {"action": "delete_selected", "_selected_action": [own.pk, foreign.pk], "post": "yes"}

    answer = sign_in(user).post(reverse("admin:events_session_changelist"), chosen)

    assert answer.status_code == 403
    assert foreign.event.sessions.get() == foreign
    assert own.event.sessions.get() == own


def test_the_admin_redirects_to_no_row_by_its_number(sign_in):
    registration = make_registration(make_ticket_type())
    client = sign_in(make_user(is_staff=True, is_superuser=True))

    assert registration.token not in client.get(f"/admin/r/1/{registration.pk}/").headers.get("Location", "")
    page = client.get(reverse("admin:registrations_registration_change", args=[registration.pk]))
    assert registration.token not in page.content.decode()


def test_no_list_answers_guesses_at_an_attendees_token(sign_in):
    registration = make_registration(make_ticket_type())
    client = sign_in(make_user(role=Role.VIEWER, event=registration.event))

    answer = client.get(reverse("admin:registrations_registration_changelist"), {"token__startswith": "a"})

    assert answer.status_code == 400


def test_a_venue_of_a_room_is_no_way_around(sign_in):
    room = Room.objects.create(venue=make_venue(), name_en="Hall")
    client = sign_in(make_user(role=Role.VIEWER, event=make_event(venue=room.venue)))

    assert not opens(client, address(Venue, "change", room.venue.pk))
