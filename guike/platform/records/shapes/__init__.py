"""Types and functions that all rooms of the write path share: drafts, values, outcomes, labels, history. Nothing here
reads or writes a record."""

from __future__ import annotations

from guike.platform.records.shapes.callers import (
    per_caller,
)
from guike.platform.records.shapes.drafts import (
    Draft,
    WritableCheck,
    apply_defaults,
    check_required,
    default_value,
    fill,
    new_row,
)
from guike.platform.records.shapes.history import (
    acting,
    changed_since,
    ensure_partitions,
    month_start,
    silent,
    value_before,
)
from guike.platform.records.shapes.labels import (
    INDEX_COLUMNS,
    index_row,
    name_row,
)
from guike.platform.records.shapes.outcomes import (
    Outcome,
    RolledBack,
    outcome_of,
    single,
)
from guike.platform.records.shapes.values import (
    EMPTY_TEXT,
    Values,
    get_value,
    same,
    set_value,
    stored_value,
)

__all__ = [
    "EMPTY_TEXT",
    "INDEX_COLUMNS",
    "Draft",
    "Outcome",
    "RolledBack",
    "Values",
    "WritableCheck",
    "acting",
    "apply_defaults",
    "changed_since",
    "check_required",
    "default_value",
    "ensure_partitions",
    "fill",
    "get_value",
    "index_row",
    "month_start",
    "name_row",
    "new_row",
    "outcome_of",
    "per_caller",
    "same",
    "set_value",
    "silent",
    "single",
    "stored_value",
    "value_before",
]
