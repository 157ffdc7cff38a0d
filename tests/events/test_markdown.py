"""What organizers and imported schedules may write, and what remains of it."""

import pytest

from events.markdown import to_html, to_text


def test_markdown_becomes_html():
    assert to_html("Bring **identification**.\n\n- one\n- two") == (
        "<p>Bring <strong>identification</strong>.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )


def test_bold_stands_next_to_japanese_brackets():
    assert to_html("**「同時通訳」**付きの会議") == "<p><strong>「同時通訳」</strong>付きの会議</p>\n"


def test_html_of_imported_schedules_keeps_its_structure():
    source = "<p>About <em>orbit</em>:</p><ul><li>debris</li></ul>"
    assert to_html(source) == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<script>alert(1)</script>", ""),
        ("<p onclick='x()'>text</p>", "<p>text</p>"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<iframe src='https://example.org'></iframe>", ""),
        ("<style>body { display: none }</style>", ""),
        ("<p style='position: fixed' class='button' id='main'>text</p>", "<p>text</p>"),
        ("<a href='javascript:alert(1)'>go</a>", '<p><a rel="noopener noreferrer nofollow">go</a></p>'),
        ("<svg><script>alert(1)</script></svg>", ""),
        ("<form action='/accounts/login/'><input name='password'></form>", ""),
    ],
)
def test_what_is_active_or_borrowed_is_taken_out(source, expected):
    assert to_html(source).strip().replace("<p></p>", "") == expected


def test_links_lead_out_and_vouch_for_nothing():
    assert to_html("[go](https://example.org)") == (
        '<p><a href="https://example.org" rel="noopener noreferrer nofollow">go</a></p>\n'
    )


def test_headings_stand_below_those_of_the_page_whatever_level_they_began_at():
    assert to_html("# One\n\n### Two") == "<h3>One</h3>\n<h4>Two</h4>\n"
    assert to_html("### One") == "<h3>One</h3>\n"


def test_a_preview_is_words_only_and_ends_in_time():
    assert to_text("<p>Space &amp; <b>security</b></p>\n\n**Now**") == "Space & security Now"
    assert to_text("long " * 100, length=20) == "long long long long…"


def test_a_preview_cannot_bring_markup_back():
    assert to_text("&lt;script&gt;alert(1)&lt;/script&gt;") == "<script>alert(1)</script>"
