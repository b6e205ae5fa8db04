"""Values that are computed from others: formulas of one record, and roll-ups of a parent from its children."""

from __future__ import annotations

from guike.platform.records.figures.following import (
    figure_index,
    figure_readers,
)
from guike.platform.records.figures.formulas import (
    FORMULA_WHY,
    check_formula,
    compute_formulas,
    compute_late,
    formula_input,
    recompute_rows,
    today_of,
    zone_of,
)
from guike.platform.records.figures.rollups import (
    moves_of,
    recompute_rollup,
    wrong_figures,
)

__all__ = [
    "FORMULA_WHY",
    "check_formula",
    "compute_formulas",
    "compute_late",
    "figure_index",
    "figure_readers",
    "formula_input",
    "moves_of",
    "recompute_rollup",
    "recompute_rows",
    "today_of",
    "wrong_figures",
    "zone_of",
]
