"""Who comes, and what happened to each registration."""

import secrets
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from events.models import Event
from registrations.models.owing import Change, OwesMail, unannounced
from registrations.models.people import HasOwnPage, Named
from registrations.models.ticket_types import Attendance, TicketType
from speakers.models import Organization, Sector

TICKET_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_ticket_code() -> str:
    """Twelve characters that are read out without confusion (59 bits)."""
    return "".join(secrets.choice(TICKET_CODE_ALPHABET) for _position in range(12))


class Status(models.TextChoices):
    """The states of a registration; registrations/seats.py holds the legal moves."""

    UNVERIFIED = "unverified", _("Address not verified")
    UNDER_REVIEW = "under_review", _("Under review")
    CONFIRMED = "confirmed", _("Confirmed")
    WAITLISTED = "waitlisted", _("On the waiting list")
    OFFERED = "offered", _("Seat offered")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")


SEATED = (Status.UNDER_REVIEW, Status.CONFIRMED, Status.OFFERED)
LIVE = (*SEATED, Status.WAITLISTED)
# Those that staff, lists and letters know of: whose address is known to be theirs.
VERIFIED = tuple(status for status in Status if status != Status.UNVERIFIED)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def verified(self) -> "RegistrationQuerySet":
        """Those whose address is known to be theirs; nobody else is on any list.

        Whom a delegation named and who never confirmed has ended without having consented to anything.
        """
        return self.exclude(status=Status.UNVERIFIED).filter(consented_at__isnull=False)

    def unverified(self) -> "RegistrationQuerySet":
        """Forms that were filled in by somebody who has not yet shown that the address is theirs."""
        return self.filter(status=Status.UNVERIFIED)

    def live(self) -> "RegistrationQuerySet":
        """Those that hold a seat or wait for one."""
        return self.filter(status__in=LIVE)

    def seated(self) -> "RegistrationQuerySet":
        return self.filter(status__in=SEATED)

    def confirmed(self) -> "RegistrationQuerySet":
        return self.filter(status=Status.CONFIRMED)

    def with_open_match(self) -> "RegistrationQuerySet":
        """Those that are like a listed name, and nobody has said yet whether it is them."""
        return (
            self.filter(
                screening_matches__decided_at__isnull=True, screening_matches__superseded_at__isnull=True
            )
            .filter(screening_matches__isnull=False)
            .distinct()
        )

    def offered(self) -> "RegistrationQuerySet":
        """Those who have a seat if they accept it in time."""
        return self.filter(status=Status.OFFERED)

    def to_be_settled(self) -> "RegistrationQuerySet":
        """Those whose invoice may be owed, or owed no longer, since they moved; of events with terms."""
        return self.filter(is_to_be_settled=True, event__invoice_terms__isnull=False).order_by("pk")

    def waiting(self) -> "RegistrationQuerySet":
        """Those on the waiting list, whoever waited longest first."""
        return self.filter(status=Status.WAITLISTED).order_by("waiting_since_at", "pk")


