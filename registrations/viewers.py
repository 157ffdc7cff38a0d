"""As whom an attendee reads the agenda: what their registration lets them know of."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from events.audience import Viewer
from events.models import AudienceGroup
from registrations.models import GroupMembership, Registration, Status

REGISTERED = (Status.UNDER_REVIEW, Status.WAITLISTED, Status.OFFERED)
"""Live, verified and not yet decided on; whoever has another status is let in no further than anybody."""


def viewer_of(registration: Registration) -> Viewer:
    """Groups have confirmed members only: those of their sectors, and those whom staff added."""
    if registration.is_confirmed:
        by_hand = {group.pk for group in groups_by_hand(registration)}
        return Viewer.of_groups(*by_hand, *(group.pk for group in groups_by_rule(registration)))
    return Viewer.REGISTERED if registration.status in REGISTERED else Viewer.PUBLIC


def has_own_agenda(registration: Registration) -> bool:
    """Whether the registration lets somebody know more than anybody."""
    return registration.is_confirmed or registration.status in REGISTERED


def groups_by_rule(registration: Registration) -> list[AudienceGroup]:
    """The event's groups for the sector that the attendee has stated."""
    groups = registration.event.audience_groups.all()
    return [group for group in groups if registration.sector in group.sectors]


def groups_by_hand(registration: Registration) -> list[AudienceGroup]:
    memberships = GroupMembership.objects.filter(registration=registration).select_related("group")
    return [membership.group for membership in memberships]


def put_in_groups(
    registration: Registration, groups: Iterable[AudienceGroup], *, by: User, now: dt.datetime
) -> None:
    """Let staff's own additions be these groups of the event and no others."""
    with transaction.atomic():
        wanted = list(registration.event.audience_groups.filter(pk__in=[group.pk for group in groups]))
        registration.group_memberships.exclude(group__in=wanted).delete()
        GroupMembership.objects.bulk_create(
            [
                GroupMembership(registration=registration, group=group, added_at=now, added_by=by)
                for group in wanted
            ],
            ignore_conflicts=True,
        )
