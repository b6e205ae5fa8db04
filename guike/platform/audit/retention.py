"""The only way to remove something from a ledger. Each use leaves an audit row, without which the database refuses it
(`database.ledger_triggers`). A golden list has the callers of these functions and their reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Q

from guike.platform.audit.services import AuditLine, audit_many
from guike.platform.database.guard import GuardedQuerySet
from guike.platform.database.ledger import AppendOnly
from guike.platform.database.ledger_triggers import BLANKED, CLEARED, drop, months_before, opened
from guike.platform.database.upkeep import empty_tables

DROPPED = "ledger.dropped"
WHY = "what is to be forgotten goes, whoever may see it"


def blank(
    actor_id: int | None,
    ledger: type[AppendOnly],
    about: Mapping[str, Sequence[object]],
    *,
    because: str,
    only: Mapping[str, Sequence[object]] | None = None,
) -> int:
    """Blank the declared values of the rows that tell of this; how many rows. `about`: {column: values} for every column
    that the ledger declares; `only` narrows it further. ValueError for a ledger that never changes, or for other columns."""
    keeping = ledger.keeping
    if keeping is None or set(about) != set(keeping.about):
        raise ValueError(f"{ledger.__name__} cannot be blanked by {sorted(about)}")
    of = {**(only or {}), **about}
    detail = {"because": because, "about": {name: list(values) for name, values in of.items()}}
    with transaction.atomic(), _opened(actor_id, BLANKED, ledger._meta.db_table, detail):
        rows = ledger._default_manager.filter(**{f"{name}__in": values for name, values in of.items()})
        granted = rows.system(reason=WHY) if isinstance(rows, GuardedQuerySet) else rows
        return granted.update(**{name: _nothing(ledger, name) for name in keeping.values})


def blank_before(
    actor_id: int | None, ledger: type[AppendOnly], at: str, before: datetime, most: int, *, because: str
) -> int:
    """Blank the declared values of rows that are older than this, `most` of them, the oldest first; how many. `at`: the column with
    the row's instant. ValueError for a ledger that never changes."""
    if ledger.keeping is None:
        raise ValueError(f"{ledger.__name__} is never blanked")
    held = Q()
    for name in ledger.keeping.values:
        held |= ~Q(**{name: _nothing(ledger, name)})
    rows = ledger._default_manager.all()
    granted = rows.system(reason=WHY) if isinstance(rows, GuardedQuerySet) else rows
    old = granted.filter(held, **{f"{at}__lt": before}).order_by("pk")
    ids = list(old.values_list("pk", flat=True)[:most])
    if not ids:
        return 0
    detail = {"because": because, "before": before.isoformat(), "rows": len(ids)}
    with transaction.atomic(), _opened(actor_id, BLANKED, ledger._meta.db_table, detail):
        return granted.filter(pk__in=ids).update(
            **{name: _nothing(ledger, name) for name in ledger.keeping.values}
        )


def _nothing(ledger: type[AppendOnly], name: str) -> str | None:
    item = ledger._meta.get_field(name)
    assert isinstance(item, models.Field)
    return None if item.null else ""


def drop_months(actor_id: int | None, ledger: type[AppendOnly], before: date, *, because: str) -> list[str]:
    """Drop the partitions of whole months that ended before this day; their names. ValueError for a ledger that is not
    kept by months."""
    if ledger.keeping is None or not ledger.keeping.by_month:
        raise ValueError(f"{ledger.__name__} is not kept by months")
    with transaction.atomic():
        names = months_before(ledger, before)
        if names:
            _note(actor_id, DROPPED, ledger._meta.db_table, {"because": because, "months": names})
            drop(names)
    return names


def clear_demo(
    actor_id: int | None, tables: Iterable[str], detail: Mapping[str, object], *, because: str
) -> None:
    """Empty tables, ledgers among them, of a demo company; the database refuses it for any other. `detail`: what the
    audit row says of it besides."""
    with transaction.atomic(), _opened(actor_id, CLEARED, "", {**detail, "because": because}):
        empty_tables(tables)


def _opened(
    actor_id: int | None, what: str, table: str, detail: Mapping[str, object]
) -> AbstractContextManager[None]:
    return opened(lambda current: _note(actor_id, what, table, {**detail, "transaction": current}))


def _note(actor_id: int | None, what: str, table: str, detail: Mapping[str, object]) -> int:
    (entry,) = audit_many(actor_id, [AuditLine(what, table, detail=detail)])
    return int(entry.pk)
