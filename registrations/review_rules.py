"""What is decided by rule: which rules fit a registration, what they do, what a new one would have done.

All rules in force are looked at, in their order, and each that fits is kept on the registration with
its explanation. Together they mean: lanes that rules name are added to those of the ticket type; a
rule that approves settles its lanes, or all of them; but where any rule holds, none approves,
whichever stands first. Where a rule holds or routes whoever is like a listed name, no rule approves before
the screening has looked, and nobody is confirmed. Rules are applied when a registration enters review, when
an answer that was reviewed changes, and when the screening has looked; an approval is never taken back by a
rule that is set up later.
"""

import datetime as dt
import functools
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from events.models import Event
from registrations import domains
from registrations.models import (
    ListVersion,
    Registration,
    ReviewLane,
    ReviewRule,
    ReviewRuleQuerySet,
    RuleEffect,
    RuleHit,
    Screening,
    ScreeningMatch,
    Status,
    screened_answers,
)


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """The conditions of a rule; what is empty is no condition."""

    ticket_types: frozenset[int] = frozenset()
    sectors: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    organizations: frozenset[int] = frozenset()
    domains: tuple[str, ...] = ()
    has_list_match: bool = False
    lets_in: bool = False
    """Whether whoever fits is let in: then a domain is believed of plain addresses only."""

    @property
    def is_empty(self) -> bool:
        return self == Criteria(lets_in=self.lets_in)

    def fit(self, registration: Registration, *, matched: Container[int]) -> bool:
        """Whether each condition fits; without any, nobody does. ``matched``: who is like a listed name."""
        if self.is_empty:
            return False
        return all(
            (
                not self.ticket_types or registration.ticket_type_id in self.ticket_types,
                not self.sectors or registration.sector in self.sectors,
                not self.countries or str(registration.country) in self.countries,
                not self.organizations or registration.organization_id in self.organizations,
                not self.domains or self._has_domain(registration.email),
                not self.has_list_match or registration.pk in matched,
            )
        )

    def _has_domain(self, email: str) -> bool:
        """One person has any number of addresses with a tag (``ada+2@``): people look at those."""
        if self.lets_in and domains.has_tag(email):
            return False
        return any(domains.is_within(email, domain) for domain in self.domains)


def criteria(rule: ReviewRule) -> Criteria:
    return Criteria(
        ticket_types=frozenset(ticket_type.pk for ticket_type in rule.ticket_types.all()),
        sectors=frozenset(rule.sectors),
        countries=frozenset(str(country) for country in rule.countries),
        organizations=frozenset(organization.pk for organization in rule.organizations.all()),
        domains=tuple(rule.domains.split()),
        has_list_match=rule.has_list_match,
        lets_in=rule.effect == RuleEffect.APPROVE,
    )


@dataclass(frozen=True)
class Judgement:
    """The rules that fit a registration, and what they mean together.

    ``awaits_screening``: others would fit if it were like a listed name, which is not known yet.
    """

    rules: list[ReviewRule]
    awaits_screening: bool

    def _with(self, effect: RuleEffect) -> list[ReviewRule]:
        return [rule for rule in self.rules if rule.effect == effect]

    @property
    def holds(self) -> bool:
        return bool(self._with(RuleEffect.HOLD))

    @property
    def calls_for_review(self) -> bool:
        """Whether people must look at it although its ticket type asks for no review."""
        return self.holds or bool(self._with(RuleEffect.ROUTE))

    @property
    def reacts_to_listed_names(self) -> bool:
        """Whether people must look at it because of what screening found."""
        return any(rule.has_list_match and rule.effect != RuleEffect.APPROVE for rule in self.rules)

    def lanes(self) -> dict[int, ReviewLane]:
        """The lanes to which it is sent besides those of its ticket type, by number."""
        return {lane.pk: lane for rule in self._with(RuleEffect.ROUTE) for lane in rule.lanes.all()}

    def approves(self, lane: ReviewLane) -> bool:
        if self.holds or self.awaits_screening:
            return False
        named = ([each.pk for each in rule.lanes.all()] for rule in self._with(RuleEffect.APPROVE))
        return any(not pks or lane.pk in pks for pks in named)


def judge(registration: Registration, *, now: dt.datetime) -> Judgement:
    """Look at every rule in force for the registration's event."""
    # Not by the manager of translated texts, which looks at every name in a query.
    rules = list(ReviewRuleQuerySet(ReviewRule).active().filter(event=registration.event_id).with_criteria())
    asks = any(rule.has_list_match for rule in rules) and registration.pk is not None
    has_match = asks and ScreeningMatch.objects.open().filter(registration=registration.pk).exists()
    matched = {registration.pk} if has_match else set()
    return Judgement(
        [rule for rule in rules if criteria(rule).fit(registration, matched=matched)],
        awaits_screening=any(
            criteria(rule).fit(registration, matched={registration.pk})
            for rule in rules
            if rule.has_list_match and rule.effect != RuleEffect.APPROVE
        )
        and _is_to_be_screened(registration, now=now),
    )


