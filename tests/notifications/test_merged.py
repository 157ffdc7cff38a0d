"""What somebody is told whose two registrations became one."""

import pytest
from django.core import mail

from registrations import duplicates, seats
from tests.builders import make_user
from tests.notifications.builders import NOW, make_published_ticket_type, register, send_all

pytestmark = pytest.mark.django_db


def told(registration):
    """The text of the latest mail that reached an attendee."""
    return next(sent.body for sent in reversed(mail.outbox) if sent.to == [registration.email])


def test_whoever_was_merged_is_told_which_ticket_holds():
    ticket_type = make_published_ticket_type(capacity=None)
    kept, ended, other = (register(ticket_type, "Ada") for _each in range(3))
    duplicates.merge(kept, ended, taken=[], by=make_user(), note="Same passport", now=NOW)
    seats.cancel(other, now=NOW)
    send_all()
    assert "We have kept your other registration" in told(ended)
    assert "is cancelled" not in told(ended)
    assert "We have kept your other registration" not in told(other)
    assert "is cancelled" in told(other)
