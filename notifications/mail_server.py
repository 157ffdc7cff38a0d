"""One connection to the mail server, and what its refusals mean."""

import smtplib
from contextlib import suppress
from types import TracebackType
from typing import Self

from django.core.mail import EmailMessage, get_connection

SERVICE_NOT_AVAILABLE = 421
# Servers end a connection after so many mails, often a hundred; we leave before they do.
MAILS_PER_CONNECTION = 50


class Refused(Exception):
    """The server will never take this mail: trying again is pointless."""


class NotNow(Exception):
    """The server does not take this mail now, it may later.

    ``concerns_all`` is true when the obstacle lies with the server or our access to it, so that any
    other mail would fare the same.
    """

    def __init__(self, reason: str, *, concerns_all: bool) -> None:
        super().__init__(reason)
        self.concerns_all = concerns_all


class MailServer:
    """The configured mail server over one connection, opened anew after errors and now and then."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._mails = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()

    def send(self, mail: EmailMessage) -> None:
        """Hand a mail over. Returns once the server has accepted it; raises Refused or NotNow."""
        if self._mails >= MAILS_PER_CONNECTION:
            self._close()
        try:
            self._connection.open()
        except OSError as error:
            self._close()
            raise NotNow(_describe(error), concerns_all=True) from error
        try:
            accepted = self._connection.send_messages([mail])
        except OSError as error:
            self._close()
            raise _meaning_of(error) from error
        self._mails += 1
        if not accepted:
            raise Refused("The mail has no recipient")

    def _close(self) -> None:
        self._mails = 0
        with suppress(OSError):
            self._connection.close()


def _meaning_of(error: OSError) -> Refused | NotNow:
    """What an error while sending says of this mail. Every error of smtplib is an OSError.

    Only a refusal of the recipient or of the content is about the mail itself; a refused sender or
    login is about our configuration, and operators can mend that.
    """
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            codes = [code for code, _text in recipients.values()]
        case smtplib.SMTPDataError(smtp_code=code):
            codes = [code]
        case smtplib.SMTPResponseException() | ConnectionError() | smtplib.SMTPServerDisconnected():
            return NotNow(_describe(error), concerns_all=True)
        case _:
            return NotNow(_describe(error), concerns_all=False)
    if all(code >= 500 for code in codes):
        return Refused(_describe(error))
    return NotNow(_describe(error), concerns_all=SERVICE_NOT_AVAILABLE in codes)


def _describe(error: OSError) -> str:
    """What the server said, for whoever looks after the site."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            answers = [f"{code} {_text(answer)}" for code, answer in recipients.values()]
            return f"Recipient refused: {'; '.join(answers)}"
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=answer):
            return f"{type(error).__name__}: {code} {_text(answer)}"
        case _:
            return f"{type(error).__name__}: {error}"


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
