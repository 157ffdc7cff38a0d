"""Which rows of the admin somebody sees and changes: those of their own events.

Django's model permissions play no part here. What a user may do in an event comes from
``accounts.permissions`` through ``Event.objects.allowing``; superusers may do everything.

A model that belongs to events gets an admin class like this::

    @admin.register(Track)
    class TrackAdmin(EventScopedAdmin, BilingualAdmin):
        event_path = "event"
        change_action = Action.EDIT_EVENT
        section_order = 30
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.admin import WEB_ADDRESSES
from accounts.autocomplete import RowsOfOnePage
from accounts.permissions import Action
from events.admin.clock import CLOCKS
from events.admin.steps import Step
from events.models import Event
from events.models.events import EventQuerySet
from speakers.bilingual_admin import BilingualForm

ABOUT_THE_LIST = {"event", "q", "o", "p", "e", "all"}
"""What a list's address may say besides its filters."""


class Reach:
    """What the signed-in user may do; each question goes to the database once a request."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user
        self._events: dict[Action, frozenset[int]] = {}
        self._anywhere: dict[Action, bool] = {}

    @classmethod
    def of(cls, request: HttpRequest) -> "Reach":
        if not hasattr(request, "reach"):
            request.reach = cls(request)  # type: ignore[attr-defined]
        reach: Reach = request.reach  # type: ignore[attr-defined]
        return reach

    def events(self, action: Action) -> EventQuerySet:
        return Event.objects.allowing(self.user, action)

    def may_in(self, event_id: int | None, action: Action) -> bool:
        """Whether the user may do action in that event."""
        if getattr(self.user, "is_superuser", False) and self.user.is_active:
            return True
        if action not in self._events:
            self._events[action] = frozenset(self.events(action).values_list("pk", flat=True))
        return event_id in self._events[action]

    def may_anywhere(self, action: Action) -> bool:
        """Whether there is any event or series in which the user may do action."""
        if action not in self._anywhere:
            self._anywhere[action] = self.user.is_active and self.user.may_anywhere(action)
        return self._anywhere[action]


class EventBoundForm(BilingualForm):
    """A form for a row of one event, which is known before the form is shown."""

    event: Event | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.event is not None:
            self.instance.event = self.event

    def _get_validation_exclusions(self) -> set[str]:
        # The event is not among the fields, yet constraints that name it must be looked at.
        return super()._get_validation_exclusions() - {"event"}


class EventFilter(admin.SimpleListFilter):
    """The events that one may see, the latest first."""

    title = _("event")
    parameter_name = "event"
    longest = 30

    def lookups(self, request: HttpRequest, model_admin: "EventScopedAdmin") -> list[tuple[str, str]]:  # type: ignore[override]
        if self.is_settled:
            return []
        events = Reach.of(request).events(model_admin.view_action)[: self.longest]
        return [(str(event.pk), str(event)) for event in events]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        event = event_named_in(request.GET)
        if event is None:
            return queryset
        return queryset.filter(**{self.path: event})

    def has_output(self) -> bool:
        # Where the address has settled the event, the filter narrows the list, but offers nothing.
        return self.is_settled or super().has_output()

    def choices(self, changelist: Any) -> Any:
        return [] if self.is_settled else super().choices(changelist)

    def __init__(
        self,
        request: HttpRequest,
        params: dict[str, Any],
        model: type[models.Model],
        model_admin: "EventScopedAdmin",
    ) -> None:
        self.path = model_admin.event_path
        self.is_settled = getattr(request, "event", None) is not None
        super().__init__(request, params, model, model_admin)


def event_named_in(query: QueryDict) -> int | None:
    """The number of the event that an address names, itself or through the list one came from."""
    number = query.get("event") or QueryDict(query.get("_changelist_filters", "")).get("event", "")
    return int(number) if number and number.isascii() and number.isdecimal() and len(number) < 19 else None


class EventScopedAdmin(admin.ModelAdmin):
    """An admin class for what belongs to an event; what one may not see does not exist."""

    event_path = "event"
    """How queries reach the event from a row; empty for the event itself."""
    view_action = Action.VIEW_EVENT
    change_action = Action.EDIT_EVENT
    delete_action: Action | None = None
    """What deleting needs, where it is not what changing needs."""
    is_read_only = False
    """Whether nobody at all adds, changes or deletes rows by hand."""
    section_order: int | None = None
    """The place in an event's menu and on its page; None where it has none."""
    section_is_wide = False
    """Whether its part of the event page takes the whole width."""

    form = EventBoundForm
    formfield_overrides = CLOCKS | WEB_ADDRESSES
    list_per_page = 50
    empty_value_display = ""
    view_on_site = False

    # --- What one may do

    def event_id_of(self, obj: models.Model) -> int | None:
        """The number of the event to which obj belongs."""
        value: Any = obj
        steps = self.event_path.split("__") if self.event_path else []
        for step in steps[:-1]:
            value = getattr(value, step)
        return getattr(value, f"{steps[-1]}_id") if steps else obj.pk

    def event_of(self, obj: models.Model) -> Event | None:
        """The event to which obj belongs."""
        value: Any = obj
        for step in self.event_path.split("__") if self.event_path else []:
            value = getattr(value, step)
        return value

    def may(self, request: HttpRequest, action: Action, obj: models.Model | None) -> bool:
        reach = Reach.of(request)
        return reach.may_anywhere(action) if obj is None else reach.may_in(self.event_id_of(obj), action)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return Reach.of(request).may_anywhere(self.view_action)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may(request, self.view_action, obj)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return not self.is_read_only and self.may(request, self.change_action, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        if self.is_read_only:
            return False
        event = getattr(request, "event", None)
        reach = Reach.of(request)
        return reach.may_in(event.pk, self.change_action) if event else reach.may_anywhere(self.change_action)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return not self.is_read_only and self.may(request, self.delete_action or self.change_action, obj)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        queryset = super().get_queryset(request)
        if getattr(request.user, "is_superuser", False):
            return queryset
        return queryset.filter(
            **{f"{self.event_path or 'pk'}__in": Reach.of(request).events(self.view_action)}
        )

    # --- The event that a page is about

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        obj = super().get_object(request, object_id, from_field)
        if obj is not None:
            request.event = self.event_of(obj)  # type: ignore[attr-defined]
        return obj

    def get_preserved_filters(self, request: HttpRequest) -> str:
        """Whoever came to a row by its event goes back to the list of that event."""
        preserved = super().get_preserved_filters(request)
        event = getattr(request, "event", None)
        if preserved or not self.event_path or event is None:
            return preserved
        return urlencode({"_changelist_filters": f"event={event.pk}"})

    def list_url(self, event: Event) -> str:
        """The address of the list of event's rows."""
        return f"{reverse(f'admin:{self.opts.app_label}_{self.opts.model_name}_changelist')}?event={event.pk}"

    def add_url(self, event: Event) -> str:
        """The address of the form for a new row of event."""
        return f"{reverse(f'admin:{self.opts.app_label}_{self.opts.model_name}_add')}?event={event.pk}"

    def heading_of(self, obj: Any) -> str:
        """What the page of one row is headed with; the event stands above it already."""
        return str(obj)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        shown = super().get_list_display(request)
        return [name for name in shown if name != "event" or getattr(request, "event", None) is None]

    def section_name(self) -> str:
        """What the event's menu and page call these rows."""
        return str(capfirst(self.opts.verbose_name_plural))

    def may_add_to(self, request: HttpRequest, event: Event) -> bool:
        return not self.is_read_only and Reach.of(request).may_in(event.pk, self.change_action)

    def steps(self, events: Sequence[Event]) -> Iterable[Step]:
        """What is left to do in events, by a number of queries that does not grow with them."""
        return ()

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        """What ``templates/admin/<app>/<model>/section.html`` shows on the event page, besides
        ``event``, ``name``, ``count``, ``list_url``, ``add_url`` (or "") and ``may_change``."""
        return {}

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        if issubclass(form, EventBoundForm):
            form.event = getattr(request, "event", None)
        return form

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str] | tuple[str, ...] | None:
        exclude = super().get_exclude(request, obj)
        return [*(exclude or []), "event"] if self.event_path == "event" else exclude

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        number = event_named_in(request.GET)
        if number is not None and self.event_path:
            request.event = Reach.of(request).events(self.view_action).filter(pk=number).first()  # type: ignore[attr-defined]
            if request.event is None:  # type: ignore[attr-defined]
                raise Http404
        is_narrowed = bool(request.GET.keys() - ABOUT_THE_LIST)
        return super().changelist_view(request, {"is_narrowed": is_narrowed} | (extra_context or {}))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A row is added to an event; where the address names none, the event is chosen first."""
        if self.event_path == "event" and self.has_add_permission(request):
            events = Reach.of(request).events(self.change_action)
            number = event_named_in(request.GET)
            if number is None:
                return self.choose_event(request, events)
            request.event = events.filter(pk=number).first()  # type: ignore[attr-defined]
            if request.event is None:  # type: ignore[attr-defined]
                raise Http404
        return super().add_view(request, form_url, extra_context)

    def choose_event(self, request: HttpRequest, events: EventQuerySet) -> HttpResponse:
        """Ask to which event a new row belongs; where there is one only, do not ask."""
        choices = list(events[: EventFilter.longest])
        if len(choices) == 1:
            query = request.GET.copy()
            query["event"] = str(choices[0].pk)
            return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("For which event?"),
            "events": choices,
        }
        return TemplateResponse(request, "admin/choose_event.html", context)

    # --- Times are those of the event's clocks

    def zone_of(self, request: HttpRequest, obj: models.Model | None) -> Any:
        """The zone in which the times of a form are typed and shown."""
        event = getattr(request, "event", None)
        return event.zone if event else timezone.get_default_timezone()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        with timezone.override(self.zone_of(request, obj)):
            response = super().history_view(request, object_id, extra_context)
            return response.render() if isinstance(response, TemplateResponse) else response

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if obj is not None:
            extra_context = {"subtitle": self.heading_of(obj)} | (extra_context or {})
        with timezone.override(self.zone_of(request, obj)):
            response = super().changeform_view(request, object_id, form_url, extra_context)
            # A template is rendered after its view has returned, when the zone would be gone.
            return response.render() if isinstance(response, TemplateResponse) else response


class EventScopedInline(RowsOfOnePage):
    """Rows that are edited on their parent's page: who may change the parent may change them."""

    view_action = Action.VIEW_EVENT
    change_action = Action.EDIT_EVENT
    formfield_overrides = CLOCKS
    extra = 0

    def may(self, request: HttpRequest, action: Action, parent: models.Model | None) -> bool:
        event = getattr(request, "event", None)
        reach = Reach.of(request)
        if parent is None or parent.pk is None or event is None:
            return reach.may_anywhere(action)
        return reach.may_in(event.pk, action)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may(request, self.view_action, obj)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may(request, self.change_action, obj)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may(request, self.change_action, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may(request, self.change_action, obj)
