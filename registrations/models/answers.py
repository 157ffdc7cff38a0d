"""What attendees corrected in their registrations."""

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
