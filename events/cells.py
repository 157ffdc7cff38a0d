"""What may stand in a cell of a spreadsheet without being run as a formula or spoiling the file."""

import re

NOT_IN_XML = re.compile(r"[\ufffe\uffff\ud800-\udfff]")

# = + - @, also full-width and small, and the minus sign proper.
_FORMULA = r"[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212]"
# What a program passes over before it decides that a cell is a formula: blanks, control and
# formatting characters, and a quotation mark where it has lost count of them.
_BLANK = r'[\s"\x00-\x1f\x7f-\xa0\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]'
_AT_THE_BEGINNING = re.compile(rf"[\x00-\x1f]|{_BLANK}*{_FORMULA}")
# A program may also begin a cell after a line break, a tab, or the semicolon that parts cells in
# much of Europe.
_AFTER_A_SEPARATOR = re.compile(rf"[;\t\r\n](?=(?:(?![\t\r\n]){_BLANK})*{_FORMULA})")


def neutralise(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet would run as a formula."""
    prefix = "'" if _AT_THE_BEGINNING.match(text) else ""
    # Few texts have separators; searching each of them for one costs a third of the export.
    if ";" in text or "\t" in text or "\r" in text or "\n" in text:
        text = _AFTER_A_SEPARATOR.sub(r"\g<0>'", text)
    return prefix + text
