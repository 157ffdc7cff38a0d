"""Where calendars find an agenda."""

from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.simple_tag
def subscription_url(slug: str) -> str:
    """The address by which a calendar program subscribes to the agenda, instead of reading it once."""
    return f"webcal://{urlsplit(settings.BASE_URL).netloc}{reverse('events:agenda_calendar', args=[slug])}"
