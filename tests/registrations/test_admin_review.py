"""Lanes, reasons and rules in the admin: set up in words, tried before they are in force."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from registrations.models import ReviewLane, ReviewReason, ReviewRule, RuleHit
from tests.admin_pages import errors, send, shown
from tests.builders import (
    make_event,
    make_lane,
    make_registration,
    make_rule,
    make_ticket_type,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def organizer(event, sign_in):
    return sign_in(make_user(role=Role.ORGANIZER, event=event))


def add_page(model, event, **query):
    address = reverse(f"admin:registrations_{model._meta.model_name}_add")
    return f"{address}?event={event.pk}" + "".join(f"&{name}={value}" for name, value in query.items())


def change_page(row):
    return reverse(f"admin:registrations_{row._meta.model_name}_change", args=[row.pk])


# --- Lanes ---------------------------------------------------------------------------------


def test_a_template_fills_in_a_lane_in_both_languages(event, organizer):
    assert send(organizer, add_page(ReviewLane, event, template="security")).status_code == 302
    lane = ReviewLane.objects.get()
    assert (lane.event, lane.name_en, lane.name_ja) == (event, "Security", "保安")
    assert (lane.quorum, lane.has_veto, lane.days_until_due) == (2, True, 3)


def test_a_template_shows_only_what_its_decision_needs(event, organizer):
    send(organizer, add_page(ReviewLane, event, template="ethics"))
    assert ReviewLane.objects.get().shown_fields == ["organization_name", "position", "sector", "ticket_type"]


def test_a_lane_is_given_to_people_of_the_events_staff(event, organizer):
    rita = make_user(role=Role.LANE_REVIEWER, event=event)
    stranger = make_user(role=Role.LANE_REVIEWER, event=make_event())
    door = make_user(role=Role.DOOR, event=event)
    lane = make_lane(event, "Security")
    for nobody in (stranger, door):
        row = {"reviewers-TOTAL_FORMS": "1", "reviewers-0-user": str(nobody.pk)}
        assert list(errors(send(organizer, change_page(lane), **row))) == ["reviewers-0-user"]
    row = {"reviewers-TOTAL_FORMS": "1", "reviewers-0-user": str(rita.pk)}
    assert send(organizer, change_page(lane), **row).status_code == 302
    assert [reviewer.user for reviewer in lane.reviewers.all()] == [rita]


@pytest.mark.parametrize("quorum", ["0", "-1", "", "two", "99999999"])
def test_a_quorum_is_at_least_one(quorum, event, organizer):
    answer = send(organizer, add_page(ReviewLane, event), name_en="Host", quorum=quorum)
    assert list(errors(answer)) == ["quorum"]


def test_a_lane_that_has_decided_is_not_deleted(event, organizer):
    lane = make_lane(event)
    make_registration(make_ticket_type(event, needs_review=True))
    address = reverse("admin:registrations_reviewlane_delete", args=[lane.pk])
    organizer.post(address, {"post": "yes"})
    assert ReviewLane.objects.filter(pk=lane.pk).exists()


def test_another_events_ticket_types_and_lanes_are_not_on_offer(event, organizer):
    foreign_type, foreign_lane = make_ticket_type(), make_lane(make_event())
    answer = send(organizer, add_page(ReviewLane, event), name_en="Host", ticket_types=str(foreign_type.pk))
    assert list(errors(answer)) == ["ticket_types"]
    answer = send(
        organizer,
        add_page(ReviewReason, event),
        code="x",
        text_inside_en="X",
        verdict="reject",
        lane=str(foreign_lane.pk),
    )
    assert list(errors(answer)) == ["lane"]


def test_a_code_is_given_once_in_an_event(event, organizer):
    fields = {"code": "full", "verdict": "reject", "text_inside_en": "No seat left"}
    assert send(organizer, add_page(ReviewReason, event), **fields).status_code == 302
    again = errors(send(organizer, add_page(ReviewReason, event), **fields))
    assert list(again.values()) == [["The event has a reason with this code already."]]


# --- Rules ---------------------------------------------------------------------------------


def add_rule(client, event, **fields):
    kept = {"explanation_en": "Because", "effect": "approve"}
    return send(client, add_page(ReviewRule, event), **kept | fields)


def test_domains_are_kept_as_mail_servers_know_them(event, organizer):
    assert add_rule(organizer, event, domains=".GO.JP  *.mil\n防衛.jp").status_code == 302
    assert ReviewRule.objects.get().domains == "go.jp\nmil\nxn--yn2a96z.jp"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"domains": "go jp?"}, "domains"),
        ({"domains": "a..b"}, "domains"),
        ({"effect": "route", "sectors": "press"}, "lanes"),
        ({"sectors": "nonsense"}, "sectors"),
        ({"countries": "XX"}, "countries"),
    ],
)
def test_what_a_rule_lacks_is_said_beside_the_field(fields, field, event, organizer):
    assert field in errors(add_rule(organizer, event, **fields))
    assert not ReviewRule.objects.exists()


def test_a_rule_without_a_condition_is_refused(event, organizer):
    said = errors(add_rule(organizer, event))
    assert said == {"__all__": ["Fill in at least one condition; otherwise the rule fits nobody."]}


def test_a_new_rule_is_tried_without_being_written(event, organizer):
    ticket_type = make_ticket_type(event, needs_review=True)
    make_registration(ticket_type, "Ada", sector="press")
    make_registration(ticket_type, "Grace", sector="industry")
    answer = add_rule(organizer, event, sectors="press", _try="")
    words = answer.content.decode()
    assert "It fits 1 of 2 registrations so far." in words
    assert "In at once, without waiting for people: <strong>1</strong>" in words
    assert "Ada" in words
    assert "Grace" not in words
    assert (ReviewRule.objects.count(), RuleHit.objects.count()) == (0, 0)
    assert shown(answer)["sectors"] == ["press"]


def test_a_changed_rule_is_tried_as_it_stands_on_the_page(event, organizer):
    rule = make_rule(event, "hold", sectors=["press"])
    make_registration(make_ticket_type(event, needs_review=True), "Ada", sector="industry")
    answer = send(organizer, change_page(rule), sectors="industry", _try="")
    assert "It fits 1 of 1 registrations so far." in answer.content.decode()
    rule.refresh_from_db()
    assert rule.sectors == ["press"]


def test_only_those_who_set_up_registration_try_rules(event, sign_in):
    viewer = sign_in(make_user(role=Role.VIEWER, event=event))
    answer = viewer.post(add_page(ReviewRule, event), {"sectors": "press", "_try": ""})
    assert answer.status_code in (403, 404)
