"""What each kind of reader sees of the agenda: as it is published, and as it is drafted."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.permissions import Action
from events import agenda, audience, programme, views, zones
from events.audience import Viewer
from events.models import Audience, Event
from events.programme_parts import Programme

FRAME = "admin/events/event/preview_frame.html"
DRAFT, CURRENT = "draft", "current"


@dataclass(frozen=True)
class Choice:
    """Something to look at, or somebody to look as."""

    key: str
    label: str
    url: str
    is_current: bool


def urls(about_events: Any) -> list[URLPattern]:
    base = "<int:event_id>/preview/<slug:what>/<slug:reader>/"

    def view(request: HttpRequest, event_id: int, what: str, reader: str, **item: str) -> HttpResponse:
        event = about_events.own_event(request, event_id, Action.VIEW_EVENT)
        return preview(request, event, what, reader, **item)

    wrapped = about_events.admin_site.admin_view(view)
    return [
        path(base, wrapped, name="events_event_preview"),
        path(f"{base}sessions/<slug:session>/", wrapped, name="events_event_preview_session"),
        path(f"{base}speakers/<slug:speaker>/", wrapped, name="events_event_preview_speaker"),
    ]


def readers(event: Event) -> dict[str, tuple[str, Viewer]]:
    """As whom an organizer can look, by a name for addresses, with what it is called."""
    levels = {
        "public": (str(Audience.PUBLIC.label), Viewer.PUBLIC),
        "registered": (str(Audience.REGISTERED.label), Viewer.REGISTERED),
        "approved": (str(Audience.APPROVED.label), Viewer.APPROVED),
    }
    groups = {
        f"group-{group.pk}": (str(group), Viewer.of_groups(group.pk)) for group in event.audience_groups.all()
    }
    return {**levels, **groups, "organizers": (str(Audience.HIDDEN.label), Viewer.ORGANIZER)}


def preview(
    request: HttpRequest, event: Event, what: str, reader: str, *, session: str = "", speaker: str = ""
) -> HttpResponse:
    known = readers(event)
    if reader not in known:
        raise Http404
    reading = _read(request, event, what, known[reader][1])
    context: dict[str, Any] = {
        "frame": FRAME,
        "addresses": {
            "events:agenda": ("admin:events_event_preview", event.pk, what, reader),
            "events:session": ("admin:events_event_preview_session", event.pk, what, reader),
            "events:speaker": ("admin:events_event_preview_speaker", event.pk, what, reader),
            "events:material": ("admin:events_material_file",),
        },
        "event": event,
        "contents": list(_contents(event, what, reader)),
        "readers": [
            Choice(key, label, _address(event, what, key), key == reader)
            for key, (label, _viewer) in known.items()
        ],
    }
    if session:
        item = views.known(reading.session, session)
        return views.page(request, "events/session.html", reading, session=item, **context)
    if speaker:
        person = views.known(reading.speaker, speaker)
        return views.page(request, "events/speaker.html", reading, speaker=person, **context)
    at = timezone.now()
    return views.agenda_page(request, "events/agenda_for_some.html", reading, at=at, changed={}, **context)


def _contents(event: Event, what: str, reader: str) -> Iterator[Choice]:
    yield Choice(DRAFT, gettext("Draft"), _address(event, DRAFT, reader), what == DRAFT)
    if event.current_release_id:
        yield Choice(CURRENT, gettext("As published"), _address(event, CURRENT, reader), what == CURRENT)


def _address(event: Event, what: str, reader: str) -> str:
    return reverse("admin:events_event_preview", args=[event.pk, what, reader])


def _read(request: HttpRequest, event: Event, what: str, viewer: Viewer) -> Programme:
    """The programme for viewer at this moment. Raises Http404 for what there is not."""
    zone, now = zones.find(request.GET.get("tz", "")), timezone.now()
    if what == CURRENT and event.current_release_id:
        return programme.read(event, viewer=viewer, zone=zone, at=now)
    if what != DRAFT:
        raise Http404
    language = translation.get_language() or settings.LANGUAGE_CODE
    projection = audience.project(agenda.document(event), viewer, now)
    reading = programme.Reading(projection, language=language, zone=zone)
    return reading.programme(number=0, published_at=now, viewer=viewer)
