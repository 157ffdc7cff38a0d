"""The ways to attend an event, each with so many seats."""

import datetime as dt
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event
from registrations.prices import Currency


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
                condition=models.Q(price=0) | models.Q(price__gt=0, currency__gt=""),
                name="ticket_type_price_has_a_currency",
                violation_error_message=_("Say in which currency the price is."),
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