class Registration(Named, HasOwnPage):
    """One attendee's registration for one event, under an address that is theirs."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations", verbose_name=_("event"))
    ticket_type = models.ForeignKey(
        TicketType, models.PROTECT, related_name="registrations", verbose_name=_("ticket type")
    )
    attendance = models.CharField(
        _("attendance"), max_length=10, choices=Attendance, default=Attendance.IN_PERSON, editable=False
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        related_name="registrations",
        null=True,
        blank=True,
        verbose_name=_("known organization"),
    )
    organization_name = models.CharField(_("organization"), max_length=250)
    sector = models.CharField(_("sector"), max_length=30, choices=Sector)
    position = models.CharField(_("position"), max_length=250, blank=True)
    country = CountryField(_("country"))
    ticket_code = models.CharField(
        _("ticket code"), max_length=20, unique=True, default=new_ticket_code, editable=False
    )
    consented_at = models.DateTimeField(
        _("consented to the privacy notice"),
        null=True,
        blank=True,
        help_text=_("Empty for whoever was named by a delegation and has never confirmed."),
    )
    registered_at = models.DateTimeField(_("registered"))
    waiting_since_at = models.DateTimeField(_("waiting since"), null=True, blank=True, editable=False)
    offered_until_at = models.DateTimeField(_("offered until"), null=True, blank=True, editable=False)
    wanted_sessions = models.JSONField(
        _("sessions wanted"),
        default=list,
        blank=True,
        editable=False,
        help_text=_(
            "Codes of the sessions chosen in the form; a seat in them comes with the one at the event."
        ),
    )
    invitation_code = models.ForeignKey(
        "registrations.InvitationCode",
        models.PROTECT,
        related_name="registrations",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("invitation code"),
    )
    skips_review = models.BooleanField(_("skips the review"), default=False, editable=False)
    # Neither has an index with all rows: few registrations are made by a delegation.
    delegation = models.ForeignKey(
        "registrations.Delegation",
        models.PROTECT,
        related_name="registrations",
        null=True,
        blank=True,
        db_index=False,
        editable=False,
        verbose_name=_("delegation"),
    )
    substitutes = models.ForeignKey(
        "self",
        models.SET_NULL,
        related_name="substituted_by",
        null=True,
        blank=True,
        db_index=False,
        editable=False,
        verbose_name=_("comes instead of"),
    )
    code_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    # Whether registrations.invoices has yet to look at what a move of a priced registration changes.
    is_to_be_settled = models.BooleanField(default=False, editable=False)

    objects: ClassVar[RegistrationQuerySet] = RegistrationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-registered_at", "-pk"]
        indexes = [
            models.Index(fields=["event", "-registered_at"], name="registration_by_event"),
            models.Index(
                fields=["ticket_type", "attendance", "waiting_since_at", "id"],
                condition=models.Q(status="waitlisted"),
                name="registration_waiting_in_line",
            ),
            models.Index(
                fields=["offered_until_at"],
                condition=models.Q(status="offered"),
                name="registration_offered_until",
            ),
            # Of all: SQLite does not see that a query for live ones could read the constraint's index below.
            models.Index(fields=["event", "email"], name="registration_by_email"),
            models.Index(
                fields=["registered_at"],
                condition=models.Q(status="unverified"),
                name="registration_unverified_since",
            ),
            models.Index(
                fields=["id"], condition=models.Q(is_to_be_settled=True), name="registration_to_be_settled"
            ),
            models.Index(
                fields=["delegation", "status"],
                condition=models.Q(delegation__isnull=False),
                name="registration_by_delegation",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=models.Q(status__in=["under_review", "confirmed", "waitlisted", "offered"]),
                name="registration_one_live_per_email",
            ),
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=models.Q(status="unverified", delegation__isnull=False),
                name="registration_named_once_per_email",
            ),
            models.UniqueConstraint(
                fields=["substitutes"],
                condition=models.Q(substitutes__isnull=False),
                name="registration_substituted_once",
            ),
            models.CheckConstraint(
                condition=models.Q(consented_at__isnull=False)
                | ~models.Q(status__in=["under_review", "confirmed", "waitlisted", "offered"]),
                name="registration_live_with_consent_only",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[str(status) for status in Status]),
                name="registration_has_a_known_status",
            ),
            models.CheckConstraint(
                condition=models.Q(status="waitlisted", waiting_since_at__isnull=False)
                | (~models.Q(status="waitlisted") & models.Q(waiting_since_at__isnull=True)),
                name="registration_waits_since_an_instant",
            ),
            models.CheckConstraint(
                condition=models.Q(status="offered", offered_until_at__isnull=False)
                | (~models.Q(status="offered") & models.Q(offered_until_at__isnull=True)),
                name="registration_is_offered_a_seat_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.event})"

    def get_absolute_url(self) -> str:
        return reverse("registrations:registration", args=[self.token])

    @property
    def is_verified(self) -> bool:
        return self.status != Status.UNVERIFIED

    @property
    def is_unconfirmed_nomination(self) -> bool:
        """Whether a delegation named its attendee, who has not said yet that they come."""
        return not self.is_verified and self.delegation_id is not None

    @property
    def is_of_a_reviewed_kind(self) -> bool:
        """Whether its ticket type is reviewed, and no invitation spares it that."""
        return self.ticket_type.needs_review and not self.skips_review

    @property
    def is_waiting(self) -> bool:
        return self.status == Status.WAITLISTED

    @property
    def is_offered(self) -> bool:
        return self.status == Status.OFFERED

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def is_confirmed(self) -> bool:
        return self.status == Status.CONFIRMED


class StatusChange(Change):
    """One move of one registration."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="status_changes", verbose_name=_("registration")
    )
    from_status = models.CharField(_("from"), max_length=20, choices=Status, blank=True)
    to_status = models.CharField(_("to"), max_length=20, choices=Status)

    class Meta(Change.Meta):
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        indexes = [unannounced("status_change")]

    def __str__(self) -> str:
        return f"{self.get_from_status_display() or '–'} → {self.get_to_status_display()}"


class RepeatedRegistration(OwesMail):
    """Somebody asked for the mail about a registration once more.

    The page says the same to everybody; only the owner of the address learns anything, by mail.
    """

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="repetitions", verbose_name=_("registration")
    )
    attempted_at = models.DateTimeField(_("attempted"))

    class Meta(OwesMail.Meta):
        verbose_name = _("repeated registration")
        verbose_name_plural = _("repeated registrations")
        ordering = ["attempted_at", "pk"]
        indexes = [unannounced("repeated")]

    def __str__(self) -> str:
        return f"{self.registration}, {self.attempted_at:%Y-%m-%d %H:%M}"
