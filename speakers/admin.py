"""Organizations, speakers and their affiliations in the admin; all events share them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin import SharedAdmin, SharedInline
from speakers.bilingual_admin import BilingualAdmin, BilingualForm, BilingualStackedInline, language_choices
from speakers.models import Affiliation, Organization, Speaker

DAYS: dict[Any, dict[str, Any]] = {
    models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
}


@admin.register(Organization)
class OrganizationAdmin(SharedAdmin, BilingualAdmin):
    form = BilingualForm
    list_display = ("name", "short_name", "sector", "country", "parent")
    list_filter = ("sector",)
    list_select_related = ("parent",)
    search_fields = ("name_en", "name_ja", "short_name_en", "short_name_ja")
    autocomplete_fields = ("parent",)
    fieldsets = (
        (None, {"fields": ("name", "short_name", ("sector", "parent"), ("country", "city"), "website")}),
        (_("For its page"), {"fields": ("summary",)}),
    )


class AffiliationInline(SharedInline, BilingualStackedInline):
    model = Affiliation
    autocomplete_fields = ("organization",)
    formfield_overrides = DAYS
    fieldsets = ((None, {"fields": ("position", ("organization", "level"), ("from_on", "to_on"))}),)
    labels_need = ("speaker",)


class SpeakerForm(BilingualForm):
    native_language = forms.ChoiceField(
        label=_("Language of the native script"),
        required=False,
        help_text=_("Pages in that language show the native script first."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "native_language" in self.fields:
            self.fields["native_language"].choices = language_choices(self.instance.native_language)  # type: ignore[attr-defined]


@admin.register(Speaker)
class SpeakerAdmin(SharedAdmin, BilingualAdmin):
    form = SpeakerForm
    inlines = (AffiliationInline,)
    list_display = ("name", "native_name", "rank", "affiliation")
    search_fields = ("family_name", "given_name", "native_name", "native_name_reading")
    prepopulated_fields = {"slug": ("given_name", "family_name")}
    fieldsets = (
        (
            _("Name"),
            {
                "fields": (
                    ("given_name", "family_name", "name_order"),
                    ("native_name", "native_name_reading", "native_language"),
                    "honorific",
                    "rank",
                    "slug",
                )
            },
        ),
        (_("For the speaker's page"), {"fields": ("biography", "photo")}),
        (_("For the organizers"), {"fields": ("email",)}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        affiliations = Affiliation.objects.select_related("organization")
        return super().get_queryset(request).prefetch_related(Prefetch("affiliations", affiliations))

    @admin.display(description=pgettext_lazy("person", "name"), ordering="family_name")
    def name(self, speaker: Speaker) -> str:
        return speaker.name

    @admin.display(description=_("affiliation today"))
    def affiliation(self, speaker: Speaker) -> str:
        today = timezone.localdate()
        current = next((one for one in speaker.affiliations.all() if one.holds_on(today)), None)
        if current is None:
            return ""
        return (
            f"{current.position}, {current.organization}" if current.position else str(current.organization)
        )


@admin.register(Affiliation)
class AffiliationAdmin(SharedAdmin, BilingualAdmin):
    """Here so that a session can name an affiliation; they are edited on their speaker's page."""

    form = BilingualForm
    list_display = ("speaker", "position", "organization", "from_on", "to_on")
    list_select_related = ("speaker", "organization")
    search_fields = (
        "speaker__family_name",
        "speaker__given_name",
        "speaker__native_name",
        "position_en",
        "position_ja",
        "organization__name_en",
        "organization__name_ja",
    )
    autocomplete_fields = ("speaker", "organization")
    formfield_overrides = DAYS
    fieldsets = (
        (None, {"fields": ("speaker", "position", ("organization", "level"), ("from_on", "to_on"))}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Where a session asks for the affiliations of one speaker, only those."""
        affiliations = super().get_queryset(request).select_related("speaker", "organization")
        speaker = request.GET.get("of_speaker", "")
        if request.path.endswith("/autocomplete/") and speaker.isascii() and speaker.isdecimal():
            return affiliations.filter(speaker=int(speaker))
        return affiliations
