"""Ticket types in the admin; registrations and exports there are to read, and change at the event desk."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events import writing
from events.admin import clock
from events.admin.scope import EventBoundForm, EventFilter, EventScopedAdmin, EventScopedInline
from events.admin.session_filters import OfTheEvent
from events.admin.steps import Step
from events.models import Event
from registrations import seats
from registrations.desk.filters import AttendeeFilter
from registrations.exports import Column
from registrations.models import Export, Registration, Status, StatusChange, TicketType
from speakers.bilingual_admin import BilingualAdmin


class TicketTypeForm(EventBoundForm):
    def clean_capacity(self) -> int | None:
        """The row stays locked until it is saved, so that no seat is taken in between."""
        capacity: int | None = self.cleaned_data["capacity"]
        if self.instance.pk is not None:
            locked = TicketType.objects.select_for_update().get(pk=self.instance.pk)
            self.instance.seats_taken = locked.seats_taken
        if capacity is not None and capacity < self.instance.seats_taken:
            raise forms.ValidationError(
                ngettext(
                    "%(taken)d seat is taken already; the capacity cannot be smaller.",
                    "%(taken)d seats are taken already; the capacity cannot be smaller.",
                    self.instance.seats_taken,
                ),
                params={"taken": self.instance.seats_taken},
            )
        return capacity

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        message = gettext("The ticket type must close after it opens.")
        clock.check_order(self, "opens_at", "closes_at", message=message)
        return values


@admin.register(TicketType)
class TicketTypeAdmin(EventScopedAdmin, BilingualAdmin):
    form = TicketTypeForm
    change_action = Action.MANAGE_REGISTRATION
    section_order = 30
    list_display = ("name", "capacity", "seats_taken", "waiting", "needs_review", "offered", "order", "event")
    list_filter = (EventFilter,)
    list_select_related = ("event",)
    search_fields = ("name_en", "name_ja")
    readonly_fields = ("seats_taken", "waiting")
    fieldsets = (
        (None, {"fields": ("name", "description")}),
        (_("Seats"), {"fields": (("capacity", "seats_taken", "waiting"), "needs_review")}),
        (_("When it is on offer"), {"fields": (("opens_at", "closes_at"), "order")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        waiting = Count("registrations", filter=Q(registrations__status=Status.WAITLISTED))
        return super().get_queryset(request).annotate(waiting_count=waiting)

    @admin.display(description=_("waiting"), ordering="waiting_count")
    def waiting(self, ticket_type: Any) -> int:
        return getattr(ticket_type, "waiting_count", 0)

    @admin.display(description=_("on offer"))
    def offered(self, ticket_type: TicketType) -> str:
        if ticket_type.opens_at is None and ticket_type.closes_at is None:
            return gettext("While registration is open")
        zone = ticket_type.event.zone
        return (
            f"{clock.show(ticket_type.opens_at, zone=zone)} → {clock.show(ticket_type.closes_at, zone=zone)}"
        )

    def save_model(self, request: HttpRequest, obj: TicketType, form: forms.ModelForm, change: bool) -> None:
        """The capacity goes through ``seats.set_capacity``, which gives new seats to the waiting list."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        capacity = obj.capacity
        kept = {"id", "capacity", "seats_taken"}
        obj.save(update_fields=[field.name for field in obj._meta.concrete_fields if field.name not in kept])
        if "capacity" in form.changed_data:
            waited = obj.registrations.waiting().count()
            seats.set_capacity(obj, capacity, now=timezone.now())
            moved_up = waited - obj.registrations.waiting().count()
            if moved_up:
                text = ngettext(
                    "%(count)d person moved up from the waiting list.",
                    "%(count)d people moved up from the waiting list.",
                    moved_up,
                )
                messages.success(request, text % {"count": moved_up})

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        return {"ticket_types": self.get_queryset(request).filter(event=event)}

    def steps(self, events: Sequence[Event]) -> Iterator[Step]:
        having = set(TicketType.objects.filter(event__in=events).values_list("event", flat=True))
        for event in (event for event in events if event.takes_registrations):
            yield Step(
                event.pk,
                gettext("Set up the ticket types"),
                self.add_url(event),
                is_done=event.pk in having,
                action=Action.MANAGE_REGISTRATION,
            )


