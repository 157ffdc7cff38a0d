"""Which offices decide on a registration, who decides for them, and what each has decided."""

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Action
from events.models import Event
from registrations.models.owing import OwesMail, unannounced
from registrations.models.registrations import Registration, Status
from registrations.models.ticket_types import TicketType


class ReviewField(models.TextChoices):
    """What a lane may see of an attendee besides the name."""

    NATIVE_NAME = "native_name", _("Name in native script")
    ORGANIZATION = "organization_name", _("Organization")
    POSITION = "position", _("Position")
    SECTOR = "sector", _("Sector")
    COUNTRY = "country", _("Country")
    EMAIL = "email", _("E-mail address")
    TICKET_TYPE = "ticket_type", _("Ticket type")
    LANGUAGE = "language", _("Language")
    REGISTERED_AT = "registered_at", _("Registered")


def every_field() -> list[str]:
    return list(ReviewField.values)


class ReviewLaneQuerySet(models.QuerySet["ReviewLane"]):
    def decidable_by(self, user: User) -> "ReviewLaneQuerySet":
        """Those in which user decides: where they are named, or nobody is and they review the event."""
        deciding = Event.objects.allowing(user, Action.DECIDE_IN_LANES).values("pk")
        reviewing = Event.objects.allowing(user, Action.REVIEW_REGISTRATIONS).values("pk")
        named = LaneReviewer.objects.filter(lane=models.OuterRef("pk"))
        return self.filter(
            models.Exists(named.filter(user=user)) & models.Q(event__in=deciding)
            | ~models.Exists(named) & models.Q(event__in=reviewing)
        )


