"""What staff have said of two registrations that may be one person's."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from registrations.models.registrations import Registration


class PairVerdict(models.TextChoices):
    DIFFERENT = "different", _("Different people")
    MERGED = "merged", _("Merged")


class PairDecision(models.Model):
    """Two registrations are of different people, or were merged; asked once and never again."""

    first = models.ForeignKey(
        Registration, models.CASCADE, related_name="+", verbose_name=_("first registration")
    )
    second = models.ForeignKey(
        Registration, models.CASCADE, related_name="+", verbose_name=_("second registration")
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=PairVerdict)
    kept = models.ForeignKey(
        Registration,
        models.CASCADE,
        related_name="merges",
        null=True,
        blank=True,
        verbose_name=_("kept registration"),
    )
    taken = models.JSONField(_("answers taken from the other"), default=list, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)
    decided_at = models.DateTimeField(_("decided"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("decision on two registrations")
        verbose_name_plural = _("decisions on two registrations")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_decided_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="pair_is_of_two_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(verdict="different", kept__isnull=True)
                | models.Q(verdict="merged", kept=models.F("first"))
                | models.Q(verdict="merged", kept=models.F("second")),
                name="pair_merged_into_one_of_the_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}: {self.get_verdict_display()}"

    @property
    def ended(self) -> Registration:
        """Of two that were merged, the one that was not kept."""
        return self.second if self.kept_id == self.first_id else self.first
