"""What an attendee shows at the door."""

from urllib.parse import unquote

import segno
from django.urls import reverse
from django.utils import timezone

from registrations import seats
from registrations.models import Registration
from registrations.tickets import in_groups, qr_code
from tests.builders import make_registration, make_ticket_type
from tests.registrations.builders import make_published_event


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


def test_the_ticket_comes_as_files_while_it_is_valid(db, client):
    event = make_published_event()
    registration = make_registration(make_ticket_type(event), "Ada", native_name="江田 亜田")
    beginnings = {"pdf": b"%PDF", "png": b"\x89PNG", "svg": b"<?xml"}
    for kind, beginning in beginnings.items():
        response = client.get(reverse(f"registrations:ticket_{kind}", args=[registration.token]))
        assert response.content.startswith(beginning)
        assert response["Cache-Control"] == "private, no-store"
    seats.cancel(registration, now=timezone.now())
    for kind in beginnings:
        assert (
            client.get(reverse(f"registrations:ticket_{kind}", args=[registration.token])).status_code == 404
        )


def test_a_code_is_read_out_in_groups():
    assert in_groups("23456789ABCD") == "2345 6789 ABCD"
