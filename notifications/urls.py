from django.urls import URLPattern, path

from notifications import invitation_views

app_name = "notifications"

urlpatterns: list[URLPattern] = [
    path("staff/<slug:slug>/invitations/remind/", invitation_views.remind_invited, name="remind_invited"),
]
