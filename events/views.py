"""The public pages: pure functions of a release, the language, the zone and, for registration, the time."""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from events import (
    calendar,
    editions,
    history,
    listings,
    materials,
    now,
    programme,
    selection,
    structured_data,
    time_grid,
    timetable,
    withdrawn,
    zones,
)
from events.editions import hold_until, same_for_everybody
from events.models import AgendaRelease
from events.programme import Programme

CALENDAR_TYPE = "text/calendar; charset=utf-8"
LONGEST_ZONE_NAME = 60

Item = TypeVar("Item")


@same_for_everybody()
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    listing = listings.of_published_events(now=now, language=translation.get_language() or "en")
    response = render(request, "events/home.html", {"listing": listing})
    hold_until(response, *(event.ends_at for event in listing.upcoming), now=now)
    return response


@same_for_everybody()
def event(request: HttpRequest, slug: str) -> HttpResponse:
    published = published_programme(request, slug)
    at = timezone.now()
    told = now.at(published, now=at)
    response = page(
        request,
        "events/event.html",
        published,
        now=told,
        days=timetable.in_short(published),
        speakers=timetable.leading_speakers(published),
        structured_data=structured_data.to_script(structured_data.event_data(published)),
    )
    hold_until(response, told.until, now=at)
    return response


@same_for_everybody(reads=selection.PARAMETERS)
def agenda(request: HttpRequest, slug: str) -> HttpResponse:
    source, at = _source(slug), timezone.now()
    published = _read(request, source, at=at)
    changed = history.latest(source, language=published.language, at=at)
    return agenda_page(request, "events/agenda.html", published, at=at, changed=changed)


def agenda_page(
    request: HttpRequest, template: str, published: Programme, *, at: dt.datetime, **context: Any
) -> HttpResponse:
    """The agenda, or what of it is asked for, as it is read at that instant."""
    told = now.at(published, now=at)
    asked = selection.read(published, request.GET)
    with timezone.override(published.zone):
        shown = time_grid.grids(asked) if asked.layout == selection.GRID else timetable.sections(asked)
        response = page(
            request,
            template,
            published,
            now=told,
            at=at,
            selection=asked,
            summary=selection.summary(asked),
            shown=shown,
            tabs=timetable.tabs(asked),
            zone_choices=zones.choices(),
            **context,
        )
    hold_until(response, told.until, now=at)
    return response


@same_for_everybody()
def agenda_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    gone = withdrawn.sessions(get_object_or_404(listings.published_events(), slug=slug), at=now)
    published = published_programme(request, slug, at=now)
    return calendar_file(calendar.agenda_calendar(published, withdrawn=gone), name=slug)


@same_for_everybody()
def session(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    source, at = _source(slug), timezone.now()
    published = _read(request, source, at=at)
    item = known(published.session, code)
    return page(
        request,
        "events/session.html",
        published,
        session=item,
        changed=history.latest(source, language=published.language, at=at).get(code, ""),
        structured_data=structured_data.to_script(structured_data.session_data(published, item)),
    )


@same_for_everybody()
def session_calendar(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    published = published_programme(request, slug)
    return calendar_file(calendar.session_calendar(published, known(published.session, code)), name=code)


@require_safe
def material(request: HttpRequest, slug: str, code: str) -> FileResponse:
    """A public file of a session."""
    return materials.download(known(published_programme(request, slug).material, code).file)


@same_for_everybody()
def speakers(request: HttpRequest, slug: str) -> HttpResponse:
    return page(request, "events/speakers.html", published_programme(request, slug))


@same_for_everybody()
def speaker(request: HttpRequest, slug: str, speaker_slug: str) -> HttpResponse:
    published = published_programme(request, slug)
    return page(request, "events/speaker.html", published, speaker=known(published.speaker, speaker_slug))


@same_for_everybody()
def organizations(request: HttpRequest, slug: str) -> HttpResponse:
    return page(request, "events/organizations.html", published_programme(request, slug))


def published_programme(request: HttpRequest, slug: str, *, at: dt.datetime | None = None) -> Programme:
    """What the public may read of the event now, in the zone asked for or in the event's own."""
    return _read(request, _source(slug), at=at)


def _source(slug: str) -> AgendaRelease:
    """The release that the public reads; what is not published does not exist."""
    source = editions.public.release(slug)
    if source is None:
        raise Http404
    return source


def _read(request: HttpRequest, source: AgendaRelease, *, at: dt.datetime | None = None) -> Programme:
    return programme.read(source, zone=zones.find(request.GET.get("tz", "")), at=at)


def known(find: Callable[[str], Item], name: str) -> Item:
    """What find gives; what this reader does not know is as if it never was."""
    try:
        return find(name)
    except KeyError:
        raise Http404 from None


def page(request: HttpRequest, template: str, published: Programme, **context: Any) -> HttpResponse:
    """A page of the programme, with all times in the zone in which it was read."""
    now = timezone.now()
    asked_zone = request.GET.get("tz", "")
    takes_registrations = published.takes_registrations
    opens_at, closes_at = published.registration_opens_at, published.registration_closes_at
    frame = {
        "programme": published,
        "unknown_zone": "" if zones.find(asked_zone) else asked_zone[:LONGEST_ZONE_NAME],
        "zone_query": "" if published.is_in_event_zone else f"?{urlencode({'tz': published.time_zone})}",
        "registration_opens_later": takes_registrations and opens_at is not None and now < opens_at,
        "is_registration_open": takes_registrations
        and (opens_at is None or opens_at <= now)
        and now < closes_at,
    }
    with timezone.override(published.zone):
        response = render(request, template, frame | context)
    if takes_registrations:
        hold_until(response, opens_at, closes_at, now=now)
    return response


def calendar_file(content: bytes, *, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=CALENDAR_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )
