"""Events and their series in the admin: the home page, the event page and the event's own details."""

import zoneinfo
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events import placing
from events.admin import clock, importing, menu, precedence, previewing, publishing, scheduling, translating
from events.admin.scope import EventScopedAdmin, EventScopedInline, Reach
from events.admin.series import series_allowing
from events.admin.steps import Step
from events.models import Event, EventOrganization
from events.models.events import validate_time_zone
from speakers.bilingual_admin import BilingualAdmin, BilingualForm

PAST_EVENTS_ON_HOME = 20


class TimeZoneInput(forms.TextInput):
    """A text with the names of all zones as suggestions."""

    template_name = "admin/widgets/time_zone.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(
            name, value, {**(attrs or {}), "list": f"id_{name}_zones", "autocomplete": "off"}
        )
        return context | {
            "zones": sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC")
        }


class EventForm(BilingualForm):
    class Meta:
        model = Event
        fields = "__all__"
        widgets = {"time_zone": TimeZoneInput}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        clock.check_order(
            self, "starts_at", "ends_at", message=gettext("The event must end after it starts.")
        )
        message = gettext("Registration must close after it opens.")
        clock.check_order(self, "registration_opens_at", "registration_closes_at", message=message)
        return values


class EventOrganizationInline(EventScopedInline, admin.TabularInline):
    model = EventOrganization
    fields = ("organization", "role", "order", "order_note")
    autocomplete_fields = ("organization",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("organization")


@admin.register(Event)
class EventAdmin(EventScopedAdmin, BilingualAdmin):
    form = EventForm  # type: ignore[assignment]
    event_path = ""
    delete_action = Action.MANAGE_ROLES
    inlines = (EventOrganizationInline,)
    list_display = ("title", "starts", "format", "venue", "series", "is_published")
    list_filter = ("format",)
    list_select_related = ("venue", "series")
    search_fields = ("title_en", "title_ja", "short_title_en", "short_title_ja", "slug")
    autocomplete_fields = ("venue",)
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = (
        (None, {"fields": ("title", "short_title", "summary", ("slug", "series"))}),
        (
            _("When and where"),
            {"fields": (("time_zone", "day_changes_at"), ("starts_at", "ends_at"), ("format", "venue"))},
        ),
        (
            _("Registration"),
            {
                "fields": (
                    "takes_registrations",
                    ("registration_opens_at", "registration_closes_at"),
                    ("corrections_close_at", "sensitive_answers_kept_days"),
                    "privacy_notice",
                    "screens_attendees",
                    "has_attendee_list",
                )
            },
        ),
        (_("For its page"), {"fields": ("description", "practical", "agenda_note")}),
        (
            _("Order of precedence"),
            {
                "fields": (
                    ("precedence_rule", "organization_rule"),
                    ("alphabet_language", "host_place"),
                    "family_names_in_capitals",
                )
            },
        ),
        (_("Contact"), {"fields": (("website", "contact_email"),)}),
    )

    # --- Who may

    def has_add_permission(self, request: HttpRequest) -> bool:
        """New events are made by superusers, and within a series by those who edit it."""
        return request.user.is_superuser or series_allowing(request, Action.EDIT_EVENT).exists()

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), "part_of"]

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser or obj is None:
            return fieldsets
        # Leaving or joining a series gives and takes roles, so it is not an organizer's to do.
        (heading, first), *others = fieldsets
        return [(heading, first | {"fields": [*first["fields"][:-1], ("slug", "part_of")]}), *others]

    @admin.display(description=_("event series"))
    def part_of(self, event: Event) -> str:
        return str(event.series or "–")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "series":
            kwargs["queryset"] = series_allowing(request, Action.EDIT_EVENT)
            kwargs["required"] = not request.user.is_superuser
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    # --- The clocks are those that the form itself names

    def zone_of(self, request: HttpRequest, obj: Any) -> zoneinfo.ZoneInfo:
        named = request.POST.get("time_zone", "") if request.method == "POST" else ""
        try:
            validate_time_zone(named)
        except ValidationError:
            return obj.zone if obj else zoneinfo.ZoneInfo(timezone.get_default_timezone_name())
        return zoneinfo.ZoneInfo(named)

    def save_model(self, request: HttpRequest, obj: Event, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if (
            change
            and "time_zone" in form.changed_data
            and obj.sessions.filter(starts_at__isnull=False).exists()
        ):
            messages.warning(
                request,
                _(
                    "The time zone is another now. The sessions stay at the same moments, so their "
                    "clock times read differently: please look them through."
                ),
            )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        placing.sign_moved(formset, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        super().save_formset(request, form, formset, change)

    # --- Lists

    @admin.display(description=_("starts"), ordering="starts_at")
    def starts(self, event: Event) -> str:
        return f"{clock.show(event.starts_at, zone=event.zone)} ({event.time_zone})"

    @admin.display(description=_("published"), boolean=True)
    def is_published(self, event: Event) -> bool:
        return event.current_release_id is not None

    # --- Pages of their own

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:event_id>/", view(self.overview_view), name="events_event_overview"),
            path("<int:event_id>/publish/", view(self.publish_view), name="events_event_publish"),
            *scheduling.urls(self),
            *translating.urls(self),
            *importing.urls(self),
            *precedence.urls(self),
            *previewing.urls(self),
            *super().get_urls(),
        ]

    def home_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One's own events, those that lie ahead first, with what is left to do in each."""
        now = timezone.now()
        events = self.get_queryset(request).select_related("venue")
        ahead = list(events.filter(ends_at__gte=now).order_by("starts_at"))
        past = list(events.filter(ends_at__lt=now).order_by("-starts_at")[:PAST_EVENTS_ON_HOME])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Your events"),
            "ahead": menu.summaries(request, ahead, self.admin_site),
            "past": past,
            "may_add_event": self.has_add_permission(request),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/index.html", context)

    def own_event(self, request: HttpRequest, event_id: int, action: Action) -> Event:
        """The event of a page of its own. Raises Http404 for what the user may not do."""
        event = Reach.of(request).events(action).select_related("venue", "series").filter(pk=event_id).first()
        if event is None:
            raise Http404
        request.event = event  # type: ignore[attr-defined]
        return event

    def overview_view(self, request: HttpRequest, event_id: int) -> HttpResponse:
        """The event page, from which everything of the event is reached."""
        event = self.own_event(request, event_id, Action.VIEW_EVENT)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": event.title,
            "event": event,
            "starts": clock.show(event.starts_at, zone=event.zone),
            "ends": clock.show(event.ends_at, zone=event.zone),
            "differs_from_public": publishing.differs_from_public(event),
            "steps": menu.summaries(request, [event], self.admin_site)[0].steps,
            "sections": list(menu.sections(request, event, self.admin_site)),
            "organizations": event.event_organizations.select_related("organization"),
            "may_edit": self.has_change_permission(request, event),
            "may_duplicate": Reach.of(request).may_in(event.pk, Action.MANAGE_ROLES),
            "may_publish": Reach.of(request).may_in(event.pk, Action.PUBLISH_AGENDA),
        }
        return TemplateResponse(request, "admin/events/event/overview.html", context)

    def publish_view(self, request: HttpRequest, event_id: int) -> HttpResponse:
        event = self.own_event(request, event_id, Action.PUBLISH_AGENDA)
        return publishing.publish_page(
            request, event, self.admin_site.each_context(request) | {"opts": self.opts}
        )

    def response_post_save_add(self, request: HttpRequest, obj: Event) -> HttpResponseRedirect:
        return redirect("admin:events_event_overview", obj.pk)

    def response_post_save_change(self, request: HttpRequest, obj: Event) -> HttpResponseRedirect:
        return redirect("admin:events_event_overview", obj.pk)

    def steps(self, events: Sequence[Event]) -> Iterator[Step]:
        hosted = set(
            EventOrganization.objects.filter(event__in=events, role="host").values_list("event", flat=True)
        )
        for event in events:
            details = reverse("admin:events_event_change", args=[event.pk])
            yield Step(
                event.pk, gettext("Say in a sentence what it is about"), details, is_done=bool(event.summary)
            )
            yield Step(
                event.pk,
                gettext("Name who hosts it"),
                f"{details}#event_organizations-group",
                event.pk in hosted,
            )
            if event.format != "online":
                yield Step(event.pk, gettext("Choose the venue"), details, is_done=event.venue_id is not None)
            if event.takes_registrations:
                is_told = bool(event.privacy_notice)
                yield Step(event.pk, gettext("Write the privacy notice"), details, is_told)
