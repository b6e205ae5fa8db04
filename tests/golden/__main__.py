"""Golden files: what the product says to the outside, kept in the repository and compared in every check.

`python -m tests.golden` fails with the difference; `python -m tests.golden --write` (make golden)
rewrites the files, and the difference is reviewed like code.
"""

import difflib
import os
import sys
from importlib import import_module
from pathlib import Path

import django

FOLDER = Path(__file__).parent / "files"
CACHES = Path(__file__).parents[2] / "docs/design/caches.md"
PRODUCERS = {
    "bypasses.txt": "tests.golden.bypasses",
    "errors.json": "tests.golden.errors",
    "ledger_openings.txt": "tests.golden.ledger_openings",
    "openapi.json": "tests.golden.openapi",
    "participants.txt": "tests.golden.participants",
    "roles.txt": "tests.golden.roles",
    "system_reasons.txt": "tests.golden.system_reasons",
}


def main(arguments: list[str]) -> int:
    """1 when a file differs from what the code says now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guike.config.settings")
    django.setup()
    wanted: dict[Path, str] = {
        FOLDER / name: import_module(producer).produce() for name, producer in PRODUCERS.items()
    }
    wanted[CACHES] = import_module("tests.golden.caches").produce()
    tables = import_module("tests.golden.state_tables")
    wanted |= tables.files()
    differing = len(tables.missing())
    for name in tables.missing():
        sys.stdout.write(f"The states of {name} stand in no README.\n")
    for target, text in wanted.items():
        name = target.name if target.parent == FOLDER else target.parent.name + "/" + target.name
        kept = target.read_text() if target.exists() else ""
        if text == kept:
            continue
        if "--write" in arguments:
            FOLDER.mkdir(exist_ok=True)
            target.write_text(text)
            continue
        differing += 1
        lines = difflib.unified_diff(
            kept.splitlines(), text.splitlines(), f"kept {name}", f"now {name}", lineterm="", n=1
        )
        sys.stdout.write("\n".join(lines) + "\n")
    if differing:
        sys.stdout.write("Review the difference; make golden accepts it.\n")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
