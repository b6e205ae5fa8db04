"""The same figures by another engine: the records in sight and the steps between them are handed to DuckDB, which joins all of them
at once and removes doubles, as one would write it without thinking of speed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import duckdb

from guike.platform.filters.memory import matcher
from guike.platform.filters.tests.world import Somebody
from guike.platform.measures.questions import Key, Measure, Place, Question
from guike.platform.measures.tests import brute
from guike.platform.measures.tests.brute import Memory

#: what DuckDB computes exactly over decimals
AGGREGATES = frozenset({"count", "count_distinct", "sum", "min", "max"})


def figures(
    ctx: Somebody,
    question: Question,
    roots: Sequence[Any],
    measure: Measure,
    level: Sequence[int],
) -> dict[tuple[Any, ...], Any]:
    """group → the figure of one measure. Keys, texts and conditions stand in the tables as Python reads them."""
    memory, fiscal = Memory.read(ctx), question.fiscal_start
    keys = [question.keys[n] for n in level]
    needed = {place for key in keys for place in key.place.chain} | set(measure.place.chain)
    places = sorted(needed, key=lambda place: (len(place.path), place.number))
    with duckdb.connect() as engine:
        for place in places:
            rows = list(memory.rows[place.spec.name].values()) if place.parent else list(roots)
            _records(engine, memory, place, rows, keys, measure, fiscal)
            if place.parent is not None:
                _steps(engine, memory, place, list(memory.rows[place.parent.spec.name].values()))
        found = engine.execute(_query(places, keys, measure)).fetchall()
    written = _values(memory, keys, fiscal)
    return {tuple(written[one] for one in row[:-1]): _figure(measure, row[-1]) for row in found}


def _query(places: Sequence[Place], keys: Sequence[Key], measure: Measure) -> str:
    joins = " ".join(
        f"LEFT JOIN s{one.number} ON s{one.number}.a = p{one.parent.number}.id"
        f" LEFT JOIN p{one.number} ON p{one.number}.id = s{one.number}.b"
        for one in places
        if one.parent is not None
    )
    met = " AND ".join(f"p{part.place.number}.c" for part in measure.parts) or "TRUE"
    own = f"p{measure.place.number}"
    listed = [f"p{key.place.number}.k{n} AS g{n}" for n, key in enumerate(keys)]
    listed += [f"CASE WHEN {met} THEN {own}.{column} END AS {column}" for column in ("id", "v", "w")]
    groups = [f"g{n}" for n in range(len(keys))]
    by = f" GROUP BY {', '.join(groups)}" if groups else ""
    value = {"count": "count(w)", "count_distinct": "count(DISTINCT w)"}.get(
        measure.aggregate, f"{measure.aggregate}(v)"
    )
    figure = "count(id)" if measure.item is None else value
    distinct = f"SELECT DISTINCT {', '.join(listed)} FROM p0 {joins}"
    return f"SELECT {', '.join([*groups, figure])} FROM ({distinct}) AS t{by}"


def _records(
    engine: Any,
    memory: Memory,
    place: Place,
    rows: Sequence[Any],
    keys: Sequence[Key],
    measure: Measure,
    fiscal: int,
) -> None:
    """The records of a place: keys k, whether the measure's conditions there hold (c), its number v or text w."""
    columns = [f"k{n}" for n, key in enumerate(keys) if key.place is place]
    texts = "".join(f", {name} VARCHAR" for name in columns)
    engine.execute(f"CREATE TABLE p{place.number} (id BIGINT, c BOOLEAN, v DECIMAL(38, 8), w VARCHAR{texts})")
    parts = [matcher(memory.ctx, place.spec, part.where) for part in measure.parts if part.place is place]
    item = measure.item if measure.place is place else None
    counts = measure.aggregate in ("count", "count_distinct")
    for row in rows:
        text = None if item is None or not counts else brute.counted(memory, item, row)
        value = None if item is None or counts else brute.in_base(memory, place.spec, item, row)
        told = [_written(brute.key_of(memory, key, row, fiscal)) for key in keys if key.place is place]
        marks = ", ".join("?" * (4 + len(told)))
        values = [row.pk, all(one(row) for one in parts), value, text and str(text), *told]
        engine.execute(f"INSERT INTO p{place.number} VALUES ({marks})", values)


def _steps(engine: Any, memory: Memory, place: Place, rows: Sequence[Any]) -> None:
    """Which record leads to which."""
    assert place.parent is not None
    engine.execute(f"CREATE TABLE s{place.number} (a BIGINT, b BIGINT)")
    for row in rows:
        for end in memory.step(place.parent.spec, place.path[-1], row):
            engine.execute(f"INSERT INTO s{place.number} VALUES (?, ?)", [row.pk, end.pk])


def _values(memory: Memory, keys: Sequence[Key], fiscal: int) -> dict[str | None, Any]:
    """Every value that a key may have, by its text: 1 and True are equal, their texts are not."""
    found: dict[str | None, Any] = {None: None}
    for key in keys:
        for row in memory.rows[key.place.spec.name].values():
            value = brute.key_of(memory, key, row, fiscal)
            found[_written(value)] = value
    return found


def _written(value: Any) -> str | None:
    return None if value is None else repr(value)


def _figure(measure: Measure, value: Any) -> Any:
    if measure.aggregate in ("count", "count_distinct"):
        return value
    if measure.aggregate == "sum":
        return Decimal(0) if value is None else Decimal(value)
    return value
