"""Rows that owe somebody a mail; notifications/outbox.py plans it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OwesMail(models.Model):
    """``is_announced`` says that the mail which the row owes has been planned."""

    is_announced = models.BooleanField(_("announced"), default=False)

    class Meta:
        abstract = True
        ordering = ["pk"]


class Change(OwesMail):
    """One move of something, written in the transaction that made it."""

    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("changed by"),
    )
    reason = models.CharField(_("reason"), max_length=250, blank=True)

    class Meta(OwesMail.Meta):
        abstract = True


def unannounced(what: str) -> models.Index:
    """Finds the few whose mail has not been planned yet, however many there are."""
    return models.Index(fields=["id"], condition=models.Q(is_announced=False), name=f"{what}_unannounced")
