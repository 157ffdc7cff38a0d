"""The files that belong to the project: those that git tracks and that are there."""

import subprocess
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]


def tracked_files() -> list[str]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, text=True, check=True)
    return [name for name in listing.stdout.split("\0") if name and (HOUSE / name).is_file()]
