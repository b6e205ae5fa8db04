"""Reads a question from JSON, against the objects and the caller's rights. All faults are reported at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, Protocol, TypeVar

from guike.kernel import filters, limits
from guike.kernel.errors import FieldError, Invalid, field_error, register
from guike.kernel.filters import All, Every, Leaf, None_, Not, Some
from guike.kernel.filters import Any_ as Either
from guike.kernel.filters import Node as Condition
from guike.kernel.periods import UNITS
from guike.kernel.text import T
from guike.platform.filters.caller import Caller, UnknownField, label_field, usable_field, visible_rows
from guike.platform.filters.columns import NUMBERS, is_reckoned
from guike.platform.filters.resolve import hop_from, resolve
from guike.platform.filters.sql import compile_filter
from guike.platform.measures.questions import AGGREGATES, MEANS, WEIGHTED, Key, Measure, Part, Place, Question
from guike.platform.metadata.spec import MANY, FieldSpec, ObjectSpec
from guike.platform.settings import queries as settings

register(
    {
        "group.too_many": T("最多按 {max} 个字段分组", "Group by at most {max} fields"),
        "group.not_groupable": T(
            "不能按“{name}”分组，请另选字段", "Cannot group by “{name}”; choose another field"
        ),
        "group.bucket": T("时间分组可用：{known}", "A group of dates is one of {known}"),
        "group.bands": T(
            "区间应为从小到大的数字列表，最多 {max} 个，且只用于数字字段",
            "Bands are at most {max} numbers in ascending order, for a field of numbers",
        ),
        "group.name": T("分组的名称不能重复", "The names of groups must be different"),
        "measure.agg": T(
            "没有统计方式“{name}”，可用：{known}", "There is no measure “{name}”; use one of {known}"
        ),
        "measure.field": T(
            "“{name}”不能这样统计，请另选字段", "“{name}” cannot be measured so; choose another field"
        ),
        "measure.beside": T(
            "“{name}”应与统计字段在同一对象上", "“{name}” must be a field of the same object as the measure"
        ),
        "measure.name": T(
            "统计项的名称应不重复，并由字母、数字和下划线组成",
            "Names of measures are different, of letters, digits and underscores",
        ),
        "measure.too_many": T("最多 {max} 个统计项", "At most {max} measures"),
        "measure.hops": T("最多经过 {max} 级下级关系", "At most {max} steps to related records"),
        "aggregate.shape": T("应为字段说明的列表", "Must be a list of named values"),
        "aggregate.key": T("不认识“{name}”，请去掉", "Unknown key “{name}”; remove it"),
    }
)


class _HasName(Protocol):
    @property
    def name(self) -> str:
        """What it is called in the answer."""


Named = TypeVar("Named", bound=_HasName)
TIMES = frozenset({"date", "instant"})
TEXTS = frozenset({"choice", "region", "text"})
_GROUPABLE = TIMES | TEXTS | {"boolean", "reference", "user", "department", "integer"}
_UNCOUNTED = MANY | {"geo", "json", "any_reference", "lines"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,60}", re.ASCII)
_KEY_WORDS = frozenset({"field", "bucket", "bands", "as"})
_MEASURE_WORDS = frozenset({"agg", "field", "as", "filter", "weight", "by"})


def is_groupable(item: FieldSpec) -> bool:
    """Whether lists, boards and reports may be grouped by the field."""
    return item.value_type in _GROUPABLE and not item.write_only and not item.told


class Asker:
    """Reads keys and measures, and grows the tree of places that they need."""

    def __init__(self, ctx: Caller, spec: ObjectSpec, rows: Any = None) -> None:
        self.ctx = ctx
        self.errors: list[FieldError] = []
        self.root = Place((), spec)
        self._places: dict[tuple[str, ...], Place] = {(): self.root}
        self._rows = visible_rows(ctx, spec) if rows is None else rows
        self._where: Condition = filters.EVERYTHING

    def refuse(self, place: str, code: str, **params: object) -> None:
        self.errors.append(field_error(place, code, **params))

    def filter(self, raw: Any) -> None:
        """Restrict the records of the root."""
        try:
            self._where = filters.parse(raw)
            if self._where != filters.EVERYTHING:
                self._rows = self._rows.filter(compile_filter(self.ctx, self.root.spec, self._where))
        except Invalid as invalid:
            self.errors += invalid.errors

    def question(self, keys: Sequence[Key], measures: Sequence[Measure]) -> Question:
        """The checked question. Invalid: every fault so far."""
        if self.errors:
            raise Invalid(self.errors)
        return Question(
            self.root.spec,
            self.root,
            tuple(keys),
            tuple(measures),
            self._where,
            self._rows.order_by(),
            fiscal_start=int(settings.get("report.fiscal_year_start")),
        )

    # the tree

    def place(self, names: Sequence[str]) -> Place:
        """The place at the end of these steps. UnknownField where one leads nowhere."""
        here = self.root
        for n, name in enumerate(names, 1):
            path = tuple(names[:n])
            known = self._places.get(path)
            if known is None:
                hop = hop_from(self.ctx, here.spec, name)
                known = self._places[path] = Place(path, hop.target, len(self._places), hop, here)
            here = known
        return here

    def _found(self, raw: Any, where: str) -> tuple[Place, FieldSpec, bool] | None:
        """The place and field of a path, and whether the field names the record itself. None after a fault."""
        names = raw.split(".") if isinstance(raw, str) else [""]
        if len(names) > limits.PATH_SEGMENTS:
            self.refuse(where, "unknown_field", name=raw)
            return None
        try:
            place = self.place(names[:-1])
            item = usable_field(self.ctx, place.spec, names[-1])
        except UnknownField as unknown:
            self.refuse(where, "unknown_field", name=unknown.name)
            return None
        if sum(one.hop.many for one in place.chain if one.hop) > limits.MEASURE_HOPS:
            self.refuse(where, "measure.hops", max=limits.MEASURE_HOPS)
            return None
        return place, item, _names_record(place.spec, item, names[-1])

    # keys

    def keys(self, groups: Any, columns: Any = ()) -> list[Key]:
        """The keys of rows, then those of columns."""
        found: list[Key] = []
        for word, wanted in (("groups", groups), ("columns", columns)):
            for index, raw in enumerate(self.listed(wanted, word)):
                place = f"{word}[{index}]"
                key = self._key(self._parts(raw, place, _KEY_WORDS), place, is_column=word == "columns")
                if key is not None and any(key.name == one.name for one in found):
                    self.refuse(f"{place}.as", "group.name")
                elif key is not None:
                    found.append(key)
        if len(found) > limits.REPORT_KEYS:
            self.refuse("groups", "group.too_many", max=limits.REPORT_KEYS)
        return found

    def _key(self, parts: Mapping[str, Any], at: str, *, is_column: bool) -> Key | None:
        if not parts:
            return None
        found = self._found(parts.get("field"), f"{at}.field")
        if found is None:
            return None
        place, item, is_record = found
        bucket = parts.get("bucket") or ("day" if item.type in TIMES else "")
        bands = self._bands(parts.get("bands"), place.spec, item, f"{at}.bands")
        if bands is None:
            return None
        if not (is_record or bands or is_groupable(item)):
            self.refuse(f"{at}.field", "group.not_groupable", name=parts.get("field"))
        elif bucket and (item.type not in TIMES or bucket not in UNITS):
            self.refuse(f"{at}.bucket", "group.bucket", known=list(UNITS))
        else:
            name = str(parts.get("as") or parts.get("field"))
            if not _NAME.fullmatch(name):
                self.refuse(f"{at}.as", "measure.name")
            return Key(name, place, item, bucket, bands, is_record, is_column)
        return None

    def _bands(self, raw: Any, spec: ObjectSpec, item: FieldSpec, at: str) -> tuple[Decimal, ...] | None:
        if raw is None:
            return ()
        try:
            bounds = tuple(Decimal(str(one)) for one in raw) if isinstance(raw, list | tuple) else ()
            in_order = all(low < high for low, high in pairwise(bounds))
        except InvalidOperation:
            bounds, in_order = (), False
        is_finite = all(one.is_finite() for one in bounds)
        if not bounds or not in_order or not is_finite or len(bounds) > limits.REPORT_BANDS:
            self.refuse(at, "group.bands", max=limits.REPORT_BANDS)
            return None
        if item.value_type not in NUMBERS or (is_reckoned(spec, item) and not item.base_column):
            self.refuse(at, "group.bands", max=limits.REPORT_BANDS)
            return None
        return bounds

    # measures

    def measures(self, wanted: Any) -> list[Measure]:
        """The measures, in order."""
        return self.named(wanted, self.measure)

    def named(self, wanted: Any, read: Callable[[Any, str], Named | None]) -> list[Named]:
        """What is listed as measures, in order. `read(raw, place)`: one of them; None after a fault."""
        found: list[Named] = []
        for index, raw in enumerate(self.listed(wanted, "measures")[: int(limits.REPORT_MEASURES)]):
            one = read(raw, f"measures[{index}]")
            if one is not None and any(one.name == other.name for other in found):
                self.refuse(f"measures[{index}].as", "measure.name")
            elif one is not None:
                found.append(one)
        if isinstance(wanted, list | tuple) and len(wanted) > limits.REPORT_MEASURES:
            self.refuse("measures", "measure.too_many", max=limits.REPORT_MEASURES)
        return found

    def measure(self, raw: Any, at: str) -> Measure | None:
        """One measure; None after a fault."""
        parts = self._parts(raw, at, _MEASURE_WORDS)
        if not parts:
            return None
        kind, path = parts.get("agg"), parts.get("field")
        if not isinstance(kind, str) or kind not in AGGREGATES:
            self.refuse(f"{at}.agg", "measure.agg", name=kind, known=list(AGGREGATES))
            return None
        place, item = self.root, None
        if path or kind != "count":
            found = self._found(path, f"{at}.field")
            if found is None:
                return None
            place, item, is_record = found
            if is_record and kind in ("count", "count_distinct"):
                item = None
        if item is not None and not _is_measurable(kind, item):
            self.refuse(f"{at}.field", "measure.field", name=path)
            return None
        name = str(parts.get("as") or (f"{kind}_{path}" if path else kind))
        if not _NAME.fullmatch(name):
            self.refuse(f"{at}.as", "measure.name")
            return None
        weight = self._beside(parts.get("weight"), place, f"{at}.weight", NUMBERS, kind in WEIGHTED)
        by = self._beside(parts.get("by"), place, f"{at}.by", TIMES, kind == "last")
        return Measure(name, kind, place, item, weight, by, self._conditions(place, parts.get("filter"), at))

    def _beside(
        self, raw: Any, place: Place, at: str, types: frozenset[str], is_needed: bool
    ) -> FieldSpec | None:
        """A second field of the measure, of the same place."""
        if not is_needed:
            if raw is not None:
                self.refuse(at, "aggregate.key", name=at.rsplit(".", 1)[-1])
            return None
        found = self._found(raw, at)
        if found is None:
            return None
        if found[0] is not place or found[1].value_type not in types:
            self.refuse(at, "measure.beside", name=raw)
            return None
        return found[1]

    def _conditions(self, place: Place, raw: Any, at: str) -> tuple[Part, ...]:
        """A measure's filter, cut into conditions on the places of its way. Paths are written from the root; each condition
        belongs to the last place of the way that all of its paths lead through."""
        if raw is None:
            return ()
        try:
            node = filters.parse(raw, root=f"{at}.filter")
        except Invalid as invalid:
            self.errors += invalid.errors
            return ()
        found: list[Part] = []
        for one in node.items if isinstance(node, All) else (node,):
            holder = _holder(place, one)
            where = _from(len(holder.path), one)
            try:
                resolve(self.ctx, holder.spec, where, path=f"{at}.filter")
            except Invalid as invalid:
                self.errors += invalid.errors
            found.append(Part(holder, where))
        return tuple(found)

    # shapes

    def listed(self, raw: Any, at: str) -> Sequence[Any]:
        """A list of the question; () for none, and after a fault."""
        if raw is None:
            return ()
        if not isinstance(raw, list | tuple):
            self.refuse(at, "aggregate.shape")
            return ()
        return raw

    def _parts(self, raw: Any, at: str, words: frozenset[str]) -> Mapping[str, Any]:
        """The named values of a key or measure; a text is a field."""
        if isinstance(raw, str):
            return {"field": raw}
        if not isinstance(raw, Mapping):
            self.refuse(at, "aggregate.shape")
            return {}
        for name in raw:
            if name not in words:
                self.refuse(f"{at}.{name}", "aggregate.key", name=name)
        return raw


def _names_record(spec: ObjectSpec, item: FieldSpec, name: str) -> bool:
    """Whether the field names the record itself. One that many records share by its kind, such as the day of a snapshot, does
    not, although lists show it as the record's name."""
    label = label_field(spec)
    if name == "id" or (label is not None and name == label.name):
        return True
    return name == spec.name_field and (item.value_type == "text" or not is_groupable(item))


