from modeltranslation.translator import TranslationOptions, register

from accounts.permissions import Action
from events import event_texts
from notifications.models import InvitationLetter, Reminder


@register(Reminder)
class ReminderTranslation(TranslationOptions):
    fields = ("subject", "body")


@register(InvitationLetter)
class InvitationLetterTranslation(TranslationOptions):
    fields = ("subject", "body", "reminder_subject", "reminder_body")


event_texts.register(InvitationLetter, where="subject", action=Action.MANAGE_REGISTRATION)
event_texts.register(Reminder, where="subject", action=Action.MANAGE_REGISTRATION)
