"""No two files need one another, not even for their types: each can be read and understood with those below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture import source


def _named(one: source.Source, known: set[str]) -> Iterator[str]:
    """The modules that a file imports, those under TYPE_CHECKING included."""
    for node in ast.walk(one.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in known else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _without_circles(needs: dict[str, set[str]]) -> dict[str, set[str]]:
    """What is left when files that need nothing any more are taken away, again and again."""
    left = dict(needs)
    while free := {name for name, below in left.items() if not below & left.keys()}:
        left = {name: below for name, below in left.items() if name not in free}
    return {name: below & left.keys() for name, below in left.items()}


def test_no_files_need_one_another() -> None:
    files = {
        one.name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): one
        for one in source.product()
    }
    needs = {name: set(_named(one, set(files))) & set(files) - {name} for name, one in files.items()}
    assert _without_circles({"a": {"b"}, "b": {"a"}, "c": {"a"}}) != {}
    source.expect_none([f"{name} needs {sorted(below)}" for name, below in _without_circles(needs).items()])
