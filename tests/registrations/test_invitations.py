"""Personal invitations: answered once, by one address, with the seat that was kept for it."""

import datetime as dt

import pytest
from django.utils import timezone

from registrations import colleagues, invitations, places, recount, seats
from registrations.invitation_moves import AlreadyInvited, AnswerTooLate, NotAsExpected
from registrations.models import Invitation, InvitationChange, InvitationState, Registration
from registrations.refusals import AlreadyRegistered, NoPlaceLeft
from tests.builders import (
    make_event,
    make_invitation,
    make_organization,
    make_quota,
    make_registration,
    make_ticket_type,
    make_user,
    registration_details,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LATER = NOW + dt.timedelta(days=2)


def accept(invitation: Invitation, *, now: dt.datetime = LATER, **details: str) -> Registration:
    answers = registration_details(invitation.given_name)
    del answers["email"]
    details.setdefault("attendance", invitation.attendance)
    return invitations.accept(invitation, now=now, **answers | details)


def moves(invitation: Invitation) -> list[str]:
    return [change.to_state for change in invitation.changes.all()]


def taken(ticket_type) -> int:
    ticket_type.refresh_from_db()
    return ticket_type.seats_taken


def is_sound() -> bool:
    return not [*recount.breaches(now=LATER), *invitations.breaches()]


def test_whoever_accepts_is_registered_under_the_invited_address():
    invitation = make_invitation(make_ticket_type(is_by_invitation=True), "Ada")
    registration = accept(invitation)
    assert (registration.status, registration.email) == ("confirmed", invitation.email)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.registration) == ("accepted", registration)
    assert moves(invitation) == ["invited", "accepted"]
    assert is_sound()


def test_an_invitation_is_answered_once():
    invitation = make_invitation(make_ticket_type(), "Ada")
    same = Invitation.objects.get(pk=invitation.pk)
    accept(invitation)
    with pytest.raises(AlreadyRegistered):
        accept(same)
    with pytest.raises(NotAsExpected):
        invitations.decline(same, reason="", now=LATER)
    assert Registration.objects.count() == 1
    assert moves(invitation) == ["invited", "accepted"]


def test_after_its_day_nobody_answers_it():
    invitation = make_invitation(make_ticket_type(), now=NOW, expires_at=LATER)
    with pytest.raises(AnswerTooLate):
        accept(invitation, now=LATER)
    with pytest.raises(AnswerTooLate):
        invitations.decline(invitation, reason="", now=LATER)
    assert not Registration.objects.exists()
    assert invitations.expire_due(now=LATER) == 1
    assert invitations.expire_due(now=LATER) == 0
    assert moves(invitation) == ["invited", "expired"]


@pytest.mark.parametrize("where", ["ticket type", "quota"])
def test_a_kept_seat_is_nobody_elses_and_is_not_counted_twice(where):
    event = make_event()
    quota = make_quota(event, capacity=1) if where == "quota" else None
    ticket_type = make_ticket_type(event, capacity=5 if quota else 1, quota=quota)
    invitation = make_invitation(ticket_type, "Ada", reserves_seat=True)
    grace = make_registration(ticket_type, "Grace")
    assert grace.status == "waitlisted"
    assert accept(invitation).status == "confirmed"
    assert taken(ticket_type) == 1
    assert is_sound()


@pytest.mark.parametrize("end", ["decline", "withdraw", "expire"])
def test_a_kept_seat_goes_to_whoever_waits_when_the_invitation_ends(end):
    ticket_type = make_ticket_type(capacity=1)
    invitation = make_invitation(ticket_type, "Ada", reserves_seat=True, now=NOW, expires_at=LATER)
    grace = make_registration(ticket_type, "Grace")
    if end == "decline":
        invitations.decline(invitation, reason="Another duty", now=NOW)
    elif end == "withdraw":
        invitations.withdraw(invitation, reason="A mistake", by=make_user(), now=NOW)
    else:
        invitations.expire_due(now=LATER)
    grace.refresh_from_db()
    assert grace.status == "confirmed"
    assert taken(ticket_type) == 1
    assert is_sound()


