"""The attendee's own agenda: as much of it as their registration lets them know of at this moment."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events import calendar, materials, programme, views, withdrawn, zones
from events.programme_parts import Programme
from registrations.models import Registration
from registrations.personal_views import personal, verified_registration
from registrations.viewers import has_own_agenda, viewer_of

FRAME = "registrations/agenda_base.html"


@personal(referrer_policy="no-referrer")
@require_safe
def agenda(request: HttpRequest, token: str) -> HttpResponse:
    own, reading = _read(request, token)
    at = timezone.now()
    return views.agenda_page(
        request, "events/agenda_for_some.html", reading, at=at, changed={}, **_frame(own)
    )


@personal(referrer_policy="no-referrer")
@require_safe
def session(request: HttpRequest, token: str, code: str) -> HttpResponse:
    own, reading = _read(request, token)
    item = views.known(reading.session, code)
    return views.page(request, "events/session.html", reading, session=item, **_frame(own))


@personal(referrer_policy="no-referrer")
@require_safe
def speaker(request: HttpRequest, token: str, speaker_slug: str) -> HttpResponse:
    own, reading = _read(request, token)
    item = views.known(reading.speaker, speaker_slug)
    return views.page(request, "events/speaker.html", reading, speaker=item, **_frame(own))


@personal(referrer_policy="no-referrer")
@require_safe
def material(request: HttpRequest, token: str, code: str) -> FileResponse:
    _own, reading = _read(request, token)
    return materials.download(views.known(reading.material, code).file)


@personal(referrer_policy="no-referrer")
@require_safe
def agenda_calendar(request: HttpRequest, token: str) -> HttpResponse:
    own, reading = _read(request, token)
    gone = withdrawn.sessions(own.event, viewer=reading.viewer)
    content = calendar.agenda_calendar(reading, withdrawn=gone, uid=f"registration-{own.pk}-agenda")
    return views.calendar_file(content, name=reading.slug)


@personal(referrer_policy="no-referrer")
@require_safe
def session_calendar(request: HttpRequest, token: str, code: str) -> HttpResponse:
    _own, reading = _read(request, token)
    return views.calendar_file(
        calendar.session_calendar(reading, views.known(reading.session, code)), name=code
    )


def _read(request: HttpRequest, token: str) -> tuple[Registration, Programme]:
    """The agenda as it is for this attendee now. Raises Http404 for whom it is nothing of their own."""
    own = verified_registration(token)
    if not has_own_agenda(own):
        raise Http404
    zone = zones.find(request.GET.get("tz", ""))
    return own, programme.read(own.event, viewer=viewer_of(own), zone=zone, at=timezone.now())


def _frame(own: Registration) -> dict[str, Any]:
    """What makes a page like the public one lead to the others of this attendee."""
    addresses = {
        "events:agenda": ("registrations:own_agenda", own.token),
        "events:agenda_calendar": ("registrations:own_agenda_calendar", own.token),
        "events:session": ("registrations:own_session", own.token),
        "events:session_calendar": ("registrations:own_session_calendar", own.token),
        "events:speaker": ("registrations:own_speaker", own.token),
        "events:material": ("registrations:own_material", own.token),
    }
    return {"frame": FRAME, "addresses": addresses, "registration": own}
