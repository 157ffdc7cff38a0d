"""Who took lists of attendees away."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event


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
