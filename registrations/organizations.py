"""Which known organization somebody means who writes its name, and which ones to suggest meanwhile."""

import functools
import operator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from events import listings, programme
from registrations import names
from speakers.models import Organization

NAME_FIELDS = tuple(f"name_{language}" for language in settings.MODELTRANSLATION_LANGUAGES)
FEW = 60
SUGGESTED_AT_ONCE = 10
SHORTEST_QUERY = 2
MOST_OF_ALL = 1000


def named(name: str) -> QuerySet[Organization]:
    """Those of that name in any language."""
    return Organization.objects.filter(_any_name("iexact", name))


def known_as(name: str, *, country: str = "") -> Organization | None:
    """The organization of that name in any language; among several namesakes the one of that country."""
    namesakes = list(named(name).only("country").order_by()[:50])
    if len(namesakes) > 1:
        namesakes = [organization for organization in namesakes if organization.country == country]
    return namesakes[0] if len(namesakes) == 1 else None


def few_names() -> list[str] | None:
    """The names of all known organizations in all languages, or None when they are too many for a page."""
    rows = _offered().values_list(*NAME_FIELDS)[: FEW + 1]
    return sorted({name for row in rows for name in row if name}) if len(rows) <= FEW else None


def suggestions(text: str) -> list[str]:
    """Names of known organizations that contain text, those that begin with it first."""
    try:
        text = names.tidy(text)
    except ValidationError:
        return []
    if len(text) < SHORTEST_QUERY:
        return []
    rows = _offered().filter(_any_name("icontains", text)).values_list(*NAME_FIELDS)
    wanted = text.casefold()
    found = {name for row in rows[:100] for name in row if name and wanted in name.casefold()}
    return sorted(found, key=lambda name: (not name.casefold().startswith(wanted), name))[:SUGGESTED_AT_ONCE]


def all_names() -> list[str]:
    """What staff choose from: the names in their language, of very many organizations the first thousand."""
    return sorted({one.name for one in Organization.objects.order_by("pk")[:MOST_OF_ALL]})


def _offered() -> QuerySet[Organization]:
    """Those that the public reads of, and those that organizers let be suggested.

    Nothing else decides, above all not in which sessions they appear: a hidden one shows by neither
    bringing a name nor taking one away.
    """
    public = {
        int(key)
        for event in listings.published_events()
        for key in programme.read(event).projection["organizations"]
    }
    return Organization.objects.filter(Q(is_suggested=True) | Q(pk__in=public))


def _any_name(lookup: str, value: str) -> Q:
    return functools.reduce(operator.or_, (Q(**{f"{field}__{lookup}": value}) for field in NAME_FIELDS))
