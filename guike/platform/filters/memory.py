"""Evaluates filters on rows in memory, for guards, actions' `when`, validation and assignment rules.

The kernel defines the meaning of a filter. This module reads the row: columns, keys of `custom`, computed values, and
rows of other objects through a loader.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Protocol, cast

from guike.kernel import clock
from guike.kernel.caches import own_cache
from guike.kernel.casing import fold
from guike.kernel.filters import Get, Node, Target, compiled, parse
from guike.kernel.phone_search import phone_form, sought_phone
from guike.platform.filters.caller import Caller, usable_field, visible_rows
from guike.platform.filters.columns import ANY, FOLDED, NUMBERS
from guike.platform.filters.computed import computed_value
from guike.platform.filters.leaves import ids_under
from guike.platform.filters.resolve import ROWS, Hop, Resolution, hop_from, plain, resolve
from guike.platform.filters.sql import rows_through
from guike.platform.metadata import regions
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES, empty


class Loader(Protocol):
    """Where rows of other objects come from."""

    def __call__(self, hop: Hop, row: Any, /) -> Sequence[Any]:
        """The rows that one step leads to from `row`: at most one unless `hop.many`."""


def scoped_loader(ctx: Caller) -> Loader:
    """Rows that the caller may see, read once per step and row."""
    known: dict[tuple[str, str, Any, bool], list[Any]] = {}

    def load(hop: Hop, row: Any, /) -> Sequence[Any]:
        key = (hop.target.name, hop.item.name, row.pk, hop.reverse)
        if not hop.many:
            key = (hop.target.name, "", stored_value(hop.item, row), False)
        if key not in known:
            known[key] = _load(ctx, hop, row)
        return known[key]

    return load


def _load(ctx: Caller, hop: Hop, row: Any) -> list[Any]:
    if hop.reverse:
        return list(rows_through(ctx, hop, row.pk))
    value = stored_value(hop.item, row)
    ids = value if isinstance(value, list) else [] if value is None else [value]
    if hop.item.type in ANY:
        ids = [one["id"] for one in ids if one["object"] == hop.target.name]
    return list(visible_rows(ctx, hop.target).filter(pk__in=ids)) if ids else []


def stored_value(item: FieldSpec, row: Any, timezone: str = "UTC") -> Any:
    """The typed value that a row holds; None when empty."""
    if item.computed:
        return computed_value(item.computed, row, timezone)
    if item.custom:
        stored = row.custom.get(item.name)
        return None if empty(stored) else TYPES[item.value_type].load(stored)
    value = getattr(row, item.attname)
    return None if empty(value) else value


class Matcher:
    """A filter prepared for many rows of one object."""

    __slots__ = ("ctx", "load", "rule", "spec")

    def __init__(self, ctx: Caller, spec: ObjectSpec, rule: _Rule, load: Loader) -> None:
        self.ctx, self.spec, self.rule, self.load = ctx, spec, rule, load

    def __call__(self, row: Any, old: Mapping[str, Any] | None = None, load: Loader | None = None) -> bool:
        """`old`: typed values before the change, of the fields that changed; None when nothing changes. `load`: where rows
        of other objects come from this time."""
        case = _Case(self, row, old, load or self.load)
        return self.rule.check(case.get, case)


class _Case:
    """One row and the context in which a filter is evaluated on it."""

    __slots__ = ("before", "load", "matcher", "row")

    def __init__(self, matcher: Matcher, row: Any, before: Mapping[str, Any] | None, load: Loader) -> None:
        self.matcher, self.row, self.before, self.load = matcher, row, before, load

    @property
    def timezone(self) -> str:
        return self.matcher.ctx.timezone

    @property
    def today(self) -> date:
        return clock.today(self.timezone)

    @property
    def user_id(self) -> int | None:
        return self.matcher.ctx.user_id

    @property
    def department_ids(self) -> Collection[int]:
        return self.matcher.ctx.department_ids

    @property
    def old(self) -> Get | None:
        return None if self.before is None else self._was

    def under(self, path: str, value: Any, /) -> Collection[object]:
        item = self.matcher.rule.fields[path]
        return _Division(value) if item.type == "region" else ids_under(self.matcher.ctx, item, [value])

    def get(self, path: str) -> list[object]:
        column = self.matcher.rule.columns.get(path)
        if column is not None:
            return [getattr(self.row, column)]
        return self._values(self.matcher.spec, self.row, path)

    def _was(self, path: str) -> list[object]:
        assert self.before is not None
        return [self.before[path]] if path in self.before else self.get(path)

    def _values(self, spec: ObjectSpec, row: Any, path: str) -> list[object]:
        """The values at the end of a path; at the end of a path to rows, each row as a getter."""
        head, _, rest = path.partition(".")
        if not rest:
            return [stored_value(usable_field(None, spec, head), row, self.timezone)]
        hop = hop_from(None, spec, head)
        rows = self.load(hop, row)
        if rest == ROWS:
            return [partial(self._values, hop.target, one) for one in rows]
        return [value for one in rows for value in self._values(hop.target, one, rest)]


class _Division(Collection[object]):
    """The codes of a region and all below it."""

    def __init__(self, code: str) -> None:
        self.first, self.last = regions.under(code)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self.first <= code <= self.last

    def __iter__(self) -> Any:
        return iter((self.first, self.last))

    def __len__(self) -> int:
        return 2


def matcher(
    ctx: Caller,
    spec: ObjectSpec,
    node: Node | Mapping[str, Any] | None,
    *,
    load: Loader | None = None,
    on_change: bool = False,
) -> Matcher:
    """Prepare a filter (its tree or its JSON). Invalid when it does not fit the object.

    It is a rule of the system: it reads fields that the caller may not. `load` None: rows of other objects
    are those that `ctx` may see.
    """
    is_json = node is None or isinstance(node, Mapping)
    rule = (_rule if is_json else _resolved)(ctx, spec, cast("Any", node), on_change)
    return Matcher(ctx, spec, rule, load or scoped_loader(ctx))


class _Rule:
    """A prepared filter. `fields`: full path → field; `columns`: paths that are read directly from the row. `known`:
    the definitions against which it was checked."""

    def __init__(self, spec: ObjectSpec, found: Resolution) -> None:
        self.fields, self.is_callers = found.fields, found.is_callers
        self.columns = {
            path: item.attname
            for path, item in found.fields.items()
            if "." not in path and not item.custom and not item.computed
        }
        self.known = (catalogue(), spec)
        self.check = compiled(plain(found.tree), self)

    def coerce(self, path: str, value: object, /) -> object:
        """A value, given or stored, as the field at the path compares it."""
        item = self.fields[path]
        if item.type in FOLDED and isinstance(value, str):
            return fold(value)
        if item.type in NUMBERS and isinstance(value, (int, str)):
            return Decimal(value)
        if item.type in ANY and isinstance(value, Mapping):
            return Target(value["object"], value["id"])
        return value

    def sought(self, path: str, value: object, /) -> str:
        """A text that is looked for, as its field is searched."""
        return sought_phone(str(value)) if self.fields[path].type == "phone" else fold(str(value))

    def as_text(self, path: str, value: object, sought: str, /) -> str:
        """The text of a stored value in which `sought` is looked for."""
        return phone_form(str(value), sought) if self.fields[path].type == "phone" else fold(str(value))


#: keyed by the identity of the JSON, which the entry references, because definitions return the same object each time
_rules: dict[tuple[int, str, str, bool], tuple[Any, _Rule]] = {}
_RULES = 2000
own_cache(
    "platform.filters.memory.rules",
    key="the identity of a filter's JSON, its object, and the caller's time zone",
    stale="another JSON of the same identity, other definitions; all are compared by identity",
    limit=_RULES,
    size=lambda: len(_rules),
    clear=_rules.clear,
)


def _rule(ctx: Caller, spec: ObjectSpec, node: Any, on_change: bool) -> _Rule:
    """The prepared filter of some JSON, made once, since the same few filters are evaluated on every record."""
    place = (id(node), spec.name, ctx.timezone, on_change)
    same, found = _rules.get(place, (None, None))
    if found is None or same is not node or found.known[0] is not catalogue() or found.known[1] is not spec:
        found = _resolved(ctx, spec, parse(node, on_change=on_change), on_change)
        if found.is_callers:
            return found
        if len(_rules) >= _RULES:
            _rules.clear()
        _rules[place] = node, found
    return found


def _resolved(ctx: Caller, spec: ObjectSpec, tree: Node, on_change: bool) -> _Rule:
    return _Rule(spec, resolve(ctx, spec, tree, trusted=True, on_change=on_change))


def matches(
    ctx: Caller,
    spec: ObjectSpec,
    node: Node | Mapping[str, Any] | None,
    row: Any,
    *,
    load: Loader | None = None,
    old: Mapping[str, Any] | None = None,
) -> bool:
    """Whether one row satisfies a filter; see `matcher`. With `old`, `changed …` may be used."""
    return matcher(ctx, spec, node, load=load, on_change=old is not None)(row, old)
