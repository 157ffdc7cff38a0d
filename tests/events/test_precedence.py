"""Who comes before whom: the rule, places by hand, and the reasons that staff read."""

import datetime as dt

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from events.precedence import Criterion, Standing, Value, alphabetical, in_order

OFFICE, GRADE, NAME = Criterion.OFFICE, Criterion.GRADE, Criterion.NAME
CRITERIA = (OFFICE, GRADE, Criterion.DATE_OF_RANK, NAME)
OFFICES = ("Minister", "Ambassador", "Director")
GRADES = ("OF-9", "OF-8", "OF-7")


def standing(name, *, office="", grade="", ranked_on=None, order=None, key=""):
    values = {NAME: Value(name, name)}
    if office:
        values[OFFICE] = Value(OFFICES.index(office), office)
    if grade:
        values[GRADE] = Value(GRADES.index(grade), grade)
    if ranked_on:
        values[Criterion.DATE_OF_RANK] = Value(ranked_on, ranked_on)
    return Standing(key or name, values, order=order)


def ordered(*standings, criteria=CRITERIA):
    return in_order([(one.key, one) for one in standings], criteria)


def names(placed):
    return [one.row for one in placed]


def reasons(placed):
    with translation.override("en"):
        return [str(one.reason) for one in placed]


def test_office_comes_before_grade_grade_before_its_date_and_each_says_why():
    placed = ordered(
        standing("Ito", office="Director", grade="OF-9"),
        standing("Ueda", grade="OF-7", ranked_on=dt.date(2024, 4, 1)),
        standing("Endo", grade="OF-7", ranked_on=dt.date(2021, 8, 1)),
        standing("Abe", office="Minister"),
        standing("Ota", grade="OF-8"),
        standing("Kato", office="Minister", grade="OF-9"),
    )

    assert names(placed) == ["Kato", "Abe", "Ito", "Ota", "Endo", "Ueda"]
    assert reasons(placed) == [
        "Grade: OF-9, before not known",
        "Office: Minister, before Director",
        "Office: Director, before not known",
        "Grade: OF-8, before OF-7",
        "Date of rank: 1 August 2021, before 1 April 2024",
        "Date of rank: 1 April 2024, after 1 August 2021",
    ]


def test_equals_are_said_to_be_equal():
    placed = ordered(standing("Byron", office="Minister"), standing("Abe", office="Minister"))

    assert names(placed) == ["Abe", "Byron"]
    assert reasons(placed) == [
        "Equal in all else; by name, before Byron",
        "Equal in all else; by name, after Abe",
    ]
    twins = ordered(standing("Abe", key="b"), standing("Abe", key="a"))
    assert names(twins) == ["a", "b"]
    assert reasons(twins) == ["Nothing that is known tells them apart."] * 2


def test_somebody_alone_needs_no_reason():
    assert reasons(ordered(standing("Abe"))) == [""]
    assert ordered() == []


def test_reasons_are_in_the_language_of_the_page():
    placed = ordered(standing("Abe", grade="OF-9"), standing("Ito", grade="OF-8"))

    with translation.override("ja"):
        assert str(placed[0].reason) == "階級等級：OF-9（次はOF-8）"


def test_whoever_is_placed_by_hand_says_where_the_rule_would_have_put_them():
    moved = standing("Ota", grade="OF-7", order=1)
    placed = ordered(standing("Abe", grade="OF-9"), standing("Ito", grade="OF-8"), moved)

    assert [(one.row, one.number, one.number_by_rule, one.is_by_hand) for one in placed] == [
        ("Ota", 1, 3, True),
        ("Abe", 2, 1, False),
        ("Ito", 3, 2, False),
    ]


def test_places_that_all_have_one_are_an_order_of_their_own():
    """As importers and the forms of earlier versions wrote them, from 0, from 1 or by tens."""
    for places in ((0, 1, 2), (1, 2, 3), (10, 20, 30), (5, 5, 6)):
        rows = [standing(name, order=place) for name, place in zip("cba", places, strict=True)]
        expected = ["b", "c", "a"] if places[0] == places[1] else ["c", "b", "a"]
        assert names(ordered(*rows)) == expected


def test_the_alphabet_takes_no_notice_of_accents_and_reads_japanese_names_of_countries():
    countries = ["日本", "オーストリア", "中国", "韓国", "ドイツ", "アメリカ合衆国"]
    assert sorted(countries, key=alphabetical) == [
        "アメリカ合衆国",
        "オーストリア",
        "韓国",
        "中国",
        "ドイツ",
        "日本",
    ]
    assert sorted(["Zaire", "Égypte", "Espagne", "autriche"], key=alphabetical) == [
        "autriche",
        "Égypte",
        "Espagne",
        "Zaire",
    ]


STANDINGS = st.lists(
    st.builds(
        standing,
        st.sampled_from(["Abe", "Byron", "Curie"]),
        office=st.sampled_from(["", *OFFICES]),
        grade=st.sampled_from(["", *GRADES]),
        ranked_on=st.sampled_from([None, dt.date(2020, 1, 1), dt.date(2021, 1, 1)]),
        order=st.one_of(st.none(), st.integers(0, 12)),
        key=st.uuids().map(str),
    ),
    max_size=9,
    unique_by=lambda one: one.key,
)


@given(STANDINGS, st.randoms())
def test_the_order_is_total_and_the_same_however_rows_come_in(rows, random):
    placed = ordered(*rows)
    shuffled = list(rows)
    random.shuffle(shuffled)

    assert names(ordered(*shuffled)) == names(placed)
    assert sorted(names(placed)) == sorted(row.key for row in rows)
    assert [one.number for one in placed] == list(range(1, len(rows) + 1))
    assert names(ordered(*[one.standing for one in placed])) == names(placed)


@given(STANDINGS, st.data())
def test_moving_one_moves_nobody_else_past_another(rows, data):
    rows = [Standing(row.key, row.values) for row in rows] or [standing("Abe")]
    before = names(ordered(*rows))
    moved = data.draw(st.sampled_from(rows))
    place = data.draw(st.integers(1, len(rows)))

    after = names(
        ordered(*[Standing(row.key, row.values, order=place if row is moved else None) for row in rows])
    )

    assert after[place - 1] == moved.key
    assert [key for key in after if key != moved.key] == [key for key in before if key != moved.key]


@given(STANDINGS)
def test_whoever_is_not_placed_by_hand_stays_in_the_order_of_the_rule(rows):
    placed = ordered(*rows)
    left_to_the_rule = [one for one in placed if not one.is_by_hand]

    assert left_to_the_rule == sorted(left_to_the_rule, key=lambda one: one.number_by_rule)
    places = [one.standing.order for one in placed if one.is_by_hand]
    assert places == sorted(places)
