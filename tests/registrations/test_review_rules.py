"""What is decided by rule: whom a rule fits, what several mean together, what one would have done."""

import pytest
from django.utils import timezone

from accounts.permissions import Role
from registrations import answers, recount, review, review_rules, seats
from registrations.models import LaneState, Registration, RuleHit, Verdict
from registrations.review_rules import Criteria, Difference
from tests.builders import (
    make_event,
    make_lane,
    make_organization,
    make_registration,
    make_rule,
    make_ticket_type,
    make_user,
)
from tests.registrations.lanes import states

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def ticket_type(event):
    return make_ticket_type(event, needs_review=True, capacity=None)


@pytest.fixture(autouse=True)
def _every_invariant_holds():
    yield
    assert list(review.breaches(now=NOW)) == []
    assert list(recount.breaches(now=NOW)) == []


# --- Whom a rule fits ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({"sectors": {"industry", "press"}}, True),
        ({"sectors": {"press"}}, False),
        ({"countries": {"JP"}}, True),
        ({"countries": {"GB", "US"}}, False),
        ({"domains": ("example.org",)}, True),
        ({"domains": (".go.jp", ".mil")}, False),
        ({"sectors": {"industry"}, "countries": {"GB"}}, False),
        ({}, False),
    ],
)
def test_a_rule_fits_when_each_of_its_conditions_does(conditions, fits, ticket_type):
    ada = make_registration(ticket_type, email="ada@example.org", sector="industry", country="JP")
    assert Criteria(**conditions).fit(ada, matched=()) == fits


def test_a_rule_fits_a_known_organization_and_a_ticket_type(ticket_type):
    ministry = make_organization("Ministry")
    ada = make_registration(ticket_type, organization=ministry)
    assert Criteria(organizations=frozenset({ministry.pk})).fit(ada, matched=())
    assert not Criteria(organizations=frozenset({ministry.pk + 1})).fit(ada, matched=())
    assert Criteria(ticket_types=frozenset({ticket_type.pk})).fit(ada, matched=())


@pytest.mark.parametrize(
    "address",
    [
        "ada@x.mil.evil.com",
        "ada@evil-mofa.go.jp.example.com",
        "ada@mofago.jp",
        "ada@xn--ml-fka.example",
        "ada+army.mil@example.com",
        "ada+forum@x.mod.gov.uk",
        "ada@exаmple.mіl",
    ],
)
def test_nothing_that_merely_looks_official_is_let_in(address, event, ticket_type):
    make_rule(event, "approve", domains=".mil\n.go.jp\n.gov.uk")
    assert make_registration(ticket_type, email=address).status == "under_review"


@pytest.mark.parametrize("address", ["ada@army.mil", "Ada@MOFA.GO.JP", "ada@x.mod.gov.uk"])
def test_an_official_with_a_verified_ministry_address_is_in_at_once(address, event, ticket_type):
    make_lane(event, "Host"), make_lane(event, "Security")
    make_rule(event, "approve", domains=".mil\n.go.jp\n.gov.uk", explanation_en="Ministry address")
    ada = seats.register_unverified(
        ticket_type,
        now=NOW,
        email=address,
        family_name="Lovelace",
        organization_name="Ministry",
        sector="government",
        country="JP",
        language="en",
    )
    assert states(ada) == {}
    seats.verify(ada, now=NOW)
    assert ada.status == "confirmed"
    assert states(ada) == {"Host": "approved", "Security": "approved"}
    assert [hit.explanation for hit in ada.rule_hits.all()] == ["Ministry address"]


# --- What rules mean together --------------------------------------------------------------


def test_where_one_rule_holds_none_approves_whichever_stands_first(event, ticket_type):
    make_rule(event, "approve", domains=".go.jp", order=1)
    make_rule(event, "hold", countries=["FR"], order=2, explanation_en="Look twice", explanation_ja="要確認")
    ada = make_registration(ticket_type, email="ada@mofa.go.jp", country="FR")
    assert ada.status == "under_review"
    hits = [(hit.effect, hit.explanation_en, hit.explanation_ja) for hit in ada.rule_hits.all()]
    assert hits[1] == ("hold", "Look twice", "要確認")
    assert len(hits) == 2


def test_routes_add_lanes_to_those_of_the_ticket_type(event, ticket_type):
    make_lane(event, "Host")
    ethics = make_lane(event, "Ethics", is_by_rule_only=True)
    make_rule(event, "route", lanes=[ethics], sectors=["press"])
    assert states(make_registration(ticket_type, sector="press")) == {"Host": "open", "Ethics": "open"}
    assert states(make_registration(ticket_type)) == {"Host": "open"}


