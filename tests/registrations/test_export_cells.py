"""No cell of an exported list runs as a formula, and none loses what its attendee wrote."""

import csv
import datetime as dt
import json
import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from registrations.export_columns import Column
from registrations.exports import neutralise
from tests.builders import make_event, make_registration, make_ticket_type
from tests.registrations.lists import read_csv, read_xlsx, taken

NOW = timezone.now()
SHARED = Path(os.environ.get("PLENARY_SHARED") or settings.BASE_DIR.parent / "shared")
TRAPS = SHARED / "data" / "lists" / "attendees-traps.csv"


@pytest.fixture
def event(db):
    return make_event()


@pytest.fixture
def ticket_type(event):
    return make_ticket_type(event, capacity=None)


@pytest.mark.parametrize(
    "text",
    [
        *["=1+1", "+1", "-2+3", "@SUM(1+1)", "\tx", "\rx", "\nx", "\x00x"],
        *[
            "＝1+1",
            "＋1",
            "－1",
            "＠x",
            "−1",
            "﹢1",
            "  =1+1",
            "\u3000=1",
            "\ufeff=1",
            "\u200b=1",
            "\u202e=1",
            '"=1',
        ],
        *["+cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example","x")', "+81 3 1234 5678"],
    ],
)
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(text):
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    ["", "Ada", "O'Brien-Ñuñez", "A;B;C", "a=b", "mei@jaxa.example", "1-2", "田中　芽衣", "Foo\nLtd.", "'=1"],
)
def test_what_no_spreadsheet_would_run_stays_as_it_is(text):
    assert neutralise(text) == text


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("\t=1+1", "'\t'=1+1"),
        ("\n=1", "'\n'=1"),
        ("x;=1+1;", "x;'=1+1;"),
        ('x;"=1+1', "x;'\"=1+1"),
        ("x\n=1+1", "x\n'=1+1"),
        ("x\t@y", "x\t'@y"),
    ],
)
def test_a_cell_that_another_program_would_part_has_no_formula_inside(text, harmless):
    assert neutralise(text) == harmless


@given(st.text(alphabet="=+-@＝＋－＠−﹦\t\r\n ;,\"'\u3000\ufeff\u200b\u202eAあ1|"))
def test_no_part_of_a_neutralised_cell_begins_like_a_formula(text):
    harmless = neutralise(text)
    assert not harmless.startswith(("\t", "\r", "\n"))
    for part in re.split(r"[;\t\r\n]", harmless):
        assert not part.lstrip(' \u3000\ufeff\u200b\u202e"').startswith(
            ("=", "+", "-", "@", "＝", "＋", "－", "＠", "−")
        )
    assert len(harmless) - len(text) == harmless.count("'") - text.count("'")


@pytest.fixture
def traps(ticket_type):
    """Every row of the list of traps, registered as far as the columns are wide."""
    if not TRAPS.exists():
        pytest.skip(f"{TRAPS} is not here; PLENARY_SHARED says where the lists are")
    with TRAPS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        make_registration(
            ticket_type,
            given_name=row["given_name"][:120],
            family_name=row["family_name"][:120],
            native_name=row["kana"],
            email=row["email"],
            organization_name=row["organization"][:250],
            position=row["job_title"],
            now=NOW + dt.timedelta(seconds=number),
        )
        for number, row in enumerate(rows)
    ]


# The place of each column in a row.
TEXTS = {
    field: list(Column).index(column)
    for field, column in {
        "family_name": Column.FAMILY_NAME,
        "given_name": Column.GIVEN_NAME,
        "native_name": Column.NATIVE_NAME,
        "email": Column.EMAIL,
        "organization_name": Column.ORGANIZATION,
        "position": Column.POSITION,
    }.items()
}


def test_every_trap_is_harmless_and_readable_in_csv(event, traps):
    _headings, *rows = read_csv(taken(event, "csv"))
    assert len(rows) == len(traps)
    for registration, row in zip(traps, rows, strict=True):
        for field, place in TEXTS.items():
            original = getattr(registration, field)
            assert row[place] == neutralise(original)
            assert row[place].replace("'", "") == original.replace("'", "")
            assert not row[place].lstrip().startswith(("=", "+", "-", "@"))


def test_every_trap_is_a_text_in_xlsx(event, traps):
    sheet = read_xlsx(taken(event, "xlsx"))
    rows = list(sheet.iter_rows(min_row=2))
    assert len(rows) == len(traps)
    for registration, row in zip(traps, rows, strict=True):
        assert {cell.data_type for cell in row} <= {"s", "n", "d"}  # "n" is an empty cell too
        assert all(cell.hyperlink is None for cell in row)
        for field, place in TEXTS.items():
            assert (row[place].value or "") == getattr(registration, field)
            assert row[place].data_type == ("s" if row[place].value else "n")


def test_every_trap_is_untouched_in_json(event, traps):
    attendees = json.loads(taken(event, "json"))
    names = {"organization_name": "organization"}
    for registration, attendee in zip(traps, attendees, strict=True):
        for field in TEXTS:
            assert attendee[names.get(field, field)] == getattr(registration, field)


def test_characters_that_xml_forbids_do_not_break_a_workbook(event, ticket_type):
    make_registration(ticket_type, "A\x01d\x0ba", family_name="_x0041_ \ufffe\uffff & <x>")
    sheet = read_xlsx(taken(event, "xlsx"))
    assert sheet["D2"].value.endswith("& <x>")
    assert sheet["E2"].data_type == "s"
