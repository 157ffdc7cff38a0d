"""Papers in every script."""

import datetime as dt

from registrations.documents import Paper, _kept_off

MOMENT = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)


def paper(text):
    made = Paper(title="Paper", language="ja")
    made.set_creation_date(MOMENT)
    made.lines(text)
    return made.content()


def test_the_same_content_is_the_same_file():
    text = "Ada 江田 Олена محمد עדה 김 Nguyễn"
    assert paper(text) == paper(text)
    assert paper(text) != paper(text + ".")


def test_no_line_begins_with_a_sign_that_ends_one():
    assert _kept_off(["有効です", "。ご提示ください", "次"]) == ["有効で", "す。ご提示ください", "次"]
    assert _kept_off(["One two", "three"]) == ["One two", "three"]
    assert _kept_off([]) == []
