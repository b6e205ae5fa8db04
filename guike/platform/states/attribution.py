"""Attribution: whose performance a document is, kept as a fact when it begins to count.

An object whose machine names `attributed` states keeps the owner, the department and the day at which a record first enters
one of them. Later transfers, moves of people and reopened documents change nothing of it, so that reports of a past period
stay what they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guike.kernel import clock
from guike.platform.access.context import Context
from guike.platform.metadata.machine import ATTRIBUTED_ON
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.states.engine import Change


def attribute(ctx: Context, spec: ObjectSpec, changes: Sequence[Change]) -> None:
    """Keep owner, department and day of the records that enter an attributed state for the first time. A migrated record has
    the day of its document, unless the migration brings another."""
    machine = spec.states
    if machine is None or not machine.attributed:
        return
    for change in changes:
        if change.get(machine.field) in machine.attributed and change.get(ATTRIBUTED_ON) is None:
            for name, value in _facts(ctx, spec, change).items():
                change.set(name, value)


def _facts(ctx: Context, spec: ObjectSpec, change: Change) -> dict[str, Any]:
    written = change.get(spec.document_date) if ctx.migration and spec.document_date else None
    return {
        "attributed_owner": change.get("owner"),
        "attributed_department": change.get("department"),
        ATTRIBUTED_ON: written or clock.today(ctx.timezone),
    }