def test_a_rule_may_approve_one_lane_and_leave_the_rest_to_people(event, ticket_type):
    host = make_lane(event, "Host")
    make_lane(event, "Security")
    make_rule(event, "approve", lanes=[host], sectors=["government"])
    ada = make_registration(ticket_type, sector="government")
    assert (ada.status, states(ada)) == ("under_review", {"Host": "approved", "Security": "open"})


@pytest.mark.parametrize("effect", ["hold", "route"])
def test_a_rule_brings_into_review_what_its_ticket_type_would_not(effect, event):
    ethics = make_lane(event, "Ethics", is_by_rule_only=True)
    make_rule(event, effect, lanes=[ethics] if effect == "route" else [], countries=["FR"])
    open_to_all = make_ticket_type(event)
    assert make_registration(open_to_all, country="FR").status == "under_review"
    assert make_registration(open_to_all, country="JP").status == "confirmed"


def test_a_rule_out_of_force_and_another_events_do_nothing(event, ticket_type):
    make_rule(event, "approve", sectors=["industry"], is_active=False)
    make_rule(make_event(), "approve", sectors=["industry"])
    assert make_registration(ticket_type).status == "under_review"
    assert not RuleHit.objects.exists()


def test_an_explanation_stays_what_it_was(event, ticket_type):
    rule = make_rule(event, "hold", sectors=["industry"], explanation_en="As of today")
    ada = make_registration(ticket_type)
    rule.explanation_en = "Rewritten"
    rule.save()
    rule.delete()
    assert ada.rule_hits.get().explanation == "As of today"


def test_a_changed_answer_is_judged_anew(event, ticket_type):
    make_rule(event, "approve", domains=".go.jp")
    make_rule(event, "hold", countries=["FR"])
    ada = make_registration(ticket_type, email="ada@mofa.go.jp", country="JP")
    assert ada.status == "confirmed"
    answers.change(ada, {"country": "FR"}, now=NOW)
    assert ada.status == "under_review"
    answers.change(ada, {"country": "JP"}, now=NOW)
    assert ada.status == "confirmed"
    assert ada.lane_reviews.get().state == LaneState.APPROVED


# --- What a rule would have done -----------------------------------------------------------


def rehearse(event, effect, *, lanes=(), **conditions):
    rehearsal = review_rules.rehearse(event, Criteria(**conditions), effect=effect, lanes=lanes)
    return {registration.given_name: difference for registration, difference in rehearsal.fitting}


def people_decide(registration, verdict):
    reviewer = make_user(role=Role.REVIEWER, event=registration.event)
    review.decide(registration.lane_reviews.get(), verdict, by=reviewer, now=NOW)


@pytest.fixture
def past(event, ticket_type):
    ada, grace, joan = (
        make_registration(ticket_type, name, sector="press") for name in ("Ada", "Grace", "Joan")
    )
    people_decide(ada, Verdict.APPROVE)
    people_decide(grace, Verdict.REJECT)
    return [ada, grace, joan, make_registration(make_ticket_type(event), "Mary", sector="press")]


def test_a_dry_run_tells_whom_a_rule_would_have_let_in(event, past):
    assert rehearse(event, "approve", sectors={"press"}) == {
        "Ada": Difference.LET_IN,
        "Grace": Difference.LET_IN_DECLINED,
        "Joan": Difference.LET_IN,
        "Mary": Difference.NONE,
    }


def test_a_dry_run_tells_whom_people_would_have_looked_at(event, past):
    assert rehearse(event, "hold", sectors={"press"}) == {
        "Ada": Difference.NONE,
        "Grace": Difference.NONE,
        "Joan": Difference.NONE,
        "Mary": Difference.HELD,
    }


def test_a_dry_run_tells_who_would_have_passed_one_more_lane(event, past):
    ethics = make_lane(event, "Ethics", is_by_rule_only=True)
    assert set(rehearse(event, "route", lanes=[ethics], sectors={"press"}).values()) == {Difference.ROUTED}


def test_a_dry_run_counts_and_writes_nothing(event, past):
    before = list(Registration.objects.order_by("pk").values())
    rehearsal = review_rules.rehearse(event, Criteria(sectors={"press"}), effect="approve", lanes=[])
    assert (rehearsal.looked_at, rehearsal.counts()) == (
        4,
        [(Difference.LET_IN, 2), (Difference.LET_IN_DECLINED, 1), (Difference.NONE, 1)],
    )
    assert list(Registration.objects.order_by("pk").values()) == before
    assert not RuleHit.objects.exists()
