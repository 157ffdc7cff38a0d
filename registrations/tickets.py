"""What an attendee shows at the door."""

import segno

from registrations.models import Registration


def qr_code(registration: Registration) -> str:
    """The ticket code as a QR code: an SVG image in a data URI, dark on white in every colour scheme.

    It holds the code alone: whoever photographs a ticket learns no name and no personal link.
    """
    return str(
        segno.make_qr(registration.ticket_code, error="m").svg_data_uri(
            scale=8, border=4, light="#fff", dark="#000", omitsize=True, nl=False
        )
    )
