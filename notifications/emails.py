"""What each mail says, and to whom it says it, in the attendee's language.

Every letter is paragraphs of plain text, written once; the text and the HTML part lay the same
paragraphs out. What the mail says of the event comes from the release that the public reads.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.mime.text import MIMEText

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from events import programme as programmes
from events.models import AgendaRelease, Event
from events.programme_parts import Programme
from events.writing import customs, day
from notifications import causes, invoice_letters, placeholders, reminders
from notifications.models import Message, MessageKind, Reminder
from registrations import delegations, duplicates, review, verification
from registrations.models import (
    Attendance,
    Delegation,
    Erasure,
    Invitation,
    Registration,
    ReviewQuestion,
    SessionSeats,
    Status,
    StatusChange,
)
from registrations.personal_calendar import personal_calendar
from registrations.prices import in_words

# Which letter each legal move of a registration owes: all of them owe one.
LETTERS: dict[tuple[str, str], str] = {
    ("", Status.UNVERIFIED): "verify",
    ("", Status.CONFIRMED): "confirmed",
    ("", Status.UNDER_REVIEW): "under_review",
    ("", Status.WAITLISTED): "waitlisted",
    (Status.UNVERIFIED, Status.CONFIRMED): "confirmed",
    (Status.UNVERIFIED, Status.UNDER_REVIEW): "under_review",
    (Status.UNVERIFIED, Status.WAITLISTED): "waitlisted",
    (Status.UNVERIFIED, Status.CANCELLED): "nomination_ended",
    (Status.UNVERIFIED, Status.EXPIRED): "nomination_ended",
    (Status.UNDER_REVIEW, Status.CONFIRMED): "approved",
    (Status.WAITLISTED, Status.CONFIRMED): "promoted",
    (Status.WAITLISTED, Status.UNDER_REVIEW): "promoted_to_review",
    (Status.CONFIRMED, Status.UNDER_REVIEW): "back_to_review",
    (Status.WAITLISTED, Status.OFFERED): "offered",
    (Status.OFFERED, Status.CONFIRMED): "confirmed",
    (Status.OFFERED, Status.UNDER_REVIEW): "promoted_to_review",
    (Status.OFFERED, Status.DECLINED): "declined",
    (Status.OFFERED, Status.CANCELLED): "cancelled",
    (Status.OFFERED, Status.EXPIRED): "offer_lapsed",
    (Status.WAITLISTED, Status.WAITLISTED): "moved_up",
    (Status.CONFIRMED, Status.CONFIRMED): "switched",
    (Status.UNDER_REVIEW, Status.UNDER_REVIEW): "switched",
    (Status.UNDER_REVIEW, Status.DECLINED): "declined",
    (Status.WAITLISTED, Status.DECLINED): "declined",
    (Status.CONFIRMED, Status.DECLINED): "withdrawn",
    (Status.UNDER_REVIEW, Status.CANCELLED): "cancelled",
    (Status.CONFIRMED, Status.CANCELLED): "cancelled",
    (Status.WAITLISTED, Status.CANCELLED): "cancelled",
    (Status.UNDER_REVIEW, Status.EXPIRED): "expired",
    (Status.WAITLISTED, Status.EXPIRED): "expired",
}
VERIFY_LETTER = "verify"
NOMINATED_LETTER, NOMINATION_ENDED_LETTER = "nominated", "nomination_ended"
REPEATED_LETTER = "repeated"
QUESTION_LETTER = "asked"
LETTERS_OF_KINDS: dict[str, str] = {
    MessageKind.LOST_LINK: "lost_link",
    MessageKind.ERASURE: "erasure",
    MessageKind.SESSION_SEAT: "session_seat",
}
ProgrammeIn = Callable[[str], Programme]
"""What the event's programme is in a language."""

SUBJECT_LENGTH: int = Message._meta.get_field("subject").max_length or 0
# What would turn the writing direction of the text around it, or is not written at all.
UNWRITTEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
PART_OF_AN_ADDRESS = re.compile(r"[:/\\@<>]+")
DOT_INSIDE = re.compile(r"\.(?=\S)")


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


