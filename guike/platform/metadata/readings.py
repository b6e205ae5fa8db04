"""Derives what a roll-up reads, so that a write can find the roll-ups that it may change.

A figure follows changes of the child (its own fields), of records over single references (`sales_order.status`), and of
the calendar. A roll-up that may change without a write of such a record is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NoReturn

from guike.kernel import filters
from guike.kernel.errors import FieldError, Refusal, field_error
from guike.kernel.text import T, Text
from guike.platform.metadata.formulas import LATE, UNKNOWN, formulas_of
from guike.platform.metadata.spec import NUMBERS, FieldSpec, ObjectSpec, RollupSpec

AGGREGATES = ("sum", "count", "avg", "max", "min")
#: types that have a largest and smallest value
ORDERED = NUMBERS | {"date", "instant"}
#: fields that a write sets or changes although they are not among its changed fields
ALWAYS = LATE | UNKNOWN | {"position"}
_CALLERS = frozenset({"is_me", "in_my_departments"})

Objects = Mapping[str, ObjectSpec]
Rollups = Iterable[tuple[ObjectSpec, RollupSpec]]
#: (object, field)
Place = tuple[str, str]


class NotFollowed(Refusal):
    """A figure that writes cannot keep right; the errors name the wrong parts of the roll-up."""

    status = 422
    messages: ClassVar[Mapping[str, Text]] = {
        "rollup.via": T("“{name}”不是指向本对象的关联字段", "“{name}” is no reference to this object"),
        "rollup.aggregate": T("应为 sum、count、avg、max 或 min", "Must be sum, count, avg, max or min"),
        "rollup.field": T("“{name}”不能这样汇总", "“{name}” cannot be added up this way"),
        "rollup.unknown": T(
            "没有可跟踪的字段“{name}”，请改用该对象自己的字段",
            "“{name}” is no field that a figure can follow; use a field of the object itself",
        ),
        "rollup.many": T(
            "“{name}”通向多条记录，其变化无法跟踪；请在条件中只使用本记录或单个关联的字段",
            "“{name}” leads to several records, whose changes are not followed; use fields of the record itself or of a"
            " single reference",
        ),
        "rollup.caller": T(
            "“{name}”的条件因人而异，汇总结果对所有人相同；请改用固定的值",
            "The condition on “{name}” differs from person to person, a figure does not; use a fixed value",
        ),
        "rollup.tree": T(
            "“{name}”的条件取决于上下级关系，其调整无法跟踪；请直接列出各项",
            "The condition on “{name}” depends on a tree, whose changes are not followed; list the values themselves",
        ),
        "rollup.computed": T(
            "“{name}”随时间变化且不保存，无法汇总；请改用所依据的字段",
            "“{name}” changes with time and is not stored; use the fields that it follows from",
        ),
        "rollup.ledger": T(
            "“{name}”由系统直接记录，不能汇总到字段；请用列表的分组统计",
            "“{name}” are written past the figures of records; group them in their list instead",
        ),
        "rollup.circle": T(
            "汇总绕成了一圈：{fields}", "The roll-up would be made of itself: {fields}"
        ),
    }  # fmt: skip


@dataclass(frozen=True)
class Along:
    """Fields that are read over references. `hops`: (object, reference), starting at the child and ending at a row of
    `end`."""

    hops: tuple[Place, ...]
    end: str
    names: frozenset[str]


@dataclass(frozen=True)
class Reading:
    """`own`: fields of the child; `along`: the fields that are read in each object on a path."""

    own: frozenset[str]
    along: tuple[Along, ...]
    follows_calendar: bool

    @property
    def places(self) -> Iterator[Place]:
        """All places that are read, without the child's own fields."""
        for one in self.along:
            yield from ((one.end, name) for name in one.names)


def reading_of(objects: Objects, parent: ObjectSpec, rollup: RollupSpec) -> Reading:
    """The reading of a roll-up. NotFollowed if writes cannot keep it right."""
    child = objects.get(rollup.child)
    if child is None:
        raise NotFollowed("unknown_object", field="rollup.object", name=rollup.child)
    walk = _Walk(objects, child)
    walk.read[()] |= {rollup.via, rollup.source} - {""}
    node = filters.parse(rollup.filter) if rollup.filter else None
    faults = [*_wrong_reference(child, parent, rollup), *_wrong_source(child, rollup)]
    if child.ledger is not None and not child.ledger.account:
        faults.append(field_error("rollup.object", "rollup.ledger", name=child.plural))
    if node is not None:
        try:
            walk.through(node)
        except NotFollowed as refused:
            faults += refused.field_errors()
    if faults:
        raise NotFollowed(faults[0].code, errors=faults)
    along = tuple(Along(hops, walk.ends[hops], frozenset(names)) for hops, names in walk.read.items() if hops)
    calendar = node is not None and any(leaf.op == "within" for _path, leaf in filters.leaves(node))
    return Reading(frozenset(walk.read[()]), along, calendar)


