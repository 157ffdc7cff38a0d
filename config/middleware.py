"""What every request passes through that Django does not bring."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class UrlLocaleMiddleware(LocaleMiddleware):
    """The URL alone decides the language.

    Django's own middleware says ``Vary: Accept-Language`` on unprefixed pages, although their
    language never depends on it; shared caches would keep one copy a reader.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response
