"""The threat model names the tests that prove it; they exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_proof_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "THREAT_MODEL.md").read_text()))
    there = set()
    for folder in (ROOT / "guike", ROOT / "tests"):
        for file in folder.rglob("test_*.py"):
            there.add(file.stem)
            there.update(re.findall(r"^\s*def (test_\w+)", file.read_text(), re.MULTILINE))
    assert len(named) > 60
    assert named - there == set()
