"""Which organizations name their own attendees, how many, and through whom."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Event
from registrations.models.owing import Change, unannounced
from registrations.models.people import HasOwnPage
from registrations.models.registrations import Status
from registrations.models.ticket_types import Attendance, TicketType
from speakers.models import Organization

MOST_PLACES = 500


class DelegationState(models.TextChoices):
    """Whether people can be named; it follows from the clock and from ``revoked_at``."""

    NAMING = "naming", pgettext_lazy("delegation", "Naming open")
    ENDED = "ended", pgettext_lazy("delegation", "Naming ended")
    REVOKED = "revoked", pgettext_lazy("delegation", "Revoked")

    def at(self, now: dt.datetime) -> models.Q:
        """The delegations that are in this state then."""
        match self:
            case DelegationState.NAMING:
                return models.Q(revoked_at__isnull=True, closes_at__gt=now, event__ends_at__gt=now)
            case DelegationState.ENDED:
                is_over = models.Q(closes_at__lte=now) | models.Q(event__ends_at__lte=now)
                return models.Q(is_over, revoked_at__isnull=True)
            case _revoked:
                return models.Q(revoked_at__isnull=False)


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def in_force(self) -> "DelegationQuerySet":
        """Those whose link leads somewhere."""
        return self.filter(revoked_at__isnull=True)

    def naming(self, *, now: dt.datetime) -> "DelegationQuerySet":
        """Those whose focal point may name, substitute and withdraw people now."""
        return self.in_force().filter(closes_at__gt=now)

    def holding_seats(self) -> "DelegationQuerySet":
        return self.filter(seats_held__gt=0)

    def with_counts(self) -> "DelegationQuerySet":
        """Each with how many of those named are unconfirmed, under review, confirmed, waiting, declined."""

        def named(*statuses: Status) -> models.Count:
            return models.Count("registrations", filter=models.Q(registrations__status__in=statuses))

        return self.annotate(
            unconfirmed=named(Status.UNVERIFIED),
            under_review=named(Status.UNDER_REVIEW),
            confirmed=named(Status.CONFIRMED),
            waiting=named(Status.WAITLISTED, Status.OFFERED),
            declined=named(Status.DECLINED),
        )


class Delegation(HasOwnPage):
    """So many places of a ticket type for one organization, filled by its focal point.

    ``places_taken`` counts those who are named and have not ended; ``seats_held`` are seats of the ticket
    type that are counted as taken for whoever fills the other places, or has still to confirm.
    ``registrations.delegation_places`` alone moves both.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="delegations", verbose_name=_("event"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="delegations", verbose_name=_("organization")
    )
    ticket_type = models.ForeignKey(
        TicketType, models.PROTECT, related_name="delegations", verbose_name=_("ticket type")
    )
    attendance = models.CharField(
        _("attendance"), max_length=10, choices=Attendance, default=Attendance.IN_PERSON, editable=False
    )
    places = models.PositiveIntegerField(
        pgettext_lazy("delegation", "places"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)],
        help_text=_("How many people the organization may name."),
    )
    places_taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    reserves_seats = models.BooleanField(
        _("reserves seats"),
        default=False,
        help_text=_(
            "A seat is kept for each place until naming ends; otherwise, whoever is named takes a seat when "
            "they confirm, if one is left."
        ),
    )
    seats_held = models.PositiveIntegerField(_("seats held"), default=0, editable=False)
    focal_point_name = models.CharField(_("name of the focal point"), max_length=250)
    focal_point_email = models.EmailField(_("e-mail address of the focal point"), max_length=254)
    closes_at = models.DateTimeField(
        _("naming ends"), help_text=_("Until then people can be named, substituted and withdrawn.")
    )
    opened_at = models.DateTimeField(_("opened"), editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("opened by"),
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    objects: ClassVar[DelegationQuerySet] = DelegationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(
                fields=["closes_at"],
                condition=models.Q(seats_held__gt=0),
                name="delegation_holds_seats_until",
            ),
            models.Index(fields=["event", "focal_point_email"], name="delegation_by_focal_point"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket_type", "organization"],
                condition=models.Q(revoked_at__isnull=True),
                name="delegation_one_in_force_per_organization",
                violation_error_message=_("The organization has a delegation with this ticket type already."),
            ),
            models.CheckConstraint(
                condition=models.Q(places__gte=1)
                & models.Q(places_taken__lte=models.F("places"))
                & models.Q(seats_held__lte=models.F("places")),
                name="delegation_gives_no_place_twice",
                violation_error_message=_("More people are named than that."),
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True) | models.Q(seats_held=0),
                name="delegation_holds_no_seat_once_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} ({self.event})"

    def get_absolute_url(self) -> str:
        return reverse("registrations:delegation", args=[self.token])

    @property
    def name(self) -> str:
        """Whose name its mail goes to."""
        return self.focal_point_name

    @property
    def email(self) -> str:
        return self.focal_point_email

    @property
    def places_left(self) -> int:
        return self.places - self.places_taken

    def is_naming(self, *, now: dt.datetime) -> bool:
        """Whether its focal point may name, substitute and withdraw people."""
        return self.state(now=now) == DelegationState.NAMING

    def state(self, *, now: dt.datetime) -> DelegationState:
        if self.revoked_at is not None:
            return DelegationState.REVOKED
        if now < min(self.closes_at, self.event.ends_at):
            return DelegationState.NAMING
        return DelegationState.ENDED


class DelegationChangeKind(models.TextChoices):
    OPENED = "opened", pgettext_lazy("delegation", "Opened")
    LINK_RENEWED = "link_renewed", pgettext_lazy("delegation", "New link sent")
    CHANGED = "changed", pgettext_lazy("delegation", "Places or deadline changed")
    REVOKED = "revoked", pgettext_lazy("delegation", "Revoked")


class DelegationChange(Change):
    """What staff did with one delegation; ``places`` and ``closes_at`` are those that held afterwards."""

    delegation = models.ForeignKey(
        Delegation, models.CASCADE, related_name="changes", verbose_name=_("delegation")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=DelegationChangeKind)
    places = models.PositiveIntegerField(pgettext_lazy("delegation", "places"))
    closes_at = models.DateTimeField(_("naming ends"))

    class Meta(Change.Meta):
        verbose_name = _("change of a delegation")
        verbose_name_plural = _("changes of delegations")
        indexes = [unannounced("delegation_change")]

    def __str__(self) -> str:
        return f"{self.delegation}: {self.get_kind_display()}"