def _wrong_reference(child: ObjectSpec, parent: ObjectSpec, rollup: RollupSpec) -> Iterator[FieldError]:
    via = child.by_name.get(rollup.via)
    if via is None or not via.is_reference or not via.stored or via.target_object != parent.name:
        yield field_error("rollup.via", "rollup.via", name=rollup.via)


def _wrong_source(child: ObjectSpec, rollup: RollupSpec) -> Iterator[FieldError]:
    if rollup.aggregate not in AGGREGATES:
        yield field_error("rollup.agg", "rollup.aggregate")
        return
    item = child.by_name.get(rollup.source)
    if rollup.aggregate == "count":
        fits = not rollup.source
    else:
        kinds = ORDERED if rollup.aggregate in ("max", "min") else NUMBERS
        fits = item is not None and item.stored and item.value_type in kinds
    if not fits:
        yield field_error("rollup.field", "rollup.field", name=rollup.source)


class _Walk:
    """Collects the fields that a filter reads, by the hops from the child to them."""

    def __init__(self, objects: Objects, child: ObjectSpec) -> None:
        self.objects, self.child = objects, child
        self.read: dict[tuple[Place, ...], set[str]] = defaultdict(set)
        self.ends: dict[tuple[Place, ...], str] = {}

    def through(self, node: filters.Node) -> None:
        for relation in sorted(filters.relations_of(node)):
            self.refuse("rollup.many", relation)
        ends = {path: self.along(path) for path in sorted(filters.fields_of(node))}
        for path, item in ends.items():
            if item.computed:
                self.refuse("rollup.computed", path)
            if not item.stored:
                self.refuse("rollup.many", path)
        for path, leaf in filters.leaves(node):
            if leaf.op in _CALLERS:
                self.refuse("rollup.caller", path)
            if leaf.op == "under" and ends[path].type != "region":
                self.refuse("rollup.tree", path)

    def along(self, path: str) -> FieldSpec:
        """The field at the end of a path."""
        here, hops = self.child, tuple[Place, ...]()
        *steps, last = path.split(".")
        for step in steps:
            item = here.by_name.get(step)
            if item is None or not item.is_reference or item.target_object not in self.objects:
                self.refuse("rollup.many", path)
            self._note(hops, here, step)
            hops = (*hops, (here.name, step))
            here = self.objects[item.target_object]
        end = here.by_name.get(last)
        if end is None:
            self.refuse("rollup.unknown", path)
        self._note(hops, here, last)
        return end

    def _note(self, hops: tuple[Place, ...], here: ObjectSpec, name: str) -> None:
        self.read[hops].add(name)
        self.ends[hops] = here.name

    def refuse(self, code: str, path: str) -> NoReturn:
        """Raise NotFollowed with the path in labels of the screen."""
        here: ObjectSpec | None = self.child
        labels = []
        for step in path.split("."):
            item = here.by_name.get(step) if here is not None else None
            labels.append(item.label if item is not None else Text(step, step))
            here = self.objects.get(item.target_object or item.lines_object) if item is not None else None
        zh, en, zh_tw = (" · ".join(label.get(one) for label in labels) for one in ("zh-CN", "en", "zh-TW"))
        raise NotFollowed(code, field="rollup.filter", name=Text(zh, en, zh_tw))


def circle(reads: Mapping[Place, set[Place]], start: Place) -> list[str]:
    """The circle from a figure or formula back to itself, as `object.field`; [] without one. reads: see `made_of`."""
    ways = [[start]]
    seen: set[Place] = {start}
    while ways:
        way = ways.pop()
        for place in sorted(reads.get(way[-1], ())):
            if place == start:
                return [f"{name}.{field}" for name, field in (*way, start)]
            if place not in seen:
                seen.add(place)
                ways.append([*way, place])
    return []


def check_declared(objects: Objects) -> None:
    """ValueError for a declared roll-up that writes cannot keep right; called at start."""
    declared = [(spec, rollup) for spec in objects.values() for rollup in spec.rollups]
    reads = made_of(objects, declared)
    for spec, rollup in declared:
        place = f"{spec.name}.{rollup.field}"
        try:
            reading_of(objects, spec, rollup)
        except Refusal as refused:
            reasons = ", ".join(f"{e.field}: {e.message('en')}" for e in refused.field_errors())
            raise ValueError(f"roll-up {place}: {reasons}") from refused
        if rollup.field not in spec.by_name:
            raise ValueError(f"roll-up {place}: no such field")
        way = circle(reads, (spec.name, rollup.field))
        if way:
            raise ValueError(f"roll-up {place} is made of itself: {' → '.join(way)}")


def made_of(objects: Objects, rollups: Rollups) -> dict[Place, set[Place]]:
    """Figure or formula → the places from which it is computed."""
    found: dict[Place, set[Place]] = defaultdict(set)
    for parent, rollup in rollups:
        try:
            reading = reading_of(objects, parent, rollup)
        except Refusal:
            continue
        own = {(rollup.child, name) for name in reading.own}
        found[parent.name, rollup.field] |= own | set(reading.places)
    for spec in objects.values():
        for name, formula in formulas_of(spec).items():
            if formula is not None:
                found[spec.name, name] |= {(spec.name, read) for read in formula.fields}
    return found
