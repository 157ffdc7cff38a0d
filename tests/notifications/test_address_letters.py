"""What is written when a registration moves to another address, and to whom."""

import pytest
from django.core import mail

from notifications.models import Message
from registrations import address_changes
from tests.notifications.builders import NOW, make_published_ticket_type, register, send_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    registration = register(make_published_ticket_type(), "Ada", email="ada@old.example")
    send_all()
    mail.outbox.clear()
    return registration


def ask(registration, email="ada@new.example"):
    address_changes.ask(registration, email, now=NOW)
    return address_changes.code_of(registration.address_changes.last())


def sent():
    return [(letter.to, letter.subject) for letter in mail.outbox]


def test_the_code_goes_to_the_new_address_with_nothing_of_the_attendee(ada):
    code = ask(ada)
    send_all()
    assert sent() == [(["ada@new.example"], "Please verify your new e-mail address: Space Security Forum")]
    text = mail.outbox[0].body
    assert f"{code[:4]} {code[4:]}" in text
    assert not [secret for secret in (ada.token, ada.given_name, ada.family_name) if secret in text]


def test_both_addresses_are_told_and_the_link_goes_to_the_new_one_alone(ada):
    address_changes.confirm(ada, ask(ada), now=NOW)
    send_all()
    assert sent() == [
        (["ada@old.example"], "Your registration has another e-mail address: Space Security Forum"),
        (["ada@new.example"], "Your new personal link: Space Security Forum"),
    ]
    former, new = (letter.body for letter in mail.outbox)
    assert ada.token not in former
    assert "ada@new.example" not in former
    assert ada.personal_url() in new


def test_each_is_owed_once_however_often_it_is_planned(ada):
    address_changes.confirm(ada, ask(ada), now=NOW)
    for _pass in range(3):
        send_all()
    assert len(mail.outbox) == 2
    assert set(Message.objects.filter(kind="address").values_list("state", flat=True)) == {"sent", "dropped"}


def test_a_code_that_another_has_replaced_is_not_sent(ada):
    ask(ada, "ada@typo.example")
    ask(ada)
    send_all()
    assert [to for to, _subject in sent()] == [["ada@new.example"]]
