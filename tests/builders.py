"""Plain builders: each makes one valid row, with what a test does not care about filled in.

A builder takes any field of its model by keyword; names are numbered so that they never collide.
"""

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from accounts.models import StaffRole, User
from accounts.permissions import Role
from events.models import Appearance, Audience, AudienceGroup, Event, Material, Room, Session, Track, Venue
from registrations.models import (
    Delegation,
    Invitation,
    InvitationCode,
    LaneReviewer,
    Question,
    QuestionOption,
    Quota,
    Registration,
    ReviewLane,
    ReviewReason,
    ReviewRule,
    TicketType,
)
from speakers.models import Affiliation, Organization, Rank, Sector, Speaker

PASSWORD = "correct horse battery staple"
NUMBERS = itertools.count(1)


def make_user(
    email: str = "", *, role: Role | None = None, event: Event | None = None, **fields: Any
) -> User:
    """A user who signs in with PASSWORD; with role and event, on that event's staff."""
    user = User.objects.create_user(email or f"user{next(NUMBERS)}@example.org", PASSWORD, **fields)
    if role is not None:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        StaffRole.objects.create(user=user, role=role, event=event)
    return user


def make_organization(name: str = "", **fields: Any) -> Organization:
    return Organization.objects.create(
        name_en=name or f"Organization {next(NUMBERS)}",
        **{"sector": Sector.INDUSTRY, "country": "JP"} | fields,
    )


def make_speaker(family_name: str = "", **fields: Any) -> Speaker:
    number = next(NUMBERS)
    return Speaker.objects.create(
        **{"slug": f"speaker-{number}", "given_name": "Ada", "family_name": family_name or f"Family{number}"}
        | fields
    )


def make_rank(speaker: Speaker, title_en: str = "Colonel", **fields: Any) -> Rank:
    return Rank.objects.create(speaker=speaker, title_en=title_en, **fields)


def make_affiliation(speaker: Speaker, organization: Organization, **fields: Any) -> Affiliation:
    return Affiliation.objects.create(
        speaker=speaker, organization=organization, **{"position_en": "Director"} | fields
    )


def make_event(**fields: Any) -> Event:
    """An event of two days that begins at 09:00 in Tokyo, 30 days from now."""
    number = next(NUMBERS)
    zone = fields.get("time_zone", "Asia/Tokyo")
    tokyo_morning = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=30)
    defaults = {
        "slug": f"event-{number}",
        "title_en": f"Event {number}",
        "title_ja": f"会議{number}",
        "time_zone": zone,
        "starts_at": tokyo_morning,
        "ends_at": tokyo_morning + dt.timedelta(days=1, hours=9),
    }
    return Event.objects.create(**defaults | fields)


def make_venue(**fields: Any) -> Venue:
    return Venue.objects.create(**{"name_en": f"Venue {next(NUMBERS)}"} | fields)


def make_room(venue: Venue | None = None, **fields: Any) -> Room:
    return Room.objects.create(venue=venue or make_venue(), **{"name_en": f"Room {next(NUMBERS)}"} | fields)


def make_track(event: Event, **fields: Any) -> Track:
    return Track.objects.create(event=event, **{"name_en": f"Track {next(NUMBERS)}"} | fields)


def make_session(
    event: Event, *, starts_in: dt.timedelta | None = dt.timedelta(), minutes: int = 30, **fields: Any
) -> Session:
    """A session that starts so long after its event does; unscheduled when starts_in is None."""
    number = next(NUMBERS)
    times: dict[str, Any] = {}
    if starts_in is not None:
        starts_at = event.starts_at + starts_in
        times = {"starts_at": starts_at, "ends_at": starts_at + dt.timedelta(minutes=minutes)}
    return Session.objects.create(
        event=event, **{"title_en": f"Session {number}", "title_ja": f"セッション{number}"} | times | fields
    )


def make_appearance(session: Session, speaker: Speaker | None = None, **fields: Any) -> Appearance:
    return Appearance.objects.create(session=session, speaker=speaker, **fields)


def make_group(event: Event, name: str = "", **fields: Any) -> AudienceGroup:
    return AudienceGroup.objects.create(event=event, **{"name_en": name or f"Group {next(NUMBERS)}"} | fields)


def keep_for(part: Session | Material, *groups: AudienceGroup) -> None:
    """Let nobody know of a session or a material but the members of these groups."""
    part.audience = Audience.GROUPS
    part.save()
    part.groups.set(groups)


def make_material(session: Session, **fields: Any) -> Material:
    """A link, unless a file is given."""
    number = next(NUMBERS)
    where = {} if "file" in fields else {"address": f"https://files.example/{number}"}
    return Material.objects.create(
        session=session,
        **{"title_en": f"Material {number}", "title_ja": f"資料{number}"} | where | fields,
    )


def make_ticket_type(event: Event | None = None, **fields: Any) -> TicketType:
    return TicketType.objects.create(
        event=event or make_event(), **{"name_en": f"Ticket {next(NUMBERS)}", "capacity": 10} | fields
    )


def make_quota(event: Event, **fields: Any) -> Quota:
    return Quota.objects.create(event=event, **{"name_en": f"Quota {next(NUMBERS)}", "capacity": 10} | fields)


