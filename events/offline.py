"""What an event is without network: one file with its pages, calendars and schedules.

A ZIP file of one folder. Its index.html leads to the pages in each language of the site, which lead to
each other and to nothing that a browser would have to fetch. It holds what the public may know, and the
same release always gives the same bytes.
"""

import datetime as dt
import io
import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language_info

from events import calendar, numbering, programme, releases, schedule_exports
from events.audience import Viewer
from events.models import AgendaRelease, Event
from events.programme import NotPublished
from events.programme_parts import Programme

STYLE_SHEETS: Final = (
    "tokens.css",
    "base.css",
    "components.css",
    "events.css",
    "sessions.css",
    "agenda.css",
    "offline.css",
)
ASSETS: Final = {
    "favicon.svg": "img/favicon.svg",
    "print.css": "css/print.css",
    **{name: f"css/{name}" for name in STYLE_SHEETS},
}
EARLIEST_YEAR: Final = 1980  # of a date in a ZIP file


def bundle(source: Event | AgendaRelease, *, at: dt.datetime | None = None) -> bytes:
    """The event's current release, or a given one, as it is known then or now. Raises NotPublished."""
    at = at or timezone.now()
    release = source.current_release if isinstance(source, Event) else source
    if release is None:
        raise NotPublished
    readings = {code: programme.read(release, language=code, at=at) for code, _name in settings.LANGUAGES}
    photos = _photos(release, at)
    files = dict([*_assets(), *photos.values()])
    photo_paths = {slug: path for slug, (path, _content) in photos.items()}
    for reading in readings.values():
        for name, content in _in_language(reading, photo_paths):
            files[f"{reading.language}/{name}"] = content
    files["index.html"] = _door(readings)
    return _zipped(files, next(iter(readings.values())))


def _in_language(reading: Programme, photos: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Every file of one language by its name."""
    pages = _Pages(reading)
    above = {slug: f"../{path}" for slug, path in photos.items()}
    yield pages.page("event", "index.html")
    yield pages.page("agenda", "agenda.html")
    yield pages.page("print", "print.html")
    yield pages.page("organizations", "organizations.html")
    cards = [(speaker, above.get(speaker.slug, "")) for speaker in reading.speakers]
    yield pages.page("speakers", "speakers.html", speakers=cards)
    for speaker, photo in cards:
        yield pages.page("speaker", f"speaker-{speaker.slug}.html", speaker=speaker, photo=photo)
    for session in reading.sessions:
        yield pages.page("session", f"session-{session.code}.html", session=session)
    yield "agenda.ics", calendar.agenda_calendar(reading)
    yield "schedule.xml", schedule_exports.to_xml(reading)
    yield "schedule.json", schedule_exports.to_json(reading)


class _Pages:
    """Renders pages of one reading; each page lies beside the others of its language."""

    def __init__(self, reading: Programme, *, assets: str = "../assets/", home: str = "index.html") -> None:
        self.reading = reading
        with translation.override(reading.language):
            online = f"{settings.BASE_URL}{reverse('events:agenda', args=[reading.slug])}"
        self.frame = {
            "programme": reading,
            "language": reading.language,
            "assets": assets,
            "home": home,
            "online": online,
            "site": settings.BASE_URL,
            "style_sheets": STYLE_SHEETS,
        }
        self.others = [code for code, _name in settings.LANGUAGES if code != reading.language]

    def page(self, template: str, name: str, **context: Any) -> tuple[str, bytes]:
        others = [
            {"code": code, "name": get_language_info(code)["name_local"], "address": f"../{code}/{name}"}
            for code in self.others
        ]
        frame = {**self.frame, "page": name, "other_languages": others}
        with translation.override(self.reading.language), timezone.override(self.reading.zone):
            return name, render_to_string(f"events/offline/{template}.html", frame | context).encode()


def _door(readings: dict[str, Programme]) -> bytes:
    """The page that opens first, above the languages."""
    first = next(iter(readings.values()))
    doors = [
        {"code": code, "name": get_language_info(code)["name_local"], "title": reading.title}
        for code, reading in readings.items()
    ]
    pages = _Pages(first, assets="assets/", home="index.html")
    return pages.page("index", "index.html", doors=doors, other_languages=[])[1]


def _assets() -> Iterator[tuple[str, bytes]]:
    for name, source in ASSETS.items():
        found = finders.find(source)
        yield f"assets/{name}", Path(str(found)).read_bytes()


def _photos(release: AgendaRelease, at: dt.datetime) -> dict[str, tuple[str, bytes]]:
    """The photographs of those whom the public knows of, by speaker; a lost file is left out."""
    speakers = releases.projection(numbering.current(release, Viewer.PUBLIC, at))["speakers"]
    photos = {}
    for slug, speaker in speakers.items():
        if speaker["photo"] and default_storage.exists(speaker["photo"]):
            with default_storage.open(speaker["photo"]) as opened:
                ending = posixpath.splitext(speaker["photo"])[1].lower()
                photos[slug] = (f"photos/{slug}{ending}", opened.read())
    return photos


def _zipped(files: dict[str, bytes], reading: Programme) -> bytes:
    """The files in one folder, dated by their publication and in the order of their names."""
    published_at = reading.published_at.astimezone(reading.event_zone)
    date_time = (max(published_at.year, EARLIEST_YEAR), *published_at.timetuple()[1:6])
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{reading.slug}/{name}", date_time)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every system that writes it
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return content.getvalue()
