"""The event desk, under /staff/; its names are in the namespace of registrations.urls."""

from django.urls import path

from registrations.desk import (
    answer_views,
    delegation_views,
    duplicate_views,
    group_views,
    guest_list_views,
    invitation_views,
    invoice_views,
    review_views,
    screening_views,
    session_views,
    views,
    waiting_list_views,
)

urlpatterns = [
    path("", views.desk, name="desk"),
    path("<slug:slug>/attendees/", views.attendees, name="attendees"),
    path("<slug:slug>/attendees/<int:pk>/", views.attendee, name="attendee"),
    path("<slug:slug>/attendees/<int:pk>/groups/", group_views.change_group, name="attendee_groups"),
    path("<slug:slug>/sessions/", session_views.sessions, name="desk_sessions"),
    path("<slug:slug>/sessions/<slug:code>/", session_views.session, name="desk_session"),
    path(
        "<slug:slug>/attendees/<int:pk>/files/<slug:code>/", answer_views.attendee_file, name="attendee_file"
    ),
    path("<slug:slug>/invitations/", invitation_views.invitations, name="invitations"),
    path("<slug:slug>/invitations/new/", invitation_views.invite, name="invite"),
    path("<slug:slug>/invitations/import/", guest_list_views.import_guests, name="import_guests"),
    path(
        "<slug:slug>/invitations/import/template.<str:extension>",
        guest_list_views.template,
        name="guest_list_template",
    ),
    path("<slug:slug>/invitations/export/", guest_list_views.export_invitations, name="export_invitations"),
    path("<slug:slug>/invitations/<int:pk>/", invitation_views.invitation, name="desk_invitation"),
    path("<slug:slug>/delegations/", delegation_views.delegations, name="delegations"),
    path("<slug:slug>/delegations/new/", delegation_views.open_delegation, name="open_delegation"),
    path("<slug:slug>/delegations/<int:pk>/", delegation_views.delegation, name="desk_delegation"),
    path(
        "<slug:slug>/delegations/<int:pk>/link/",
        delegation_views.renew_delegation_link,
        name="renew_delegation_link",
    ),
    path(
        "<slug:slug>/delegations/<int:pk>/revoke/",
        delegation_views.revoke_delegation,
        name="revoke_delegation",
    ),
    path("<slug:slug>/invoices/", invoice_views.invoices, name="invoices"),
    path("<slug:slug>/invoices/<int:pk>/", invoice_views.invoice, name="invoice"),
    path(
        "<slug:slug>/invoices/<int:pk>/invoice.pdf",
        invoice_views.paper,
        {"kind": "invoice"},
        name="invoice_paper",
    ),
    path(
        "<slug:slug>/invoices/<int:pk>/receipt.pdf",
        invoice_views.paper,
        {"kind": "receipt"},
        name="receipt_paper",
    ),
    path("<slug:slug>/screening/", screening_views.screening_queue, name="screening"),
    path("<slug:slug>/screening/<int:pk>/", screening_views.screening_match, name="screening_match"),
    path("<slug:slug>/review/", review_views.lanes, name="review"),
    path("<slug:slug>/review/<int:lane_pk>/", review_views.lane, name="lane"),
    path("<slug:slug>/review/<int:lane_pk>/<int:pk>/", review_views.lane_review, name="lane_review"),
    path("<slug:slug>/duplicates/", duplicate_views.likely_pairs, name="duplicates"),
    path("<slug:slug>/duplicates/<int:one>-<int:other>/", duplicate_views.pair, name="duplicate"),
    path("<slug:slug>/waiting-list/", waiting_list_views.waiting_list, name="waiting_list"),
    path("<slug:slug>/export/", views.export_attendees, name="export"),
    path("<slug:slug>/exports/", views.exports, name="exports"),
    path("<slug:slug>/exports/readings/", answer_views.readings, name="readings"),
]
