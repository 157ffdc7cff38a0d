"""How the admin's pages behave: their queries, their languages, what a strict browser makes of them."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import StaffRole
from accounts.permissions import Role
from events.admin.menu import scoped_admins
from tests.builders import (
    keep_for,
    make_affiliation,
    make_appearance,
    make_event,
    make_group,
    make_material,
    make_organization,
    make_room,
    make_session,
    make_speaker,
    make_ticket_type,
    make_user,
    make_venue,
)
from tests.events.test_admin_access import SHARED, address, make_world
from tests.events.test_admin_access import scoped_admins as all_scoped_admins

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(sign_in):
    """A browser of somebody who owns every event there is when it is first asked for."""

    def client_of(*events):
        user = make_user(is_staff=True)
        for event in events:
            StaffRole.objects.create(user=user, event=event, role=Role.OWNER)
        return sign_in(user)

    return client_of


def queries(client, url):
    """How many queries a page takes once the process knows what it keeps, such as content types."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def fill(event):
    """One more session with a person, and a ticket type."""
    speaker, organization = make_speaker(), make_organization()
    session = make_session(event, room=make_room(event.venue))
    make_appearance(session, speaker, affiliation=make_affiliation(speaker, organization))
    make_appearance(session, None, unnamed_en="Director", organization=organization)
    keep_for(make_material(session), make_group(event))
    keep_for(session, make_group(event))
    event.event_organizations.create(organization=organization, role="host")
    make_ticket_type(event)
    return session


def test_lists_ask_no_more_for_three_rows_than_for_one(owner):
    worlds = [make_world()[0]]
    client = owner(*worlds)
    lists = [address(model_admin.model, "changelist") for model_admin in all_scoped_admins()]
    lists += [address(model, "changelist") for model in SHARED]
    fill(make_event(venue=make_venue()))
    before = {url: queries(client, url) for url in lists}

    for _number in range(2):
        event, _rows = make_world()
        StaffRole.objects.create(user_id=client.session["_auth_user_id"], event=event, role=Role.OWNER)
        fill(make_event(venue=make_venue()))

    assert {url: queries(client, url) for url in lists} == before


def test_home_event_page_and_forms_ask_no_more_for_more_rows(owner):
    event = make_event(venue=make_venue())
    session = fill(event)
    client = owner(event)
    pages = [
        reverse("admin:index"),
        reverse("admin:events_event_overview", args=[event.pk]),
        reverse("admin:events_event_publish", args=[event.pk]),
        reverse("admin:events_event_change", args=[event.pk]),
        reverse("admin:events_session_change", args=[session.pk]),
        reverse("admin:events_venue_change", args=[event.venue.pk]),
    ]
    before = {url: queries(client, url) for url in pages}

    for _number in range(3):
        fill(event)
        speaker = make_speaker()
        make_appearance(session, speaker, affiliation=make_affiliation(speaker, make_organization()))
        StaffRole.objects.create(user_id=client.session["_auth_user_id"], event=make_event(), role=Role.OWNER)

    assert {url: queries(client, url) for url in pages} == before


def test_pages_hold_no_inline_style_or_script(owner):
    event, rows = make_world()
    client = owner(event)
    pages = [reverse("admin:index"), reverse("admin:events_event_publish", args=[event.pk])]
    for model_admin in all_scoped_admins():
        row = rows[model_admin.model]
        pages += [address(model_admin.model, "changelist"), address(model_admin.model, "change", row.pk)]

    for url in pages:
        text = client.get(url).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", text), url
        assert not re.search(r"<style|\sstyle=|\son\w+=\"", text), url


def test_the_languages_of_a_text_stand_side_by_side(owner):
    session = make_session(make_event())

    page = owner(session.event).get(reverse("admin:events_session_change", args=[session.pk]))

    lines = [
        field for _name, options in page.context_data["adminform"].fieldsets for field in options["fields"]
    ]
    assert lines[:2] == [("title_en", "title_ja"), ("subtitle_en", "subtitle_ja")]
    text = page.content.decode()
    assert "Title (English)" in text
    assert "Title (Japanese)" in text


def test_every_page_of_an_event_leads_to_all_others(owner):
    event, _rows = make_world()

    text = owner(event).get(reverse("admin:events_event_overview", args=[event.pk])).content.decode()

    for model_admin in scoped_admins(admin.site):
        assert model_admin.list_url(event).replace("&", "&amp;") in text
    assert reverse("admin:events_event_publish", args=[event.pk]) in text
    assert reverse("registrations:attendees", args=[event.slug]) in text


def test_the_admin_speaks_japanese_under_ja(owner):
    event = make_event(title_en="Dialogue", title_ja="対話")

    text = owner(event).get("/ja/admin/").content.decode()

    assert '<html lang="ja"' in text
    assert "対話" in text


def test_an_app_has_no_page_of_its_own(owner):
    assert owner(make_event()).get("/admin/events/").url == reverse("admin:index")


def steps_of(client):
    (summary,) = client.get(reverse("admin:index")).context_data["ahead"]
    return [step.label for step in summary.next_steps]


def test_the_next_steps_are_those_that_are_left_and_that_one_may_take(owner, sign_in):
    event = make_event(format="online")
    make_session(event, starts_in=None)
    viewer = make_user(role=Role.VIEWER, event=event)

    assert steps_of(owner(event)) == [
        "Say in a sentence what it is about",
        "Name who hosts it",
        "Write the privacy notice",
        "Give 1 session a time",
        "Set up the ticket types",
        "Publish the agenda",
    ]
    assert steps_of(sign_in(viewer)) == []


def test_an_event_without_registrations_asks_for_no_ticket_types(owner):
    event = make_event(format="online", summary_en="A day", takes_registrations=False)
    event.event_organizations.create(organization=make_organization(), role="host")
    make_session(event)

    assert steps_of(owner(event)) == ["Publish the agenda"]
