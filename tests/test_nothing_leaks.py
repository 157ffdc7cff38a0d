"""Whatever happens to what is hidden from somebody, not a byte of what they get is another."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from config.kept_pages import shelf
from events import editions, releases
from events.models import (
    Audience,
    AudienceGroup,
    Event,
    Material,
    PrecedenceRule,
    Session,
    SpeakerPlace,
)
from registrations.models import Registration, SessionSeats
from speakers.models import Level, Organization
from tests.builders import (
    keep_for,
    make_affiliation,
    make_appearance,
    make_event,
    make_group,
    make_material,
    make_organization,
    make_registration,
    make_room,
    make_session,
    make_speaker,
    make_ticket_type,
    make_track,
    make_venue,
)
from tests.events.channels import answer, channels_of

EXAMPLES = int(os.environ.get("LEAK_EXAMPLES", "15"))
"""How many histories each reader is told; more of them find what is rarer."""

pytestmark = pytest.mark.django_db

STARTS_AT = dt.datetime(2031, 5, 15, 0, tzinfo=dt.UTC)
NOW = dt.datetime(2031, 4, 1, 12, tzinfo=dt.UTC)
AFTER_ALL = dt.datetime(2031, 5, 14, tzinfo=dt.UTC)
SECRETS = ("secret2222", "secret3333", "secret4444")
MATERIALS = ("papers2222", "papers3333", "papers4444")

LATE_IN_THE_DAY = dt.timedelta(hours=8)
KNOWN = (
    ("Byron", "ada-byron", Level.MINISTER),
    ("Clarke", "joan-clarke", Level.DIRECTOR),
    ("Hopper", "grace-hopper", Level.OTHER),
    ("Noether", "emmy-noether", Level.MINISTER),
)
HIGHER = (Level.OTHER, Level.MINISTER, Level.HEAD_OF_GOVERNMENT, Level.OTHER)

PUBLIC, REGISTERED, MEMBER = "everybody", "a registered attendee", "a member of another group"
HIDDEN_FROM = {
    PUBLIC: ["hidden", "registered", "approved", "group", "embargo"],
    REGISTERED: ["hidden", "approved", "group", "embargo"],
    MEMBER: ["hidden", "group", "embargo"],
}


@dataclass
class World:
    """An event of which something is public, with two groups, and two attendees who read it."""

    event: Event
    known: Session
    asia: AudienceGroup
    registered: Registration
    member: Registration
    secrets: list[Session | Material] = field(default_factory=list)
    published: int = 0

    @classmethod
    def begin(cls) -> "World":
        event = make_event(
            slug="industry-day",
            title_en="Industry Day",
            venue=make_venue(),
            starts_at=STARTS_AT,
            ends_at=STARTS_AT + dt.timedelta(days=2),
            precedence_rule=PrecedenceRule.OFFICE,
        )
        room, track = make_room(event.venue, name_en="Main Hall"), make_track(event, name_en="Orbit")
        known = make_session(
            event, code="public2222", title_en="Opening", room=room, track=track, starts_in=LATE_IN_THE_DAY
        )
        office = make_organization("Office of Engines")
        for name, slug, level in KNOWN:
            speaker = make_speaker(name, slug=slug)
            make_appearance(known, speaker, affiliation=make_affiliation(speaker, office, level=level))
        SpeakerPlace.objects.create(event=event, speaker=speaker, order=3)
        make_organization("Office of Suggestions", is_suggested=True)
        make_organization("Office of nobody yet")
        make_material(known, code="public3333", title_en="Programme booklet")
        SessionSeats.objects.create(event=event, session=known, capacity=5)
        europe, asia = make_group(event, "Europe", sectors=["government"]), make_group(event, "Asia")
        keep_for(make_session(event, code="europe2222", title_en="Treaty of Europe"), europe)
        review = make_ticket_type(event, needs_review=True)
        registered = make_registration(review, "Ada", now=NOW)
        member = make_registration(make_ticket_type(event), "Grace", sector="government", now=NOW)
        return cls(event, known, asia, registered, member)

    def publish(self) -> None:
        self.published += 1
        releases.publish(self.event, by=None, now=NOW + dt.timedelta(minutes=self.published))

    def addresses(self, reader: str) -> list[str]:
        codes = [self.known.code, "europe2222", *SECRETS, "neverwas22"]
        materials = ["public3333", *MATERIALS, "neverwas33"]
        speakers = ["ada-byron", "grace-hopper", "hidden-speaker", "never-was"]
        if reader == PUBLIC:
            base = f"/events/{self.event.slug}/"
            pages = [f"{base}sessions/{code}{end}" for code in codes for end in ("/", ".ics")]
            pages += [f"{base}materials/{code}/" for code in materials]
            pages += [f"{base}speakers/{speaker}/" for speaker in speakers]
            pages += [f"{base}my-agenda.ics?s={'.'.join(codes)}", f"{base}agenda/?q=secret"]
            pages += [f"{base}agenda/?day=2031-05-15", f"{base}agenda/?day=2031-05-16"]
            pages += [f"{base}agenda/?room=secret-room&track=secret-track&organization=secret-office"]
            return [*channels_of(self.event.slug), *pages, *(f"/ja{page}" for page in pages)]
        own = self.registered if reader == REGISTERED else self.member
        base = f"/registrations/{own.token}/agenda"
        pages = [
            f"{base}/",
            f"{base}.ics",
            f"{base}/?q=secret",
            f"{base}/?as=grid",
            f"{base}/?by=track",
            f"{base}/?by=room",
            f"{base}/?day=2031-05-15&room=secret-room&track=secret-track",
            *(base.removesuffix("agenda") + page for page in ("", "sessions/", "change/", "event.ics")),
        ]
        pages += [f"{base}/sessions/{code}{end}" for code in codes for end in ("/", ".ics")]
        pages += [f"{base}/materials/{code}/" for code in materials]
        pages += [f"{base}/speakers/{speaker}/" for speaker in speakers]
        return [*pages, *(f"/ja{page}" for page in pages)]

    def read_by(self, reader: str) -> dict[str, Any]:
        client = Client()
        return {address: answer(address, client) for address in self.addresses(reader)}

    # --- What happens to what is hidden

    def add(self, kind: str, *, in_its_own_room: bool, on_what_is_known: bool) -> None:
        number = len(self.secrets)
        if on_what_is_known:
            material = make_material(self.known, code=MATERIALS[number], title_en="Secret papers")
            self._hide(material, kind)
            return
        places: dict[str, Any] = {"room": self.known.room, "track": self.known.track}
        if in_its_own_room:
            places["room"] = make_room(self.event.venue, name_en=f"Secret room {number}")
            places["track"] = make_track(self.event, name_en=f"Secret track {number}", order=number)
        hours = dt.timedelta(hours=number + 1)
        secret = make_session(
            self.event, code=SECRETS[number], title_en="Secret session", starts_in=hours, **places
        )
        speaker = make_speaker("Hidden", slug=f"hidden-speaker{number or ''}", photo="speakers/secret.jpg")
        secret_office = make_organization(f"Secret office {number}")
        affiliation = make_affiliation(speaker, secret_office, level=Level.HEAD_OF_GOVERNMENT)
        make_appearance(secret, speaker, affiliation=affiliation)
        SpeakerPlace.objects.create(event=self.event, speaker=speaker, order=1)
        # Whoever is known appears in it, too: the lowest as the highest, for whom a place depends on it.
        used = list(Organization.objects.filter(name_en__startswith="Office of").order_by("-pk"))
        for appearance, level in zip(self.known.appearances.all(), HIGHER, strict=True):
            other = make_affiliation(appearance.speaker, used[number % len(used)], level=level)
            make_appearance(secret, appearance.speaker, affiliation=other)
        SessionSeats.objects.create(event=self.event, session=secret, capacity=3)
        self._hide(secret, kind)
        make_material(secret, title_en="Secret slides")

    def edit(self, kind: str, **_how: bool) -> None:
        for secret in self.secrets[-1:]:
            secret.title_en = f"Secret, {kind}"
            self._hide(secret, kind)

    def remove(self, _kind: str, **_how: bool) -> None:
        for secret in self.secrets[-1:]:
            if secret.pk is not None:
                secret.delete()

    def _hide(self, part: Session | Material, kind: str) -> None:
        if part.pk is None:
            return
        part.audience = Audience.PUBLIC if kind == "embargo" else Audience.HIDDEN
        part.revealed_at = AFTER_ALL if kind == "embargo" else None
        if kind in ("registered", "approved"):
            part.audience = kind
        part.save()
        if kind == "group":
            keep_for(part, self.asia)
        if part not in self.secrets:
            self.secrets.append(part)


@contextmanager
def undone_afterwards() -> Iterator[None]:
    """Each example begins with an empty database and knows nothing of the one before."""
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False), transaction.atomic():
        shelf.clear()
        editions.public.forget()
        yield
        transaction.set_rollback(True)
    shelf.clear()
    editions.public.forget()


HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "edit", "remove"]), st.integers(0, 4), st.booleans(), st.booleans()
    ),
    min_size=1,
    max_size=2,
)


@pytest.mark.parametrize("reader", list(HIDDEN_FROM))
def test_nothing_hidden_leaves_a_trace(reader: str) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(HAPPENINGS, st.booleans())
    def holds(happenings: list[tuple[str, int, bool, bool]], is_cold: bool) -> None:
        with undone_afterwards():
            world = World.begin()
            world.publish()
            before = world.read_by(reader)
            statuses = {status for status, _headers, _content in before.values()}
            assert statuses >= {200, 404}
            for verb, choice, in_its_own_room, on_what_is_known in happenings:
                kinds = HIDDEN_FROM[reader]
                happen: Callable[..., None] = getattr(world, verb)
                happen(
                    kinds[choice % len(kinds)],
                    in_its_own_room=in_its_own_room,
                    on_what_is_known=on_what_is_known,
                )
                world.publish()
                if is_cold:
                    shelf.clear()
                after = world.read_by(reader)
                assert [address for address in before if before[address] != after[address]] == []
            for address, (status, headers, _content) in before.items():
                if status == 200 and "ETag" in headers:
                    again = Client().get(address, headers={"if-none-match": headers["ETag"]})
                    assert (again.status_code, again.headers.get("ETag")) == (304, headers["ETag"])

    holds()


def test_the_same_proof_finds_what_is_not_hidden() -> None:
    """It reads what would tell: something for registered attendees shows to them in many channels."""
    with undone_afterwards():
        world = World.begin()
        world.publish()
        before = world.read_by(REGISTERED)
        world.add("registered", in_its_own_room=True, on_what_is_known=False)
        world.publish()
        after = world.read_by(REGISTERED)
        changed = [address for address in before if before[address] != after[address]]
        kinds = ("agenda/", "agenda.ics", f"sessions/{SECRETS[0]}/", "speakers/hidden-speaker/")
        assert all(any(address.endswith(kind) for address in changed) for kind in kinds)
