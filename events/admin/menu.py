"""How organizers get about: the menu of an event, its page, and what is left to do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.loader import select_template
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Action
from events.admin.scope import EventScopedAdmin, Reach
from events.admin.steps import Step
from events.models import Event


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Section:
    """One part of the event page, already written out."""

    name: str
    content: str
    is_wide: bool = False


@dataclass
class EventSummary:
    """An event in a list, with the next steps that its reader can take."""

    event: Event
    url: str
    steps: list[Step] = field(default_factory=list)

    @property
    def next_steps(self) -> list[Step]:
        return [step for step in self.steps if not step.is_done]


def scoped_admins(site: AdminSite) -> list[EventScopedAdmin]:
    """The admin classes that have a place in an event's menu, in its order."""
    admins = [
        model_admin
        for model_admin in site._registry.values()
        if isinstance(model_admin, EventScopedAdmin) and model_admin.section_order is not None
    ]
    return sorted(admins, key=lambda model_admin: model_admin.section_order or 0)


def items(request: HttpRequest, event: Event, site: AdminSite) -> Iterator[MenuItem]:
    """What can be reached from each page of event by its reader."""
    reach = Reach.of(request)
    if reach.may_in(event.pk, Action.VIEW_EVENT):
        overview = reverse("admin:events_event_overview", args=[event.pk])
        details = reverse("admin:events_event_change", args=[event.pk])
        yield MenuItem(_("Overview"), overview, request.path == overview)
        yield MenuItem(_("Details"), details, request.path == details)
    for model_admin in scoped_admins(site):
        if reach.may_in(event.pk, model_admin.view_action):
            url = model_admin.list_url(event)
            yield MenuItem(model_admin.section_name(), url, request.path.startswith(url.partition("?")[0]))
    if reach.may_in(event.pk, Action.PUBLISH_AGENDA):
        publish = reverse("admin:events_event_publish", args=[event.pk])
        yield MenuItem(_("Publish agenda"), publish, request.path == publish)


def sections(request: HttpRequest, event: Event, site: AdminSite) -> Iterator[Section]:
    """What the event page shows: one part for each kind of thing that its reader may see."""
    reach = Reach.of(request)
    for model_admin in scoped_admins(site):
        if not reach.may_in(event.pk, model_admin.view_action):
            continue
        template = select_template(
            [
                f"admin/{model_admin.opts.app_label}/{model_admin.opts.model_name}/section.html",
                "admin/section.html",
            ]
        )
        context: dict[str, Any] = {
            "event": event,
            "name": model_admin.section_name(),
            "count": model_admin.get_queryset(request).filter(**{model_admin.event_path: event.pk}).count(),
            "list_url": model_admin.list_url(event),
            "add_url": model_admin.add_url(event) if model_admin.may_add_to(request, event) else "",
            "may_change": reach.may_in(event.pk, model_admin.change_action),
        }
        context |= model_admin.section_context(request, event)
        yield Section(
            model_admin.section_name(), template.render(context, request), model_admin.section_is_wide
        )


def summaries(request: HttpRequest, events: Sequence[Event], site: AdminSite) -> list[EventSummary]:
    """events with what is left to do in each, by a number of queries that does not grow with them."""
    reach = Reach.of(request)
    found = {
        event.pk: EventSummary(event, reverse("admin:events_event_overview", args=[event.pk]))
        for event in events
    }
    about_events: Any = site.get_model_admin(Event)
    for model_admin in (about_events, *scoped_admins(site)):
        for step in model_admin.steps(events):
            if reach.may_in(step.event_id, step.action):
                found[step.event_id].steps.append(step)
    return list(found.values())
