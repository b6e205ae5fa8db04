"""The list in which new entries of a GIN index wait until many are merged at once.

Whoever makes it too long merges it before he goes on. A long list of writes lets it grow further meanwhile and has it
merged beside, by another connection on another core: a fifth of what the database does for an import. Searches read
the whole list, so it is kept as short as it would be otherwise.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models

from guike.platform.database import statements

#: kilobytes at which a writer merges the list himself all the same; PostgreSQL's usual measure is 4,096
_MOST = 16_384


def let_wait() -> None:
    """To the end of this transaction, leave merging to `merge`."""
    statements.rows("SELECT set_config('gin_pending_list_limit', $1, true)", [_MOST])


def merge(model: type[models.Model]) -> None:
    """Merge what waits in the indexes of a table, committed or not; at once when somebody else is at it."""
    names = [connection.ops.quote_name(i.name) for i in model._meta.indexes if isinstance(i, GinIndex)]
    for name in names:
        statements.rows("SELECT gin_clean_pending_list($1::regclass)", [name])
