"""How the paragraphs of a letter become HTML."""

import pytest

from notifications.templatetags.letters import paragraphs


def test_empty_lines_part_paragraphs_and_line_breaks_stay():
    assert paragraphs("One\ntwo\n\nthree") == "<p>One<br>two</p>\n\n<p>three</p>"


def test_markup_is_shown_not_run():
    assert paragraphs("<b>&\"'") == "<p>&lt;b&gt;&amp;&quot;&#x27;</p>"


@pytest.mark.parametrize(
    ("text", "address", "rest"),
    [
        ("See https://example.org/a?b=1&c=2.", "https://example.org/a?b=1&amp;c=2", "."),
        ("参加票：https://example.org/ja/です", "https://example.org/ja/", "です"),
        ("(http://example.org/x)", "http://example.org/x", ")"),
    ],
)
def test_addresses_become_links_without_what_is_around_them(text, address, rest):
    assert f'<a href="{address}">{address}</a>{rest}' in paragraphs(text)


@pytest.mark.parametrize("text", ["example.org", "javascript:alert(1)", "ftp://example.org", "https://"])
def test_nothing_else_becomes_a_link(text):
    assert "<a" not in paragraphs(text)


def test_an_address_cannot_leave_its_link():
    assert 'href="https://example.org/&#x27;' in paragraphs("https://example.org/'onclick=x")
    assert '"https://example.org/"' in paragraphs('https://example.org/"onclick=x')
