"""Told of every write in its transaction: writes a run for every rule that the write fires.

What is decided here is decided in memory, from the drafts, so a write that fires nothing sends no statement. The runs
are committed with the write or not at all, so each is there exactly once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from guike.kernel import clock
from guike.kernel.limits import CHUNK_ROWS
from guike.platform.access.context import Context
from guike.platform.audit import origin
from guike.platform.automation import compiled
from guike.platform.automation.definition import Definition
from guike.platform.automation.matching import Watcher
from guike.platform.automation.models import AutomationRun
from guike.platform.automation.settings import ENABLED
from guike.platform.automation.waking import end_waiting, wake
from guike.platform.database.copying import insert_rows
from guike.platform.filters.memory import scoped_loader
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.settings import queries as settings
from guike.platform.states.engine import Change

WHY = "runs are written by the rules themselves"
#: the runs of a person or a job stand at depth one
FIRST = 1


@dataclass(frozen=True)
class Causes:
    """Which runs are writing: `of_records`: (object, id) → run; `in_order`: of new records, by their place in the write."""

    of_records: dict[tuple[str, int], int] = field(default_factory=dict)
    in_order: tuple[int, ...] = ()

    def of(self, object_name: str, change: Any) -> int | None:
        """The run whose step makes this change; None when it cannot be told."""
        if not change.is_new:
            return self.of_records.get((object_name, change.row.pk))
        return self.in_order[change.index] if change.index < len(self.in_order) else None


_causes: ContextVar[Causes | None] = ContextVar("guike_automation_causes", default=None)


@contextmanager
def caused_by(causes: Causes) -> Iterator[None]:
    """Every run that comes of the writes inside names the run that caused it."""
    token = _causes.set(causes)
    try:
        yield
    finally:
        _causes.reset(token)


@dataclass(frozen=True)
class Fired:
    """A rule and the record on which it acts. `cause`: what of the record changed, and who changed it."""

    does: Definition
    record_id: int | None
    once_key: str
    cause: dict[str, Any]
    caused_by: int | None = None


def watch(ctx: Context, spec: ObjectSpec, moment: str, changes: Sequence[Change]) -> None:
    """The observer of all writes."""
    rules = compiled.rules_of(spec.name)
    if rules is compiled.NONE:
        return
    if moment == "deleted":
        if rules.waits:
            end_waiting(spec.name, [change.row.pk for change in changes])
        return
    if moment == "restored":
        return
    if moment == "changed" and rules.waits:
        wake(spec.name, [change.row.pk for change in changes], "field")
    watchers = rules.created if moment == "created" else rules.changed
    fired = list(_fired(ctx, spec, moment, watchers, changes)) if watchers else []
    if fired and settings.get(ENABLED):
        put_runs(fired)


def _fired(
    ctx: Context, spec: ObjectSpec, moment: str, watchers: Iterable[Watcher], changes: Sequence[Any]
) -> Iterator[Fired]:
    for watcher in watchers:
        load = scoped_loader(watcher.ctx)
        is_on_date = watcher.does.trigger == "date_reached"
        for change in changes:
            if is_on_date:
                due = watcher.comes_due(change)
                if due is not None and watcher.holds(change.row, change.old, load):
                    cause = _cause(ctx, spec, moment, change)
                    yield Fired(watcher.does, change.row.pk, date_key(due), cause)
            elif watcher.fires(change, load):
                key = "record" if watcher.does.once == "per_record" else ""
                caused = _causes.get()
                run = caused.of(spec.name, change) if caused else None
                yield Fired(watcher.does, change.row.pk, key, _cause(ctx, spec, moment, change), run)


def date_key(due: datetime) -> str:
    """What a rule on a date does not do twice for a record: this date."""
    return f"due {due.isoformat(timespec='minutes')}"


def _cause(ctx: Context, spec: ObjectSpec, moment: str, change: Any) -> dict[str, Any]:
    """{"moment", "by", "source", "changes": {field: [old, new]}}; of a new record no values, they are all new."""
    changes = {}
    if not change.is_new:
        changes = {
            name: [old, change.get(name)]
            for name, old in change.old.items()
            if not spec.by_name[name].write_only
        }
    return {"moment": moment, "by": ctx.user_id, "source": origin.current().source, "changes": changes}


def put_runs(fired: Sequence[Fired], *, depth: int | None = None, **columns: Any) -> None:
    """Write a queued run for each; what a rule already did for a record, if it does it once, is left out. `columns`: for
    all of them."""
    source = origin.current()
    event = uuid4().hex
    now = clock.now()
    rows = [
        AutomationRun(
            rule_id=one.does.rule_id,
            revision=one.does.revision,
            object=one.does.object,
            record_id=one.record_id,
            run_as_id=one.does.run_as,
            event=event,
            operation=source.operation or event,
            once_key=one.once_key,
            cause=one.cause,
            depth=source.depth + FIRST if depth is None else depth,
            due_at=now,
            caused_by=one.caused_by,
            label=one.does.name,
            created_at=now,
            updated_at=now,
            created_by_id=source.actor_id,
            **columns,
        )
        for one in fired
    ]
    runs = AutomationRun.objects.system(reason=WHY)
    if any(one.once_key for one in fired):
        runs.bulk_create(rows, batch_size=int(CHUNK_ROWS), ignore_conflicts=True)
    else:
        insert_rows(runs, rows)
