"""The same figures computed in Python by walking from record to record: no SQL, no joins, nothing of the engine's plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from guike.kernel.casing import fold
from guike.kernel.filters import parse
from guike.platform.filters.memory import matcher
from guike.platform.filters.tests import world
from guike.platform.filters.tests.world import KNOWN, Somebody
from guike.platform.measures.asking import TIMES
from guike.platform.measures.questions import Key, Measure, Place, Question
from guike.platform.metadata.spec import FieldSpec, ObjectSpec

#: one record at each place of a tuple; None where a step found nothing
Tuple = dict[Place, Any]
NUMBERS = frozenset({"integer", "decimal", "money", "percent", "formula", "rollup"})


@dataclass
class Memory:
    """All living records in sight of somebody, by object and id."""

    ctx: Somebody
    rows: dict[str, dict[int, Any]]

    @classmethod
    def read(cls, ctx: Somebody) -> Memory:
        found = {}
        for name, spec in KNOWN.objects.items():
            table: Any = spec.model._default_manager
            rows = table.system(reason=world.WHY).filter(deleted_at=None, **_own(spec))
            scope = ctx.scopes.get(name) or Q()
            seen = rows.filter(scope) if ctx.can(spec.parent or name, "view") else rows.none()
            found[name] = {row.pk: row for row in seen}
        return cls(ctx, found)

    def value(self, item: FieldSpec, row: Any) -> Any:
        """The stored value of a field."""
        raw = row.custom.get(item.name) if item.custom else getattr(row, item.attname)
        if item.custom and raw is not None:
            if item.value_type in NUMBERS:
                return Decimal(str(raw))
            if item.value_type == "date":
                return date.fromisoformat(raw)
            if item.value_type == "instant":
                return datetime.fromisoformat(raw)
        return raw

    def step(self, spec: ObjectSpec, name: str, row: Any) -> list[Any]:
        """The records in sight that one step leads to."""
        item = spec.by_name.get(name)
        if item is not None and item.type == "lines":
            child = KNOWN.objects[item.lines_object]
            return self._pointing(child, child.by_name[child.parent], spec, row)
        if item is not None:
            ids = self.value(item, row)
            wanted = ids if isinstance(ids, list) else [ids]
            return [r for pk, r in self.rows[item.target_object].items() if pk in wanted]
        relation = KNOWN.relation(spec.name, name)
        if relation is None:  # a reference to any object, and the object: source_firm
            field, target = name.rsplit("_", 1)
            item = spec.by_name[field]
            return [one for one in self.rows[target].values() if self._points(item, row, target, one.pk)]
        child = KNOWN.objects[relation.object]
        return self._pointing(child, child.by_name[relation.field], spec, row)

    def _pointing(self, child: ObjectSpec, item: FieldSpec, spec: ObjectSpec, row: Any) -> list[Any]:
        return [one for one in self.rows[child.name].values() if self._points(item, one, spec.name, row.pk)]

    def _points(self, item: FieldSpec, row: Any, name: str, pk: int) -> bool:
        value = self.value(item, row)
        if item.type in ("any_reference", "any_references"):
            many = value if isinstance(value, list) else [value]
            return {"object": name, "id": pk} in many
        return pk in (value if isinstance(value, list) else [value])

    def tuples(self, places: Sequence[Place], roots: Iterable[Any]) -> Iterator[Tuple]:
        """Every way through the places, parents first."""
        for root in roots:
            found: list[Tuple] = [{places[0]: root}]
            for place in places[1:]:
                assert place.parent is not None
                longer: list[Tuple] = []
                for one in found:
                    above = one[place.parent]
                    ends = self.step(place.parent.spec, place.path[-1], above) if above is not None else []
                    longer += [{**one, place: end} for end in ends or [None]]
                found = longer
            yield from found


def _own(spec: ObjectSpec) -> dict[str, Any]:
    return {"object": spec.name} if spec.is_custom else {}


def key_of(memory: Memory, key: Key, row: Any, fiscal_start: int) -> Any:
    """The value of a key for a record at its place."""
    if row is None:
        return None
    if key.is_record:
        return row.pk
    value = memory.value(key.item, row)
    if value is None or value == "":
        return None
    if key.bands:
        amount = in_base(memory, key.place.spec, key.item, row)
        return sum(1 for bound in key.bands if amount is not None and amount >= bound)
    if key.item.value_type in TIMES:
        day = value.astimezone(ZoneInfo(world.ZONE)).date() if isinstance(value, datetime) else value
        return _bucket(day, key.bucket, fiscal_start)
    if isinstance(value, str) and key.item.type not in ("choice", "region"):
        return fold(value) or None
    return value


def _bucket(day: date, unit: str, fiscal_start: int) -> date:
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    back = (day.month - (fiscal_start if months > 1 else 1)) % months
    year, month = (day.year, day.month - back) if day.month > back else (day.year - 1, day.month - back + 12)
    return date(year, month, 1)


def in_base(memory: Memory, spec: ObjectSpec, item: FieldSpec, row: Any) -> Any:
    """A number; an amount in the base currency at the record's own rate, rounded to cents."""
    value = memory.value(item, row)
    if value is None or item.type != "money" or spec.name != "deal":
        return value
    return (value * row.exchange_rate).quantize(Decimal("0.01"), ROUND_HALF_UP)


