"""What the invited are written, when they are reminded, and what is not sent after all."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from events.models import Event
from notifications import outbox
from notifications.models import InvitationLetter, Message
from registrations import colleagues, invitations
from registrations.models import Invitation
from tests.builders import make_invitation, make_registration, make_user
from tests.notifications.builders import NOW, html_of, last_mail, make_published_ticket_type, send_all, states

pytestmark = pytest.mark.django_db

ENDS = NOW + dt.timedelta(days=20)


def invite(ticket_type, name="Ada", **fields) -> Invitation:
    return make_invitation(ticket_type, name, now=NOW, **{"expires_at": ENDS} | fields)


def to(invitation: Invitation) -> list[str]:
    return [letter.subject for letter in mail.outbox if letter.to == [invitation.email]]


@pytest.fixture
def ticket_type():
    return make_published_ticket_type()


def test_an_invitation_brings_its_link_once(ticket_type):
    ada = invite(ticket_type)
    send_all()
    send_all()
    assert to(ada) == ["Invitation: Space Security Forum"]
    letter = last_mail()
    assert ada.personal_url() in letter.body
    assert ada.personal_url() in html_of(letter)
    assert "the organizers of Space Security Forum invited you" in letter.body


def test_the_letter_is_in_the_language_of_the_invited(ticket_type):
    ada = invite(ticket_type, language="ja", native_name="山田花子")
    send_all()
    assert to(ada) == ["【ご招待】宇宙安全保障フォーラム"]
    assert f"/ja/invitations/{ada.token}/" in last_mail().body


def test_the_events_own_words_are_used_with_what_stands_in_braces(ticket_type):
    InvitationLetter.objects.create(
        event=ticket_type.event, subject_en="Come to {event}", body_en="Dear {name} of {organization}: {link}"
    )
    ada = invite(ticket_type, family_name="Lovelace", organization_name="Engines")
    grace = invite(ticket_type, "Grace", language="ja")
    send_all()
    assert to(ada) == ["Come to Space Security Forum"]
    assert f"Dear Ada Lovelace of Engines: {ada.personal_url()}" in mail.outbox[0].body
    assert to(grace) == ["Come to Space Security Forum"]


def test_nothing_that_somebody_wrote_becomes_a_link(ticket_type):
    invite(ticket_type, "evil.example/x", email="eve@example.org")
    send_all()
    assert "evil.example" not in last_mail().body.replace("@example.org", "")


@pytest.mark.parametrize("answer", ["accept", "decline", "withdraw", "register", "expire", "hide"])
def test_a_reminder_is_not_sent_to_whoever_has_answered_since_it_was_planned(ticket_type, answer):
    ada = invite(ticket_type)
    send_all()
    later = NOW + dt.timedelta(days=2)
    assert invitations.remind(Invitation.objects.all(), by=None, now=later) == 1
    outbox.plan(now=later)
    reminder = Message.objects.latest("pk")
    match answer:
        case "accept":
            invitations.accept(
                ada, attendance="in_person", now=later, family_name="L", language="en", country="JP"
            )
        case "decline":
            invitations.decline(ada, reason="", now=later)
        case "withdraw":
            invitations.withdraw(ada, reason="", by=None, now=later)
        case "register":
            make_registration(ticket_type, email=ada.email)
        case "expire":
            Invitation.objects.update(expires_at=later)
        case "hide":
            Event.objects.update(current_release=None)
    outbox.deliver_due(now=later, clock=lambda: later)
    reminder.refresh_from_db()
    assert reminder.state == "dropped"
    assert not [subject for subject in to(ada) if subject.startswith("Please answer")]


def test_those_who_have_not_answered_are_reminded_so_many_days_before_the_end_and_once(ticket_type):
    InvitationLetter.objects.create(
        event=ticket_type.event, subject_en="Come", body_en="Please.", remind_days_before=5
    )
    ada, grace = invite(ticket_type), invite(ticket_type, "Grace")
    late = make_invitation(ticket_type, "Late", now=ENDS - dt.timedelta(days=4), expires_at=ENDS)
    send_all()
    invitations.decline(grace, reason="", now=NOW)
    for days in (6, 5, 4, 1):
        send_all(now=ENDS - dt.timedelta(days=days))
    assert len(to(ada)) == 2
    assert to(ada)[-1].startswith("Please answer by")
    assert to(grace) == ["Come"]
    assert to(late) == ["Come"]
    assert set(states().values()) == {"sent"}


def test_an_invitation_that_ended_before_its_letter_went_is_not_sent(ticket_type):
    ada = invite(ticket_type)
    invitations.withdraw(ada, reason="A mistake", by=None, now=NOW)
    send_all()
    assert to(ada) == ["Invitation withdrawn: Space Security Forum"]


def test_whoever_is_asked_again_gets_a_new_link(ticket_type):
    ada = invite(ticket_type, email="ada@space.go.jp")
    grace = colleagues.delegate(ada, email="grace@elsewhere.example", now=NOW, family_name="Hopper")
    send_all()
    assert (to(ada), to(grace)) == ([], [])
    grace = Invitation.objects.select_related("delegated_from").get(pk=grace.pk)
    colleagues.disagree(grace, reason="Unknown", by=None, now=NOW)
    send_all()
    ada.refresh_from_db()
    assert to(ada) == ["Your invitation is yours again: Space Security Forum"]
    assert ada.personal_url() in last_mail().body
    assert to(grace) == []


def test_staff_read_the_reminder_and_how_many_get_it_first(ticket_type, sign_in):
    event = ticket_type.event
    ada = invite(ticket_type, expires_at=timezone.now() + dt.timedelta(days=3))
    url = reverse("notifications:remind_invited", args=[event.slug])
    client = sign_in(make_user(role=Role.ORGANIZER, event=event))
    page = client.get(url)
    assert page.context["count"] == 1
    assert [preview["language"] for preview in page.context["previews"]] == ["en", "ja"]
    assert ada.changes.count() == 1
    client.post(url)
    assert ada.changes.count() == 2
    assert sign_in(make_user(role=Role.VIEWER, event=event)).post(url).status_code == 404


def test_the_admin_shows_the_mail_of_the_invited_with_the_others(ticket_type, sign_in):
    ada = invite(ticket_type)
    make_registration(ticket_type, "Grace", now=NOW)
    send_all()
    client = sign_in(make_user(role=Role.ORGANIZER, event=ticket_type.event))
    url = reverse("admin:notifications_message_changelist")
    page = client.get(f"{url}?event={ticket_type.event.pk}").content.decode()
    assert ada.email in page
    assert "grace" in page
    outsider = sign_in(make_user(role=Role.ORGANIZER, event=make_published_ticket_type().event))
    assert ada.email not in outsider.get(url).content.decode()
