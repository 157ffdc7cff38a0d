"""Mail that goes nowhere: each a file that a mail program opens, for demos and for whoever builds on this."""

import re
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmailBackend(BaseEmailBackend):
    """Writes every mail into EMAIL_FILE_PATH, named by its moment and its first recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        written = 0
        for mail in email_messages:
            if not mail.recipients():
                continue
            name = (
                f"{timezone.now():%Y%m%d-%H%M%S-%f}-{_plain(mail.recipients()[0])}-{uuid.uuid4().hex[:6]}.eml"
            )
            # Under its name only once it is whole, for somebody may be looking.
            (folder / f".{name}").write_bytes(mail.message().as_bytes())
            (folder / f".{name}").rename(folder / name)
            written += 1
        return written


def _plain(address: str) -> str:
    return re.sub(r"[^A-Za-z0-9.@_-]+", "-", address)[:60].strip("-.")
