"""Ledgers: tables whose rows are only ever added, such as the audit, the stage history and the movements of an account.

There are two classes. What people rely on (money, stock, decisions, audit) never changes. What tells of behaviour (field
history, positions) loses values in one way alone: through `audit.retention`, which says so in the audit. The database
holds both with triggers (`ledger_triggers`), whoever sends the statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from django.apps import apps
from django.db import models

from guike.platform.database.copying import insert_rows
from guike.platform.database.guard import GuardedQuerySet

WHY = "rows of a ledger are added by what happened, whoever may see them"


@dataclass(frozen=True)
class Keeping:
    """What retention may take from a ledger of behaviour. `about`: the columns that say whom or what a row tells of;
    `values`: those that are blanked when that is to be forgotten; `by_month`: the table has a partition for each month,
    and old ones may go as a whole."""

    about: tuple[str, ...]
    values: tuple[str, ...]
    by_month: bool = False


class AppendOnly(models.Model):
    """A table whose rows are only ever added. `keeping`: of a ledger of behaviour; None: nothing is ever taken away."""

    keeping: ClassVar[Keeping | None] = None

    class Meta:
        abstract = True


M = TypeVar("M", bound=AppendOnly)


def ledgers() -> Iterator[type[AppendOnly]]:
    """Every ledger, by name of its table."""
    found = [model for model in apps.get_models() if issubclass(model, AppendOnly)]
    yield from sorted(found, key=lambda model: model._meta.db_table)


def append(rows: Iterable[M]) -> list[M]:
    """Add rows of one ledger; answers them with their ids. TypeError for any other table: records are written by the
    write path alone. Entries of accounts are made by `records.writing.posting`, which keeps their order and balance."""
    found = list(rows)
    if found and not isinstance(found[0], AppendOnly):
        raise TypeError(f"{type(found[0]).__name__} is no ledger; the write path makes its rows")
    if found:
        table = type(found[0])._default_manager.all()
        insert_rows(table.system(reason=WHY) if isinstance(table, GuardedQuerySet) else table, found)
    return found
