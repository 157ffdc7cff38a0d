"""Delegations at the desk: opened, watched, changed and revoked by staff, and told of where attendees are."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from registrations import delegations
from registrations.desk.overview import overviews
from registrations.models import Delegation, Status, TicketType
from speakers.models import Sector
from tests.builders import (
    make_delegation,
    make_named,
    make_organization,
    make_ticket_type,
    make_user,
)
from tests.registrations.builders import make_published_event

pytestmark = pytest.mark.django_db

NOW = timezone.now()
GRACE = {"email": "grace@example.org", "given_name": "Grace", "family_name": "Hopper", "language": "en"}


@pytest.fixture
def event():
    return make_published_event()


@pytest.fixture
def ticket_type(event) -> TicketType:
    return make_ticket_type(event, capacity=5)


@pytest.fixture
def ministry():
    return make_organization("Ministry of Space", name_ja="宇宙省", sector=Sector.GOVERNMENT, country="JP")


@pytest.fixture
def delegation(ticket_type, ministry) -> Delegation:
    return make_delegation(ticket_type, organization=ministry, focal_point_name="Joan Clarke")


@pytest.fixture
def organizer(event, sign_in):
    return sign_in(make_user(role=Role.ORGANIZER, event=event, name="Olga Organizer"))


def page(name: str, delegation: Delegation) -> str:
    return reverse(f"registrations:{name}", args=[delegation.event.slug, delegation.pk])


def listing(event) -> str:
    return reverse("registrations:delegations", args=[event.slug])


def day_in(days: int) -> str:
    return (timezone.now() + dt.timedelta(days=days)).date().isoformat()


def filled_in(chosen: TicketType, **others: str) -> dict[str, str]:
    return {
        "organization": "ministry of space",
        "ticket_type": str(chosen.pk),
        "places": "3",
        "closes_on": day_in(7),
        "focal_point_name": "Joan Clarke",
        "focal_point_email": "Joan@Example.org",
        "language": "ja",
    } | others


def errors_of(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["form"].errors)


def substituted(delegation: Delegation):
    """Ada, who has confirmed, and Grace, who comes instead of her."""
    ada = make_named(delegation, "Ada")
    delegations.confirm(ada, now=NOW, country="JP")
    details = GRACE | {"email": f"grace{ada.pk}@example.org"}
    grace = delegations.substitute(ada, now=NOW, **details)
    ada.refresh_from_db()
    return ada, grace


# --- Opening


def test_staff_open_a_delegation_for_a_known_organization(organizer, event, ticket_type, ministry):
    form = filled_in(ticket_type, reserves_seats="on", organization="宇宙省")
    response = organizer.post(reverse("registrations:open_delegation", args=[event.slug]), form, follow=True)
    opened = Delegation.objects.get()
    assert response.redirect_chain == [(page("desk_delegation", opened), 302)]
    assert (opened.organization, opened.places, opened.seats_held) == (ministry, 3, 3)
    assert (opened.focal_point_email, opened.language) == ("joan@example.org", "ja")
    assert opened.closes_at.astimezone(event.zone).date().isoformat() == day_in(7)
    assert "Joan Clarke receives the link by mail." in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("organization", "", "Write which organization."),
        ("organization", "Ministry of Elsewhere", "No known organization has this name."),
        ("organization", "x\x00y", "another control character"),
        ("ticket_type", "0", "Select a valid choice."),
        ("places", "0", "greater than or equal to 1"),
        ("places", "501", "less than or equal to 500"),
        ("places", "many", "Enter a whole number."),
        ("closes_on", "2020-01-01", "This day is over."),
        ("closes_on", "0001-01-01", "This day is over."),
        ("closes_on", "9999-12-31", "The event is over by then."),
        ("focal_point_name", "", "Write the name of the focal point."),
        ("focal_point_email", "nobody", "This is not an e-mail address."),
        ("language", "tlh", "Select a valid choice."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(field, value, says, organizer, event, ticket_type, ministry):
    url = reverse("registrations:open_delegation", args=[event.slug])
    errors = errors_of(organizer.post(url, filled_in(ticket_type, **{field: value})))
    assert list(errors) == [field]
    assert says in errors[field][0]
    assert not Delegation.objects.exists()


def test_an_organization_has_one_delegation_with_a_ticket_type(organizer, event, ticket_type, delegation):
    url = reverse("registrations:open_delegation", args=[event.slug])
    errors = errors_of(organizer.post(url, filled_in(ticket_type)))
    assert "already" in errors["organization"][0]
    delegations.revoke(delegation, now=NOW, by=None)
    assert organizer.post(url, filled_in(ticket_type)).status_code == 302


def test_more_seats_than_are_left_cannot_be_reserved(organizer, event, ticket_type, ministry):
    url = reverse("registrations:open_delegation", args=[event.slug])
    form = filled_in(ticket_type, reserves_seats="on", places="6")
    assert "Too few seats are left" in errors_of(organizer.post(url, form))["places"][0]
    assert not Delegation.objects.exists()
    ticket_type.refresh_from_db()
    assert ticket_type.seats_taken == 0


def test_of_namesakes_one_is_chosen(organizer, event, ticket_type, ministry):
    other = make_organization("Ministry of Space", sector=Sector.GOVERNMENT, country="FR")
    url = reverse("registrations:open_delegation", args=[event.slug])
    assert 'name="namesake"' not in organizer.get(url).content.decode()
    response = organizer.post(url, filled_in(ticket_type))
    assert "choose which of them" in errors_of(response)["organization"][0]
    assert "Ministry of Space · France" in response.content.decode()
    stranger = make_organization("Bureau of Time")
    assert "namesake" in errors_of(organizer.post(url, filled_in(ticket_type, namesake=str(stranger.pk))))
    organizer.post(url, filled_in(ticket_type, namesake=str(other.pk)))
    assert Delegation.objects.get().organization == other


def test_a_ticket_type_for_other_sectors_is_refused(organizer, event, ministry):
    press = make_ticket_type(event, sectors=["press"])
    url = reverse("registrations:open_delegation", args=[event.slug])
    errors = errors_of(organizer.post(url, filled_in(press)))
    assert list(errors) == ["ticket_type"]


def test_before_the_event_is_public_none_is_opened(sign_in):
    ticket_type = make_ticket_type()
    make_organization("Ministry of Space")
    client = sign_in(make_user(role=Role.ORGANIZER, event=ticket_type.event))
    url = reverse("registrations:open_delegation", args=[ticket_type.event.slug])
    assert "publish its agenda first" in client.get(url).content.decode()
    client.post(url, filled_in(ticket_type))
    assert not Delegation.objects.exists()


# --- The list


def test_the_list_counts_finds_and_filters(organizer, event, ticket_type, delegation):
    make_named(delegation)
    substituted(delegation)
    agency = make_delegation(ticket_type, organization=make_organization("Agency for Tides"))
    delegations.revoke(agency, now=NOW, by=None)
    make_delegation(make_ticket_type(make_published_event()))
    context = organizer.get(listing(event)).context
    assert context["counts"] == [("naming", "Naming open", 1), ("revoked", "Revoked", 1)]
    [(row, state)] = [each for each in context["rows"] if each[0] == delegation]
    assert (state, row.places_taken, row.unconfirmed, row.confirmed, row.declined) == ("naming", 2, 2, 0, 0)
    for query, expected in {
        "q=宇宙": [delegation],
        "q=tides": [agency],
        "q=CLARKE": [delegation],
        "state=revoked": [agency],
        "state=ended": [],
        f"ticket_type={ticket_type.pk}": [agency, delegation],
        "ticket_type=0": [agency, delegation],
    }.items():
        found = organizer.get(f"{listing(event)}?{query}").context["rows"]
        assert [each for each, _state in found] == expected, query


def test_the_cost_of_the_pages_does_not_grow_with_them(organizer, event, ticket_type, delegation):
    costs = []
    for more in (0, 2):
        for _each in range(more):
            substituted(make_delegation(ticket_type))
            make_named(delegation)
            delegations.renew_link(delegation, now=NOW, by=None)
        make_named(delegation) if not more else None
        for url in (listing(event), page("desk_delegation", delegation)):
            organizer.get(url)
            with CaptureQueriesContext(connection) as queries:
                organizer.get(url)
            costs.append(len(queries))
    assert costs[:2] == costs[2:]


def test_more_than_a_page_of_delegations_are_turned_over(organizer, event, ticket_type, monkeypatch):
    monkeypatch.setattr("registrations.desk.delegation_views.ROWS_ON_A_PAGE", 2)
    for _each in range(3):
        make_delegation(ticket_type)
    assert len(organizer.get(listing(event)).context["rows"]) == 2
    assert len(organizer.get(f"{listing(event)}?page=2").context["rows"]) == 1


# --- One delegation


def test_whoever_comes_instead_stands_after_whom_they_substitute(organizer, delegation):
    ada = make_named(delegation, "Ada")
    joan = make_named(delegation, "Joan")
    grace = delegations.substitute(ada, now=timezone.now(), **GRACE)
    details = GRACE | {"email": "mary@example.org", "given_name": "Mary"}
    mary = delegations.substitute(grace, now=timezone.now(), **details)
    response = organizer.get(page("desk_delegation", delegation))
    assert [row.registration for row in response.context["named"]] == [ada, grace, mary, joan]
    assert response.context["named"][0].reason == delegations.SUBSTITUTED
    assert delegation.token not in response.content.decode()
    assert all(row.registration.token not in response.content.decode() for row in response.context["named"])


def test_places_and_deadline_are_changed_and_the_change_is_on_record(organizer, delegation):
    url = page("desk_delegation", delegation)
    before = delegation.closes_at
    same_day = before.astimezone(delegation.event.zone).date().isoformat()
    organizer.post(url, {"places": "5", "closes_on": same_day})
    delegation.refresh_from_db()
    assert (delegation.places, delegation.closes_at) == (5, before)
    organizer.post(url, {"places": "5", "closes_on": day_in(3)})
    delegation.refresh_from_db()
    assert delegation.closes_at < before
    history = organizer.get(url).context["changes"]
    assert [(change.kind, change.places) for change in history] == [
        ("opened", 3),
        ("changed", 5),
        ("changed", 5),
    ]
    assert str(history[2].changed_by) == "Olga Organizer"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("places", "0", "greater than or equal to 1"),
        ("places", "1", "2 people are named already."),
        ("places", "6", "Too few seats are left"),
        ("closes_on", "2020-01-01", "This day is over."),
        ("closes_on", "", "Choose a day."),
    ],
)
def test_a_change_that_cannot_be_is_refused_beside_its_field(
    field, value, says, organizer, ticket_type, ministry
):
    delegation = make_delegation(ticket_type, organization=ministry, reserves_seats=True)
    make_named(delegation), make_named(delegation)
    url = page("desk_delegation", delegation)
    response = organizer.post(url, {"places": "3", "closes_on": day_in(9)} | {field: value})
    assert says in errors_of(response)[field][0]
    assert response.context["delegation"].places == 3
    assert delegation.changes.count() == 1


def test_a_new_link_kills_the_old_one(organizer, delegation):
    old = delegation.token
    response = organizer.post(page("renew_delegation_link", delegation), follow=True)
    delegation.refresh_from_db()
    assert delegation.token != old
    assert delegation.token not in response.content.decode()
    assert delegation.changes.get(kind="link_renewed", is_announced=False).changed_by.name == "Olga Organizer"
    assert organizer.get(page("renew_delegation_link", delegation)).status_code == 405


def test_revoking_says_first_what_ends_and_keeps_whoever_has_confirmed(organizer, ticket_type, ministry):
    delegation = make_delegation(ticket_type, organization=ministry, reserves_seats=True)
    ada, grace = make_named(delegation, "Ada"), make_named(delegation, "Grace")
    delegations.confirm(ada, now=NOW, country="JP")
    question = organizer.get(page("revoke_delegation", delegation)).content.decode()
    assert "1 nomination that is not confirmed ends." in question
    assert "2 seats that are kept go to whoever waits." in question
    delegation.refresh_from_db()
    assert delegation.revoked_at is None
    response = organizer.post(page("revoke_delegation", delegation), follow=True)
    ada.refresh_from_db(), grace.refresh_from_db()
    assert (ada.status, grace.status) == (Status.CONFIRMED, Status.EXPIRED)
    assert response.context["state"] == "revoked"
    assert 'name="places"' not in response.content.decode()


@pytest.mark.parametrize("name", ["desk_delegation", "renew_delegation_link", "revoke_delegation"])
def test_what_is_revoked_changes_no_more(name, organizer, delegation):
    delegations.revoke(delegation, now=NOW, by=None)
    response = organizer.post(page(name, delegation), {"places": "9", "closes_on": day_in(9)}, follow=True)
    assert response.status_code == 200
    assert [change.kind for change in delegation.changes.all()] == ["opened", "revoked"]
    assert organizer.get(page("revoke_delegation", delegation)).status_code == 302


@pytest.mark.parametrize("name", ["desk_delegation", "renew_delegation_link", "revoke_delegation"])
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.VIEWER, Role.EXPORTER])
def test_other_roles_change_nothing(name, role, event, delegation, sign_in):
    client = sign_in(make_user(role=role, event=event))
    assert client.post(page(name, delegation), {"places": "9", "closes_on": day_in(9)}).status_code == 404
    assert [change.kind for change in delegation.changes.all()] == ["opened"]


def test_a_delegation_of_another_event_is_not_found_through_ones_own(organizer, event):
    stranger = make_delegation(make_ticket_type(make_published_event()))
    for name in ("desk_delegation", "renew_delegation_link", "revoke_delegation"):
        url = reverse(f"registrations:{name}", args=[event.slug, stranger.pk])
        assert organizer.post(url).status_code == 404


def test_who_never_confirmed_is_on_no_list_when_it_has_ended(organizer, event, delegation):
    ada = make_named(delegation, "Ada")
    delegations.withdraw(ada, now=NOW)
    ada.refresh_from_db()
    assert (ada.status, ada.consented_at) == (Status.CANCELLED, None)
    assert list(event.registrations.verified()) == []
    page = organizer.get(reverse("registrations:desk_delegation", args=[event.slug, delegation.pk]))
    assert ada.email in page.content.decode()
    attendee = reverse("registrations:attendee", args=[event.slug, ada.pk])
    assert attendee not in page.content.decode()
    assert organizer.get(attendee).status_code == 404
    assert dict(overviews([event])[0].counts)[Status.CANCELLED] == 0
    admin = reverse("admin:registrations_registration_changelist")
    assert ada.email not in organizer.get(admin).content.decode()
