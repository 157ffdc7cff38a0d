"""What the frame of every page needs: its address in each language."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import RequestContext
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.translation import get_language_info

register = template.Library()


@dataclass(frozen=True)
class PageInLanguage:
    """One page as it is addressed in one language."""

    code: str
    name: str
    path: str
    address: str
    is_current: bool


@register.simple_tag(takes_context=True)
def page_languages(context: RequestContext | dict[str, Any]) -> list[PageInLanguage]:
    """This page in each language of the site; the home page where this one has no address."""
    request: HttpRequest | None = context.get("request")
    pages = []
    for code, _name in settings.LANGUAGES:
        path = _path_in(code, request)
        query = request.META.get("QUERY_STRING", "") if request and request.method == "GET" else ""
        pages.append(
            PageInLanguage(
                code=code,
                name=get_language_info(code)["name_local"],
                path=f"{path}?{query}" if query else path,
                address=f"{settings.BASE_URL}{path}",
                is_current=code == translation.get_language(),
            )
        )
    return pages


def _path_in(code: str, request: HttpRequest | None) -> str:
    if request is None or request.resolver_match is None:
        with translation.override(code):
            return reverse("events:home")
    return request.path if code == translation.get_language() else translate_url(request.path, code)
