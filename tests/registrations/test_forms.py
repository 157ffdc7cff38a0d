"""What attendees fill in: what is kept of it, and what is refused beside which field."""

import csv
import datetime as dt
import os
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone, translation

from registrations import offers, organizations, seats
from registrations.forms import ChangeForm, RegistrationForm
from registrations.models import Registration
from tests.builders import make_event, make_organization, make_registration, make_ticket_type
from tests.databases import on_one_database
from tests.registrations.builders import filled_in

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PLENARY_SHARED") or ROOT.parent / "shared")
TRAPS = SHARED / "data" / "lists" / "attendees-traps.csv"
FIVE_THOUSAND = SHARED / "data" / "lists" / "attendees-faker-5000.csv"


def fill_in(ticket_type, /, **answers) -> RegistrationForm:
    return RegistrationForm(filled_in(ticket_type, **answers), event=ticket_type.event, now=timezone.now())


def test_what_is_filled_in_is_what_is_kept():
    form = fill_in(make_ticket_type(), native_name="エイダ", email="Ada@Example.org", country="JP")
    assert form.is_valid(), form.errors
    assert form.details() == {
        "given_name": "Ada",
        "family_name": "Lovelace",
        "name_order": "given_first",
        "native_name": "エイダ",
        "organization_name": "Analytical Engines",
        "organization": None,
        "sector": "industry",
        "position": "Engineer",
        "country": "JP",
        "attendance": "in_person",
        "email": "ada@example.org",
        "language": "en",
        "wanted_sessions": [],
    }


def test_mail_will_be_in_the_language_of_the_page():
    ticket_type = make_ticket_type()
    with translation.override("ja"):
        form = fill_in(ticket_type)
        assert form.is_valid()
        assert form.details()["language"] == "ja"


@pytest.mark.parametrize(
    "field",
    [
        "ticket_type",
        "family_name",
        "name_order",
        "email",
        "organization_name",
        "sector",
        "country",
        "has_consented",
    ],
)
def test_what_is_needed_is_asked_for_beside_its_field(field):
    form = fill_in(make_ticket_type(), **{field: ""})
    assert list(form.errors) == [field]


def test_one_name_is_enough():
    form = fill_in(make_ticket_type(), given_name="", family_name="Sukarno")
    assert form.is_valid()


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("given_name", "Ada\nBcc: eve@example.org"),
        ("family_name", "\u202eevil"),
        ("family_name", "\u200b"),
        ("family_name", "x" * 121),
        ("family_name", "㍿" * 40),
        ("native_name", "https://evil.example"),
        ("organization_name", "x" * 251),
        ("organization_name", "Foo\nLtd."),
        ("position", "Engineer\x00"),
        ("email", "x@notgov"),
        ("sector", "espionage"),
        ("country", "XX"),
        ("name_order", "sideways"),
    ],
)
def test_a_bad_answer_is_refused_beside_its_field(field, answer):
    form = fill_in(make_ticket_type(), **{field: answer})
    assert list(form.errors) == [field]


def test_only_what_the_event_has_on_offer_can_be_chosen():
    now = timezone.now()
    event = make_event()
    offered = make_ticket_type(event)
    over = make_ticket_type(event, closes_at=now)
    later = make_ticket_type(event, opens_at=now + dt.timedelta(hours=1))
    foreign = make_ticket_type()
    refused = ["This ticket type is not on offer. Choose one of those below."]
    for ticket_type in (over, later, foreign):
        form = RegistrationForm(filled_in(ticket_type), event=event, now=now)
        assert form.errors == {"ticket_type": refused}
    form = RegistrationForm(filled_in() | {"ticket_type": "x"}, event=event, now=now)
    assert list(form.errors) == ["ticket_type"]
    assert [card.ticket_type for card in form.ticket_cards()] == [offered]


def test_japanese_pages_ask_for_the_family_name_first():
    ticket_type = make_ticket_type()

    def first_fields() -> list[str]:
        form = RegistrationForm(event=ticket_type.event, now=timezone.now())
        return [*[field.name for field in form.name_fields()][:2], form["name_order"].value()]

    assert first_fields() == ["given_name", "family_name", "given_first"]
    with translation.override("ja"):
        assert first_fields() == ["family_name", "given_name", "family_first"]


@pytest.mark.parametrize("written", ["Ministry of Defense", " ministry of DEFENSE", "防衛省"])
def test_a_known_organization_is_recognized_in_any_language(written):
    ministry = make_organization("Ministry of Defense", name_ja="防衛省")
    form = fill_in(make_ticket_type(), organization_name=written)
    assert form.is_valid()
    assert form.details()["organization"] == ministry
    assert form.details()["organization_name"] == written.strip()


def test_among_namesakes_the_country_decides_and_else_nobody():
    make_organization("Ministry of Defense", country="JP")
    korean = make_organization("Ministry of Defense", country="KR")
    assert organizations.known_as("Ministry of Defense", country="KR") == korean
    assert organizations.known_as("Ministry of Defense", country="PL") is None
    make_organization("Ministry of Defense", country="KR")
    assert organizations.known_as("Ministry of Defense", country="KR") is None


