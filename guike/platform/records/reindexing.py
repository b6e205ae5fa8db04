"""Standing rows found as this version finds them: when what is kept for searching changes, it is made anew."""

from __future__ import annotations

import structlog
from django.db import connection, transaction

from guike.kernel import limits
from guike.platform.database import statements
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import begin_versions
from guike.platform.records.history import silent
from guike.platform.records.labels import index_row
from guike.platform.records.rows import table

#: raised when grams or searched text of a row are made in another way; each table says by which it was made
VERSION = "2"
#: of smaller tables it is looked whether seeds put in rows without them
_SMALL = 50_000
_CHUNK = int(limits.CHUNK_ROWS)
WHY = "what is kept of every row for searching follows the version, whoever may see the row"
_TABLES = (
    "SELECT c.relname, coalesce(col_description(c.oid, a.attnum), ''), c.reltuples < $1::float8"
    " FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid"
    " WHERE a.attname = 'search_text' AND c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace"
)

log = structlog.get_logger()


def reindex() -> None:
    """After each migration: rows that were indexed in another way, or never, are indexed again. Killed, it goes on where
    it was when it is called again."""
    begin_versions()
    known = {name: (made, is_small) for name, made, is_small in statements.rows(_TABLES, [str(_SMALL)])}
    by_table: dict[str, list[ObjectSpec]] = {}
    for spec in catalogue().objects.values():
        if not spec.is_line:  # lines are found by their document
            by_table.setdefault(spec.model._meta.db_table, []).append(spec)
    for name, specs in by_table.items():
        made, is_small = known.get(name, ("", True))
        if made == VERSION and not is_small:
            continue
        for spec in specs:
            done = _reindex(spec, everything=made not in ("", VERSION))
            if done and made:  # a new company's seeds are no news
                log.info("search.reindexed", object=spec.name, rows=done)
        if made != VERSION:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"COMMENT ON COLUMN {connection.ops.quote_name(name)}.search_text IS '{VERSION}'"
                )


def _reindex(spec: ObjectSpec, *, everything: bool) -> int:
    """How many rows were indexed, in chunks that each stand."""
    rows = table(spec).system(reason=WHY).order_by("pk")
    if not everything:
        rows = rows.filter(search_text="")
    last, done = 0, 0
    while True:
        with transaction.atomic(), silent():
            found = list(rows.filter(pk__gt=last).select_for_update(no_key=True, of=("self",))[:_CHUNK])
            if not found:
                return done
            for row in found:
                index_row(spec, row)
            _write(spec, found)
        last, done = found[-1].pk, done + len(found)


def _write(spec: ObjectSpec, rows: list[object]) -> None:
    """One UPDATE from lists of columns: a tenth of what a CASE for each column takes."""
    name = connection.ops.quote_name(spec.model._meta.db_table)
    columns = [
        [getattr(row, column) for row in rows] for column in ("pk", "label", "label_sort", "search_text")
    ]
    grams = [_array(row.search_grams) for row in rows]  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {name} AS r SET label = d.label, label_sort = d.label_sort, search_text = d.text,"  # noqa: S608
            " search_grams = d.grams::text[] FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])"
            " AS d(id, label, label_sort, text, grams) WHERE r.id = d.id",
            [*columns, grams],
        )


def _array(texts: list[str]) -> str:
    """Texts as PostgreSQL reads an array of them: arrays of several lengths cannot be sent in one."""
    quoted = (one.replace("\\", "\\\\").replace('"', '\\"') for one in texts)
    return "{" + ",".join(f'"{one}"' for one in quoted) + "}"
