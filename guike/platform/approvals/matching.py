"""Which definition a record follows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from guike.platform.access.context import Context
from guike.platform.approvals.conditions import Judge
from guike.platform.approvals.flows import Published, in_force, may_run
from guike.platform.approvals.registry import approval_of
from guike.platform.approvals.rules import WHOLE
from guike.platform.approvals.store import requests
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec


def definition_for(
    spec: ObjectSpec, row: Any, triggers: Collection[str], *, action: str = "", fields: Iterable[str] = ()
) -> Published | None:
    """The first definition, in their order, that begins so and whose condition holds for the row."""
    changed = frozenset(fields)
    judge: Judge | None = None
    for one in in_force(spec.name):
        if one.trigger not in triggers or (one.trigger == "action" and one.content["action"] != action):
            continue
        if one.trigger == "change" and not changed & one.names("fields"):
            continue
        judge = judge or Judge(spec, row)
        if judge.holds(one.content["filter"]):
            return one
    return None


def must_be_decided(spec: ObjectSpec, row: Any) -> bool:
    """Whether the record itself says that it does not take effect without somebody's decision."""
    declared = approval_of(spec.name)
    return declared is not None and any(getattr(row, name) for name in declared.demands)


def begins(object_name: str, triggers: Collection[str]) -> bool:
    """Whether any definition of the object begins so; quick for those that have none."""
    return any(one.trigger in triggers for one in in_force(object_name))


def approvals_wanted(ctx: Context, object_name: str, rows: Sequence[Any]) -> set[int]:
    """The ids of those rows that need an approval to be submitted: a definition holds for them, or they were returned to
    their applicant and go on."""
    del ctx  # whether somebody has to approve depends on the record alone
    spec = catalogue().get(object_name)
    found = {row.pk for row in rows if definition_for(spec, row, WHOLE) is not None}
    return found | set(returned(object_name, [row.pk for row in rows]))


def returned(object_name: str, ids: Sequence[int]) -> Mapping[int, int]:
    """Record → its request, of those that wait for their applicant."""
    if not may_run(object_name):
        return {}
    rows = requests().filter(object=object_name, record_id__in=list(ids), status="pending", is_returned=True)
    return dict(rows.values_list("record_id", "pk"))


def decided_about(object_name: str, ids: Sequence[int]) -> set[int]:
    """Those of the records about which people decide now, or that were returned to their applicant."""
    rows = requests().filter(object=object_name, record_id__in=list(ids), status="pending")
    return set(rows.values_list("record_id", flat=True))
