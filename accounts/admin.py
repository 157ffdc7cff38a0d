"""The accounts in the admin, and the rule for rows that all events share."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.autocomplete import RowsOfOnePage
from accounts.models import User
from accounts.permissions import Action

# What somebody may do comes from their staff roles; Django's groups would say nothing here.
admin.site.unregister(Group)


WEB_ADDRESSES: dict[Any, dict[str, Any]] = {models.URLField: {"assume_scheme": "https"}}


class SharedAdmin(admin.ModelAdmin):
    """An admin class for rows that every event draws on, such as speakers and venues.

    Whoever may edit some event sees, adds and changes them; superusers alone delete them.
    """

    list_per_page = 50
    empty_value_display = ""
    formfield_overrides = WEB_ADDRESSES
    view_on_site = False

    def may_edit_somewhere(self, request: HttpRequest) -> bool:
        """Whether the user edits any event at all; asked of the database once a request."""
        if not hasattr(request, "edits_some_event"):
            request.edits_some_event = request.user.is_active and request.user.may_anywhere(  # type: ignore[attr-defined]
                Action.EDIT_EVENT
            )
        return bool(request.edits_some_event)  # type: ignore[attr-defined]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_edit_somewhere(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may_edit_somewhere(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_edit_somewhere(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may_edit_somewhere(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return request.user.is_active and request.user.is_superuser


class SharedInline(RowsOfOnePage):
    """Rows edited on the page of a shared row, by whoever may change that one."""

    extra = 0

    def may_edit_parent(self, request: HttpRequest) -> bool:
        parent = self.admin_site.get_model_admin(self.parent_model)
        return parent.has_change_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may_edit_parent(request)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may_edit_parent(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may_edit_parent(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may_edit_parent(request)


class LowerCaseEmail:
    """The address is kept in lower case, as it is compared."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class UserCreationForm(LowerCaseEmail, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


class UserForm(LowerCaseEmail, forms.ModelForm):
    class Meta:
        model = User
        fields = ("email", "name", "is_active", "is_staff", "is_superuser")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Superusers manage accounts; owners of events find colleagues here, to give them a role."""

    form = UserForm
    add_form = UserCreationForm
    fieldsets = (
        (None, {"fields": ("email", "name")}),
        (
            _("What they may do"),
            {
                "fields": ("is_active", "is_staff", "is_superuser"),
                "description": _(
                    "What somebody may do in an event is said on that event's page, under Staff."
                ),
            },
        ),
        (_("When"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")
    list_display = ("email", "name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()
    list_per_page = 50

    def gives_roles(self, request: HttpRequest) -> bool:
        if not hasattr(request, "gives_roles"):
            request.gives_roles = request.user.is_active and request.user.may_anywhere(  # type: ignore[attr-defined]
                Action.MANAGE_ROLES
            )
        return bool(request.gives_roles)  # type: ignore[attr-defined]

    def is_superuser(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        # Whoever gives roles searches for people, but opens nobody's account.
        return self.is_superuser(request) or (obj is None and self.gives_roles(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.is_superuser(request)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """All accounts for superusers; for others the active ones that have a role somewhere."""
        accounts = super().get_queryset(request)
        if self.is_superuser(request):
            return accounts
        return accounts.filter(
            is_active=True, pk__in=User.objects.filter(staff_roles__isnull=False).values("pk")
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.is_superuser(request):
            raise PermissionDenied
        return super().changelist_view(request, extra_context)
