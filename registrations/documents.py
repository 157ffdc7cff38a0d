"""How papers are printed: PDF pages in every script that people write their names in."""

from importlib.resources import files
from typing import Any, cast

import fontpkg_heebo
import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
from fpdf import FPDF
from fpdf.enums import MethodReturnValue
from noto_cjk_sans_jp_regular import FONT_PATH as CJK_FONT

SANS, CJK, ARABIC, HEBREW = "sans", "cjk", "arabic", "hebrew"
INK = (28, 32, 44)
SOFT = (92, 98, 112)
LINE = (205, 208, 214)
NEVER_FIRST = "、。，．・：；？！）」』】〕〉》ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々"
MARGIN = 20  # millimetres
A4_WIDTH = 210


class Paper(FPDF):
    """Upright A4 in millimetres; Latin, Cyrillic and Greek, Han, kana and Hangul, Arabic and Hebrew.

    Only the characters that are used are embedded. The file is the same for the same content: its date
    is the one that ``dated`` says.
    """

    def __init__(self, *, title: str, language: str, **kwargs: Any) -> None:
        super().__init__(format="A4", unit="mm", **kwargs)
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=MARGIN)
        self.set_title(title)
        self.set_lang(language)
        self.set_creator("Plenary")
        self.add_font(SANS, fname=_in(fontpkg_noto_sans, "NotoSans[wdth,wght].ttf"))
        self.add_font(CJK, fname=str(CJK_FONT))
        self.add_font(ARABIC, fname=_in(fontpkg_noto_sans_arabic, "NotoSansArabic[wdth,wght].ttf"))
        self.add_font(HEBREW, fname=_in(fontpkg_heebo, "Heebo[wght].ttf"))
        self.set_fallback_fonts([CJK, ARABIC, HEBREW], exact_match=False)
        self.set_text_shaping(True)
        self.add_page()
        self.write_in(10)

    def write_in(self, size: float, *, soft: bool = False) -> None:
        """Go on in that size, in points; what matters stands out by its size, for there is one weight."""
        self.set_font(SANS, size=size)
        self.set_text_color(*(SOFT if soft else INK))

    def lines(self, text: str, *, width: float = 0, height: float = 5) -> None:
        """Paragraphs from where the pen stands, each broken where it has to be; the pen ends below them."""
        self._restate_font()
        broken = cast(
            list[str],
            self.multi_cell(width, height, text, align="L", dry_run=True, output=MethodReturnValue.LINES),
        )
        self.multi_cell(width, height, "\n".join(_kept_off(broken)), align="L", new_x="LEFT", new_y="NEXT")

    def put(
        self, text: str, *, width: float, height: float, align: str = "L", ends_line: bool = False
    ) -> None:
        """A piece of one line, so wide; the pen ends behind it, or at the beginning of the next line."""
        self._restate_font()
        new_x, new_y = ("LMARGIN", "NEXT") if ends_line else ("RIGHT", "TOP")
        self.cell(width, height, text, align=align, new_x=new_x, new_y=new_y)

    def _restate_font(self) -> None:
        """Say again which font is meant: fpdf2 forgets it behind a text that began in another script."""
        size = self.font_size_pt
        self.set_font_size(size - 0.1)
        self.set_font_size(size)

    def rule(self) -> None:
        self.set_draw_color(*LINE)
        self.line(MARGIN, self.get_y(), A4_WIDTH - MARGIN, self.get_y())

    def content(self) -> bytes:
        return bytes(self.output())


def _kept_off(lines: list[str]) -> list[str]:
    """The lines, none of which begins with a sign that Japanese never begins a line with (JIS X 4051)."""
    kept = lines[:1]
    for line in lines[1:]:
        if line[:1] in NEVER_FIRST and line[:1] and len(kept[-1]) > 1:
            kept[-1], line = kept[-1][:-1], kept[-1][-1] + line
        kept.append(line)
    return kept


def _in(package: Any, name: str) -> str:
    return str(files(package).joinpath("files", name))
