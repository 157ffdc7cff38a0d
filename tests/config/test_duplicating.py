"""An event's owner starts the draft of the next one."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.permissions import Role
from events.models import Event
from registrations.models import Answer, SessionSeats
from tests.admin_pages import send, shown
from tests.builders import (
    make_delegation,
    make_event,
    make_lane,
    make_organization,
    make_question,
    make_reason,
    make_registration,
    make_rule,
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
    make_delegation(ticket_type, reserves_seats=True)

    answer = send(owner, page_of(event))

    draft = Event.objects.get(slug="dialogue-2027")
    assert answer.url == reverse("admin:events_event_overview", args=[draft.pk])
    assert owner.get(answer.url).status_code == 200
    assert (draft.title_en, draft.title_ja) == ("Dialogue 2027", "対話2027")
    assert draft.starts_at == event.starts_at + dt.timedelta(weeks=52)
    assert [(one.capacity, one.seats_taken) for one in draft.ticket_types.all()] == [(5, 0), (5, 0)]
    assert draft.ticket_types.get(name_en=ticket_type.name_en).opens_at == opens_at + dt.timedelta(weeks=52)
    assert not draft.registrations.exists()
    assert not draft.delegations.exists()
    assert event.registrations.count() == 1
    assert draft.sessions.count() == 1


def test_questions_come_along_with_their_answers_to_choose_conditions_and_whom_they_are_for(event, owner):
    industry, _press = make_ticket_type(event), make_ticket_type(event)
    visa = make_question(
        event, "choice", "Yes", "No", text_en="Do you need a visa?", text_ja="査証は必要ですか"
    )
    needs_it = visa.options.get(text_en="Yes")
    make_question(
        event,
        "country",
        text_en="Which passport do you hold?",
        is_sensitive=True,
        shown_if=visa,
        shown_if_answers=[str(needs_it.pk)],
        ticket_types=[industry],
    )
    make_question(event, text_en="Asked no more", is_retired=True)
    answer = Answer.objects.create(registration=make_registration(industry), question=visa, value=needs_it.pk)

    send(owner, page_of(event))

    draft = Event.objects.get(slug="dialogue-2027")
    its_visa, its_passport = draft.questions.order_by("order", "pk")
    assert (its_visa.text_en, its_visa.text_ja, its_visa.kind) == (visa.text_en, visa.text_ja, "choice")
    assert [option.text_en for option in its_visa.options.all()] == ["Yes", "No"]
    assert (its_passport.shown_if, its_passport.is_sensitive) == (its_visa, True)
    assert its_passport.shown_if_answers == [str(its_visa.options.get(text_en="Yes").pk)]
    assert [one.name_en for one in its_passport.ticket_types.all()] == [industry.name_en]
    assert [one.event for one in its_passport.ticket_types.all()] == [draft]
    assert list(Answer.objects.all()) == [answer]


def test_the_review_is_set_up_anew_without_what_was_decided(event, owner):
    industry, press = make_ticket_type(event, needs_review=True), make_ticket_type(event)
    sato = make_user(role=Role.REVIEWER, event=event)
    security = make_lane(event, "Security", sato, quorum=2, has_veto=True)
    security.ticket_types.set([industry])
    whom = make_question(event, text_en="Whom do you come to meet?")
    security.shown_fields = ["organization_name", whom.key, make_question(event, is_retired=True).key]
    security.save()
    make_reason(event, "reject", code="outside", lane=security)
    make_reason(event, "reject", code="late")
    rule = make_rule(event, "route", lanes=[security], sectors=["press"], explanation_en="Press")
    rule.ticket_types.set([press])
    rule.organizations.set([make_organization("Orbit Daily")])
    make_registration(industry)

    send(owner, page_of(event))

    draft = Event.objects.get(slug="dialogue-2027")
    same = {
        kept.name_en: its_copy
        for kept, its_copy in zip(event.ticket_types.all(), draft.ticket_types.all(), strict=True)
    }
    (lane,) = draft.review_lanes.all()
    assert (lane.name, lane.quorum, lane.has_veto) == ("Security", 2, True)
    assert list(lane.ticket_types.all()) == [same[industry.name_en]]
    assert lane.shown_fields == ["organization_name", draft.questions.get().key]
    assert [reviewer.user for reviewer in lane.reviewers.all()] == [sato]
    reasons = {reason.code: reason.lane for reason in draft.review_reasons.all()}
    assert reasons == {"outside": lane, "late": None}
    (its_rule,) = draft.review_rules.all()
    assert (its_rule.effect, its_rule.sectors, its_rule.explanation) == ("route", ["press"], "Press")
    assert list(its_rule.lanes.all()) == [lane]
    assert list(its_rule.ticket_types.all()) == [same[press.name_en]]
    assert [each.name_en for each in its_rule.organizations.all()] == ["Orbit Daily"]
    assert (lane.lane_reviews.count(), security.lane_reviews.count()) == (0, 1)


def test_sessions_take_as_many_attendees_as_before_and_nobody_has_a_seat(event, owner):
    workshop, closing = make_session(event), make_session(event, is_cancelled=True)
    closes_at = event.starts_at - dt.timedelta(days=7)
    for session in (workshop, closing):
        SessionSeats.objects.create(
            event=event, session=session, capacity=12, seats_taken=5, closes_at=closes_at
        )

    send(owner, page_of(event))

    draft = Event.objects.get(slug="dialogue-2027")
    (seats,) = draft.session_seats.all()
    assert (seats.session.title_en, seats.capacity, seats.seats_taken) == (workshop.title_en, 12, 0)
    assert seats.closes_at == closes_at + dt.timedelta(weeks=52)
    assert seats.session.event == draft


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
