"""What a list in order of precedence says of each: as rows for the page, and as a spreadsheet."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.utils import formats
from django.utils.translation import get_language, gettext, pgettext
from django_countries import countries

from events.cells import NOT_IN_XML, neutralise
from events.models import Appearance, Event, EventOrganization
from events.placing import ProtocolList
from events.precedence import Placed
from events.protocol import Seat, affiliation_of
from events.writing import customs
from speakers import names
from speakers.models import Affiliation, Level, Organization, Rank, Speaker

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Row:
    """One line of a list, in words of the active language."""

    key: str
    number: int
    number_by_rule: int
    name: str
    role: str
    post: str
    organization: str
    country: str
    office: str
    in_office_from: str
    rank: str
    grade: str
    ranked_on: str
    service: str
    reason: str
    is_by_hand: bool
    note: str
    placed_by: str
    placed_at: dt.datetime | None
    address: tuple[str, int] | None

    @property
    def rank_in_words(self) -> str:
        return customs().comma.join(part for part in (self.rank, self.grade, self.service) if part)


def rows_of(one_list: ProtocolList, event: Event) -> list[Row]:
    return [_row(placed, one_list, event) for placed in one_list.placed]


def _row(placed: Placed[Any], one_list: ProtocolList, event: Event) -> Row:
    source: Seat | Appearance | EventOrganization = placed.row
    speaker: Speaker | None = None
    affiliation: Affiliation | None = None
    rank: Rank | None = None
    organization: Organization | None = None
    role = post = ""
    by_hand: Any = source
    if isinstance(source, Seat):
        speaker, affiliation, rank, by_hand = source.speaker, source.affiliation, source.rank, source.place
    elif isinstance(source, Appearance):
        session = one_list.session
        starts_at = (session.starts_at if session else None) or event.starts_at
        day = starts_at.astimezone(event.zone).date()
        speaker, affiliation = source.speaker, affiliation_of(source, day)
        rank = speaker.rank_on(day) if speaker else None
        organization, role, post = source.organization, source.get_role_display(), source.unnamed
    else:
        organization, role = source.organization, source.get_role_display()
    if affiliation:
        organization, post = affiliation.organization, affiliation.position
    name = _full_name(speaker, rank, event) if speaker else post or str(organization or "")
    held = affiliation if affiliation and affiliation.level != Level.OTHER else None
    is_organization = isinstance(source, EventOrganization)
    if is_organization and organization:
        name, post = str(organization), organization.get_sector_display()
    return Row(
        name=name,
        post=post if speaker or is_organization else "",
        organization="" if is_organization else str(organization or ""),
        office=held.get_level_display() if held else "",
        in_office_from=_day(held.from_on) if held else "",
        address=_address(speaker, organization),
        key=placed.standing.key,
        number=placed.number,
        number_by_rule=placed.number_by_rule,
        role=str(role),
        country=_country(organization),
        rank=rank.title if rank else "",
        grade=rank.grade if rank else "",
        ranked_on=_day(rank.from_on) if rank else "",
        service=rank.get_service_display() if rank else "",
        reason=str(placed.reason),
        is_by_hand=placed.is_by_hand,
        note=by_hand.order_note if by_hand else "",
        placed_by=str(by_hand.ordered_by or "") if by_hand else "",
        placed_at=by_hand.ordered_at if by_hand else None,
    )


def _full_name(speaker: Speaker, rank: Rank | None, event: Event) -> str:
    return names.full_name(
        speaker,
        rank,
        get_language() or "en",
        in_capitals=event.family_names_in_capitals,
    )


def _address(speaker: Speaker | None, organization: Organization | None) -> tuple[str, int] | None:
    if speaker:
        return "admin:speakers_speaker_change", speaker.pk
    return ("admin:speakers_organization_change", organization.pk) if organization else None


def _country(organization: Organization | None) -> str:
    return countries.name(str(organization.country)) if organization and organization.country else ""


def _day(day: dt.date | None) -> str:
    return formats.date_format(day, customs().plain_day) if day else ""


# --- Files


def file_of(one_list: ProtocolList, event: Event, file_format: str) -> bytes:
    """The list as a spreadsheet, every cell a text that nothing runs as a formula."""
    headings, lines = _headings(), [_cells(row) for row in rows_of(one_list, event)]
    return _csv(headings, lines) if file_format == "csv" else _xlsx(headings, lines)


def _headings() -> list[str]:
    return [
        pgettext("order of precedence", "Place"),
        gettext("Name"),
        gettext("Role"),
        gettext("Position"),
        gettext("Organization"),
        gettext("Country"),
        gettext("Office"),
        gettext("In office since"),
        gettext("Rank"),
        gettext("Grade"),
        gettext("Service"),
        gettext("Date of rank"),
        gettext("Reason"),
        gettext("Place by the rule"),
        gettext("Placed by hand because"),
        gettext("Placed by"),
    ]


def _cells(row: Row) -> list[str]:
    return [
        str(row.number),
        row.name,
        row.role,
        row.post,
        row.organization,
        row.country,
        row.office,
        row.in_office_from,
        row.rank,
        row.grade,
        row.service,
        row.ranked_on,
        row.reason,
        str(row.number_by_rule) if row.is_by_hand else "",
        row.note,
        row.placed_by,
    ]


def _csv(headings: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([[neutralise(str(cell)) for cell in line] for line in (headings, *lines)])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(headings: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        bold = workbook.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        look = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet = workbook.add_worksheet(gettext("Order of precedence")[:31])
        sheet.freeze_panes(1, 2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for place, heading in enumerate(headings):
            sheet.set_column(place, place, 8 if place == 0 else 24)
            sheet.write_string(0, place, heading, bold)
        for number, line in enumerate(lines, start=1):
            for place, cell in enumerate(line):
                sheet.write_string(number, place, NOT_IN_XML.sub("\ufffd", str(cell)), look)
    return file.getvalue()
