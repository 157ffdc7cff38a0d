"""What changed in an agenda, as a feed that programs follow: Atom, RFC 4287.

The feed is a function of what it tells, like every public page. Its identifiers come from the event's
first edition, which never changes: they stay when the event or the whole site moves to another address.
"""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from events import writing
from events.history import History, ToldEdition
from events.programme_parts import Programme

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
NAMESPACE = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
OF_OUR_FEEDS = uuid.UUID("0a5f2f5e-6a0f-5b52-9b0c-3f6a5c1f7d10")
# What XML cannot hold, however it is written.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def feed(programme: Programme, history: History) -> bytes:
    """The editions of the history as entries, in the programme's language."""
    with translation.override(programme.language), timezone.override(programme.event_zone):
        identifier = uuid.uuid5(OF_OUR_FEEDS, f"{history.identity} {programme.language}")
        root = Element("feed", {"xmlns": NAMESPACE, LANGUAGE: programme.language})
        _add(root, "id", identifier.urn)
        _add(root, "title", gettext("%(event)s: what changed") % {"event": programme.title})
        _add(root, "updated", _moment(history.editions[0].published_at))
        here = {"href": _address(programme, "events:changes_feed"), "type": "application/atom+xml"}
        SubElement(root, "link", {"rel": "self", **here})
        _add_alternates(root, programme)
        for name in _authors(programme):
            _add(SubElement(root, "author"), "name", name)
        SubElement(root, "generator").text = "Plenary"
        for edition in history.editions:
            _add_entry(root, programme, edition, identifier)
        return tostring(root, encoding="utf-8", xml_declaration=True)


def _add_entry(root: Element, programme: Programme, edition: ToldEdition, feed_id: uuid.UUID) -> None:
    entry = SubElement(root, "entry")
    _add(entry, "id", uuid.uuid5(feed_id, str(edition.number)).urn)
    _add(entry, "title", _title(edition))
    for name in ("published", "updated"):
        _add(entry, name, _moment(edition.published_at))
    _add_alternates(entry, programme, fragment=f"#release-{edition.number}")
    told = {"programme": programme, "edition": edition, "site": settings.BASE_URL}
    content = render_to_string("events/_edition.html", told)
    _add(entry, "content", content.strip(), type="html")


def _title(edition: ToldEdition) -> str:
    if edition.is_first:
        return ngettext(
            "The agenda is published, with %(count)d session",
            "The agenda is published, with %(count)d sessions",
            edition.session_count,
        ) % {"count": edition.session_count}
    counts = [
        gettext("%(change)s (%(count)d)") % {"change": label, "count": count}
        for label, count in edition.counts
    ]
    what = writing.customs().comma.join(counts) or gettext("Details")
    return gettext("Release %(number)d: %(what)s") % {"number": edition.number, "what": what}


def _authors(programme: Programme) -> Iterator[str]:
    """Those who hold the event; a feed must have an author, so the event stands for them otherwise."""
    holders = [group for group in programme.organizations if group.role in ("host", "organizer")]
    names = [str(organization.name) for group in holders for organization in group.organizations]
    yield from names or [str(programme.title)]


def _add_alternates(parent: Element, programme: Programme, *, fragment: str = "") -> None:
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            href = f"{_address(programme, 'events:changes')}{fragment}"
        SubElement(parent, "link", {"rel": "alternate", "type": "text/html", "hreflang": code, "href": href})


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = NOT_IN_XML.sub("", text)


def _address(programme: Programme, name: str) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=[programme.slug])}"


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