def registration_details(name: str = "", **fields: Any) -> dict[str, Any]:
    """What ``seats.register`` asks of an attendee, for an address of their own."""
    number = next(NUMBERS)
    name = name or f"Attendee{number}"
    return {
        "given_name": name,
        "family_name": f"Family{number}",
        "email": f"{name.lower()}{number}@example.org",
        "organization_name": "Example Ltd.",
        "sector": Sector.INDUSTRY,
        "position": "Engineer",
        "country": "JP",
        "language": "en",
    } | fields


def make_unverified(ticket_type: TicketType, name: str = "", **fields: Any) -> Registration:
    """A form that was filled in by somebody who has not yet shown that the address is theirs."""
    # Imported here so that builders stay importable while an app is loading.
    from registrations import seats  # noqa: PLC0415

    now = fields.pop("now", None) or timezone.now()
    return seats.register_unverified(ticket_type, now=now, **registration_details(name, **fields))


def make_registration(ticket_type: TicketType, name: str = "", **fields: Any) -> Registration:
    """A registration made the way attendees make one: it may be confirmed, under review or waiting."""
    # Imported here so that builders stay importable while an app is loading.
    from registrations import seats  # noqa: PLC0415

    now = fields.pop("now", None) or timezone.now()
    return seats.register(ticket_type, now=now, **registration_details(name, **fields))


def make_lane(event: Event, name: str = "", *reviewers: User, **fields: Any) -> ReviewLane:
    """A review lane of the event; where reviewers are given, only they decide in it."""
    lane = ReviewLane.objects.create(
        event=event, **{"name_en": name or f"Lane {next(NUMBERS)}", "order": next(NUMBERS)} | fields
    )
    for reviewer in reviewers:
        LaneReviewer.objects.create(lane=lane, user=reviewer)
    return lane


def make_reason(event: Event, verdict: str, **fields: Any) -> ReviewReason:
    number = next(NUMBERS)
    return ReviewReason.objects.create(
        event=event,
        verdict=verdict,
        **{
            "code": f"reason-{number}",
            "text_inside_en": f"Inside {number}",
            "text_for_attendee_en": f"To the attendee {number}",
        }
        | fields,
    )


def make_rule(event: Event, effect: str, *, lanes: Iterable[ReviewLane] = (), **fields: Any) -> ReviewRule:
    rule = ReviewRule.objects.create(
        event=event, effect=effect, **{"explanation_en": f"Rule {next(NUMBERS)}"} | fields
    )
    rule.lanes.set(lanes)
    return rule


def make_question(event: Event, kind: str = "text", *options: str, **fields: Any) -> Question:
    """A question that comes last; of a choice, with these answers to choose."""
    number = next(NUMBERS)
    scope = {name: fields.pop(name, ()) for name in ("ticket_types", "sessions")}
    question = Question.objects.create(
        event=event,
        kind=kind,
        **{"text_en": f"Question {number}?", "text_ja": f"質問{number}", "order": number} | fields,
    )
    for name, rows in scope.items():
        getattr(question, name).set(rows)
    for order, text in enumerate(options, 1):
        QuestionOption.objects.create(question=question, text_en=text, order=order)
    return question


def make_invitation(ticket_type: TicketType, name: str = "", **fields: Any) -> Invitation:
    """An invitation the way staff make one: to be answered within two weeks."""
    # Imported here so that builders stay importable while an app is loading.
    from registrations import invitations  # noqa: PLC0415

    number = next(NUMBERS)
    name = name or f"Guest{number}"
    now = fields.pop("now", None) or timezone.now()
    defaults = {
        "given_name": name,
        "family_name": f"Family{number}",
        "email": f"{name.lower()}{number}@example.org",
        "organization_name": "Example Ltd.",
        "language": "en",
        "expires_at": now + dt.timedelta(days=14),
        "by": None,
    }
    return invitations.invite(ticket_type, now=now, **defaults | fields)


def make_delegation(ticket_type: TicketType, **fields: Any) -> Delegation:
    """A delegation the way staff open one: three places, to be filled within two weeks."""
    # Imported here so that builders stay importable while an app is loading.
    from registrations import delegations  # noqa: PLC0415

    number = next(NUMBERS)
    now = fields.pop("now", None) or timezone.now()
    organization = fields.pop("organization", None) or make_organization(sector=Sector.GOVERNMENT)
    defaults = {
        "places": 3,
        "closes_at": now + dt.timedelta(days=14),
        "focal_point_name": f"Focal Point {number}",
        "focal_point_email": f"focal{number}@example.org",
        "language": "en",
        "by": None,
    }
    return delegations.open_for(organization, ticket_type, now=now, **defaults | fields)


def make_named(delegation: Delegation, name: str = "", **fields: Any) -> Registration:
    """Somebody whom a delegation has named, and who has not confirmed yet."""
    # Imported here so that builders stay importable while an app is loading.
    from registrations import delegations  # noqa: PLC0415

    number = next(NUMBERS)
    name = name or f"Delegate{number}"
    now = fields.pop("now", None) or timezone.now()
    defaults = {
        "given_name": name,
        "family_name": f"Family{number}",
        "email": f"{name.lower()}{number}@example.org",
        "position": "Counsellor",
        "language": "en",
    }
    return delegations.name_attendee(delegation, now=now, **defaults | fields)


def make_code(*ticket_types: TicketType, **fields: Any) -> InvitationCode:
    code = InvitationCode.objects.create(event=ticket_types[0].event, **fields)
    code.ticket_types.set(ticket_types)
    return code
