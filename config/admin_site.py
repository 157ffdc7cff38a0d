"""The admin's own frame: its home page is the list of one's events."""

from functools import partial
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Action
from config.duplicating import duplicate_view
from events.models import Event, EventSeries, Venue
from registrations.models import ScreeningList
from speakers.models import Organization, Speaker

SHARED_LISTS = (Speaker, Organization, Venue, EventSeries, ScreeningList, User)


class PlenaryAdminSite(admin.AdminSite):
    """Where organizers build their events; one signs in at the site's one sign-in page."""

    site_title = _("Plenary")
    site_header = _("Plenary")
    index_title = _("Your events")
    enable_nav_sidebar = False
    login = method_decorator(secure_admin_login)(admin.AdminSite.login)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever may see the drafts of some event may come in, and so may staff."""
        user = request.user
        return (
            isinstance(user, User)
            and user.is_active
            and (user.is_staff or user.may_anywhere(Action.VIEW_EVENT))
        )

    def get_urls(self) -> list[Any]:
        # Django's redirect to any row's own page knows no permissions: it would tell attendees' links.
        own = [pattern for pattern in super().get_urls() if getattr(pattern, "name", "") != "view_on_site"]
        duplicate = self.admin_view(partial(duplicate_view, site=self))
        return [path("events/event/<int:event_id>/duplicate/", duplicate, name="event_duplicate"), *own]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        models = {model["model"]: model for app in context["available_apps"] for model in app["models"]}
        context["shared_lists"] = [models[model] for model in SHARED_LISTS if model in models]
        return context

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        about_events: Any = self.get_model_admin(Event)
        return about_events.home_view(request, extra_context)

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        return redirect("admin:index")
