from events.models.audiences import Audience, AudienceGroup
from events.models.events import Event, EventFormat, EventOrganization, EventSeries, OrganizationRole
from events.models.favourites import AgendaSubscription, Favourite
from events.models.materials import Material, MaterialKind
from events.models.places import Room, Venue
from events.models.precedence import HostPlace, OrganizationRule, PrecedenceRule, SpeakerPlace
from events.models.releases import AgendaRelease
from events.models.sessions import (
    Appearance,
    AppearanceRole,
    Session,
    SessionKind,
    Track,
    TrackMark,
)

__all__ = [
    "AgendaRelease",
    "AgendaSubscription",
    "Appearance",
    "AppearanceRole",
    "Audience",
    "AudienceGroup",
    "Event",
    "EventFormat",
    "EventOrganization",
    "EventSeries",
    "Favourite",
    "HostPlace",
    "Material",
    "MaterialKind",
    "OrganizationRole",
    "OrganizationRule",
    "PrecedenceRule",
    "Room",
    "Session",
    "SessionKind",
    "SpeakerPlace",
    "Track",
    "TrackMark",
    "Venue",
]
