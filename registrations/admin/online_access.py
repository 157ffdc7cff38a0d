"""Where an event takes place online, in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext

from accounts.permissions import Action
from events.admin.scope import EventFilter, EventScopedAdmin
from events.models import Event, EventFormat
from registrations.models import OnlineAccess, OnlineEntry


@admin.register(OnlineAccess)
class OnlineAccessAdmin(EventScopedAdmin):
    view_action = Action.MANAGE_REGISTRATION
    change_action = Action.MANAGE_REGISTRATION
    section_order = 36
    list_display = ("event", "opens_minutes_before")
    list_filter = (EventFilter,)
    list_select_related = ("event",)
    fields = ("address", "opens_minutes_before")

    def section_name(self) -> str:
        return gettext("Online access")

    def heading_of(self, obj: Any) -> str:
        return self.section_name()

    def may_add_to(self, request: HttpRequest, event: Event) -> bool:
        return super().may_add_to(request, event) and not OnlineAccess.objects.filter(event=event).exists()

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        return {
            "access": OnlineAccess.objects.filter(event=event).first(),
            "is_online": event.format != EventFormat.IN_PERSON,
            "entered": OnlineEntry.objects.filter(registration__event=event)
            .values("registration")
            .distinct()
            .count(),
        }
