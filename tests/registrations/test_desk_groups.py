"""The event desk: who is in which group, by its rule and by hand, and who put them there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import ROLE_ACTIONS, Action, Role
from events.models import Event
from registrations import duplicates, personal_data, seats, viewers
from registrations.desk.filters import AttendeeFilter
from registrations.models import GroupMembership, Registration
from tests.builders import make_event, make_group, make_registration, make_ticket_type, make_user
from tests.events.pages import page_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return make_event(title_en="Space Security Forum")


@pytest.fixture
def europe(event):
    return make_group(event, "Europe")


@pytest.fixture
def governments(event):
    return make_group(event, "Governments", sectors=["government"])


@pytest.fixture
def ada(event) -> Registration:
    return make_registration(make_ticket_type(event), "Ada", sector="government")


def change(client, registration, group, what="put_in"):
    address = reverse("registrations:attendee_groups", args=[registration.event.slug, registration.pk])
    return client.post(address, {"group": getattr(group, "pk", group), "change": what}, follow=True)


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def shown(client, registration) -> list[str]:
    """Each group with what makes the attendee a member, and what can be done about it."""
    page = page_of(
        client.get(reverse("registrations:attendee", args=[registration.event.slug, registration.pk]))
    )
    return [words(group) for group in page.xpath("//ul[contains(@class, 'desk-groups')]/li")]


@pytest.fixture
def reviewer(event, sign_in):
    return sign_in(make_user(role=Role.REVIEWER, event=event, name="Naomi Reviewer"))


def test_an_attendee_is_put_in_a_group_and_taken_out(ada, europe, reviewer):
    assert told(change(reviewer, ada, europe)) == [f"{ada.name} is in the group “Europe” now."]
    assert viewers.viewer_of(ada).groups == {europe.pk}
    [line] = shown(reviewer, ada)
    assert [told in line for told in ("By hand", "Naomi Reviewer", "Take out")] == [True] * 3
    assert told(change(reviewer, ada, europe, "take_out")) == [
        f"{ada.name} was taken out of the group “Europe”."
    ]
    assert viewers.viewer_of(ada).groups == frozenset()
    assert "Not a member" in shown(reviewer, ada)[0]


def test_who_did_it_and_when_stays_on_the_page_after_the_membership_has_ended(ada, europe, reviewer):
    change(reviewer, ada, europe)
    change(reviewer, ada, europe, "take_out")
    page = page_of(reviewer.get(reverse("registrations:attendee", args=[ada.event.slug, ada.pk])))
    [ended] = page.xpath("//section[@aria-labelledby='groups']/ol/li")
    assert words(ended).count("Naomi Reviewer") == 2
    assert len(ended.xpath(".//time")) == 2


def test_who_is_a_member_by_rule_is_shown_as_such_and_needs_no_hand(ada, governments, reviewer):
    assert shown(reviewer, ada) == ["Governments By its rule, as of the sector Government"]


def test_doing_it_twice_says_that_nothing_was_changed(ada, europe, reviewer):
    change(reviewer, ada, europe)
    assert told(change(reviewer, ada, europe)) == ["Nothing was changed: this is how it stands now."]
    assert GroupMembership.objects.count() == 1


@pytest.mark.parametrize("wrong", ["", "x", "999999", "9" * 40])
def test_a_group_that_the_event_does_not_have_is_refused_in_words(wrong, ada, europe, reviewer):
    [message] = told(change(reviewer, ada, wrong))
    assert message in ("Choose a group.", "This event has no such group any more.")
    assert told(change(reviewer, ada, make_group(make_event(), "Asia"))) == [
        "This event has no such group any more."
    ]
    assert told(change(reviewer, ada, europe, "both")) == ["Choose whether to put in or take out."]
    assert not GroupMembership.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_only_who_decides_on_registrations_changes_groups(role, ada, europe, sign_in):
    client = sign_in(make_user(role=role, event=ada.event))
    may = Action.REVIEW_REGISTRATIONS in ROLE_ACTIONS[role]
    assert change(client, ada, europe).status_code == (200 if may else 404)
    assert GroupMembership.objects.exists() == may
    if Action.SEE_ATTENDEES in ROLE_ACTIONS[role]:
        assert ("Take out" in shown(client, ada)[0]) == may


def test_an_outsider_changes_no_group(ada, europe, client, sign_in):
    stranger = sign_in(make_user(role=Role.OWNER, event=make_event()))
    assert change(stranger, ada, europe).status_code == 404
    address = reverse("registrations:attendee_groups", args=[ada.event.slug, ada.pk])
    assert client.post(address, {"group": europe.pk, "change": "put_in"}).status_code == 302
    assert not GroupMembership.objects.exists()


def test_the_list_is_narrowed_to_a_group_by_rule_or_by_hand(event, europe, governments, ada):
    grace = make_registration(make_ticket_type(event), "Grace", sector="industry")
    joan = make_registration(make_ticket_type(event), "Joan", sector="industry")
    staff, now = make_user(), timezone.now()
    viewers.put_in(grace, governments, by=staff, now=now)
    viewers.put_in(joan, governments, by=staff, now=now)
    viewers.take_out(joan, governments, by=staff, now=now)

    def found(group) -> set[Registration]:
        return set(AttendeeFilter({"group": str(group.pk)}, event=event).registrations())

    assert found(governments) == {ada, grace}
    assert found(europe) == set()
    assert not AttendeeFilter({"group": "x"}, event=event).is_valid()


def test_the_list_offers_groups_only_where_there_are_some(event, ada):
    names = [field.name for field in AttendeeFilter({}, event=event).more_fields]
    assert "group" not in names
    make_group(event, "Europe")
    assert "group" in [field.name for field in AttendeeFilter({}, event=event).more_fields]


def test_more_groups_and_memberships_ask_no_more_of_the_database(ada, europe, reviewer):
    address = reverse("registrations:attendee", args=[ada.event.slug, ada.pk])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            reviewer.get(address)
        return len(captured)

    change(reviewer, ada, europe)
    one = queries()
    for name in ("Asia", "Africa"):
        change(reviewer, ada, make_group(ada.event, name))
    assert queries() == one


def test_memberships_are_handed_over_and_deleted_with_the_rest_of_the_data(ada, europe):
    now = timezone.now()
    viewers.put_in(ada, europe, by=make_user(), now=now)
    [handed] = personal_data.as_document(ada)["groups"]
    assert (handed["group"], handed["removed_at"]) == ("Europe", None)
    personal_data.ask_to_erase(ada, now=now)
    personal_data.erase_due(now=now + personal_data.GRACE)
    assert not GroupMembership.objects.exists()


def test_who_is_merged_keeps_the_groups_of_both(event, europe, ada):
    twin = make_registration(make_ticket_type(event), "Ada", email="ada@other.example")
    staff, now = make_user(), timezone.now()
    viewers.put_in(twin, europe, by=staff, now=now)
    duplicates.merge(ada, twin, taken=[], by=staff, note="", now=now)
    assert viewers.viewer_of(ada).groups == {europe.pk}


def test_whose_registration_has_ended_is_in_no_group_whatever_is_on_record(ada, europe, reviewer):
    change(reviewer, ada, europe)
    seats.cancel(ada, now=timezone.now())
    assert viewers.viewer_of(ada).groups == frozenset()
    assert told(change(reviewer, ada, europe)) == ["Nothing was changed: this is how it stands now."]