def test_a_seat_that_is_not_there_is_not_promised():
    ticket_type = make_ticket_type(capacity=1)
    make_registration(ticket_type)
    with pytest.raises(NoPlaceLeft):
        make_invitation(ticket_type, reserves_seat=True)
    assert not Invitation.objects.exists()
    assert not InvitationChange.objects.exists()


def test_without_a_kept_seat_whoever_accepts_may_have_to_wait():
    ticket_type = make_ticket_type(capacity=1)
    invitation = make_invitation(ticket_type)
    make_registration(ticket_type)
    assert accept(invitation).status == "waitlisted"


def test_attending_the_other_way_gives_the_kept_seat_to_whoever_waits():
    ticket_type = make_ticket_type(attendance="either", capacity=1, online_capacity=1)
    invitation = make_invitation(ticket_type, "Ada", reserves_seat=True)
    grace = make_registration(ticket_type, "Grace", attendance="in_person")
    assert accept(invitation, attendance="online").status == "confirmed"
    grace.refresh_from_db()
    assert grace.status == "confirmed"
    assert is_sound()


def test_attending_the_other_way_where_it_is_full_changes_nothing():
    ticket_type = make_ticket_type(attendance="either", capacity=1, online_capacity=1)
    invitation = make_invitation(ticket_type, "Ada", reserves_seat=True)
    make_registration(ticket_type, "Grace", attendance="online")
    with pytest.raises(NoPlaceLeft):
        accept(invitation, attendance="online")
    invitation.refresh_from_db()
    assert (invitation.state, invitation.holds_seat) == ("invited", True)
    assert is_sound()


def test_an_invitation_may_spare_the_review():
    ticket_type = make_ticket_type(needs_review=True)
    assert accept(make_invitation(ticket_type)).status == "under_review"
    assert accept(make_invitation(ticket_type, skips_review=True)).status == "confirmed"


def test_an_address_has_one_open_invitation_and_no_second_registration():
    ticket_type = make_ticket_type()
    invitation = make_invitation(ticket_type)
    with pytest.raises(AlreadyInvited):
        make_invitation(ticket_type, email=invitation.email)
    registration = make_registration(ticket_type)
    with pytest.raises(AlreadyRegistered):
        make_invitation(ticket_type, email=registration.email)
    assert Invitation.objects.count() == 1
    assert make_invitation(make_ticket_type(), email=invitation.email).state == "invited"


# --- Colleagues


def delegate(invitation: Invitation, email: str, **name: str) -> Invitation:
    return colleagues.delegate(invitation, email=email, now=LATER, **{"family_name": "Hopper"} | name)


def test_a_colleague_of_the_same_organization_is_invited_at_once_with_the_kept_seat():
    ticket_type = make_ticket_type(capacity=1, needs_review=True)
    ada = make_invitation(ticket_type, email="ada@space.go.jp", reserves_seat=True, skips_review=True)
    grace = delegate(ada, "grace@space.go.jp")
    ada.refresh_from_db()
    assert (ada.state, ada.holds_seat) == ("delegated", False)
    assert (grace.state, grace.holds_seat, grace.skips_review) == ("invited", True, False)
    with pytest.raises(NotAsExpected):
        accept(ada)
    assert accept(grace).status == "under_review"
    assert taken(ticket_type) == 1
    assert is_sound()


@pytest.mark.parametrize(
    ("own", "colleague", "is_same"),
    [
        ("ada@space.go.jp", "grace@dept.space.go.jp", True),
        ("ada@space.go.jp", "grace@go.jp", False),
        ("ada@space.go.jp", "grace@xspace.go.jp", False),
        ("ada@gmail.com", "grace@gmail.com", False),
        ("ada@gmail.com", "grace@agency.example", True),
        ("ada@gmail.com", "grace@www.agency.example", True),
    ],
)
def test_whether_two_addresses_are_of_one_organization(own, colleague, is_same):
    make_organization("Space Agency", website="https://www.agency.example/en/")
    invitation = make_invitation(make_ticket_type(), email=own, organization_name="Space Agency")
    assert delegate(invitation, colleague).state == ("invited" if is_same else "proposed")


