"""What tests of the agenda editor send it."""

import json
from dataclasses import replace

from django.urls import reverse
from django.utils import timezone

from events import scheduling
from events.models import Session
from events.scheduling import Move, Place


def url(event, page="schedule"):
    return reverse(f"admin:events_event_{page}", args=[event.pk])


def post(client, event, body):
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(url(event, "schedule_save"), text, content_type="application/json")


def as_moved(session, /, **changes):
    """A move as the browser sends it."""
    place = Place.of(session)
    row = {
        "session": session.pk,
        "seen": str(place),
        "starts_at": place.starts_at and place.starts_at.isoformat(),
        "ends_at": place.ends_at and place.ends_at.isoformat(),
        "room": place.room_id,
    }
    return {"moves": [row | changes]}


def overtake(session, *, by, **to):
    seen = Place.of(Session.objects.get(pk=session.pk))
    scheduling.apply(session.event, [Move(session.pk, seen, replace(seen, **to))], by=by, now=timezone.now())
