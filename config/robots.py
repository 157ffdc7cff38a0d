"""Where search engines are not wanted: at what belongs to one person or to the staff."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

PRIVATE = ("registrations", "invitations", "delegations", "my-agenda", "staff", "admin", "accounts")


def robots_txt(request: HttpRequest) -> HttpResponse:
    prefixes = ["", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    lines = ["User-agent: *", *(f"Disallow: {prefix}/{part}/" for prefix in prefixes for part in PRIVATE)]
    lines.append(f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
