"""Organizers look at the agenda as others see it: as published, and as drafted."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from events import releases
from events.models import Audience
from tests.builders import (
    keep_for,
    make_appearance,
    make_event,
    make_group,
    make_material,
    make_session,
    make_speaker,
    make_user,
)
from tests.events.pages import attributes, page_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def editor(event, sign_in):
    return sign_in(make_user(role=Role.EDITOR, event=event))


def address(event, what: str, reader: str) -> str:
    return reverse("admin:events_event_preview", args=[event.pk, what, reader])


def titles(client, event, what: str, reader: str) -> list[str]:
    page = page_of(client.get(address(event, what, reader)))
    return [words(title) for title in page.find_class("session__title")]


def test_each_reader_sees_their_own(event, editor):
    group = make_group(event, "Government only")
    for number, audience in enumerate(("public", "registered", "approved", "hidden")):
        make_session(event, title_en=audience, audience=audience, starts_in=dt.timedelta(hours=number))
    keep_for(make_session(event, title_en="treaty", starts_in=dt.timedelta(hours=9)), group)
    later = timezone.now() + dt.timedelta(days=1)
    make_session(event, title_en="embargo", revealed_at=later, starts_in=dt.timedelta(hours=10))
    seen = {
        reader: titles(editor, event, "draft", reader)
        for reader in ("public", "registered", "approved", f"group-{group.pk}", "organizers")
    }
    known = ["public", "registered", "approved"]
    assert list(seen.values()) == [
        known[:1],
        known[:2],
        known,
        [*known, "treaty"],
        [*known, "hidden", "treaty", "embargo"],
    ]


def test_the_draft_and_what_is_published_are_apart(event, editor):
    session = make_session(event, title_en="Talk")
    releases.publish(event, by=None, now=timezone.now())
    session.title_en = "Lecture"
    session.save()
    assert titles(editor, event, "current", "public") == ["Talk"]
    assert titles(editor, event, "draft", "public") == ["Lecture"]


def test_pages_of_a_preview_lead_to_each_other(event, editor):
    session = make_session(event, audience=Audience.HIDDEN)
    make_appearance(session, make_speaker("Hopper"))
    make_material(session, title_en="Notes")
    start = address(event, "draft", "organizers")
    seen, waiting = set(), [start]
    while waiting:
        url = waiting.pop()
        seen.add(url)
        response = editor.get(url)
        assert response.status_code == 200, url
        links = {link.partition("#")[0] for link in attributes(page_of(response), "//a[@href]", "href")}
        waiting += {link for link in links if link.startswith(start)} - seen - set(waiting)
        assert not [link for link in links if link.startswith("/events/")], url
    assert {url.removeprefix(start).split("/")[0] for url in seen} >= {"", "sessions", "speakers"}


@pytest.mark.parametrize(
    ("what", "reader"), [("current", "public"), ("draft", "group-0"), ("draft", "nobody"), ("old", "public")]
)
def test_there_is_no_preview_of_what_there_is_not(what, reader, event, editor):
    assert editor.get(address(event, what, reader)).status_code == 404
