"""Wakes runs that wait, and ends those that wait for nothing any more.

Rows that a worker has in hand are passed over, so nobody waits for it; it looks at them itself before it goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guike.kernel import clock
from guike.platform.automation.models import AutomationRun
from guike.platform.database import statements

# Rows are met where they lie, in no order, since nobody is waited for: by id, ten thousand took nearly twice as long. One that
# changes at this very moment is passed over like one in hand; whoever takes it up sees that its rule was stopped.
_END_OF_RULES = """
UPDATE automation_run r SET status = 'cancelled', error = $2, due_at = NULL, token = '', awaits = NULL,
  finished_at = $3::timestamptz FROM (
  SELECT ctid FROM automation_run WHERE rule_id = ANY($1::bigint[]) AND (
    status IN ('queued', 'waiting', 'throttled') OR status = 'running' AND due_at <= $3::timestamptz)
  FOR NO KEY UPDATE SKIP LOCKED) f WHERE r.ctid = f.ctid
"""
WHY = "runs follow their records and their rules, whoever changes those"


def _free(**conditions: Any) -> list[int]:
    """The ids of runs that nobody has in hand; they are ours to the end of the transaction."""
    rows = AutomationRun.objects.system(reason=WHY).filter(**conditions).order_by("id")
    locked = rows.select_for_update(no_key=True, skip_locked=True, of=("self",))
    return list(locked.values_list("id", flat=True))


def _update(ids: list[int], **values: Any) -> None:
    if ids:
        AutomationRun.objects.system(reason=WHY).filter(id__in=ids).update(**values)


def wake(object_name: str, record_ids: Sequence[int], kind: str) -> None:
    """Let a worker look at runs on these records that wait for something of this kind (`field`, or what a package that
    offers a step waits for)."""
    ids = _free(object=object_name, record_id__in=list(record_ids), status="waiting", awaits__kind=kind)
    _update(ids, due_at=clock.now())


def end_waiting(object_name: str, record_ids: Sequence[int]) -> None:
    """End the runs that wait on records which are deleted."""
    _end(_free(object=object_name, record_id__in=list(record_ids), status="waiting"), "record_deleted")


def end_of_rules(rule_ids: Sequence[int], reason: str) -> None:
    """End everything that is queued, held back or waits of these rules, and what a dead worker left: one statement, however
    much it is."""
    rules = "{" + ",".join(str(int(one)) for one in rule_ids) + "}"
    statements.rows(_END_OF_RULES, [rules, reason, clock.now().isoformat()])


def _end(ids: list[int], reason: str) -> None:
    now = clock.now()
    _update(ids, status="cancelled", error=reason, due_at=None, token="", awaits=None, finished_at=now)


def hold_back(rule_id: int) -> None:
    """Mark everything that is queued of a rule as held back."""
    _update(_free(rule=rule_id, status="queued"), status="throttled", due_at=None)
