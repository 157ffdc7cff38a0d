"""Who works on an event, and what they may do: given and taken by its owners."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import StaffRole, User
from accounts.permissions import ROLE_ACTIONS, Action, Role
from events import writing
from events.admin.scope import EventBoundForm, EventFilter, EventScopedAdmin
from events.models import Event


class StaffRoleForm(EventBoundForm):
    email = forms.EmailField(
        label=_("or by e-mail address"),
        required=False,
        help_text=_("The whole address of somebody's account. Somebody without an account signs up first."),
    )

    class Meta:
        model = StaffRole
        fields = ("user", "role")
        labels = {"user": pgettext_lazy("staff", "person")}
        help_texts = {"user": _("Search for somebody who works on an event already, by name or address.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            self.fields["user"].required = False

    def _get_validation_exclusions(self) -> set[str]:
        # The person of a role never changes, yet may have the role that this one is changed to.
        exclusions = super()._get_validation_exclusions()
        return exclusions if self.instance.pk is None else exclusions - {"user"}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.errors or "user" not in self.fields:
            return values
        email, user = values.get("email", ""), values.get("user")
        if bool(email) == bool(user):
            self.add_error("user", _("Choose somebody, or give the address of an account; not both."))
        elif email:
            values["user"] = User.objects.filter(email=email.lower(), is_active=True).first()
            if values["user"] is None:
                self.add_error(
                    "email", _("Nobody has an account with this address. Ask them to sign up first.")
                )
        return values


@admin.register(StaffRole)
class StaffRoleAdmin(EventScopedAdmin):
    """Roles in one event; roles in a series are given on the page of the series."""

    form = StaffRoleForm
    view_action = Action.MANAGE_ROLES
    change_action = Action.MANAGE_ROLES
    section_order = 80
    list_display = ("user", "role", "what_it_allows", "event")
    list_filter = (EventFilter, "role")
    list_select_related = ("user", "event")
    search_fields = ("user__name", "user__email")
    autocomplete_fields = ("user",)
    fieldsets = ((None, {"fields": ("user", "email", "role")}),)

    def section_name(self) -> str:
        return str(_("Staff"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(event__isnull=False)

    def get_readonly_fields(self, request: HttpRequest, obj: StaffRole | None = None) -> tuple[str, ...]:
        return ("person",) if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: StaffRole | None = None) -> Any:
        return ((None, {"fields": ("person", "role")}),) if obj else self.fieldsets

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = self.admin_site.get_model_admin(User).get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=pgettext_lazy("staff", "person"))
    def person(self, role: StaffRole) -> str:
        return f"{role.user} ({role.user.email})"

    def heading_of(self, obj: Any) -> str:
        return str(obj.user)

    @admin.display(description=_("what it allows"))
    def what_it_allows(self, role: StaffRole) -> str:
        allowed = ROLE_ACTIONS[Role(role.role)]
        return writing.customs().semicolon.join(str(action.label) for action in Action if action in allowed)

    def section_context(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        return {"roles": self.get_queryset(request).filter(event=event).select_related("user")}
