"""What an attendee shows at the door."""

from urllib.parse import unquote

import segno

from registrations.models import Registration
from registrations.tickets import qr_code


def test_the_qr_code_holds_the_ticket_code_alone():
    registration = Registration(ticket_code="23456789ABCD", token="secret")
    expected = segno.make_qr("23456789ABCD", error="m")
    assert qr_code(registration) == expected.svg_data_uri(
        scale=8, border=4, light="#fff", dark="#000", omitsize=True, nl=False
    )
    assert qr_code(Registration(ticket_code="23456789ABCE", token="secret")) != qr_code(registration)


def test_the_qr_code_is_a_scalable_image_on_white_that_needs_no_other_address():
    image = qr_code(Registration(ticket_code="23456789ABCD"))
    assert image.startswith("data:image/svg+xml;")
    svg = unquote(image.partition(",")[2])
    assert "viewBox" in svg
    assert "#fff" in svg
    assert "style=" not in svg
    assert "href" not in svg
