"""What of registration the draft of a next event starts with: never anything about attendees."""

import datetime as dt

from events import scheduling
from events.duplicating import unsaved_copy
from events.models import Event, Session
from registrations.models import (
    InvoiceTerms,
    LaneReviewer,
    Question,
    QuestionOption,
    ReviewField,
    ReviewLane,
    ReviewReason,
    ReviewRule,
    SessionSeats,
    TicketType,
)


def copy_ticket_types(event: Event, *, to: Event, weeks: int) -> list[TicketType]:
    """Those of event and their quotas, with no seat taken, on offer so many weeks later at the same hours."""

    def later(moment: dt.datetime | None) -> dt.datetime | None:
        return moment and scheduling.at_the_same_hour(moment, event, days=7 * weeks)

    quotas: dict[int | None, int | None] = {None: None}
    for quota in event.quotas.all():
        its_copy = unsaved_copy(quota, event_id=to.pk, seats_taken=0)
        its_copy.save(force_insert=True)
        quotas[quota.pk] = its_copy.pk
    return TicketType.objects.bulk_create(
        unsaved_copy(
            ticket_type,
            event_id=to.pk,
            seats_taken=0,
            online_seats_taken=0,
            quota_id=quotas[ticket_type.quota_id],
            online_quota_id=quotas[ticket_type.online_quota_id],
            opens_at=later(ticket_type.opens_at),
            closes_at=later(ticket_type.closes_at),
        )
        for ticket_type in event.ticket_types.all()
    )


def copy_questions(event: Event, *, to: Event, ticket_types: list[TicketType], weeks: int) -> dict[str, str]:
    """The questions that event still asks; ``ticket_types`` are the copies of its own, in their order.

    Returns which copy stands for which question, by their keys. A question for sessions none of which the
    next event has is not asked of anybody until somebody says for which it is.
    """
    same_type = _same_types(event, ticket_types)
    same_session = _same_sessions(event, to=to, weeks=weeks)
    copies: dict[int | None, Question] = {}
    options: dict[str, str] = {}
    questions = Question.objects.filter(event=event).asked_now()
    for question in questions:
        its_sessions = [each.pk for each in question.sessions.all()]
        followed = [same_session[pk] for pk in its_sessions if pk in same_session]
        condition = copies.get(question.shown_if_id)
        its_copy = unsaved_copy(
            question,
            event_id=to.pk,
            shown_if_id=condition.pk if condition else None,
            shown_if_answers=[options.get(answer, answer) for answer in question.shown_if_answers]
            if condition
            else [],
            is_retired=bool(its_sessions) and not followed,
        )
        its_copy.save(force_insert=True)
        its_copy.ticket_types.set([same_type[each.pk] for each in question.ticket_types.all()])
        its_copy.sessions.set(followed)
        copies[question.pk] = its_copy
        for option in question.options.all():
            its_option: QuestionOption = unsaved_copy(option, question_id=its_copy.pk)
            its_option.save(force_insert=True)
            options[str(option.pk)] = str(its_option.pk)
    return {question.key: copies[question.pk].key for question in questions}


def copy_invoice_terms(event: Event, *, to: Event) -> None:
    """The terms of event, if it has any; the numbers begin with the next event's own address."""
    terms = InvoiceTerms.objects.filter(event=event).first()
    if terms is not None:
        unsaved_copy(
            terms, event_id=to.pk, number_prefix=to.slug.upper()[:30], invoices_issued=0, receipts_issued=0
        ).save(force_insert=True)


def copy_review(
    event: Event, *, to: Event, ticket_types: list[TicketType], questions: dict[str, str]
) -> None:
    """Its lanes with who decides in them, reasons and rules.

    ``ticket_types`` are the copies of its own, in their order; ``questions`` says which key stands for which.
    """
    same_field = {field: field for field in ReviewField.values} | questions
    same_type = _same_types(event, ticket_types)
    same_lane: dict[int, ReviewLane] = {}
    for lane in ReviewLane.objects.filter(event=event).prefetch_related("ticket_types", "reviewers"):
        its_lane: ReviewLane = unsaved_copy(
            lane,
            event_id=to.pk,
            shown_fields=[same_field[name] for name in lane.shown_fields if name in same_field],
        )
        its_lane.save(force_insert=True)
        its_lane.ticket_types.set([same_type[each.pk] for each in lane.ticket_types.all()])
        LaneReviewer.objects.bulk_create(
            unsaved_copy(reviewer, lane_id=its_lane.pk) for reviewer in lane.reviewers.all()
        )
        same_lane[lane.pk] = its_lane
    ReviewReason.objects.bulk_create(
        unsaved_copy(reason, event_id=to.pk, lane=same_lane.get(reason.lane_id or 0))
        for reason in ReviewReason.objects.filter(event=event)
    )
    for rule in ReviewRule.objects.filter(event=event).with_criteria():
        its_rule: ReviewRule = unsaved_copy(rule, event_id=to.pk)
        its_rule.save(force_insert=True)
        its_rule.ticket_types.set([same_type[each.pk] for each in rule.ticket_types.all()])
        its_rule.organizations.set(rule.organizations.all())
        its_rule.lanes.set([same_lane[lane.pk] for lane in rule.lanes.all()])


def copy_session_seats(event: Event, *, to: Event, weeks: int) -> None:
    """How many attendees the sessions take that the next event has, too, with no seat taken."""
    same_session = _same_sessions(event, to=to, weeks=weeks)
    SessionSeats.objects.bulk_create(
        unsaved_copy(
            seats,
            event_id=to.pk,
            session_id=same_session[seats.session_id],
            seats_taken=0,
            closes_at=seats.closes_at and scheduling.at_the_same_hour(seats.closes_at, event, days=7 * weeks),
        )
        for seats in SessionSeats.objects.filter(event=event)
        if seats.session_id in same_session
    )


def _same_types(event: Event, copies: list[TicketType]) -> dict[int, int]:
    """Which ticket type of the next event stands for which."""
    return {kept.pk: its_copy.pk for kept, its_copy in zip(event.ticket_types.all(), copies, strict=True)}


def _same_sessions(event: Event, *, to: Event, weeks: int) -> dict[int, int]:
    """Which session of the next event stands for which: of the same title, at the same hour weeks later."""

    def mark(session: Session, starts_at: dt.datetime | None) -> tuple[object, ...]:
        return session.title_en, session.title_ja, session.kind, starts_at  # type: ignore[attr-defined]

    next_ones = {mark(session, session.starts_at): session.pk for session in to.sessions.all()}
    found = {}
    for session in event.sessions.all():
        starts_at = session.starts_at and scheduling.at_the_same_hour(
            session.starts_at, event, days=7 * weeks
        )
        if (pk := next_ones.get(mark(session, starts_at))) is not None:
            found[session.pk] = pk
    return found
