"""Indexes existing rows again for search when a version of Guike changes their searched text or grams."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import structlog
from django.db import connection, transaction

from guike.kernel import limits
from guike.platform.database import statements
from guike.platform.database.guard import GuardedQuerySet
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import begin_versions
from guike.platform.records.reading import table
from guike.platform.records.shapes import index_row, silent

#: raised when grams or searched text are made in another way; each table records the version of its rows
VERSION = "2"
#: smaller tables are checked for rows from seeds that are not indexed
_SMALL = 50_000
_CHUNK = int(limits.CHUNK_ROWS)
_FIRST_WORDS = 3.0  # seconds after which a first line of progress is printed
_NEXT_WORDS = 10.0  # seconds between lines of progress
_MINUTE = 60
WHY = "what is kept of every row for searching follows the version, whoever may see the row"
_TABLES = (
    "SELECT c.relname, coalesce(col_description(c.oid, a.attnum), ''), c.reltuples < $1::float8"
    " FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid"
    " WHERE a.attname = 'search_text' AND c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace"
)

log = structlog.get_logger()


@dataclass(frozen=True)
class _Table:
    """A table of records. `made`: the version by which its rows were indexed, "" if never; `at`: (object, id) up to
    which an interrupted start has indexed them again."""

    name: str
    specs: tuple[ObjectSpec, ...]
    made: str
    at: tuple[str, int]
    is_small: bool

    @property
    def is_of_now(self) -> bool:
        return self.made == VERSION

    def rows(self, spec: ObjectSpec) -> GuardedQuerySet[Any]:
        """The rows that must still be indexed, in the order of ids: all rows of a table of another version, else those
        without searched text."""
        rows = table(spec).system(reason=WHY).order_by("pk")
        if self.made in ("", VERSION):
            return rows.filter(search_text="")
        names = [one.name for one in self.specs]
        if self.at[0] not in names or names.index(spec.name) > names.index(self.at[0]):
            return rows
        return rows.filter(pk__gt=self.at[1]) if spec.name == self.at[0] else rows.none()

    def note(self, made: str) -> None:
        """Record the version of its rows with the table, in the transaction of the work."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"COMMENT ON COLUMN {connection.ops.quote_name(self.name)}.search_text IS '{made}'"
            )


class _Waiting:
    """Prints the progress when the work takes long."""

    def __init__(self, total: int) -> None:
        self._total, self._done = total, 0
        self._begun = time.monotonic()
        self._due = self._begun + _FIRST_WORDS

    def add(self, rows: int) -> None:
        """Count further finished rows."""
        self._done += rows
        now = time.monotonic()
        if now < self._due:
            return
        self._due = now + _NEXT_WORDS
        left = (now - self._begun) / self._done * max(self._total - self._done, 0)
        log.info(
            "search is made ready for this version: %s of %s rows, %s left; stopped, it goes on from here when it is"
            " started again",
            f"{self._done:,}",
            f"{self._total:,}",
            _in_words(left),
        )


def _in_words(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 2 * _MINUTE else f"{round(seconds / _MINUTE)} min"


def reindex() -> None:
    """Index all rows that were indexed by another version or never, and print the progress. Run after each migration.
    After a kill, the next call continues where it stopped."""
    begin_versions()
    due = [one for one in _tables() if one.is_small or not one.is_of_now]
    total = sum(one.rows(spec).count() for one in due if not one.is_of_now for spec in one.specs)
    waiting = _Waiting(total)
    for one in due:
        for spec in one.specs:
            done = _reindex(one, spec, waiting)
            if done and one.made:  # the seeds of a new company need no message
                log.info("search.reindexed", object=spec.name, rows=done)
        if not one.is_of_now:
            one.note(VERSION)


def _tables() -> Iterable[_Table]:
    by_table: dict[str, list[ObjectSpec]] = {}
    for spec in catalogue().objects.values():
        # Lines are found through their document, ledgers by their fields.
        if not spec.is_line and spec.ledger is None:
            by_table.setdefault(spec.model._meta.db_table, []).append(spec)
    known = {name: (noted, is_small) for name, noted, is_small in statements.rows(_TABLES, [str(_SMALL)])}
    for name, specs in by_table.items():
        noted, is_small = known.get(name, ("", True))
        made, *under_way = noted.split()[:4] or [""]
        at = ("", 0)
        if len(under_way) == 3 and under_way[0] == VERSION:
            at = (under_way[1], int(under_way[2]))
        yield _Table(name, tuple(sorted(specs, key=attrgetter("name"))), made, at, is_small)


def _reindex(one: _Table, spec: ObjectSpec, waiting: _Waiting) -> int:
    """Index the rows in chunks, each with a commit of its own; the number of rows."""
    rows, last, done = one.rows(spec), 0, 0
    while True:
        with transaction.atomic(), silent():
            found = list(rows.filter(pk__gt=last).select_for_update(no_key=True, of=("self",))[:_CHUNK])
            if not found:
                return done
            for row in found:
                index_row(spec, row)
            _write(spec, found)
            last, done = found[-1].pk, done + len(found)
            if one.made not in ("", VERSION):
                one.note(f"{one.made} {VERSION} {spec.name} {last}")
        waiting.add(len(found))


def _write(spec: ObjectSpec, rows: list[Any]) -> None:
    """Write the rows by one UPDATE from lists of columns, which takes a tenth of the time of a CASE for each column."""
    name = connection.ops.quote_name(spec.model._meta.db_table)
    columns = [
        [getattr(row, column) for row in rows] for column in ("pk", "label", "label_sort", "search_text")
    ]
    grams = [_array(row.search_grams) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {name} AS r SET label = d.label, label_sort = d.label_sort, search_text = d.text,"  # noqa: S608
            " search_grams = d.grams::text[] FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])"
            " AS d(id, label, label_sort, text, grams) WHERE r.id = d.id",
            [*columns, grams],
        )


def _array(texts: list[str]) -> str:
    """A text array as text, because arrays of different lengths cannot be sent as one array."""
    quoted = (one.replace("\\", "\\\\").replace('"', '\\"') for one in texts)
    return "{" + ",".join(f'"{one}"' for one in quoted) + "}"
