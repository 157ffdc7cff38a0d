from modeltranslation.translator import TranslationOptions, register

from accounts.permissions import Action
from events import event_texts
from registrations.models import TicketType


@register(TicketType)
class TicketTypeTranslation(TranslationOptions):
    fields = ("name", "description")


event_texts.register(
    TicketType,
    rows=lambda event: TicketType.objects.filter(event=event),
    where=lambda ticket_type: ticket_type.name,
    action=Action.MANAGE_REGISTRATION,
)
