"""Every place that reads or writes without asking for permission, with the reason that it gives."""

import ast
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import guike

ROOT = Path(guike.__file__).parent


def produce() -> str:
    """`module: reason`, ordered; tests are left out."""
    return words_of("reason", lambda name: name == "system")


def reasons_of(path: Path) -> Iterator[str]:
    return _words(path, "reason", lambda name: name == "system")


def words_of(argument: str, is_meant: Callable[[str], bool]) -> str:
    """What calls in the product say with this argument, file by file; of functions and methods so called."""
    found = sorted(
        f"{path.relative_to(ROOT.parent).as_posix()}: {reason}"
        for path in ROOT.rglob("*.py")
        if "tests" not in path.parts
        for reason in _words(path, argument, is_meant)
    )
    return "".join(f"{line}\n" for line in found)


def _words(path: Path, argument: str, is_meant: Callable[[str], bool]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for keyword in node.keywords if is_meant(called) else ():
            # a function that hands its own argument on says nothing by itself
            if keyword.arg == argument and not (
                isinstance(keyword.value, ast.Name) and keyword.value.id == argument
            ):
                yield _said(path, keyword.value)


def _said(path: Path, reason: ast.expr) -> str:
    """The words themselves, also where the file gives them a name."""
    if isinstance(reason, ast.Name):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        return repr(getattr(import_module(".".join(parts)), reason.id, reason.id))
    return ast.unparse(reason)
