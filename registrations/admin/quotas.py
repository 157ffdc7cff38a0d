"""Quotas in the admin: the seats that several ticket types share."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events.admin.scope import EventBoundForm, EventFilter, EventScopedAdmin
from events.models import Event
from registrations import capacities, places
from registrations.admin.ticket_types import refuse_too_small, tell_who_moved_up
from registrations.models import Quota, Registration
from speakers.bilingual_admin import BilingualAdmin


class QuotaForm(EventBoundForm):
    def clean(self) -> dict[str, Any]:
        """The row stays locked until it is saved, so that no seat is taken in between."""
        values = super().clean() or self.cleaned_data
        if self.instance.pk is not None:
            locked = places.lock_quota(self.instance.pk).quotas[self.instance.pk]
            self.instance.seats_taken = locked.seats_taken
            refuse_too_small(self, "capacity", self.instance.seats_taken)
        return values


@admin.register(Quota)
class QuotaAdmin(EventScopedAdmin, BilingualAdmin):
    form = QuotaForm
    change_action = Action.MANAGE_REGISTRATION
    section_order = 31
    list_display = ("name", "capacity", "seats_taken", "shared_by", "event")
    list_filter = (EventFilter,)
    list_select_related = ("event",)
    search_fields = ("name_en", "name_ja")
    readonly_fields = ("seats_taken", "shared_by")
    fieldsets = ((None, {"fields": ("name", ("capacity", "seats_taken"), "shared_by")}),)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("ticket_types", "online_ticket_types")

    @admin.display(description=_("ticket types"))
    def shared_by(self, quota: Quota) -> str:
        online = _("%(ticket_type)s (online)")
        names = [str(ticket_type) for ticket_type in quota.ticket_types.all()]
        names += [str(online) % {"ticket_type": row} for row in quota.online_ticket_types.all()]
        return ", ".join(names)

    def save_model(self, request: HttpRequest, obj: Quota, form: forms.ModelForm, change: bool) -> None:
        """The capacity goes through ``capacities.change_quota``, which gives new seats to whoever waits."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        texts = [name for name in form.changed_data if name.startswith("name")]
        if texts:
            obj.save(update_fields=texts)
        if "capacity" in form.changed_data:
            waiting = Registration.objects.waiting().filter(event=obj.event_id)
            waited = waiting.count()
            capacities.change_quota(obj, form.cleaned_data["capacity"], now=timezone.now())
            tell_who_moved_up(request, waited - waiting.count())

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        return {"quotas": self.get_queryset(request).filter(event=event)}
