"""What a record names: that it exists, stays, belongs together, and is not removed under others; links and unique values."""

from __future__ import annotations

from guike.platform.records.references.checks import (
    as_it_will_stand,
    attachments,
    check_files,
    check_references,
    check_unique,
    keep_unseen,
    may_choose,
    run_guards,
    seen_children,
    unique_key,
)
from guike.platform.records.references.foreseeing import (
    declared_ways,
    lock_after,
    lock_before,
    lock_for_edit,
    lock_for_step,
)
from guike.platform.records.references.holding import (
    Uses,
    hold_targets,
    lock_targets,
)
from guike.platform.records.references.links import (
    forget_links,
    write_links,
)
from guike.platform.records.references.removing import (
    check_removed,
)
from guike.platform.records.references.within import (
    check_leaving,
    check_lines_within,
    check_moving,
    check_within,
    left_behind,
)

__all__ = [
    "Uses",
    "as_it_will_stand",
    "attachments",
    "check_files",
    "check_leaving",
    "check_lines_within",
    "check_moving",
    "check_references",
    "check_removed",
    "check_unique",
    "check_within",
    "declared_ways",
    "forget_links",
    "hold_targets",
    "keep_unseen",
    "left_behind",
    "lock_after",
    "lock_before",
    "lock_for_edit",
    "lock_for_step",
    "lock_targets",
    "may_choose",
    "run_guards",
    "seen_children",
    "unique_key",
    "write_links",
]
