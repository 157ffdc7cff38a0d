"""Answering an invitation in the browser, inviting at the desk, and codes in the form."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from registrations import codes, seats, verification
from registrations.models import Export, Invitation, InvitationCode, Registration
from tests.builders import (
    make_code,
    make_event,
    make_invitation,
    make_registration,
    make_ticket_type,
    make_user,
)
from tests.registrations.builders import filled_in, make_published_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_published_event()


@pytest.fixture
def honoured(event):
    return make_ticket_type(event, name_en="Guests of honour", is_by_invitation=True)


@pytest.fixture
def organizer(event, sign_in):
    return sign_in(make_user(role=Role.ORGANIZER, event=event))


def answers(**others: str) -> dict[str, str]:
    form = filled_in(**others)
    del form["email"], form["ticket_type"]
    return form


# --- The invited


def test_the_form_is_filled_in_and_accepting_leads_to_the_personal_page(client, honoured):
    invitation = make_invitation(honoured, "Ada", organization_name="Analytical Engines")
    page = client.get(invitation.get_absolute_url())
    assert 'value="Analytical Engines"' in page.content.decode()
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("private, no-store", "same-origin")
    response = client.post(invitation.get_absolute_url(), answers())
    registration = Registration.objects.get()
    assert response.url == registration.get_absolute_url()
    assert (registration.status, registration.email) == ("confirmed", invitation.email)
    late = client.post(invitation.get_absolute_url(), answers(given_name="Eve"))
    assert late.status_code == 409
    assert "This invitation has been accepted." in late.content.decode()
    assert Registration.objects.get().given_name == "Ada"


def test_what_is_missing_is_said_beside_the_field(client, honoured):
    invitation = make_invitation(honoured)
    response = client.post(invitation.get_absolute_url(), answers(sector="", has_consented=""))
    assert response.status_code == 200
    assert '<a href="#id_sector">' in response.content.decode()
    assert not Registration.objects.exists()


def test_declining_keeps_the_reason_for_staff(client, honoured):
    invitation = make_invitation(honoured)
    url = reverse("registrations:decline_invitation", args=[invitation.token])
    assert client.get(url).status_code == 200
    response = client.post(url, {"reason": "Another\nduty"}, follow=True)
    assert "You have declined this invitation." in response.content.decode()
    assert invitation.changes.latest("pk").reason == "Another duty"


def test_a_colleague_is_named_in_the_browser_and_the_link_is_dead(client, honoured):
    invitation = make_invitation(honoured, email="ada@space.go.jp")
    url = reverse("registrations:delegate_invitation", args=[invitation.token])
    own = client.post(url, {"family_name": "Hopper", "email": "ADA@space.go.jp"})
    assert "This is your own address." in own.content.decode()
    named = client.post(url, {"family_name": "Hopper", "email": "grace@space.go.jp"}, follow=True)
    assert "You have passed this invitation on." in named.content.decode()
    assert client.post(invitation.get_absolute_url(), answers()).status_code == 409
    assert Invitation.objects.get(email="grace@space.go.jp").state == "invited"


def test_an_unknown_link_and_one_of_an_unpublished_event_do_not_exist(client):
    unpublished = make_invitation(make_ticket_type(make_event()))
    for token in ("unknown", unpublished.token):
        for name in ("invitation", "decline_invitation", "delegate_invitation"):
            assert client.get(reverse(f"registrations:{name}", args=[token])).status_code == 404


def test_whoever_is_registered_already_is_led_there(client, honoured):
    invitation = make_invitation(honoured)
    registration = make_registration(make_ticket_type(honoured.event), email=invitation.email)
    page = client.get(invitation.get_absolute_url()).content.decode()
    assert registration.get_absolute_url() in page
    assert client.post(invitation.get_absolute_url(), answers()).url == invitation.get_absolute_url()
    assert Registration.objects.count() == 1


# --- Codes


def register(client: Client, ticket_type, **others: str):
    url = reverse("registrations:register", args=[ticket_type.event.slug])
    return client.post(url, filled_in(ticket_type, **others))


def test_a_code_opens_its_ticket_types_and_is_counted_when_the_address_is_verified(client, honoured):
    code = make_code(honoured, code="HONOUR-27", most_uses=1)
    url = reverse("registrations:register", args=[honoured.event.slug])
    assert "Guests of honour" not in client.get(url).content.decode()
    assert "Guests of honour" in client.get(f"{url}?code=honour-27").content.decode()
    register(client, honoured, code="honour-27")
    registration = Registration.objects.get()
    code.refresh_from_db()
    assert (registration.invitation_code, code.uses) == (code, 0)
    verification.verify(registration, now=timezone.now())
    code.refresh_from_db()
    assert code.uses == 1
    assert "This invitation code cannot be used" in client.get(f"{url}?code=HONOUR-27").content.decode()
    assert list(codes.breaches()) == []


def test_a_code_that_was_used_up_meanwhile_registers_nobody(client, honoured):
    code = make_code(honoured, code="HONOUR", most_uses=1)
    register(client, honoured, code="HONOUR")
    InvitationCode.objects.filter(pk=code.pk).update(uses=1)
    registration = Registration.objects.get()
    url = reverse("registrations:verify", args=[honoured.event.slug, registration.token])
    response = client.post(url, follow=True)
    assert "The invitation code has been used up meanwhile" in response.content.decode()
    registration.refresh_from_db()
    assert registration.status == "unverified"


@pytest.mark.parametrize("wrong", [{"code": "OTHER"}, {}])
def test_without_the_right_code_nobody_registers_for_what_it_opens(client, honoured, wrong):
    make_code(honoured, code="HONOUR")
    make_ticket_type(honoured.event)
    assert "This ticket type is not on offer." in register(client, honoured, **wrong).content.decode()
    assert not Registration.objects.exists()


def test_a_code_may_spare_the_review_and_whoever_chooses_another_ticket_type_uses_none(client, event):
    reviewed = make_ticket_type(event, needs_review=True)
    open_to_all = make_ticket_type(event)
    make_code(reviewed, code="FAST", skips_review=True, most_uses=5)
    register(client, reviewed, code="FAST")
    register(client, open_to_all, code="FAST", email="grace@example.org")
    fast, other = Registration.objects.order_by("pk")
    assert (fast.skips_review, other.skips_review, other.invitation_code) == (True, False, None)
    verification.verify(fast, now=timezone.now())
    assert fast.status == "confirmed"
    seats.cancel(fast, now=timezone.now())
    assert InvitationCode.objects.get().uses == 1


def try_code(client: Client, event, code: str, **headers: str):
    return client.get(reverse("registrations:register", args=[event.slug]), {"code": code}, **headers)


def test_guessing_codes_ends_after_ten_from_one_place_and_not_from_another(client, honoured):
    make_code(honoured, code="HONOUR")
    for number in range(10):
        wrong = try_code(client, honoured.event, f"GUESS-{number}")
        assert (wrong.status_code, "cannot be used" in wrong.content.decode()) == (200, True)
    stopped = try_code(client, honoured.event, "HONOUR")
    assert stopped.status_code == 429
    assert "Too many wrong codes have come from your network." in stopped.content.decode()
    assert "Guests of honour" not in stopped.content.decode()
    elsewhere = try_code(client, honoured.event, "HONOUR", REMOTE_ADDR="192.0.2.7")
    assert "Guests of honour" in elsewhere.content.decode()


def test_whoever_may_not_guess_any_more_keeps_what_was_typed_and_may_register_without_a_code(
    client, honoured
):
    make_code(honoured, code="HONOUR")
    open_to_all = make_ticket_type(honoured.event)
    for number in range(10):
        try_code(client, honoured.event, f"GUESS-{number}")
    response = register(client, open_to_all, code="HONOUR", position="Chief Engineer")
    page = response.content.decode()
    assert response.status_code == 429
    assert 'value="Chief Engineer"' in page
    assert '<input type="text" name="code" value="HONOUR"' in page
    assert not Registration.objects.exists()
    assert register(client, open_to_all, code="").status_code == 302


def test_a_form_that_was_opened_with_a_wrong_code_registers_without_it(client, honoured):
    make_ticket_type(honoured.event)
    page = try_code(client, honoured.event, "WRONG")
    assert page.context["form"]["code"].value() == ""


# --- The desk


def test_staff_invite_one_person(organizer, honoured):
    url = reverse("registrations:invite", args=[honoured.event.slug])
    day = (timezone.now() + dt.timedelta(days=7)).date()
    form = {
        "ticket_type": honoured.pk,
        "expires_on": day.isoformat(),
        "reserves_seat": "on",
        "family_name": "Lovelace",
        "name_order": "given_first",
        "email": "Ada@Example.org",
        "language": "en",
    }
    for day_out_of_reach in ("2020-01-01", "0001-01-01", "9999-12-31"):
        assert organizer.post(url, form | {"expires_on": day_out_of_reach}).status_code == 200
    assert not Invitation.objects.exists()
    organizer.post(url, form)
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.holds_seat) == ("ada@example.org", True)
    assert "not answered yet" in organizer.post(url, form).content.decode()


def test_staff_withdraw_with_a_reason_and_invite_anew(organizer, honoured):
    invitation = make_invitation(honoured)
    url = reverse("registrations:desk_invitation", args=[honoured.event.slug, invitation.pk])
    assert "Write why, in a few words." in organizer.post(url, {"do": "withdraw"}).content.decode()
    organizer.post(url, {"do": "withdraw", "reason": "A mistake"})
    invitation.refresh_from_db()
    assert invitation.state == "withdrawn"
    day = (timezone.now() + dt.timedelta(days=7)).date().isoformat()
    organizer.post(url, {"do": "invite_anew", "expires_on": day})
    invitation.refresh_from_db()
    assert invitation.state == "invited"
    assert invitation.token not in organizer.get(url).content.decode()


def test_the_list_finds_and_counts(organizer, honoured):
    ada = make_invitation(honoured, "Ada", family_name="Lovelace")
    make_invitation(honoured, "Grace", family_name="Hopper")
    url = reverse("registrations:invitations", args=[honoured.event.slug])
    assert [row.pk for row in organizer.get(f"{url}?q=lovelace").context["page_obj"]] == [ada.pk]
    assert organizer.get(url).context["counts"] == [("invited", "Not answered", 2)]
    assert not organizer.get(f"{url}?state=declined").context["page_obj"].object_list


def test_the_cost_of_the_list_does_not_grow_with_it(organizer, honoured):
    url = reverse("registrations:invitations", args=[honoured.event.slug])
    counts = []
    for _more in range(2):
        make_invitation(honoured)
        organizer.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            organizer.get(url)
        counts.append(len(queries))
        make_invitation(honoured)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_taking_the_list_away_is_on_record(organizer, honoured, form):
    make_invitation(honoured, "=1+1", organization_name="=2+2", email="ada@example.org")
    url = reverse("registrations:export_invitations", args=[honoured.event.slug])
    assert organizer.post(url, {"format": form}).status_code == 200
    assert not Export.objects.exists()
    content = b"".join(organizer.post(url, {"format": form, "purpose": "Seating"}).streaming_content)
    if form == "csv":
        assert '"\'=2+2"' in content.decode("utf-8-sig")
    export = Export.objects.get()
    assert (export.row_count, export.purpose) == (1, "Seating")
    exports = organizer.get(reverse("registrations:exports", args=[honoured.event.slug]))
    assert "Seating" in exports.content.decode()
