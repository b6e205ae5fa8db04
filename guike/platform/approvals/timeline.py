"""Decisions as entries in the timelines of their records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.approvals.flows import may_run
from guike.platform.approvals.models import ApprovalRequest, ApprovalTask
from guike.platform.approvals.store import requests, tasks
from guike.platform.org.queries import directory
from guike.platform.timeline.registry import Entry, timeline_source

_SUBMITTED = Text("提交了审批", "Submitted it for approval")
_DECIDED = {
    "approved": Text("审批同意 · {step}", "Approved · {step}"),
    "rejected": Text("审批驳回 · {step}", "Rejected · {step}"),
}
_ENDED = {
    "withdrawn": Text("撤回了审批", "Withdrew the approval"),
    "cancelled": Text("审批已取消", "The approval was cancelled"),
}


def entries(
    ctx: Context, subjects: Sequence[tuple[str, int]], before: datetime | None, limit: int
) -> list[Entry]:
    """Submissions, decisions and withdrawals of these records, whose reader sees them."""
    known = [(name, pk) for name, pk in subjects if may_run(name)]
    if not known:
        return []
    about = Q()
    for name, pk in known:
        about |= Q(object=name, record_id=pk)
    asked = requests().filter(about)
    decided = tasks().filter(about, decided_at__isnull=False)
    if before is not None:
        decided = decided.filter(decided_at__lte=before)
    found = [_decision(ctx, row) for row in decided.order_by("-decided_at", "-pk")[:limit]]
    for row in asked.order_by("-pk")[:limit]:
        found += [one for one in _request(ctx, row) if before is None or one.at <= before]
    return sorted(found, key=lambda one: (one.at, one.key), reverse=True)[:limit]


def _decision(ctx: Context, row: ApprovalTask) -> Entry:
    assert row.decided_at is not None
    title = _DECIDED[row.status].format(ctx.locale, step=row.name)
    instead = directory().person_name(row.acting_for_id)
    if instead:
        title += f"（代 {instead}）" if ctx.locale != "en" else f" (for {instead})"
    key = f"6-{row.pk:020d}"
    return Entry(
        row.decided_at, "approval", key, row.approver_id, title, row.comment, row.object, row.record_id,
        row.status == "rejected",
    )  # fmt: skip


def _request(ctx: Context, row: ApprovalRequest) -> list[Entry]:
    place = (row.object, row.record_id)
    key = f"5-{row.pk:020d}"
    found = [
        Entry(
            row.started_at, "approval", key, row.applicant_id, _SUBMITTED.get(ctx.locale), row.number, *place
        )
    ]
    if row.status in _ENDED and row.closed_at is not None:
        who = row.applicant_id if row.status == "withdrawn" else None
        found.append(
            Entry(row.closed_at, "approval", f"{key}e", who, _ENDED[row.status].get(ctx.locale), "", *place)
        )
    return found


def declare() -> None:
    """Register the source."""
    timeline_source("approvals", entries)
