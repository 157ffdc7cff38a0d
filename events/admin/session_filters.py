"""Quick filters over the sessions of one event: its days, tracks and rooms."""

import abc
import datetime as dt
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events import writing
from events.models import Event, Room

LONGEST_EVENT = 31
UNSCHEDULED = "none"


def days_of(event: Event) -> list[dt.date]:
    """The days of event on its own clocks; the hours after midnight belong to the evening before."""
    first, last = (_day(moment, event) for moment in (event.starts_at, event.ends_at))
    return [
        first + dt.timedelta(days=number) for number in range(min((last - first).days + 1, LONGEST_EVENT))
    ]


def _day(moment: dt.datetime, event: Event) -> dt.date:
    local = moment.astimezone(event.zone)
    return local.date() if local.time() >= event.day_changes_at else local.date() - dt.timedelta(days=1)


class OfTheEvent(admin.SimpleListFilter, abc.ABC):
    """A filter that has something to offer only where the list is that of one event."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        event = getattr(request, "event", None)
        self.event: Event | None = event
        return self.choices_of(event) if event else []

    @abc.abstractmethod
    def choices_of(self, event: Event) -> list[tuple[str, str]]:
        """What there is to choose from in the event, as values and words."""


class DayFilter(OfTheEvent):
    title = _("day")
    parameter_name = "day"

    def choices_of(self, event: Event) -> list[tuple[str, str]]:
        days = [(day.isoformat(), writing.short_day(day)) for day in days_of(event)]
        return [*days, (UNSCHEDULED, str(_("Without a time")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value == UNSCHEDULED:
            return queryset.filter(starts_at__isnull=True)
        if self.event is None or value not in dict(self.lookup_choices):
            return queryset
        day = dt.date.fromisoformat(value)
        begins, ends = (
            dt.datetime.combine(date, self.event.day_changes_at, tzinfo=self.event.zone)
            for date in (day, day + dt.timedelta(days=1))
        )
        return queryset.filter(starts_at__gte=begins, starts_at__lt=ends)


class TrackFilter(OfTheEvent):
    title = _("track")
    parameter_name = "track"

    def choices_of(self, event: Event) -> list[tuple[str, str]]:
        return [(str(track.pk), str(track)) for track in event.tracks.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(track=self.value()) if self.value() in dict(self.lookup_choices) else queryset


class RoomFilter(OfTheEvent):
    title = _("room")
    parameter_name = "room"

    def choices_of(self, event: Event) -> list[tuple[str, str]]:
        rooms = [(str(room.pk), str(room)) for room in Room.objects.filter(venue=event.venue_id)]
        return [*rooms, (UNSCHEDULED, str(_("Without a room")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == UNSCHEDULED:
            return queryset.filter(room__isnull=True)
        return queryset.filter(room=self.value()) if self.value() in dict(self.lookup_choices) else queryset
