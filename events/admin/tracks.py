"""The tracks of an event in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.admin.scope import EventFilter, EventScopedAdmin
from events.models import Event, Track
from speakers.bilingual_admin import BilingualAdmin


@admin.register(Track)
class TrackAdmin(EventScopedAdmin, BilingualAdmin):
    section_order = 20
    list_display = ("name", "mark", "number_of_sessions", "order", "event")
    list_filter = (EventFilter,)
    list_select_related = ("event",)
    search_fields = ("name_en", "name_ja")
    fieldsets = ((None, {"fields": ("name", ("mark", "order"))}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(session_count=Count("sessions"))

    @admin.display(description=_("sessions"), ordering="session_count")
    def number_of_sessions(self, track: Any) -> int:
        return track.session_count

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        return {"tracks": self.get_queryset(request).filter(event=event)}