class ReviewLane(models.Model):
    """One office's part in deciding who comes: host, security, protocol, ethics, or an event's own.

    An event for which no lane was set up gets one by itself, ``is_default``, in which any of its
    reviewers decides alone; so there is one way to decide.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="review_lanes", verbose_name=_("event"))
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveIntegerField(_("order"), default=0)
    ticket_types = models.ManyToManyField(
        TicketType,
        related_name="review_lanes",
        blank=True,
        verbose_name=_("only these ticket types"),
        help_text=_("When none is chosen, every ticket type that needs review."),
    )
    is_by_rule_only = models.BooleanField(
        _("only whom a rule sends here"),
        default=False,
        help_text=_("Nobody passes through this lane because of the ticket type."),
    )
    quorum = models.PositiveSmallIntegerField(
        _("how many must agree"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=_("So many people approve, or reject, before the lane has decided."),
    )
    has_veto = models.BooleanField(
        _("one rejection is enough"),
        default=False,
        help_text=_("Otherwise as many must reject as must agree."),
    )
    days_until_due = models.PositiveSmallIntegerField(
        _("days to decide"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(365)],
        help_text=_("What waits longer is marked as overdue; empty where there is no limit."),
    )
    has_bulk_decisions = models.BooleanField(
        _("several at once"),
        default=False,
        help_text=_("Reviewers may decide on many registrations at once."),
    )
    shown_fields = models.JSONField(
        _("what reviewers see"),
        default=every_field,
        help_text=_("The name is always shown. Choose only what the decision needs."),
    )
    is_default = models.BooleanField(default=False, editable=False)

    objects: ClassVar[ReviewLaneQuerySet] = ReviewLaneQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("review lane")
        verbose_name_plural = _("review lanes")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event"],
                condition=models.Q(is_default=True),
                name="review_lane_one_default_per_event",
                violation_error_message=_("The event has its own lane already."),
            ),
            models.CheckConstraint(
                condition=models.Q(quorum__gte=1),
                name="review_lane_needs_somebody_to_agree",
                violation_error_message=_("At least one person must agree."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def shows(self, field: str) -> bool:
        return field in self.shown_fields

    def looks_at(self, answers: Iterable[str]) -> bool:
        """Whether one of the answers, as fields of Registration, is among what the lane decides by."""
        return any(answer in ALWAYS_SHOWN or answer in self.shown_fields for answer in answers)

    def due_at(self, *, opened_at: dt.datetime) -> dt.datetime | None:
        if self.days_until_due is None:
            return None
        return opened_at + dt.timedelta(days=self.days_until_due)


ALWAYS_SHOWN = frozenset({"given_name", "family_name", "native_name"})


class LaneReviewer(models.Model):
    """Somebody who decides in a lane; where nobody is named, all the event's reviewers may."""

    lane = models.ForeignKey(
        ReviewLane, models.CASCADE, related_name="reviewers", verbose_name=_("review lane")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="review_lanes", verbose_name=_("reviewer")
    )

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        constraints = [
            models.UniqueConstraint(
                fields=["lane", "user"],
                name="lane_reviewer_once_per_lane",
                violation_error_message=_("This person decides in this lane already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.lane}"


class Verdict(models.TextChoices):
    APPROVE = "approve", _("Approve")
    REJECT = "reject", _("Reject")
    ASK = "ask", _("Ask the attendee")
    RECUSE = "recuse", _("Step aside")


class ReviewReason(models.Model):
    """Why a verdict is given, as a code, with words for the inside and words for the attendee."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="review_reasons", verbose_name=_("event"))
    lane = models.ForeignKey(
        ReviewLane,
        models.CASCADE,
        related_name="reasons",
        null=True,
        blank=True,
        verbose_name=_("review lane"),
        help_text=_("Empty where every lane may give it."),
    )
    code = models.SlugField(_("code"), max_length=40, help_text=_("Short, for lists: outside-audience."))
    verdict = models.CharField(
        _("given when"),
        max_length=10,
        choices=[
            (verdict.value, verdict.label) for verdict in (Verdict.APPROVE, Verdict.REJECT, Verdict.ASK)
        ],
    )
    text_inside = models.CharField(_("for staff"), max_length=250)
    text_for_attendee = models.TextField(
        _("for the attendee"),
        blank=True,
        help_text=_("Stands in the mail and on the personal page; when it asks, the question itself."),
    )
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("review reason")
        verbose_name_plural = _("review reasons")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "code"],
                name="review_reason_one_per_code",
                violation_error_message=_("The event has a reason with this code already."),
            ),
        ]

    def __str__(self) -> str:
        return self.text_inside


class LaneState(models.TextChoices):
    OPEN = "open", _("To be decided")
    ASKED = "asked", _("Waiting for the attendee’s answer")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


UNDECIDED = (LaneState.OPEN, LaneState.ASKED)


class LaneReviewQuerySet(models.QuerySet["LaneReview"]):
    def undecided(self) -> "LaneReviewQuerySet":
        return self.filter(state__in=UNDECIDED)

    def waiting(self) -> "LaneReviewQuerySet":
        """Those that an office has still to decide, whatever is due first above."""
        return self.undecided().filter(registration__status=Status.UNDER_REVIEW).in_order()

    def in_order(self) -> "LaneReviewQuerySet":
        return self.order_by(models.F("due_at").asc(nulls_last=True), "opened_at", "pk")

    def for_reviewer(self, user: User) -> "LaneReviewQuerySet":
        """Those on which user can still decide: not yet in this round, and in no other lane of it."""
        mine = ReviewDecision.objects.filter(registration=models.OuterRef("registration"), reviewer=user)
        decided = mine.filter(round=models.OuterRef("round")).exclude(verdict=Verdict.ASK)
        elsewhere = mine.exclude(lane_review=models.OuterRef("pk"))
        return self.filter(~models.Exists(decided), ~models.Exists(elsewhere))

    def overdue(self, *, now: dt.datetime) -> "LaneReviewQuerySet":
        return self.waiting().filter(due_at__lte=now)


class LaneReview(models.Model):
    """How one registration stands in one lane. A return to review begins a new round."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="lane_reviews", verbose_name=_("registration")
    )
    lane = models.ForeignKey(
        ReviewLane, models.PROTECT, related_name="lane_reviews", verbose_name=_("review lane")
    )
    state = models.CharField(_("state"), max_length=10, choices=LaneState, default=LaneState.OPEN)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    opened_at = models.DateTimeField(_("since"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    settled_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects: ClassVar[LaneReviewQuerySet] = LaneReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("review in a lane")
        verbose_name_plural = _("reviews in lanes")
        ordering = ["lane__order", "lane", "pk"]
        indexes = [
            models.Index(
                fields=["lane", "due_at", "opened_at"],
                condition=models.Q(state__in=["open", "asked"]),
                name="lane_review_undecided",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["registration", "lane"], name="lane_review_one_per_registration"),
            models.CheckConstraint(
                condition=models.Q(state__in=["approved", "rejected"], settled_at__isnull=False)
                | models.Q(state__in=["open", "asked"], settled_at__isnull=True),
                name="lane_review_is_settled_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.lane}"

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED

    def is_overdue(self, *, now: dt.datetime) -> bool:
        return self.is_undecided and self.due_at is not None and self.due_at <= now


class ReviewDecision(models.Model):
    """What one person decided on one registration in one lane; written once and never changed.

    ``came_late`` says that the lane had been decided before, so that it is kept but moves nothing.
    """

    lane_review = models.ForeignKey(
        LaneReview, models.CASCADE, related_name="decisions", verbose_name=_("review in a lane")
    )
    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="review_decisions", verbose_name=_("registration")
    )
    round = models.PositiveSmallIntegerField(_("round"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="review_decisions",
        null=True,
        verbose_name=_("reviewer"),
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    reason = models.ForeignKey(
        ReviewReason,
        models.PROTECT,
        related_name="decisions",
        null=True,
        blank=True,
        verbose_name=_("reason"),
    )
    note = models.TextField(_("note"), blank=True)
    decided_at = models.DateTimeField(_("decided"))
    came_late = models.BooleanField(_("after the lane had been decided"), default=False)

    class Meta:
        verbose_name = _("review decision")
        verbose_name_plural = _("review decisions")
        ordering = ["pk"]
        constraints = [
            # Over all lanes: whoever decided in one lane of a registration decides in no other of it.
            models.UniqueConstraint(
                fields=["registration", "round", "reviewer"],
                condition=~models.Q(verdict="ask"),
                name="review_decision_once_per_person_and_round",
                violation_error_message=_("This person has decided on this registration already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lane_review}: {self.get_verdict_display()}"


class ReviewQuestion(OwesMail):
    """What a lane asked the attendee, who answers on the personal page."""

    lane_review = models.ForeignKey(
        LaneReview, models.CASCADE, related_name="questions", verbose_name=_("review in a lane")
    )
    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="review_questions", verbose_name=_("registration")
    )
    round = models.PositiveSmallIntegerField(_("round"))
    text = models.TextField(_("question"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta(OwesMail.Meta):
        verbose_name = _("question to an attendee")
        verbose_name_plural = _("questions to attendees")
        indexes = [unannounced("question")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answer="")
                | models.Q(answered_at__isnull=False) & ~models.Q(answer=""),
                name="review_question_is_answered_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return self.text
