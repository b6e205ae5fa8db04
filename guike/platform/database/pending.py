"""The pending list of a GIN index, in which new entries wait until many are merged at once.

A writer that makes the list too long must merge it before he goes on. Merging is a fifth of the database's work for an
import. So an import lets the list grow, and another connection on another core merges it. Searches read the whole list,
so it must not become longer than usual.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models

from guike.platform.database import statements

#: kilobytes above which a writer still merges the list himself; PostgreSQL's default is 4,096
_MOST = 16_384


def let_wait() -> None:
    """Leave merging to `merge` until this transaction ends."""
    statements.rows("SELECT set_config('gin_pending_list_limit', $1, true)", [_MOST])


def merge(model: type[models.Model]) -> None:
    """Merge the pending entries of a table's indexes, committed or not. Returns at once when another connection is
    merging."""
    names = [connection.ops.quote_name(i.name) for i in model._meta.indexes if isinstance(i, GinIndex)]
    for name in names:
        statements.rows("SELECT gin_clean_pending_list($1::regclass)", [name])
