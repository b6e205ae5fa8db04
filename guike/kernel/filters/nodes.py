"""The filter language as immutable trees, and the rules that every back-end must follow.

Logic is two-valued. Missing, null, empty text and an empty list are the same: *empty*. A leaf is true when
**some** value reached by its path satisfies it; a negative operator is defined as NOT of its positive one, so
on a to-many path it means that **no** row does. ``positive`` rewrites a leaf accordingly; the back-ends (SQL and in
memory) implement only positive operators.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Area:
    """A circle: WGS-84 degrees and a radius in kilometres (``near``)."""

    lat: float
    lng: float
    km: float


@dataclass(frozen=True)
class Target:
    """A record of any object, as the value for a reference to any object."""

    object: str
    id: int


Scalar = str | int | float | bool | Target | None
Value = Scalar | tuple[Scalar, ...] | Area


@dataclass(frozen=True)
class Leaf:
    """One condition. ``value`` is raw JSON with lists as tuples; ``other``, a to-one path, may stand in its place."""

    field: str
    op: str
    value: Value = None
    other: str | None = None


@dataclass(frozen=True)
class All:
    """Every item holds; true without items."""

    items: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Any_:  # noqa: N801 - Any means something else to every reader of Python
    """Some item holds; false without items."""

    items: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Not:
    """The item does not hold."""

    item: Node


@dataclass(frozen=True)
class Some:
    """Some row reached by the relation ``path`` satisfies ``where``, whose paths start at that row."""

    path: str
    where: Node


@dataclass(frozen=True)
class None_:  # noqa: N801 - as above
    """No row reached by ``path`` satisfies ``where``; true without rows."""

    path: str
    where: Node


@dataclass(frozen=True)
class Every:
    """Every row reached by ``path`` satisfies ``where``; true without rows."""

    path: str
    where: Node


Quantified = Some | None_ | Every
Node = All | Any_ | Not | Leaf | Some | None_ | Every

EVERYTHING = All()
NOTHING = Any_()

NEGATIVE_OF: dict[str, str] = {
    "ne": "eq",
    "not_in": "in",
    "not_contains": "contains",
    "is_empty": "is_not_empty",
}


_MAY_BE_EMPTY = (str, list, tuple, set, frozenset, dict)


def is_missing(value: object) -> bool:
    """Whether a value counts as empty: null, empty text, empty list. False and 0 do not."""
    return value is None or (isinstance(value, _MAY_BE_EMPTY) and not value)


def positive(leaf: Leaf) -> Node:
    """The leaf rewritten with positive operators only, and without an empty value to compare with.

    ``ne`` → not ``eq``; ``eq null`` → not ``is_not_empty``; ``in [a, null]`` → ``in [a]`` or empty. With
    ``other``, an empty other side makes ``eq`` mean "empty": the back-end decides that, row by row.
    """
    if leaf.op in NEGATIVE_OF:
        return Not(positive(replace(leaf, op=NEGATIVE_OF[leaf.op])))
    if leaf.op == "eq" and leaf.other is None and is_missing(leaf.value):
        return _empty(leaf)
    if leaf.op == "in" and isinstance(leaf.value, tuple) and any(is_missing(value) for value in leaf.value):
        present = tuple(value for value in leaf.value if not is_missing(value))
        return Any_((replace(leaf, value=present), _empty(leaf)))
    return leaf


def _empty(leaf: Leaf) -> Node:
    return Not(Leaf(leaf.field, "is_not_empty"))


def normalize(node: Node) -> Node:
    """The tree with ``positive`` applied to each leaf; its meaning is the same."""
    match node:
        case Leaf():
            return positive(node)
        case All(items):
            return All(tuple(normalize(item) for item in items))
        case Any_(items):
            return Any_(tuple(normalize(item) for item in items))
        case Not(item):
            return Not(normalize(item))
        case Some() | None_() | Every():
            return replace(node, where=normalize(node.where))


def join_path(prefix: str, path: str) -> str:
    """A path inside ``where`` as seen from the record: ("contacts", "name") → "contacts.name"."""
    return f"{prefix}.{path}" if prefix else path


def leaves(node: Node, prefix: str = "") -> Iterator[tuple[str, Leaf]]:
    """Each leaf with its full dotted path, in order."""
    match node:
        case Leaf():
            yield join_path(prefix, node.field), node
        case All(items) | Any_(items):
            for item in items:
                yield from leaves(item, prefix)
        case Not(item):
            yield from leaves(item, prefix)
        case Some() | None_() | Every():
            yield from leaves(node.where, join_path(prefix, node.path))


def fields_of(node: Node) -> set[str]:
    """The full dotted paths of all fields that the filter reads, ``other`` included."""
    found: set[str] = set()
    for path, leaf in leaves(node):
        found.add(path)
        if leaf.other is not None:
            found.add(path.removesuffix(leaf.field) + leaf.other)
    return found


def relations_of(node: Node, prefix: str = "") -> set[str]:
    """The full dotted paths of the relations that ``some``, ``none`` and ``every`` walk."""
    match node:
        case Leaf():
            return set()
        case All(items) | Any_(items):
            return {path for item in items for path in relations_of(item, prefix)}
        case Not(item):
            return relations_of(item, prefix)
        case Some() | None_() | Every():
            full = join_path(prefix, node.path)
            return {full} | relations_of(node.where, full)


def dump(node: Node) -> dict[str, object]:
    """The JSON form; ``parse`` gives the same tree back."""
    match node:
        case All(items):
            return {"all": [dump(item) for item in items]}
        case Any_(items):
            return {"any": [dump(item) for item in items]}
        case Not(item):
            return {"not": dump(item)}
        case Some(path, where):
            return {"some": path, "where": dump(where)}
        case None_(path, where):
            return {"none": path, "where": dump(where)}
        case Every(path, where):
            return {"every": path, "where": dump(where)}
        case Leaf(field, op, value, other):
            if other is not None:
                return {"field": field, "op": op, "other": other}
            if value is None and op in _WITHOUT_VALUE:
                return {"field": field, "op": op}
            return {"field": field, "op": op, "value": _dump_value(value)}


_WITHOUT_VALUE = frozenset({"is_empty", "is_not_empty", "is_me", "in_my_departments", "changed"})


def _dump_value(value: Value) -> object:
    if isinstance(value, tuple):
        return [_dump_value(item) for item in value]
    if isinstance(value, Area):
        return {"lat": value.lat, "lng": value.lng, "km": value.km}
    if isinstance(value, Target):
        return {"object": value.object, "id": value.id}
    return value


def all_of(*nodes: Node) -> Node:
    """The conjunction, flattened. Of one node it is that node; of none it is the filter that admits everything."""
    items: list[Node] = []
    for node in nodes:
        items.extend(node.items if isinstance(node, All) else (node,))
    return items[0] if len(items) == 1 else All(tuple(items))
