from modeltranslation.translator import TranslationOptions, register

from accounts.permissions import Action
from events import event_texts
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


event_texts.register(
    Quota,
    rows=lambda event: Quota.objects.filter(event=event),
    where=lambda quota: quota.name,
    action=Action.MANAGE_REGISTRATION,
)
event_texts.register(
    TicketType,
    rows=lambda event: TicketType.objects.filter(event=event),
    where=lambda ticket_type: ticket_type.name,
    action=Action.MANAGE_REGISTRATION,
)
event_texts.register(
    Question,
    rows=lambda event: Question.objects.filter(event=event),
    where=lambda question: question.text,
    action=Action.MANAGE_REGISTRATION,
)
event_texts.register(
    QuestionOption,
    rows=lambda event: QuestionOption.objects.filter(question__event=event).select_related("question"),
    where=lambda option: option.question.text,
    action=Action.MANAGE_REGISTRATION,
)
event_texts.register(
    ReviewLane,
    rows=lambda event: ReviewLane.objects.filter(event=event),
    where=lambda lane: lane.name,
    action=Action.MANAGE_REGISTRATION,
)
event_texts.register(
    ReviewReason,
    rows=lambda event: ReviewReason.objects.filter(event=event),
    where=lambda reason: reason.code,
    action=Action.MANAGE_REGISTRATION,
)
event_texts.register(
    ReviewRule,
    rows=lambda event: ReviewRule.objects.filter(event=event),
    where=lambda rule: rule.explanation,
    action=Action.MANAGE_REGISTRATION,
)

event_texts.register(
    InvoiceTerms,
    rows=lambda event: InvoiceTerms.objects.filter(event=event),
    where=lambda terms: terms.issuer,
    action=Action.MANAGE_REGISTRATION,
)
