"""Which offices decide who comes to the invented event, by which rules, and how far they are."""

import datetime as dt
from collections.abc import Mapping

from accounts.models import User
from accounts.permissions import Role
from config.demo import accounts
from events.models import Event
from registrations import answers, review, seats
from registrations.models import (
    LaneReviewer,
    Registration,
    ReviewLane,
    ReviewQuestion,
    ReviewReason,
    ReviewRule,
    RuleEffect,
    Status,
    TicketType,
    Verdict,
)

# By the place among those who still wait: how far the lanes are with them.
WAITING = ("asked", "answered", "security agrees", "host agrees", "security half", "untouched")


def set_up(event: Event, *, ticket_types: Mapping[str, TicketType]) -> None:
    """Host and security for everybody who is reviewed, ethics for the press; officials are in at once."""
    host = _lane(event, "Host", "主催者", order=1, has_bulk_decisions=True, days_until_due=5)
    _lane(
        event,
        "Security",
        "保安",
        *accounts.with_addresses("security@example.org", "second-security@example.org"),
        order=2,
        quorum=2,
        has_veto=True,
        days_until_due=3,
    )
    ethics = _lane(
        event,
        "Ethics",
        "倫理",
        *accounts.with_addresses("ethics@example.org"),
        order=3,
        is_by_rule_only=True,
        shown_fields=["organization_name", "position", "sector"],
    )
    _reasons(event, host)
    in_at_once = ReviewRule.objects.create(
        event=event,
        order=1,
        effect=RuleEffect.APPROVE,
        domains="gov.example\ngo.jp\nmil\ngov.uk",
        explanation_en="An official with a verified ministry address is in at once",
        explanation_ja="確認済みの官公庁のアドレスを持つ公務員は、直ちに承認する",
    )
    in_at_once.ticket_types.set([ticket_types["government"], ticket_types["academia-press"]])
    press = ReviewRule.objects.create(
        event=event,
        order=2,
        effect=RuleEffect.ROUTE,
        sectors=["press"],
        explanation_en="The press is looked at by the ethics office, too",
        explanation_ja="報道関係者は倫理担当も審査する",
    )
    press.lanes.set([ethics])
    ReviewRule.objects.create(
        event=event,
        order=3,
        effect=RuleEffect.HOLD,
        has_list_match=True,
        explanation_en="Whoever is like a listed name is looked at by people",
        explanation_ja="リストの名前と似ている人は、人が確認する",
    )


def approve(registration: Registration, *, now: dt.datetime) -> None:
    """Every lane agrees, each by its own people."""
    for lane_review in registration.lane_reviews.undecided().select_related("lane"):
        for reviewer in _people(lane_review.lane)[: lane_review.lane.quorum]:
            review.decide(lane_review, Verdict.APPROVE, by=reviewer, now=now)
    registration.refresh_from_db()


def decline(registration: Registration, *, reason: str, now: dt.datetime) -> None:
    """The host says no as the demo's story says; whoever waits for a seat is declined by nobody's lane."""
    outside = ReviewReason.objects.get(event=registration.event, code="outside-audience")
    lane_review = registration.lane_reviews.undecided().filter(lane__order=1).first()
    if lane_review is None:
        seats.decline(registration, now=now, by=accounts.account(Role.REVIEWER), reason=reason)
    else:
        review.decide(
            lane_review,
            Verdict.REJECT,
            by=_people(lane_review.lane)[0],
            now=now,
            reason=outside if reason.startswith("Outside") else None,
            note=reason,
        )
    registration.refresh_from_db()


def leave_some_undecided(event: Event, *, now: dt.datetime) -> None:
    """One who was asked, one who answered, one with half a quorum, one whose employer changed, and so on."""
    waiting = event.registrations.filter(status=Status.UNDER_REVIEW).order_by("pk")
    for registration, how_far in zip(waiting, WAITING, strict=False):
        reviews = {each.lane.order: each for each in registration.lane_reviews.select_related("lane")}
        host, security = reviews[1], reviews[2]
        first, second = _people(security.lane)[:2]
        if how_far in ("asked", "answered"):
            question = "Which of the closed sessions do you wish to report on, and for whom?"
            review.decide(security, Verdict.ASK, by=first, now=now, question=question)
        if how_far == "answered":
            text = "On the opening and the first panel only, for the journal of our institute."
            review.answer(ReviewQuestion.objects.get(lane_review=security), text, now=now)
        if how_far in ("security half", "security agrees"):
            review.decide(security, Verdict.APPROVE, by=first, now=now)
        if how_far == "security agrees":
            review.decide(security, Verdict.APPROVE, by=second, now=now)
        if how_far == "host agrees":
            review.decide(host, Verdict.APPROVE, by=_people(host.lane)[0], now=now, note="Invited last year")
    moved_on = event.registrations.filter(status=Status.CONFIRMED, ticket_type__needs_review=True)
    reviewed_by_people = moved_on.filter(review_decisions__isnull=False).order_by("pk").first()
    if reviewed_by_people:
        answers.change(
            reviewed_by_people, {"organization": None, "organization_name": "Harbour Light Review"}, now=now
        )
    ReviewQuestion.objects.filter(registration__event=event).update(is_announced=True)


def _lane(event: Event, english: str, japanese: str, *reviewers: User, **fields: object) -> ReviewLane:
    lane = ReviewLane.objects.create(event=event, name_en=english, name_ja=japanese, **fields)
    LaneReviewer.objects.bulk_create(LaneReviewer(lane=lane, user=reviewer) for reviewer in reviewers)
    return lane


def _people(lane: ReviewLane) -> list[User]:
    """Those named in a lane; where nobody is, the event's reviewer."""
    named = [reviewer.user for reviewer in lane.reviewers.select_related("user").order_by("pk")]
    return named or [user for user in [accounts.account(Role.REVIEWER)] if user]


def _reasons(event: Event, host: ReviewLane) -> None:
    ReviewReason.objects.create(
        event=event,
        lane=host,
        code="outside-audience",
        verdict=Verdict.REJECT,
        order=1,
        text_inside_en="Outside the audience of the event",
        text_inside_ja="イベントの対象外",
        text_for_attendee_en="The event is for those who work on the subject in government, industry or "
        "research.",
        text_for_attendee_ja="本イベントは、行政、産業界、学術界でこの分野に携わる方を対象としております。",
    )
    ReviewReason.objects.create(
        event=event,
        code="no-clearance",
        verdict=Verdict.REJECT,
        order=2,
        text_inside_en="Not cleared",
        text_inside_ja="確認が取れない",
        text_for_attendee_en="We are unable to offer you a seat at this event.",
        text_for_attendee_ja="誠に恐れ入りますが、今回はお席をご用意できません。",
    )
    ReviewReason.objects.create(
        event=event,
        code="which-assignment",
        verdict=Verdict.ASK,
        order=3,
        text_inside_en="Who sends them is not clear",
        text_inside_ja="派遣元が不明",
        text_for_attendee_en="On whose behalf do you wish to attend? Please name your editor or supervisor.",
        text_for_attendee_ja="どちらのご依頼でご参加でしょうか。編集責任者または上長のお名前をお知らせください。",
    )
