"""What a message is about: the committed row that owes it, as one unique word.

The word is the kind of the message and the number of the row, such as ``status:<status change>``,
``invoice:<invoice change>`` or ``reminder:<reminder>:<registration>``; the database lets each stand
once, so nothing is owed twice.
"""

from django.db.models import Model

from notifications.models import Message, MessageKind, Reminder
from registrations.models import Delegation, LostLink, Registration


def about(kind: MessageKind, row: Model) -> str:
    return f"{kind}:{row.pk}"


def lost_delegation(lost: LostLink, delegation: Delegation) -> str:
    """To a focal point; what an attendee of the same address is owed stands beside it."""
    return f"{about(MessageKind.LOST_LINK, lost)}:{delegation.pk}"


def reminder(reminder: Reminder, registration: Registration) -> str:
    return f"{about(MessageKind.REMINDER, reminder)}:{registration.pk}"


def pk_of(message: Message) -> int:
    """The number of the row that owes the message, of the kind that the message has."""
    return int(message.about.split(":")[1])
