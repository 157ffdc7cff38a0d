from django.db.models import QuerySet
from modeltranslation.translator import TranslationOptions, register

from accounts.permissions import Action
from events import event_texts
from events.models import Event
from registrations.models import (
    InvoiceTerms,
    Question,
    QuestionOption,
    Quota,
    ReviewLane,
    ReviewReason,
    ReviewRule,
    RuleHit,
    TicketType,
)


@register(TicketType)
class TicketTypeTranslation(TranslationOptions):
    fields = ("name", "description")


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("text", "help")


@register(QuestionOption)
class QuestionOptionTranslation(TranslationOptions):
    fields = ("text",)


@register(ReviewLane)
class ReviewLaneTranslation(TranslationOptions):
    fields = ("name",)


@register(ReviewReason)
class ReviewReasonTranslation(TranslationOptions):
    fields = ("text_inside", "text_for_attendee")


@register([ReviewRule, RuleHit])
class ExplanationTranslation(TranslationOptions):
    fields = ("explanation",)


@register(InvoiceTerms)
class InvoiceTermsTranslation(TranslationOptions):
    fields = ("issuer", "address", "payment_details")


@register(Quota)
class QuotaTranslation(TranslationOptions):
    fields = ("name",)


def _options(event: Event) -> QuerySet[QuestionOption]:
    return QuestionOption.objects.filter(question__event=event).select_related("question")


event_texts.register(Quota, where="name", action=Action.MANAGE_REGISTRATION)
event_texts.register(TicketType, where="name", action=Action.MANAGE_REGISTRATION)
event_texts.register(Question, where="text", action=Action.MANAGE_REGISTRATION)
event_texts.register(QuestionOption, where="question.text", action=Action.MANAGE_REGISTRATION, rows=_options)
event_texts.register(ReviewLane, where="name", action=Action.MANAGE_REGISTRATION)
event_texts.register(ReviewReason, where="code", action=Action.MANAGE_REGISTRATION)
event_texts.register(ReviewRule, where="explanation", action=Action.MANAGE_REGISTRATION)
event_texts.register(InvoiceTerms, where="issuer", action=Action.MANAGE_REGISTRATION)
