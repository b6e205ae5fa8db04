"""What import-linter cannot say: the inner order of a domain, and its doors for others."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import source
from tests.architecture.source import ROOT, Source

#: `documents` and `columns`: what priced documents of other domains are declared with
DOORS = {"queries", "services", "events", "errors", "documents", "columns"}
STOREYS = {
    "api": 6,
    "subscribers": 5,
    "metadata": 5,
    "services": 4,
    "queries": 3,
    "models": 2,
    "rules": 1,
    "events": 1,
    "errors": 1,
}
INVARIANT = re.compile(r"^\s*[-*]?\s*\**(I\d+)\b", re.MULTILINE)


def _imported(one: Source) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a file imports (`guike.domains.leads.queries`)."""
    for node in ast.walk(one.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name


def _of_types_alone(one: Source) -> set[int]:
    """The lines of a file's imports under TYPE_CHECKING."""
    blocks = [
        node
        for node in one.tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    return {node.lineno for block in blocks for node in block.body}


def _part(name: str) -> tuple[str, str] | None:
    """(`leads`, `services`) of `guike.domains.leads.services.lead_claim`."""
    parts = name.split(".")
    return (parts[2], parts[3]) if parts[:2] == ["guike", "domains"] and len(parts) > 3 else None


def _domain_files() -> Iterator[tuple[Source, str, str]]:
    for one in source.product():
        parts = Path(one.name).with_suffix("").parts
        if parts[:2] == ("guike", "domains") and len(parts) > 3:
            yield one, parts[2], parts[3]


def test_domains_are_entered_by_their_doors() -> None:
    """Another domain, a flow or the entry uses a domain's queries, services, events, errors alone; a flow names a model where
    it says the type of its rows."""
    by_the_window = []
    for one in source.product():
        typing = _of_types_alone(one) if one.within("guike/flows") else set()
        parts = Path(one.name).parts
        own = parts[2] if parts[:2] == ("guike", "domains") and len(parts) > 3 else None
        for line, name in _imported(one):
            part = _part(name) if line not in typing else None
            if part and part[0] != own and part[1] not in DOORS and not one.within("guike/entry/demo"):
                by_the_window.append(f"{one.name}:{line} {name}")
    source.expect_none(by_the_window)


def test_inside_a_domain_imports_go_down() -> None:
    up = []
    for one, domain, storey in _domain_files():
        for line, name in _imported(one):
            part = _part(name)
            if part is None or part[0] != domain or storey not in STOREYS or part[1] not in STOREYS:
                continue
            if part[1] != storey and STOREYS[part[1]] >= STOREYS[storey]:
                up.append(f"{one.name}:{line} {name}")
    source.expect_none(up)


def test_rules_are_pure() -> None:
    impure = [
        f"{one.name}:{line} {name}"
        for one in source.product()
        if one.path.name == "rules.py"
        for line, name in _imported(one)
        if name.startswith(("django", "psycopg", "guike.platform"))
    ]
    source.expect_none(impure)


def test_every_domain_says_what_it_keeps() -> None:
    """A README of numbered invariants, each named by a test of that domain."""
    problems = []
    for folder in sorted((ROOT / "guike" / "domains").iterdir()):
        if not (folder / "services.py").exists():
            continue
        readme = folder / "README.md"
        if not readme.exists():
            problems.append(f"{folder.name}: no README.md")
            continue
        tests = "\n".join(path.read_text() for path in (folder / "tests").glob("*.py"))
        for invariant in sorted(set(INVARIANT.findall(readme.read_text()))):
            if not re.search(rf"(\b|_){invariant}(\b|_)", tests):
                problems.append(f"{folder.name}: {invariant} is cited by no test")
    source.expect_none(problems)
