"""What an attendee shows at the door: on the page, as a picture, on paper."""

import io
from typing import Any

import segno
from django.utils.translation import gettext as _

from events.programme_parts import Programme
from events.writing import days
from registrations.documents import A4_WIDTH, MARGIN, Paper
from registrations.models import Registration

PIXELS_A_MODULE = 12
QR_SIZE = 62  # millimetres on paper


def qr_code(registration: Registration) -> str:
    """The ticket code as a QR code: an SVG image in a data URI, dark on white in every colour scheme.

    It holds the code alone: whoever photographs a ticket learns no name and no personal link.
    """
    return str(_made(registration).svg_data_uri(scale=8, omitsize=True, nl=False, **COLOURS))


def qr_svg(registration: Registration) -> bytes:
    """The same as an SVG file."""
    return _saved(registration, kind="svg", scale=8, xmldecl=True)


def qr_png(registration: Registration) -> bytes:
    """The same as a PNG file, large enough for print."""
    return _saved(registration, kind="png", scale=PIXELS_A_MODULE)


def ticket_paper(registration: Registration, programme: Programme) -> bytes:
    """The ticket as PDF, upright A4: to print, or to keep on a phone. In the active language."""
    paper = Paper(
        title=_("Ticket: %(event)s") % {"event": programme.short_title}, language=programme.language
    )
    paper.set_creation_date(registration.registered_at)
    paper.write_in(11, soft=True)
    paper.lines(_("Ticket"), height=6)
    paper.ln(2)
    paper.write_in(20)
    paper.lines(str(programme.title), height=10)
    paper.ln(2)
    paper.write_in(12)
    paper.lines(days(programme.starts_at, programme.ends_at), height=7)
    if programme.venue:
        paper.lines(str(programme.venue.name), height=7)
        paper.write_in(10, soft=True)
        paper.lines(str(programme.venue.address), height=5.4)
    else:
        paper.lines(programme.format_label, height=7)
    paper.ln(8)
    paper.rule()
    paper.ln(8)
    top = paper.get_y()
    paper.image(io.BytesIO(qr_png(registration)), x=A4_WIDTH - MARGIN - QR_SIZE, y=top, w=QR_SIZE)
    width = A4_WIDTH - 2 * MARGIN - QR_SIZE - 8
    paper.write_in(18)
    paper.lines(registration.name, width=width, height=9)
    if registration.native_name and registration.native_name != registration.name:
        paper.write_in(13)
        paper.lines(registration.native_name, width=width, height=7)
    paper.ln(2)
    paper.write_in(11)
    for line in (registration.position, registration.organization_name):
        if line:
            paper.lines(line, width=width, height=6)
    paper.ln(4)
    paper.write_in(10, soft=True)
    paper.lines(_("Ticket type"), width=width)
    paper.write_in(12)
    paper.lines(str(registration.ticket_type), width=width, height=7)
    paper.ln(2)
    paper.write_in(10, soft=True)
    paper.lines(_("Ticket code"), width=width)
    paper.write_in(14)
    paper.lines(in_groups(registration.ticket_code), width=width, height=8)
    paper.set_y(max(paper.get_y(), top + QR_SIZE) + 8)
    paper.rule()
    paper.ln(5)
    paper.write_in(10, soft=True)
    paper.lines(
        _(
            "Show this page, or its code on your phone, at the entrance, and bring an identification with a "
            "photograph. The ticket is valid for the person named and only while the registration is "
            "confirmed."
        )
    )
    return paper.content()


def in_groups(code: str) -> str:
    """A ticket code as it is read out: four characters at a time."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


COLOURS: dict[str, Any] = {"border": 4, "light": "#fff", "dark": "#000"}


def _made(registration: Registration) -> segno.QRCode:
    return segno.make_qr(registration.ticket_code, error="m")


def _saved(registration: Registration, **how: Any) -> bytes:
    file = io.BytesIO()
    _made(registration).save(file, **COLOURS, **how)
    return file.getvalue()
