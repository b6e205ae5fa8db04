"""Snapshots: figures that a job keeps at the end of each week or month, as packages declare them.

What changes without a trace, such as the pipeline or open receivables, cannot be counted for a past day afterwards. A
snapshot counts it by a report when the period ends, and keeps one row for each group in a ledger: an object like any other,
which lists, reports and exports read with its own rights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from guike.platform.metadata.reports import Objects, Relations, problems_of


@dataclass(frozen=True)
class SnapshotSpec:
    """`into`: the ledger that keeps the rows; `on`: its date field for the last day of the period. `spec`: of a report with groups
    and measures, each of which is named like the field of `into` that keeps it."""

    code: str
    into: str
    every: Literal["week", "month"]
    spec: Mapping[str, Any]
    on: str = "taken_on"

    @property
    def names(self) -> tuple[str, ...]:
        """The fields of `into` that the report fills."""
        parts = [*(self.spec.get("groups") or ()), *(self.spec.get("measures") or ())]
        return tuple(one if isinstance(one, str) else str(one.get("as") or one.get("field")) for one in parts)


def check_snapshots(objects: Objects, relations: Relations, snapshots: Mapping[str, SnapshotSpec]) -> None:
    """ValueError for objects, paths and fields that do not exist."""
    wrong = [
        f"{one.code}: {problem}"
        for one in snapshots.values()
        for problem in _problems(objects, relations, one)
    ]
    if wrong:
        raise ValueError("declared snapshots do not fit the objects:\n" + "\n".join(wrong))


def _problems(objects: Objects, relations: Relations, one: SnapshotSpec) -> Iterator[str]:
    yield from problems_of(objects, relations, one.spec)
    into = objects.get(one.into)
    if into is None or into.ledger is None or into.ledger.account:
        yield f"is kept in {one.into!r}, which is no ledger without accounts"
        return
    yield from (f"fills {name!r}, which {one.into} lacks" for name in one.names if name not in into.by_name)
    if one.on not in into.by_name or into.by_name[one.on].type != "date":
        yield f"is dated by {one.on!r}, which is no date of {one.into}"
