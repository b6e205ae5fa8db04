"""After each test, every ledger of accounts is added up again: numbers without holes, balances that follow one from the
other, what the account keeps, reversals that are exact opposites. A posting that went another way fails its test.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import LedgerSpec, ObjectSpec
from guike.platform.org.queries import begin_versions

_ENTRIES = """
SELECT e.{account}, e.sequence, e.{balance},
       row_number() OVER w, sum(e.{amount}) OVER w
FROM {table} AS e WINDOW w AS (PARTITION BY e.{account} ORDER BY e.sequence, e.id) ORDER BY 1, 4
"""
_REVERSALS = """
SELECT r.{account}, r.sequence FROM {table} AS r JOIN {table} AS o ON o.id = r.reverses_id
WHERE r.{account} <> o.{account} OR r.{amount} <> -o.{amount} OR o.reverses_id IS NOT NULL OR r.sequence < o.sequence
"""
_LEVELS = """
SELECT a.id, a.{level}, COALESCE((
  SELECT e.{balance} FROM {table} AS e WHERE e.{account} = a.id ORDER BY e.sequence DESC LIMIT 1), 0)
FROM {holder} AS a
"""


def wrong_ledgers() -> list[str]:
    """What does not add up: `jar_entry of 7: no. 3 has 5 instead of 4`."""
    names = [
        name for name, spec in registry.objects.items() if spec.ledger is not None and spec.ledger.account
    ]
    if connection.needs_rollback or not names:
        return []
    begin_versions()
    objects = catalogue().objects
    known = [objects[name] for name in names if name in objects]  # a test may have a catalogue of its own
    return [
        line
        for spec in known
        if spec.ledger is not None and spec.ledger.account
        for line in _wrong(spec, spec.ledger)
    ]


def _wrong(spec: ObjectSpec, ledger: LedgerSpec) -> Iterator[str]:
    account, amount, balance = (
        str(spec.model._meta.get_field(spec.by_name[name].attname).column)
        for name in (ledger.account, ledger.amount, ledger.balance)
    )
    names = {"table": spec.model._meta.db_table, "account": account, "amount": amount, "balance": balance}
    for pk, sequence, held, number, total in _rows(_ENTRIES, names):
        if sequence != number:
            yield f"{spec.name} of {pk}: no. {sequence} instead of {number}"
        if held != total:
            yield f"{spec.name} of {pk}: no. {sequence} has {held} instead of {total}"
        if ledger.floor and held < 0:
            yield f"{spec.name} of {pk}: no. {sequence} is below zero"
    for pk, sequence in _rows(_REVERSALS, names):
        yield f"{spec.name} of {pk}: no. {sequence} does not take back what it reverses"
    if ledger.level:
        holder = catalogue().get(spec.by_name[ledger.account].target_object)
        column = holder.model._meta.get_field(holder.by_name[ledger.level].attname)
        places = {"level": str(column.column), "holder": holder.model._meta.db_table}
        for pk, kept, held in _rows(_LEVELS, names | places):
            if kept != held:
                yield f"{holder.name}.{ledger.level} of {pk}: {kept} instead of {held}"


def _rows(statement: str, names: dict[str, str]) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(**names))
        return list(cursor.fetchall())
