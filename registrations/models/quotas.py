"""Seats that several ticket types share."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event


class Quota(models.Model):
    """So many places that the registrations of several ticket types share.

    ``seats_taken`` counts the registrations that hold one; ``registrations.places`` alone moves it.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="quotas", verbose_name=_("event"))
    name = models.CharField(_("name"), max_length=120)
    capacity = models.PositiveIntegerField(
        _("capacity"), help_text=_("How many seats the ticket types of this quota have together.")
    )
    seats_taken = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seats_taken__lte=models.F("capacity")),
                name="quota_sells_no_seat_twice",
                violation_error_message=_("More seats are taken than this capacity allows."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