def _is_measurable(kind: str, item: FieldSpec) -> bool:
    if item.type == "lines":
        return False
    if kind in MEANS | WEIGHTED | {"sum", "last"}:
        return item.value_type in NUMBERS
    if kind in ("min", "max"):
        return item.value_type in NUMBERS | TIMES
    return kind == "count" or item.value_type not in _UNCOUNTED


def _paths(node: Condition) -> set[str]:
    """The paths of a condition as seen from its own record."""
    match node:
        case Leaf(field, _op, _value, other):
            return {field} if other is None else {field, other}
        case All(items) | Either(items):
            return {path for item in items for path in _paths(item)}
        case Not(item):
            return _paths(item)
        case Some(path) | None_(path) | Every(path):
            return {path}
    raise TypeError(f"no condition: {node!r}")


def _holder(place: Place, node: Condition) -> Place:
    """The last place on the way to `place` that all paths of the condition lead through."""
    paths = [tuple(path.split(".")[:-1]) for path in _paths(node)]
    fits = [one for one in place.chain if all(path[: len(one.path)] == one.path for path in paths)]
    return fits[-1] if paths else place


def _from(steps: int, node: Condition) -> Condition:
    """The condition with its paths cut by as many steps, so that they start at its place."""
    if not steps:
        return node
    match node:
        case Leaf(field, op, value, other):
            return Leaf(_cut(steps, field), op, value, other and _cut(steps, other))
        case All(items):
            return All(tuple(_from(steps, item) for item in items))
        case Either(items):
            return Either(tuple(_from(steps, item) for item in items))
        case Not(item):
            return Not(_from(steps, item))
        case Some(path, where):
            return Some(_cut(steps, path), where)
        case None_(path, where):
            return None_(_cut(steps, path), where)
        case Every(path, where):
            return Every(_cut(steps, path), where)
    raise TypeError(f"no condition: {node!r}")


def _cut(steps: int, path: str) -> str:
    return ".".join(path.split(".")[steps:])
