"""Updates existing rows after a definition changed: roll-ups, labels, indexes, unique values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from guike.kernel import limits
from guike.kernel.text import T
from guike.platform.database.copying import update_each
from guike.platform.filters.sql import index_sql
from guike.platform.jobs.registry import Run, job_kind, periodic
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.figures import recompute_rollup
from guike.platform.records.models import UniqueValue
from guike.platform.records.reading import living, table
from guike.platform.records.shapes import INDEX_COLUMNS, index_row, silent

ROLLUP = "records.recompute_rollup"
LABELS = "records.relabel"
INDEX = "records.index_field"
FILL = "records.fill_field"
WHY = "what is kept of every row follows its definition, whoever may see the row"
_CHUNK = int(limits.CHUNK_ROWS)


def refresh_rollup(object_name: str, field_name: str) -> int:
    """Recompute one roll-up on all parents; the number of wrong ones. 0 when the definition no longer exists."""
    for pairs in catalogue().rollups.values():
        for parent, rollup in pairs:
            if parent.name == object_name and rollup.field == field_name:
                return recompute_rollup(parent, rollup, quietly=True)
    return 0


def relabel(object_name: str, run: Run | None = None) -> int:
    """Compute label and search grams of every row again, in chunks; the number of rows."""
    spec = catalogue().objects.get(object_name)
    if spec is None:
        return 0
    state = dict(run.state) if run else {}
    last, done = int(state.get("last", 0)), int(state.get("done", 0))
    while True:
        with transaction.atomic(), silent():
            rows = list(
                table(spec)
                .system(reason=WHY)
                .filter(pk__gt=last)
                .order_by("pk")
                .select_for_update(no_key=True, of=("self",))[:_CHUNK]
            )
            if not rows:
                return done
            for row in rows:
                index_row(spec, row)
            update_each(table(spec).system(reason=WHY), rows, INDEX_COLUMNS)
            last, done = rows[-1].pk, done + len(rows)
            if run:
                run.save_state({"last": last, "done": done})
        if run:
            run.progress(done=done)


def fill_field(object_name: str, field_name: str, run: Run | None = None) -> int:
    """Set the first value of a custom yes/no field on every row where it is empty, in chunks, without version, history
    or event; the number of rows. Does nothing when the field no longer exists or has another type."""
    spec = catalogue().objects.get(object_name)
    item = spec.by_name.get(field_name) if spec else None
    if spec is None or item is None or not item.custom or item.type != "boolean" or item.default is None:
        return 0
    state = dict(run.state) if run else {}
    last, changed = int(state.get("last", 0)), int(state.get("changed", 0))
    value = json.dumps({item.name: item.default})
    while True:
        with transaction.atomic(), silent(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM {spec.model._meta.db_table} WHERE id > %s AND NOT custom ? %s{_only(spec)}"  # noqa: S608
                " ORDER BY id LIMIT %s FOR NO KEY UPDATE",
                [last, item.name, _CHUNK],
            )
            ids = [row[0] for row in cursor.fetchall()]
            if not ids:
                return changed
            cursor.execute(
                f"UPDATE {spec.model._meta.db_table} SET custom = custom || %s::jsonb WHERE id = ANY(%s)",  # noqa: S608
                [value, ids],
            )
            last, changed = ids[-1], changed + len(ids)
            if run:
                run.save_state({"last": last, "changed": changed})
        if run:
            run.progress(done=changed)


def fill_fields() -> int:
    """Run `fill_field` for all yes/no fields, for rows that were written while a field was new, inactive or emptied;
    run every night. The number of rows."""
    return sum(
        fill_field(spec.name, item.name)
        for spec in catalogue().objects.values()
        for item in spec.fields
        if item.custom and item.type == "boolean" and item.is_active
    )


def index_name(object_name: str, field_name: str) -> str:
    """The name of the index on a custom field: short enough for PostgreSQL, and always the same."""
    digest = hashlib.sha256(f"{object_name}.{field_name}".encode()).hexdigest()[:10]
    return f"xf_{object_name[:20]}_{field_name[:20]}_{digest}"


def index_field(object_name: str, field_name: str) -> bool:
    """Create or drop the index of a field according to its definition, while others read and write.

    Whether the field has one now. Not inside a transaction.
    """
    spec = catalogue().objects.get(object_name)
    item = spec.by_name.get(field_name) if spec else None
    name = index_name(object_name, field_name)
    wanted = item is not None and item.custom and item.is_indexed and item.is_active
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")
        try:
            cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [name])
            found = cursor.fetchone()
            if found is not None and not (wanted and found[0]):
                cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
                cursor.execute(f"DROP STATISTICS IF EXISTS {name}_st")
                found = None
            if wanted and found is None:
                assert spec is not None
                assert item is not None
                _build(cursor, spec, item, name)
        finally:
            cursor.execute("RESET lock_timeout")
    return wanted


def _build(cursor: Any, spec: ObjectSpec, item: FieldSpec, name: str) -> None:
    method, expression = index_sql(item)
    where = f" AND object = '{spec.name}'" if spec.is_custom else ""
    place = spec.model._meta.db_table
    cursor.execute(
        f"CREATE INDEX CONCURRENTLY {name} ON {place} USING {method} ({expression}) WHERE deleted_at IS NULL{where}"
    )
    if method == "btree":
        cursor.execute(f"CREATE STATISTICS IF NOT EXISTS {name}_st ON {expression} FROM {place}")
    cursor.execute(f"ANALYZE {place}")


def first_duplicate(spec: ObjectSpec, item: FieldSpec) -> str | None:
    """A value of a custom field that several rows have; None when each value occurs once."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT min(custom ->> %s) FROM {spec.model._meta.db_table} WHERE custom ? %s{_only(spec)}"  # noqa: S608
            f" GROUP BY {_KEY} HAVING count(*) > 1 ORDER BY 1 LIMIT 1",
            [item.name, item.name, item.name],
        )
        found = cursor.fetchone()
    return str(found[0]) if found else None


