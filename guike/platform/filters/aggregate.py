"""Counts and sums over the rows of a list: board columns, list totals, badges."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Avg, Count, DateField, Max, Min, Subquery, Sum, TextField

from guike.kernel.errors import FieldError, Invalid, field_error, register
from guike.kernel.limits import AGGREGATE_ROWS, GROUP_KEYS
from guike.kernel.periods import UNITS
from guike.kernel.pinyin import pinyin
from guike.kernel.text import T
from guike.platform.filters.caller import (
    Caller,
    UnknownField,
    all_labels,
    is_label_told,
    usable_field,
    visible_rows,
)
from guike.platform.filters.columns import (
    NUMBERS,
    field_expression,
    is_nullable,
    not_empty,
    summed_expression,
)
from guike.platform.filters.expressions import Const, Typed
from guike.platform.filters.labels import told_labels
from guike.platform.filters.resolve import Hop, Route, route_to
from guike.platform.filters.sql import lookup, outer_reference, value_along
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import MANY, FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES, format_decimal

register(
    {
        "group.too_many": T("最多按 {max} 个字段分组", "Group by at most {max} fields"),
        "group.not_groupable": T(
            "不能按“{name}”分组，请另选字段", "Cannot group by “{name}”; choose another field"
        ),
        "group.bucket": T("时间分组可用：{known}", "A group of dates is one of {known}"),
        "measure.agg": T(
            "没有统计方式“{name}”，可用：{known}", "There is no measure “{name}”; use one of {known}"
        ),
        "measure.field": T(
            "“{name}”不能这样统计，请另选字段", "“{name}” cannot be measured so; choose another field"
        ),
        "measure.name": T(
            "统计项的名称应不重复，并由字母、数字和下划线组成",
            "Names of measures are different, of letters, digits and underscores",
        ),
        "measure.too_many": T("最多 {max} 个统计项", "At most {max} measures"),
        "aggregate.shape": T("应为字段说明的列表", "Must be a list of named values"),
    }
)

AGGREGATES: dict[str, Callable[..., Any]] = {
    "count": Count,
    "count_distinct": Count,
    "sum": Sum,
    "avg": Avg,
    "min": Min,
    "max": Max,
}
#: aggregates whose total follows from the values of the groups
_ADDED: dict[str, Callable[..., Any]] = {"count": sum, "sum": sum, "min": min, "max": max}
MEASURES = 20
_GROUPABLE = frozenset(
    {"choice", "boolean", "reference", "user", "department", "date", "instant", "text", "region", "integer"}
)
_TIMES = frozenset({"date", "instant"})
_TEXTS = frozenset({"choice", "region", "text"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,60}", re.ASCII)
_CENT, _MICRO = Decimal("0.01"), Decimal("0.000001")


@dataclass(frozen=True)
class Group:
    """One key by which the rows are grouped."""

    name: str
    route: Route
    bucket: str

    @property
    def item(self) -> FieldSpec:
        assert self.route.item is not None
        return self.route.item


@dataclass(frozen=True)
class Measure:
    """One figure of the answer; `item` None: the rows themselves."""

    name: str
    aggregate: str
    item: FieldSpec | None


def is_groupable(item: FieldSpec) -> bool:
    """Whether lists and boards may be grouped by the field."""
    return item.value_type in _GROUPABLE and not item.write_only and not item.told


def run_aggregate(
    ctx: Caller,
    spec: ObjectSpec,
    rows: Any,
    groups: Sequence[Any] = (),
    measures: Sequence[Any] = (),
) -> dict[str, Any]:
    """`{"rows": [{"keys", "values"}], "totals", "truncated"}` over an already scoped queryset.

    groups: `"status"` or `{"field", "bucket"?, "as"?}` (path to-one); measures: `{"agg", "field"?, "as"?}`,
    none: the count. Money of documents is counted in base currency, that of their lines as it stands. Invalid: every fault.
    """
    errors: list[FieldError] = []
    keys = _groups(ctx, spec, groups, errors)
    figures = _measures(ctx, spec, measures or ({"agg": "count"},), errors)
    if errors:
        raise Invalid(errors)
    rows = rows.order_by()
    annotations = {f"m_{n}": _expression(ctx, spec, one) for n, one in enumerate(figures)}
    if not keys:
        return {"rows": [], "totals": _values(figures, rows.aggregate(**annotations)), "truncated": False}
    names = [f"g_{n}" for n in range(len(keys))]
    grouped = rows.values(**{n: _key(ctx, k) for n, k in zip(names, keys, strict=True)})
    found = list(grouped.annotate(**annotations).order_by(*names)[: AGGREGATE_ROWS + 1])
    for name, key in zip(names, keys, strict=True):
        if key.item.type in _TEXTS:
            for row in found:
                row[name] = row[name] or None
    truncated = len(found) > AGGREGATE_ROWS
    adds_up = not truncated and all(one.aggregate in _ADDED for one in figures)
    totals = _added(figures, found) if adds_up else rows.aggregate(**annotations)
    return {
        "rows": _rows(ctx, keys, figures, found[: int(AGGREGATE_ROWS)]),
        "totals": _values(figures, totals),
        "truncated": truncated,
    }


def _added(figures: Sequence[Measure], found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The totals, computed from the values of the groups, so that the table is read once."""
    totals: dict[str, Any] = {}
    for n, one in enumerate(figures):
        values = [row[f"m_{n}"] for row in found if row[f"m_{n}"] is not None]
        empty = 0 if one.aggregate == "count" else None
        totals[f"m_{n}"] = _ADDED[one.aggregate](values) if values else empty
    return totals


