"""When two names are like one another, in whichever script and order."""

import csv
import os
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from registrations.models import Likeness, Method
from registrations.name_forms import forms_of
from registrations.name_matching import LEAST_SCORE, NameIndex

SHARED = Path(os.environ.get("PLENARY_SHARED") or settings.BASE_DIR.parent / "shared") / "data" / "lists"


def like(written, listed, *, is_organization=False):
    """How a name is like a listed one: method, reason and score; None when it is not."""
    hits = NameIndex([("it", listed)], is_organization=is_organization).search(written)
    return (hits[0].method, hits[0].likeness, hits[0].score) if hits else None


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("Andrei Voronin", "VORONIN, Andrei"),
        ("Zbigniew Lukaszewicz", "ŁUKASZEWICZ, Zbigniew"),
        ("Jose Nunez", "José Núñez"),
        ("Dr. Patrick O'Brien", "OBRIEN, Patrick"),
        ("Ｔａｒｏ Ｙａｍａｄａ", "Yamada Taro"),
        ("Vor\u200bonin Andrei", "Voronin, Andrei"),
        ("\u202eAndrei Voronin", "Voronin, Andrei"),
        ("Vоrоnin Andrei", "Voronin, Andrei"),  # with the Cyrillic о
        ("V0ronin Andrei", "Voronin, Andrei"),
        ("髙橋 太郎", "高橋 太郎"),
        ("이 민수", "민수 이"),
    ],
)
def test_case_accents_order_and_look_alikes_make_no_other_name(written, listed):
    assert like(written, listed) == (Method.EXACT, Likeness.SAME_LETTERS, 100)


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("Karolan Orbital Trading", "KAROLAN ORBITAL TRADING CO., LTD."),
        ("カロラン軌道通商", "カロラン軌道通商株式会社"),
        ("㈱カロラン軌道通商", "カロラン軌道通商株式会社"),
        ("ООО «Каролан»", "Каролан"),
        ("Karolan G.m.b.H.", "Karolan GmbH"),
        ("The University of Karolan", "University Karolan"),
    ],
)
def test_a_legal_form_makes_no_other_organization(written, listed):
    assert like(written, listed, is_organization=True) == (Method.EXACT, Likeness.SAME_LETTERS, 100)


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("Олена Кравчук", "Olena Kravchuk"),
        ("张小明", "Zhang Xiaoming"),
        ("Xiaoming Zhang", "张小明"),
        ("ナカタ ミキ", "Miki Nakata"),
        ("СОЕ Aung", "COE, Aung"),  # Cyrillic throughout, and it reads as Latin
    ],
)
def test_another_script_makes_no_other_name(written, listed):
    assert like(written, listed)[2] == 100


def test_the_other_order_of_a_transliterated_name_is_found():
    assert like("Анатольевич Андрей Воронин", "VORONIN, Andrei Anatoljevich") == (
        Method.TRANSLITERATED,
        Likeness.SAME_BUT_FOR_HABIT,
        96,
    )


def test_arabic_is_compared_by_its_consonants():
    found = like("خالد يوسف المسرور", "AL-MASRUR, Khalid Yusuf")
    assert found == (Method.TRANSLITERATED, Likeness.SAME_CONSONANTS, 88)
    assert like("سعيد الحكيم", "AL-MASRUR, Khalid Yusuf") is None


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("Andrie Voronin", "VORONIN, Andrei"),
        ("Andrei Voronn", "VORONIN, Andrei"),
        ("Abdulrahman Masrur", "Abdul Rahman Masrur"),
        ("Mohammed Masrur", "Mohamed Masroor"),
    ],
)
def test_a_slip_of_the_pen_is_near(written, listed):
    method, _likeness, score = like(written, listed)
    assert method == Method.NEAR
    assert LEAST_SCORE <= score < 100


def test_a_name_left_out_is_near():
    assert like("Andrei Voronin", "VORONIN, Andrei Anatoljevich") == (Method.NEAR, Likeness.ONE_LEFT_OUT, 88)
    assert like("Voronin", "VORONIN, Andrei Anatoljevich") is None


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("Andrei Voronin", "Andrei Vasiliev"),
        ("Maria Garcia", "Mario Garza"),
        ("山田 太郎", "Shan Tianlang"),
        ("David Brown", "Daniel Braun"),
        ("Ada Lovelace", "Grace Hopper"),
    ],
)
def test_other_people_are_other_people(written, listed):
    assert like(written, listed) is None


def test_the_likest_of_several_names_of_one_speaks_for_it():
    index = NameIndex([("it", "Voronn Andrei"), ("it", "Voronin Andrei")], is_organization=False)
    assert [(hit.listed_as, hit.score) for hit in index.search("Andrei Voronin")] == [("Voronin Andrei", 100)]


@given(st.text(max_size=60), st.booleans())
def test_whatever_somebody_writes_can_be_compared_and_is_like_itself(text, is_organization):
    index = NameIndex([("it", text)], is_organization=is_organization)
    hits = index.search(text)
    assert bool(hits) == bool(forms_of(text, is_organization=is_organization))
    assert all(hit.score == 100 for hit in hits)


def test_denied_names_among_real_traps_are_found():
    if not SHARED.exists():
        pytest.skip("the shared lists are not on this machine")

    def rows(name):
        with (SHARED / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    denied = rows("denied-parties-sample.csv")
    index = NameIndex(((row["name"], row["name"]) for row in denied), is_organization=True)
    traps = [row for row in rows("attendees-traps.csv") if "denied-party" in row["notes"]]
    missed = [row["organization"] for row in traps if not index.search(row["organization"])]
    assert len(traps) == 20
    assert missed == []
