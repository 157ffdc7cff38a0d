"""The event desk, under /staff/; its names are in the namespace of registrations.urls."""

from django.urls import path

from registrations.desk import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("<slug:slug>/attendees/", views.attendees, name="attendees"),
    path("<slug:slug>/attendees/<int:pk>/", views.attendee, name="attendee"),
    path("<slug:slug>/review/", views.review, name="review"),
    path("<slug:slug>/export/", views.export_attendees, name="export"),
    path("<slug:slug>/exports/", views.exports, name="exports"),
]
