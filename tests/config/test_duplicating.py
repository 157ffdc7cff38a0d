"""An event's owner starts the draft of the next one."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.permissions import Role
from events.models import Event
from tests.admin_pages import send, shown
from tests.builders import (
    make_event,
    make_registration,
    make_session,
    make_ticket_type,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    starts_at = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    return make_event(
        slug="dialogue-2026",
        title_en="Dialogue 2026",
        title_ja="対話2026",
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=33),
    )


@pytest.fixture
def owner(event, sign_in):
    return sign_in(make_user(role=Role.OWNER, event=event))


def page_of(event):
    return reverse("admin:event_duplicate", args=[event.pk])


def test_next_years_draft_is_one_click_away(event, owner):
    make_session(event)
    opens_at = event.starts_at - dt.timedelta(days=60)
    ticket_type = make_ticket_type(event, capacity=5, opens_at=opens_at)
    make_registration(make_ticket_type(event, capacity=5))

    answer = send(owner, page_of(event))

    draft = Event.objects.get(slug="dialogue-2027")
    assert answer.url == reverse("admin:events_event_overview", args=[draft.pk])
    assert owner.get(answer.url).status_code == 200
    assert (draft.title_en, draft.title_ja) == ("Dialogue 2027", "対話2027")
    assert draft.starts_at == event.starts_at + dt.timedelta(weeks=52)
    assert [(one.capacity, one.seats_taken) for one in draft.ticket_types.all()] == [(5, 0), (5, 0)]
    assert draft.ticket_types.get(name_en=ticket_type.name_en).opens_at == opens_at + dt.timedelta(weeks=52)
    assert not draft.registrations.exists()
    assert event.registrations.count() == 1
    assert draft.sessions.count() == 1


def test_the_choice_of_weeks_says_the_days(event, owner):
    page = owner.get(page_of(event)).content.decode()
    assert "30 November – 1 December 2027 (52 weeks later)" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "dialogue-2026"}, "slug"),
        ({"slug": "über uns"}, "slug"),
        ({"weeks": "100000"}, "weeks"),
        ({"title_en": "", "title_ja": ""}, "title_en"),
        ({"title_en": "x" * 251}, "title_en"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(changes, field, event, owner):
    answer = owner.post(page_of(event), shown(owner.get(page_of(event))) | changes)

    assert answer.status_code == 200
    assert field in answer.context_data["form"].errors
    assert Event.objects.get() == event


@pytest.mark.parametrize("role", set(Role) - {Role.OWNER})
def test_only_owners_duplicate_for_the_staff_is_kept(role, event, sign_in):
    client = sign_in(make_user(role=role, event=event))

    assert client.get(page_of(event)).status_code != 200
    assert client.post(page_of(event), {"slug": "next", "weeks": 52, "title_en": "Next"}).status_code != 302
    assert Event.objects.get() == event


def test_an_outsider_finds_no_event_to_duplicate(event, sign_in):
    outsider = sign_in(make_user(role=Role.OWNER, event=make_event()))
    assert outsider.get(page_of(event)).status_code == 404


def test_the_event_page_offers_it_to_owners(event, owner, sign_in):
    overview = reverse("admin:events_event_overview", args=[event.pk])
    editor = sign_in(make_user(role=Role.EDITOR, event=event))
    assert page_of(event) in owner.get(overview).content.decode()
    assert page_of(event) not in editor.get(overview).content.decode()
