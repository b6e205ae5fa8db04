"""A company-year is made over the API, exported, and every balance recomputed by a script that shares no code with the product."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from ops import recompute
from tests.fuzz.year import entries, export, make

ENTRIES = int(os.environ.get("GUIKE_YEAR_ENTRIES") or 60)
SEED = int(os.environ.get("GUIKE_FUZZ_SEED") or 5)


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    script = str(Path(recompute.__file__))
    return subprocess.run(
        [sys.executable, "-I", script, str(folder)], capture_output=True, text=True, check=False
    )


@pytest.mark.usefixtures("fresh_db")
def test_every_balance_follows_from_what_is_exported(tmp_path: Path) -> None:
    world = make(Random(SEED), ENTRIES)
    sys.stdout.write(f"\n{entries()} entries, {dict(world.done)}\n")
    for language in ("en", "zh-CN"):
        folder = tmp_path / language
        folder.mkdir()
        export(world, folder, language)
        done = run(folder)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout[-2000:]
        sys.stdout.write(done.stdout)
        assert re.search(r"^order: receivables: [1-9]\d* compared$", done.stdout, re.MULTILINE)
    _break(folder / "stock_move-1.csv")
    broken = run(folder)
    assert broken.returncode == 1
    assert "stock: on hand" in broken.stdout


def _break(sheet: Path) -> None:
    """The last move is gone."""
    lines = sheet.read_text(encoding="utf-8-sig").splitlines()
    sheet.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")


def test_what_is_no_folder_of_sheets_is_said(tmp_path: Path) -> None:
    (tmp_path / "receivable.csv").write_text("x,y\n1,2\n")
    found = run(tmp_path)
    assert (found.returncode, "none of its headings is known" in found.stderr) == (2, True)
    assert run(tmp_path / "absent").returncode == 2
