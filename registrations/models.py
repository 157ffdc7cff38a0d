"""Who comes: ticket types, registrations, what happened to them, and who took lists away."""

import datetime as dt
import secrets
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from events.models import Event
from speakers.models import NameOrder, Organization, Sector

TICKET_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_token() -> str:
    """A secret of 192 bits, safe in an address."""
    return secrets.token_urlsafe(24)


def new_ticket_code() -> str:
    """Twelve characters that are read out without confusion (59 bits)."""
    return "".join(secrets.choice(TICKET_CODE_ALPHABET) for _position in range(12))


class TicketTypeQuerySet(models.QuerySet["TicketType"]):
    def on_offer(self, *, now: dt.datetime) -> "TicketTypeQuerySet":
        """Those whose own opening and closing times allow to register now, full or not."""
        return self.filter(
            models.Q(opens_at__isnull=True) | models.Q(opens_at__lte=now),
            models.Q(closes_at__isnull=True) | models.Q(closes_at__gt=now),
        )


class TicketType(models.Model):
    """A way to attend an event, with so many seats.

    ``seats_taken`` counts the registrations that hold a seat; ``registrations.seats`` alone moves it.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="ticket_types", verbose_name=_("event"))
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    capacity = models.PositiveIntegerField(
        _("capacity"), null=True, blank=True, help_text=_("How many seats; empty where there is no limit.")
    )
    seats_taken = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)
    needs_review = models.BooleanField(
        _("needs review"),
        default=False,
        help_text=_("A registration is confirmed only when staff have decided on it."),
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)

    objects: ClassVar[TicketTypeQuerySet] = TicketTypeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("ticket type")
        verbose_name_plural = _("ticket types")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(capacity__isnull=True) | models.Q(seats_taken__lte=models.F("capacity")),
                name="ticket_type_sells_no_seat_twice",
                violation_error_message=_("More seats are taken than this capacity allows."),
            ),
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(closes_at__isnull=True)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="ticket_type_closes_after_it_opens",
                violation_error_message=_("The ticket type must close after it opens."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def seats_left(self) -> int | None:
        """None where there is no limit."""
        return None if self.capacity is None else self.capacity - self.seats_taken

    @property
    def is_full(self) -> bool:
        """What to tell readers; whether a seat is really left, only ``seats.register`` finds out."""
        return self.seats_left is not None and self.seats_left <= 0


class Status(models.TextChoices):
    """The states of a registration; registrations/seats.py holds the legal moves."""

    UNDER_REVIEW = "under_review", _("Under review")
    CONFIRMED = "confirmed", _("Confirmed")
    WAITLISTED = "waitlisted", _("On the waiting list")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")


SEATED = (Status.UNDER_REVIEW, Status.CONFIRMED)
LIVE = (*SEATED, Status.WAITLISTED)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def live(self) -> "RegistrationQuerySet":
        """Those that hold a seat or wait for one."""
        return self.filter(status__in=LIVE)

    def seated(self) -> "RegistrationQuerySet":
        return self.filter(status__in=SEATED)

    def confirmed(self) -> "RegistrationQuerySet":
        return self.filter(status=Status.CONFIRMED)

    def waiting(self) -> "RegistrationQuerySet":
        """Those on the waiting list, whoever waited longest first."""
        return self.filter(status=Status.WAITLISTED).order_by("waiting_since_at", "pk")


class Registration(models.Model):
    """One attendee's registration for one event, under an address that is theirs."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations", verbose_name=_("event"))
    ticket_type = models.ForeignKey(
        TicketType, models.PROTECT, related_name="registrations", verbose_name=_("ticket type")
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, editable=False)
    given_name = models.CharField(_("given name"), max_length=120, blank=True)
    family_name = models.CharField(_("family name"), max_length=120)
    name_order = models.CharField(
        _("name order"), max_length=20, choices=NameOrder, default=NameOrder.GIVEN_FIRST
    )
    native_name = models.CharField(_("name in native script"), max_length=200, blank=True)
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
    language = models.CharField(_("language"), max_length=10)
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    ticket_code = models.CharField(
        _("ticket code"), max_length=20, unique=True, default=new_ticket_code, editable=False
    )
    consented_at = models.DateTimeField(_("consented to the privacy notice"))
    registered_at = models.DateTimeField(_("registered"))
    waiting_since_at = models.DateTimeField(_("waiting since"), null=True, blank=True, editable=False)

    objects: ClassVar[RegistrationQuerySet] = RegistrationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-registered_at", "-pk"]
        indexes = [
            models.Index(fields=["event", "-registered_at"], name="registration_by_event"),
            models.Index(
                fields=["ticket_type", "waiting_since_at", "id"],
                condition=models.Q(status="waitlisted"),
                name="registration_waiting_list",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=models.Q(status__in=["under_review", "confirmed", "waitlisted"]),
                name="registration_one_live_per_email",
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
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.event})"

    def get_absolute_url(self) -> str:
        return reverse("registrations:registration", args=[self.token])

    def personal_url(self) -> str:
        """The attendee's own page with scheme and host, in the active language."""
        return f"{settings.BASE_URL}{self.get_absolute_url()}"

    @property
    def name(self) -> str:
        """Given and family name in the bearer's own order."""
        parts = [self.given_name, self.family_name]
        if self.name_order == NameOrder.FAMILY_FIRST:
            parts.reverse()
        return " ".join(part for part in parts if part)

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def is_confirmed(self) -> bool:
        return self.status == Status.CONFIRMED


class StatusChange(models.Model):
    """One move of one registration, written in the transaction that made it.

    ``is_announced`` says that the mail which the move owes has been planned.
    """

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="status_changes", verbose_name=_("registration")
    )
    from_status = models.CharField(_("from"), max_length=20, choices=Status, blank=True)
    to_status = models.CharField(_("to"), max_length=20, choices=Status)
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("changed by"),
    )
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    is_announced = models.BooleanField(_("announced"), default=False)

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(is_announced=False), name="status_change_unannounced"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_from_status_display() or '–'} → {self.get_to_status_display()}"


class RepeatedRegistration(models.Model):
    """Somebody registered again with the address of a live registration.

    The page says the same to everybody; only the owner of the address is told, by mail.
    """

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="repetitions", verbose_name=_("registration")
    )
    attempted_at = models.DateTimeField(_("attempted"))
    is_announced = models.BooleanField(_("announced"), default=False)

    class Meta:
        verbose_name = _("repeated registration")
        verbose_name_plural = _("repeated registrations")
        ordering = ["attempted_at", "pk"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(is_announced=False), name="repeated_unannounced"),
        ]

    def __str__(self) -> str:
        return f"{self.registration}, {self.attempted_at:%Y-%m-%d %H:%M}"


class ExportFormat(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"
    JSON = "json", "JSON"


class Export(models.Model):
    """Somebody took an attendee list away: who, when, what for, and exactly which bytes."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="exports", verbose_name=_("event"))
    exported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="exports",
        null=True,
        blank=True,
        verbose_name=_("exported by"),
        help_text=_("Nobody, where it was done on the server's command line."),
    )
    exported_at = models.DateTimeField(_("exported"))
    purpose = models.CharField(_("purpose"), max_length=250)
    format = models.CharField(_("format"), max_length=10, choices=ExportFormat)
    columns = models.JSONField(_("columns"))
    filters = models.JSONField(_("filters"), default=dict)
    row_count = models.PositiveIntegerField(_("rows"), validators=[MinValueValidator(0)])
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-exported_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.event}, {self.exported_at:%Y-%m-%d %H:%M}"
