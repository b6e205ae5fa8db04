"""The statement behind a question: each measure counted at its own grain, merged on the keys of the groups.

A *grain* is the measures that count the same records in the same way. Its rows are the tuples of the places that its keys,
its records and its conditions need: the granted rows of each object, joined on ids. Where tuples may meet a record more
than once they are first reduced to one for each record and combination of keys. Several grains can be
stacked and merged on the keys, so that ordering and cutting by a measure are the database's work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from guike.platform.database.granted import Sql, granted, joined, links, listed, select
from guike.platform.filters.caller import Caller, rows_of, visible_rows
from guike.platform.filters.columns import FOLDED, field_expression
from guike.platform.measures.questions import ADDED, COUNTS, Key, Measure, Place, Question, shares_records
from guike.platform.measures.values import holds, is_plain_text, key_value, measured, weighed
from guike.platform.metadata.spec import ObjectSpec

Level = tuple[int, ...]
WHY_COUNTED = "figures of a preset count records that its reader may count and not see"


@dataclass(frozen=True)
class Output:
    """A column of the statement. `type`: of PostgreSQL."""

    name: str
    type: str


@dataclass(frozen=True)
class Grain:
    """Measures, each with its index, that count the records of one place. `is_shared`: groups may share these records;
    `own_levels`: the figures of fewer keys do not follow from those of more; `is_complete`: its rows have every combination
    of keys, also those without a record to count. Without measures it only tells which groups there are."""

    place: Place
    measures: tuple[tuple[int, Measure], ...]
    is_shared: bool
    own_levels: bool
    is_complete: bool

    @property
    def outputs(self) -> tuple[Output, ...]:
        """The columns of all its measures."""
        return tuple(output for n, measure in self.measures for output in outputs_of(measure, n))


def grains_of(question: Question) -> list[Grain]:
    """The measures by grain. One that is the last of a time stands alone, because that time is found for each group.

    Where no grain is complete, one without measures comes first; the others then read only tuples with a record to count.
    """
    found: dict[tuple[Any, ...], list[tuple[int, Measure]]] = {}
    for n, one in enumerate(question.measures):
        is_shared = shares_records(question.keys, one)
        own = is_shared or not (one.aggregate in ADDED or one.counts_records)
        conditions = tuple(part.place for part in one.parts if part.place is not one.place)
        alone = n if one.aggregate == "last" else None
        found.setdefault((one.place, is_shared, own, conditions, alone), []).append((n, one))
    framed = {place for key in question.keys for place in key.place.chain} | {question.root}
    grains = [
        Grain(key[0], tuple(measures), key[1], key[2], key[0] in framed) for key, measures in found.items()
    ]
    if any(grain.is_complete for grain in grains):
        return grains
    return [Grain(question.root, (), is_shared=False, own_levels=False, is_complete=True), *grains]


def outputs_of(measure: Measure, n: int) -> tuple[Output, ...]:
    """The columns of the measure with this index. An average is a sum and a number, so that the average of several groups is
    exact; what is the last of a time brings that time."""
    if measure.aggregate in COUNTS:
        return (Output(f"m{n}", "bigint"),)
    assert measure.item is not None
    if measure.aggregate in ("avg", "weighted_avg"):
        return Output(f"m{n}", "numeric"), Output(f"n{n}", "numeric")
    own = Output(f"m{n}", _type(measure.item.value_type))
    if measure.aggregate != "last":
        return (own,)
    assert measure.by is not None
    return own, Output(f"n{n}", _type(measure.by.value_type))


def _type(value_type: str) -> str:
    return {"date": "date", "instant": "timestamptz"}.get(value_type, "numeric")


def places_of(measure: Measure) -> int:
    """The decimal places of what the measure multiplies or divides."""
    assert measure.item is not None
    return 2 if measure.item.value_type == "money" else 6


def _aggregates(measure: Measure, n: int) -> tuple[str, ...]:
    """The texts of `outputs_of`, over rows with the columns i, v, b, c (see `_rows`) and z, the last time in the group."""
    only = f" FILTER (WHERE c{n})" if measure.parts else ""
    value = f"v{n}"
    match measure.aggregate:
        case "count" | "count_distinct":
            if measure.item is None:
                return (f"count(i){only}",)
            return (f"count({'DISTINCT ' if measure.aggregate == 'count_distinct' else ''}{value}){only}",)
        case "avg":
            return f"sum({value}){only}", f"count({value}){only}"
        case "weighted_avg":
            both = f"CASE WHEN {value} IS NOT NULL THEN b{n} END"
            return f"sum({value} * b{n}){only}", f"sum({both}){only}"
        case "weighted_sum":
            # rounded for each record, so that the records of the list behind the figure add up to it
            return (f"sum(round({value} * b{n}, {places_of(measure)})){only}",)
        case "median":
            # the middle value, or the mean of the two in the middle; percentile_cont would answer in floating point
            lower, upper = (
                f"percentile_disc(0.5) WITHIN GROUP (ORDER BY {value}{way}){only}" for way in ("", " DESC")
            )
            return (f"({lower} + {upper}) / 2.0",)
        case "last":
            return f"sum({value}) FILTER (WHERE c{n} AND b{n} = z)", "max(z)"
    return (f"{measure.aggregate}({value}){only}",)


def _outside(name: str, values: Sequence[Any]) -> Sql:
    """The condition that a key has none of the values."""
    filled = [value for value in values if value is not None]
    apart = Sql(f"({name} <> ALL (%s)) IS TRUE", (filled,)) if filled else Sql(f"({name} IS NOT NULL)")
    if None in values:
        return apart
    return joined("(", apart, f" OR {name} IS NULL)") if filled else Sql("TRUE")


def _table(spec: ObjectSpec) -> Any:
    return spec.model._default_manager


def has_text(key: Key) -> bool:
    """Whether groups of the key are folded texts, so that a spelling of each must be read, too."""
    return key.item.type in FOLDED and not key.is_record


@dataclass
class _Columns:
    """The expressions that places hand to the statement, by alias."""

    of: dict[Place, dict[str, Any]] = field(default_factory=dict)

    def add(self, place: Place, name: str, expression: Any) -> str:
        """The name of the column in the statement."""
        for one in place.chain:
            self.of.setdefault(one, {})
        self.of[place][name] = expression
        return f"t{place.number}.{name}"


class Composer:
    """Composes the statements of one question for one caller. `counted`: objects whose records count although the caller may not
    see them."""

    def __init__(self, ctx: Caller, question: Question, counted: frozenset[str] = frozenset()) -> None:
        self.ctx, self.question, self.counted = ctx, question, counted

    def statement(
        self, level: Level, grains: Sequence[Grain], order: Sequence[str] = (), limit: int | None = None
    ) -> Sql:
        """Figures of these grains at a level: a column for each key of it, one for the spelling of each text, then the outputs of
        all measures in order. `order`: terms of ORDER BY over these columns."""
        keys = [f"k{n}" for n in level]
        texts = [f"x{n}" for n in level if has_text(self.question.keys[n])]
        outputs = [one for grain in grains for one in grain.outputs]
        stack = [self._stacked(level, grain, outputs) for grain in grains]
        columns = [
            *keys,
            *(f"min({x}) AS {x}" for x in texts),
            *(f"max({o.name}) AS {o.name}" for o in outputs),
        ]
        text = select(columns, listed(stack, " UNION ALL "), "u", keys)
        if keys:
            terms = [*order, *(f"{key} NULLS LAST" for key in keys)]
            text = joined(text, f" ORDER BY {', '.join(terms)}")
        return text if limit is None else joined(text, f" LIMIT {int(limit)}")

    def _stacked(self, level: Level, grain: Grain, outputs: Sequence[Output]) -> Sql:
        """The rows of one grain, with empty columns for the measures of the others."""
        own = {one.name for one in grain.outputs}
        keys = [f"k{n}" for n in level]
        texts = [f"x{n}" for n in level if has_text(self.question.keys[n])]
        values = [one.name if one.name in own else f"NULL::{one.type} AS {one.name}" for one in outputs]
        return select([*keys, *texts, *values], self._grain(level, grain), "u")

    def _grain(self, level: Level, grain: Grain) -> Sql:
        """The figures of one grain, by the keys of the level."""
        keys = [f"k{n}" for n in level]
        texts = [f"min(x{n}) AS x{n}" for n in level if has_text(self.question.keys[n])]
        figures = [
            f"{text} AS {output.name}"
            for n, one in grain.measures
            for text, output in zip(_aggregates(one, n), outputs_of(one, n), strict=True)
        ]
        named = [
            f"NULLIF(t.k{n}, '') AS k{n}" if is_plain_text(self.question.keys[n]) else f"t.k{n}"
            for n in level
        ]
        rows = self._rows(level, grain)
        n, first = grain.measures[0] if grain.measures else (0, None)
        if first is not None and first.aggregate == "last":
            within = f"PARTITION BY {', '.join(keys)}" if keys else ""
            rows = select(["t.*", f"max(b{n}) FILTER (WHERE c{n}) OVER ({within}) AS z"], rows, "t")
        return select([*named, *texts, *figures], rows, "t", [f"t.{key}" for key in keys])

    def _rows(self, level: Level, grain: Grain) -> Sql:
        """The tuples, or one row for each record and combination of keys: keys k, spellings x, the id i, and for each measure
        its value v, second value b and whether its conditions hold, c."""
        columns, ctx = _Columns(), self.ctx
        by: list[tuple[str, str]] = []
        rest: list[tuple[str, str, str]] = []  # (name, column, aggregate that leaves it as it is)
        for n in level:
            key = self.question.keys[n]
            by.append(
                (f"k{n}", columns.add(key.place, f"k{n}", key_value(ctx, key, self.question.fiscal_start)))
            )
            if has_text(key):
                spelled = field_expression(key.place.spec, key.item, ctx.timezone)
                rest.append((f"x{n}", columns.add(key.place, f"x{n}", spelled), "min"))
        by.append(("i", columns.add(grain.place, "i", F("pk"))))
        for n, one in grain.measures:
            if one.item is not None:
                rest.append((f"v{n}", columns.add(one.place, f"v{n}", measured(ctx, one)), "min"))
            second = one.weight or one.by
            if second is not None:
                value = weighed(ctx, one.place.spec, second)
                rest.append((f"b{n}", columns.add(one.place, f"b{n}", value), "min"))
            conditions = [
                columns.add(part.place, f"c{n}_{m}", holds(ctx, part)) for m, part in enumerate(one.parts)
            ]
            if conditions or one.aggregate == "last":
                rest.append((f"c{n}", f"({' AND '.join(conditions) or 'TRUE'})", "bool_or"))
        beyond = self.question.beyond
        name = (
            columns.add(beyond.key.place, "e", key_value(ctx, beyond.key, self.question.fiscal_start))
            if beyond
            else ""
        )
        source = self._joined(columns, frozenset() if grain.is_complete else frozenset(grain.place.chain))
        if beyond:
            source = joined(source, " WHERE ", _outside(name, beyond.values))
        named = [f"{text} AS {name}" for name, text in by]
        if not grain.is_shared:
            return select([*named, *(f"{text} AS {name}" for name, text, _reduce in rest)], source)
        named += [f"{reduce}({text}) AS {name}" for name, text, reduce in rest]
        return select(named, source, by=[text for _name, text in by])

    def _joined(self, columns: _Columns, needed: frozenset[Place]) -> Sql:
        """The granted rows of all places that have columns, each joined to its parent; tuples without a record at a `needed`
        place are left out. A step asks for columns on both of its sides, so all steps are settled before any place is written."""
        places = sorted(columns.of, key=lambda place: (len(place.path), place.number))
        steps = [_step(self.ctx, place, columns, "" if place in needed else "LEFT ") for place in places[1:]]
        parts = [self._part(place, columns) for place in places]
        joins = [joined(before, part, after) for (before, after), part in zip(steps, parts[1:], strict=True)]
        return joined(parts[0], *joins)

    def _part(self, place: Place, columns: _Columns) -> Sql:
        if place.parent is None:
            rows = self.question.rows
        elif place.spec.name in self.counted:
            rows = rows_of(_table(place.spec).system(reason=WHY_COUNTED), place.spec)
        else:
            rows = visible_rows(self.ctx, place.spec)
        return joined(granted(rows, columns.of[place]), f" AS t{place.number}")


def _step(ctx: Caller, place: Place, columns: _Columns, kind: str) -> tuple[Sql, Sql]:
    """The texts before and after the part of a place, which join it to its parent. `kind`: of JOIN."""
    hop, parent = place.hop, place.parent
    assert hop is not None
    assert parent is not None
    own, above = columns.add(place, "i", F("pk")), columns.add(parent, "i", F("pk"))
    if hop.item.is_reference:
        holder = place if hop.reverse else parent
        pointer = field_expression(holder.spec, hop.item, ctx.timezone)
        held = columns.add(holder, "p" if hop.reverse else f"r{place.number}", pointer)
        return Sql(f" {kind}JOIN "), Sql(f" ON {held} = {above if hop.reverse else own}")
    link = f"l{place.number}"
    holder_spec, pointed = (place.spec, parent.spec) if hop.reverse else (parent.spec, place.spec)
    mine, others = ("record_id", "target_id") if hop.reverse else ("target_id", "record_id")
    pairs = links(holder_spec.name, hop.item.name, pointed.name)
    # a link whose other end is out of sight must not leave an empty tuple behind, so the two are joined first
    before = joined(f" {kind}JOIN (", pairs, f" AS {link} JOIN ")
    return before, Sql(f" ON {own} = {link}.{mine}) ON {link}.{others} = {above}")
