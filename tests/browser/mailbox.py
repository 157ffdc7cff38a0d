"""What mail reached whom: delivered by one pass over what is due, to a mail server of the test's own."""

import re
from email.message import EmailMessage

from django.core.management import call_command

from tests.faults.post_office import PostOffice

VERIFICATION_ADDRESS = re.compile(r"https?://\S+/register/[\w-]+/")
CODE = re.compile(r"\d{4} \d{4}")
DELEGATION_ADDRESS = re.compile(r"https?://\S+/delegations/[\w-]+/")
PERSONAL_ADDRESS = re.compile(r"https?://\S+/registrations/[\w-]+/")


class Mailbox:
    """The letters that a mail server took, as their readers find them."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    def deliver(self) -> None:
        """Send what is owed, as beat has it sent every few seconds."""
        call_command("send_due")

    def newest_to(self, address: str) -> EmailMessage:
        return self._letters_to(address)[-1]

    def count_to(self, address: str) -> int:
        return len(self._letters_to(address))

    def _letters_to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self._office.delivered if letter["To"] == address]


def text_of(letter: EmailMessage) -> str:
    """What a reader without HTML reads."""
    body = letter.get_body(("plain",))
    assert body is not None
    return body.get_content()


def personal_address_in(letter: EmailMessage) -> str:
    """The link to the attendee's own page."""
    (address,) = set(PERSONAL_ADDRESS.findall(text_of(letter)))
    return address


def delegation_address_in(letter: EmailMessage) -> str:
    """The link to the page on which a focal point names people."""
    (address,) = DELEGATION_ADDRESS.findall(text_of(letter))
    return address


def verification_address_in(letter: EmailMessage) -> str:
    """The link that shows that the address is the reader's."""
    (address,) = VERIFICATION_ADDRESS.findall(text_of(letter))
    return address


def code_in(letter: EmailMessage) -> str:
    """The code that shows the same."""
    (code,) = CODE.findall(text_of(letter))
    return code
