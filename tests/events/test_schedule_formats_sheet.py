"""What is read from spreadsheets, what is tolerated, and what is refused."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from events.models import AppearanceRole, SessionKind
from events.schedule_formats import archive, parse
from tests.events.schedules import TOKYO, refusal, tokyo, warnings


def test_rows_of_a_text_file_are_sessions_in_both_languages():
    content = (
        "Identifier;Date;Starts;Ends;Room (English);Room (Japanese);Title (English);題名（日本語）;"
        "Kind;People\n"
        '1;2031-05-15;23:30;00:30;Hall;大ホール;Night;夜;パネル;"Ada Byron (chair) — Director, ""Ministry '
        'of Economy, Trade and Industry"""\n'
    )
    schedule = parse(content.encode("utf-8-sig"), zone=TOKYO)
    (session,) = schedule.sessions
    assert schedule.format == "CSV"
    assert session.texts == {"title_en": "Night", "title_ja": "夜"}
    assert (session.starts_at, session.ends_at) == (tokyo(15, 23, 30), tokyo(16, 0, 30))
    assert schedule.names == {"Hall": {"en": "Hall", "ja": "大ホール"}}
    (ada,) = session.people
    assert (session.kind, ada.role, ada.position, ada.organization) == (
        SessionKind.PANEL,
        AppearanceRole.MODERATOR,
        "Director",
        "Ministry of Economy, Trade and Industry",
    )


def test_a_clock_of_25_hours_is_one_in_the_night_after_the_day():
    (session,) = parse(b"ID,Date,Starts,Ends,Title\n1,2031/5/15,25:00,26:30,Night\n", zone=TOKYO).sessions
    assert (session.starts_at, session.ends_at) == (tokyo(16, 1), tokyo(16, 2, 30))


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Ada Byron", [("Ada Byron", None, "", "")]),
        (
            "Ada (moderator) — Director, Ministry; Grace – Works",
            [("Ada", AppearanceRole.MODERATOR, "Director", "Ministry"), ("Grace", None, "", "Works")],
        ),
        (
            "山田 太郎（司会） — 部長、宇宙省",
            [("山田 太郎", AppearanceRole.MASTER_OF_CEREMONIES, "部長", "宇宙省")],
        ),
        ("— Deputy Director, Ministry", [("", None, "Deputy Director", "Ministry")]),
        ("Jean-Luc (they/them)", [("Jean-Luc (they/them)", None, "", "")]),
    ],
)
def test_people_are_written_into_one_cell(cell, people):
    content = f'ID,Date,Starts,Ends,Title,People\n1,2031-05-15,9:00,10:00,Panel,"{cell}"\n'.encode()
    (session,) = parse(content, zone=TOKYO).sessions
    assert [(p.name, p.role, p.position, p.organization) for p in session.people] == people


def test_each_problem_of_a_text_file_has_its_line_and_column():
    content = (
        "ID,Date,Starts,Ends,Title\n1,soon,9:00,10:00,A\n2,2031-05-15,9:00,late,B\n3,2031-05-15,9:00,10:00,\n"
    )
    assert refusal(content.encode()) == [
        "line 2, column “Date”: “soon” is not a date; write it like 2030-05-15.",
        "line 3, column “Ends”: “late” is not a time of day; write it like 09:30.",
        "line 4: The title is missing or empty.",
    ]


def test_a_text_file_saved_by_japanese_excel_is_read():
    schedule = parse(
        "識別子,日付,開始,終了,題名\n1,2031年05月15日,9:00,10:00,軌道\n".encode("cp932"), zone=TOKYO
    )
    assert schedule.sessions[0].title == "軌道"
    assert "The file is not in UTF-8; it is read as Shift JIS." in warnings(schedule)


def workbook(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


HEADINGS = ("ID", "Date", "Starts", "Duration", "Room", "Title", 1, 2)


def test_a_workbook_is_read_with_its_dates_and_clocks_below_whatever_heads_it():
    content = workbook(
        ("Our forum",),
        HEADINGS,
        (1, dt.datetime(2031, 5, 15), dt.time(9), 45, "Hall", "First", "Ada Byron, Ministry", "Grace Hopper"),  # noqa: DTZ001
        (2, dt.date(2031, 5, 15), dt.time(11), None, "Hall", "Second", None, None),
    )
    schedule = parse(content, zone=TOKYO)
    first, second = schedule.sessions
    assert (first.external_id, first.starts_at, first.ends_at) == ("1", tokyo(15, 9), tokyo(15, 9, 45))
    assert second.ends_at == tokyo(15, 11, 30)
    assert [person.name for person in first.people] == ["Ada Byron", "Grace Hopper"]
    assert any("may be a position or an organization; it is left out" in text for text in warnings(schedule))
    assert any("1 session says no end" in text for text in warnings(schedule))


def test_a_formula_counts_for_its_last_value_only_and_is_told():
    content = workbook(
        HEADINGS,
        (1, "2031-05-15", "9:00", 30, "Hall", "Real"),
        (2, "2031-05-15", "9:00", 30, '=HYPERLINK("https://evil.example")', "Formula in the room"),
        (3, "2031-05-15", "10:00", 30, "Hall", '=cmd|" /C calc"!A0'),
    )
    assert refusal(content) == ["sheet “Sheet”, row 4: The title is missing or empty."]
    schedule = parse(
        workbook(HEADINGS, (2, "2031-05-15", "9:00", 30, "=1+1", "Formula in the room")), zone=TOKYO
    )
    assert schedule.sessions[0].room == ""
    assert any("column “Room”: 1 cell has a formula" in text for text in warnings(schedule))


def test_script_in_a_cell_is_taken_out():
    content = "ID,Title,Abstract\n1,<script>alert(1)</script>Tea,<p onclick='x'>Hi</p>\n"
    schedule = parse(content.encode(), zone=TOKYO)
    assert (schedule.sessions[0].title, schedule.sessions[0].abstract) == ("Tea", "Hi")
    assert any("onclick" in text for text in warnings(schedule))


def test_archives_that_would_grow_are_refused_before_they_do():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as grown:
        grown.writestr("xl/workbook.xml", b"\0" * 61_000_000)
    assert refusal(bomb.getvalue()) == ["Unpacked, the file has more than 60 megabytes."]
    assert "more than 500 files" in refusal(archive.packed({f"{n}.json": b"" for n in range(501)}))[0]
    assert "The archive is broken" in refusal(b"PK\x03\x04 and nothing else")[0]
    assert "neither a workbook nor" in refusal(archive.packed({"readme.txt": b"hello"}))[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_that_declares_entities_is_refused(encoding):
    declaring = '<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook/>'.encode(encoding)
    assert "declares entities" in refusal(archive.packed({"xl/workbook.xml": declaring}))[0]


def test_a_workbook_of_too_many_rows_is_refused(monkeypatch):
    monkeypatch.setattr("events.schedule_formats.tables.MOST_ROWS", 3)
    rows = [(n, "2031-05-15", "9:00", 30, "Hall", "Title") for n in range(5)]
    assert refusal(workbook(HEADINGS, *rows)) == ["Sheet: The sheet has more than 3 rows."]