def event_page(programme: Programme) -> Link:
    url = f"{settings.BASE_URL}{reverse('events:event', args=[programme.slug])}"
    return Link(url, _("The event’s page"), _("See the event’s page"))


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail that a message owes, ready to send. Its event must have been published once."""
    registration = _whom_it_concerns(message)
    release = release_of(registration.event)
    language = language_of(registration)

    def programme_in(language: str) -> Programme:
        return programmes.read(release, language=language)

    with translation.override(language):
        programme = programme_in(language)
        letter = _letter(message, registration, programme_in, language=language)
        context = _layout(letter, registration, programme)
        mail = EmailMultiAlternatives(
            subject=letter.subject,
            body=render_to_string("emails/layout.txt", context),
            to=[registration.email],
            reply_to=[programme.contact_email] if programme.contact_email else None,
            headers={"Message-ID": message.header_id, "Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("emails/layout.html", context), "text/html")
        if message.for_status == Status.CONFIRMED:
            mail.attach(_calendar(registration, programme))
        if message.kind == MessageKind.INVOICE and (paper := invoice_letters.paper_of(message)):
            mail.attach(*paper)
    return mail


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


def spoken_name(registration: Registration | Invitation) -> str:
    """The attendee's name as a mail may repeat it.

    Anybody can register anybody's address under any name. Nothing that a mail program would make a
    link of survives, so that a form of ours cannot be used to send people somewhere.
    """
    if translation.get_language() == "ja" and registration.native_name:
        return harmless(registration.native_name)
    return harmless(registration.name)


def when(programme: Programme) -> str:
    """From when to when the event lasts, on its own clocks, with the zone named."""
    starts_at, ends_at = programme.starts_at, programme.ends_at
    values = {
        "first_day": day(starts_at),
        "starts": _clock(starts_at),
        "last_day": day(ends_at),
        "ends": _clock(ends_at),
        "zone": programme.time_zone,
    }
    if starts_at.date() == ends_at.date():
        return _("%(first_day)s, %(starts)s to %(ends)s (%(zone)s)") % values
    return _("%(first_day)s, %(starts)s to %(last_day)s, %(ends)s (%(zone)s)") % values


def starts(programme: Programme) -> str:
    """The moment the event starts, on its own clocks, with the zone named."""
    return moment(programme.starts_at, programme)


def place(programme: Programme) -> str:
    """The venue and its city, or how else the event is held."""
    if programme.venue is None:
        return programme.format_label
    parts = [str(part) for part in (programme.venue.name, programme.venue.city) if part]
    return customs().comma.join(parts)


def reminder_letter(
    reminder: Reminder, registration: Registration, programme_in: ProgrammeIn, *, language: str
) -> Letter:
    """A reminder's text, filled in for one attendee who reads language.

    Where the text falls back to another language, dates and places in it do too; addresses lead to
    pages in the reader's own.
    """
    with translation.override(language):
        links = {
            "link": registration.personal_url(),
            "agenda": f"{settings.BASE_URL}{reverse('events:agenda', args=[registration.event.slug])}",
        }
    subject, body = reminders.text(reminder, language)
    filled_subject, filled_body = (
        placeholders.fill(
            str(text), links | _facts(registration, programme_in, language=text.lang or language)
        )
        for text in (subject, body)
    )
    return Letter(one_line(filled_subject), filled_body.strip(), body.lang or language)


def _facts(registration: Registration, programme_in: ProgrammeIn, *, language: str) -> dict[str, str]:
    with translation.override(language):
        programme = programme_in(language)
        return {
            "given_name": harmless(registration.given_name),
            "family_name": harmless(registration.family_name),
            "name": spoken_name(registration),
            "event": str(programme.title),
            "starts": starts(programme),
            "place": place(programme),
        }


def _whom_it_concerns(message: Message) -> Registration:
    """The message's registration; the live one of the same address where that is to be verified again."""
    registration = message.attendee
    if registration.is_verified or registration.is_unconfirmed_nomination:
        return registration
    same_address = Registration.objects.filter(event=registration.event_id, email=registration.email)
    live = same_address.live().select_related("ticket_type").first()
    if live is None:
        return registration
    live.event = registration.event
    return live


