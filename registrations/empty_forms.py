"""The form that everybody gets first, rendered once a second for all who ask for it.

When registration opens, hundreds ask for the same page at once, in which nothing differs but the token
against forged requests. Each process renders it, keeps it for a second, and puts each reader's own token in.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

SECONDS_FRESH = 1.0
# While one request renders it anew the others get the one before, unless that is older than this.
SECONDS_AT_MOST = 2.0
PLACE_OF_THE_TOKEN = "the-token-of-whoever-asks"  # noqa: S105 - the place of one
MOST_KEPT = 100


@dataclass(frozen=True, slots=True)
class EmptyForm:
    before: bytes
    after: bytes
    rendered_at: float

    def is_younger_than(self, seconds: float) -> bool:
        return time.monotonic() - self.rendered_at < seconds

    def answer(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(self.before + get_token(request).encode() + self.after)


_kept: dict[tuple[str, str | None], EmptyForm] = {}
_rendering = threading.Lock()


def forget() -> None:
    """Know nothing, as when the process started."""
    _kept.clear()


def answer(request: HttpRequest, slug: str, render: Callable[[], HttpResponse]) -> HttpResponse:
    """The event's empty form in the active language, from memory or from render.

    render writes PLACE_OF_THE_TOKEN where the token belongs; an answer without it is no form, and not kept.
    """
    key = (slug, get_language())
    kept = _kept.get(key)
    if kept and kept.is_younger_than(SECONDS_FRESH):
        return kept.answer(request)
    must_wait = kept is None or not kept.is_younger_than(SECONDS_AT_MOST)
    if not _rendering.acquire(blocking=must_wait) and kept:
        return kept.answer(request)
    try:
        kept = _kept.get(key)
        if kept and kept.is_younger_than(SECONDS_FRESH):
            return kept.answer(request)
        began = time.monotonic()
        response = render()
        before, place, after = response.content.partition(PLACE_OF_THE_TOKEN.encode())
        if not place:
            _kept.pop(key, None)
            return response
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = EmptyForm(before, after, began)
        return _kept[key].answer(request)
    finally:
        _rendering.release()
