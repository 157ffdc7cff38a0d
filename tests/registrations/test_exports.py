"""Attendee lists taken away: what stands in them, read by real parsers, and what is recorded."""

import datetime as dt
import hashlib
import json
import re
import tempfile
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.permissions import Role
from events import releases
from registrations import export_columns, exports, review, seats, session_seats
from registrations.models import Export, Registration, SessionSeats, Verdict
from tests.builders import (
    make_event,
    make_lane,
    make_registration,
    make_session,
    make_ticket_type,
    make_user,
)
from tests.registrations.lists import read_csv, read_xlsx, taken

NOW = timezone.now()
TOKYO = ZoneInfo("Asia/Tokyo")
HEADINGS = [
    "Ticket type",
    "Status",
    "Attendance",
    "Family name",
    "Given name",
    "Name in native script",
    "E-mail address",
    "Organization",
    "Sector",
    "Position",
    "Country",
    "Language",
    "Registered (Asia/Tokyo)",
    "Ticket code",
]


@pytest.fixture
def event(db):
    return make_event(slug="forum", time_zone="Asia/Tokyo")


@pytest.fixture
def ticket_type(event):
    return make_ticket_type(event, name_en="Industry", name_ja="産業界", capacity=None)


@pytest.fixture
def mei(ticket_type):
    return make_registration(
        ticket_type,
        "Mei",
        family_name="Tanaka",
        native_name="田中 芽衣",
        email="mei@jaxa.example",
        organization_name="JAXA",
        sector="government",
        position="Director",
        now=dt.datetime(2026, 3, 1, 23, 30, 15, 123456, tzinfo=TOKYO),
    )


@pytest.fixture
def exporter(event):
    return make_user(role=Role.EXPORTER, event=event)


@pytest.fixture
def desk(exporter, sign_in):
    return sign_in(exporter)


def download(client, event, query="", **choices):
    address = reverse("registrations:export", args=[event.slug])
    return client.post(f"{address}?{query}", {"format": "csv", "purpose": "Badges"} | choices)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


# --- What stands in the files --------------------------------------------------------------


def test_a_csv_file_says_in_words_who_comes(event, mei):
    headings, row = read_csv(taken(event, "csv"))
    assert headings == HEADINGS
    assert row == [
        "Industry",
        "Confirmed",
        "In person",
        "Tanaka",
        "Mei",
        "田中 芽衣",
        "mei@jaxa.example",
        "JAXA",
        "Government",
        "Director",
        "Japan",
        "English",
        "2026-03-01T23:30:15+09:00",
        mei.ticket_code,
    ]


def test_a_csv_file_ends_its_lines_as_rfc_4180_says(event, mei):
    content = taken(event, "csv")
    assert content.endswith(b'"\r\n')
    assert content.count(b"\r\n") == content.count(b"\n") == 2


def test_an_xlsx_file_holds_texts_and_a_real_date(event, mei):
    sheet = read_xlsx(taken(event, "xlsx"))
    headings, row = (list(cells) for cells in sheet.iter_rows())
    assert [cell.value for cell in headings] == HEADINGS
    assert [cell.value for cell in row] == [
        *[
            "Industry",
            "Confirmed",
            "In person",
            "Tanaka",
            "Mei",
            "田中 芽衣",
            "mei@jaxa.example",
            "JAXA",
            "Government",
        ],
        *["Director", "Japan", "English", dt.datetime(2026, 3, 1, 23, 30, 15), mei.ticket_code],  # noqa: DTZ001
    ]
    assert row[12].is_date
    assert sheet.freeze_panes == "A2"


def test_a_json_file_holds_codes_for_programs(event, mei):
    assert json.loads(taken(event, "json")) == [
        {
            "ticket_type": "Industry",
            "status": "confirmed",
            "attendance": "in_person",
            "family_name": "Tanaka",
            "given_name": "Mei",
            "native_name": "田中 芽衣",
            "email": "mei@jaxa.example",
            "organization": "JAXA",
            "sector": "government",
            "position": "Director",
            "country": "JP",
            "language": "en",
            "registered_at": "2026-03-01T23:30:15+09:00",
            "ticket_code": mei.ticket_code,
        }
    ]


def test_words_are_in_the_active_language(event, mei):
    with translation.override("ja"):
        _headings, row = read_csv(taken(event, "csv"))
        sheet = read_xlsx(taken(event, "xlsx"))
    assert (row[0], row[10]) == ("産業界", "日本")
    assert (sheet["A2"].value, sheet["K2"].value) == ("産業界", "日本")


# --- The event's own columns ---------------------------------------------------------------