def _parts(raw: Any, index: int, path: str, errors: list[FieldError]) -> Mapping[str, Any]:
    if isinstance(raw, Mapping):
        return raw
    if isinstance(raw, str):
        return {"field": raw}
    errors.append(field_error(f"{path}[{index}]", "aggregate.shape"))
    return {}


def _groups(ctx: Caller, spec: ObjectSpec, wanted: Sequence[Any], errors: list[FieldError]) -> list[Group]:
    if len(wanted) > GROUP_KEYS:
        errors.append(field_error("groups", "group.too_many", max=GROUP_KEYS))
    found: list[Group] = []
    for index, raw in enumerate(wanted[: int(GROUP_KEYS)]):
        parts, place = _parts(raw, index, "groups", errors), f"groups[{index}]"
        path = parts.get("field")
        if not parts:
            continue
        try:
            route = route_to(ctx, spec, path if isinstance(path, str) else "")
        except UnknownField as unknown:
            errors.append(field_error(f"{place}.field", "unknown_field", name=unknown.name))
            continue
        assert route.item is not None
        bucket = parts.get("bucket") or ("day" if route.item.type in _TIMES else "")
        if route.many or not is_groupable(route.item):
            errors.append(field_error(f"{place}.field", "group.not_groupable", name=path))
        elif bucket and (route.item.type not in _TIMES or bucket not in UNITS):
            errors.append(field_error(f"{place}.bucket", "group.bucket", known=list(UNITS)))
        else:
            found.append(Group(str(parts.get("as") or path), route, bucket))
    return found


def _measures(
    ctx: Caller, spec: ObjectSpec, wanted: Sequence[Any], errors: list[FieldError]
) -> list[Measure]:
    if len(wanted) > MEASURES:
        errors.append(field_error("measures", "measure.too_many", max=MEASURES))
    found: list[Measure] = []
    for index, raw in enumerate(wanted[:MEASURES]):
        parts, place = _parts(raw, index, "measures", errors), f"measures[{index}]"
        if not parts:
            continue
        kind, name = parts.get("agg"), parts.get("field")
        if not isinstance(kind, str) or kind not in AGGREGATES:
            errors.append(field_error(f"{place}.agg", "measure.agg", name=kind, known=list(AGGREGATES)))
            continue
        try:
            item = usable_field(ctx, spec, str(name)) if name or kind != "count" else None
        except UnknownField as unknown:
            errors.append(field_error(f"{place}.field", "unknown_field", name=unknown.name))
            continue
        if item is not None and not _measurable(kind, item):
            errors.append(field_error(f"{place}.field", "measure.field", name=name))
            continue
        label = str(parts.get("as") or (f"{kind}_{name}" if name else kind))
        if not _NAME.fullmatch(label) or any(label == one.name for one in found):
            errors.append(field_error(f"{place}.as", "measure.name"))
            continue
        found.append(Measure(label, kind, item))
    return found


def _measurable(kind: str, item: FieldSpec) -> bool:
    if item.type == "lines":
        return False
    if kind in ("sum", "avg"):
        return item.type in NUMBERS
    if kind in ("min", "max"):
        return item.type in NUMBERS | _TIMES
    return kind == "count" or item.type not in MANY | {"geo", "json", "any_reference"}


