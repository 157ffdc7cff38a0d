"""Bringing guest lists in: what they would do, doing it, and doing it again."""

import io
import os
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from accounts.permissions import Role
from registrations import guest_list_files, guest_lists, invitations
from registrations.models import Invitation
from tests.builders import make_invitation, make_registration, make_ticket_type, make_user
from tests.registrations.builders import make_published_event

pytestmark = pytest.mark.django_db

NOW = timezone.now()
SHARED = Path(os.environ.get("PLENARY_SHARED") or settings.BASE_DIR.parent / "shared")
LISTS = SHARED / "data" / "lists"


def plan(ticket_type, content: str | bytes, **terms) -> guest_lists.Plan:
    content = content.encode() if isinstance(content, str) else content
    rows = guest_list_files.read(content).rows
    terms = {"expires_at": ticket_type.event.starts_at} | terms
    return guest_lists.plan(
        ticket_type.event, rows, ticket_type=ticket_type, language="en", now=NOW, by=None, **terms
    )


def bring_in(made: guest_lists.Plan) -> None:
    guest_lists.bring_in(made, looked_at=made.digest, now=NOW, by=None)


def outcomes(made: guest_lists.Plan) -> list[tuple[int, str, str]]:
    return [(guest.number, str(guest.outcome), guest.reason) for guest in made.guests]


def test_a_list_is_shown_row_by_row_and_then_invites():
    ticket_type = make_ticket_type(name_en="Guests")
    made = plan(ticket_type, "Name,E-mail\nLovelace,ada@example.org\nNobody,nowhere\n,x@example.org\n")
    assert outcomes(made) == [
        (2, "created", "Guests"),
        (3, "refused", "This is not an e-mail address. Write it like name@example.org."),
        (4, "refused", "There is no name."),
    ]
    assert not Invitation.objects.exists()
    bring_in(made)
    assert Invitation.objects.get().changes.count() == 1


def test_headings_are_known_in_japanese_and_files_of_excel_are_read():
    ticket_type = make_ticket_type(name_ja="来賓")
    made = plan(
        ticket_type,
        "姓\t名\tメールアドレス\t参加区分\t国\n山田\t花子\thanako@example.org\t来賓\t日本\n".encode("cp932"),
    )
    assert [guest.outcome for guest in made.guests] == ["created"]
    bring_in(made)
    invitation = Invitation.objects.get()
    assert (invitation.family_name, invitation.country) == ("山田", "JP")


def test_the_same_list_again_changes_nothing_and_a_corrected_one_corrects_who_has_not_answered():
    ticket_type = make_ticket_type()
    first = "email,family name,organization\nada@example.org,Lovelace,Engines\n"
    bring_in(plan(ticket_type, first))
    again = plan(ticket_type, first)
    assert outcomes(again) == [(2, "unchanged", "")]
    bring_in(again)
    corrected = plan(ticket_type, first.replace("Engines", "Analytical Engines"))
    assert outcomes(corrected) == [(2, "changed", "organization")]
    bring_in(corrected)
    invitation = Invitation.objects.get()
    assert (invitation.organization_name, invitation.changes.count()) == ("Analytical Engines", 1)
    invitations.decline(invitation, reason="", now=NOW)
    assert outcomes(plan(ticket_type, first)) == [(2, "unchanged", "Declined")]


def test_nobody_is_invited_twice_or_who_is_registered():
    ticket_type = make_ticket_type()
    make_registration(ticket_type, email="grace@example.org")
    made = plan(ticket_type, "email,name\nada@example.org,A\nADA@example.org,B\ngrace@example.org,G\n")
    assert outcomes(made)[1:] == [
        (3, "refused", "The same address as in row 2."),
        (4, "refused", "This address is registered for the event already."),
    ]


def test_seats_are_reserved_as_far_as_there_are_any():
    ticket_type = make_ticket_type(capacity=1)
    made = plan(ticket_type, "email,name\na@example.org,A\nb@example.org,B\n", reserves_seat=True)
    assert outcomes(made)[1] == (3, "refused", "No seat is left to be reserved.")
    bring_in(made)
    ticket_type.refresh_from_db()
    assert ticket_type.seats_taken == 1


def test_what_was_shown_is_done_or_nothing():
    ticket_type = make_ticket_type(capacity=1)
    made = plan(ticket_type, "email,name\na@example.org,A\nb@example.org,B\n")
    make_invitation(ticket_type, email="b@example.org")
    with pytest.raises(guest_lists.ListHasChanged):
        bring_in(made)
    with pytest.raises(guest_lists.ListHasChanged):
        guest_lists.bring_in(made, looked_at="another", now=NOW, by=None)
    assert [invitation.email for invitation in Invitation.objects.all()] == ["b@example.org"]


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"a,b\n1,2\n", b"PK\x03\x04broken", b"\xff\xfe"])
def test_what_is_no_guest_list_is_refused_in_words(content):
    with pytest.raises(guest_list_files.Unreadable, match=r"\w+ \w+"):
        guest_list_files.read(content)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("make", [guest_list_files.template_csv, guest_list_files.template_xlsx])
def test_the_template_can_be_brought_in(make, language):
    with translation.override(language):
        content = make(language)
    assert [guest.outcome for guest in plan(make_ticket_type(), content).guests] == ["created"]


@pytest.mark.skipif(not LISTS.exists(), reason="the shared lists are not here")
@pytest.mark.parametrize("name", ["attendees-traps.csv", "attendees-faker-5000.csv"])
def test_the_shared_lists_go_through_and_a_second_time_change_nothing(name):
    ticket_type = make_ticket_type(capacity=None)
    content = (LISTS / name).read_bytes()
    made = plan(ticket_type, content)
    created = len(made.of("created"))
    bring_in(made)
    assert Invitation.objects.count() == created > 0
    again = plan(ticket_type, content)
    assert not again.has_something_to_do
    assert len(again.of("unchanged")) == created


# --- At the desk


def test_the_desk_shows_first_and_imports_then(sign_in):
    event = make_published_event()
    ticket_type = make_ticket_type(event)
    client = sign_in(make_user(role=Role.ORGANIZER, event=event))
    url = reverse("registrations:import_guests", args=[event.slug])
    book = openpyxl.Workbook()
    for row in (["E-mail address", "Family name"], ["ada@example.org", "Lovelace"], ["nowhere", "Nobody"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    terms = {
        "ticket_type": ticket_type.pk,
        "expires_on": event.starts_at.date().isoformat(),
        "language": "ja",
    }
    response = client.post(url, terms | {"file": SimpleUploadedFile("guests.xlsx", file.getvalue())})
    assert "This is not an e-mail address." in response.content.decode()
    assert not Invitation.objects.exists()
    shown = {"kept": response.context["kept"], "shown": response.context["plan"].digest}
    assert client.post(url, terms | shown | {"kept": "forged"}).status_code == 302
    assert not Invitation.objects.exists()
    client.post(url, terms | shown)
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.language) == ("ada@example.org", "ja")
    assert client.post(url, terms).status_code == 200
    for extension, status in (("csv", 200), ("xlsx", 200), ("exe", 404)):
        page = reverse("registrations:guest_list_template", args=[event.slug, extension])
        assert client.get(page).status_code == status
