"""Which sessions have seats of their own, in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts.permissions import Action
from events.admin.scope import EventBoundForm, EventFilter, EventScopedAdmin
from events.models import Event, Session
from registrations import session_seats
from registrations.models import SessionSeats


class SessionSeatsForm(EventBoundForm):
    class Meta:
        model = SessionSeats
        fields = ("session", "capacity", "closes_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "session" in self.fields and self.event is not None:
            free = Session.objects.filter(event=self.event, session_seats=None)
            self.fields["session"].queryset = free  # type: ignore[attr-defined]

    def clean_capacity(self) -> int:
        """The row stays locked until it is saved, so that no seat is taken in between."""
        capacity: int = self.cleaned_data["capacity"]
        if self.instance.pk is not None:
            self.instance.seats_taken = (
                SessionSeats.objects.select_for_update().get(pk=self.instance.pk).seats_taken
            )
        if capacity < self.instance.seats_taken:
            raise forms.ValidationError(
                ngettext(
                    "%(taken)d seat is taken already; the capacity cannot be smaller.",
                    "%(taken)d seats are taken already; the capacity cannot be smaller.",
                    self.instance.seats_taken,
                ),
                params={"taken": self.instance.seats_taken},
            )
        return capacity


@admin.register(SessionSeats)
class SessionSeatsAdmin(EventScopedAdmin):
    form = SessionSeatsForm
    change_action = Action.MANAGE_REGISTRATION
    section_order = 37
    list_display = ("session", "capacity", "seats_taken", "event")
    list_filter = (EventFilter,)
    list_select_related = ("session", "event")
    search_fields = ("session__title_en", "session__title_ja")
    readonly_fields = ("seats_taken",)
    fields = ("session", ("capacity", "seats_taken"), "closes_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(["session"] if obj else [])]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Seats that attendees have chosen are not taken away by deleting the row."""
        return (obj is None or not obj.choices.exists()) and super().has_delete_permission(request, obj)

    def save_model(
        self, request: HttpRequest, obj: SessionSeats, form: forms.ModelForm, change: bool
    ) -> None:
        """The capacity goes through ``session_seats``, which gives new seats to those who wait."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        capacity = obj.capacity
        obj.save(update_fields=["closes_at"])
        if "capacity" in form.changed_data:
            session_seats.set_capacity(obj, capacity, now=timezone.now())

    def section_name(self) -> str:
        return gettext("Sessions with seats")

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        return {
            "rows": self.get_queryset(request).filter(event=event).select_related("session"),
            "desk_url": reverse("registrations:desk_sessions", args=[event.slug]),
        }
