"""What changed in an agenda since it was first published: a page for people and a feed for programs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from events import atom, history, listings, programme, views
from events.editions import same_for_everybody

ENTRIES = 20
LONGEST_NUMBER = 9


@same_for_everybody(reads={"before"})
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(listings.published_events(), slug=slug)
    now = timezone.now()
    told = history.of_event(event, before=_number(request.GET.get("before", "")), at=now)
    if not told.editions:
        raise Http404
    return views.page(request, "events/changes.html", programme.read(event, at=now), history=told)


@same_for_everybody()
def changes_feed(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(listings.published_events(), slug=slug)
    now = timezone.now()
    told = history.of_event(event, at_most=ENTRIES, at=now)
    return HttpResponse(atom.feed(programme.read(event, at=now), told), content_type=atom.CONTENT_TYPE)


def _number(text: str) -> int | None:
    """The number of an edition; none where nothing is asked. Raises Http404 for what is no number."""
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > LONGEST_NUMBER:
        raise Http404
    return int(text)
