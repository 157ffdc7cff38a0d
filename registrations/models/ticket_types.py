"""The ways to attend an event, each with so many seats."""

import datetime as dt

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Event
from registrations.models.quotas import Quota
from registrations.prices import Currency


class Attendance(models.TextChoices):
    """Where somebody attends."""

    IN_PERSON = "in_person", pgettext_lazy("attendance", "In person")
    ONLINE = "online", pgettext_lazy("attendance", "Online")


class AttendanceChoice(models.TextChoices):
    """Which of the two a ticket type offers."""

    IN_PERSON = "in_person", pgettext_lazy("attendance", "In person")
    ONLINE = "online", pgettext_lazy("attendance", "Online")
    EITHER = "either", _("In person or online, as one chooses")


class TicketType(models.Model):
    """A way to attend an event, with so many seats in person and so many online.

    ``seats_taken`` and ``online_seats_taken`` count the registrations that hold one;
    ``registrations.places`` alone moves them.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="ticket_types", verbose_name=_("event"))
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    sectors = models.JSONField(
        _("for these sectors only"),
        default=list,
        blank=True,
        help_text=_("When none is chosen, all of them."),
    )
    email_domains = models.JSONField(
        _("for addresses at these domains only"),
        default=list,
        blank=True,
        help_text=_("One a line, such as go.jp or mod.gov.uk; what lies below it counts too. Empty for all."),
    )
    is_by_invitation = models.BooleanField(
        _("by invitation only"), default=False, help_text=_("The public form does not offer it.")
    )
    attendance = models.CharField(
        _("attendance"), max_length=10, choices=AttendanceChoice, default=AttendanceChoice.IN_PERSON
    )
    capacity = models.PositiveIntegerField(
        _("capacity"), null=True, blank=True, help_text=_("How many seats; empty where there is no limit.")
    )
    seats_taken = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)
    quota = models.ForeignKey(
        Quota,
        models.RESTRICT,
        related_name="ticket_types",
        null=True,
        blank=True,
        verbose_name=_("shared quota"),
        help_text=_("Where several ticket types share their seats."),
    )
    online_capacity = models.PositiveIntegerField(
        _("capacity online"),
        null=True,
        blank=True,
        help_text=_("How many may attend online; empty where there is no limit."),
    )
    online_seats_taken = models.PositiveIntegerField(_("taken online"), default=0, editable=False)
    online_quota = models.ForeignKey(
        Quota,
        models.RESTRICT,
        related_name="online_ticket_types",
        null=True,
        blank=True,
        verbose_name=_("shared quota online"),
    )
    hours_to_accept = models.PositiveSmallIntegerField(
        _("hours to accept"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "How long somebody on the waiting list may think about a seat that became free, before it "
            "passes on. Empty: they have it at once."
        ),
    )
    needs_review = models.BooleanField(
        _("needs review"),
        default=False,
        help_text=_("A registration is confirmed only when staff have decided on it."),
    )
    price = models.DecimalField(
        _("price"),
        max_digits=11,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("Tax included, payable on invoice; 0 where it is free."),
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, blank=True)
    tax_percent = models.DecimalField(
        _("tax in percent"),
        max_digits=4,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("Contained in the price, for example 10."),
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)

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
                condition=models.Q(price=0) | models.Q(price__gt=0, currency__gt=""),
                name="ticket_type_price_has_a_currency",
                violation_error_message=_("Say in which currency the price is."),
            ),
            models.CheckConstraint(
                condition=models.Q(online_capacity__isnull=True)
                | models.Q(online_seats_taken__lte=models.F("online_capacity")),
                name="ticket_type_sells_no_online_seat_twice",
                violation_error_message=_("More people attend online than this capacity allows."),
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
    def attendances(self) -> tuple[Attendance, ...]:
        """Those that it offers, the usual one first."""
        if self.attendance == AttendanceChoice.EITHER:
            return (Attendance.IN_PERSON, Attendance.ONLINE)
        return (Attendance(self.attendance),)

    @property
    def is_attended_either_way(self) -> bool:
        return self.attendance == AttendanceChoice.EITHER

    def is_on_offer(self, *, now: dt.datetime) -> bool:
        """Whether its own opening and closing times allow to register now, be it full or not."""
        return (self.opens_at is None or self.opens_at <= now) and (
            self.closes_at is None or now < self.closes_at
        )

    @property
    def seats_left(self) -> int | None:
        """How many of its own seats in person are left; None where there is no limit."""
        return None if self.capacity is None else self.capacity - self.seats_taken
