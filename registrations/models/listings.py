"""What attendees let each other see."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from registrations.models.registrations import Registration, Status
from speakers.models import Sector


class ListedTo(models.TextChoices):
    """To whom one is shown; nobody, unless one says otherwise."""

    NOBODY = "nobody", _("Nobody")
    CONFIRMED = "confirmed", _("All confirmed attendees")
    SECTORS = "sectors", _("Confirmed attendees of certain sectors")


class ListingQuerySet(models.QuerySet["Listing"]):
    def visible_to(self, viewer: Registration) -> "ListingQuerySet":
        """Those of other confirmed attendees of the event who let viewer see something of them."""
        if not viewer.is_confirmed:
            return self.none()
        to_viewer = models.Q(listed_to=ListedTo.CONFIRMED) | models.Q(
            listed_to=ListedTo.SECTORS, sectors__contains=f"|{viewer.sector}|"
        )
        return self.filter(
            to_viewer, registration__event=viewer.event_id, registration__status=Status.CONFIRMED
        ).exclude(registration=viewer)


class Listing(models.Model):
    """What one attendee shows to others, and to whom. Without a row, nothing to nobody."""

    registration = models.OneToOneField(
        Registration, models.CASCADE, related_name="listing", verbose_name=_("registration")
    )
    listed_to = models.CharField(
        _("who may see it"), max_length=20, choices=ListedTo, default=ListedTo.NOBODY
    )
    sectors = models.CharField(_("sectors"), max_length=250, blank=True)
    """Between upright lines, so that one query finds a sector in any database: |government|military|"""
    shows_name = models.BooleanField(_("name"), default=False)
    shows_organization = models.BooleanField(_("organization"), default=False)
    shows_position = models.BooleanField(_("position"), default=False)
    shows_sector = models.BooleanField(_("sector"), default=False)
    shows_country = models.BooleanField(_("country or region"), default=False)
    shows_email = models.BooleanField(_("e-mail address"), default=False)
    changed_at = models.DateTimeField(_("changed"))

    objects: ClassVar[ListingQuerySet] = ListingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("entry in the attendee list")
        verbose_name_plural = _("entries in the attendee list")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(listed_to="sectors") | ~models.Q(sectors=""),
                name="listing_to_sectors_names_some",
                violation_error_message=_("Choose at least one sector."),
            ),
            models.CheckConstraint(
                condition=models.Q(listed_to="nobody")
                | models.Q(shows_name=True)
                | models.Q(shows_organization=True)
                | models.Q(shows_position=True)
                | models.Q(shows_sector=True)
                | models.Q(shows_country=True)
                | models.Q(shows_email=True),
                name="listing_shows_something",
                violation_error_message=_("Choose at least one thing to show."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.get_listed_to_display()}"

    @property
    def sector_list(self) -> list[Sector]:
        return [sector for sector in Sector if f"|{sector}|" in self.sectors]
