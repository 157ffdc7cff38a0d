from modeltranslation.translator import TranslationOptions, register

from events.models import (
    Appearance,
    AudienceGroup,
    Event,
    EventSeries,
    Material,
    Room,
    Session,
    Track,
    Venue,
)


@register(EventSeries)
class EventSeriesTranslation(TranslationOptions):
    fields = ("name", "description")


@register(Venue)
class VenueTranslation(TranslationOptions):
    fields = ("name", "address", "city", "access")


@register(Room)
class RoomTranslation(TranslationOptions):
    fields = ("name",)


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("title", "short_title", "summary", "description", "agenda_note", "practical", "privacy_notice")


@register(Track)
class TrackTranslation(TranslationOptions):
    fields = ("name",)


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ("title", "subtitle", "abstract", "description")


@register(Appearance)
class AppearanceTranslation(TranslationOptions):
    fields = ("unnamed",)


@register(AudienceGroup)
class AudienceGroupTranslation(TranslationOptions):
    fields = ("name",)


@register(Material)
class MaterialTranslation(TranslationOptions):
    fields = ("title",)
