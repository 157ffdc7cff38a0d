"""The desk's review: lanes, what each sees, and deciding one by one or several at once."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from registrations import answers, review, seats
from registrations.models import LaneReview, Registration, ReviewDecision, Verdict
from tests.builders import (
    make_event,
    make_lane,
    make_reason,
    make_registration,
    make_rule,
    make_ticket_type,
    make_user,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def ticket_type(event):
    return make_ticket_type(event, needs_review=True, capacity=None)


@pytest.fixture
def rita(event):
    return make_user(role=Role.LANE_REVIEWER, event=event, name="Rita Reviewer")


@pytest.fixture
def security(event, rita):
    return make_lane(event, "Security", rita)


@pytest.fixture
def desk(rita, sign_in):
    return sign_in(rita)


def lanes_of(event):
    return reverse("registrations:review", args=[event.slug])


def queue_of(lane):
    return reverse("registrations:lane", args=[lane.event.slug, lane.pk])


def page_of(lane, registration):
    return reverse("registrations:lane_review", args=[lane.event.slug, lane.pk, registration.pk])


def waiting(client, lane, **query):
    return [row.registration.given_name for row in client.get(queue_of(lane), query).context["page_obj"]]


def statuses(*registrations):
    return [Registration.objects.get(pk=registration.pk).status for registration in registrations]


def told(response):
    return [str(message) for message in response.context["messages"]]


# --- Who comes in --------------------------------------------------------------------------


def test_a_reviewer_of_one_lane_sees_that_lane_and_nothing_else(event, ticket_type, security, desk):
    host = make_lane(event, "Host")
    ada = make_registration(ticket_type, "Ada")
    assert waiting(desk, security) == ["Ada"]
    assert desk.get(page_of(security, ada)).status_code == 200
    for closed in (
        queue_of(host),
        page_of(host, ada),
        reverse("registrations:attendees", args=[event.slug]),
        reverse("registrations:attendee", args=[event.slug, ada.pk]),
        reverse("registrations:export", args=[event.slug]),
    ):
        assert desk.get(closed).status_code == 404
        assert desk.post(closed, {"verdict": "approve"}).status_code in (404, 405)
    assert statuses(ada) == ["under_review"]


def test_a_reviewer_of_one_lane_finds_the_event_on_the_first_page(event, security, desk):
    page = desk.get(reverse("registrations:desk"))
    assert list(page.context["to_review"]) == [event]
    assert page.context["upcoming"] == []


def test_nobody_from_another_event_comes_in(event, ticket_type, security, sign_in):
    ada = make_registration(ticket_type)
    for outsider in (make_user(), make_user(role=Role.OWNER, event=make_event())):
        for address in (lanes_of(event), queue_of(security), page_of(security, ada)):
            assert sign_in(outsider).get(address).status_code == 404


def test_a_registration_that_lies_before_another_lane_does_not_exist_here(event, security, desk):
    press = make_ticket_type(event, needs_review=True)
    make_lane(event, "Press office").ticket_types.add(press)
    security.ticket_types.add(make_ticket_type(event, needs_review=True))
    assert desk.get(page_of(security, make_registration(press))).status_code == 404


def test_an_owner_sees_how_far_every_lane_is_and_decides_only_where_nobody_is_named(
    event, ticket_type, security, sign_in
):
    host = make_lane(event, "Host", days_until_due=2)
    make_registration(ticket_type, now=NOW - dt.timedelta(days=3))
    make_registration(ticket_type)
    page = sign_in(make_user(role=Role.OWNER, event=event)).get(lanes_of(event))
    counts = {lane.name: (lane.waiting_count, lane.overdue_count) for lane in page.context["lanes"]}
    assert counts == {"Security": (2, 0), "Host": (2, 1)}
    assert page.context["own"] == {host.pk}


# --- What a lane sees ----------------------------------------------------------------------


def test_a_lane_sees_only_what_its_decision_needs(event, ticket_type, rita, desk):
    lane = make_lane(event, "Ethics", rita, shown_fields=["sector"])
    ada = make_registration(
        ticket_type, email="ada@hidden.example", organization_name="Hidden Ltd.", country="IS"
    )
    answers.change(ada, {"organization_name": "Covered Ltd.", "country": "FJ"}, now=NOW)
    for page in (desk.get(queue_of(lane)), desk.get(page_of(lane, ada))):
        words = page.content.decode()
        assert "Industry" in words
        for hidden in ("hidden.example", "Hidden Ltd.", "Covered Ltd.", "Iceland", "Fiji", ada.token):
            assert hidden not in words
    assert waiting(desk, lane, q="Covered") == []


def test_old_and_new_answers_stand_side_by_side(ticket_type, security, desk):
    ada = make_registration(ticket_type, country="IS")
    answers.change(ada, {"country": "FJ"}, now=NOW)
    [correction] = desk.get(page_of(security, ada)).context["corrections"]
    assert (correction.label, correction.before, correction.after) == ("country", "Iceland", "Fiji")


def test_other_lanes_show_their_state_without_their_notes(event, ticket_type, security, desk):
    host = make_lane(event, "Host office")
    ada = make_registration(ticket_type)
    review.decide(
        ada.lane_reviews.get(lane=host),
        Verdict.APPROVE,
        by=make_user(role=Role.REVIEWER, event=event, name="Harry Host"),
        now=NOW,
        note="A friend of the minister",
    )
    words = desk.get(page_of(security, ada)).content.decode()
    assert "Host office" in words
    assert "A friend of the minister" not in words
    assert "Harry Host" not in words


def test_the_rules_that_fitted_explain_themselves(event, ticket_type, security, desk):
    make_rule(event, "hold", countries=["IS"], explanation_en="Embargo of 2026")
    ada = make_registration(ticket_type, country="IS")
    assert "Embargo of 2026" in desk.get(page_of(security, ada)).content.decode()


# --- The queue -----------------------------------------------------------------------------


def test_what_is_due_first_stands_first(ticket_type, security, desk):
    security.days_until_due = 5
    security.save()
    make_registration(ticket_type, "Late", now=NOW)
    make_registration(ticket_type, "Early", now=NOW - dt.timedelta(days=8))
    assert waiting(desk, security) == ["Early", "Late"]
    assert waiting(desk, security, due="overdue") == ["Early"]


def test_the_queue_is_filtered_by_what_the_lane_sees(event, ticket_type, security, desk):
    make_registration(ticket_type, "Ada", country="GB", organization_name="Engines")
    make_registration(ticket_type, "Grace", country="US", sector="military", organization_name="Navy")
    assert waiting(desk, security, country="US") == ["Grace"]
    assert waiting(desk, security, sector="industry") == ["Ada"]
    assert waiting(desk, security, q="navy") == ["Grace"]
    assert waiting(desk, security, ticket_type=ticket_type.pk, q="engines") == ["Ada"]
    assert waiting(desk, security, sector="nonsense") == []


def test_what_one_has_decided_no_longer_waits_for_oneself(ticket_type, security, rita, desk):
    security.quorum = 2
    security.save()
    ada = make_registration(ticket_type, "Ada")
    make_registration(ticket_type, "Grace")
    review.decide(ada.lane_reviews.get(), Verdict.APPROVE, by=rita, now=NOW)
    assert waiting(desk, security) == ["Grace"]
    assert waiting(desk, security, show="all") == ["Ada", "Grace"]
    assert waiting(desk, security, show="decided") == []


def test_the_events_own_lane_is_the_review_where_there_is_no_other(event, ticket_type, sign_in):
    make_registration(ticket_type, "Ada")
    client = sign_in(make_user(role=Role.REVIEWER, event=event))
    page = client.get(lanes_of(event))
    assert [row.registration.given_name for row in page.context["page_obj"]] == ["Ada"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["lanes", "queue", "one"])
def test_pages_ask_the_database_as_often_for_many_as_for_few(name, count, event, ticket_type, rita, desk):
    lanes = [make_lane(event, f"Lane {number}", rita) for number in range(count + 1)]
    registrations = [make_registration(ticket_type) for _number in range(count)]
    address = {
        "lanes": lanes_of(event),
        "queue": queue_of(lanes[0]),
        "one": page_of(lanes[0], registrations[0]),
    }[name]
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(address).status_code == 200
    # The page of one registration names the next one, when there is one.
    assert len(queries) == {"lanes": 5, "queue": 9, "one": 16}[name]


# --- Deciding ------------------------------------------------------------------------------


def test_after_a_decision_comes_the_next_one(event, ticket_type, security, desk):
    ada, grace = make_registration(ticket_type, "Ada"), make_registration(ticket_type, "Grace")
    response = desk.post(page_of(security, ada) + "?sector=industry", {"verdict": "approve"}, follow=True)
    assert response.redirect_chain == [(page_of(security, grace) + "?sector=industry", 302)]
    assert told(response) == [f"Approved: {ada.name}."]
    response = desk.post(page_of(security, grace), {"verdict": "approve"}, follow=True)
    assert response.redirect_chain == [(queue_of(security), 302)]
    assert statuses(ada, grace) == ["confirmed", "confirmed"]


@pytest.mark.parametrize(
    ("choices", "field", "message"),
    [
        ({}, "verdict", "Choose what to decide."),
        ({"verdict": "decline"}, "verdict", "Choose what to decide."),
        ({"verdict": "reject", "note": "  "}, "note", "Write why, in a few words."),
        ({"verdict": "ask"}, "question", "Write what you want to know."),
    ],
)
def test_a_decision_that_lacks_something_says_so_beside_the_field(
    choices, field, message, ticket_type, security, desk
):
    ada = make_registration(ticket_type)
    response = desk.post(page_of(security, ada), choices)
    assert response.context["form"].errors == {field: [message]}
    assert not ReviewDecision.objects.exists()


def test_a_reason_belongs_to_its_verdict_and_lane(event, ticket_type, security, desk):
    fitting = make_reason(event, "reject", lane=security)
    other_verdict = make_reason(event, "approve")
    other_lane = make_reason(event, "reject", lane=make_lane(event, "Host"))
    elsewhere = make_reason(make_event(), "reject")
    ada = make_registration(ticket_type)
    for wrong in (other_verdict, other_lane, elsewhere):
        response = desk.post(page_of(security, ada), {"verdict": "reject", "reason": wrong.pk})
        assert "reason" in response.context["form"].errors
    desk.post(page_of(security, ada), {"verdict": "reject", "reason": fitting.pk})
    assert statuses(ada) == ["declined"]
    assert ReviewDecision.objects.get().reason == fitting


def test_a_reason_may_hold_the_question_itself(event, ticket_type, security, desk):
    passport = make_reason(event, "ask", text_for_attendee_en="Which passport do you hold?")
    ada = make_registration(ticket_type)
    desk.post(page_of(security, ada), {"verdict": "ask", "reason": passport.pk})
    assert [question.text for question in review.open_questions(ada)] == ["Which passport do you hold?"]


def test_whoever_comes_second_is_told_and_nothing_is_lost(event, ticket_type, security, desk, sign_in):
    other = make_user(role=Role.LANE_REVIEWER, event=event)
    security.reviewers.create(user=other)
    ada = make_registration(ticket_type)
    desk.post(page_of(security, ada), {"verdict": "approve"})
    response = sign_in(other).post(page_of(security, ada), {"verdict": "reject", "note": "No"}, follow=True)
    [message] = told(response)
    assert "“Confirmed”, set by Rita Reviewer." in message
    assert message.endswith("Your decision is on record, but the lane had been decided before.")
    assert statuses(ada) == ["confirmed"]
    assert list(ReviewDecision.objects.values_list("came_late", flat=True)) == [False, True]


def test_a_quorum_says_that_others_have_still_to_decide(ticket_type, security, desk):
    security.quorum = 2
    security.save()
    ada = make_registration(ticket_type)
    response = desk.post(page_of(security, ada), {"verdict": "approve"}, follow=True)
    assert told(response) == [f"Your decision on {ada.name} is on record; others have still to decide."]
    again = desk.post(page_of(security, ada), {"verdict": "approve"}, follow=True)
    assert told(again) == [f"{ada.name}: You have decided on this registration. Others decide now."]
    assert statuses(ada) == ["under_review"]


def test_nothing_is_offered_to_whoever_decided_in_another_lane(event, ticket_type, security, rita, desk):
    host = make_lane(event, "Host", rita)
    ada = make_registration(ticket_type)
    review.decide(ada.lane_reviews.get(lane=host), Verdict.APPROVE, by=rita, now=NOW)
    page = desk.get(page_of(security, ada))
    assert page.context["why_not"].startswith("You have decided on this registration in another lane")
    assert 'name="verdict"' not in page.content.decode()
    assert waiting(desk, security) == []


def decide_on_several(client, lane, *registrations, **choices):
    choices["registrations"] = [registration.pk for registration in registrations]
    return client.post(queue_of(lane), choices, follow=True)


@pytest.fixture
def bulk(security):
    security.has_bulk_decisions = True
    security.save()
    return security


def test_several_are_decided_at_once_where_the_lane_allows_it(ticket_type, bulk, desk):
    ada, grace, joan = (make_registration(ticket_type, name) for name in ("Ada", "Grace", "Joan"))
    response = decide_on_several(desk, bulk, ada, grace, verdict="reject", note="Full")
    assert statuses(ada, grace, joan) == ["declined", "declined", "under_review"]
    assert told(response) == ["2 registrations declined."]


def test_one_who_has_left_the_review_keeps_no_other_from_moving(ticket_type, bulk, desk):
    ada, grace, joan = (make_registration(ticket_type, name) for name in ("Ada", "Grace", "Joan"))
    seats.cancel(grace, now=NOW)
    response = decide_on_several(desk, bulk, ada, grace, joan, verdict="approve")
    assert statuses(ada, grace, joan) == ["confirmed", "cancelled", "confirmed"]
    assert sorted(message[:5] for message in told(response)) == sorted([grace.name[:5], "2 reg"])


def test_a_bulk_decision_asks_for_a_selection_and_a_reason(ticket_type, bulk, desk):
    ada = make_registration(ticket_type, "Ada")
    nobody = decide_on_several(desk, bulk, verdict="approve")
    assert nobody.context["form"].errors == {"registrations": ["Select at least one registration."]}
    no_reason = decide_on_several(desk, bulk, ada, verdict="reject")
    assert no_reason.context["form"].errors == {"note": ["Write why, in a few words."]}
    assert f'aria-label="Select {ada.name}" checked' in no_reason.content.decode()
    assert statuses(ada) == ["under_review"]


@pytest.mark.parametrize("verdict", ["ask", "recuse", "decline", ""])
def test_several_are_only_approved_or_rejected(verdict, ticket_type, bulk, desk):
    ada = make_registration(ticket_type, "Ada")
    response = decide_on_several(desk, bulk, ada, verdict=verdict, note="x")
    assert response.context["form"].errors == {"verdict": ["Choose what to decide."]}
    assert statuses(ada) == ["under_review"]


def test_where_the_lane_forbids_it_nothing_is_decided_in_bulk(ticket_type, security, desk):
    ada = make_registration(ticket_type, "Ada")
    response = decide_on_several(desk, security, ada, verdict="approve")
    assert told(response) == ["In this lane, registrations are decided one by one."]
    assert statuses(ada) == ["under_review"]


def test_a_bulk_decision_reaches_no_other_lanes_registrations(event, bulk, desk):
    stranger = make_registration(make_ticket_type(needs_review=True))
    response = decide_on_several(desk, bulk, stranger, verdict="approve")
    assert "registrations" in response.context["form"].errors
    assert statuses(stranger) == ["under_review"]
    assert not LaneReview.objects.filter(lane=bulk).exists()
