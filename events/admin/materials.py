"""The materials of a session in the admin: rows on its page, and their files for organizers."""

import posixpath
from typing import Any

from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events import materials
from events.admin.audiences import AudienceForm, group_choices, groups_field
from events.admin.clock import CLOCKS
from events.admin.scope import EventScopedInline, Reach
from events.models import Event, Material
from speakers.bilingual_admin import BilingualStackedInline


class KeptFile:
    """A file of the private storage under the address at which organizers fetch it."""

    def __init__(self, name: str, code: str) -> None:
        self.name = name
        self.url = reverse("admin:events_material_file", args=[code])

    def __str__(self) -> str:
        return posixpath.basename(self.name)


class PrivateFileInput(AdminFileWidget):
    """Offers the file that is kept for fetching; it has no public address."""

    def is_initial(self, value: Any) -> bool:
        return bool(value) and hasattr(value, "instance")

    def format_value(self, value: Any) -> Any:
        return KeptFile(value.name, value.instance.code) if self.is_initial(value) else None


class MaterialForm(AudienceForm):
    event: Event | None = None
    group_choices: list[tuple[int, str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_groups(self.event, self.group_choices)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            materials.check_upload(file)
            self.instance.file_size = file.size
        return file


class MaterialInline(EventScopedInline, BilingualStackedInline):
    model = Material
    form = MaterialForm
    verbose_name = _("material")
    verbose_name_plural = _("materials and links")
    formfield_overrides = CLOCKS | {models.FileField: {"widget": PrivateFileInput}}
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("kind", "order"),
                    "title",
                    ("file", "address"),
                    ("audience", "revealed_at"),
                    "groups",
                ),
                "description": _(
                    "A file or an address: slides, a paper, a recording, a live stream. A material is never "
                    "known more widely than its session, and not before it."
                ),
            },
        ),
    )

    def get_formset(self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        event = formset.form.event = getattr(request, "event", None)
        formset.form.group_choices = group_choices(event)
        return formset

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> Any:
        return groups_field(db_field)

    def formfield_for_choice_field(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if field is not None and db_field.name == "audience":
            field.help_text = _("The narrower of this one and the session’s counts.")
        return field


def file_view(request: HttpRequest, code: str) -> FileResponse:
    """The file of a material in the draft, for who may see the drafts of its event."""
    events = Reach.of(request).events(Action.VIEW_EVENT)
    material = Material.objects.filter(session__event__in=events, code=code).first()
    if material is None:
        raise Http404
    return materials.download(material.file.name or "")
