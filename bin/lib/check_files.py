"""Looks through the tracked files for what must not be in them, and for files that grew too long."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tracked import HOUSE, tracked_files

LINES_ENOUGH = 400
SOURCES = {".py", ".html", ".css", ".js"}
OF_OTHERS = ("static/vendor/", "locale/")

# Where packages come from is each machine's own setting; whose disk it was written on is nobody's.
UNWANTED = {
    "names a package registry": re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org"),
    "names a folder of somebody's machine": re.compile(r"(?<![\w.}/-])/(?:home|Users|root|work)/\w"),
}


def text_of(name: str) -> str:
    """The file's text; nothing for a picture."""
    content = (HOUSE / name).read_bytes()
    return "" if b"\0" in content else content.decode(errors="replace")


def unwanted_lines(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        for trouble, pattern in UNWANTED.items():
            if pattern.search(line):
                yield f"{name}:{number} {trouble}: {line.strip()}"


def is_too_long(name: str, text: str) -> bool:
    ours = Path(name).suffix in SOURCES and "/migrations/" not in name and not name.startswith(OF_OTHERS)
    return ours and len(text.splitlines()) > LINES_ENOUGH


def main() -> int:
    breaches = 0
    for name in tracked_files():
        text = text_of(name)
        if is_too_long(name, text):
            print(f"note: {name} has {len(text.splitlines())} lines; past {LINES_ENOUGH} split it by idea")
        for breach in unwanted_lines(name, text):
            print(breach)
            breaches += 1
    return bool(breaches)


if __name__ == "__main__":
    sys.exit(main())
