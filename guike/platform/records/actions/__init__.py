"""Changes of records by callers: actions, PATCH, upsert by outside key, and actions on all records that a filter
selects."""

from __future__ import annotations

from guike.platform.records.actions.asking import action_asks
from guike.platform.records.actions.external import (
    record_upsert,
    upsert_turns,
)
from guike.platform.records.actions.opening import (
    record_get,
)
from guike.platform.records.actions.patching import (
    record_patch,
)
from guike.platform.records.actions.running import (
    action_gate,
    check_locks,
    check_when,
    find_action,
    record_action,
)
from guike.platform.records.actions.selection import (
    asked_by,
    job_context,
    record_action_on_selection,
)

__all__ = [
    "action_asks",
    "action_gate",
    "asked_by",
    "check_locks",
    "check_when",
    "find_action",
    "job_context",
    "record_action",
    "record_action_on_selection",
    "record_get",
    "record_patch",
    "record_upsert",
    "upsert_turns",
]
