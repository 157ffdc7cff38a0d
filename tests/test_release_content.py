"""What a release holds whole is read by few, each for a reason: all others take a viewer's part of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.source import HOUSE, modules

READERS = {
    "events.releases": "freezes it, projects it for an edition, and verifies that it is what was published",
    "events.numbering": "finds by the projections of two releases whether a viewer's edition is a new one",
    "events.admin.publishing": "shows organizers, who may know all, in what the draft differs",
    "events.admin.publishing_again": "shows organizers in what an older release differs",
    "events.admin.releases": "shows organizers in what a release differs from the one before",
    "events.management.commands.publish_agenda": "tells an operator in what the draft differs",
}
OF_OTHER_THINGS = {
    "config.kept_pages": "the content of a response",
    "registrations.empty_forms": "the content of a response",
    "registrations.invoice_papers": "the content of an invoice",
    "registrations.personal_data": "the content of an invoice",
}
LEAVES_IT_OUT = "defer"


def reads_content(tree: ast.Module) -> bool:
    """Whether a module reads an attribute or a column of that name, or asks events.releases for it."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return any(_is_reading(node, called) for node in _nodes(tree))


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but the names that a query leaves out."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.Call) and getattr(child.func, "attr", "") == LEAVES_IT_OUT:
            yield from _nodes(child.func)
        else:
            yield from _nodes(child)


def _is_reading(node: ast.AST, called: set[int]) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "current_content" or (node.attr == "content" and id(node) not in called)
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("values", "values_list", "only"):
        names = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        return any(str(name).split("__")[-1] == "content" for name in names)
    return False


def test_nothing_else_reads_what_a_release_holds():
    found = {name for name, tree in modules().items() if reads_content(tree)}
    assert found == {*READERS, *OF_OTHER_THINGS}


def test_no_template_reaches_into_a_release():
    texts = {path: path.read_text() for path in Path(HOUSE / "templates").rglob("*.*")}
    assert [path.name for path, text in texts.items() if "release.content" in text] == []


def test_the_search_sees_each_way_of_reading_it():
    ways = (
        "release.content",
        "event.current_release.content['sessions']",
        "rows.values_list('pk', 'content')",
        "rows.values('current_release__content')",
        "releases.current_content(event)",
    )
    assert [way for way in ways if not reads_content(ast.parse(way))] == []
    assert not reads_content(ast.parse("rows.defer('content', 'summary').get(pk=1)"))