class TicketTypeFilter(OfTheEvent):
    title = _("ticket type")
    parameter_name = "ticket_type"

    def choices_of(self, event: Event) -> list[tuple[str, str]]:
        return [
            (str(ticket_type.pk), str(ticket_type)) for ticket_type in TicketType.objects.filter(event=event)
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(ticket_type=self.value())


class StatusChangeInline(EventScopedInline, admin.TabularInline):
    """What happened to a registration; each row was written with the change it tells of."""

    model = StatusChange
    view_action = Action.SEE_ATTENDEES
    fields = ("when", "move", "who", "reason")
    readonly_fields = fields
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("registration__event", "changed_by")

    @admin.display(description=_("when"))
    def when(self, change: StatusChange) -> str:
        return clock.show(change.changed_at, zone=change.registration.event.zone)

    @admin.display(description=_("changed by"))
    def who(self, change: StatusChange) -> str:
        return str(change.changed_by or "–")

    @admin.display(description=_("change"))
    def move(self, change: StatusChange) -> str:
        return str(change)


@admin.register(Registration)
class RegistrationAdmin(EventScopedAdmin):
    is_read_only = True
    view_action = Action.SEE_ATTENDEES
    section_order = 50
    inlines = (StatusChangeInline,)
    list_display = ("name", "organization_name", "ticket_type", "status", "registered", "event")
    list_filter = ("status", TicketTypeFilter, "sector", EventFilter)
    list_select_related = ("event", "ticket_type")
    search_fields = (
        "family_name",
        "given_name",
        "native_name",
        "email",
        "organization_name",
        "ticket_code",
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "native_name"),
                    ("status", "ticket"),
                    ("registered", "waiting_since"),
                    "at_the_desk",
                )
            },
        ),
        (_("Who it is"), {"fields": (("organization_name", "position"), ("sector", "country"))}),
        (_("How to reach them"), {"fields": (("email", "writes_in"), "ticket_code")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        own = ["name", "ticket", "registered", "waiting_since", "at_the_desk", "writes_in"]
        return [*own, *super().get_readonly_fields(request, obj)]

    def heading_of(self, obj: Any) -> str:
        return str(obj.name)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        # Nobody guesses an attendee's secret address letter by letter.
        return not lookup.startswith("token") and super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("ticket type"))
    def ticket(self, registration: Registration) -> str:
        return str(registration.ticket_type)

    @admin.display(description=_("language"))
    def writes_in(self, registration: Registration) -> str:
        return str(settings.LANGUAGE_NAMES.get(registration.language, registration.language))

    @admin.display(description=pgettext_lazy("person", "name"), ordering="family_name")
    def name(self, registration: Registration) -> str:
        return registration.name

    @admin.display(description=_("registered"), ordering="registered_at")
    def registered(self, registration: Registration) -> str:
        return clock.show(registration.registered_at, zone=registration.event.zone)

    @admin.display(description=_("waiting since"))
    def waiting_since(self, registration: Registration) -> str:
        return clock.show(registration.waiting_since_at, zone=registration.event.zone)

    @admin.display(description=_("to change it"))
    def at_the_desk(self, registration: Registration) -> str:
        url = reverse("registrations:attendee", args=[registration.event.slug, registration.pk])
        return format_html('<a href="{}">{}</a>', url, gettext("Open it at the event desk"))

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        counts = dict(
            Registration.objects.filter(event=event)
            .order_by()
            .values_list("status")
            .annotate(count=Count("pk"))
        )
        return {
            "statuses": [(status, status.label, counts[status]) for status in Status if status in counts],
            "desk_url": reverse("registrations:attendees", args=[event.slug]),
        }


@admin.register(Export)
class ExportAdmin(EventScopedAdmin):
    is_read_only = True
    view_action = Action.EXPORT_ATTENDEES
    section_order = 60
    list_display = ("exported", "exported_by", "purpose", "format", "row_count", "event")
    list_filter = (EventFilter, "format")
    list_select_related = ("event", "exported_by")
    search_fields = ("purpose", "exported_by__name", "exported_by__email")
    fields = (
        "exported",
        "exporter",
        "purpose",
        "format",
        "row_count",
        "which_columns",
        "which_filters",
        "sha256",
    )
    readonly_fields = fields

    @admin.display(description=_("exported"), ordering="exported_at")
    def exported(self, export: Export) -> str:
        return clock.show(export.exported_at, zone=export.event.zone)

    @admin.display(description=_("exported by"))
    def exporter(self, export: Export) -> str:
        return str(export.exported_by or "–")

    def heading_of(self, obj: Any) -> str:
        return self.exported(obj)

    @admin.display(description=_("columns"))
    def which_columns(self, export: Export) -> str:
        labels = dict(Column.choices)
        return writing.customs().comma.join(str(labels.get(column, column)) for column in export.columns)

    @admin.display(description=_("only those with"))
    def which_filters(self, export: Export) -> str:
        words_of = AttendeeFilter(None, event=export.event)
        known = {name: value for name, value in export.filters.items() if name in words_of.fields}
        words = words_of.in_words(known)
        return format_html_join("; ", "{}: {}", words) or gettext("No filter: everybody")

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        latest = self.get_queryset(request).filter(event=event).select_related("exported_by").first()
        return {
            "latest": latest,
            "exported": clock.show(latest.exported_at, zone=event.zone) if latest else "",
        }
