"""The columns of a programme in a spreadsheet: what they are called, what they hold.

The headings are part of the format, so they are the same whatever language the reader of a page has; both
languages are known again, and so are words that other people's spreadsheets use.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SPACE = re.compile(r"[\s　_]+")


@dataclass(frozen=True)
class Column:
    key: str
    en: str
    ja: str
    help: str | Promise
    example: str
    also: tuple[str, ...] = ()
    width: int = 16

    def heading(self, language: str) -> str:
        return self.ja if language == "ja" else self.en


COLUMNS = (
    Column(
        "id",
        "Identifier",
        "識別子",
        _(
            "Anything that stays the same when the session changes, for example a number. By it a second "
            "import knows the session again; without it, by its title."
        ),
        "S-01",
        ("id", "code", "number", "番号", "guid"),
        10,
    ),
    Column(
        "date",
        "Date",
        "日付",
        _("The day on which it begins, for example 2031-05-15. Without date and time it is unscheduled."),
        "2031-05-15",
        ("day", "datum"),
        12,
    ),
    Column(
        "start",
        "Starts",
        "開始",
        _("A clock such as 09:30 in the event’s time zone. 25:00 is one o’clock in the night after the day."),
        "09:30",
        ("start", "begin", "uhrzeit", "time", "開始時刻"),
        8,
    ),
    Column(
        "end",
        "Ends",
        "終了",
        _("A clock such as 10:15; earlier than the start, it is on the next day."),
        "10:15",
        ("end", "ende", "終了時刻"),
        8,
    ),
    Column(
        "duration",
        "Duration",
        "長さ",
        _("Instead of the end: hours and minutes such as 1:30, or a number of minutes."),
        "",
        ("dauer", "length", "minutes", "所要時間"),
        9,
    ),
    Column(
        "room_en",
        "Room (English)",
        "部屋（英語）",
        _("As it is called in English."),
        "Great Hall",
        ("会場（英語）",),
    ),
    Column(
        "room_ja",
        "Room (Japanese)",
        "部屋（日本語）",
        _("The same room in Japanese."),
        "大ホール",
        ("会場（日本語）",),
    ),
    Column("track_en", "Track (English)", "トラック（英語）", _("May be empty."), "Orbit"),
    Column("track_ja", "Track (Japanese)", "トラック（日本語）", _("May be empty."), "軌道"),
    Column(
        "kind",
        "Kind",
        "種類",
        _("One of: %(kinds)s. In either language; empty leaves it as it is."),
        "Panel",
        ("type", "typ"),
        12,
    ),
    Column(
        "title_en",
        "Title (English)",
        "題名（英語）",
        _("One of the two titles is needed."),
        "Who watches the orbit?",
        (),
        36,
    ),
    Column(
        "title_ja",
        "Title (Japanese)",
        "題名（日本語）",
        _("One of the two titles is needed."),
        "誰が軌道を見守るのか",
        (),
        36,
    ),
    Column("subtitle_en", "Subtitle (English)", "副題（英語）", _("May be empty."), "", (), 24),
    Column("subtitle_ja", "Subtitle (Japanese)", "副題（日本語）", _("May be empty."), "", (), 24),
    Column(
        "abstract_en",
        "Abstract (English)",
        "概要（英語）",
        _("A paragraph. Markdown."),
        "Debris, and who clears it away.",
        (),
        40,
    ),
    Column(
        "abstract_ja",
        "Abstract (Japanese)",
        "概要（日本語）",
        _("A paragraph. Markdown."),
        "宇宙ごみとその除去について。",
        (),
        40,
    ),
    Column(
        "description_en", "Description (English)", "説明（英語）", _("All the rest. Markdown."), "", (), 40
    ),
    Column(
        "description_ja", "Description (Japanese)", "説明（日本語）", _("All the rest. Markdown."), "", (), 40
    ),
    Column(
        "language",
        "Spoken language",
        "使用言語",
        _("A language tag such as en or ja."),
        "ja",
        ("language", "sprache", "言語"),
        12,
    ),
    Column("recorded", "Recorded", "録画", _("yes or no; empty leaves it as it is."), "yes", (), 10),
    Column(
        "separate_registration",
        "Separate registration",
        "別途登録",
        _("yes or no; empty leaves it as it is."),
        "",
        (),
        10,
    ),
    Column("cancelled", "Cancelled", "中止", _("yes or no; empty leaves it as it is."), "", (), 10),
    Column(
        "people",
        "People",
        "登壇者",
        _(
            "Everybody who appears, one after the other with a semicolon between: Name (role) — position, "
            "organization. Only the name is needed; without a name, somebody appears under the position "
            "alone. An organization with a comma in its name stands in quotation marks. Roles: %(roles)s."
        ),
        "Ada Byron (moderator) — Director, Ministry of Space; Grace Hopper — Chief Engineer, Example Works; "
        "— Deputy Director, Ministry of Space",
        ("speakers", "persons", "speaker"),
        60,
    ),
    # What other people's spreadsheets have: texts that do not say their language.
    Column("room", "Room", "部屋", "", "", ("会場", "ort", "raum", "place")),
    Column("track", "Track", "トラック", "", ""),
    Column("title", "Title", "題名", "", "", ("titel",)),
    Column("subtitle", "Subtitle", "副題", "", "", ("untertitel",)),
    Column("abstract", "Abstract", "概要", "", ""),
    Column("description", "Description", "説明", "", "", ("beschreibung",)),
)
TEMPLATE = tuple(column for column in COLUMNS if column.help)
PERSON = "person"
BY_NAME = {
    SPACE.sub(" ", name).strip().casefold(): column.key
    for column in COLUMNS
    for name in (column.en, column.ja, column.key, *column.also)
}


def known(headings: Iterable[str]) -> dict[int, str]:
    """The keys of the columns that these headings name, by position; bare numbers are people's columns."""
    found: dict[int, str] = {}
    for position, heading in enumerate(headings):
        name = SPACE.sub(" ", heading).strip().casefold()
        key = PERSON if name.isdecimal() and len(name) <= 2 else BY_NAME.get(name, "")
        if key and (key == PERSON or key not in found.values()):
            found[position] = key
    return found


def are_headings(found: dict[int, str]) -> bool:
    """Whether a row that names these columns is that of the headings."""
    keys = set(found.values())
    return bool(keys & {"title", "title_en", "title_ja"}) and len(keys) >= 2
