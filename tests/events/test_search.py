"""What a reader's words find in a programme."""

import itertools
import unicodedata

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from events import programme, releases, search
from events.models import Audience
from events.texts import Text
from tests.builders import make_affiliation, make_appearance, make_organization, make_session, make_speaker

pytestmark = pytest.mark.django_db

TEXTS = st.text(max_size=60)


def published(event, **options):
    return programme.read(releases.publish(event, by=None, now=timezone.now()), **options)


def found(event, query, *, language="en"):
    """The titles that a query finds, the best first."""
    read = published(event, language=language)
    return [str(read.session(code).title) for code in search.find(read, search.words_of(query))]


@pytest.mark.parametrize(
    "query",
    [
        *("orbit", "WATCHES ORBIT", "軌道", "軌道を見守る", "Ｏｒｂｉｔ"),
        *("Byron", "byron ada", "梅論", "梅論愛", "梅論 愛", "ばいろん", "バイロン", "ﾊﾞｲﾛﾝ"),
        *("ministry of space", "宇宙省", "colonel", "大佐", "軌道部長", "debris", "第1会議室", "room 1"),
        *("Órbit", "  orbit　byron "),
    ],
)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_both_languages_and_every_way_to_write_it_find_a_session(query, language, industry_day, orbit_panel):
    assert len(found(industry_day, query, language=language)) == 1


@pytest.mark.parametrize("query", ["rbit", "orbit nothing", "script", "惑星"])
def test_parts_of_words_and_words_that_are_missing_find_nothing(query, industry_day, orbit_panel):
    assert found(industry_day, query) == []


def test_the_title_counts_more_than_people_and_these_more_than_texts(industry_day):
    ada = make_speaker("Laser")
    make_affiliation(ada, make_organization("Optics"))
    in_text = make_session(industry_day, title_en="A", title_ja="", abstract_en="With a laser.")
    in_person = make_session(industry_day, title_en="B", title_ja="")
    make_appearance(in_person, ada)
    in_title = make_session(industry_day, title_en="Why the laser", title_ja="")
    first_word = make_session(industry_day, title_en="Laser links", title_ja="")
    in_order = [first_word, in_title, in_person, in_text]
    assert found(industry_day, "laser") == [session.title for session in in_order]


def test_what_a_viewer_may_not_see_is_not_found(industry_day, orbit_panel):
    make_session(industry_day, title_en="Secret orbit", abstract_en="orbit", audience=Audience.HIDDEN)
    assert found(industry_day, "orbit") == ["Who watches orbit?"]
    assert found(industry_day, "secret") == []


def test_a_result_says_why_it_was_found_where_its_entry_does_not_show_it(industry_day, orbit_panel):
    read = published(industry_day)
    session = read.sessions[0]

    def why(query):
        return search.elsewhere(read, session, search.words_of(query))

    assert why("orbit") == []
    assert why("軌道を") == [Text("軌道を見守るのは誰か", "ja", is_fallback=True)]
    assert why("ばいろん") == [Text("梅論 愛 ばいろん あい", "ja", is_fallback=True)]
    [text] = why("orbit debris")
    assert str(text).startswith("About debris .")


def marked(text, query):
    return [text[start:end] for start, end in search.hits(text, search.words_of(query))]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Who watches orbit?", "ORBIT who", ["Who", "orbit"]),
        ("Cafe\u0301 and café", "cafe", ["Cafe\u0301", "café"]),
        ("ﾊﾞｲﾛﾝとバイロン", "ばいろん", ["ﾊﾞｲﾛﾝ", "バイロン"]),
        ("宇宙の宇宙", "宇宙", ["宇宙", "宇宙"]),
        ("Straße", "strasse", ["Straße"]),
        ("exorbitant", "orbit", []),
        ("①番", "1", ["①"]),
    ],
)
def test_hits_are_marked_as_they_are_written(text, query, expected):
    assert marked(text, query) == expected


@given(text=TEXTS, query=TEXTS)
def test_marking_hits_loses_no_sign_and_takes_any(text, query):
    spans = search.hits(text, search.words_of(query))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(spans))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_folding_twice_changes_nothing_more(text):
    once = search.fold(text)
    assert search.fold(once) == once or unicodedata.normalize("NFKC", once) != once


@given(text=TEXTS, query=TEXTS)
def test_an_excerpt_is_short_and_has_what_was_sought(text, query):
    words = search.words_of(query)
    piece = search.excerpt(text * 20, words)
    assert len(piece) <= search.LENGTH_OF_EXCERPT + 2
    assert bool(piece) == bool(search.hits(text * 20, words))
