"""Who was invited and did not come is forgotten after the event."""

import datetime as dt

import pytest
from django.utils import timezone

from registrations import invitation_purges, invitations
from registrations.models import Invitation
from tests.builders import make_event, make_invitation, make_ticket_type, make_user, registration_details

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def event():
    return make_event(sensitive_answers_kept_days=10)


@pytest.fixture
def invited(event):
    """Nobody has answered to the first, the second declined with a reason, the third comes."""
    ticket_type = make_ticket_type(event)
    unanswered, declined, accepted = (make_invitation(ticket_type, name) for name in ("Ada", "Grace", "Joan"))
    invitations.decline(declined, reason="Grace has a cold", now=NOW)
    details = registration_details("Joan")
    details.pop("email", None)
    invitations.accept(accepted, now=NOW, attendance="in_person", **details)
    return unanswered, declined, accepted


def names():
    return [(one.given_name, one.state) for one in Invitation.objects.order_by("pk")]


def days_after(event, days):
    return event.ends_at + dt.timedelta(days=days)


def test_before_the_day_everything_is_kept(event, invited):
    assert invitation_purges.purge(now=days_after(event, 9)) == 0
    assert [name for name, _state in names()] == ["Ada", "Grace", "Joan"]


def test_on_the_day_who_did_not_come_is_forgotten_and_what_became_of_it_stays(event, invited):
    old_links = [one.token for one in invited]
    assert invitation_purges.purge(now=days_after(event, 10)) == 2
    assert names() == [("", "invited"), ("", "declined"), ("Joan", "accepted")]
    kept = list(Invitation.objects.order_by("pk"))
    assert [one.email.endswith("@invalid.invalid") for one in kept] == [True, True, False]
    assert [one.token == old for one, old in zip(kept, old_links, strict=True)] == [False, False, True]
    assert not kept[1].changes.exclude(reason="").exists()


def test_it_is_done_once_in_parts(event, invited, monkeypatch):
    monkeypatch.setattr(invitation_purges, "PURGED_AT_ONCE", 1)
    late = days_after(event, 12)
    assert len(list(invitation_purges.breaches(now=late))) == 1
    assert [invitation_purges.purge(now=late) for _pass in range(3)] == [1, 1, 0]
    assert list(invitation_purges.breaches(now=late)) == []


def test_another_events_invitations_stay(event, invited):
    other = make_invitation(make_ticket_type(), "Mary", by=make_user())
    invitation_purges.purge(now=days_after(event, 10))
    other.refresh_from_db()
    assert other.given_name == "Mary"
