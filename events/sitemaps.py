"""Which pages search engines may find: those of published events, and of these what the public may see."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation

from events import listings, programme
from events.editions import same_for_everybody
from events.models import Event
from events.programme import Programme

XML = "application/xml"


@same_for_everybody()
def index(request: HttpRequest) -> HttpResponse:
    """One site map for each published event, so that none grows with the number of events."""
    slugs = Event.objects.published().order_by("pk").values_list("slug", flat=True)
    addresses = [f"{settings.BASE_URL}{reverse('event_sitemap', args=[slug])}" for slug in slugs]
    return render(request, "events/sitemap_index.xml", {"addresses": addresses}, content_type=XML)


@same_for_everybody()
def of_event(request: HttpRequest, slug: str) -> HttpResponse:
    """Every public page of the event, each with its address in every language."""
    event = get_object_or_404(listings.published_events(), slug=slug)
    published = programme.read(event)
    pages = [
        {code: _address(code, name, arguments) for code, _language in settings.LANGUAGES}
        for name, arguments in _pages(published)
    ]
    context = {"pages": pages, "changed_at": published.published_at}
    return render(request, "events/sitemap.xml", context, content_type=XML)


def _pages(published: Programme) -> Iterator[tuple[str, list[str]]]:
    slug = published.slug
    for name in ("event", "agenda", "speakers", "organizations", "changes"):
        yield f"events:{name}", [slug]
    for session in published.sessions:
        yield "events:session", [slug, session.code]
    for speaker in published.speakers:
        yield "events:speaker", [slug, speaker.slug]


def _address(language: str, name: str, arguments: list[str]) -> str:
    with translation.override(language):
        return f"{settings.BASE_URL}{reverse(name, args=arguments)}"
