"""Orders that a company of some years has: copies of one that the product made, so that every column and index holds what it would."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import GeneratedField, Model

from bench import server
from bench.caller import sign_in
from bench.copying import bare_tables, next_ids
from bench.writing import order_of_lines
from guike.domains.accounts.models import Account
from guike.domains.orders.models import SalesOrder, SalesOrderLine

#: the number of the first order that is copied; those of `bench.reports` stand below
FIRST = 100_000_000
#: lines of each
LINES = 3
#: a little over two years, one order after the other
_EVERY = "interval '70 seconds'"


def keep_orders(count: int) -> None:
    """Let so many orders stand, with three lines each, once: what is there already stays."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sales_order WHERE id >= %s AND id < %s", [FIRST, FIRST + count])
        if cursor.fetchone()[0] == count:
            return
    server.say(f"storing {count:,} orders of {LINES} lines; this is done once")
    made = order_of_lines(sign_in("own5000"))["id"]
    accounts = Account.objects.system(reason="the orders of the bench are spread over its accounts").count()
    order = {
        "number": "'BO' || n",
        "account_id": f"(SELECT min(id) FROM account) + n %% {accounts}",  # noqa: S608
        "created_at": f"now() - ({count} - n) * {_EVERY}",
        "updated_at": f"now() - ({count} - n) * {_EVERY}",
        "label": "'BO' || n",
        "label_sort": "'bo' || n",
        "status": "'completed'",
    }
    line = {"order_id": f"{FIRST} + n / {LINES}"}
    with bare_tables(SalesOrder, SalesOrderLine):
        _copies(SalesOrder, f"id = {made}", count, order)
        first = f"(SELECT min(id) FROM sales_order_line WHERE order_id = {made})"  # noqa: S608
        _copies(SalesOrderLine, f"id = {first}", count * LINES, line)
        next_ids(SalesOrder, SalesOrderLine)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE, FREEZE) sales_order, sales_order_line")


def _copies(model: type[Model], which: str, count: int, columns: dict[str, str]) -> None:
    """Copies of one row, numbered from FIRST on: these columns by an expression over n, the others as they stand. Nothing is said of
    them in the history, as of whatever the bench fills in."""
    own: list[Any] = [f for f in model._meta.concrete_fields if not isinstance(f, GeneratedField)]
    names = [f.column for f in own]
    taken = [f"{FIRST} + n" if f.primary_key else columns.get(f.column, f'made."{f.column}"') for f in own]
    table, listed = model._meta.db_table, ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            f"INSERT INTO {table} ({listed}) SELECT {', '.join(taken)}"  # noqa: S608
            f" FROM (SELECT * FROM {table} WHERE {which}) made, generate_series(0, %s) AS n",
            [count - 1],
        )
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
