"""What the house promises of itself, read off its source."""

import ast
import importlib.metadata
import os
import re
import sys
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.source import APPS, HOUSE, modules

COMMANDS = ("bin/demo", "bin/test", "bin/check", "bin/bench", ".ci/run", "manage.py")


def assigned_names(target: ast.expr) -> Iterator[str]:
    """The attributes that one side of an assignment writes."""
    if isinstance(target, ast.Attribute):
        yield target.attr
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from assigned_names(element)


def written(tree: ast.AST) -> Iterator[str]:
    """The attributes that a module assigns, sets by name or writes with a query's update."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from assigned_names(target)
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            yield from assigned_names(node.target)
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called.endswith(".update"):
                yield from (keyword.arg for keyword in node.keywords if keyword.arg)
            elif called == "setattr" and isinstance(node.args[1], ast.Constant):
                yield str(node.args[1].value)


def writers_of(attribute: str, *, app: str) -> list[str]:
    """The modules of an app, and of those above it, that write an attribute."""
    above = APPS[APPS.index(app) :]
    return [name for name, tree in modules(*above).items() if attribute in written(tree)]


def test_only_seats_writes_the_status_of_a_registration():
    assert writers_of("status", app="registrations") == ["registrations.seats"]


def test_only_the_outbox_writes_the_state_of_a_message():
    assert writers_of("state", app="notifications") == ["notifications.outbox"]


def test_the_reader_of_writes_sees_each_way_to_write():
    source = (
        "a.one = 1\na.two, (b, a.three) = 1\na.four += 1\nq.filter(x=1).update(five=1)\nsetattr(a, 'six', 1)"
    )
    assert list(written(ast.parse(source))) == ["one", "two", "three", "four", "five", "six"]


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_can_be_called(command: str):
    assert os.access(HOUSE / command, os.X_OK)


def test_every_model_has_its_migration():
    migrated = MigrationLoader(None).migrated_apps
    assert {app for app in APPS if apps.get_app_config(app).models} <= migrated


def imported(tree: ast.Module) -> Iterator[str]:
    """The top-level packages that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def required(file: str) -> set[str]:
    lines = (HOUSE / file).read_text().splitlines()
    return {normal(match[0]) for line in lines if (match := re.match(r"[\w.-]+(?=[\[=])", line))}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_package_that_is_imported_is_required():
    """Not merely there because another package happens to need it."""
    distributions = importlib.metadata.packages_distributions()
    ours = {*APPS, *sys.stdlib_module_names}
    missing = {
        f"{name} imports {package}"
        for name, tree in modules().items()
        for package in set(imported(tree)) - ours
        if not required("requirements.txt") & {normal(found) for found in distributions.get(package, [])}
    }
    assert missing == set()


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_says_why_it_is_there(file: str):
    explained = (HOUSE / "docs" / "dependencies.md").read_text().lower()
    assert {name for name in required(file) if f"`{name}" not in explained} == set()


def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = {"utils", "util", "helpers", "common", "core", "misc", "signals"}
    assert [name for name in modules() if {*name.split(".")} & drawers] == []
