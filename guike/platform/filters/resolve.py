"""Turns the names in a filter into fields, paths and typed values, and reports all faults at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from guike.kernel.errors import FieldError, Invalid, field_error, register
from guike.kernel.filters import (
    CHANGE_OPERATORS,
    All,
    Any_,
    Every,
    Leaf,
    Node,
    None_,
    Not,
    Some,
    join_path,
    positive,
)
from guike.kernel.limits import FILTER_HOPS, PATH_SEGMENTS
from guike.kernel.text import T
from guike.platform.filters.caller import Caller, UnknownField, usable_field
from guike.platform.filters.columns import ANY, FOLDED, NUMBERS
from guike.platform.filters.values import Zone, operators_of, typed_leaf
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import ValueRefused
from guike.platform.org.queries import directory

register(
    {
        "filter.hops": T("最多经过 {max} 级下级关系", "At most {max} steps to related records"),
        "filter.other_type": T(
            "只能与同类型的字段比较，请另选字段",
            "The two fields are of different kinds; choose another field",
        ),
        "filter.other_many": T(
            "两个字段比较时，路径中不能有下级关系", "Fields of several related records cannot be compared"
        ),
    }
)


#: last segment of a path that means the rows themselves, not the value of the reference
ROWS = "*"


@dataclass(frozen=True)
class Hop:
    """One step along a path: the reference `item` of `source`; with `many`, the several references in it, or those of a
    reference to any object that point at `target`; with `reverse`, the rows of `target` whose `item` points back."""

    source: ObjectSpec
    target: ObjectSpec
    item: FieldSpec
    many: bool = False
    reverse: bool = False


@dataclass(frozen=True)
class Route:
    """Steps from `spec`, and the field at the end; `item` None: the rows themselves."""

    spec: ObjectSpec
    path: str
    hops: tuple[Hop, ...]
    item: FieldSpec | None

    @property
    def end(self) -> ObjectSpec:
        return self.hops[-1].target if self.hops else self.spec

    @property
    def many(self) -> int:
        """How many steps lead to several rows."""
        return sum(hop.many for hop in self.hops)


@dataclass(frozen=True)
class Check:
    """A positive leaf with a typed value."""

    route: Route
    leaf: Leaf
    other: Route | None = None

    @property
    def item(self) -> FieldSpec:
        assert self.route.item is not None
        return self.route.item


@dataclass(frozen=True)
class Group:
    """All of the items, or any of them."""

    items: tuple[Resolved, ...]
    every: bool


@dataclass(frozen=True)
class Inverse:
    item: Resolved


@dataclass(frozen=True)
class Related:
    """some | none | every of the rows at the end of the route."""

    kind: str
    route: Route
    where: Resolved


Resolved = Check | Group | Inverse | Related


def hop_from(ctx: Caller | None, spec: ObjectSpec, name: str, *, off: list[FieldSpec] | None = None) -> Hop:
    """The step that `name` is. UnknownField when it leads nowhere, or where the caller may not look. `off`: as in
    `usable_field`."""
    known = catalogue()
    item = spec.by_name.get(name)
    if item is not None and item.type == "lines":
        usable_field(ctx, spec, name, off=off)
        child = known.get(item.lines_object)
        return Hop(spec, child, child.parent_field, many=True, reverse=True)
    if item is not None:
        item = usable_field(ctx, spec, name, off=off)
        if item.target_object not in known.objects or not (item.is_reference or item.type == "references"):
            raise UnknownField(name)
        return Hop(spec, known.get(item.target_object), item, many=item.type == "references")
    relation = known.relation(spec.name, name)
    if relation is None:
        return _typed_hop(ctx, spec, name, off)
    child = known.get(relation.object)
    return Hop(spec, child, usable_field(ctx, child, relation.field, off=off), many=True, reverse=True)


def _typed_hop(ctx: Caller | None, spec: ObjectSpec, name: str, off: list[FieldSpec] | None) -> Hop:
    """The step along a reference to records of any object, to those of one: `about_account`. UnknownField when it is none."""
    for item in spec.fields:
        target = name.removeprefix(f"{item.name}_")
        if item.type not in ANY or target == name or target not in catalogue().objects:
            continue
        relations = catalogue().relations.get(target, ())
        if any(one.object == spec.name and one.field == item.name for one in relations):
            usable_field(ctx, spec, item.name, off=off)
            return Hop(spec, catalogue().get(target), item, many=True)
    raise UnknownField(name)


def route_to(
    ctx: Caller | None,
    spec: ObjectSpec,
    path: str,
    *,
    rows: bool = False,
    off: list[FieldSpec] | None = None,
) -> Route:
    """A dotted path as steps, ending at a field (`rows`: at rows). UnknownField names the segment. `off`: as in
    `usable_field`."""
    parts = path.split(".")
    if len(parts) > PATH_SEGMENTS:
        raise UnknownField(path)
    hops: list[Hop] = []
    here = spec
    for name in parts if rows else parts[:-1]:
        hop = hop_from(ctx, here, name, off=off)
        hops.append(hop)
        here = hop.target
    item = None if rows else usable_field(ctx, here, parts[-1], off=off)
    return Route(spec, path, tuple(hops), item)


@dataclass
class Resolution:
    """A resolved filter. `fields`: full path → field, for all that it reads. `is_callers`: it contains values of the
    caller (his colleagues), so it cannot serve another caller."""

    tree: Resolved
    fields: dict[str, FieldSpec] = field(default_factory=dict)
    is_callers: bool = False


def resolve(
    ctx: Caller,
    spec: ObjectSpec,
    node: Node,
    *,
    path: str = "filter",
    trusted: bool = False,
    on_change: bool = False,
) -> Resolution:
    """Check a filter against an object. Invalid: every fault at its place, such as `filter.all[1].value`.

    `trusted`: a rule of the system, which may read fields that the caller may not. `on_change`: admits
    `changed…`.
    """
    resolver = _Resolver(ctx, trusted, on_change)
    tree = resolver.node(spec, node, path, "", 0)
    if resolver.errors or tree is None:
        raise Invalid(resolver.errors)
    return Resolution(tree, resolver.fields, resolver.is_callers)


class _Resolver:
    """Walks the tree and collects errors. A faulty part gives None, and the walk continues."""

    def __init__(self, ctx: Caller, trusted: bool, on_change: bool) -> None:
        self.reader = None if trusted else ctx
        self.on_change = on_change
        self.errors: list[FieldError] = []
        self.fields: dict[str, FieldSpec] = {}
        self.is_callers = False
        self.zone = Zone(ctx.timezone, partial(self._colleagues, ctx))

    def _colleagues(self, ctx: Caller) -> tuple[int, ...]:
        """The users of the caller's departments."""
        self.is_callers = True
        mine = set(ctx.department_ids)
        return tuple(sorted(p.id for p in directory().people.values() if p.department_id in mine))

    def refuse(self, place: str, code: str, **params: object) -> None:
        self.errors.append(field_error(place, code, **params))

    def node(self, spec: ObjectSpec, node: Node, place: str, prefix: str, depth: int) -> Resolved | None:
        """`prefix`: the path that led to rows of `spec`, over `depth` steps to several rows."""
        match node:
            case All(items) | Any_(items):
                word = "all" if isinstance(node, All) else "any"
                found = [
                    self.node(spec, n, f"{place}.{word}[{i}]", prefix, depth) for i, n in enumerate(items)
                ]
                return Group(tuple(n for n in found if n is not None), word == "all")
            case Not(item):
                inner = self.node(spec, item, f"{place}.not", prefix, depth)
                return None if inner is None else Inverse(inner)
            case Some() | None_() | Every():
                return self._related(spec, node, place, prefix, depth)
            case Leaf():
                return self._leaf(spec, node, place, prefix, depth)

    def _related(
        self, spec: ObjectSpec, node: Some | None_ | Every, place: str, prefix: str, depth: int
    ) -> Resolved | None:
        kind = "some" if isinstance(node, Some) else "none" if isinstance(node, None_) else "every"
        route = self._route(spec, node.path, f"{place}.{kind}", depth, rows=True)
        if route is None:
            return None
        full = join_path(join_path(prefix, node.path), ROWS)
        where = self.node(route.end, node.where, f"{place}.where", full, depth + route.many)
        return None if where is None else Related(kind, route, where)

    def _route(
        self, spec: ObjectSpec, path: str, place: str, depth: int, *, rows: bool = False
    ) -> Route | None:
        try:
            route = route_to(self.reader, spec, path, rows=rows)
        except UnknownField as unknown:
            self.refuse(place, "unknown_field", name=unknown.name)
            return None
        if depth + route.many > FILTER_HOPS:
            self.refuse(place, "filter.hops", max=FILTER_HOPS)
            return None
        return route

    def _leaf(self, spec: ObjectSpec, leaf: Leaf, place: str, prefix: str, depth: int) -> Resolved | None:
        route = self._route(spec, leaf.field, f"{place}.field", depth)
        if route is None or route.item is None:
            return None
        self.fields[join_path(prefix, leaf.field)] = route.item
        offered = operators_of(route.item, on_change=self.on_change and not route.hops and not prefix)
        if leaf.op not in offered:
            code = "filter.on_change_only" if leaf.op in CHANGE_OPERATORS else "filter.operator"
            self.refuse(f"{place}.op", code, name=leaf.op, known=list(offered))
            return None
        if leaf.other is not None:
            return self._other(spec, leaf, route, place, prefix)
        return self._positive(route, positive(leaf), place)

    def _other(self, spec: ObjectSpec, leaf: Leaf, route: Route, place: str, prefix: str) -> Resolved | None:
        assert leaf.other is not None
        other = self._route(spec, leaf.other, f"{place}.other", 0)
        if other is None or other.item is None or route.item is None:
            return None
        if route.many or other.many:
            self.refuse(f"{place}.other", "filter.other_many")
            return None
        if kind_of(route.item) != kind_of(other.item):
            self.refuse(f"{place}.other", "filter.other_type")
            return None
        self.fields[join_path(prefix, leaf.other)] = other.item
        plain = positive(leaf)
        if isinstance(plain, Not) and isinstance(plain.item, Leaf):
            return Inverse(Check(route, plain.item, other))
        return Check(route, leaf, other)

    def _positive(self, route: Route, node: Node, place: str) -> Resolved | None:
        """Resolve the result of `positive` on a leaf, with typed values."""
        match node:
            case Not(item):
                inner = self._positive(route, item, place)
                return None if inner is None else Inverse(inner)
            case Any_(items):
                found = [self._positive(route, item, place) for item in items]
                return Group(tuple(n for n in found if n is not None), every=False)
            case Leaf():
                return self._typed(route, node, place)
        raise TypeError(f"not a positive leaf: {node!r}")

    def _typed(self, route: Route, leaf: Leaf, place: str) -> Resolved | None:
        assert route.item is not None
        try:
            return Check(route, typed_leaf(route.item, leaf, self.zone))
        except ValueRefused as refused:
            params: dict[str, Any] = dict(refused.params)
            index = params.pop("index", None)
            where = f"{place}.value" if index is None else f"{place}.value[{index}]"
            self.refuse(where, refused.code, **params)
            return None


def kind_of(item: FieldSpec) -> str:
    """The kind of a field; fields of the same kind may be compared."""
    if item.type in NUMBERS:
        return "number"
    if item.type in FOLDED:
        return "text"
    if item.is_reference:
        return f"reference {item.target_object}"
    return item.type


def plain(node: Resolved) -> Node:
    """The tree in kernel form, values typed, for matching in memory."""
    match node:
        case Check(leaf=leaf):
            return leaf
        case Group(items, every):
            parts = tuple(plain(item) for item in items)
            return All(parts) if every else Any_(parts)
        case Inverse(item):
            return Not(plain(item))
        case Related(kind, route, where):
            inner, path = plain(where), join_path(route.path, ROWS)
            if kind == "some":
                return Some(path, inner)
            return None_(path, inner) if kind == "none" else Every(path, inner)
