"""Checks the translations: complete, with the same placeholders, and up to date with the source.

The last part needs GNU gettext. Where it is missing that part is skipped; in CI that is a failure.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

from tracked import HOUSE, tracked_files

# The texts in the source are English; every other language must say them all.
SOURCE_LANGUAGE = "en"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def catalogs() -> list[Path]:
    return sorted(HOUSE.glob("locale/*/LC_MESSAGES/*.po"))


def translations_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def faults(path: Path) -> Iterator[str]:
    """What a reader would see of an unfinished catalog: English, a guess, or a broken sentence."""
    for entry in polib.pofile(str(path)):
        where = f"{path.relative_to(HOUSE)}:{entry.linenum}"
        if entry.obsolete:
            continue
        if entry.fuzzy:
            yield f"{where} is fuzzy: {entry.msgid!r}"
        if not all(translations_of(entry)):
            yield f"{where} is not translated: {entry.msgid!r}"
            continue
        asked = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
        for translation in translations_of(entry):
            # A plural form may leave the number out, and nothing else.
            if unknown := placeholders(translation) - asked:
                yield f"{where} has placeholders that the source lacks: {', '.join(sorted(unknown))}"
            elif not entry.msgid_plural and asked - placeholders(translation):
                yield f"{where} lacks {', '.join(sorted(asked - placeholders(translation)))}: {entry.msgid!r}"


def identities(path: Path) -> set[tuple[str, str]]:
    return {(entry.msgctxt or "", entry.msgid) for entry in polib.pofile(str(path)) if not entry.obsolete}


def gathered(into: Path) -> None:
    """Copy the tracked files and gather their texts there, so that nobody's catalog changes."""
    for name in tracked_files():
        if not name.startswith(("tests/", "benchmarks/", "bin/", "docs/")):
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(HOUSE / name, into / name)
    languages = sorted({path.parts[-3] for path in catalogs()})
    for domain in sorted({path.stem for path in catalogs()}):
        subprocess.run(
            [
                sys.executable,
                "manage.py",
                "makemessages",
                "--domain",
                domain,
                "--no-obsolete",
                "--no-location",
            ]
            + [f"--locale={language}" for language in languages]
            + ["--ignore=static/vendor/*"],
            cwd=into,
            check=True,
            stdout=subprocess.DEVNULL,
        )


def differences() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        gathered(Path(folder))
        for path in catalogs():
            name = path.relative_to(HOUSE)
            now, kept = identities(Path(folder) / name), identities(path)
            yield from (f"{name} lacks a text of the source: {text!r}" for _, text in sorted(now - kept))
            yield from (
                f"{name} has a text that the source no longer has: {text!r}" for _, text in sorted(kept - now)
            )


def main() -> int:
    found = [fault for path in catalogs() if path.parts[-3] != SOURCE_LANGUAGE for fault in faults(path)]
    if not catalogs():
        found.append("There are no catalogs under locale/.")
    if shutil.which("xgettext"):
        found += differences()
    elif os.environ.get("CI"):
        found.append("GNU gettext is missing, so the catalogs cannot be compared with the source.")
    else:
        print("note: GNU gettext is not installed; whether the catalogs are up to date was not checked")
    for fault in found:
        print(fault)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
