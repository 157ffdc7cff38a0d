"""What a list of names says, and how it is brought in.

A list is a CSV file with a line of headings. Which column holds what is guessed from its heading and
can be said; columns that are none of ours are kept among the remarks. Rows that cannot be read are
named, and the others come in.
"""

import csv
import datetime as dt
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from registrations.models import ListedKind, ListedName, ListVersion, ScreeningList

MOST_BYTES = 50_000_000
WRITTEN_AT_ONCE = 1_000
SEPARATORS_OF_NAMES = re.compile(r"[;|\n]")


class Column(models.TextChoices):
    """What is read of each row."""

    NAME = "name", gettext_lazy("Name")
    ALIASES = "aliases", gettext_lazy("Other names")
    KIND = "kind", gettext_lazy("Person or organization")
    COUNTRY = "country", gettext_lazy("Country")
    REFERENCE = "reference", gettext_lazy("Reference")
    REMARKS = "remarks", gettext_lazy("Remarks")


HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.NAME: ("name", "full name", "primary name", "entity name", "party", "氏名", "名称", "名前"),
    Column.ALIASES: ("aliases", "alt names", "alternate names", "aka", "other names", "alias", "別名"),
    Column.KIND: ("kind", "type", "sdn type", "entity type", "party type", "種別"),
    Column.COUNTRY: ("country", "countries", "nationality", "国", "国籍"),
    Column.REFERENCE: ("reference", "id", "ref", "uid", "entity number", "ent num", "番号"),
    Column.REMARKS: ("remarks", "comments", "notes", "comment", "備考"),
}
KINDS = {
    ListedKind.PERSON: ("person", "individual", "natural person", "human", "個人"),
    ListedKind.ORGANIZATION: (
        "organization",
        "organisation",
        "entity",
        "company",
        "legal entity",
        "legal person",
        "組織",
        "団体",
    ),
    ListedKind.OTHER: ("vessel", "aircraft", "ship", "other", "船舶", "航空機"),
}
KIND_OF_WORD = {word: kind for kind, words in KINDS.items() for word in words}


class Unreadable(Exception):
    """The file is no list, with the reason in words."""


@dataclass(frozen=True)
class ListFile:
    """A file as a table."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    """Each with the number of its line."""
    sha256: str


@dataclass(frozen=True)
class Fault:
    """Why a row is left out."""

    line: int
    reason: str


@dataclass
class Contents:
    """What a file says under a choice of columns."""

    names: list[ListedName] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    repeated: int = 0

    def counts(self) -> list[tuple[str, int]]:
        """How many entries there are of each kind."""
        kinds = [entry.kind for entry in self.names]
        return [(str(kind.label), kinds.count(kind)) for kind in ListedKind if kind in kinds]


def read(content: bytes) -> ListFile:
    """The file as a table. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 50 megabytes."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(
            _("Line %(line)d is not in UTF-8. Save the file as CSV in UTF-8.") % {"line": line}
        ) from error
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    rows = _rows(reader)
    heading = next(rows, None)
    if heading is None:
        raise Unreadable(_("The file is empty."))
    headings = [cell.strip() for cell in heading[1]]
    return ListFile(headings, list(rows), hashlib.sha256(content).hexdigest())


def _rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Each row that says something, with the line on which it begins."""
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = reader.line_num + 1  # type: ignore[attr-defined]
    except csv.Error as error:
        raise Unreadable(_("Line %(line)d cannot be read as CSV.") % {"line": line}) from error


def guess(headings: list[str]) -> dict[Column, int]:
    """Which column of the file seems to hold what, by its place."""
    plain = [re.sub(r"[\W_]+", " ", heading).strip().casefold() for heading in headings]
    return {
        column: plain.index(known)
        for column, names in HEADINGS.items()
        if (known := next((name for name in names if name in plain), None))
    }


def contents(file: ListFile, columns: Mapping[Column, int]) -> Contents:
    """The entries that the rows make, and the rows that make none."""
    result = Contents()
    seen: set[str] = set()
    for line, row in file.rows:
        try:
            entry = _entry(row, file.headings, columns)
        except ValueError as error:
            result.faults.append(Fault(line, str(error)))
            continue
        if entry.digest in seen:
            result.repeated += 1
            continue
        seen.add(entry.digest)
        result.names.append(entry)
    return result


def _entry(row: list[str], headings: list[str], columns: Mapping[Column, int]) -> ListedName:
    """Raises ValueError, with the reason in words, for a row that names nobody."""

    def cell(column: Column) -> str:
        place = columns.get(column)
        return " ".join(row[place].split()) if place is not None and place < len(row) else ""

    if len(row) > len(headings):
        raise ValueError(_("It has more cells than there are headings."))
    name = cell(Column.NAME)
    if not any(character.isalpha() for character in name):
        raise ValueError(_("It has no name."))
    if len(name) > _longest("name"):
        raise ValueError(_("Its name is longer than %(count)d characters.") % {"count": _longest("name")})
    others = [
        f"{heading}: {' '.join(text.split())}"
        for place, (heading, text) in enumerate(zip(headings, row, strict=False))
        if place not in columns.values() and text.strip()
    ]
    aliases = [" ".join(alias.split()) for alias in SEPARATORS_OF_NAMES.split(cell(Column.ALIASES))]
    entry = ListedName(
        name=name,
        aliases=list(dict.fromkeys(alias[: _longest("name")] for alias in aliases if alias)),
        kind=KIND_OF_WORD.get(cell(Column.KIND).casefold(), ListedKind.UNKNOWN),
        country=cell(Column.COUNTRY)[: _longest("country")],
        reference=cell(Column.REFERENCE)[: _longest("reference")],
        remarks="\n".join(filter(None, [cell(Column.REMARKS), *others])),
    )
    entry.digest = _digest(entry)
    return entry


def _longest(name: str) -> int:
    longest = ListedName._meta.get_field(name).max_length  # type: ignore[union-attr]
    return int(longest or 0)


def _digest(entry: ListedName) -> str:
    said = [entry.name, entry.aliases, entry.kind, entry.country, entry.reference, entry.remarks]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def bring_in(
    file: ListFile,
    found: Contents,
    *,
    name: str,
    version: str,
    source: str = "",
    by: User | None = None,
    now: dt.datetime,
    is_active: bool = True,
) -> ListVersion:
    """Keep the entries as a version of the list of that name; all of it, or nothing.

    Raises ValidationError when the list has this version, or this very file, already.
    """
    with transaction.atomic():
        screening_list, _is_new = ScreeningList.objects.get_or_create(name=name)
        brought_in = ListVersion(
            screening_list=screening_list,
            version=version,
            sha256=file.sha256,
            imported_at=now,
            imported_by=by,
            name_count=len(found.names),
        )
        brought_in.full_clean()
        brought_in.save()
        for entry in found.names:
            entry.version = brought_in
        ListedName.objects.bulk_create(found.names, batch_size=WRITTEN_AT_ONCE)
        if source:
            screening_list.source = source
            screening_list.save(update_fields=["source"])
        if is_active:
            screening_list.active_version = brought_in
            screening_list.save(update_fields=["active_version"])
    return brought_in
