"""Finding attendees at the desk."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.permissions import Role
from registrations.desk.filters import AttendeeFilter
from registrations.models import Registration
from tests.builders import (
    make_event,
    make_registration,
    make_ticket_type,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(
        title_en="Space Security Forum", title_ja="宇宙安全保障フォーラム", time_zone="Asia/Tokyo"
    )


@pytest.fixture
def ticket_type(event):
    return make_ticket_type(event, name_en="Industry", name_ja="産業界", capacity=None)


@pytest.fixture
def owner(event, sign_in):
    return sign_in(make_user(role=Role.OWNER, event=event, name="Naomi Owner"))


def found(event, **query):
    """The given names that a filter finds, in order."""
    return [registration.given_name for registration in AttendeeFilter(query, event=event).registrations()]


@pytest.fixture
def crowd(ticket_type):
    make_registration(
        ticket_type,
        "Mei",
        family_name="Tanaka",
        native_name="田中 芽衣",
        email="mei@jaxa.example",
        organization_name="JAXA",
        sector="government",
        now=dt.datetime(2026, 3, 1, 23, 30, tzinfo=ZoneInfo("Asia/Tokyo")),
    )
    make_registration(
        ticket_type,
        "Jürgen",
        family_name="Köster",
        organization_name="Airbus Defence",
        country="DE",
        language="ja",
        now=dt.datetime(2026, 3, 2, 0, 30, tzinfo=ZoneInfo("Asia/Tokyo")),
    )
    make_registration(
        make_ticket_type(ticket_type.event, name_en="Government", needs_review=True),
        "Élodie",
        family_name="abril",
        organization_name="Airbus Space",
        country="FR",
        now=dt.datetime(2026, 3, 3, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo")),
    )


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("tanaka mei", ["Mei"]),
        ("MEI tanaka", ["Mei"]),
        ("芽衣　田中", ["Mei"]),
        ("MEI@JAXA", ["Mei"]),
        ("KÖSTER", ["Jürgen"]),
        ("élodie", ["Élodie"]),
        ("E\u0301lodie", ["Élodie"]),
        ("ｊａｘａ", ["Mei"]),
        ("airbus", ["Élodie", "Jürgen"]),
        ("airbus jürgen", ["Jürgen"]),
        ("airbus tanaka", []),
        ("100%", []),
        ("_", []),
    ],
)
def test_search_finds_every_word_wherever_it_stands(event, crowd, words, names):
    assert found(event, q=words) == names


def test_search_finds_a_ticket_code(event, crowd):
    mei = Registration.objects.get(given_name="Mei")
    assert found(event, q=mei.ticket_code.lower()) == ["Mei"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Élodie", "Jürgen", "Mei"]),
        ({"status": ["under_review"]}, ["Élodie"]),
        ({"status": ["under_review", "confirmed"]}, ["Élodie", "Jürgen", "Mei"]),
        ({"sector": "government"}, ["Mei"]),
        ({"country": "DE"}, ["Jürgen"]),
        ({"language": "ja"}, ["Jürgen"]),
        ({"organization": "airbus"}, ["Élodie", "Jürgen"]),
        ({"organization": "airbus", "country": "FR"}, ["Élodie"]),
        ({"registered_from": "2026-03-02"}, ["Élodie", "Jürgen"]),
        ({"registered_to": "2026-03-01"}, ["Mei"]),
        ({"registered_from": "2026-03-02", "registered_to": "2026-03-02"}, ["Jürgen"]),
        ({"sort": "name"}, ["Élodie", "Jürgen", "Mei"]),
        ({"sort": "-name"}, ["Mei", "Jürgen", "Élodie"]),
        ({"sort": "organization"}, ["Jürgen", "Élodie", "Mei"]),
        ({"sort": "registered"}, ["Mei", "Jürgen", "Élodie"]),
    ],
)
def test_filters_narrow_and_sort_the_list(event, crowd, query, names):
    assert found(event, **query) == names


def test_a_ticket_type_of_the_event_is_a_filter(event, crowd, ticket_type):
    assert found(event, ticket_type=str(ticket_type.pk)) == ["Jürgen", "Mei"]


@pytest.mark.parametrize(
    "query",
    [
        {"status": ["nonsense"]},
        {"ticket_type": "0"},
        {"country": "ZZ"},
        {"registered_from": "yesterday"},
        {"registered_from": "2026-03-02", "registered_to": "2026-03-01"},
        {"sort": "token"},
        {"q": "x" * 201},
    ],
)
def test_a_filter_that_makes_no_sense_finds_nobody_and_says_why(event, crowd, owner, query):
    response = owner.get(reverse("registrations:attendees", args=[event.slug]), query)
    assert list(response.context["page_obj"]) == []
    assert response.context["filters"].errors
    assert "Please check what you entered" in response.content.decode()


def test_each_status_shows_its_count_under_the_other_filters_and_toggles(event, crowd):
    counts = {
        count.status: (count.count, count.is_chosen, count.query)
        for count in AttendeeFilter(
            {"organization": "airbus", "status": ["confirmed"]}, event=event
        ).status_counts()
    }
    assert counts["confirmed"] == (1, True, "organization=airbus")
    assert counts["under_review"] == (1, False, "status=under_review&status=confirmed&organization=airbus")
    assert counts["declined"][:2] == (0, False)


def test_the_page_names_who_is_found_in_the_readers_language(event, crowd, owner):
    with translation.override("ja"):
        page = owner.get(
            reverse("registrations:attendees", args=[event.slug]), {"q": "tanaka"}
        ).content.decode()
    assert "宇宙安全保障フォーラム" in page
    assert "産業界" in page
    assert "田中 芽衣" in page
    assert "2026-03-01 23:30" in page
    assert "Jürgen" not in page


def test_a_page_holds_a_hundred(event, ticket_type, owner):
    for _each in range(101):
        make_registration(ticket_type)
    pages = [
        owner.get(reverse("registrations:attendees", args=[event.slug]), {"page": number}).context["page_obj"]
        for number in (1, 2)
    ]
    assert [len(page) for page in pages] == [100, 1]
    assert not set(pages[0]) & set(pages[1])


def test_what_attendees_write_is_never_markup(event, ticket_type, owner):
    registration = make_registration(
        ticket_type, "<b>Ada</b>", organization_name="<script>alert(1)</script>", position="</bdi><i>"
    )
    slug = registration.event.slug
    for page in (
        reverse("registrations:attendees", args=[slug]),
        reverse("registrations:attendee", args=[slug, registration.pk]),
    ):
        content = owner.get(page).content.decode()
        assert "<script>alert" not in content
        assert "<b>Ada" not in content
        assert "</bdi><i>" not in content
