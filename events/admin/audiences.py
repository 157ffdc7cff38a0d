"""How organizers say who may know of a session or a material, and define groups of attendees."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from events import writing
from events.admin import clock
from events.admin.scope import EventBoundForm, EventFilter, EventScopedAdmin
from events.models import Audience, AudienceGroup, Event
from events.models.audiences import KeptForAnAudience
from speakers.bilingual_admin import BilingualAdmin, BilingualForm
from speakers.models import Sector

AUDIENCE_HELP = _(
    "From the widest to the narrowest. Registered: whoever has registered, decided on or not. Confirmed: "
    "those whose registration is confirmed. Groups: confirmed attendees in one of the groups chosen. Whoever "
    "is not meant finds no trace of it, in no page, calendar or file."
)


class AudienceForm(BilingualForm):
    """A form for what is kept for an audience; the groups to choose from are the event's own."""

    def offer_groups(self, event: Event | None, choices: list[tuple[int, str]]) -> None:
        """``choices`` are read once for all the rows of a page."""
        if event is None or "groups" not in self.fields:
            return
        groups: Any = self.fields["groups"]
        groups.queryset = event.audience_groups.all()
        groups.choices = choices
        if not choices:
            groups.help_text = gettext(
                "The event has no groups yet; define them under “Groups of attendees”."
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "groups" in self.fields and "audience" in values:
            if values["audience"] != Audience.GROUPS:
                values["groups"] = AudienceGroup.objects.none()
            elif not values.get("groups") and "groups" not in self.errors:
                self.add_error("groups", gettext("Choose at least one group, or another audience."))
        return values


def group_choices(event: Event | None) -> list[tuple[int, str]]:
    return [(group.pk, str(group)) for group in event.audience_groups.all()] if event else []


def groups_field(field: models.ManyToManyField, **kwargs: Any) -> Any:
    return field.formfield(**kwargs | {"widget": forms.CheckboxSelectMultiple})


def in_words(part: KeptForAnAudience, event: Event) -> list[str]:
    """What sets a session or a material apart from what everybody may know."""
    remarks = []
    if part.audience == Audience.GROUPS:
        names = [str(group) for group in part.groups.all()]
        remarks.append(writing.customs().comma.join(names) or gettext("for no group: organizers only"))
    elif part.audience != Audience.PUBLIC:
        remarks.append(part.get_audience_display())
    if part.revealed_at and part.is_under_embargo(now=timezone.now()):
        moment = clock.show(part.revealed_at, zone=event.zone)
        remarks.append(gettext("embargo until %(moment)s") % {"moment": moment})
    return remarks


class AudienceGroupForm(EventBoundForm):
    sectors = forms.MultipleChoiceField(
        label=capfirst(_("sectors")),
        choices=Sector.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=AudienceGroup._meta.get_field("sectors").help_text,
    )


@admin.register(AudienceGroup)
class AudienceGroupAdmin(EventScopedAdmin, BilingualAdmin):
    form = AudienceGroupForm
    section_order = 25
    list_display = ("name", "members_by_rule", "number_of_sessions", "number_of_materials", "event")
    list_filter = (EventFilter,)
    list_select_related = ("event",)
    search_fields = ("name_en", "name_ja")
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "sectors", "order"),
                "description": _(
                    "Sessions and materials can be kept for groups, such as that of governments. A "
                    "member is a confirmed attendee of one of the sectors, or one whom staff have "
                    "added at the event desk."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .annotate(
                session_count=Count("sessions", distinct=True),
                material_count=Count("materials", distinct=True),
            )
        )

    @admin.display(description=_("members"))
    def members_by_rule(self, group: AudienceGroup) -> str:
        names = [str(Sector(sector).label) for sector in group.sectors]
        by_rule = writing.customs().comma.join(names)
        return by_rule or pgettext("members of a group", "whom staff add by hand")

    @admin.display(description=_("sessions"))
    def number_of_sessions(self, group: Any) -> int:
        return group.session_count

    @admin.display(description=_("materials"))
    def number_of_materials(self, group: Any) -> int:
        return group.material_count

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        groups = self.get_queryset(request).filter(event=event)
        return {"groups": [{"row": group, "members": self.members_by_rule(group)} for group in groups]}
