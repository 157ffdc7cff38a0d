"""Who may know of a part of the agenda, and since when."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.events import Event
from speakers.models import Sector


class Audience(models.TextChoices):
    """Who may know of a session or a material, from everybody to nobody."""

    PUBLIC = "public", _("Everybody")
    REGISTERED = "registered", _("Registered attendees")
    APPROVED = "approved", _("Confirmed attendees")
    GROUPS = "groups", _("Certain groups only")
    HIDDEN = "hidden", _("Organizers only")


def validate_sectors(value: Any) -> None:
    if not isinstance(value, list) or not all(sector in Sector.values for sector in value):
        raise ValidationError(_("Choose sectors from the list."), code="unknown_sector")


class AudienceGroup(models.Model):
    """Confirmed attendees to whom sessions and materials can be kept, such as those of governments.

    Its members are those of its ``sectors`` and, besides, those whom staff add by hand.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="audience_groups", verbose_name=_("event"))
    name = models.CharField(
        _("name"), max_length=120, help_text=_("Its members read it, for example: Government only.")
    )
    sectors = models.JSONField(
        _("sectors"),
        default=list,
        blank=True,
        validators=[validate_sectors],
        help_text=_(
            "Every confirmed attendee of these sectors is a member. Attendees state their sector themselves "
            "when they register: where it matters, let their registrations be reviewed."
        ),
    )
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("group of attendees")
        verbose_name_plural = _("groups of attendees")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class KeptForAnAudience(models.Model):
    """What only its audience may know of, and nobody but organizers before ``revealed_at``."""

    audience = models.CharField(_("audience"), max_length=20, choices=Audience, default=Audience.PUBLIC)
    groups = models.ManyToManyField(
        AudienceGroup, blank=True, related_name="%(class)ss", verbose_name=_("groups of attendees")
    )
    revealed_at = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_(
            "Until then only organizers know of it; at that moment it appears for its audience by itself, "
            "once it has been published with the agenda. Without it, it appears when the agenda is published."
        ),
    )

    class Meta:
        abstract = True

    def is_under_embargo(self, *, now: dt.datetime) -> bool:
        return self.revealed_at is not None and now < self.revealed_at
