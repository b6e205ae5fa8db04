"""Writes of leads: entering a pool, following up, invalidating, reopening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from guike.domains.activities.services import follow_up_record
from guike.domains.leads.models import Lead
from guike.domains.leads.rules import STATES
from guike.kernel import clock
from guike.kernel.errors import Refusal, register
from guike.kernel.fold import normalize_company
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.notify.queries import not_yet_told
from guike.platform.notify.services import Notice, notify_many, withdraw
from guike.platform.pools.services import pool_enter, pool_entered
from guike.platform.records.reading import living
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import record_change, record_change_each

register(
    {
        "lead.name_or_company": T("姓名和公司至少填写一项", "Give a name or a company"),
    }
)


NEXT_CONTACT = "lead.next_contact"
REMINDED_FOR = timedelta(days=30)  # after a longer outage no reminders are sent for older times
REMINDERS_AT_ONCE = 5_000


def lead_prepare(ctx: Context, drafts: Sequence[Draft[Lead]]) -> None:
    """Set the keys of the duplicate check, owner or pool, and first state."""
    pool_enter(ctx, "lead", drafts)
    for draft in drafts:
        draft.keep("company_key", normalize_company(draft.row.company)[:200])
        if draft.get("name") is None and draft.get("company") is None:
            draft.error("name", "lead.name_or_company")
        if draft.is_new:
            _first_state(ctx, draft)


def _first_state(ctx: Context, draft: Draft[Lead]) -> None:
    if not ctx.migration or draft.sent.get("status") is None:
        draft.set("status", "pending" if draft.row.owner_id else "unassigned")
    if draft.get("stage") is None:
        draft.set("stage", "raw")


def lead_written(ctx: Context, drafts: Sequence[Draft[Lead]]) -> None:
    """Remind the default assignees of leads that came to them through a pool."""
    pool_entered(ctx, "lead", drafts)


def lead_follow_up(ctx: Context, rows: Sequence[Lead], params: Values) -> list[None]:
    """处理-跟进中: create a done activity, and set the state following and the next contact."""
    ids = [row.pk for row in rows]
    follow_up_record(ctx, "lead", ids, params)
    now = clock.now()
    changes = []
    for row in rows:
        step: dict[str, Any] = {"status": params.get("status") or "following"}
        if params.get("next_contact_at"):
            step["next_contact_at"] = params["next_contact_at"]
        elif row.next_contact_at is not None and row.next_contact_at <= now:
            step["next_contact_at"] = None  # the planned contact has taken place
        changes.append((row, step))
    record_change(ctx, "lead", changes, step="follow_up")
    withdraw(NEXT_CONTACT, "lead", ids)
    return [None for _row in rows]


def lead_remind() -> int:
    """Remind owners of open leads whose next contact is due, once for each time that was set; the number of
    reminders."""
    now = clock.now()
    rows = living(catalogue().get("lead")).system(reason="reminders of the next contact go to every owner")
    rows = rows.filter(
        status__in=STATES.sources("follow_up"),
        next_contact_at__gt=now - REMINDED_FOR,
        next_contact_at__lte=now,
    )
    due = not_yet_told(rows, NEXT_CONTACT, "lead", "next_contact_at").order_by("next_contact_at", "pk")[
        :REMINDERS_AT_ONCE
    ]
    notices = [
        Notice(NEXT_CONTACT, [owner], "lead", pk, occasion=at.isoformat(), params={"name": label})
        for pk, owner, label, at in due.values_list("pk", "owner_id", "label", "next_contact_at")
    ]
    notify_many(notices)
    return len(notices)


def lead_invalidate(ctx: Context, rows: Sequence[Lead], params: Values) -> list[Refusal | None]:
    """Mark leads as invalid and store the reason."""
    values = {"invalid_reason": params["reason"]}
    return record_change_each(ctx, "lead", [(row, values) for row in rows], step="invalidate")


def lead_reopen(ctx: Context, rows: Sequence[Lead], _params: Values) -> list[Refusal | None]:
    """Open invalid leads again, with their owner or in their pool."""
    changes = [
        (row, {"status": "pending" if row.owner_id else "unassigned", "invalid_reason": None}) for row in rows
    ]
    return record_change_each(ctx, "lead", changes, step="reopen")


def lead_qualify(ctx: Context, rows: Sequence[Lead], params: Values) -> list[Refusal | None]:
    """raw → mql → sql, or back."""
    return record_change_each(ctx, "lead", [(row, {"stage": params["stage"]}) for row in rows])