def answer(
    ctx: Somebody, question: Question, raw_filter: Any = None
) -> dict[tuple[int, ...], dict[tuple[Any, ...], list[Any]]]:
    """level → group → figures."""
    memory = Memory.read(ctx)
    roots = roots_of(memory, question, raw_filter)
    found: dict[tuple[int, ...], dict[tuple[Any, ...], list[Any]]] = {}
    for level in question.levels:
        groups: dict[tuple[Any, ...], list[Any]] = {} if level else {(): []}
        members = [_members(memory, question, measure, level, roots) for measure in question.measures]
        for one in members:
            for group in one:
                groups.setdefault(group, [])
        for group in groups:
            groups[group] = [
                figure(memory, measure, list(one.get(group, {}).values()))
                for measure, one in zip(question.measures, members, strict=True)
            ]
        found[level] = groups
    return found


def roots_of(memory: Memory, question: Question, raw_filter: Any) -> list[Any]:
    """The records in sight that the filter admits."""
    rows = memory.rows[question.spec.name].values()
    if not raw_filter:
        return list(rows)
    matches = matcher(memory.ctx, question.spec, parse(raw_filter))
    return [row for row in rows if matches(row)]


def _members(
    memory: Memory,
    question: Question,
    measure: Measure,
    level: Sequence[int],
    roots: Sequence[Any],
) -> dict[tuple[Any, ...], dict[int, Any]]:
    """group → the records that count in it, each once."""
    keys = [question.keys[n] for n in level]
    needed = {place for key in keys for place in key.place.chain} | set(measure.place.chain)
    places = sorted(needed, key=lambda place: len(place.path))
    found: dict[tuple[Any, ...], dict[int, Any]] = {}
    for one in memory.tuples(places, roots):
        group = tuple(key_of(memory, key, one[key.place], question.fiscal_start) for key in keys)
        rows = found.setdefault(group, {})
        record = one[measure.place]
        if record is not None and all(_holds(memory, part, one) for part in measure.parts):
            rows[record.pk] = record
    return found


def _holds(memory: Memory, part: Any, one: Mapping[Place, Any]) -> bool:
    return matcher(memory.ctx, part.place.spec, part.where)(one[part.place])


def counted(memory: Memory, item: FieldSpec, row: Any) -> Any:
    """A value as different ones are counted: texts folded; None for an empty one."""
    value = memory.value(item, row)
    if value in (None, "", [], {}):
        return None
    is_folded = isinstance(value, str) and item.type not in ("choice", "region")
    return fold(value) if is_folded else value


def figure(memory: Memory, measure: Measure, rows: Sequence[Any]) -> Any:
    """The figure over these records."""
    item, spec = measure.item, measure.place.spec
    if item is None:
        return len(rows)
    if measure.aggregate in ("count", "count_distinct"):
        present = [value for row in rows if (value := counted(memory, item, row)) is not None]
        return len(present) if measure.aggregate == "count" else len(set(present))
    pairs = [(in_base(memory, spec, item, row), row) for row in rows]
    values = [value for value, _row in pairs if value is not None]
    match measure.aggregate:
        case "sum":
            return sum(values, Decimal(0))
        case "min" | "max":
            return (min if measure.aggregate == "min" else max)(values, default=None)
        case "median":
            return _rounded(median(values), item) if values else None
        case "avg":
            return _rounded(Decimal(sum(values)) / len(values), item) if values else None
        case "weighted_avg" | "weighted_sum":
            assert measure.weight is not None
            weighted = [
                (v, w)
                for v, row in pairs
                if v is not None and (w := in_base(memory, spec, measure.weight, row)) is not None
            ]
            if measure.aggregate == "weighted_sum":
                return sum((_rounded(Decimal(v) * w, item) for v, w in weighted), Decimal(0))
            total = sum((Decimal(w) for _v, w in weighted), Decimal(0))
            return (
                _rounded(sum((Decimal(v) * w for v, w in weighted), Decimal(0)) / total, item)
                if total
                else None
            )
    assert measure.by is not None
    dated = [(at, v) for v, row in pairs if (at := memory.value(measure.by, row)) is not None]
    last = max((at for at, _v in dated), default=None)
    return sum((Decimal(v) for at, v in dated if at == last and v is not None), Decimal(0))


def _rounded(value: Any, item: FieldSpec) -> Decimal:
    step = Decimal("0.01") if item.type == "money" else Decimal("0.000001")
    return Decimal(value).quantize(step, ROUND_HALF_UP)
