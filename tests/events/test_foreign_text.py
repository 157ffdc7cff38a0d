"""Text from elsewhere, made ours."""

import pytest

from events.foreign_text import as_line, as_markdown, as_plain
from events.markdown import to_html


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One<br>two</p><p>three</p>", "One  \ntwo\n\nthree"),
        ("<p>A <b>bold </b>and <em>fine</em> word</p>", "A **bold** and *fine* word"),
        ("<p><a href='https://example.org/a_(b)'>here</a></p>", "[here](https://example.org/a_%28b%29)"),
        ("<ul>\n<li>one</li>\n<li>two</li>\n</ul>", "- one\n- two"),
        ("<ol><li>one</li><li><p>two</p><p>more</p></li></ol>", "1. one\n\n2. two\n\n   more"),
        ("<ul><li>one<ul><li>deeper</li></ul></li></ul>", "- one\n\n  - deeper"),
        ("<h2>Title</h2><p>text</p>", "## Title\n\ntext"),
        ("<blockquote><p>said</p><p>so</p></blockquote>", "> said\n>\n> so"),
        ("<pre><code>x = 1\n\n  y</code></pre>", "```\nx = 1\n\n  y\n```"),
        ("<p>the <code>a_b`c</code> call</p>", "the ``a_b`c`` call"),
        ("<p>one</p><hr><p>two</p>", "one\n\n---\n\ntwo"),
        ("<table><tr><th>a</th><td>b</td></tr></table>", "a / b"),
        ("<div>日本語の<strong>「鍵」</strong>です</div>", "日本語の**「鍵」**です"),
    ],
)
def test_html_becomes_the_markdown_that_says_the_same(html, markdown):
    assert as_markdown(html).text == markdown


@pytest.mark.parametrize(
    "text", ["1. not a list", "# not a title", "> not said", "*plain* _plain_ [x](y)", "`a`"]
)
def test_words_of_a_document_stay_words_though_markdown_would_read_them(text):
    assert to_html(as_markdown(f"<p>{text}</p>").text) == f"<p>{text.replace('>', '&gt;')}</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain, with *stars* & Vec<T> <3",
        "line one\nline two",
        "<https://example.org>",
        "1 < 2 > 0",
        "- a\n- b",
    ],
)
def test_a_text_without_html_stays_as_it_is(text):
    assert as_markdown(text).text == text


def test_markdown_that_uses_a_few_elements_keeps_its_own_lines_and_signs():
    cleaned = as_markdown("* one <b>big</b>\n* two<br>more, for Vec<T>")
    assert cleaned.text == "* one **big**\n* two  \nmore, for Vec<T>"


@pytest.mark.parametrize(
    ("html", "text", "removed"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "ab", ("script",)),
        ("<p onclick='x()' class=y>a</p>", "a", ("onclick",)),
        ("<p><a href=' java\nscript:x()'>a</a></p>", "a", ("javascript:",)),
        ("<p>a</p><iframe src=//evil.example></iframe><style>p{}</style>", "a", ("iframe", "style")),
        ("<p>see <img src=x onerror=x() alt='the map'></p>", "see the map", ("img", "onerror")),
        ("<svg/onload=alert(1)>a", "", ("svg", "onload")),
        ("<form action=//evil.example><p>a<button>b</button></p></form>", "ab", ("form", "button")),
        ("a <!-- secret --> b<br>c", "a  b  \nc", ()),
    ],
)
def test_what_could_act_or_load_is_taken_out_and_named(html, text, removed):
    cleaned = as_markdown(html)
    assert (cleaned.text, cleaned.removed) == (text, removed)


@pytest.mark.parametrize(
    "html",
    [
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        "<scr<script></script>ipt>alert(1)</script>",
        "<<b></b>script>alert(1)<<b></b>/script>",
        "x <<span></span>img src=x onerror=alert(1)> <br>",
        "<b>&lt;img src=x onerror=alert(1)&gt;</b>",
        "<p>" * 3000 + "<script>alert(1)</script>",
        "<ul><li>" * 3000 + "x",
        "<b><i>" * 3000 + "x",
    ],
)
def test_no_trick_brings_an_element_through(html):
    markdown = as_markdown(html).text
    for tag in ("<script", "<img", "<iframe"):
        assert tag not in markdown
        assert tag not in to_html(markdown)
    assert "<script" not in to_html(as_line(html).text)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("  A\r\n title ", "A title"),
        ("<b>A</b> &amp; <i>B</i>", "A & B"),
        ("A & B", "A & B"),
        ("Vec<T> explained", "Vec<T> explained"),
        ("<p>One</p><p>two</p>", "One two"),
        ("x<script>alert(1)</script>", "x"),
        ("bell\x07, zero width\ufeff", "bell, zero width"),
    ],
)
def test_a_title_is_one_plain_line(source, line):
    assert as_line(source).text == line


def test_plain_text_has_neither_marks_of_escaping_nor_elements():
    assert (
        as_plain(as_markdown("<p>2 * 3 &lt; 7 &amp; so on</p><p>next</p>").text)
        == "2 * 3 < 7 & so on\n\nnext"
    )
