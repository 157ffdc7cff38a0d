"""What attendees corrected in their answers, and which staff read sensitive ones."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from registrations.models.questions import Question
from registrations.models.registrations import Registration


class AnswerChange(models.Model):
    """One answer that an attendee changed: what it was and what it became.

    Of an answer to a question of the event's own, both are kept as JSON; of a sensitive one, neither is.
    """

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="answer_changes", verbose_name=_("registration")
    )
    field = models.CharField(_("answer"), max_length=40)
    question = models.ForeignKey(
        Question,
        models.CASCADE,
        related_name="answer_changes",
        null=True,
        blank=True,
        verbose_name=_("question"),
    )
    old_value = models.TextField(_("before"), blank=True)
    new_value = models.TextField(_("after"), blank=True)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("changed answer")
        verbose_name_plural = _("changed answers")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.field}: {self.old_value} → {self.new_value}"


class ReadOn(models.TextChoices):
    """Where staff are shown answers."""

    ATTENDEE = "attendee", _("Attendee’s page")
    LANE = "lane", _("Review lane")
    FILE = "file", _("File opened")
    PAIR = "pair", _("Possible duplicate")


class SensitiveReading(models.Model):
    """Somebody was shown an attendee's sensitive answers; what they say does not stand here."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="sensitive_readings", verbose_name=_("registration")
    )
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        verbose_name=_("read by"),
    )
    read_at = models.DateTimeField(_("read"))
    read_on = models.CharField(_("where"), max_length=10, choices=ReadOn)

    class Meta:
        verbose_name = _("reading of sensitive answers")
        verbose_name_plural = _("readings of sensitive answers")
        ordering = ["-read_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(read_on__in=[str(place) for place in ReadOn]),
                name="sensitive_reading_in_a_known_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id}, {self.read_at:%Y-%m-%d %H:%M}"
