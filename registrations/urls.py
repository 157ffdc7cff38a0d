from django.urls import URLPattern, URLResolver, include, path

from registrations import (
    agenda_views,
    answer_views,
    attendee_list_views,
    data_views,
    invitation_views,
    invoice_views,
    personal_views,
    seat_views,
    session_views,
    ticket_views,
    verification_views,
    views,
)

app_name = "registrations"

urlpatterns: list[URLPattern | URLResolver] = [
    path("events/<slug:slug>/register/", views.register, name="register"),
    path("events/<slug:slug>/registered/", verification_views.registered, name="registered"),
    path("events/<slug:slug>/register/<slug:token>/", verification_views.verify, name="verify"),
    path(
        "events/<slug:slug>/register/organizations.json",
        views.known_organizations,
        name="known_organizations",
    ),
    path("registrations/<slug:token>/", personal_views.registration, name="registration"),
    path("registrations/<slug:token>/change/", personal_views.change, name="change"),
    path("registrations/<slug:token>/cancel/", personal_views.cancel, name="cancel"),
    path("registrations/<slug:token>/sessions/", session_views.own_sessions, name="own_sessions"),
    path("registrations/<slug:token>/files/<slug:code>/", answer_views.own_file, name="own_file"),
    path("registrations/<slug:token>/answer/", personal_views.answer, name="answer"),
    path("registrations/<slug:token>/agenda/", agenda_views.agenda, name="own_agenda"),
    path("registrations/<slug:token>/agenda.ics", agenda_views.agenda_calendar, name="own_agenda_calendar"),
    path("registrations/<slug:token>/agenda/sessions/<slug:code>/", agenda_views.session, name="own_session"),
    path(
        "registrations/<slug:token>/agenda/sessions/<slug:code>.ics",
        agenda_views.session_calendar,
        name="own_session_calendar",
    ),
    path(
        "registrations/<slug:token>/agenda/speakers/<slug:speaker_slug>/",
        agenda_views.speaker,
        name="own_speaker",
    ),
    path(
        "registrations/<slug:token>/agenda/materials/<slug:code>/", agenda_views.material, name="own_material"
    ),
    path("registrations/<slug:token>/attendance/", seat_views.switch, name="switch"),
    path("registrations/<slug:token>/offer/", seat_views.offer, name="offer"),
    path("registrations/<slug:token>/event.ics", personal_views.calendar, name="calendar"),
    path("registrations/", data_views.my_registrations, name="my_registrations"),
    path("registrations/<slug:token>/ticket.png", ticket_views.ticket, {"kind": "png"}, name="ticket_png"),
    path("registrations/<slug:token>/ticket.svg", ticket_views.ticket, {"kind": "svg"}, name="ticket_svg"),
    path("registrations/<slug:token>/ticket.pdf", ticket_views.ticket, {"kind": "pdf"}, name="ticket_pdf"),
    path("registrations/<slug:token>/join/", ticket_views.join, name="join"),
    path("registrations/<slug:token>/my-data.json", data_views.my_data, name="my_data"),
    path("registrations/<slug:token>/delete-my-data/", data_views.delete_my_data, name="delete_my_data"),
    path("events/<slug:slug>/lost-link/", data_views.lost_link, name="lost_link"),
    path("registrations/<slug:token>/attendees/", attendee_list_views.attendees, name="attendee_list"),
    path("registrations/<slug:token>/attendees/own/", attendee_list_views.own_listing, name="own_listing"),
    path("registrations/<slug:token>/invoice.pdf", invoice_views.invoice_pdf, name="invoice_pdf"),
    path("registrations/<slug:token>/receipt.pdf", invoice_views.receipt_pdf, name="receipt_pdf"),
    path("registrations/<slug:token>/billing/", invoice_views.billing, name="billing"),
    path("registrations/<slug:token>/pay/<slug:provider>/", invoice_views.pay, name="pay"),
    path("payments/<slug:provider>/notice/", invoice_views.payment_notice, name="payment_notice"),
    path("invitations/<slug:token>/", invitation_views.invitation, name="invitation"),
    path("invitations/<slug:token>/decline/", invitation_views.decline, name="decline_invitation"),
    path("invitations/<slug:token>/delegate/", invitation_views.delegate, name="delegate_invitation"),
    path("staff/", include("registrations.desk.urls")),
]
