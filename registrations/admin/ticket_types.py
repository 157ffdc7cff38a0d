"""Ticket types in the admin: what is on offer, and how many seats there are."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events.admin import clock
from events.admin.scope import EventBoundForm, EventFilter, EventScopedAdmin
from events.admin.steps import Step
from events.models import Event
from registrations import seats
from registrations.models import Status, TicketType
from speakers.bilingual_admin import BilingualAdmin


class TicketTypeForm(EventBoundForm):
    def clean_capacity(self) -> int | None:
        """The row stays locked until it is saved, so that no seat is taken in between."""
        capacity: int | None = self.cleaned_data["capacity"]
        if self.instance.pk is not None:
            locked = TicketType.objects.select_for_update().get(pk=self.instance.pk)
            self.instance.seats_taken = locked.seats_taken
        if capacity is not None and capacity < self.instance.seats_taken:
            raise forms.ValidationError(
                ngettext(
                    "%(taken)d seat is taken already; the capacity cannot be smaller.",
                    "%(taken)d seats are taken already; the capacity cannot be smaller.",
                    self.instance.seats_taken,
                ),
                params={"taken": self.instance.seats_taken},
            )
        return capacity

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("price") and not values.get("currency"):
            self.add_error("currency", gettext("Say in which currency the price is."))
        message = gettext("The ticket type must close after it opens.")
        clock.check_order(self, "opens_at", "closes_at", message=message)
        return values


@admin.register(TicketType)
class TicketTypeAdmin(EventScopedAdmin, BilingualAdmin):
    form = TicketTypeForm
    change_action = Action.MANAGE_REGISTRATION
    section_order = 30
    list_display = ("name", "capacity", "seats_taken", "waiting", "needs_review", "offered", "order", "event")
    list_filter = (EventFilter,)
    list_select_related = ("event",)
    search_fields = ("name_en", "name_ja")
    readonly_fields = ("seats_taken", "waiting")
    fieldsets = (
        (None, {"fields": ("name", "description")}),
        (_("Seats"), {"fields": (("capacity", "seats_taken", "waiting"), "needs_review")}),
        (_("Price"), {"fields": (("price", "currency", "tax_percent"),)}),
        (_("When it is on offer"), {"fields": (("opens_at", "closes_at"), "order")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        waiting = Count("registrations", filter=Q(registrations__status=Status.WAITLISTED))
        return super().get_queryset(request).annotate(waiting_count=waiting)

    @admin.display(description=_("waiting"), ordering="waiting_count")
    def waiting(self, ticket_type: Any) -> int:
        return getattr(ticket_type, "waiting_count", 0)

    @admin.display(description=_("on offer"))
    def offered(self, ticket_type: TicketType) -> str:
        if ticket_type.opens_at is None and ticket_type.closes_at is None:
            return gettext("While registration is open")
        zone = ticket_type.event.zone
        return (
            f"{clock.show(ticket_type.opens_at, zone=zone)} → {clock.show(ticket_type.closes_at, zone=zone)}"
        )

    def save_model(self, request: HttpRequest, obj: TicketType, form: forms.ModelForm, change: bool) -> None:
        """The capacity goes through ``seats.set_capacity``, which gives new seats to the waiting list."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        capacity = obj.capacity
        kept = {"id", "capacity", "seats_taken"}
        obj.save(update_fields=[field.name for field in obj._meta.concrete_fields if field.name not in kept])
        if "capacity" in form.changed_data:
            waited = obj.registrations.waiting().count()
            seats.set_capacity(obj, capacity, now=timezone.now())
            moved_up = waited - obj.registrations.waiting().count()
            if moved_up:
                text = ngettext(
                    "%(count)d person moved up from the waiting list.",
                    "%(count)d people moved up from the waiting list.",
                    moved_up,
                )
                messages.success(request, text % {"count": moved_up})

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        return {"ticket_types": self.get_queryset(request).filter(event=event)}

    def steps(self, events: Sequence[Event]) -> Iterator[Step]:
        having = set(TicketType.objects.filter(event__in=events).values_list("event", flat=True))
        for event in (event for event in events if event.takes_registrations):
            yield Step(
                event.pk,
                gettext("Set up the ticket types"),
                self.add_url(event),
                is_done=event.pk in having,
                action=Action.MANAGE_REGISTRATION,
            )
