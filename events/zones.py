"""In which time zones a reader may look at an agenda."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

AREAS = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian"),
    *("Pacific", "UTC"),
}


def find(name: str) -> ZoneInfo | None:
    """The zone of that name, None where the world has none."""
    return ZoneInfo(name) if name in _names() else None


@cache
def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every zone as (name, city), grouped by area."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(_names()):
        area, _slash, city = name.partition("/")
        if area in AREAS:
            groups.setdefault(area, []).append((name, (city or area).replace("_", " ").replace("/", ", ")))
    return list(groups.items())


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())
