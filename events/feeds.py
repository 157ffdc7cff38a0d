"""The published agenda for other programs: schedule.xml and schedule.json."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from events import listings, programme, schedule_exports
from events.editions import same_for_everybody
from events.programme import Programme

XML_TYPE = "application/xml; charset=utf-8"
JSON_TYPE = "application/json"


@same_for_everybody()
def schedule_xml(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(schedule_exports.to_xml(_published(slug)), content_type=XML_TYPE)


@same_for_everybody()
def schedule_json(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(schedule_exports.to_json(_published(slug)), content_type=JSON_TYPE)


def _published(slug: str) -> Programme:
    """What the public may read of the event, on the event's own clocks: programs have theirs."""
    return programme.read(get_object_or_404(listings.published_events(), slug=slug))
