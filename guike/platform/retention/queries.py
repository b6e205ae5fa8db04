"""What is kept, for how long, how much of it there is and since when."""

from __future__ import annotations

from typing import Any

from guike.platform.audit.queries import audit_entries
from guike.platform.retention.registry import Kept, all_kept
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import spec_of

#: rows are counted up to here
COUNTED = 100_000
#: so many lines of the audit are looked through for what went last
_LINES = 200


def overview(locale: str) -> list[dict[str, Any]]:
    """The items of GET /retention."""
    last: dict[str, Any] = {}
    for line in audit_entries(action="retention.removed", limit=_LINES):
        kind = str(line.detail.get("kind", ""))
        told = last.setdefault(kind, {"at": line.created_at, "rows": 0})
        if line.created_at.date() == told["at"].date():
            told["rows"] += int(line.detail.get("rows", 0))
    with settings.snapshot():
        return [_item(kept, locale, last.get(kept.name)) for kept in all_kept()]


def _item(kept: Kept, locale: str, last: dict[str, Any] | None) -> dict[str, Any]:
    rows = kept.rows()
    count = rows[: COUNTED + 1].count()
    oldest = rows.order_by("pk").values_list(kept.at, flat=True)[:1]
    section = spec_of(kept.key).section.name if kept.key else None
    return {
        "name": kept.name,
        "label": kept.label.get(locale),
        "holds": kept.holds.get(locale),
        "setting": kept.key or None,
        "section": section,
        "period": int(settings.get(kept.key)) if kept.key else None,
        "unit": kept.unit,
        "fixed": kept.fixed.get(locale) if kept.fixed else None,
        "rows": min(count, COUNTED),
        "is_more": count > COUNTED,
        "oldest_at": next(iter(oldest), None),
        "removed_rows": last["rows"] if last else None,
        "removed_at": last["at"] if last else None,
    }
