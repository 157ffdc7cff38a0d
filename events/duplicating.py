"""How a session, a day or a whole event serves as the draft of another."""

import copy
import datetime as dt
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.db.models.base import ModelState

from accounts.models import StaffRole
from events import scheduling
from events.models import Appearance, Event, EventOrganization, Session, SpeakerPlace
from events.models.sessions import new_session_code

Row = TypeVar("Row", bound=Model)


def copy_day(event: Event, day: dt.date, *, to: dt.date) -> list[Session]:
    """Add what takes place on day once more on another one, at the same hours.

    The copies have codes of their own, and nobody in them has confirmed yet. What was cancelled is
    left out.
    """
    days = (to - day).days
    with transaction.atomic():
        sessions = [session for session in scheduling.sessions_on(event, day) if not session.is_cancelled]
        return _copy_sessions(sessions, event, days=days, tracks={}, groups={})


def duplicate(event: Event, *, slug: str, weeks: int, texts: dict[str, str | None]) -> Event:
    """A draft of the event's next edition, so many weeks later at the same hours.

    Its agenda, people, organizations, tracks and staff are kept; appearances are to be confirmed
    again. It has no release and no registrations. ``texts`` are columns that read differently, such
    as ``title_en``.
    """
    days = 7 * weeks
    moments = (
        "starts_at",
        "ends_at",
        "registration_opens_at",
        "registration_closes_at",
        "corrections_close_at",
    )
    changes: dict[str, Any] = {"slug": slug, "current_release_id": None, **texts}
    for name in moments:
        moment = getattr(event, name)
        changes[name] = moment and scheduling.at_the_same_hour(moment, event, days=days)
    with transaction.atomic():
        draft = unsaved_copy(event, **changes)
        draft.save(force_insert=True)
        EventOrganization.objects.bulk_create(
            unsaved_copy(part, event_id=draft.pk) for part in event.event_organizations.all()
        )
        SpeakerPlace.objects.bulk_create(
            unsaved_copy(place, event_id=draft.pk) for place in event.speaker_places.all()
        )
        StaffRole.objects.bulk_create(
            unsaved_copy(role, event_id=draft.pk) for role in event.staff_roles.all()
        )
        tracks = {}
        for track in event.tracks.all():
            its_copy = unsaved_copy(track, event_id=draft.pk)
            its_copy.save(force_insert=True)
            tracks[track.pk] = its_copy.pk
        groups = {}
        for group in event.audience_groups.all():
            its_group = unsaved_copy(group, event_id=draft.pk)
            its_group.save(force_insert=True)
            groups[group.pk] = its_group.pk
        held = event.sessions.filter(is_cancelled=False)
        _copy_sessions(held, draft, days=days, tracks=tracks, groups=groups)
    return draft


def _copy_sessions(
    sessions: Iterable[Session], event: Event, *, days: int, tracks: dict[int, int], groups: dict[int, int]
) -> list[Session]:
    """Copies in event, so many days later; ``tracks`` and ``groups`` say which stands for which.

    Their materials stay behind: slides and streams are of the day on which they were shown.
    """
    copies = {}
    for session in sessions:
        times: dict[str, Any] = {}
        if session.starts_at and session.ends_at:
            starts_at = scheduling.at_the_same_hour(session.starts_at, event, days=days)
            times = {"starts_at": starts_at, "ends_at": starts_at + (session.ends_at - session.starts_at)}
        if session.revealed_at:
            times["revealed_at"] = scheduling.at_the_same_hour(session.revealed_at, event, days=days)
        copies[session.pk] = unsaved_copy(
            session,
            event_id=event.pk,
            code=new_session_code(),
            external_id="",
            track_id=tracks.get(session.track_id or 0, session.track_id),
            **times,
        )
    Session.objects.bulk_create(copies.values(), batch_size=100)
    Session.groups.through.objects.bulk_create(
        [
            Session.groups.through(
                session_id=copies[kept.session_id].pk,
                audiencegroup_id=groups.get(kept.audiencegroup_id, kept.audiencegroup_id),
            )
            for kept in Session.groups.through.objects.filter(session__in=list(copies))
        ],
        batch_size=100,
    )
    appearances = Appearance.objects.filter(session__in=list(copies)).order_by("session", "order", "pk")
    Appearance.objects.bulk_create(
        [
            unsaved_copy(appearance, session_id=copies[appearance.session_id].pk, is_confirmed=False)
            for appearance in appearances
        ],
        batch_size=100,
    )
    return list(copies.values())


def unsaved_copy(row: Row, **changes: Any) -> Row:
    """A row like another that is not in the database yet; changes are by column."""
    its_copy = copy.copy(row)
    its_copy._state = ModelState()
    its_copy.__dict__.pop("_prefetched_objects_cache", None)
    its_copy.pk = None
    for name, value in changes.items():
        setattr(its_copy, name, value)
    return its_copy
