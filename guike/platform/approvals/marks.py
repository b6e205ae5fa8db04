"""Which records of a list are being approved, and which of them wait for the caller."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from guike.platform.access.context import Context
from guike.platform.approvals.flows import may_run
from guike.platform.approvals.notices import visible_records
from guike.platform.approvals.store import requests, tasks
from guike.platform.metadata.spec import ObjectSpec


def marks(ctx: Context, spec: ObjectSpec, ids: Collection[int]) -> list[dict[str, Any]]:
    """[{"id", "request", "task", "is_returned"}] of those that the caller sees and that have a pending request. `task`: his own
    open one, null where others decide."""
    if not spec.has_approval or not may_run(spec.name):
        return []
    seen = visible_records(ctx, spec.name, ids)
    rows = list(
        requests().filter(object=spec.name, record_id__in=seen, status="pending").order_by("record_id")
    )
    mine = tasks().filter(request_id__in=[row.pk for row in rows], approver_id=ctx.person_id, status="open")
    own = dict(mine.order_by("-pk").values_list("request_id", "pk"))
    return [
        {"id": row.record_id, "request": row.pk, "task": own.get(row.pk), "is_returned": row.is_returned}
        for row in rows
    ]
