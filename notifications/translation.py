from modeltranslation.translator import TranslationOptions, register

from notifications.models import Reminder


@register(Reminder)
class ReminderTranslation(TranslationOptions):
    fields = ("subject", "body")
