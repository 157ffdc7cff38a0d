"""Text that comes from elsewhere, made ours: HTML becomes Markdown, titles one plain line, scripts nothing.

What this leaves is still Markdown written by strangers: pages render it with sanitising, as they do with
any text. Bringing it in clean besides keeps the organizers' forms readable, and tells what was there.
"""

import re
from dataclasses import dataclass
from html import unescape

from lxml import etree, html


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCKS = _names(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol p pre section summary table"
    " tbody td tfoot th thead title tr ul"
)
# Elements of which nothing remains, not even what they contain.
DROPPED_WHOLE = _names(
    "applet audio canvas embed frame frameset iframe math noembed noframes noscript object script select"
    " style svg template textarea video"
)
# Elements that do something; what the further ones contain may stay.
ACTIVE = DROPPED_WHOLE | _names("base button form input link meta")
INLINE = _names(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label map mark param q rp"
    " rt ruby s samp small source span strike strong sub sup time track tt u var wbr"
)
EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
CODE = _names("code kbd samp tt")
DEEPEST = 40
LINE_BREAK = "\x00"  # no text has it: control characters are taken out first

_KNOWN = "|".join(sorted(BLOCKS | INLINE | ACTIVE))
HTML_TAG = re.compile(rf"<(?=/?(?:{_KNOWN})(?:[\s/>]|$)|!--)", re.IGNORECASE)
BLOCK_TAG = re.compile(rf"<(?:{'|'.join(sorted(BLOCKS))})(?=[\s/>])", re.IGNORECASE)
OTHER_LESS_THAN = re.compile(rf"<(?!/?(?:{_KNOWN})(?:[\s/>]|$)|!--)", re.IGNORECASE)
SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\\]+", re.IGNORECASE)
SPACE = re.compile(r"[ \t\n]+")
MARKDOWN_SIGN = re.compile(r"([\\`*\[\]]|(?<!\w)_|_(?!\w))")
ENTITY_START = re.compile(r"&(?=#?\w+;)")
MARKDOWN_LINE_START = re.compile(r"^(?:(#{1,6}(?=\s)|>|[+-](?=\s)|={3,}|-{3,}|~{3,}|\|)|(\d+)([.)](?=\s)))")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


@dataclass(frozen=True)
class Cleaned:
    """A text as it may be kept, and what was taken out of it, for example ``script`` or ``onclick``."""

    text: str
    removed: tuple[str, ...] = ()


def as_markdown(source: str) -> Cleaned:
    """HTML as the Markdown that says the same; a text without HTML as it stands.

    HTML without a single block is taken for Markdown that uses a few elements: these are replaced, and
    the rest of the text keeps its own line breaks and signs.
    """
    text = _without_controls(source).strip()
    if not HTML_TAG.search(text):
        return Cleaned(text)
    tree, removed = _harmless_tree(text)
    is_document = bool(BLOCK_TAG.search(text))
    written = _Markdown(is_document=is_document).write(tree)
    # What the source spelled out as text, or nested so as to appear only now, stays text.
    return Cleaned(HTML_TAG.sub("&lt;", written), removed)


def as_line(source: str) -> Cleaned:
    """A title or a name: one line of plain text, without markup."""
    text = _without_controls(source)
    removed: tuple[str, ...] = ()
    if HTML_TAG.search(text):
        tree, removed = _harmless_tree(text)
        text = _words(tree)
    return Cleaned(" ".join(text.split()), removed)


