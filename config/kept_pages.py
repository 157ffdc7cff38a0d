"""Which public pages this process keeps whole, and how each is sent.

A page is rendered once for each edition, compressed once, and then answered from memory: the same bytes
for everybody. What is kept is bounded in bytes; what was not asked for longest goes first.
"""

import datetime as dt
import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Collection, Hashable
from dataclasses import dataclass
from functools import lru_cache

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.http import parse_etags

from events.editions import holds_until

MOST_BYTES = 64 * 1024 * 1024
WEIGHT_OF_AN_ENTRY = 2_048  # Headers, keys and the like, roughly.
WORTH_COMPRESSING = 200
GZIP_LEVEL = 6
BROTLI_QUALITY = 5

# The best first: where a reader likes several equally, the first of these is sent.
CODINGS = ("br", "gzip")
UNCODED = "identity"
COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/atom+xml", "application/ld+json")
SENT_WITH_NOT_MODIFIED = ("Cache-Control", "Content-Location", "Vary")

# Browsers ask again each time and mostly hear that nothing changed; a shared cache may answer for a
# second by itself, so that even the greatest crowd is one request a second to each process behind it.
FRESH_FOR_SHARED_CACHES = 1


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A whole answer, as it is sent in each coding."""

    bodies: dict[str, bytes]
    headers: dict[str, str]
    digest: str
    slug: str | None
    edition: str
    holds_until: dt.datetime | None

    @property
    def size(self) -> int:
        return WEIGHT_OF_AN_ENTRY + sum(len(body) for body in self.bodies.values())

    def holds(self, *, edition: str, now: dt.datetime) -> bool:
        return self.edition == edition and (self.holds_until is None or now < self.holds_until)

    def answer(self, request: HttpRequest, *, now: dt.datetime) -> HttpResponse:
        """What this request gets: the page in the coding it prefers, or that it has it already."""
        coding = preferred_coding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        if coding not in self.bodies:
            coding = UNCODED
        etag = f'"{self.digest}"' if coding == UNCODED else f'"{self.digest}-{coding}"'
        response: HttpResponse
        if _is_known(etag, request.META.get("HTTP_IF_NONE_MATCH", "")):
            response = HttpResponseNotModified()
            sent = {name: self.headers[name] for name in SENT_WITH_NOT_MODIFIED if name in self.headers}
        else:
            body = self.bodies[coding]
            response = HttpResponse(b"" if request.method == "HEAD" else body)
            sent = self.headers | {"Content-Length": str(len(body))}
            if coding != UNCODED:
                sent["Content-Encoding"] = coding
        for name, value in sent.items():
            response.headers[name] = value
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = self._cache_control(now)
        return response

    def _cache_control(self, now: dt.datetime) -> str:
        is_about_to_end = self.holds_until and (self.holds_until - now).total_seconds() < (
            FRESH_FOR_SHARED_CACHES
        )
        return f"public, max-age=0, s-maxage={0 if is_about_to_end else FRESH_FOR_SHARED_CACHES}"


def whole(
    response: HttpResponseBase, *, slug: str | None, edition: str, codings: Collection[str] = CODINGS
) -> KeptPage | None:
    """The answer as a page to keep; None for what is an error, or somebody's own, or never whole."""
    varies_by = {name.strip().lower() for name in response.headers.get("Vary", "").split(",")}
    if (
        response.status_code != HttpResponse.status_code
        or not isinstance(response, HttpResponse)
        or response.cookies
        or "Cache-Control" in response.headers
        or varies_by - {"", "accept-encoding"}
    ):
        return None
    content = response.content
    bodies = {UNCODED: content}
    if response.headers["Content-Type"].startswith(COMPRESSIBLE) and len(content) >= WORTH_COMPRESSING:
        if "gzip" in codings:
            bodies["gzip"] = gzip.compress(content, GZIP_LEVEL, mtime=0)
        if "br" in codings:
            bodies["br"] = brotli.compress(content, quality=BROTLI_QUALITY)
    return KeptPage(
        bodies=bodies,
        headers={**response.headers, "Vary": "Accept-Encoding"},
        digest=hashlib.sha256(content).hexdigest()[:32],
        slug=slug,
        edition=edition,
        holds_until=holds_until(response),
    )


@lru_cache(maxsize=256)
def preferred_coding(accepted: str) -> str:
    """The coding in which whoever sent this ``Accept-Encoding`` likes a page best (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        coding, *parameters = (piece.strip() for piece in part.split(";"))
        weights[coding] = _weight(parameters)
    everything_else = weights.get("*", 0.0)
    best = max(CODINGS, key=lambda coding: weights.get(coding, everything_else))
    weight = weights.get(best, everything_else)
    return best if weight > 0 and weight >= weights.get(UNCODED, 0) else UNCODED


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _equals, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def _is_known(etag: str, known: str) -> bool:
    """By the weak comparison, as If-None-Match wants it: proxies that recompress weaken an ETag."""
    if not known:
        return False
    etags = [tag.removeprefix("W/") for tag in parse_etags(known)]
    return etag in etags or "*" in etags


class Shelf:
    """The pages that are kept, at most ``most_bytes`` of them."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, address: Hashable) -> KeptPage | None:
        with self._lock:
            page = self._pages.get(address)
            if page is not None:
                self._pages.move_to_end(address)
            return page

    def put(self, address: Hashable, page: KeptPage) -> None:
        with self._lock:
            self._remove(address)
            if page.size > self.most_bytes:
                return
            self._pages[address] = page
            self.bytes += page.size
            while self.bytes > self.most_bytes:
                self._remove(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.bytes = 0

    def _remove(self, address: Hashable) -> None:
        if page := self._pages.pop(address, None):
            self.bytes -= page.size


class Rendering:
    """One rendering that is under way; ``page`` stays None when what came out is not kept."""

    def __init__(self) -> None:
        self.page: KeptPage | None = None
        self.is_done = threading.Event()


class Renderings:
    """What is being rendered at this moment, so that nobody renders the same a second time."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, Rendering] = {}
        self._lock = threading.Lock()

    def begin(self, what: Hashable) -> tuple[Rendering, bool]:
        """The rendering of that, and whether it is the caller who has to do it and to ``end`` it."""
        with self._lock:
            if rendering := self._under_way.get(what):
                return rendering, False
            rendering = self._under_way[what] = Rendering()
            return rendering, True

    def end(self, what: Hashable) -> None:
        with self._lock:
            rendering = self._under_way.pop(what)
        rendering.is_done.set()


shelf = Shelf()
renderings = Renderings()