def columns_for(role, event, sign_in):
    """The headings after those of every list, in what somebody of the role takes away."""
    client = sign_in(make_user(role=role, event=event))
    headings, *_rows = read_csv(body(download(client, event)))
    return headings[len(HEADINGS) :]


@pytest.fixture
def lanes(event, ticket_type):
    """Two lanes; in the second one, one person of the host's decides."""
    ticket_type.needs_review = True
    ticket_type.save()
    host = make_user(role=Role.REVIEWER, event=event)
    return make_lane(event, "Security"), make_lane(event, "Host", host), host


def test_an_organizer_takes_away_what_each_lane_has_decided(event, lanes, mei, sign_in):
    security, _host_lane, host = lanes
    decided_at = dt.datetime(2026, 3, 2, 9, 0, tzinfo=TOKYO)
    review.decide(mei.lane_reviews.get(lane=security), Verdict.APPROVE, by=host, now=decided_at)
    client = sign_in(make_user(role=Role.ORGANIZER, event=event))
    headings, row = read_csv(body(download(client, event)))
    assert dict(zip(headings[len(HEADINGS) :], row[len(HEADINGS) :], strict=True)) == {
        "Review: Security": "Approved",
        "Review: Security, decided (Asia/Tokyo)": "2026-03-02T09:00:00+09:00",
        "Review: Host": "To be decided",
        "Review: Host, decided (Asia/Tokyo)": "",
    }
    (attendee,) = json.loads(taken(event, "json"))
    assert attendee[f"review_{security.pk}"] == "approved"
    assert attendee[f"review_{security.pk}_decided_at"] == "2026-03-02T09:00:00+09:00"
    sheet = read_xlsx(taken(event, "xlsx"))
    assert sheet.cell(2, len(HEADINGS) + 2).is_date


def test_whoever_may_not_see_a_lane_gets_no_column_of_it(event, lanes, mei, sign_in, desk):
    assert columns_for(Role.EXPORTER, event, sign_in) == []
    assert set(Export.objects.latest("pk").columns) == set(export_columns.Column.values)
    page = desk.get(reverse("registrations:export", args=[event.slug])).content.decode()
    assert "Review: Security" not in page


def test_the_lane_that_an_event_has_by_itself_is_no_column(event, ticket_type, sign_in):
    ticket_type.needs_review = True
    ticket_type.save()
    make_registration(ticket_type)
    assert columns_for(Role.ORGANIZER, event, sign_in) == []


def test_a_list_says_who_has_a_seat_in_which_session_and_who_waits(event, ticket_type, sign_in):
    workshop = make_session(event, title_en="Workshop")
    SessionSeats.objects.create(event=event, session=workshop, capacity=1)
    releases.publish(event, by=None, now=NOW)
    ada, grace, _joan = (make_registration(ticket_type, name) for name in ("Ada", "Grace", "Joan"))
    for registration in (ada, grace):
        session_seats.choose(registration, workshop.code, now=NOW)
    headings, *rows = read_csv(taken(event, "csv"))
    assert headings[-1] == "Session: Workshop"
    assert [row[-1] for row in rows] == ["Seat", "On the waiting list", ""]
    session_seats.give_up(ada, workshop.code, now=NOW)
    assert [row[-1] for row in read_csv(taken(event, "csv"))[1:]] == ["", "Seat", ""]


def test_the_record_names_the_events_own_columns(event, lanes, mei, sign_in):
    admin = sign_in(make_user(role=Role.OWNER, event=event))
    body(download(admin, event))
    export = Export.objects.get()
    page = admin.get(reverse("admin:registrations_export_change", args=[export.pk])).content.decode()
    assert "Review: Security" in page
    assert "review_" not in page


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
def test_nobody_is_a_list_too(event, file_format):
    content = taken(event, file_format)
    export = Export.objects.get()
    assert export.row_count == 0
    if file_format == "json":
        assert json.loads(content) == []
    elif file_format == "csv":
        assert read_csv(content) == [HEADINGS]
    else:
        assert read_xlsx(content).max_row == 1


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
def test_the_attendees_secret_is_in_no_file(event, mei, file_format):
    content = taken(event, file_format)
    assert mei.token.encode() not in content
    if file_format == "xlsx":
        values = [cell.value for row in read_xlsx(content).iter_rows() for cell in row]
        assert mei.token not in values


