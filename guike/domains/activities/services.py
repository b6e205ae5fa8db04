"""Writes of activities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from guike.kernel import clock
from guike.kernel.errors import register
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.drafts import Draft
from guike.platform.records.rows import table
from guike.platform.records.services import record_change, record_create

register(
    {
        "activity.needs_related": T("请至少关联一条记录（客户、线索、商机等）", "Relate it to at least one record (account, lead, opportunity …)"),
        "activity.needs_result": T("完成时请填写结果", "A done activity needs its result"),
        "activity.first_state": T("新建行动只能是“未开始”，或带结果的“已完成”", "A new activity is planned, or done with its result"),
    }
)

Values = Mapping[str, Any]


def activity_label(row: Any) -> str:
    """The subject, else the first words of the content."""
    return (row.subject or row.content or row.result or "")[:60]


def activity_prepare(ctx: Context, drafts: Sequence[Draft]) -> None:
    """A new activity is planned, or done with its result; it needs at least one linked record."""
    for draft in drafts:
        if draft.get("related") is None:
            draft.error("related", "activity.needs_related")
        if not draft.is_new:
            continue
        status = draft.get("status") or ("done" if draft.get("done_at") else "planned")
        draft.set("status", status)
        if status == "done":
            if draft.get("done_at") is None:
                draft.set("done_at", clock.now())
            if draft.get("result") is None and draft.get("content") is None:
                draft.error("result", "activity.needs_result")
        elif status != "planned" and not ctx.migration:
            draft.error("status", "activity.first_state")


def activity_written(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """A done activity is the last follow-up of everything it is about."""
    newest: dict[str, dict[int, datetime]] = defaultdict(dict)
    for draft in drafts:
        if draft.get("status") != "done" or not draft.changed("status"):
            continue
        for one in draft.get("related") or ():
            known = newest[one["object"]].get(one["id"])
            newest[one["object"]][one["id"]] = max(known, draft.row.done_at) if known else draft.row.done_at
    for object_name, found in newest.items():
        touch_follow_up(object_name, found)


def touch_follow_up(object_name: str, found: Mapping[int, datetime]) -> None:
    """last_follow_up_at of the records, where the object keeps it; never moves back."""
    spec = catalogue().objects.get(object_name)
    if spec is None or "last_follow_up_at" not in spec.by_name:
        return
    rows = table(spec).system(reason="last follow-up of records that an activity is about")
    by_time: dict[datetime, list[int]] = defaultdict(list)
    for record_id, at in found.items():
        by_time[at].append(record_id)
    for at, ids in sorted(by_time.items()):
        stale = rows.filter(pk__in=ids).exclude(last_follow_up_at__gte=at)
        stale.update(last_follow_up_at=at)


def activity_start(ctx: Context, rows: Sequence[Any], _params: Values) -> list[None]:
    """Planned → in progress, stamped."""
    now = clock.now()
    record_change(ctx, "activity", [(row, {"status": "in_progress", "started_at": now}) for row in rows], guarded=True)
    return [None for _row in rows]


def activity_complete(ctx: Context, rows: Sequence[Any], params: Values) -> list[None]:
    """→ done, with the result; counts as a follow-up."""
    values = {"status": "done", "done_at": params["done_at"] or clock.now(), "result": params["result"]}
    if params["next_contact_at"]:
        values["next_contact_at"] = params["next_contact_at"]
    record_change(ctx, "activity", [(row, values) for row in rows], guarded=True)
    return [None for _row in rows]


def activity_cancel(ctx: Context, rows: Sequence[Any], _params: Values) -> list[None]:
    """→ cancelled."""
    record_change(ctx, "activity", [(row, {"status": "cancelled"}) for row in rows], guarded=True)
    return [None for _row in rows]


def follow_up_record(ctx: Context, object_name: str, ids: Sequence[int], params: Values) -> list[int]:
    """One done activity for each record; their ids. `params`: content, kind?, done_at?, next_contact_at?, is_problem?"""
    rows = [
        {
            "kind": params.get("kind") or "call",
            "content": params["content"],
            "status": "done",
            "done_at": params.get("done_at") or clock.now(),
            "next_contact_at": params.get("next_contact_at"),
            "is_problem": bool(params.get("is_problem")),
            "related": [{"object": object_name, "id": record_id}],
            "owner": ctx.user_id,
        }
        for record_id in ids
    ]
    outcomes = record_create(ctx, "activity", [_as_sent(row) for row in rows], system=True)
    found = []
    for outcome in outcomes:
        if outcome.refusal is not None:
            raise outcome.refusal
        assert outcome.id is not None
        found.append(outcome.id)
    return found


def _as_sent(row: Values) -> dict[str, Any]:
    """Typed values as the write path reads them."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
