"""What a focal point is written, and whoever they name."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from notifications import outbox
from registrations import delegation_purges, delegations, lost_links, seats
from registrations.models import Delegation, Registration
from tests.builders import make_delegation, make_named, make_organization, make_registration
from tests.notifications.builders import (
    NOW,
    html_of,
    last_mail,
    make_published_ticket_type,
    send_all,
    states,
    subjects_to,
)

pytestmark = pytest.mark.django_db

FOCAL_POINT = "joan@example.org"
CLOSES = NOW + dt.timedelta(days=14)


@pytest.fixture
def delegation() -> Delegation:
    return make_delegation(
        make_published_ticket_type(needs_review=True, name_en="Delegate"),
        organization=make_organization("Ministry of Space", name_ja="宇宙省"),
        focal_point_name="Joan Clarke",
        focal_point_email=FOCAL_POINT,
        closes_at=CLOSES,
        now=NOW,
    )


def name(delegation: Delegation, who: str = "Ada", **fields) -> Registration:
    return make_named(delegation, who, **{"now": NOW, "family_name": "Lovelace"} | fields)


def letter_to(registration: Registration) -> str:
    """The newest that reached whoever was named."""
    return [letter.body for letter in mail.outbox if letter.to == [registration.email]][-1]


def to_the_focal_point() -> list[str]:
    return [letter.subject for letter in mail.outbox if letter.to == [FOCAL_POINT]]


def test_the_focal_point_gets_the_link_once(delegation):
    send_all()
    send_all()
    assert to_the_focal_point() == ["Your delegation to Space Security Forum"]
    letter = last_mail()
    assert "The delegation has 3 places" in letter.body
    assert delegation.personal_url() in letter.body
    assert delegation.personal_url() in html_of(letter)


def test_the_letter_is_in_the_language_of_the_focal_point():
    delegation = make_delegation(make_published_ticket_type(), language="ja", now=NOW)
    send_all()
    assert f"/ja/delegations/{delegation.token}/" in last_mail().body


def test_whoever_is_named_reads_by_whom_for_what_and_until_when(delegation):
    ada = name(delegation)
    send_all()
    assert subjects_to(ada) == ["Please confirm that you come: Space Security Forum"]
    letter = letter_to(ada)
    path = reverse("registrations:verify", args=[delegation.event.slug, ada.token])
    assert "Joan Clarke of Ministry of Space has named you" in letter
    assert path in letter
    assert "The link works until Tuesday 15 September 2026, 12:00 (Asia/Tokyo)" in letter
    assert "code" not in letter


def test_whoever_is_named_in_japanese_reads_japanese(delegation):
    ada = name(delegation, language="ja")
    send_all()
    path = reverse("registrations:verify", args=[delegation.event.slug, ada.token])
    assert f"/ja{path}" in letter_to(ada)
    assert "宇宙省" in letter_to(ada)


def test_a_focal_point_who_writes_an_address_into_a_name_sends_nobody_there(delegation):
    Delegation.objects.update(focal_point_name="evil.example/x")
    ada = name(delegation)
    send_all()
    assert "evil.example" not in letter_to(ada)


def test_a_nomination_is_told_though_the_address_has_registered_meanwhile(delegation):
    ada = name(delegation)
    make_registration(delegation.ticket_type, email=ada.email, now=NOW)
    send_all()
    assert "Please confirm that you come: Space Security Forum" in subjects_to(ada)


@pytest.mark.parametrize(
    ("decide", "subject", "words"),
    [
        (seats.approve, "Ada Lovelace: Confirmed (Space Security Forum)", "There is nothing more to do."),
        (
            seats.decline,
            "Ada Lovelace: Declined (Space Security Forum)",
            "has not been admitted. The place is",
        ),
        (seats.cancel, "Ada Lovelace: Cancelled (Space Security Forum)", "does not come. The place is"),
    ],
)
def test_the_focal_point_is_told_how_it_went_and_never_why(delegation, decide, subject, words):
    ada = name(delegation)
    delegations.confirm(ada, now=NOW, country="JP")
    send_all()
    mail.outbox.clear()
    decide(ada, now=NOW, by=None, reason="Known to the embassy")
    send_all()
    assert to_the_focal_point() == [subject]
    letter = next(letter for letter in mail.outbox if letter.to == [FOCAL_POINT])
    assert words in letter.body
    assert "embassy" not in letter.body
    assert delegation.personal_url() in letter.body
    assert ada.token not in letter.body


def test_when_naming_has_ended_nobody_else_is_promised_to_be_named(delegation):
    ada = name(delegation)
    delegations.confirm(ada, now=NOW, country="JP")
    seats.decline(ada, now=CLOSES, by=None)
    send_all(now=CLOSES)
    assert "Naming has ended" in mail.outbox[-1].body


def test_what_the_focal_point_did_is_told_to_whom_it_concerns_only(delegation):
    ada = name(delegation)
    delegations.confirm(ada, now=NOW, country="JP")
    grace = name(delegation, "Grace")
    send_all()
    mail.outbox.clear()
    delegations.substitute(ada, email="joan2@example.org", now=NOW, family_name="Hopper", language="en")
    delegations.withdraw(grace, now=NOW)
    send_all()
    assert to_the_focal_point() == []
    for one in (ada, grace):
        assert subjects_to(one) == ["Your place in the delegation: Space Security Forum"]


def test_an_attendee_without_a_delegation_owes_no_focal_point_anything(delegation):
    ada = make_registration(delegation.ticket_type, now=NOW)
    seats.approve(ada, now=NOW, by=None)
    send_all()
    assert not [about for about in states() if about.startswith("named:")]


def test_changes_a_new_link_and_the_end_are_told(delegation):
    send_all()
    old = delegation.token
    delegations.change(delegation, places=5, closes_at=CLOSES, now=NOW, by=None)
    send_all()
    assert "has 5 places now" in last_mail().body
    delegations.renew_link(delegation, now=NOW, by=None)
    send_all()
    assert "This is the new link" in last_mail().body
    assert delegation.token in last_mail().body
    assert old not in last_mail().body
    delegations.revoke(delegation, now=NOW, by=None)
    send_all()
    assert last_mail().subject == "Delegation ended: Space Security Forum"
    assert delegation.token not in last_mail().body


def test_a_focal_point_who_has_lost_the_link_gets_it_again(delegation):
    send_all()
    elsewhere = make_delegation(make_published_ticket_type(), focal_point_email=FOCAL_POINT, now=NOW)
    send_all()
    mail.outbox.clear()
    lost_links.ask(delegation.event, FOCAL_POINT, now=NOW)
    lost_links.ask(delegation.event, "nobody@example.org", now=NOW)
    send_all()
    assert to_the_focal_point() == ["Your delegation to Space Security Forum"]
    assert "most likely you, asked for the link" in last_mail().body
    assert delegation.personal_url() in last_mail().body
    assert elsewhere.token not in last_mail().body


def test_the_link_of_a_revoked_delegation_is_not_sent_again(delegation):
    send_all()
    mail.outbox.clear()
    lost_links.ask(delegation.event, FOCAL_POINT, now=NOW)
    outbox.plan(now=NOW)
    Delegation.objects.update(revoked_at=NOW)
    send_all()
    assert mail.outbox == []


@pytest.mark.parametrize("reason", ["revoke", "erase", "unpublish", "over"])
def test_what_no_longer_holds_is_not_sent(delegation, reason):
    outbox.plan(now=NOW)
    now = NOW
    match reason:
        case "revoke":
            Delegation.objects.update(revoked_at=NOW)
        case "erase":
            delegation_purges.erase(delegation, now=NOW)
        case "unpublish":
            delegation.event.current_release = None
            delegation.event.save(update_fields=["current_release"])
        case "over":
            now = delegation.event.ends_at
    outbox.deliver_due(now=now, clock=lambda: now)
    assert set(states().values()) == {"dropped"}
    assert mail.outbox == []


def test_a_decision_that_was_taken_back_is_not_told(delegation):
    ada = name(delegation)
    delegations.confirm(ada, now=NOW, country="JP")
    send_all()
    mail.outbox.clear()
    seats.approve(ada, now=NOW, by=None)
    outbox.plan(now=NOW)
    seats.return_to_review(ada, now=NOW, by=None)
    send_all()
    assert to_the_focal_point() == []
