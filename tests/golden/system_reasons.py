"""Every place that reads or writes without asking for permission, with the reason that it gives."""

import ast
from collections.abc import Iterator
from pathlib import Path

import guike

ROOT = Path(guike.__file__).parent


def produce() -> str:
    """`module: reason`, ordered; tests are left out."""
    found = sorted(
        f"{path.relative_to(ROOT.parent).as_posix()}: {reason}"
        for path in ROOT.rglob("*.py")
        if "tests" not in path.parts
        for reason in _reasons(ast.parse(path.read_text()))
    )
    return "".join(f"{line}\n" for line in found)


def _reasons(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "system":
            for keyword in node.keywords:
                if keyword.arg == "reason":
                    yield ast.unparse(keyword.value)
