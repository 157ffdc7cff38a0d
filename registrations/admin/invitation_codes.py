"""Invitation codes in the admin; personal invitations and delegations are at the event desk."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Action
from events.admin import clock
from events.admin.scope import EventBoundForm, EventFilter, EventScopedAdmin
from events.models import Event
from registrations import codes
from registrations.models import InvitationCode


class InvitationCodeForm(EventBoundForm):
    class Meta:
        model = InvitationCode
        fields = "__all__"
        widgets = {"ticket_types": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "code" in self.fields:
            # What was offered need not come back beside what was written.
            self.fields["code"].show_hidden_initial = False
        if self.event is not None and "ticket_types" in self.fields:
            field = self.fields["ticket_types"]
            field.queryset = self.event.ticket_types.all()  # type: ignore[attr-defined]
            field.widget.can_add_related = False

    def clean_code(self) -> str:
        return codes.normalise(self.cleaned_data["code"])

    def clean_most_uses(self) -> int:
        most: int = self.cleaned_data["most_uses"]
        if self.instance.pk is not None and most < self.instance.uses:
            raise ValidationError(_("The code has been used more often than that."))
        return most


@admin.register(InvitationCode)
class InvitationCodeAdmin(EventScopedAdmin):
    form = InvitationCodeForm
    view_action = Action.MANAGE_REGISTRATION
    change_action = Action.MANAGE_REGISTRATION
    section_order = 33
    list_display = ("code", "note", "opens", "uses", "most_uses", "ends", "event")
    list_filter = (EventFilter,)
    list_select_related = ("event",)
    search_fields = ("code", "note")
    readonly_fields = ("uses", "link")
    fieldsets = (
        (None, {"fields": ("code", "note", "ticket_types")}),
        (
            gettext_lazy("How often and until when"),
            {"fields": (("most_uses", "uses"), "expires_at", "skips_review", "link")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("ticket_types")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The count is not written: somebody may use the code at this moment."""
        if change:
            obj.save(update_fields=[name for name in form.changed_data if name != "ticket_types"])
        else:
            super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A code by which somebody registered stays on record."""
        return (obj is None or not obj.uses) and super().has_delete_permission(request, obj)

    @admin.display(description=gettext_lazy("ticket types"))
    def opens(self, code: InvitationCode) -> str:
        return ", ".join(str(ticket_type) for ticket_type in code.ticket_types.all())

    @admin.display(description=gettext_lazy("expires"), ordering="expires_at")
    def ends(self, code: InvitationCode) -> str:
        return clock.show(code.expires_at, zone=code.event.zone)

    @admin.display(description=gettext_lazy("address to pass around"))
    def link(self, code: InvitationCode) -> str:
        path = reverse("registrations:register", args=[code.event.slug])
        return f"{settings.BASE_URL}{path}?code={code.code}"

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        return {
            "codes": self.get_queryset(request).filter(event=event),
            "desk_url": reverse("registrations:invitations", args=[event.slug]),
            "delegations_url": reverse("registrations:delegations", args=[event.slug]),
        }