def test_suggestions_begin_with_what_was_written_and_never_list_everything():
    make_organization("Space Agency", name_ja="宇宙機関", is_suggested=True)
    make_organization("European Space Agency", is_suggested=True)
    make_organization("Secret Space Office")
    assert organizations.suggestions("spa") == ["Space Agency", "European Space Agency"]
    assert organizations.suggestions("宇宙") == ["宇宙機関"]
    assert organizations.suggestions("ｓｐａ") == organizations.suggestions("spa")
    for nothing in ("s", " ", "spa\x00ce", "\u202espa"):
        assert organizations.suggestions(nothing) == []
    for number in range(30):
        make_organization(f"Space Company {number:02}", is_suggested=True)
    assert len(organizations.suggestions("space")) == organizations.SUGGESTED_AT_ONCE


def test_few_organizations_fit_on_the_page_and_many_do_not(monkeypatch):
    monkeypatch.setattr(organizations, "FEW", 2)
    make_organization("Space Agency", name_ja="宇宙機関", is_suggested=True)
    make_organization("Ministry", is_suggested=True)
    assert organizations.few_names() == ["Ministry", "Space Agency", "宇宙機関"]
    make_organization("University", is_suggested=True)
    assert organizations.few_names() is None


def test_a_change_writes_the_details_and_leaves_the_status_alone():
    registration = make_registration(make_ticket_type(), email="ada@example.org")
    form = ChangeForm(filled_in(family_name="King", country="FR"), instance=registration)
    assert form.is_valid(), form.errors
    assert form.write(now=timezone.now())
    changed = Registration.objects.get(pk=registration.pk)
    assert (changed.family_name, changed.country.code) == ("King", "FR")
    assert (changed.status, changed.email) == ("confirmed", "ada@example.org")


def test_a_change_comes_too_late_for_a_registration_that_has_ended():
    registration = make_registration(make_ticket_type())
    form = ChangeForm(filled_in(family_name="King"), instance=Registration.objects.get(pk=registration.pk))
    assert form.is_valid()
    Registration.objects.filter(pk=registration.pk).update(status="cancelled")
    assert not form.write(now=timezone.now())
    registration.refresh_from_db()
    assert registration.family_name != "King"
    assert registration.status == "cancelled"


@pytest.mark.parametrize(
    ("capacity", "taken", "words"),
    [
        (None, 5, "Seats available"),
        (300, 0, "More than 200 seats left"),
        (300, 1, "More than 200 seats left"),
        (60, 10, "More than 20 seats left"),
        (60, 50, "Few seats left"),
        (60, 59, "Few seats left"),
        (60, 60, "Full: you would join the waiting list"),
    ],
)
def test_seats_left_are_told_in_steps_so_that_one_more_registration_does_not_show(capacity, taken, words):
    assert offers.availability(make_ticket_type(capacity=capacity, seats_taken=taken), "in_person") == words


@pytest.mark.skipif(not TRAPS.exists(), reason=f"{TRAPS} is not there")
def test_real_traps_are_kept_as_they_are_seen_or_refused_beside_their_field():
    ticket_type = make_ticket_type(capacity=None)
    with TRAPS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    refused = {}
    for row in rows:
        form = fill_in(
            ticket_type,
            given_name=row["given_name"],
            family_name=row["family_name"],
            native_name=row["badge_name"],
            email=row["email"],
            organization_name=row["organization"],
            position=row["job_title"],
            country=row["country"],
        )
        if form.is_valid():
            details = form.details()
            assert details["position"] == row["job_title"]
        else:
            refused[row["notes"]] = sorted(form.errors)
    assert len(rows) == 46
    assert refused == {
        "CSV formula": ["given_name"],
        "comma quote newline": ["organization_name"],
        "long": ["organization_name"],
        "IDN e-mail": ["email"],
        "single name": ["family_name"],
        "rtl override": ["given_name"],
        "not gov": ["email"],
    }


@on_one_database
@pytest.mark.skipif(not FIVE_THOUSAND.exists(), reason=f"{FIVE_THOUSAND} is not there")
def test_five_thousand_attendees_of_many_scripts_are_kept_or_refused_beside_a_field():
    ticket_type = make_ticket_type(capacity=None)
    with FIVE_THOUSAND.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept, refused = 0, set()
    for row in rows:
        form = fill_in(
            ticket_type,
            given_name=row["given_name"],
            family_name=row["family_name"],
            native_name=row["badge_name"],
            email=row["email"],
            organization_name=row["organization"],
            position=row["job_title"],
            country=row["country"],
        )
        if form.is_valid():
            details = form.details()
            assert (details["email"], details["country"]) == (row["email"].lower(), row["country"])
            seats.register_unverified(form.cleaned_data["ticket_type"], now=timezone.now(), **details)
            kept += 1
        else:
            refused |= set(form.errors)
    assert len(rows) == 5_000
    assert kept == Registration.objects.count() > 4_000
    assert refused <= {"given_name", "family_name", "organization_name", "position", "email"}
    assert not mail.outbox
