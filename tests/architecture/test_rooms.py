"""The write path has rooms (guike/platform/records/README.md): each is entered by its door, its `__init__.py`, alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.source import ROOT, Source, expect_none, product

RECORDS = "guike/platform/records"
ROOMS = ("shapes", "reading", "duplicates", "references", "figures", "writing", "actions", "upkeep")
#: the package's own declaration opens every room once, at start
ASSEMBLY = f"{RECORDS}/metadata.py"


def _imports(one: Source) -> Iterator[tuple[str, list[str], int]]:
    for node in ast.walk(one.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, [alias.name for alias in node.names], node.lineno


def _passes_the_door(one: Source, module: str, names: list[str]) -> bool:
    parts = module.split(".")
    if parts[:3] != ["guike", "platform", "records"] or len(parts) < 4 or parts[3] not in ROOMS:
        return False
    files = [(ROOT / RECORDS / parts[3] / f"{name}.py").exists() for name in names]
    if one.within(f"{RECORDS}/{parts[3]}"):
        # inside, files name one another; the door would be a circle
        return len(parts) == 4 and not all(files)
    return len(parts) > 4 or any(files)


def test_a_room_is_entered_by_its_door() -> None:
    expect_none(
        [
            f"{one.name}:{line} {module}"
            for one in product()
            if one.name != ASSEMBLY
            for module, names, line in _imports(one)
            if _passes_the_door(one, module, names)
        ]
    )


def test_a_door_shows_what_is_used_outside_and_no_more() -> None:
    used: dict[str, set[str]] = {room: set() for room in ROOMS}
    for one in product():
        for module, names, _line in _imports(one):
            room = module.removeprefix("guike.platform.records.")
            if room in used and not one.within(f"{RECORDS}/{room}"):
                used[room] |= set(names)
    for room in ROOMS:
        door = Source(ROOT / RECORDS / room / "__init__.py")
        shown = {
            name for module, names, _line in _imports(door) if module.startswith("guike.") for name in names
        }
        assert shown - used[room] == set(), room


def test_every_file_of_the_write_path_stands_in_a_room() -> None:
    loose = {path.name for path in (ROOT / RECORDS).glob("*.py")}
    assert loose == {"__init__.py", "apps.py", "errors.py", "locking.py", "metadata.py", "models.py"}
    rooms = {path.parent.name for path in (ROOT / RECORDS).glob("*/__init__.py")}
    assert rooms - {"tests", "migrations"} == set(ROOMS)