def test_of_a_colleague_from_elsewhere_staff_decide():
    ada = make_invitation(make_ticket_type(capacity=1), email="ada@space.go.jp", reserves_seat=True)
    grace = delegate(ada, "grace@elsewhere.example")
    assert grace.state == "proposed"
    with pytest.raises(NotAsExpected):
        accept(grace)
    colleagues.agree(grace, by=make_user(), now=LATER)
    assert accept(grace).status == "confirmed"
    assert is_sound()


def test_whoever_staff_refuse_gives_the_invitation_back_under_a_new_link():
    ada = make_invitation(make_ticket_type(capacity=1), email="ada@space.go.jp", reserves_seat=True)
    old_link = ada.token
    grace = delegate(ada, "grace@elsewhere.example")
    grace = Invitation.objects.select_related("delegated_from").get(pk=grace.pk)
    colleagues.disagree(grace, reason="Not known", by=make_user(), now=LATER)
    ada.refresh_from_db()
    assert (ada.state, ada.holds_seat, ada.token == old_link) == ("invited", True, False)
    assert (grace.state, grace.holds_seat) == ("withdrawn", False)
    assert is_sound()


def test_nobody_learns_by_passing_on_whether_a_colleague_is_registered():
    ticket_type = make_ticket_type()
    make_registration(ticket_type, email="grace@space.go.jp")
    make_invitation(ticket_type, email="joan@space.go.jp")
    for colleague in ("grace@space.go.jp", "joan@space.go.jp"):
        own = make_invitation(ticket_type, email=f"ada-{colleague}")
        assert delegate(own, colleague).state == "proposed"


# --- Reminders


def test_only_those_are_reminded_who_have_not_answered_and_once_a_day():
    ticket_type = make_ticket_type()
    ada, grace, joan = (make_invitation(ticket_type, name, now=NOW) for name in ("Ada", "Grace", "Joan"))
    accept(grace)
    make_registration(ticket_type, email=joan.email)
    everybody = Invitation.objects.filter(event=ticket_type.event)
    assert invitations.remind(everybody, by=None, now=NOW) == 0
    assert invitations.remind(everybody, by=None, now=LATER) == 1
    assert invitations.remind(everybody, by=None, now=LATER) == 0
    ada.refresh_from_db()
    assert (ada.reminders_sent, ada.reminded_at, moves(ada)) == (1, LATER, ["invited", "invited"])


def test_whoever_declined_can_be_invited_anew_under_another_link():
    ticket_type = make_ticket_type(capacity=1)
    invitation = make_invitation(ticket_type, reserves_seat=True)
    old_link = invitation.token
    invitations.decline(invitation, reason="", now=NOW)
    invitations.invite_anew(invitation, expires_at=LATER, by=make_user(), now=NOW)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.holds_seat) == ("invited", True)
    assert invitation.token != old_link
    assert places.left(Invitation.objects.get().ticket_type, "in_person") == 0


def test_verify_finds_a_seat_that_is_kept_for_nobody():
    ticket_type = make_ticket_type()
    invitation = make_invitation(ticket_type, reserves_seat=True)
    Invitation.objects.filter(pk=invitation.pk).update(holds_seat=False)
    assert list(recount.breaches(now=NOW)) == [
        f"ticket type {ticket_type.pk}: seats_taken is 1, "
        "but registrations, invitations and delegations hold 0"
    ]
    Invitation.objects.filter(pk=invitation.pk).update(state=InvitationState.ACCEPTED)
    assert list(invitations.breaches()) == [
        f"invitation {invitation.pk}: it was accepted, but nobody is registered by it",
        f"invitation {invitation.pk}: its state is not the one that its last change led to",
    ]


def test_a_seat_kept_online_is_given_back_online():
    ticket_type = make_ticket_type(attendance="online", online_capacity=1)
    invitation = make_invitation(ticket_type, reserves_seat=True)
    grace = make_registration(ticket_type, "Grace")
    invitations.decline(invitation, reason="", now=NOW)
    grace.refresh_from_db()
    assert grace.status == "confirmed"
    seats.cancel(grace, now=NOW)
    assert is_sound()
