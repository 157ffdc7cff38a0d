"""Venues and their rooms in the admin; all events share them."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin import SharedAdmin, SharedInline
from events.models import Room, Venue
from speakers.bilingual_admin import BilingualAdmin, BilingualForm, BilingualTabularInline


class RoomInline(SharedInline, BilingualTabularInline):
    model = Room
    form = BilingualForm
    fields = ("name", "capacity", "order")


@admin.register(Venue)
class VenueAdmin(SharedAdmin, BilingualAdmin):
    form = BilingualForm
    inlines = (RoomInline,)
    list_display = ("name", "city", "country", "number_of_rooms")
    search_fields = ("name_en", "name_ja", "city_en", "city_ja")
    fieldsets = (
        (None, {"fields": ("name", "address", "city", ("country", "website"))}),
        (_("For visitors"), {"fields": ("access",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(room_count=Count("rooms"))

    @admin.display(description=_("rooms"), ordering="room_count")
    def number_of_rooms(self, venue: Venue) -> int:
        return venue.room_count  # type: ignore[attr-defined]
