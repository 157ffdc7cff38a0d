"""A letter, and how it becomes a mail: one layout, as text and as HTML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from events import programme as programmes
from events.models import AgendaRelease, Event
from events.programme_parts import Programme
from notifications import wording
from notifications.models import Message
from registrations.models import Delegation, Invitation, Registration

ProgrammeIn = Callable[[str], Programme]
"""What the event's programme is in a language."""

Facts = list[tuple[str, str]]
"""What stands below a letter: labels, each with its value."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and paragraphs of plain text; ``lang`` is the language they are written in."""

    subject: str
    body: str
    lang: str


@dataclass(frozen=True, slots=True)
class Link:
    """Where a mail leads: as a line of text, and as a button."""

    url: str
    label: str
    on_button: str


def language_of(reader: Registration | Invitation | Delegation) -> str:
    """The language in which to write to somebody."""
    offered = [code for code, _name in settings.LANGUAGES]
    return reader.language if reader.language in offered else settings.LANGUAGE_CODE


def release_of(event: Event) -> AgendaRelease:
    """The release that the public reads, or read last. Raises NotPublished when there never was one."""
    release = event.current_release or event.releases.defer("content", "summary").first()
    if release is None:
        raise programmes.NotPublished
    return release


def write(name: str, context: Mapping[str, object], *, lang: str) -> Letter:
    """The letter of that name in templates/emails/, filled in, in the active language."""
    return Letter(
        subject=wording.one_line(render_to_string(f"emails/{name}.subject.txt", context)),
        body=render_to_string(f"emails/{name}.txt", context).strip(),
        lang=lang,
    )


def event_facts(programme: Programme) -> Facts:
    """Those that stand below every letter: which event it is, when and where."""
    return [
        (_("Event"), str(programme.title)),
        (_("When"), wording.when(programme)),
        (_("Where"), wording.place(programme)),
    ]


def event_page(programme: Programme) -> Link:
    url = f"{settings.BASE_URL}{reverse('events:event', args=[programme.slug])}"
    return Link(url, _("The event’s page"), _("See the event’s page"))


def wrap(
    message: Message,
    letter: Letter,
    programme: Programme,
    *,
    to: str,
    facts: Facts,
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
