"""Exports in the admin are to read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events import writing
from events.admin import clock
from events.admin.scope import EventFilter, EventScopedAdmin
from events.models import Event
from registrations import export_columns
from registrations.desk.filters import AttendeeFilter
from registrations.models import Export


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
        labels = export_columns.labels(export.event)
        return writing.customs().comma.join(labels.get(column, column) for column in export.columns)

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
