"""What each mail says, and to whom it says it, in the attendee's language.

Every letter is paragraphs of plain text, written once; the text and the HTML part lay the same
paragraphs out. What the mail says of the event comes from the release that the public reads.
"""

from email.mime.text import MIMEText

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from events import programme as programmes
from events.programme_parts import Programme
from events.writing import day
from notifications import causes, envelopes, invoice_letters, placeholders, reminders, wording
from notifications.envelopes import Facts, Letter, Link, ProgrammeIn
from notifications.models import Message, MessageKind, Reminder
from registrations import delegations, duplicates, mail_codes, review, verification
from registrations.models import (
    Attendance,
    Erasure,
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


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail that a message owes, ready to send. Its event must have been published once."""
    registration = _whom_it_concerns(message)
    release = envelopes.release_of(registration.event)
    language = envelopes.language_of(registration)

    def programme_in(language: str) -> Programme:
        return programmes.read(release, language=language)

    with translation.override(language):
        programme = programme_in(language)
        letter = _letter(message, registration, programme_in, language=language)
        why = _("You receive this mail because this address was registered for %(event)s.")
        mail = envelopes.wrap(
            message,
            letter,
            programme,
            to=registration.email,
            facts=_facts(registration, programme),
            action=_action(registration, programme),
            why=why % {"event": programme.title},
        )
        if message.for_status == Status.CONFIRMED:
            mail.attach(_calendar(registration, programme))
        if message.kind == MessageKind.INVOICE and (paper := invoice_letters.paper_of(message)):
            mail.attach(*paper)
    return mail


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
            str(text), links | _values(registration, programme_in, language=text.lang or language)
        )
        for text in (subject, body)
    )
    return Letter(wording.one_line(filled_subject), filled_body.strip(), body.lang or language)


def _values(registration: Registration, programme_in: ProgrammeIn, *, language: str) -> dict[str, str]:
    with translation.override(language):
        programme = programme_in(language)
        return {
            "given_name": wording.harmless(registration.given_name),
            "family_name": wording.harmless(registration.family_name),
            "name": wording.spoken_name(registration),
            "event": str(programme.title),
            "starts": wording.starts(programme),
            "place": wording.place(programme),
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
        "name": wording.spoken_name(registration),
        "event": programme.title,
        "registration": registration,
        "contact": programme.contact_email,
    }
    if not registration.is_verified:
        context |= _to_verify(registration, programme)
    if registration.delegation is not None:
        context["organization"] = registration.delegation.organization.name
        context["focal_point"] = wording.harmless(registration.delegation.focal_point_name)
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
        context["until"] = wording.moment(due_at, programme)
    if message.kind == MessageKind.INVOICE:
        invoice = invoice_letters.change_of(message).invoice
        context |= {
            "invoice": invoice,
            "amount": in_words(invoice.total, invoice.currency),
            "due": day(invoice.due_on),
        }
    if registration.offered_until_at:
        context["until"] = wording.moment(registration.offered_until_at, programme)
    return envelopes.write(name, context, lang=language)


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
    path = reverse("registrations:verify", args=[programme.slug, registration.token])
    return {
        "verify_url": f"{settings.BASE_URL}{path}",
        "code": mail_codes.in_groups(verification.code_of(registration)),
        "until": wording.moment(verification.ends_at(registration), programme),
    }


def _facts(registration: Registration, programme: Programme) -> Facts:
    facts = [*envelopes.event_facts(programme), (_("Ticket type"), str(registration.ticket_type))]
    if registration.ticket_type.attendance != Attendance.IN_PERSON:
        facts.append((_("Attendance"), str(registration.get_attendance_display())))
    return facts


def _action(registration: Registration, programme: Programme) -> Link:
    if not registration.is_live:
        return envelopes.event_page(programme)
    return Link(registration.personal_url(), _("Your personal page"), _("Open your personal page"))


def _calendar(registration: Registration, programme: Programme) -> MIMEText:
    part = MIMEText(personal_calendar(registration).decode(), "calendar", "utf-8")
    part.set_param("method", "PUBLISH")
    part.add_header("Content-Disposition", "attachment", filename=f"{programme.slug}.ics")
    return part
