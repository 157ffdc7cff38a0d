"""What the admin's frame shows of the event that a page is about."""

from django import template
from django.contrib import admin
from django.template import RequestContext

from events.admin import menu

register = template.Library()


@register.simple_tag(takes_context=True)
def event_menu(context: RequestContext) -> list[menu.MenuItem]:
    """What can be reached within the page's event; nothing where the page is about none."""
    request = context.get("request")
    event = getattr(request, "event", None)
    if request is None or event is None or event.pk is None:
        return []
    return list(menu.items(request, event, admin.site))
