"""Every place that reads or writes without asking for permission, with the reason that it gives."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import guike

ROOT = Path(guike.__file__).parent


def produce() -> str:
    """`module: reason`, ordered; tests are left out."""
    found = sorted(
        f"{path.relative_to(ROOT.parent).as_posix()}: {reason}"
        for path in ROOT.rglob("*.py")
        if "tests" not in path.parts
        for reason in reasons_of(path)
    )
    return "".join(f"{line}\n" for line in found)


def reasons_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "system":
            for keyword in node.keywords:
                if keyword.arg == "reason":
                    yield _said(path, keyword.value)


def _said(path: Path, reason: ast.expr) -> str:
    """The words themselves, also where the file gives them a name."""
    if isinstance(reason, ast.Name):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        return repr(getattr(import_module(".".join(parts)), reason.id, reason.id))
    return ast.unparse(reason)
