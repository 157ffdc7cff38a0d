"""What every request passes through that Django does not bring."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone, translation

from config import kept_pages
from config.kept_pages import KeptPage, renderings, shelf
from events import editions, zones

LONGEST_QUERY = 500
SECONDS_TO_WAIT_FOR_ANOTHERS_RENDERING = 10
# Nothing that a request says of its sender reaches the rendering of a page that everybody gets.
PERSONAL = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_ACCEPT_LANGUAGE")


class UrlLocaleMiddleware(LocaleMiddleware):
    """The URL alone decides the language.

    Django's own middleware says ``Vary: Accept-Language`` on unprefixed pages, although their
    language never depends on it; shared caches would keep one copy a reader.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response


@dataclass(frozen=True, slots=True)
class Address:
    """All that tells one kept page from another; the path holds the language."""

    path: str
    zone: str


class KeptPagesMiddleware:
    """Answers for public pages from memory, before anything else looks at the request.

    What it does not know it has rendered, once: those who ask for the same page meanwhile wait for it.
    Errors are not kept, so that guessing addresses fills no memory.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return self.get_response(request)
        address, others = _asked(request)
        if address is None:
            return self.get_response(request)
        if not others and (page := _kept(address)):
            return page.answer(request, now=timezone.now())
        match = _match(address.path)
        reads = editions.reads_of_query(match.func) if match else None
        if match is None or reads is None:
            return self.get_response(request)
        if reads & others:
            return self._for_now(request)
        return self._once(request, address, slug=match.kwargs.get("slug"))

    def _for_now(self, request: HttpRequest) -> HttpResponseBase:
        """What so few ask for that it is not kept: rendered each time, and sent as kept pages are."""
        response = self.get_response(request)
        coding = kept_pages.preferred_coding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        page = kept_pages.whole(response, slug=None, edition="", codings=(coding,))
        return page.answer(request, now=timezone.now()) if page else response

    def _once(self, request: HttpRequest, address: Address, *, slug: str | None) -> HttpResponseBase:
        """The page, rendered by whoever asks for it first."""
        edition = editions.public.current(slug)
        rendering, is_ours = renderings.begin((address, edition))
        if not is_ours:
            rendering.is_done.wait(SECONDS_TO_WAIT_FOR_ANOTHERS_RENDERING)
            if rendering.page:
                return rendering.page.answer(request, now=timezone.now())
            return self.get_response(request)
        try:
            # Another may have ended between our look and our beginning.
            rendering.page = _kept(address)
            if rendering.page is None:
                with _as_from_anybody(request, address):
                    response = self.get_response(request)
                rendering.page = kept_pages.whole(response, slug=slug, edition=edition)
                if rendering.page is None:
                    return response
                shelf.put(address, rendering.page)
            return rendering.page.answer(request, now=timezone.now())
        finally:
            renderings.end((address, edition))


def _asked(request: HttpRequest) -> tuple[Address | None, set[str]]:
    """Which page is asked for, and what the query names beyond it; no page for an unknown time zone."""
    query = request.META.get("QUERY_STRING", "")
    if not query:
        return Address(request.path_info, ""), set()
    if len(query) > LONGEST_QUERY:
        return None, set()
    parameters = dict(parse_qsl(query, keep_blank_values=True))
    zone = parameters.pop("tz", "")
    if zone and not zones.find(zone):
        return None, set()
    return Address(request.path_info, zone), set(parameters)


def _kept(address: Address) -> KeptPage | None:
    """The page at an address, if it is kept and still holds."""
    page = shelf.find(address)
    if page and page.holds(edition=editions.public.current(page.slug), now=timezone.now()):
        return page
    return None


def _match(path: str) -> ResolverMatch | None:
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return resolve(path)
        except Resolver404:
            return None


@contextmanager
def _as_from_anybody(request: HttpRequest, address: Address) -> Iterator[None]:
    """The request as anybody would have made it who wants to read this page."""
    method, query = request.method, request.META.get("QUERY_STRING", "")
    for name in PERSONAL:
        request.META.pop(name, None)
    request.META["QUERY_STRING"] = urlencode({"tz": address.zone}, safe="/") if address.zone else ""
    request.META["REQUEST_METHOD"] = request.method = "GET"
    try:
        yield
    finally:
        request.META["REQUEST_METHOD"] = request.method = method
        request.META["QUERY_STRING"] = query
