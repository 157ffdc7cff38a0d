"""The event desk: who comes in, and how staff find attendees."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import StaffRole
from accounts.permissions import ROLE_ACTIONS, Action, Role
from events.models import EventSeries
from registrations import seats
from registrations.models import Export
from tests.builders import (
    make_delegation,
    make_event,
    make_invitation,
    make_registration,
    make_ticket_type,
    make_unverified,
    make_user,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()

PAGES = {
    "attendees": Action.SEE_ATTENDEES,
    "attendee": Action.SEE_ATTENDEES,
    "waiting_list": Action.SEE_ATTENDEES,
    "invitations": Action.MANAGE_REGISTRATION,
    "invite": Action.MANAGE_REGISTRATION,
    "import_guests": Action.MANAGE_REGISTRATION,
    "export_invitations": Action.EXPORT_ATTENDEES,
    "remind_invited": Action.MANAGE_REGISTRATION,
    "desk_invitation": Action.MANAGE_REGISTRATION,
    "delegations": Action.MANAGE_REGISTRATION,
    "open_delegation": Action.MANAGE_REGISTRATION,
    "desk_delegation": Action.MANAGE_REGISTRATION,
    "revoke_delegation": Action.MANAGE_REGISTRATION,
    "invoices": Action.MANAGE_INVOICES,
    "review": Action.DECIDE_IN_LANES,
    "export": Action.EXPORT_ATTENDEES,
    "exports": Action.EXPORT_ATTENDEES,
    "readings": Action.EXPORT_ATTENDEES,
}


@pytest.fixture
def event():
    return make_event(
        title_en="Space Security Forum", title_ja="宇宙安全保障フォーラム", time_zone="Asia/Tokyo"
    )


@pytest.fixture
def ticket_type(event):
    return make_ticket_type(event, name_en="Industry", name_ja="産業界", capacity=None)


@pytest.fixture
def owner(event, sign_in):
    return sign_in(make_user(role=Role.OWNER, event=event, name="Naomi Owner"))


def address(page, registration):
    slug = registration.event.slug
    if page == "desk_invitation":
        invitation = registration.event.invitations.first() or make_invitation(registration.ticket_type)
        return reverse(f"registrations:{page}", args=[slug, invitation.pk])
    if page in ("desk_delegation", "revoke_delegation"):
        delegation = registration.event.delegations.first() or make_delegation(registration.ticket_type)
        return reverse(f"registrations:{page}", args=[slug, delegation.pk])
    floor = "notifications" if page == "remind_invited" else "registrations"
    return reverse(f"{floor}:{page}", args=[slug, registration.pk] if page == "attendee" else [slug])


# --- Who comes in --------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", Role)
def test_each_role_opens_what_the_table_of_roles_allows(page, role, ticket_type, sign_in):
    registration = make_registration(ticket_type)
    client = sign_in(make_user(role=role, event=ticket_type.event))
    expected = 200 if PAGES[page] in ROLE_ACTIONS[role] else 404
    assert client.get(address(page, registration)).status_code == expected


@pytest.mark.parametrize("page", PAGES)
def test_an_event_in_which_one_has_no_part_does_not_exist(page, ticket_type, sign_in):
    registration = make_registration(ticket_type)
    for outsider in (make_user(), make_user(role=Role.OWNER, event=make_event())):
        assert sign_in(outsider).get(address(page, registration)).status_code == 404
        assert sign_in(outsider).post(address(page, registration)).status_code in (404, 405)


@pytest.mark.parametrize("page", PAGES)
def test_whoever_has_not_signed_in_is_asked_to(page, ticket_type, client):
    target = address(page, make_registration(ticket_type))
    response = client.get(target)
    assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={target}")
    assert client.get(reverse("registrations:desk")).status_code == 302


def test_an_attendee_of_another_event_is_not_found_through_ones_own(ticket_type, owner):
    stranger = make_registration(make_ticket_type())
    assert (
        owner.get(reverse("registrations:attendee", args=[ticket_type.event.slug, stranger.pk])).status_code
        == 404
    )


@pytest.mark.parametrize("page", PAGES)
def test_no_copy_of_a_page_is_kept_anywhere(page, ticket_type, owner):
    response = owner.get(address(page, make_registration(ticket_type)))
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("page", PAGES)
def test_the_attendees_secret_is_on_no_page(page, ticket_type, owner):
    registration = make_registration(ticket_type)
    assert registration.token not in owner.get(address(page, registration)).content.decode()


# --- The first page ------------------------------------------------------------------------


def test_the_first_page_counts_each_status_of_ones_own_events(event, ticket_type, owner):
    ada, grace = make_registration(ticket_type, "Ada"), make_registration(ticket_type, "Grace")
    seats.cancel(ada, now=NOW)
    make_registration(make_ticket_type())
    [overview] = owner.get(reverse("registrations:desk")).context["upcoming"]
    assert overview.event == event
    assert {str(status): count for status, count in overview.counts if count} == {
        grace.status: 1,
        "cancelled": 1,
    }
    assert overview.total == 2


def test_a_role_in_a_series_opens_each_of_its_events(sign_in):
    series = EventSeries.objects.create(name_en="Forum", slug="forum")
    this_year, last_year = (
        make_event(series=series),
        make_event(
            series=series, starts_at=NOW - dt.timedelta(days=365), ends_at=NOW - dt.timedelta(days=364)
        ),
    )
    user = make_user()
    StaffRole.objects.create(user=user, role=Role.VIEWER, series=series)
    context = sign_in(user).get(reverse("registrations:desk")).context
    assert [overview.event for overview in context["upcoming"]] == [this_year]
    assert [overview.event for overview in context["past"]] == [last_year]


def test_somebody_without_a_part_is_told_so(ticket_type, sign_in):
    response = sign_in(make_user()).get(reverse("registrations:desk"))
    assert "You have no part at the desk of any event." in response.content.decode()
    assert ticket_type.event.title not in response.content.decode()


# --- Queries -------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["desk", "attendees", "review", "exports"])
def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(page, event, sign_in):
    user = make_user(role=Role.OWNER, event=event)
    client = sign_in(user)
    ticket_type = make_ticket_type(event, needs_review=True)

    def add_row(country):
        make_registration(ticket_type, country=country)
        Export.objects.create(
            event=event,
            exported_by=make_user(),
            exported_at=NOW,
            purpose="Badges",
            format="csv",
            columns=[],
            filters={"ticket_type": str(ticket_type.pk), "country": "JP"},
            row_count=1,
            sha256="0" * 64,
        )
        other = make_event()
        StaffRole.objects.create(user=user, role=Role.OWNER, event=other)
        make_registration(make_ticket_type(other))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            target = reverse(f"registrations:{page}", args=[] if page == "desk" else [event.slug])
            assert client.get(target).status_code == 200
        return len(captured)

    add_row("JP")
    with_one = queries()
    add_row("US")
    add_row("DE")
    assert queries() == with_one
    assert with_one <= 11


def test_a_long_history_takes_as_many_queries_as_a_short_one(event, sign_in):
    reviewers = [make_user(role=Role.REVIEWER, event=event) for _each in range(3)]
    client = sign_in(reviewers[0])
    ticket_type = make_ticket_type(event, capacity=1, needs_review=True)
    first, second = make_registration(ticket_type), make_registration(ticket_type)

    def queries(registration):
        with CaptureQueriesContext(connection) as captured:
            client.get(address("attendee", registration))
        return len(captured)

    with_one = queries(second)
    seats.decline(first, by=reviewers[1], now=NOW)
    second.refresh_from_db()
    seats.approve(second, by=reviewers[2], now=NOW)
    assert second.status_changes.count() == 3
    assert queries(second) == with_one


def test_what_is_not_verified_is_counted_and_on_no_list(sign_in):
    ticket_type = make_ticket_type()
    event = ticket_type.event
    make_registration(ticket_type, "Grace")
    unverified = make_unverified(ticket_type, "Mallory", country="FR")
    client = sign_in(make_user(role=Role.OWNER, event=event))

    def page(name: str, *arguments: object, query: str = "") -> str:
        return client.get(reverse(f"registrations:{name}", args=arguments) + query).content.decode()

    assert "1 more waits for its e-mail address to be verified" in page("desk")
    text = page("attendees", event.slug)
    assert "1 more waits for its e-mail address to be verified" in text
    assert "Grace" in text
    for address in (text, page("review", event.slug), page("export", event.slug)):
        assert "Mallory" not in address
        assert "France" not in address
    assert "Nobody is shown" in page("attendees", event.slug, query="?status=unverified")
    attendee = reverse("registrations:attendee", args=[event.slug, unverified.pk])
    assert client.get(attendee).status_code == 404
    assert client.post(attendee, {"decision": "approve"}).status_code == 404
    assert (
        "Mallory" not in client.get(reverse("admin:registrations_registration_changelist")).content.decode()
    )
