"""How a letter becomes a mail: one layout, as text and as HTML."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from events.programme_parts import Programme
from notifications.emails import Letter, Link
from notifications.models import Message


def wrap(
    message: Message,
    letter: Letter,
    programme: Programme,
    *,
    to: str,
    facts: list[tuple[str, str]],
    action: Link,
    why: str,
) -> EmailMultiAlternatives:
    """The mail that carries the letter, with what belongs below it: facts, one link, and why it came."""
    context = {
        "letter": letter,
        "language": programme.language,
        "programme": programme,
        "facts": facts,
        "action": action,
        "why": why,
    }
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=render_to_string("emails/layout.txt", context),
        to=[to],
        reply_to=[programme.contact_email] if programme.contact_email else None,
        headers={"Message-ID": message.header_id, "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("emails/layout.html", context), "text/html")
    return mail