def _is_to_be_screened(registration: Registration, *, now: dt.datetime) -> bool:
    """Whether its answers, as they are now, have yet to be compared with a list in use."""
    if not Event.objects.screening_attendees(now=now).filter(pk=registration.event_id).exists():
        return False
    result = Screening.objects.filter(
        version=OuterRef("pk"),
        registration=registration.pk,
        answers=screened_answers(registration),
    )
    return ListVersion.objects.in_use().filter(~Exists(result)).exists()


def keep(judgement: Judgement, registration: Registration, *, round_number: int, now: dt.datetime) -> None:
    """Keep each rule that fitted on the registration, in the words that it has today."""
    explanations = [f"explanation_{language}" for language in settings.MODELTRANSLATION_LANGUAGES]
    RuleHit.objects.bulk_create(
        (
            RuleHit(
                registration=registration,
                rule=rule,
                round=round_number,
                effect=rule.effect,
                hit_at=now,
                **{name: getattr(rule, name) for name in explanations},
            )
            for rule in judgement.rules
        ),
        ignore_conflicts=True,
    )


# --- What a rule would have done -----------------------------------------------------------


class Difference(models.TextChoices):
    """What a rule would have changed for a registration of the past."""

    LET_IN = "let_in", _("In at once, without waiting for people")
    LET_IN_DECLINED = "let_in_declined", _("In at once, although people declined it")
    HELD = "held", _("Decided by people instead of by itself")
    ROUTED = "routed", _("Through one more lane")
    NONE = "none", _("No difference")


@dataclass
class Rehearsal:
    """What a rule would have done to the registrations of its event; nothing of it was written."""

    looked_at: int = 0
    fitting: list[tuple[Registration, Difference]] = field(default_factory=list)

    def counts(self) -> list[tuple[Difference, int]]:
        found = [difference for _registration, difference in self.fitting]
        return [(difference, found.count(difference)) for difference in Difference if difference in found]


def rehearse(event: Event, rule: Criteria, *, effect: str, lanes: Iterable[ReviewLane]) -> Rehearsal:
    """Look at every registration of the event as though the rule had been in force."""
    rehearsal = Rehearsal()
    matched = set(
        ScreeningMatch.objects.open().filter(registration__event=event).values_list("registration", flat=True)
    )
    lane_pks = {lane.pk for lane in lanes}
    differences: dict[str, Callable[[Registration], Difference]] = {
        RuleEffect.HOLD: _if_held,
        RuleEffect.ROUTE: functools.partial(_if_routed, lane_pks=lane_pks),
        RuleEffect.APPROVE: functools.partial(_if_approved, lane_pks=lane_pks),
    }
    differ = differences[effect]
    registrations = (
        event.registrations.verified().select_related("ticket_type").order_by("registered_at", "pk")
    )
    for registration in registrations.prefetch_related("lane_reviews", "rule_hits"):
        rehearsal.looked_at += 1
        if rule.fit(registration, matched=matched):
            rehearsal.fitting.append((registration, differ(registration)))
    return rehearsal


def _met(registration: Registration, effect: RuleEffect) -> bool:
    return any(hit.effect == effect for hit in registration.rule_hits.all())


def _if_held(registration: Registration) -> Difference:
    was_reviewed = bool(registration.lane_reviews.all())
    if _met(registration, RuleEffect.HOLD) or (was_reviewed and not _met(registration, RuleEffect.APPROVE)):
        return Difference.NONE
    return Difference.HELD


def _if_routed(registration: Registration, *, lane_pks: set[int]) -> Difference:
    passed = {lane_review.lane_id for lane_review in registration.lane_reviews.all()}
    return Difference.NONE if lane_pks <= passed else Difference.ROUTED


def _if_approved(registration: Registration, *, lane_pks: set[int]) -> Difference:
    passed = {lane_review.lane_id for lane_review in registration.lane_reviews.all()}
    settles_all = not lane_pks or passed <= lane_pks
    if not passed or _met(registration, RuleEffect.HOLD) or _met(registration, RuleEffect.APPROVE):
        return Difference.NONE
    if not settles_all:
        return Difference.NONE
    return Difference.LET_IN_DECLINED if registration.status == Status.DECLINED else Difference.LET_IN
