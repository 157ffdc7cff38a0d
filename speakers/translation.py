from modeltranslation.translator import TranslationOptions, register

from speakers.models import Affiliation, Organization, Rank, Speaker


@register(Organization)
class OrganizationTranslation(TranslationOptions):
    fields = ("name", "short_name", "summary")


@register(Speaker)
class SpeakerTranslation(TranslationOptions):
    fields = ("honorific", "biography")


@register(Affiliation)
class AffiliationTranslation(TranslationOptions):
    fields = ("position",)


@register(Rank)
class RankTranslation(TranslationOptions):
    fields = ("title",)
