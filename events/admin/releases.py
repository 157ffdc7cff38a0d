"""The agenda releases of an event in the admin: to read, never to edit."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events import differences
from events.admin import clock
from events.admin.publishing_again import publish_again_page
from events.admin.scope import EventFilter, EventScopedAdmin, Reach
from events.admin.steps import Step
from events.models import AgendaRelease, Event
from events.texts import choose

SHOWN_ON_EVENT_PAGE = 5


@admin.register(AgendaRelease)
class AgendaReleaseAdmin(EventScopedAdmin):
    is_read_only = True
    section_order = 70
    list_display = ("release", "published", "published_by", "note", "is_current", "event")
    list_filter = (EventFilter,)
    list_select_related = ("event", "published_by")
    search_fields = ("note",)
    fields = ("published", "publisher", "note", "page", "changes")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("content", "summary")

    @admin.display(description=_("release"), ordering="number")
    def release(self, release: AgendaRelease) -> str:
        return gettext("Release %(number)d") % {"number": release.number}

    @admin.display(description=_("published"), ordering="published_at")
    def published(self, release: AgendaRelease) -> str:
        return clock.show(release.published_at, zone=release.event.zone)

    @admin.display(description=_("published by"))
    def publisher(self, release: AgendaRelease) -> str:
        return str(release.published_by or "–")

    def heading_of(self, obj: Any) -> str:
        return self.release(obj)

    @admin.display(description=_("public now"), boolean=True)
    def is_current(self, release: AgendaRelease) -> bool:
        return release.event.current_release_id == release.pk

    @admin.display(description=_("public agenda"))
    def page(self, release: AgendaRelease) -> str:
        if not self.is_current(release):
            return gettext("A later release has taken its place.")
        url = reverse("events:agenda", args=[release.event.slug])
        return format_html('<a href="{}">{}</a>', url, gettext("See it as the public does"))

    @admin.display(description=_("what it changed"))
    def changes(self, release: AgendaRelease) -> str:
        previous = AgendaRelease.objects.filter(event=release.event_id, number=release.number - 1).first()
        found = differences.difference(previous.content if previous else None, release.content)
        rows = [{"change": change, "title": choose(change.title, get_language() or "")} for change in found]
        return render_to_string(
            "admin/events/agendarelease/changes.html", {"rows": rows, "is_first": not previous}
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.publish_again_view)
        name = "events_agendarelease_publish_again"
        return [path("<int:release_id>/publish-again/", view, name=name), *super().get_urls()]

    def publish_again_view(self, request: HttpRequest, release_id: int) -> HttpResponse:
        events = Reach.of(request).events(Action.PUBLISH_AGENDA)
        older = self.get_queryset(request).filter(event__in=events, pk=release_id).first()
        if older is None:
            raise Http404
        request.event = older.event  # type: ignore[attr-defined]
        context = self.admin_site.each_context(request) | {"opts": self.opts}
        return publish_again_page(request, older, context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {"publish_again_url": self._publish_again_url(request, object_id)} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    def _publish_again_url(self, request: HttpRequest, object_id: str) -> str:
        """Where an older release is published again; nothing for who may not, and for the current one."""
        release = self.get_object(request, object_id)
        if (
            release is None
            or self.is_current(release)
            or not Reach.of(request).may_in(release.event_id, Action.PUBLISH_AGENDA)
        ):
            return ""
        return reverse("admin:events_agendarelease_publish_again", args=[release.pk])

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        releases = self.get_queryset(request).filter(event=event).select_related("published_by")
        return {
            "releases": [
                {
                    "row": release,
                    "name": self.release(release),
                    "published": clock.show(release.published_at, zone=event.zone),
                }
                for release in releases[:SHOWN_ON_EVENT_PAGE]
            ],
            "event": event,
        }

    def steps(self, events: Sequence[Event]) -> Iterator[Step]:
        released = set(AgendaRelease.objects.filter(event__in=events).values_list("event", flat=True))
        for event in events:
            page = reverse("admin:events_event_publish", args=[event.pk])
            is_done = event.pk in released
            yield Step(event.pk, gettext("Publish the agenda"), page, is_done, Action.PUBLISH_AGENDA)
