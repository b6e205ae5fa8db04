"""Work on existing rows without a caller: periodic tasks, and jobs after a definition changed."""

from __future__ import annotations

from guike.platform.records.upkeep.erasing import (
    erase_field,
    erase_object,
)
from guike.platform.records.upkeep.nightly import (
    purge_record,
)
from guike.platform.records.upkeep.recompute import (
    RECOMPUTE,
)
from guike.platform.records.upkeep.reshaping import (
    FILL,
    INDEX,
    LABELS,
    ROLLUP,
    first_duplicate,
    holders,
    keep_unique,
    release_unique,
)

__all__ = [
    "FILL",
    "INDEX",
    "LABELS",
    "RECOMPUTE",
    "ROLLUP",
    "erase_field",
    "erase_object",
    "first_duplicate",
    "holders",
    "keep_unique",
    "purge_record",
    "release_unique",
]
