"""What is written when a registration moves to another e-mail address, to the new one and to the former."""

import datetime as dt

from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.translation import gettext as _

from events import programme as programmes
from events.programme_parts import Programme
from notifications import causes, envelopes, wording
from notifications.envelopes import Letter
from notifications.models import Message
from registrations import address_changes, mail_codes, personal_data
from registrations.models import AddressMail, Registration

Kind = AddressMail.Kind
LETTERS = {Kind.CODE: "address_code", Kind.LEFT: "address_left", Kind.ARRIVED: "address_arrived"}


def why_not(message: Message, *, now: dt.datetime) -> str:
    """Why the message must not be sent after all; empty when its reason still holds."""
    registration = message.attendee
    if personal_data.is_erased(registration):
        return "The attendee's data is deleted"
    mail = AddressMail.objects.filter(pk=causes.pk_of(message)).first()
    if mail is None:
        return "What was asked for is forgotten"
    if mail.kind == Kind.CODE and address_changes.pending(registration, now=now) != mail.change:
        return "The code has ended"
    if mail.kind == Kind.ARRIVED and registration.email != mail.email:
        return "The registration has another address now"
    return ""


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail that a change of address owes, ready to send. Its event must have been published once."""
    registration = message.attendee
    owed = AddressMail.objects.select_related("change").get(pk=causes.pk_of(message))
    language = envelopes.language_of(registration)
    with translation.override(language):
        programme = programmes.read(envelopes.release_of(registration.event), language=language)
        letter = _letter(owed, registration, programme)
        why = _("You receive this mail because somebody gave this address for %(event)s.")
        return envelopes.wrap(
            message,
            letter,
            programme,
            to=owed.email,
            facts=envelopes.event_facts(programme),
            action=_action(owed, registration, programme),
            why=why % {"event": programme.title},
        )


def _letter(owed: AddressMail, registration: Registration, programme: Programme) -> Letter:
    """Of the attendee, who may have mistyped the address, the mail with the code says nothing."""
    context = {
        "event": programme.title,
        "name": wording.spoken_name(registration),
        "contact": programme.contact_email,
        "code": mail_codes.in_groups(address_changes.code_of(owed.change)),
        "until": wording.moment(owed.change.requested_at + address_changes.HOLDS_FOR, programme),
    }
    name = LETTERS[Kind(owed.kind)]
    return envelopes.write(name, context, lang=programme.language)


def _action(owed: AddressMail, registration: Registration, programme: Programme) -> envelopes.Link:
    """The personal page is for the new address alone."""
    if owed.kind == Kind.ARRIVED and registration.is_live:
        return envelopes.Link(
            registration.personal_url(), _("Your personal page"), _("Open your personal page")
        )
    return envelopes.event_page(programme)
