"""The repository's source text, read once, for tests about the text itself."""

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON_FOLDERS = ("guike", "tests", "bench", "ops")
WEB_FOLDERS = ("web/src", "web/e2e", "web/scripts")


@dataclass(frozen=True)
class Source:
    """One file. `name` is its path from the repository's root."""

    path: Path

    @cached_property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.name)

    @property
    def is_test(self) -> bool:
        return self.name.startswith("tests/") or "/tests/" in self.name or self.name == "conftest.py"

    @property
    def is_generated(self) -> bool:
        return "/migrations/" in self.name or "/generated/" in self.name

    def within(self, *folders: str) -> bool:
        """Whether the file lies in one of these folders (`guike/platform/records`)."""
        return any(self.name.startswith(f"{folder}/") for folder in folders)


@cache
def python() -> tuple[Source, ...]:
    """Every Python file that people write."""
    files = [ROOT / "conftest.py"]
    for folder in PYTHON_FOLDERS:
        files += sorted((ROOT / folder).rglob("*.py"))
    return tuple(source for source in map(Source, files) if not source.is_generated)


@cache
def product() -> tuple[Source, ...]:
    """The Python files of the product itself, without its tests."""
    return tuple(source for source in python() if source.within("guike") and not source.is_test)


@cache
def web() -> tuple[Source, ...]:
    """Every TypeScript file that people write."""
    files = [
        path
        for folder in WEB_FOLDERS
        for pattern in ("*.ts", "*.tsx", "*.mjs")
        for path in sorted((ROOT / folder).rglob(pattern))
    ]
    return tuple(source for source in map(Source, files) if not source.is_generated)


def expect_none(found: list[str]) -> None:
    """Fail with every finding on a line of its own."""
    assert not found, f"{len(found)} found:\n" + "\n".join(found)
