"""The public pages, calendars and feeds of events."""

from django.urls import path

from events import change_views, favourite_views, feeds, views

app_name = "events"

urlpatterns = [
    path("", views.home, name="home"),
    path("events/<slug:slug>/", views.event, name="event"),
    path("events/<slug:slug>/agenda/", views.agenda, name="agenda"),
    path("events/<slug:slug>/agenda.ics", views.agenda_calendar, name="agenda_calendar"),
    path("events/<slug:slug>/changes/", change_views.changes, name="changes"),
    path("events/<slug:slug>/changes.atom", change_views.changes_feed, name="changes_feed"),
    path("events/<slug:slug>/schedule.xml", feeds.schedule_xml, name="schedule_xml"),
    path("events/<slug:slug>/schedule.json", feeds.schedule_json, name="schedule_json"),
    path("events/<slug:slug>/sessions/<slug:code>/", views.session, name="session"),
    path("events/<slug:slug>/sessions/<slug:code>.ics", views.session_calendar, name="session_calendar"),
    path("events/<slug:slug>/speakers/", views.speakers, name="speakers"),
    path("events/<slug:slug>/speakers/<slug:speaker_slug>/", views.speaker, name="speaker"),
    path("events/<slug:slug>/my-agenda/", favourite_views.my_agenda, name="my_agenda"),
    path("events/<slug:slug>/my-agenda.ics", favourite_views.selection_calendar, name="selection_calendar"),
    path("events/<slug:slug>/my-agenda/renew/", favourite_views.renew_my_agenda, name="renew_my_agenda"),
    path("events/<slug:slug>/favourites.json", favourite_views.account_favourites, name="favourites"),
    path("my-agenda/<slug:token>.ics", favourite_views.my_agenda_calendar, name="my_agenda_calendar"),
    path("events/<slug:slug>/materials/<slug:code>/", views.material, name="material"),
    path("events/<slug:slug>/organizations/", views.organizations, name="organizations"),
]