def _letter(
    message: Message, registration: Registration, programme_in: ProgrammeIn, *, language: str
) -> Letter:
    if message.kind == MessageKind.REMINDER and message.reminder is not None:
        return reminder_letter(message.reminder, registration, programme_in, language=language)
    programme = programme_in(language)
    name = _letter_name(message, registration)
    context = {
        "name": spoken_name(registration),
        "event": programme.title,
        "registration": registration,
        "contact": programme.contact_email,
    }
    if not registration.is_verified:
        context |= _to_verify(registration, programme)
    if registration.delegation is not None:
        context["organization"] = registration.delegation.organization.name
        context["focal_point"] = harmless(registration.delegation.focal_point_name)
    if message.kind == MessageKind.QUESTION:
        context["question"] = ReviewQuestion.objects.get(pk=causes.pk_of(message)).text
    elif message.for_status == Status.DECLINED:
        context["words"] = review.words_for_attendee(registration)
    elif message.for_status == Status.CANCELLED:
        context["is_merged"] = duplicates.was_merged(registration)
    if message.kind == MessageKind.SESSION_SEAT:
        seats = SessionSeats.objects.get(choices=causes.pk_of(message))
        context["session"] = seats.session.title
        path = reverse("registrations:own_sessions", args=[registration.token])
        context["sessions_url"] = f"{settings.BASE_URL}{path}"
    if message.kind == MessageKind.ERASURE:
        due_at = Erasure.objects.values_list("due_at", flat=True).get(pk=causes.pk_of(message))
        context["until"] = moment(due_at, programme)
    if message.kind == MessageKind.INVOICE:
        invoice = invoice_letters.change_of(message).invoice
        context |= {
            "invoice": invoice,
            "amount": in_words(invoice.total, invoice.currency),
            "due": day(invoice.due_on),
        }
    if registration.offered_until_at:
        context["until"] = moment(registration.offered_until_at, programme)
    return Letter(
        subject=one_line(render_to_string(f"emails/{name}.subject.txt", context)),
        body=render_to_string(f"emails/{name}.txt", context).strip(),
        lang=language,
    )


def _letter_name(message: Message, registration: Registration) -> str:
    if message.kind == MessageKind.QUESTION:
        return QUESTION_LETTER
    if message.kind in LETTERS_OF_KINDS:
        return LETTERS_OF_KINDS[message.kind]
    if not registration.is_verified:
        return NOMINATED_LETTER if registration.is_unconfirmed_nomination else VERIFY_LETTER
    if not message.attendee.is_verified:
        return REPEATED_LETTER
    if message.kind == MessageKind.INVOICE:
        return invoice_letters.LETTERS[invoice_letters.change_of(message).to_state]
    change = StatusChange.objects.get(pk=causes.pk_of(message))
    if change.reason in delegations.BY_FOCAL_POINT:
        return NOMINATION_ENDED_LETTER
    return LETTERS[change.from_status, change.to_status]


def _to_verify(registration: Registration, programme: Programme) -> dict[str, object]:
    code = verification.code_of(registration)
    path = reverse("registrations:verify", args=[programme.slug, registration.token])
    return {
        "verify_url": f"{settings.BASE_URL}{path}",
        "code": f"{code[:4]} {code[4:]}",
        "until": moment(verification.ends_at(registration), programme),
    }


def _layout(letter: Letter, registration: Registration, programme: Programme) -> dict[str, object]:
    facts = [
        (_("Event"), str(programme.title)),
        (_("When"), when(programme)),
        (_("Where"), place(programme)),
        (_("Ticket type"), str(registration.ticket_type)),
    ]
    if registration.ticket_type.attendance != Attendance.IN_PERSON:
        facts.append((_("Attendance"), str(registration.get_attendance_display())))
    action = event_page(programme)
    if registration.is_live:
        action = Link(registration.personal_url(), _("Your personal page"), _("Open your personal page"))
    return {
        "letter": letter,
        "language": programme.language,
        "programme": programme,
        "facts": facts,
        "action": action,
        "why": _("You receive this mail because this address was registered for %(event)s.")
        % {"event": programme.title},
    }


def _calendar(registration: Registration, programme: Programme) -> MIMEText:
    part = MIMEText(personal_calendar(registration).decode(), "calendar", "utf-8")
    part.set_param("method", "PUBLISH")
    part.add_header("Content-Disposition", "attachment", filename=f"{programme.slug}.ics")
    return part


def moment(moment: dt.datetime, programme: Programme) -> str:
    moment = moment.astimezone(programme.zone)
    return _("%(day)s, %(time)s (%(zone)s)") % {
        "day": day(moment),
        "time": _clock(moment),
        "zone": programme.time_zone,
    }


def _clock(moment: dt.datetime) -> str:
    return formats.date_format(moment, "H:i")


def harmless(name: str) -> str:
    return DOT_INSIDE.sub(". ", _written(PART_OF_AN_ADDRESS.sub(" ", name)))


def _written(text: str) -> str:
    """Without line breaks, control characters and what turns the writing direction around."""
    return " ".join(UNWRITTEN.sub(" ", text).split())


def one_line(subject: str) -> str:
    """As the subject of a mail: one line, without what would end the header."""
    return Truncator(_written(subject)).chars(SUBJECT_LENGTH)
