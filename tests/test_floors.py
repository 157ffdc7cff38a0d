"""Inside an app, too, imports go downwards: models ← idea modules ← forms ← views ← urls.

Between the apps import-linter keeps the floors; it would have to be told of each idea module by name.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.source import APPS, modules

MODELS, IDEAS, FORMS, VIEWS, URLS = range(5)
# Tables of words that the models' own choices are made of.
BESIDE_THE_MODELS = {"accounts.permissions", "registrations.prices"}

# How names are written, which is an idea.
NO_FORMS = {"registrations.name_forms"}


def level(module: str) -> int:
    _, *parts = module.split(".")
    last = parts[-1] if parts else ""
    if "models" in parts or module in BESIDE_THE_MODELS:
        return MODELS
    if last == "urls":
        return URLS
    if last.endswith(("views", "admin")) or {"admin", "management", "tasks", "templatetags"} & {*parts}:
        return VIEWS
    return FORMS if last.endswith("forms") and module not in NO_FORMS else IDEAS


def imports(tree: ast.Module, *, known: set[str]) -> Iterator[str]:
    """The modules of the app that one of them imports, wherever in the file it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            inside = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if name in known else str(node.module) for name in inside)


@pytest.mark.parametrize("app", APPS)
def test_inside_an_app_imports_go_downwards(app: str):
    house = modules(app)
    upwards = [
        f"{importer} imports {imported}"
        for importer, tree in house.items()
        for imported in imports(tree, known={*house})
        if app not in (importer, imported) and level(imported) > level(importer)
    ]
    assert upwards == []


@pytest.mark.parametrize("app", APPS)
def test_nothing_imports_the_tasks(app: str):
    """Tasks are begun by beat and by each other; whatever needs the work done calls the idea module."""
    house = modules(app)
    assert [name for name, tree in house.items() if f"{app}.tasks" in imports(tree, known={*house})] == []
