"""Event series in the admin, and who works on every event of one."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.autocomplete import RowsOfOnePage
from accounts.models import StaffRole, User
from accounts.permissions import Action, roles_that_may
from events.admin.staff import StaffRoleForm
from events.models import EventSeries
from speakers.bilingual_admin import BilingualAdmin, BilingualForm


def series_allowing(request: HttpRequest, action: Action) -> QuerySet[EventSeries]:
    """The series in which the signed-in user may do action, by a role in the series itself."""
    if request.user.is_superuser:
        return EventSeries.objects.all()
    roles = StaffRole.objects.filter(user=request.user.pk, role__in=roles_that_may(action))
    return EventSeries.objects.filter(pk__in=roles.filter(series__isnull=False).values("series"))


class SeriesStaffInline(RowsOfOnePage, admin.TabularInline):
    """Roles that hold in every event of the series; its owners give and take them."""

    model = StaffRole
    form = StaffRoleForm
    fk_name = "series"
    fields = ("user", "email", "role")
    autocomplete_fields = ("user",)
    verbose_name = _("role in every event of the series")
    verbose_name_plural = _("staff of the series")
    extra = 0

    def may_give_roles(self, request: HttpRequest, obj: Model | None) -> bool:
        return obj is not None and series_allowing(request, Action.MANAGE_ROLES).filter(pk=obj.pk).exists()

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_give_roles(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_give_roles(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_give_roles(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_give_roles(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = self.admin_site.get_model_admin(User).get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(EventSeries)
class EventSeriesAdmin(BilingualAdmin):
    """Superusers open a series; whoever edits its events may change what it says of itself."""

    form = BilingualForm
    inlines = (SeriesStaffInline,)
    list_display = ("name", "slug")
    search_fields = ("name_en", "name_ja", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = ((None, {"fields": ("name", "slug", "description")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        series = super().get_queryset(request)
        if request.user.is_superuser:
            return series
        return series.filter(pk__in=series_allowing(request, Action.EDIT_EVENT).values("pk"))

    def may_edit(self, request: HttpRequest, obj: Model | None) -> bool:
        series = series_allowing(request, Action.EDIT_EVENT)
        return (series if obj is None else series.filter(pk=obj.pk)).exists()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser or self.may_edit(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser or self.may_edit(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser or self.may_edit(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser
