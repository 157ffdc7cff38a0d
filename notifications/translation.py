from modeltranslation.translator import TranslationOptions, register

from accounts.permissions import Action
from events import event_texts
from notifications.models import Reminder


@register(Reminder)
class ReminderTranslation(TranslationOptions):
    fields = ("subject", "body")


event_texts.register(
    Reminder,
    rows=lambda event: Reminder.objects.filter(event=event),
    where=lambda reminder: reminder.subject,
    action=Action.MANAGE_REGISTRATION,
)
