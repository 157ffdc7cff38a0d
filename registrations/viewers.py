"""As whom an attendee reads the agenda: what their registration lets them know of, and in which groups."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from events.audience import Viewer
from events.models import AudienceGroup
from registrations.models import GroupMembership, Registration, Status

REGISTERED = (Status.UNDER_REVIEW, Status.WAITLISTED, Status.OFFERED)
"""Live, verified and not yet decided on; whoever has another status is let in no further than anybody."""


@dataclass(frozen=True)
class Belonging:
    """What makes an attendee a member of a group, if anything: its rule, or staff by hand."""

    group: AudienceGroup
    is_by_rule: bool
    by_hand: GroupMembership | None


def viewer_of(registration: Registration) -> Viewer:
    """Groups have confirmed members only: those of their sectors, and those whom staff added."""
    if registration.is_confirmed:
        found = belongings(registration)
        return Viewer.of_groups(*(one.group.pk for one in found if one.is_by_rule or one.by_hand))
    return Viewer.REGISTERED if registration.status in REGISTERED else Viewer.PUBLIC


def has_own_agenda(registration: Registration) -> bool:
    """Whether the registration lets somebody know more than anybody."""
    return registration.is_confirmed or registration.status in REGISTERED


def belongings(registration: Registration) -> list[Belonging]:
    """How the attendee stands to each group of the event."""
    groups = list(registration.event.audience_groups.all())
    if not groups:
        return []
    current = registration.group_memberships.current().select_related("added_by")
    by_hand = {membership.group_id: membership for membership in current}
    return [Belonging(group, registration.sector in group.sectors, by_hand.get(group.pk)) for group in groups]


def members_of(group: AudienceGroup) -> Q:
    """Which registrations belong to a group, by its rule or by hand; they count while confirmed."""
    by_hand = GroupMembership.objects.current().filter(group=group, registration=OuterRef("pk"))
    return Q(sector__in=group.sectors) | Q(Exists(by_hand))


def put_in(registration: Registration, group: AudienceGroup, *, by: User, now: dt.datetime) -> bool:
    """Let staff's hand add a live registration to a group of its event; say whether that made a difference.

    Two people at once add it once: the constraint keeps the second row out.
    """
    if not registration.is_live or group.event_id != registration.event_id:
        return False
    memberships = registration.group_memberships.current().filter(group=group)
    if memberships.exists():
        return False
    row = GroupMembership(registration=registration, group=group, added_at=now, added_by=by)
    GroupMembership.objects.bulk_create([row], ignore_conflicts=True)
    return memberships.filter(added_at=now, added_by=by).exists()


def take_out(registration: Registration, group: AudienceGroup, *, by: User, now: dt.datetime) -> bool:
    """End what staff's hand added; whoever is a member by rule remains one."""
    current = registration.group_memberships.current().filter(group=group)
    return current.update(removed_at=now, removed_by=by) == 1
