"""A real mail server for tests, which takes mail, refuses it, or dies on its clients as told."""

import asyncio
import email
import email.policy
import socket
import threading
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 OK"
Answer = Callable[[str], str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class PostOffice:
    """An SMTP server on a port of its own; ``delivered`` is what it has accepted.

    The answers to MAIL, RCPT and DATA are functions of the address, so that a test says who is
    refused and with which words.
    """

    def __init__(self) -> None:
        self.delivered: list[EmailMessage] = []
        self.connections = 0
        self.answer_to_sender: Answer = lambda address: OK
        self.answer_to_recipient: Answer = lambda address: OK
        self.answer_to_content: Answer = lambda address: OK
        self.holds_content_back = False
        self.holds_its_answer_back = False
        self.reached = threading.Event()
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> "PostOffice":
        self._controller.start()
        # Starting it opens a first connection to see that it answers.
        self.connections = 0
        return self

    def __exit__(self, *error: object) -> None:
        self._controller.stop()

    def recipients(self) -> list[str]:
        return [str(mail["To"]) for mail in self.delivered]

    # --- What aiosmtpd calls

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answer_to_sender(address)
        if answer == OK:
            envelope.mail_from = address
        return answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answer_to_recipient(address)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.holds_content_back:
            await self._hold()
        answer = self.answer_to_content(envelope.rcpt_tos[0])
        if answer == OK:
            content: Any = envelope.content
            self.delivered.append(email.message_from_bytes(content, policy=email.policy.default))
        if self.holds_its_answer_back:
            await self._hold()
        return answer

    async def _hold(self) -> None:
        """Tell the test that we are here, and wait until the client has gone."""
        self.reached.set()
        await asyncio.Event().wait()
