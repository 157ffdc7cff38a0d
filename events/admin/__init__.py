"""Where organizers build their events: one module for each thing that they work on."""

from events.admin import audiences, events, places, releases, series, sessions, staff, tracks

__all__ = ["audiences", "events", "places", "releases", "series", "sessions", "staff", "tracks"]
