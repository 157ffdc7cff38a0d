"""What is written to those who are invited, when they are reminded, and whether it still holds.

The event's organizers write the letters; without theirs, there are words of our own. A letter is owed by
the committed move of an invitation, and a reminder is such a move too: so nobody is reminded who has
answered, and nobody twice for the same day.
"""

import datetime as dt

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from events import programme as programmes
from events.programme_parts import Programme
from events.texts import choose, translations
from notifications import causes, envelopes, placeholders, wording
from notifications.envelopes import Facts, Letter, ProgrammeIn
from notifications.models import InvitationLetter, Message
from registrations import invitations
from registrations.models import Invitation, InvitationChange, InvitationState

INVITATION, REMINDER, RETURNED, WITHDRAWN = (
    "invitation",
    "invitation_reminder",
    "invitation_returned",
    "invitation_withdrawn",
)

# Which letter each move of an invitation owes; the others owe none.
LETTERS: dict[tuple[str, str], str] = {
    ("", InvitationState.INVITED): INVITATION,
    (InvitationState.PROPOSED, InvitationState.INVITED): INVITATION,
    (InvitationState.DECLINED, InvitationState.INVITED): INVITATION,
    (InvitationState.EXPIRED, InvitationState.INVITED): INVITATION,
    (InvitationState.WITHDRAWN, InvitationState.INVITED): INVITATION,
    (InvitationState.DELEGATED, InvitationState.INVITED): RETURNED,
    (InvitationState.INVITED, InvitationState.INVITED): REMINDER,
    (InvitationState.INVITED, InvitationState.WITHDRAWN): WITHDRAWN,
}
# The event's own words for a letter.
OWN_WORDS = {INVITATION: ("subject", "body"), REMINDER: ("reminder_subject", "reminder_body")}


def owes_letter(change: InvitationChange) -> bool:
    return (change.from_state, change.to_state) in LETTERS


def remind_due(*, now: dt.datetime) -> int:
    """Remind those whose invitations end in so many days as their event says; return how many."""
    letters = InvitationLetter.objects.filter(
        remind_days_before__isnull=False, event__current_release__isnull=False, event__ends_at__gt=now
    )
    reminded = 0
    for letter in letters:
        before = dt.timedelta(days=letter.remind_days_before or 0)
        # Nobody who was invited in these days, or reminded in them, by hand or by itself.
        begins = F("expires_at") - before
        not_yet = Invitation.objects.filter(
            Q(reminded_at__isnull=True) | Q(reminded_at__lt=begins),
            event=letter.event_id,
            expires_at__lte=now + before,
            invited_at__lt=begins,
        )
        if invitations.to_remind(not_yet, now=now).exists():
            reminded += invitations.remind(not_yet, by=None, now=now)
    return reminded


def why_not(message: Message, *, now: dt.datetime) -> str:
    """Why the message must not be sent after all; empty when its reason still holds."""
    invitation = _invited(message)
    change = InvitationChange.objects.get(pk=causes.pk_of(message))
    if invitation.state != change.to_state:
        return f"The invitation is {invitation.get_state_display()} now"
    if invitation.event.current_release is None:
        return "The event is not public"
    if programmes.read(invitation.event).ends_at <= now:
        return "The event is over"
    if invitation.is_unanswered:
        if invitation.expires_at <= now:
            return "The invitation has ended"
        if invitations.registration_of(invitation) is not None:
            return "Somebody is registered under this address"
    return ""


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail that a move of an invitation owes, ready to send. Its event must have been published once."""
    invitation = _invited(message)
    change = InvitationChange.objects.get(pk=causes.pk_of(message))
    language = envelopes.language_of(invitation)
    release = envelopes.release_of(invitation.event)

    def programme_in(language: str) -> Programme:
        return programmes.read(release, language=language)

    with translation.override(language):
        programme = programme_in(language)
        name = LETTERS[change.from_state, change.to_state]
        letter = letter_of(invitation, name, programme_in, language=language)
        why = _("You receive this mail because the organizers of %(event)s invited you.")
        return envelopes.wrap(
            message,
            letter,
            programme,
            to=invitation.email,
            facts=_facts(invitation, programme),
            action=_action(invitation, programme),
            why=why % {"event": programme.title},
        )


def letter_of(invitation: Invitation, name: str, programme_in: ProgrammeIn, *, language: str) -> Letter:
    """One of the letters to somebody who is invited, who reads language."""
    if name in OWN_WORDS and (own := _own_letter(invitation, name, programme_in, language=language)):
        return own
    programme = programme_in(language)
    context = _values(invitation, programme) | {"invitation": invitation, "contact": programme.contact_email}
    return envelopes.write(name, context, lang=language)


def _own_letter(
    invitation: Invitation, name: str, programme_in: ProgrammeIn, *, language: str
) -> Letter | None:
    """The event's own words, filled in; in another language where it has none in this one."""
    words = InvitationLetter.objects.filter(event=invitation.event_id).first()
    if words is None:
        return None
    subject, body = (choose(translations(words, field), language) for field in OWN_WORDS[name])
    if not subject or not body:
        return None
    link = invitation.personal_url()
    lang = body.lang or language
    with translation.override(lang):
        values = _values(invitation, programme_in(lang)) | {"link": link}
        filled_subject, filled_body = (placeholders.fill(str(text), values) for text in (subject, body))
    return Letter(wording.one_line(filled_subject), filled_body.strip(), lang)


def _values(invitation: Invitation, programme: Programme) -> dict[str, str]:
    """What stands in the place of ``placeholders.IN_INVITATIONS``, in the active language."""
    return {
        "given_name": wording.harmless(invitation.given_name),
        "family_name": wording.harmless(invitation.family_name),
        "name": wording.spoken_name(invitation),
        "organization": wording.harmless(invitation.organization_name),
        "event": str(programme.title),
        "starts": wording.starts(programme),
        "place": wording.place(programme),
        "ticket_type": str(invitation.ticket_type),
        "until": wording.moment(invitation.expires_at, programme),
        "link": invitation.personal_url(),
        "agenda": f"{settings.BASE_URL}{reverse('events:agenda', args=[programme.slug])}",
    }


def _facts(invitation: Invitation, programme: Programme) -> Facts:
    facts = envelopes.event_facts(programme)
    if invitation.is_unanswered:
        facts.append((_("Ticket type"), str(invitation.ticket_type)))
        facts.append((_("Please answer by"), wording.moment(invitation.expires_at, programme)))
    return facts


def _action(invitation: Invitation, programme: Programme) -> envelopes.Link:
    if not invitation.is_unanswered:
        return envelopes.event_page(programme)
    return envelopes.Link(invitation.personal_url(), _("Your invitation"), _("Answer the invitation"))


def _invited(message: Message) -> Invitation:
    if message.invitation is None:
        raise ValueError(f"message {message.pk} concerns no invitation")
    return message.invitation
