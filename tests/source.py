"""The source of our apps, for the tests that read it."""

import ast
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
# From the lowest floor to the highest.
APPS = ("accounts", "speakers", "events", "registrations", "notifications", "config")


def modules(*apps: str) -> dict[str, ast.Module]:
    """What stands in each module of the apps, by its dotted name; migrations left out."""
    paths = [path for app in apps or APPS for path in sorted((HOUSE / app).rglob("*.py"))]
    return {dotted(path): ast.parse(path.read_text()) for path in paths if "migrations" not in path.parts}


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__")
