"""What a leaver's colleagues read of his: shared reports and folders become his successor's, who goes on keeping them. What he
shared with nobody stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guike.platform.access.context import Context
from guike.platform.records.locking import lock
from guike.platform.records.writing import record_change
from guike.platform.reports.models import Report, ReportFolder

WHY = "what somebody shared goes to his successor, whoever may see it"
_KEPT: Mapping[str, type[Report] | type[ReportFolder]] = {"report": Report, "report_folder": ReportFolder}


def _shared(name: str, person: int) -> Any:
    rows = _KEPT[name].objects.system(reason=WHY).filter(owner_id=person, deleted_at=None)
    return rows.exclude(shared_with=[]).order_by("pk")


def count(person: int) -> int:
    """How many reports and folders he shares."""
    return sum(_shared(name, person).count() for name in _KEPT)


def take_over(ctx: Context, leaver: int, successor: int) -> Mapping[str, int]:
    """How many went to the successor."""
    lock({name: list(_shared(name, leaver).values_list("pk", flat=True)) for name in _KEPT})
    total = 0
    for name in _KEPT:
        rows = list(_shared(name, leaver))
        record_change(ctx, name, [(row, {"owner": successor}) for row in rows])
        total += len(rows)
    return {"reports": total}
