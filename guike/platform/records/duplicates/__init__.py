"""Duplicates: which records are likely the same, and which of them a rule refuses."""

from __future__ import annotations

from guike.platform.records.duplicates.finding import (
    check_blocked,
    record_duplicates,
)
from guike.platform.records.duplicates.keys import (
    DuplicateKey,
    KeyColumn,
    Part,
    duplicate_keys,
    key_column,
    key_values,
    keys_of,
)
from guike.platform.records.duplicates.lookalikes import (
    Match,
    find_matches,
)

__all__ = [
    "DuplicateKey",
    "KeyColumn",
    "Match",
    "Part",
    "check_blocked",
    "duplicate_keys",
    "find_matches",
    "key_column",
    "key_values",
    "keys_of",
    "record_duplicates",
]