def as_plain(markdown: str) -> str:
    """Our own Markdown, for readers that show no markup at all, such as calendars."""
    text = _without_controls(markdown)
    if HTML_TAG.search(text):
        text = ESCAPED.sub(r"\1", _words(_harmless_tree(text)[0]))
    else:
        text = unescape(ESCAPED.sub(r"\1", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _without_controls(text: str) -> str:
    return CONTROL_CHARACTER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _harmless_tree(text: str) -> tuple[html.HtmlElement, tuple[str, ...]]:
    """The text's elements without what could act or load, and the names of what that was.

    A "<" that begins no element of HTML is a sign like any other.
    """
    tree = html.document_fromstring(f"<body>{OTHER_LESS_THAN.sub('&lt;', text)}</body>")
    removed = dict.fromkeys(name for element in tree.iter(etree.Element) for name in _active_in(element))
    etree.strip_elements(tree, *DROPPED_WHOLE, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    return tree, tuple(removed)


def _active_in(element: html.HtmlElement) -> list[str]:
    tag = [str(element.tag)] if element.tag in ACTIVE or element.tag == "img" else []
    handlers = [str(name) for name in element.attrib if str(name).lower().startswith("on")]
    scheme = re.sub(r"\s", "", element.get("href") or "").partition(":")[0].lower()
    return tag + handlers + ([f"{scheme}:"] if scheme in ("javascript", "data", "vbscript") else [])


def _words(tree: html.HtmlElement) -> str:
    """What a tree says, with line breaks where it has them."""
    for element in tree.iter(*BLOCKS, "br"):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    return str(tree.text_content())


class _Markdown:
    """Writes a tree as Markdown; in a document, white space and Markdown's own signs are only text."""

    def __init__(self, *, is_document: bool) -> None:
        self.is_document = is_document

    def write(self, tree: html.HtmlElement) -> str:
        if self.is_document:
            return "\n\n".join(self._blocks(tree))
        return self._inside(tree).replace(LINE_BREAK, "  \n").strip()

    def _blocks(self, element: html.HtmlElement, depth: int = 0) -> list[str]:
        """The paragraphs, lists and so on of an element, each without blank lines around it."""
        blocks: list[str] = []
        line = self._text(element.text)
        for child in element:
            if child.tag in BLOCKS:
                blocks += [self._paragraph(line), *self._block(child, depth + 1)]
                line = ""
            else:
                line += self._inline(child, depth + 1)
            line += self._text(child.tail)
        return [block for block in (*blocks, self._paragraph(line)) if block]

    def _block(self, element: html.HtmlElement, depth: int) -> list[str]:
        if depth > DEEPEST:
            return [self._paragraph(self._text(element.text_content()))]
        match element.tag:
            case "pre":
                text = element.text_content().strip("\n")
                fence = _fence(text, at_least=3)
                return [f"{fence}\n{text}\n{fence}"]
            case "hr":
                return ["---"]
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                title = self._paragraph(self._inside(element, depth)).replace("\n", " ")
                return [f"{'#' * int(element.tag[1])} {title}"] if title else []
            case "ul" | "ol":
                return [self._list(element, depth)]
            case "blockquote":
                return [_indented("\n\n".join(self._blocks(element, depth)), "> ", "> ")]
            case "tr":
                cells = [
                    self._paragraph(self._inside(cell, depth)) for cell in element.iterchildren("td", "th")
                ]
                return [" / ".join(cell for cell in cells if cell)]
            case _:
                return self._blocks(element, depth)

    def _list(self, element: html.HtmlElement, depth: int) -> str:
        items = []
        for number, item in enumerate(element.iterchildren(etree.Element), start=1):
            mark = "- " if element.tag == "ul" else f"{number}. "
            items.append(_indented("\n\n".join(self._blocks(item, depth)), mark, " " * len(mark)))
        is_loose = any("\n\n" in item for item in items)
        return ("\n\n" if is_loose else "\n").join(items)

    def _inside(self, element: html.HtmlElement, depth: int = 0) -> str:
        """What an element contains, on one line."""
        children = (self._inline(child, depth + 1) + self._text(child.tail) for child in element)
        return self._text(element.text) + "".join(children)

    def _inline(self, element: html.HtmlElement, depth: int) -> str:
        if depth > DEEPEST:
            return self._text(element.text_content())
        if element.tag == "br":
            return LINE_BREAK
        if element.tag == "img":
            return self._text(element.get("alt"))
        if element.tag in CODE:
            return _code(element.text_content())
        inside = self._inside(element, depth)
        if element.tag in EMPHASIS:
            return _wrapped(inside, EMPHASIS[element.tag], EMPHASIS[element.tag])
        if element.tag == "a" and SAFE_ADDRESS.fullmatch(address := (element.get("href") or "").strip()):
            return _wrapped(inside, "[", f"]({address.replace('(', '%28').replace(')', '%29')})")
        return inside

    def _text(self, text: str | None) -> str:
        if not text or not self.is_document:
            return text or ""
        escaped = MARKDOWN_SIGN.sub(r"\\\1", ENTITY_START.sub("&amp;", SPACE.sub(" ", text)))
        return escaped.replace("<", "&lt;")

    def _paragraph(self, line: str) -> str:
        lines = (SPACE.sub(" ", part).strip() for part in line.split(LINE_BREAK))
        return "  \n".join(MARKDOWN_LINE_START.sub(_escaped_start, part, count=1) for part in lines if part)


def _escaped_start(match: re.Match[str]) -> str:
    sign, number, dot = match.groups()
    return f"\\{sign}" if sign else f"{number}\\{dot}"


def _indented(text: str, first: str, following: str) -> str:
    lines = text.splitlines()
    return "\n".join(
        (first if number == 0 else following if line else following.rstrip()) + line
        for number, line in enumerate(lines)
    )


def _wrapped(inside: str, before: str, after: str) -> str:
    """The text between two marks, its outer white space left outside them."""
    words = inside.strip()
    if not words.strip(LINE_BREAK):
        return inside
    start = inside.index(words)
    return f"{inside[:start]}{before}{words}{after}{inside[start + len(words) :]}"


def _fence(text: str, *, at_least: int) -> str:
    """More backticks than stand together in the text."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    return "`" * max(at_least, longest + 1)


def _code(text: str) -> str:
    words = SPACE.sub(" ", text).strip()
    if not words:
        return ""
    fence = _fence(words, at_least=1)
    padding = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{padding}{words}{padding}{fence}"
