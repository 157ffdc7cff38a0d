"""Compiles locale/*/LC_MESSAGES/*.po where the .mo is missing or older.

Django's own compilemessages asks for GNU gettext, which a laptop or a slim container lacks.
"""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[2] / "locale"


def is_stale(source: Path, compiled: Path) -> bool:
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def compile_messages(locale: Path = LOCALE) -> None:
    """Bring every .mo under locale up to date with its .po; fuzzy translations are left out."""
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if is_stale(source, compiled):
            # Written beside and moved, so that a server that starts meanwhile never reads half a file.
            part = source.with_suffix(".mo.part")
            polib.pofile(str(source), encoding="utf-8").save_as_mofile(str(part))
            part.replace(compiled)


if __name__ == "__main__":
    compile_messages()
