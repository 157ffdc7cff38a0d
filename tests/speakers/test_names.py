"""How names are written: in which order and script, with which titles, in which language."""

import datetime as dt

import pytest

from events.texts import NO_TEXT, Text
from speakers import names
from tests.builders import make_rank, make_speaker

MINAMI = {
    "given_name": "Kenji",
    "family_name": "Minami",
    "name": "Minami Kenji",
    "native_name": "南 賢司",
    "native_name_reading": "みなみ けんじ",
    "native_language": "ja",
}
BYRON = {
    "given_name": "Ada",
    "family_name": "Byron",
    "name": "Ada Byron",
    "native_name": "",
    "native_name_reading": "",
    "native_language": "",
}


def written(name, language, **options):
    return names.write(name, language, **options).text


def test_a_name_in_latin_script_keeps_the_order_that_its_bearer_chose():
    assert written(MINAMI, "en") == "Minami Kenji"
    assert written(MINAMI | {"name": "Kenji Minami"}, "en") == "Kenji Minami"


def test_pages_in_the_bearers_own_language_have_native_script_with_its_reading():
    assert names.write(MINAMI, "ja") == names.WrittenName("南 賢司", "ja", "みなみ けんじ")
    chen = MINAMI | {"native_name": "陈慧玲", "native_language": "zh-Hans"}
    assert [written(chen, language) for language in ("zh", "ja")] == ["陈慧玲", "Minami Kenji"]


def test_a_name_from_elsewhere_is_written_in_japanese_as_given():
    assert written(BYRON, "ja") == "Ada Byron"
    assert written(BYRON | {"japanese_name": "アダ・バイロン"}, "ja") == "アダ・バイロン"
    assert written(BYRON | {"japanese_name": "アダ・バイロン"}, "en") == "Ada Byron"


@pytest.mark.parametrize(
    ("name", "capitals"),
    [
        (MINAMI, "MINAMI Kenji"),
        (BYRON, "Ada BYRON"),
        (BYRON | {"family_name": "van Oosterzee", "name": "Ada van Oosterzee"}, "Ada van OOSTERZEE"),
        (BYRON | {"family_name": "de la", "name": "Ada de la"}, "Ada DE LA"),
        (BYRON | {"given_name": "", "family_name": "Sukarno", "name": "Sukarno"}, "SUKARNO"),
    ],
)
def test_protocol_lists_set_the_family_name_in_capitals(name, capitals):
    assert written(name, "en", in_capitals=True) == capitals


def test_capitals_are_for_latin_script():
    assert written(MINAMI, "ja", in_capitals=True) == "南 賢司"


@pytest.mark.parametrize(
    ("rank", "honorific", "full"),
    [
        (Text("Colonel", "en"), Text("Dr", "en"), "Colonel Dr Ada Byron"),
        (Text("General", "en"), Text("H.E.", "en"), "H.E. General Ada Byron"),
        (Text("大佐", "ja"), Text("博士", "ja"), "Ada Byron 大佐 博士"),
        (Text("Colonel", "en"), Text("博士", "ja"), "Colonel Ada Byron 博士"),
        (NO_TEXT, Text("H.E.", "en"), "H.E. Ada Byron"),
        (NO_TEXT, NO_TEXT, "Ada Byron"),
    ],
)
def test_titles_stand_where_their_language_puts_them(rank, honorific, full):
    parts = names.with_titles("Ada Byron", rank=rank, honorific=honorific)

    assert " ".join(str(part) for part in parts) == full


def test_the_reading_stands_by_the_part_that_it_reads():
    assert names.furigana("南 賢司", "みなみ けんじ") == [("南", "みなみ"), ("賢司", "けんじ")]
    assert names.furigana("南賢司", "みなみ けんじ") == [("南賢司", "みなみ けんじ")]
    assert names.furigana("南 賢司", "") == [("南 賢司", "")]


@pytest.mark.django_db
def test_a_promotion_changes_no_earlier_day():
    speaker = make_speaker("Byron")
    make_rank(speaker, "Colonel", grade="OF-5")
    make_rank(speaker, "Brigadier General", grade="OF-6", from_on=dt.date(2030, 4, 1))

    assert [str(speaker.rank_on(dt.date(2030, month, 1))) for month in (3, 4)] == [
        "Colonel (OF-5)",
        "Brigadier General (OF-6)",
    ]
    assert make_speaker().rank_on(dt.date(2030, 4, 1)) is None


@pytest.mark.django_db
def test_an_organizer_sees_how_a_name_will_be_written_in_each_language():
    speaker = make_speaker("Byron", japanese_name="アダ・バイロン", honorific_en="Dr", honorific_ja="博士")
    make_rank(speaker, "Colonel")

    shown = names.in_each_language(speaker, day=dt.date(2030, 4, 1))

    assert [(row.full, row.plain.text, row.in_capitals) for row in shown] == [
        ("Colonel Dr Ada Byron", "Ada Byron", "Colonel Dr Ada BYRON"),
        ("Colonel アダ・バイロン 博士", "アダ・バイロン", "Colonel アダ・バイロン 博士"),
    ]
