"""The agenda as the public reads it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.events import Event


class AgendaRelease(models.Model):
    """One publication of an event's agenda: an immutable document, numbered within the event.

    ``content`` is what ``events.agenda.document`` gave at that moment; ``summary`` repeats its
    ``event`` part, for lists that need no sessions. ``digest`` is the SHA-256 of the canonical
    content after the predecessor's digest, in hexadecimal.

    ``editions`` says for each viewer (``events.audience.Viewer``, as text) what of this release is
    new to it: the ``digest`` of its projection, and the ``number`` and instant (``published_at``)
    at which that projection last changed. Readers are told these, never the release's own: what is
    hidden from them changes neither.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="releases", verbose_name=_("event"))
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField(_("content"))
    summary = models.JSONField(_("summary"))
    editions = models.JSONField(_("editions"), default=dict)
    note = models.TextField(_("note"), blank=True)
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("published by"),
    )
    previous_digest = models.CharField(max_length=64, blank=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("agenda release")
        verbose_name_plural = _("agenda releases")
        ordering = ["event", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="agenda_release_one_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.event} · {self.number}"
