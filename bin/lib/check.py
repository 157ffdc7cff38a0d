"""Runs every check of the house, one after the other, and says at the end which failed."""

import argparse
import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
BIN = Path(PYTHON).parent

# A key as long as a real one, for the settings refuse to be checked with less.
ANY_SITE = {"SECRET_KEY": secrets.token_urlsafe(50), "DATABASE_URL": "", "REDIS_URL": "", "LANGUAGES": ""}
REAL_SITE = ANY_SITE | {
    "DEBUG": "false",
    "BASE_URL": "https://plenary.example",
    "ALLOWED_HOSTS": "plenary.example",
}


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str | Path, ...]
    environment: dict[str, str] = field(default_factory=lambda: ANY_SITE)


CHECKS = [
    Check("format", (BIN / "ruff", "format", "--check", ".")),
    Check("lint", (BIN / "ruff", "check", ".")),
    Check("types", (PYTHON, "-m", "mypy")),
    Check("floors", (BIN / "lint-imports", "--no-logo")),
    Check("migrations", (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")),
    Check("settings", (PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"), REAL_SITE),
    Check("templates", (PYTHON, "-m", "djlint", "--lint", "--quiet", "templates")),
    Check("translations", (PYTHON, "bin/lib/check_translations.py")),
    Check("files", (PYTHON, "bin/lib/check_files.py")),
]


def passes(check: Check) -> bool:
    """Run one check; what it says is shown when it fails, or when it passes with a remark."""
    began = time.monotonic()
    done = subprocess.run(
        [str(part) for part in check.command],
        cwd=HOUSE,
        env=os.environ | check.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - began
    print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {check.name} ({seconds:.1f} s)", flush=True)
    remarks = [line for line in done.stdout.splitlines() if line.startswith("note: ")]
    if done.returncode:
        print(done.stdout.rstrip())
    elif remarks:
        print("\n".join(remarks))
    return done.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/check", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="check", help=", ".join(check.name for check in CHECKS))
    names = parser.parse_args().names
    if unknown := set(names) - {check.name for check in CHECKS}:
        parser.error(f"there is no check named {', '.join(sorted(unknown))}")
    chosen = [check for check in CHECKS if not names or check.name in names]
    failed = [check.name for check in chosen if not passes(check)]
    print(f"Failed: {', '.join(failed)}" if failed else f"All {len(chosen)} checks pass")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
