"""What search engines are told of an event and its sessions, in the words of schema.org."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from events.markdown import to_text
from events.models import EventFormat, OrganizationRole
from events.programme import Programme
from events.programme_parts import Named, OrganizationItem, Person, SessionItem

ATTENDANCE_MODES = {
    EventFormat.IN_PERSON: "https://schema.org/OfflineEventAttendanceMode",
    EventFormat.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    EventFormat.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}
ORGANIZERS = {OrganizationRole.HOST, OrganizationRole.ORGANIZER, OrganizationRole.CO_ORGANIZER}
MOST_PARTS = 150  # The page of a larger event leaves its sessions to their own pages.
LENGTH_OF_DESCRIPTION = 300

# What could end the script element or start a comment in it; JSON reads the escapes as the same signs.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def event_data(programme: Programme) -> dict[str, Any]:
    """The event, with its sessions and speakers unless they are too many for one page."""
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        **_when_and_where(programme),
        "@id": _event_address(programme),
        "url": _event_address(programme),
        "name": str(programme.title),
        "description": to_text(str(programme.summary or programme.description), length=LENGTH_OF_DESCRIPTION),
        "startDate": programme.starts_at.isoformat(),
        "endDate": programme.ends_at.isoformat(),
        "inLanguage": programme.languages,
        "organizer": _organizations(programme, roles=ORGANIZERS),
        "sponsor": _organizations(
            programme, roles={role for role in OrganizationRole if role.value.startswith("sponsor")}
        ),
    }
    if len(programme.sessions) <= MOST_PARTS:
        data["performer"] = [
            {
                "@type": "Person",
                **_name(speaker),
                "url": _speaker_address(programme, speaker.slug),
            }
            for speaker in programme.speakers
        ]
        data["subEvent"] = [
            _session(programme, session) for session in programme.sessions if not session.is_pause
        ]
    return _without_gaps(data)


def session_data(programme: Programme, session: SessionItem) -> dict[str, Any]:
    """One session as a part of its event."""
    return _without_gaps(
        {
            "@context": "https://schema.org",
            **_session(programme, session),
            **_when_and_where(programme),
            "description": to_text(
                str(session.abstract or session.description), length=LENGTH_OF_DESCRIPTION
            ),
            "eventStatus": _status(session),
            "superEvent": {
                "@type": "Event",
                "@id": _event_address(programme),
                "name": str(programme.title),
                "url": _event_address(programme),
                "startDate": programme.starts_at.isoformat(),
                "endDate": programme.ends_at.isoformat(),
                **_when_and_where(programme),
            },
        }
    )


def to_script(data: dict[str, Any]) -> SafeString:
    """The data as the content of a script element of type application/ld+json."""
    return mark_safe(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES))


def _session(programme: Programme, session: SessionItem) -> dict[str, Any]:
    return _without_gaps(
        {
            "@type": "Event",
            "name": str(session.title),
            "url": _absolute("events:session", programme.slug, session.code),
            "startDate": session.starts_at.isoformat(),
            "endDate": session.ends_at.isoformat(),
            "eventStatus": _status(session) if session.is_cancelled else "",
            "inLanguage": session.language,
            "performer": [_person(programme, person) for person in session.people if not person.is_unnamed],
        }
    )


def _when_and_where(programme: Programme) -> dict[str, Any]:
    """What a session shares with its event."""
    places: list[dict[str, Any]] = []
    if venue := programme.venue:
        address = {
            "@type": "PostalAddress",
            "streetAddress": str(venue.address),
            "addressLocality": str(venue.city),
            "addressCountry": venue.country,
        }
        places.append({"@type": "Place", "name": str(venue.name), "address": _without_gaps(address)})
    if programme.format != EventFormat.IN_PERSON:
        places.append({"@type": "VirtualLocation", "url": _event_address(programme)})
    return {
        "eventAttendanceMode": ATTENDANCE_MODES[EventFormat(programme.format)],
        "eventStatus": "https://schema.org/EventScheduled",
        "location": places[0] if len(places) == 1 else places,
    }


def _status(session: SessionItem) -> str:
    return f"https://schema.org/{'EventCancelled' if session.is_cancelled else 'EventScheduled'}"


def _name(person: Named) -> dict[str, Any]:
    """The name, and apart from it the titles before and after it."""
    titled = [str(part) for part in person.titled]
    place = titled.index(str(person.name))
    titles = {
        "honorificPrefix": " ".join(titled[:place]),
        "honorificSuffix": " ".join(titled[place + 1 :]),
    }
    return {"name": str(person.name), **{key: value for key, value in titles.items() if value}}


def _person(programme: Programme, person: Person) -> dict[str, Any]:
    return _without_gaps(
        {
            "@type": "Person",
            **_name(person),
            "jobTitle": str(person.position),
            "url": _speaker_address(programme, person.slug),
            "affiliation": {"@type": "Organization", "name": str(person.organization)}
            if person.organization
            else None,
        }
    )


def _organizations(programme: Programme, *, roles: set[OrganizationRole]) -> list[dict[str, Any]]:
    return [
        _organization(organization)
        for group in programme.organizations
        if group.role in roles
        for organization in group.organizations
    ]


def _organization(organization: OrganizationItem) -> dict[str, Any]:
    return _without_gaps(
        {"@type": "Organization", "name": str(organization.name), "url": organization.website}
    )


def _event_address(programme: Programme) -> str:
    return _absolute("events:event", programme.slug)


def _speaker_address(programme: Programme, slug: str) -> str:
    return _absolute("events:speaker", programme.slug, slug)


def _absolute(name: str, *arguments: str) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=arguments)}"


def _without_gaps(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in ("", None, [])}
