"""What belongs to a session besides its words: slides, papers, recordings, live streams."""

import posixpath
from typing import Any

from django.core.files.storage import Storage, storages
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.audiences import KeptForAnAudience
from events.models.sessions import Session, new_session_code


class MaterialKind(models.TextChoices):
    SLIDES = "slides", _("Slides")
    PAPER = "paper", _("Paper")
    RECORDING = "recording", _("Recording")
    LIVE_STREAM = "live_stream", _("Live stream")
    OTHER = "other", _("Other")


def private_storage() -> Storage:
    """Where files lie that no web server hands out by itself."""
    return storages["private"]


def _path(material: Any, name: str) -> str:
    """A place of its own for each file: a release that names it finds it even after it was replaced."""
    return posixpath.join("materials", material.session.code, material.code, name)


class Material(KeptForAnAudience):
    """A file or an address that belongs to a session.

    It is never known more widely than its session: whoever may not know of that knows of neither.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="materials", verbose_name=_("session"))
    code = models.SlugField(_("code"), max_length=20, unique=True, default=new_session_code, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=MaterialKind, default=MaterialKind.SLIDES)
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), storage=private_storage, upload_to=_path, max_length=300, blank=True)
    file_size = models.PositiveBigIntegerField(_("size of the file"), default=0, editable=False)
    address = models.URLField(
        _("address"), max_length=1000, blank=True, validators=[URLValidator(schemes=["https", "http"])]
    )
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(file="") & ~models.Q(address=""))
                | (~models.Q(file="") & models.Q(address="")),
                name="material_is_a_file_or_an_address",
                violation_error_message=_("Give a file or an address, one of the two."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
