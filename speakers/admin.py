"""Organizations, speakers and their affiliations in the admin; all events share them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Prefetch
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin import SharedAdmin, SharedInline
from speakers import names
from speakers.bilingual_admin import BilingualAdmin, BilingualForm, BilingualStackedInline, language_choices
from speakers.models import Affiliation, Organization, Rank, Speaker

DAYS: dict[Any, dict[str, Any]] = {
    models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
}


HONORIFICS = {
    "en": ("H.E.", "The Hon.", "Dr", "Prof.", "Prof. Dr", "Mr", "Ms", "Mx"),
    "ja": ("閣下", "博士", "教授", "先生", "様", "氏"),
}


@admin.register(Organization)
class OrganizationAdmin(SharedAdmin, BilingualAdmin):
    form = BilingualForm
    list_display = ("name", "short_name", "sector", "country", "parent", "is_suggested")
    list_filter = ("sector", "is_suggested")
    actions = ("suggest", "stop_suggesting")
    list_select_related = ("parent",)
    search_fields = ("name_en", "name_ja", "short_name_en", "short_name_ja")
    autocomplete_fields = ("parent",)
    fieldsets = (
        (None, {"fields": ("name", "short_name", ("sector", "parent"), ("country", "city"), "website")}),
        (_("For its page"), {"fields": ("summary",)}),
        (_("For registration"), {"fields": ("is_suggested",)}),
    )

    @admin.action(permissions=["change"], description=_("Suggest the selected organizations to attendees"))
    def suggest(self, request: HttpRequest, organizations: models.QuerySet) -> None:
        organizations.update(is_suggested=True)

    @admin.action(permissions=["change"], description=_("Stop suggesting the selected organizations"))
    def stop_suggesting(self, request: HttpRequest, organizations: models.QuerySet) -> None:
        organizations.update(is_suggested=False)


class AffiliationInline(SharedInline, BilingualStackedInline):
    model = Affiliation
    autocomplete_fields = ("organization",)
    formfield_overrides = DAYS
    fieldsets = ((None, {"fields": ("position", ("organization", "level"), ("from_on", "to_on"))}),)
    labels_need = ("speaker",)


class RankInline(SharedInline, BilingualStackedInline):
    model = Rank
    formfield_overrides = DAYS
    fieldsets = ((None, {"fields": ("title", ("grade", "service", "from_on"))}),)


class SuggestingInput(forms.TextInput):
    """A text with what is usual as suggestions."""

    template_name = "admin/widgets/suggesting.html"

    def __init__(self, suggestions: Sequence[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, {**(attrs or {}), "list": f"id_{name}_suggestions"})
        return context | {"suggestions": self.suggestions}


class SpeakerForm(BilingualForm):
    native_language = forms.ChoiceField(
        label=_("Language of the native script"),
        required=False,
        help_text=_("Pages in that language show the native script first."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, suggestions in HONORIFICS.items():
            if field := self.fields.get(f"honorific_{language}"):
                field.widget = SuggestingInput(suggestions, field.widget.attrs)
        if "native_language" in self.fields:
            self.fields["native_language"].choices = language_choices(self.instance.native_language)  # type: ignore[attr-defined]


@admin.register(Speaker)
class SpeakerAdmin(SharedAdmin, BilingualAdmin):
    form = SpeakerForm
    inlines = (AffiliationInline, RankInline)
    list_display = ("name", "native_name", "rank", "affiliation")
    search_fields = ("family_name", "given_name", "native_name", "native_name_reading", "japanese_name")
    prepopulated_fields = {"slug": ("given_name", "family_name")}
    readonly_fields = ("as_written",)
    fieldsets = (
        (
            _("Name"),
            {
                "fields": (
                    ("given_name", "family_name", "name_order"),
                    ("native_name", "native_name_reading", "native_language"),
                    "japanese_name",
                    "honorific",
                    "slug",
                )
            },
        ),
        (
            _("How the name is written"),
            {
                "fields": ("as_written",),
                "description": _("As it was saved last, with the rank of today."),
            },
        ),
        (_("For the speaker's page"), {"fields": ("biography", "photo")}),
        (_("For the organizers"), {"fields": ("email",)}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        affiliations = Affiliation.objects.select_related("organization")
        return super().get_queryset(request).prefetch_related(Prefetch("affiliations", affiliations), "ranks")

    def get_fieldsets(self, request: HttpRequest, obj: Speaker | None = None) -> Any:
        """A new speaker's name is not written yet."""
        fieldsets = super().get_fieldsets(request, obj)
        return [part for part in fieldsets if obj or "as_written" not in part[1]["fields"]]

    @admin.display(description=_("name on its pages"))
    def as_written(self, speaker: Speaker) -> str:
        return render_to_string(
            "admin/speakers/speaker/_as_written.html",
            {"rows": names.in_each_language(speaker, day=timezone.localdate())},
        )

    @admin.display(description=_("rank"))
    def rank(self, speaker: Speaker) -> str:
        return str(speaker.rank_on(timezone.localdate()) or "")

    @admin.display(description=pgettext_lazy("person", "name"), ordering="family_name")
    def name(self, speaker: Speaker) -> str:
        return speaker.name

    @admin.display(description=_("affiliation today"))
    def affiliation(self, speaker: Speaker) -> str:
        today = timezone.localdate()
        current = speaker.affiliation_on(today)
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
