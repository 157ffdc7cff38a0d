"""What attendees ask for on their own: a lost link, a way in online, the end of their data."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event
from registrations.models.owing import OwesMail, unannounced
from registrations.models.registrations import Registration


class LostLink(OwesMail):
    """Somebody asked for the personal link of an address; only its owner is told, by mail.

    It is written for every address, known or not, so that neither the answer nor its time tells which.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="lost_links", verbose_name=_("event"))
    email = models.EmailField(_("e-mail address"), max_length=254)
    requested_at = models.DateTimeField(_("requested"))

    class Meta(OwesMail.Meta):
        verbose_name = _("lost link")
        verbose_name_plural = _("lost links")
        indexes = [
            models.Index(fields=["event", "email", "requested_at"], name="lost_link_by_address"),
            models.Index(fields=["requested_at"], name="lost_link_by_request"),
            unannounced("lost_link"),
        ]

    def __str__(self) -> str:
        return f"{self.event}, {self.requested_at:%Y-%m-%d %H:%M}"


class OnlineAccess(models.Model):
    """Where an event takes place online; attendees reach it through their own links alone."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="online_access", verbose_name=_("event"))
    address = models.URLField(
        _("address of the meeting or stream"),
        max_length=1000,
        help_text=_(
            "It stands on no page and in no mail: each attendee gets a link of their own that leads there."
        ),
    )
    opens_minutes_before = models.PositiveIntegerField(
        _("opens so many minutes before the start"), default=30, validators=[MaxValueValidator(10_080)]
    )

    class Meta:
        verbose_name = _("online access")
        verbose_name_plural = _("online access")

    def __str__(self) -> str:
        return str(self.event)


class OnlineEntry(models.Model):
    """An attendee was led to the event online."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="online_entries", verbose_name=_("registration")
    )
    entered_at = models.DateTimeField(_("entered"))

    class Meta:
        verbose_name = _("online entry")
        verbose_name_plural = _("online entries")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.registration}, {self.entered_at:%Y-%m-%d %H:%M}"


class Erasure(OwesMail):
    """An attendee's data is to be deleted, or has been; what is left of the registration names nobody."""

    registration = models.OneToOneField(
        Registration, models.CASCADE, related_name="erasure", verbose_name=_("registration")
    )
    requested_at = models.DateTimeField(_("requested"))
    due_at = models.DateTimeField(_("due"))
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("requested by"),
        help_text=_("Nobody, where the attendee asked."),
    )

    class Meta(OwesMail.Meta):
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(erased_at__isnull=True), name="erasure_to_come"
            ),
            unannounced("erasure"),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id}, {self.requested_at:%Y-%m-%d %H:%M}"