def _key(ctx: Caller, group: Group) -> Any:
    """The value that rows are grouped by."""
    value = (
        _seen_along(ctx, group.route) if group.item.scoped else value_along(ctx, group.route, folded=False)
    )
    if group.item.type == "instant":
        local = f"date_trunc('{group.bucket}', {{}} AT TIME ZONE {{}})::date"
        return Typed(local, value, Const(ctx.timezone), output_field=DateField())
    if group.bucket:
        return Typed(f"date_trunc('{group.bucket}', {{}}::timestamp)::date", value, output_field=DateField())
    if group.item.type in _TEXTS and not _is_plain(group):
        return Typed("NULLIF({}, '')", value, output_field=TextField())
    return value


def _seen_along(ctx: Caller, route: Route) -> Any:
    """The id that a scoped reference at the end of a path holds; null for a record that the caller may not see."""
    assert route.item is not None
    hop = Hop(route.end, catalogue().get(route.item.target_object), route.item)
    rows = visible_rows(ctx, hop.target).filter(pk=outer_reference(hop))
    return lookup(ctx, route.hops, Subquery(rows.values("pk")[:1]))


def _is_plain(group: Group) -> bool:
    """Whether the column's only empty value is '', so that it can be grouped directly and by an index."""
    return not group.route.hops and not is_nullable(group.route.end, group.item)


def _expression(ctx: Caller, spec: ObjectSpec, measure: Measure) -> Any:
    item = measure.item
    if item is None:
        return Count("*")  # no column is counted, so an index with only the group column is enough
    present = not_empty(spec, item, ctx.timezone)
    if measure.aggregate == "count":
        return Count("pk", filter=present)
    if measure.aggregate == "count_distinct":
        return Count(field_expression(spec, item, ctx.timezone), distinct=True, filter=present)
    return AGGREGATES[measure.aggregate](summed_expression(spec, item, ctx.timezone))


def _values(measures: Sequence[Measure], row: Mapping[str, Any]) -> dict[str, Any]:
    return {one.name: _figure(one, row[f"m_{n}"]) for n, one in enumerate(measures)}


def _figure(measure: Measure, value: Any) -> Any:
    """A figure in the form of the API: an empty sum is 0; an empty average, minimum or maximum is null."""
    item = measure.item
    if item is None or measure.aggregate in ("count", "count_distinct"):
        return value
    if item.type in _TIMES:
        return TYPES[item.type].dump(item, value)
    if measure.aggregate == "sum" and value is None:
        value = Decimal(0)
    if item.type == "integer" and measure.aggregate != "avg":
        return value if value is None else int(value)
    if measure.aggregate == "avg" and value is not None:
        step = _CENT if item.type == "money" else _MICRO
        value = Decimal(value).quantize(step, rounding=ROUND_HALF_UP)
    return format_decimal(item, value)


def _rows(
    ctx: Caller, groups: Sequence[Group], measures: Sequence[Measure], found: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    names = [_labels(ctx, group, {row[f"g_{n}"] for row in found}) for n, group in enumerate(groups)]
    ordered = sorted(
        found, key=lambda row: [_rank(group, row[f"g_{n}"], names[n]) for n, group in enumerate(groups)]
    )
    return [
        {
            "keys": {group.name: _shown(group, row[f"g_{n}"], names[n]) for n, group in enumerate(groups)},
            "values": _values(measures, row),
        }
        for row in ordered
    ]


def _labels(ctx: Caller, group: Group, ids: set[Any]) -> dict[int, tuple[str, str]]:
    """id → label and its sort key, for a reference."""
    ids.discard(None)
    if not group.item.is_reference or not ids:
        return {}
    target = catalogue().get(group.item.target_object)
    if not is_label_told(ctx, target):
        return {pk: (label, pinyin(label)) for pk, label in told_labels(ctx, target, ids).items()}
    rows = all_labels(target).filter(pk__in=ids)
    return {pk: (label, key) for pk, label, key in rows.values_list("pk", "label", "label_sort")}


def _rank(group: Group, value: Any, names: Mapping[int, tuple[str, str]]) -> tuple[bool, Any, Any]:
    """The sort key of a group: choices in their order, references by label, others by value, empty last."""
    if value is None:
        return True, 0, 0
    if group.item.is_reference:
        return False, names.get(value, ("", ""))[1], value
    if group.item.type == "choice":
        codes = [choice.code for choice in group.item.choices]
        return False, codes.index(value) if value in codes else len(codes), value
    return False, value, 0


def _shown(group: Group, value: Any, names: Mapping[int, tuple[str, str]]) -> Any:
    if value is None:
        return None
    if group.item.is_reference:
        return {"id": value, "name": names.get(value, (None, ""))[0]}
    if group.item.type in _TIMES:
        return value.isoformat()
    return TYPES[group.item.type].dump(group.item, value)
