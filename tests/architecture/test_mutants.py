"""The mutants of `ops/mutants.py` still fit the code, so that the list does not become a list of nothing."""

from __future__ import annotations

import pytest

from ops.mutants import MUTANTS, Mutant
from tests.architecture.source import ROOT


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_a_mutant_fits(mutant: Mutant) -> None:
    text = (ROOT / mutant.file).read_text("utf-8")
    assert text.count(mutant.text) == 1
    assert mutant.broken not in text or len(mutant.broken) < len(mutant.text)
    assert all((ROOT / path).exists() for path in mutant.tests)
