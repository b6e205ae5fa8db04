"""Messages to people outside as entries of the timeline of their record. An entry says what was sent to whom and what became of it,
never its text: that has amounts which not everybody who sees the record may read."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import Q

from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.messaging.models import CustomerMessage
from guike.platform.messaging.registry import message_kind_named
from guike.platform.messaging.sending import CHANNEL_LABELS
from guike.platform.messaging.services import messages
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import labels
from guike.platform.timeline.registry import Entry, Subjects, timeline_source

_TITLES = {
    CustomerMessage.QUEUED: Text("通知客户（{channel}，{name}）：{kind}，等待发送", "To the customer by {channel}, {name}: {kind}; waits"),
    CustomerMessage.SENT: Text("已通知客户（{channel}，{name}）：{kind}", "To the customer by {channel}, {name}: {kind}; sent"),
    CustomerMessage.FAILED: Text("通知客户失败（{channel}，{name}）：{kind}", "To the customer by {channel}, {name}: {kind}; failed"),
    CustomerMessage.SUPPRESSED: Text("没有通知客户（{channel}，{name}）：{kind}", "To the customer by {channel}, {name}: {kind}; not sent"),
}  # fmt: skip


def message_entries(ctx: Context, subjects: Subjects, before: datetime | None, limit: int) -> list[Entry]:
    """What was sent about these records, and what was not, with the reason."""
    condition = Q()
    for object_name, record_id in subjects:
        condition |= Q(object=object_name, record_id=record_id)
    if not subjects:
        return []
    rows = messages().filter(condition)
    if before is not None:
        rows = rows.filter(created_at__lte=before)
    found = list(rows.order_by("-created_at", "-id")[:limit])
    names = _names(ctx, found)
    return [_entry(ctx, row, names.get(_key(row), "—")) for row in found]


def _names(ctx: Context, rows: list[CustomerMessage]) -> dict[tuple[str, int], str]:
    """Who was written to, as far as the caller sees him."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        wanted[_key(row)[0]].add(row.receiver_id)
    return {
        (name, pk): label
        for name, ids in wanted.items()
        if name in catalogue().objects and ctx.can(name, "view")
        for pk, label in labels(ctx, name, sorted(ids)).items()
    }


def _key(row: CustomerMessage) -> tuple[str, int]:
    return str((row.receiver or {}).get("object")), row.receiver_id


def _entry(ctx: Context, row: CustomerMessage, name: str) -> Entry:
    kind = message_kind_named(row.kind)
    title = _TITLES[row.status].format(
        ctx.locale,
        channel=CHANNEL_LABELS[row.channel].get(ctx.locale),
        name=name,
        kind=kind.label.get(ctx.locale) if kind else row.kind,
    )
    reason = (row.reason or {}).get(ctx.locale) or (row.reason or {}).get("zh-CN", "")
    return Entry(
        row.created_at,
        "message",
        f"5-{row.pk:020d}",
        None,
        title,
        reason,
        row.object,
        row.record_id,
        is_problem=row.status == CustomerMessage.FAILED,
    )


def declare() -> None:
    """Register the source."""
    timeline_source("messages", message_entries)
