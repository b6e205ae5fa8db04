"""What happened to the records of an object in the last days, told again from their history: each creation and each
change with the record as it stood then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from guike.kernel.limits import AUTOMATION_TRIED
from guike.platform.access.context import Context
from guike.platform.metadata.spec import NUMBERS, FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES
from guike.platform.records.models import History
from guike.platform.records.reading import visible
from guike.platform.records.shapes import get_value, set_value

_GONE = "deleted_at"


@dataclass(frozen=True)
class PastChange:
    """A change as the write path would have told it. `row`: the record after it; `old`: typed values before it."""

    spec: ObjectSpec
    row: Any
    is_new: bool
    old: Mapping[str, Any]
    at: datetime
    by: int | None

    def get(self, name: str, /) -> Any:
        """The value after it."""
        return get_value(self.spec.by_name[name], self.row)

    def before(self, name: str, /) -> Any:
        """The value before it."""
        return self.old[name] if name in self.old else self.get(name)

    def former(self) -> Any:
        """The record before it."""
        row = _copied(self.row)
        for name, value in self.old.items():
            set_value(self.spec.by_name[name], row, value)
        return row

    def touches_lines(self, _name: str, /) -> bool:
        """Lines have histories of their own, which are not told again."""
        return False


def _copied(row: Any) -> Any:
    found = copy(row)
    found.custom = dict(getattr(row, "custom", None) or {})
    return found


def retold(ctx: Context, spec: ObjectSpec, since: datetime, besides: str) -> tuple[list[PastChange], bool]:
    """The changes since then of records that the caller sees, oldest first, and whether there were more than are looked
    through. `besides`: the cause of changes that are left out, the rule's own."""
    most = int(AUTOMATION_TRIED)
    rows = list(
        History.objects.filter(object=spec.name, at__gte=since)
        .exclude(why=besides)
        .order_by("-at", "-id")[: most + 1]
    )
    fresh = visible(ctx, spec).filter(created_at__gte=since).order_by("-id").values_list("pk", flat=True)
    created = list(fresh[: most + 1])
    by_record: dict[int, list[History]] = defaultdict(list)
    for row in rows[:most]:
        by_record[row.record_id].append(row)
    ids = {*by_record, *created[:most]}
    found: list[PastChange] = []
    for record in visible(ctx, spec).filter(pk__in=ids).order_by("pk"):
        found += _of_record(spec, record, by_record.get(record.pk, ()), since)
    found.sort(key=lambda change: (change.at, change.row.pk))
    return found, len(rows) > most or len(created) > most


def _of_record(
    spec: ObjectSpec, record: Any, rows: Sequence[History], since: datetime
) -> Iterator[PastChange]:
    """Backwards from the record as it stands now."""
    standing = record
    for at, by, old in _writes(spec, rows):
        yield PastChange(spec, standing, False, old, at, by)
        standing = _copied(standing)
        for name, value in old.items():
            set_value(spec.by_name[name], standing, value)
    if record.created_at >= since:
        yield PastChange(spec, standing, True, {}, record.created_at, record.created_by_id)


def _writes(
    spec: ObjectSpec, rows: Sequence[History]
) -> Iterator[tuple[datetime, int | None, dict[str, Any]]]:
    """(when, by whom, typed values before) of each write, newest first."""
    grouped: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        item = spec.by_name.get(row.field)
        if item is None or not item.stored or row.field == _GONE:
            continue
        place = (row.at, row.user_id, row.version)
        grouped.setdefault(place, {})[row.field] = typed(item, row.old)
    for (at, by, _version), old in grouped.items():
        yield at, by, old


def typed(item: FieldSpec, stored: Any) -> Any:
    """A value of the history as records hold it."""
    if stored in (None, "", []):
        return None
    if item.custom:
        return TYPES[item.value_type].load(stored)
    if item.value_type in NUMBERS and item.value_type != "integer":
        return Decimal(str(stored))
    if item.value_type == "date":
        return date.fromisoformat(stored)
    return datetime.fromisoformat(stored) if item.value_type == "instant" else stored