# --- Taking a list away --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file_format", "content_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_an_export_is_recorded_with_the_digest_of_the_bytes_delivered(
    event, mei, desk, exporter, file_format, content_type
):
    response = download(desk, event, "status=confirmed&q=tanaka", format=file_format, purpose="Name badges")
    content = body(response)
    export = Export.objects.get()
    assert export.sha256 == hashlib.sha256(content).hexdigest()
    assert (export.event, export.exported_by, export.purpose) == (event, exporter, "Name badges")
    assert (export.format, export.row_count) == (file_format, 1)
    assert export.filters == {"q": "tanaka", "status": ["confirmed"]}
    assert export.columns == export_columns.Column.values
    assert abs(export.exported_at - timezone.now()) < dt.timedelta(minutes=1)
    assert response["Content-Type"] == content_type
    assert response["Content-Length"] == str(len(content))
    assert re.fullmatch(
        rf'attachment; filename="forum-attendees-\d{{4}}-\d\d-\d\d-\d{{4}}\.{file_format}"',
        response["Content-Disposition"],
    )
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "status=cancelled&status=confirmed",
        "q=airbus",
        "country=DE&sort=name",
        "registered_from=2100-01-01",
    ],
)
def test_the_file_holds_who_is_on_the_screen_in_the_same_order(event, ticket_type, mei, desk, query):
    make_registration(ticket_type, "Jürgen", organization_name="Airbus", country="DE")
    make_registration(ticket_type, "Anna", organization_name="Airbus", country="DE")
    seats.cancel(make_registration(ticket_type, "Lucía", organization_name="Airbus"), now=NOW)
    make_registration(make_ticket_type(), "Stranger")
    screen = desk.get(f"{reverse('registrations:attendees', args=[event.slug])}?{query}")
    _headings, *rows = read_csv(body(download(desk, event, query)))
    assert [row[6] for row in rows] == [registration.email for registration in screen.context["page_obj"]]


def test_an_export_wants_a_purpose_and_a_format(event, mei, desk):
    response = download(desk, event, purpose=" ", format="exe")
    assert response.context["form"].errors["purpose"] == ["Write what the list is for."]
    assert "format" in response.context["form"].errors
    assert not Export.objects.exists()


def test_filters_that_make_no_sense_export_nobody(event, mei, desk):
    response = download(desk, event, "status=nonsense")
    assert "nothing can be exported" in response.content.decode()
    assert not Export.objects.exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.DOOR, Role.VIEWER, Role.EDITOR])
def test_whoever_may_not_export_leaves_with_nothing(event, mei, sign_in, role):
    client = sign_in(make_user(role=role, event=event))
    assert download(client, event).status_code == 404
    assert client.get(reverse("registrations:exports", args=[event.slug])).status_code == 404
    assert not Export.objects.exists()


def test_a_list_too_long_for_a_sheet_is_refused_and_leaves_no_record(
    event, ticket_type, mei, desk, monkeypatch
):
    make_registration(ticket_type)
    monkeypatch.setattr(exports, "XLSX_MAX_ROWS", 1)
    response = download(desk, event, format="xlsx")
    assert response.context["form"].errors == {
        "format": ["A sheet holds 1,048,575 attendees at most. Choose CSV."]
    }
    assert not Export.objects.exists()
    assert download(desk, event, format="csv").status_code == 200


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_export_that_cannot_be_written_leaves_no_record(
    event, mei, desk, monkeypatch, tmp_path, file_format
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    with pytest.raises(OSError, match="absent"):
        download(desk, event, format=file_format)
    assert not Export.objects.exists()


def test_an_xlsx_export_leaves_no_working_files_behind(event, ticket_type, mei, desk, monkeypatch, tmp_path):
    make_registration(ticket_type)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    body(download(desk, event, format="xlsx"))
    monkeypatch.setattr(exports, "XLSX_MAX_ROWS", 1)
    download(desk, event, format="xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_list_of_exports_says_who_took_what(event, ticket_type, mei, desk, exporter):
    body(download(desk, event, f"status=confirmed&ticket_type={ticket_type.pk}", purpose="Name badges"))
    page = desk.get(reverse("registrations:exports", args=[event.slug]))
    [(export, words)] = page.context["rows"]
    assert words == [("Status", "Confirmed"), ("Ticket type", "Industry")]
    content = page.content.decode()
    for part in ("Name badges", exporter.get_full_name(), export.sha256, "CSV"):
        assert part in content


def test_an_export_reads_the_database_in_chunks(
    event, ticket_type, monkeypatch, django_assert_max_num_queries
):
    for _each in range(5):
        make_registration(ticket_type)
    monkeypatch.setattr(exports, "CHUNK_SIZE", 2)
    with django_assert_max_num_queries(11):
        assert len(json.loads(taken(event, "json"))) == Registration.objects.count()
