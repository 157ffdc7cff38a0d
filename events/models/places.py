"""Where an event is held."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class Venue(models.Model):
    """A building, or a group of them, in which events are held."""

    name = models.CharField(_("name"), max_length=200)
    address = models.TextField(_("address"), blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = CountryField(_("country"), blank=True)
    website = models.URLField(_("website"), blank=True)
    access = models.TextField(_("how to get there"), blank=True)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}" if self.city else self.name


class Room(models.Model):
    """A room of a venue, in which sessions take place."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="rooms", verbose_name=_("venue"))
    name = models.CharField(_("name"), max_length=120)
    capacity = models.PositiveIntegerField(
        _("capacity"),
        null=True,
        blank=True,
        help_text=_("How many people it seats; empty where nobody counts."),
    )
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "name_en"],
                name="room_one_per_name_in_venue",
                violation_error_message=_("This venue has a room of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
