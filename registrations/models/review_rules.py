"""What an event decides by rule, and which rules a registration has met."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from events.models import Event
from registrations.models.registrations import Registration
from registrations.models.review import ReviewLane
from registrations.models.ticket_types import TicketType
from speakers.models import Organization


class RuleEffect(models.TextChoices):
    HOLD = "hold", _("Hold: people decide, whatever other rules say")
    ROUTE = "route", _("Send to these lanes, too")
    APPROVE = "approve", _("Approve")


class ReviewRuleQuerySet(models.QuerySet["ReviewRule"]):
    def active(self) -> "ReviewRuleQuerySet":
        return self.filter(is_active=True)

    def looking_at_lists(self) -> "ReviewRuleQuerySet":
        """Those in force that let nobody in before the screening has looked for a listed name."""
        return self.active().filter(has_list_match=True).exclude(effect=RuleEffect.APPROVE)

    def with_criteria(self) -> "ReviewRuleQuerySet":
        """With all that deciding whether they fit a registration needs."""
        return self.prefetch_related("organizations", "ticket_types", "lanes")


class ReviewRule(models.Model):
    """What happens by itself to registrations that fit.

    A rule fits when each condition that is filled in does; registrations/review_rules.py says how
    several rules go together.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="review_rules", verbose_name=_("event"))
    explanation = models.CharField(
        _("explanation"),
        max_length=250,
        help_text=_("Why, in words. Kept with each registration that the rule fits, for staff to read."),
    )
    order = models.PositiveIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in force"), default=True)
    ticket_types = models.ManyToManyField(
        TicketType, related_name="review_rules", blank=True, verbose_name=_("ticket type is one of")
    )
    sectors = models.JSONField(_("sector is one of"), default=list, blank=True)
    countries = CountryField(_("country is one of"), multiple=True, blank=True)
    organizations = models.ManyToManyField(
        Organization, related_name="review_rules", blank=True, verbose_name=_("organization is one of")
    )
    domains = models.TextField(
        _("e-mail address is within"),
        blank=True,
        help_text=_(
            "A domain a line, such as mofa.go.jp, or the end of one, such as .go.jp, .mil or .gov.uk. "
            "Only whole parts count: example.mil.com is not within .mil."
        ),
    )
    has_list_match = models.BooleanField(
        _("the screening found a listed name"),
        default=False,
        help_text=_("One on which nobody has decided yet. Screening takes a moment after registering."),
    )
    effect = models.CharField(_("what happens"), max_length=10, choices=RuleEffect)
    lanes = models.ManyToManyField(
        ReviewLane,
        related_name="rules",
        blank=True,
        verbose_name=_("lanes"),
        help_text=_("Where to send, or what to approve: when none is chosen, a rule approves every lane."),
    )

    objects: ClassVar[ReviewRuleQuerySet] = ReviewRuleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("review rule")
        verbose_name_plural = _("review rules")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.explanation


class RuleHit(models.Model):
    """A rule fitted a registration: what it did, in the words that it had then."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="rule_hits", verbose_name=_("registration")
    )
    rule = models.ForeignKey(
        ReviewRule, models.SET_NULL, related_name="hits", null=True, verbose_name=_("review rule")
    )
    round = models.PositiveSmallIntegerField(_("round"))
    effect = models.CharField(_("what happens"), max_length=10, choices=RuleEffect)
    explanation = models.CharField(_("explanation"), max_length=250)
    hit_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("rule that fitted")
        verbose_name_plural = _("rules that fitted")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "rule", "round"], name="rule_hit_once_per_rule_and_round"
            ),
        ]

    def __str__(self) -> str:
        return self.explanation
