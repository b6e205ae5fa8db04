"""Breaks the code in known ways, one at a time, and expects the tests to notice: `make mutants` (ARGS= for names).

What a test proves is seen only when the code is broken. Each mutant here is a fault that once went unnoticed, or that would
cost money or give data away. `tests/architecture/test_mutants.py` holds that each still fits the code.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RECORDS = "guike/platform/records"
COPIED = ("guike", "tests", "bench", "ops", "conftest.py", "pyproject.toml", "docs")


@dataclass(frozen=True)
class Mutant:
    """name: what is broken; file, text: where, and the text that stands there once; broken: what stands there instead;
    tests: what must fail."""

    name: str
    file: str
    text: str
    broken: str
    tests: tuple[str, ...]


MUTANTS = (
    Mutant(
        "guards are not asked of domain code",
        f"{RECORDS}/writing/prepare.py",
        "    if not bypass:\n        run_guards(",
        "    if not bypass and not system:\n        run_guards(",
        ("guike/platform/states/tests/test_locks.py",),
    ),
    Mutant(
        "locked fields are not asked of domain code",
        f"{RECORDS}/writing/prepare.py",
        "    if not bypass:\n        states.check_locks(",
        "    if not bypass and not system:\n        states.check_locks(",
        ("guike/platform/states/tests/test_locks.py",),
    ),
    Mutant(
        "any step between states is admitted",
        "guike/platform/states/engine.py",
        "    return step if step.leads(old, new) else None",
        "    return step",
        ("guike/platform/states/tests/test_steps.py",),
    ),
    Mutant(
        "the condition of a step is not asked",
        "guike/platform/states/engine.py",
        "        if step is None or not _holds(ctx, spec, step, change):",
        "        if step is None:",
        ("guike/platform/states/tests/test_steps.py",),
    ),
    Mutant(
        "figures do not follow when a document is deleted",
        f"{RECORDS}/writing/services.py",
        "    moves.refresh()\n    participants.deleted(",
        "    participants.deleted(",
        (f"{RECORDS}/tests/test_following.py",),
    ),
    Mutant(
        "figures do not follow when a document comes back",
        f"{RECORDS}/writing/services.py",
        "        moves.refresh()\n        participants.restored(",
        "        participants.restored(",
        (f"{RECORDS}/tests/test_following.py",),
    ),
    Mutant(
        "lines that go with their document are not counted",
        f"{RECORDS}/writing/services.py",
        "moves_of(spec, drafts, *lines_that_go(spec, ids))",
        "moves_of(spec, drafts)",
        (f"{RECORDS}/tests/test_following.py",),
    ),
    Mutant(
        "figures do not follow a change of state",
        f"{RECORDS}/writing/store.py",
        "    moves.refresh()\n    for holder, left in",
        "    for holder, left in",
        (f"{RECORDS}/tests/test_following.py",),
    ),
    Mutant(
        "a change may carry a row out of the writer's sight",
        f"{RECORDS}/writing/services.py",
        "    if any(d.row.pk not in still for d in moved):",
        "    if False and still:",
        (f"{RECORDS}/tests/test_guards.py",),
    ),
    Mutant(
        "a rule may forget its look-up",
        "guike/platform/access/scope.py",
        "    return arms if len(arms) == len(rules) else None",
        "    return arms",
        ("guike/platform/access/tests",),
    ),
    Mutant(
        "those who take part in a change are not called",
        f"{RECORDS}/writing/store.py",
        "    participants.changed(ctx, spec, drafts)\n",
        "",
        ("guike/platform/states/tests/test_participants.py",),
    ),
    Mutant(
        "those who take part when a record is deleted are not called",
        f"{RECORDS}/writing/services.py",
        "    participants.deleted(ctx, spec, drafts)\n",
        "",
        ("guike/platform/states/tests/test_participants.py",),
    ),
    Mutant(
        "the lock of parents is dropped when a record is created",
        f"{RECORDS}/writing/store.py",
        "    moves.lock()\n    _number(",
        "    _number(",
        (f"{RECORDS}/tests/test_figure_races.py", f"{RECORDS}/tests/test_guards.py"),
    ),
    Mutant(
        "rows are waited for against the order of locks",
        "guike/platform/database/locks.py",
        "        return not self._is_next(place, ids[0])",
        "        return False",
        ("guike/platform/database/tests/test_locks.py",),
    ),
    Mutant(
        "a price holds for any unit",
        "guike/domains/catalog/queries.py",
        "        return Decimal(1) if unit == self.base_unit else self.factors.get(unit or 0)",
        "        return Decimal(1)",
        ("guike/domains/orders/tests/test_figures.py", "guike/domains/opportunities/tests"),
    ),
    Mutant(
        "a line may name what belongs to another document",
        f"{RECORDS}/references/within.py",
        "        if groups.get((item.target_object, line.get(item.name))) != document.get(item.within):",
        "        if False:",
        ("guike/domains/orders/tests/test_parcels.py",),
    ),
    Mutant(
        "what a state locks may be deleted",
        "guike/platform/states/engine.py",
        "        if codes:",
        "        if False and codes:",
        ("guike/domains/orders/tests/test_parcels.py",),
    ),
    Mutant(
        "a login from outside sees what its role says",
        "guike/platform/access/scope.py",
        "    outside = outside_rule(ctx, spec)\n    if outside is not None:\n        return outside.predicate\n",
        "",
        ("guike/platform/access/tests/test_outside.py",),
    ),
    Mutant(
        "entries of a ledger may be changed",
        "guike/platform/database/ledger_triggers.py",
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON",
        "BEFORE TRUNCATE ON",
        ("guike/platform/database/tests/test_ledgers.py",),
    ),
    Mutant(
        "the history is told of records out of sight",
        "guike/platform/timeline/queries.py",
        "    require_visible(ctx, object_name, record_id)\n    rows = History",
        "    rows = History",
        ("tests/two_worlds",),
    ),
    Mutant(
        "the history tells hidden fields",
        "guike/platform/timeline/queries.py",
        'if item is None or level == "hidden":\n        return None',
        "if item is None:\n        return None",
        ("tests/two_worlds",),
    ),
    Mutant(
        "the stream tells that a hidden field was changed",
        "guike/platform/feed/queries.py",
        "return seen - {row.pk for row in doubtful if told.isdisjoint(row.changes)}",
        "return seen",
        ("guike/platform/feed/tests/test_streams.py", "tests/two_worlds"),
    ),
)


def run(mutant: Mutant, folder: Path) -> bool:
    """Whether the tests notice the mutant in this copy of the repository."""
    path = folder / mutant.file
    standing = path.read_text("utf-8")
    path.write_text(standing.replace(mutant.text, mutant.broken, 1), "utf-8")
    try:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *mutant.tests]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1):  # 1: tests have failed; anything else is no answer
            sys.stderr.write(done.stdout[-2_000:] + done.stderr[-2_000:])
            raise SystemExit(f"{mutant.name}: the tests could not be run")
        return done.returncode == 1
    finally:
        path.write_text(standing, "utf-8")


def main(words: Sequence[str]) -> int:
    """Try the mutants whose names hold one of the words, or all; 1 when one of them lives."""
    chosen = [one for one in MUTANTS if not words or any(word in one.name for word in words)]
    living = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)  # the database's account has to pass
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(
                    source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
                )
            else:
                shutil.copy(source, folder / name)
        for mutant in chosen:
            started = time.monotonic()
            noticed = run(mutant, folder)
            took = time.monotonic() - started
            sys.stdout.write(f"{'noticed' if noticed else 'LIVES  '}  {took:5.0f} s  {mutant.name}\n")
            sys.stdout.flush()
            if not noticed:
                living.append(mutant.name)
    sys.stdout.write(f"{len(chosen) - len(living)} noticed, {len(living)} live\n")
    return 1 if living else 0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    raise SystemExit(main(sys.argv[1:]))
