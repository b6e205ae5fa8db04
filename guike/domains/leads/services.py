"""Writes of leads: entering a pool, following up, giving up, taking up again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from guike.domains.activities.services import follow_up_record
from guike.domains.leads.models import LeadPool

from guike.kernel.errors import register
from guike.kernel.fold import normalize_company
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.events.services import emit
from guike.platform.files.services import Attachment, attach
from guike.platform.org.queries import directory
from guike.platform.pools.services import ASSIGNED
from guike.platform.records.drafts import Draft
from guike.platform.records.services import record_change

register(
    {
        "lead.name_or_company": T("姓名和公司至少填写一项", "Give a name or a company"),
        "lead.pool_required": T("没有负责人的线索必须选择线索池", "A lead without owner needs a pool"),
        "lead.first_state": T("新线索的状态由系统确定，请不要填写", "The first state of a lead is set by the system; leave it out"),
    }
)

Values = Mapping[str, Any]


def lead_label(row: Any) -> str:
    """The person, else the company."""
    return str(row.name or row.company or "")


def lead_prepare(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Keys for the duplicate check, owner or pool, first state."""
    newcomers = [d for d in drafts if d.is_new]
    assignees = _default_assignees(newcomers)
    for draft in drafts:
        draft.keep("company_key", normalize_company(draft.row.company)[:200])
        if draft.get("name") is None and draft.get("company") is None:
            draft.error("name", "lead.name_or_company")
        if not draft.is_new:
            continue
        if draft.row.owner_id is None and draft.row.pool_id in assignees:
            assignee = assignees[draft.row.pool_id]
            draft.set("owner", assignee)
            person = directory().people[assignee]
            draft.set("department", person.department_id)
        if draft.row.owner_id is None and draft.row.pool_id is None:
            draft.error("pool", "lead.pool_required")
        if not ctx.migration:
            if "status" in draft.sent and draft.sent["status"] not in (None, "pending", "unassigned"):
                draft.error("status", "lead.first_state")
            draft.set("status", "pending" if draft.row.owner_id else "unassigned")
        elif draft.get("status") is None:
            draft.set("status", "pending" if draft.row.owner_id else "unassigned")
        if draft.get("stage") is None:
            draft.set("stage", "raw")


def _default_assignees(drafts: Sequence[Draft]) -> dict[int, int]:
    """pool → user for the pools that newcomers enter without an owner."""
    pools = {d.row.pool_id for d in drafts if d.row.owner_id is None and d.row.pool_id}
    if not pools:
        return {}
    rows = LeadPool.objects.system(reason="a pool's default assignee is a rule for everyone")
    found = rows.filter(pk__in=pools, default_assignee__isnull=False).values_list("pk", "default_assignee_id")
    people = directory().people
    return {pool: user for pool, user in found if user in people and people[user].status == "active"}


def lead_written(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Tell the default assignee about what came to him through a pool."""
    by_owner: dict[str, list[int]] = defaultdict(list)
    for draft in drafts:
        if draft.is_new and draft.row.pool_id and draft.row.owner_id and draft.row.owner_id != ctx.user_id:
            by_owner[str(draft.row.owner_id)].append(draft.row.pk)
    if by_owner:
        emit(ASSIGNED, "lead", {"ids": [i for ids in by_owner.values() for i in ids], "owners": dict(by_owner)})


def lead_follow_up(ctx: Context, rows: Sequence[Any], params: Values) -> list[None]:
    """处理-跟进中: a done activity, state following, next contact."""
    ids = [row.pk for row in rows]
    activities = follow_up_record(ctx, "lead", ids, params)
    if params.get("files"):
        attach([Attachment(params["files"], "activity", activities[0])], ctx.user_id)
    values: dict[str, Any] = {}
    if params.get("next_contact_at"):
        values["next_contact_at"] = params["next_contact_at"]
    status = params.get("status") or "following"
    changes = []
    for row in rows:
        step = dict(values)
        if row.status in ("pending", "following"):
            step["status"] = status
        changes.append((row, step))
    record_change(ctx, "lead", changes)
    return [None for _row in rows]


def lead_invalidate(ctx: Context, rows: Sequence[Any], params: Values) -> list[None]:
    """Nothing will come of it; the reason is kept."""
    values = {"status": "invalid", "invalid_reason": params["reason"]}
    record_change(ctx, "lead", [(row, values) for row in rows], guarded=True)
    return [None for _row in rows]


def lead_reopen(ctx: Context, rows: Sequence[Any], _params: Values) -> list[None]:
    """An invalid lead is taken up again, by its owner or in its pool."""
    changes = [
        (row, {"status": "pending" if row.owner_id else "unassigned", "invalid_reason": None}) for row in rows
    ]
    record_change(ctx, "lead", changes, guarded=True)
    return [None for _row in rows]


def lead_qualify(ctx: Context, rows: Sequence[Any], params: Values) -> list[None]:
    """raw → mql → sql, or back."""
    record_change(ctx, "lead", [(row, {"stage": params["stage"]}) for row in rows], guarded=True)
    return [None for _row in rows]
