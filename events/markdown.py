"""What organizers and imported schedules write as Markdown or HTML, made safe to show."""

import html
import re
from typing import Final

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_cjk_friendly import cjk_friendly

TAGS: Final = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote"),
    *("a", "em", "strong", "b", "i", "s", "del", "ins", "sub", "sup", "abbr", "code", "pre", "kbd"),
    *("table", "thead", "tbody", "tr", "th", "td", "ruby", "rt", "rp"),
}
ATTRIBUTES: Final = {"a": {"href", "title"}, "abbr": {"title"}, "ol": {"start"}, "th": {"scope"}}
SCHEMES: Final = {"http", "https", "mailto"}
HIGHEST_HEADING: Final = 3  # A text's headings stand below the page's own h1 and h2.

_markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(cjk_friendly)


def to_html(source: str) -> SafeString:
    """The text as HTML that holds nothing but words and their structure."""
    tokens = _markdown.parse(source)
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    levels = sorted({_level(token) for token in headings})
    for token, level in [(token, levels.index(_level(token))) for token in headings]:
        token.tag = f"h{min(HIGHEST_HEADING + level, 6)}"
    rendered = _markdown.renderer.render(tokens, _markdown.options, {})
    return mark_safe(
        nh3.clean(
            rendered,
            tags=TAGS,
            attributes=ATTRIBUTES,
            url_schemes=SCHEMES,
            link_rel="noopener noreferrer nofollow",
        )
    )


def to_text(source: str, *, length: int = 160) -> str:
    """The beginning of the text without any markup, for previews and descriptions."""
    words = html.unescape(nh3.clean(_markdown.render(source), tags=set()))
    return Truncator(re.sub(r"\s+", " ", words).strip()).chars(length)


def to_plain(source: str) -> str:
    """The words of the text, roughly and quickly: what is sought in, never what is shown as a whole."""
    without_tags = re.sub(r"<[^<>]*>|(?<=\])\([^()\s]*\)|[*_`#>|\[\]~]+", " ", source)
    return re.sub(r"\s+", " ", html.unescape(without_tags)).strip()


def _level(heading: Token) -> int:
    return int(heading.tag[1])
