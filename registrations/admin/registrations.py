"""Registrations in the admin are to read; they change at the event desk."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events.admin import clock
from events.admin.scope import EventFilter, EventScopedAdmin, EventScopedInline
from events.admin.session_filters import OfTheEvent
from events.models import Event
from registrations.models import Registration, Status, StatusChange, TicketType


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

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super().get_queryset(request).exclude(status=Status.UNVERIFIED).filter(consented_at__isnull=False)
        )

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