_KEY = "left(lower(normalize(custom ->> %s, NFKC)), 300)"


def _only(spec: ObjectSpec) -> str:
    return f" AND object = '{spec.name}'" if spec.is_custom else ""


def keep_unique(spec: ObjectSpec, item: FieldSpec) -> None:
    """Register every existing value of a custom field that becomes unique."""
    release_unique(spec, item)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO record_unique (object, field, value, record_id) SELECT %s, %s, {_KEY}, id"  # noqa: S608
            f" FROM {spec.model._meta.db_table} WHERE custom ? %s{_only(spec)}",
            [spec.name, item.name, item.name, item.name],
        )


def release_unique(spec: ObjectSpec, item: FieldSpec) -> None:
    """Remove the registered values, so that values of the field may be repeated."""
    UniqueValue.objects.filter(object=spec.name, field=item.name).delete()


def holders(spec: ObjectSpec, field_name: str) -> int:
    """The number of undeleted rows with a value of a custom field: for a yes/no field another value than the first one,
    for a field of lines the number of lines."""
    item = spec.by_name.get(field_name)
    if item is not None and item.type == "lines":
        return living(catalogue().get(item.lines_object)).system(reason=WHY).count()
    rows = table(spec).system(reason=WHY).filter(deleted_at=None, custom__has_key=field_name)
    if item is not None and item.type == "boolean":
        rows = rows.exclude(custom__contains={field_name: item.default})
    return rows.count()


def _run_rollup(run: Run) -> Mapping[str, Any]:
    return {"changed": refresh_rollup(run.params["object"], run.params["field"])}


def _run_labels(run: Run) -> Mapping[str, Any]:
    return {"rows": relabel(run.params["object"], run)}


def _run_index(run: Run) -> Mapping[str, Any]:
    return {"indexed": index_field(run.params["object"], run.params["field"])}


def _run_fill(run: Run) -> Mapping[str, Any]:
    return {"changed": fill_field(run.params["object"], run.params["field"], run)}


def declare() -> None:
    """Register the jobs."""
    job_kind(ROLLUP, _run_rollup, label=T("重新汇总", "Recompute a roll-up"), retries=3)
    job_kind(FILL, _run_fill, label=T("为已有记录填入是否", "Fill a yes/no field"), retries=3)
    periodic("records.fill_fields", "20 4 * * *", fill_fields)
    job_kind(LABELS, _run_labels, label=T("更新名称和搜索", "Bring labels and search in step"), retries=3)
    job_kind(INDEX, _run_index, label=T("为字段建立索引", "Index a field"), retries=3)
