"""What a message is about: the committed row that owes it, as one unique word.

The word is the kind of the message and the number of the row, such as ``status:<status change>``,
``invoice:<invoice change>`` or ``reminder:<reminder>:<registration>``; the database lets each stand
once, so nothing is owed twice.
"""

from notifications.models import Message, MessageKind, Reminder
from registrations.models import (
    AddressMail,
    DelegationChange,
    Erasure,
    InvitationChange,
    InvoiceChange,
    LostLink,
    Registration,
    RepeatedRegistration,
    ReviewQuestion,
    SessionNotice,
    SessionSeat,
    StatusChange,
)


def status(change: StatusChange) -> str:
    return f"{MessageKind.STATUS}:{change.pk}"


def repeated(repetition: RepeatedRegistration) -> str:
    return f"{MessageKind.REPEATED}:{repetition.pk}"


def question(question: ReviewQuestion) -> str:
    return f"{MessageKind.QUESTION}:{question.pk}"


def invoice(change: InvoiceChange) -> str:
    return f"{MessageKind.INVOICE}:{change.pk}"


def session_seat(choice: SessionSeat) -> str:
    return f"{MessageKind.SESSION_SEAT}:{choice.pk}"


def session_notice(notice: SessionNotice) -> str:
    return f"{MessageKind.SESSION_NOTICE}:{notice.pk}"


def invitation(change: InvitationChange) -> str:
    return f"{MessageKind.INVITATION}:{change.pk}"


def delegation(change: DelegationChange) -> str:
    return f"{MessageKind.DELEGATION}:{change.pk}"


def named(change: StatusChange) -> str:
    """To the focal point who named somebody; the attendee's own is ``status``."""
    return f"{MessageKind.NAMED}:{change.pk}"


def lost_link(lost: LostLink) -> str:
    return f"{MessageKind.LOST_LINK}:{lost.pk}"


def address(mail: AddressMail) -> str:
    return f"{MessageKind.ADDRESS}:{mail.pk}"


def erasure(erasure: Erasure) -> str:
    return f"{MessageKind.ERASURE}:{erasure.pk}"


def reminder(reminder: Reminder, registration: Registration) -> str:
    return f"{MessageKind.REMINDER}:{reminder.pk}:{registration.pk}"


def pk_of(message: Message) -> int:
    """The number of the row that owes the message, of the kind that the message has."""
    return int(message.about.split(":")[1])
