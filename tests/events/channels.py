"""Every address at which an outsider gets something of an event, and what they get there."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.test import Client

from events.models import Session

OF_THE_SITE = ("/", "/sitemap.xml", "/robots.txt", "/registrations/")
OF_AN_EVENT = (
    "",
    "agenda/",
    "agenda/?tz=Europe/Paris",
    "agenda/?q=signing",
    "agenda/?q=signing&by=match",
    "agenda/?as=grid",
    "agenda/?by=room",
    "agenda/?by=track",
    "agenda/?by=track&as=grid",
    "agenda/?sector=government&kind=talk",
    "agenda/?role=keynote_speaker&language=ja",
    "my-agenda/",
    "my-agenda.ics",
    "favourites.json",
    "agenda.ics",
    "changes/",
    "changes/?before=3",
    "changes.atom",
    "schedule.xml",
    "schedule.json",
    "speakers/",
    "organizations/",
    "register/",
    "register/organizations/?q=office",
    "registered/",
    "lost-link/",
)
GUESSED = ("sessions/neverwas22/", "sessions/neverwas22.ics", "materials/neverwas22/", "speakers/nobody/")
NEVER_THE_SAME = ("Date", "Expires", "Last-Modified", "Set-Cookie")
"""What names the moment of asking; none of the pages that are kept carries it."""

Answer = tuple[int, dict[str, str], bytes]


def channels_of(
    slug: str, *, sessions: Iterable[Session] = (), speakers: Iterable[str] = ()
) -> Iterator[str]:
    """All addresses, in every language; those of sessions, materials and speakers whether known or not."""
    yield from OF_THE_SITE
    yield f"/events/{slug}/sitemap.xml"
    pages = [*OF_AN_EVENT, *GUESSED, *(f"speakers/{speaker}/" for speaker in speakers)]
    for session in sessions:
        pages += [f"sessions/{session.code}/", f"sessions/{session.code}.ics"]
        pages += [f"my-agenda.ics?s={session.code}"]
        pages += [f"materials/{material.code}/" for material in session.materials.all()]
    for code, _name in settings.LANGUAGES:
        prefix = "" if code == settings.LANGUAGE_CODE else f"/{code}"
        yield f"{prefix}/"
        for page in pages:
            yield f"{prefix}/events/{slug}/{page}"


def answer(address: str, client: Client | None = None, **headers: str) -> Answer:
    """Status, headers and content, but for what is of this moment or made by chance for this reader."""
    response = (client or Client()).get(address, headers=headers)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    told = {name: value for name, value in response.headers.items() if name not in NEVER_THE_SAME}
    return response.status_code, told, without_csrf_tokens(content)


def without_csrf_tokens(content: bytes) -> bytes:
    before, found, after = content.partition(b'name="csrfmiddlewaretoken" value="')
    return before + found + after[64:] if found else content
