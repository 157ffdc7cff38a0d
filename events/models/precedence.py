"""In which order an event names its people and organizations, and who stands elsewhere by hand."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from speakers.models import Speaker


class PrecedenceRule(models.TextChoices):
    """What decides first; each goes on with office, grade, date of rank, time in office and name."""

    OFFICE = "office", _("By office, then grade, date of rank and time in office")
    OFFICE_THEN_COUNTRY = "office_then_country", _("By office; among equals by country, alphabetically")
    COUNTRY = "country", _("By country, alphabetically; within one by office")
    NAME = "name", _("By family name, alphabetically")
    ENTERED = "entered", _("As entered")


class HostPlace(models.TextChoices):
    """Where an order by country puts those of the host's."""

    IN_ORDER = "in_order", _("In the alphabet like any other")
    FIRST = "first", _("First")
    LAST = "last", _("Last")


class OrganizationRule(models.TextChoices):
    """How organizations of one role follow one another."""

    SECTOR = "sector", _("By sector, government first; then by name")
    NAME = "name", _("By name, alphabetically")
    ENTERED = "entered", _("As entered")


class AlphabetLanguage(models.TextChoices):
    """In whose alphabet countries follow one another."""

    ENGLISH = "en", _("English")
    JAPANESE = "ja", _("Japanese")
    FRENCH = "fr", _("French")
    SPANISH = "es", _("Spanish")
    GERMAN = "de", _("German")


class PlacedByHand(models.Model):
    """A row that the rule puts in its place, unless somebody gives it another one."""

    order = models.PositiveIntegerField(
        _("place"),
        null=True,
        blank=True,
        help_text=_("When empty, where the order of precedence puts it."),
    )
    order_note = models.CharField(_("why there"), max_length=200, blank=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("placed by"),
    )
    ordered_at = models.DateTimeField(_("placed"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class SpeakerPlace(PlacedByHand):
    """The place that somebody gave a speaker among those of an event."""

    event = models.ForeignKey(
        "events.Event", models.CASCADE, related_name="speaker_places", verbose_name=_("event")
    )
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="+", verbose_name=_("speaker"))

    class Meta:
        verbose_name = _("place of a speaker")
        verbose_name_plural = _("places of speakers")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "speaker"],
                name="speaker_place_one_per_event",
                violation_error_message=_("This speaker has a place in this event already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}: {self.speaker}"
