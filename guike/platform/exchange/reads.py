"""Counts how many records of one kind a person has read within the last hour, over all processes. Above the setting
`access.bulk_rows` reading is exporting.

A process keeps the ids that it has shown, so that a list that is read again counts once. Only every READ_STEP new ids does it
write them down and take in what other processes wrote. The count is therefore too small by at most READ_STEP for each other
process, and an ordinary list costs neither a statement nor a look at the setting.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from guike.kernel import clock
from guike.kernel.caches import own_cache
from guike.kernel.errors import TooMany
from guike.platform.access.context import Context
from guike.platform.audit.services import audit
from guike.platform.exchange.guard import LEAST_READ, bulk_rows
from guike.platform.exchange.models import ReadRecords
from guike.platform.exchange.services import reads_note
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec

#: so many new ids are read before other processes are told: ordinary lists write nothing
READ_STEP = 250
#: counts in memory, each of some thousand ids at most; the one that was not used for longest is written down first
_COUNTS = 2_000
WINDOW = timedelta(hours=1)
#: how often a refusal of the same kind is noted: somebody who tries on must not fill the audit
_NOTED = timedelta(minutes=1)
MINUTES = int(WINDOW.total_seconds()) // 60

Key = tuple[int, str]


@dataclass
class _Count:
    """What one person has read of one kind. `seen`: id → since when, the oldest first; `fresh`: not yet written down;
    `told`: since when the audit knows it; `refused`: when a refusal was noted last."""

    seen: dict[int, datetime] = field(default_factory=dict)
    fresh: list[int] = field(default_factory=list)
    told: datetime | None = None
    refused: datetime | None = None

    def forget(self, before: datetime) -> None:
        """Drop what was read before this moment."""
        while self.seen:
            oldest = next(iter(self.seen))
            if self.seen[oldest] >= before:
                break
            del self.seen[oldest]
        if self.told is not None and self.told < before:
            self.told = None

    def take(self, ids: Iterable[int], at: datetime) -> None:
        """Add what is read now."""
        for one in ids:
            self.seen[one] = at
            self.fresh.append(one)


_counts: OrderedDict[Key, _Count] = OrderedDict()
_lock = threading.Lock()


def _clear() -> None:
    with _lock:
        _counts.clear()


own_cache(
    "platform.exchange.reads.counts",
    key="a user and an object",
    stale="an hour after each id; the oldest count goes first",
    limit=_COUNTS,
    size=lambda: len(_counts),
    clear=_clear,
)


def count_reads(ctx: Context, object_name: str, records: Iterable[Mapping[str, Any]]) -> None:
    """Count these records as read by the caller. TooMany export.read_in_bulk when they are more than he may read within an
    hour; they must not be shown to him then."""
    if ctx.user_id is None:
        return
    spec, now = catalogue().get(object_name), clock.now()
    key = (ctx.user_id, spec.name)
    count = _count_of(key, now)
    if len(count.fresh) >= READ_STEP:
        _write_down(key, count, now)
    ids = [one["id"] for one in records]
    with _lock:
        new = [one for one in ids if one not in count.seen]
        total = len(count.seen) + len(new)
        if total < LEAST_READ:
            count.take(new, now)
            return
    most = bulk_rows()
    if new and total > most and not _may_read(ctx, spec, total):
        _refuse(ctx, spec, count, most, now)
    with _lock:
        is_to_tell = total > most and count.told is None
        if total <= most or ctx.actor.export_rows is not None:
            count.take(new, now)
        if is_to_tell:
            count.told = now
    if is_to_tell:
        audit(ctx.user_id, "export.read", spec.name, detail={"rows": total, "minutes": MINUTES})
        _write_down(key, count, now)


def _count_of(key: Key, now: datetime) -> _Count:
    """The count of this person and object in this process, without what is older than the window."""
    with _lock:
        count = _counts.pop(key, None) or _Count()
        _counts[key] = count
        count.forget(now - WINDOW)
        dropped = _counts.popitem(last=False) if len(_counts) > _COUNTS else None
    if dropped is not None:
        _write_down(*dropped, now)
    return count


def _may_read(ctx: Context, spec: ObjectSpec, total: int) -> bool:
    """Whether he may read so many: who may export may, as far as his roles let him export at once."""
    most = ctx.actor.export_rows
    return ctx.can(spec.parent or spec.name, "export") and (most is None or total <= most)


def _refuse(ctx: Context, spec: ObjectSpec, count: _Count, most: int, now: datetime) -> None:
    oldest = min(count.seen.values(), default=now)
    wait = max(int((oldest + WINDOW - now).total_seconds()), 60)
    if count.refused is None or count.refused < now - _NOTED:
        count.refused = now
        detail = {"rows": len(count.seen), "most": most, "minutes": MINUTES}
        audit(ctx.user_id, "export.read", spec.name, outcome="refused", detail=detail)
    refusal = TooMany("export.read_in_bulk", retry_after=wait)
    refusal.params.update(object=spec.plural.get(ctx.locale), max=most, minutes=-(-wait // 60))
    raise refusal


def _write_down(key: Key, count: _Count, now: datetime) -> None:
    """Tell the other processes, and take in what they wrote."""
    user_id, object_name = key
    with _lock:
        fresh, count.fresh = count.fresh, []
    with transaction.atomic():
        if fresh or count.told == now:
            reads_note(user_id, object_name, now, fresh, is_told=count.told is not None)
        rows = ReadRecords.objects.filter(user_id=user_id, object=object_name, at__gte=now - WINDOW)
        found = list(rows.order_by("id").values_list("at", "ids", "is_told"))
    with _lock:
        before = count.seen
        count.seen = {one: at for at, ids, _told in found for one in ids}
        count.seen |= {one: at for one, at in before.items() if one not in count.seen}
        if count.told is None:
            count.told = next((at for at, _ids, is_told in found if is_told), None)


def purge() -> None:
    """Delete what is older than the hour."""
    ReadRecords.objects.filter(at__lt=clock.now() - WINDOW).delete()
