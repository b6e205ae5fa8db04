"""Reads the spec of a report: what is counted and grouped, what is computed from it, and what of it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from guike.kernel import filters, limits
from guike.kernel.errors import Invalid, field_error, register
from guike.kernel.filters import All, Leaf, Not
from guike.kernel.filters import Any_ as Either
from guike.kernel.filters import Node as Condition
from guike.kernel.formulas import Formula, FormulaRefused, compile_formula
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.measures.asking import TIMES, Asker
from guike.platform.measures.questions import Key, Measure, Question, shares_records
from guike.platform.metadata.catalogue import catalogue

register(
    {
        "report.key": T("报表中不认识“{name}”，请去掉", "A report has no “{name}”; remove it"),
        "report.object": T("请填写报表的对象", "Name the object that the report is about"),
        "report.name": T("没有名为“{name}”的分组或统计项", "There is no group or measure named “{name}”"),
        "report.show": T("没有计算方式“{name}”，可用：{known}", "There is no “{name}”; use one of {known}"),
        "report.format": T(
            "没有格式“{name}”，可用：{known}", "There is no format “{name}”; use one of {known}"
        ),
        "report.not_added": T(
            "“{name}”的各组不能相加，不能计算占比、累计和价值分级",
            "The groups of “{name}” do not add up, so it has no share, running total or class by value",
        ),
        "report.no_period": T(
            "与上期或去年比较需要一个按时间的分组", "Comparing with an earlier period needs a group by time"
        ),
        "report.formula": T("公式应得出数字", "The formula must give a number"),
        "report.cycle": T("公式互相引用，无法计算：{name}", "The formulas refer to each other: {name}"),
        "report.having": T(
            "分组条件只能用比较数字的运算符",
            "A condition on groups only compares numbers",
        ),
        "report.limit": T("行数应在 1 到 {max} 之间", "The number of rows is from 1 to {max}"),
        "report.others": T("“其他”只用于按一个字段分组的报表", "“Others” needs exactly one group by rows"),
        "report.flag": T("请选择是或否", "Choose yes or no"),
    }
)

WORDS = frozenset(
    {
        "object",
        "groups",
        "columns",
        "measures",
        "filter",
        "having",
        "sort",
        "limit",
        "others",
        "totals",
        "chart",
    }
)
#: what may be shown of a measure beside it, and which of these need figures that may be added
SHOWS = ("share", "running", "rank", "abc", "previous", "last_year", "attainment", "gap", "surplus")
#: how the figure of a formula is shown
FORMATS = ("number", "percent", "money")
_ADDING = frozenset({"share", "running", "abc"})
_EARLIER = frozenset({"previous", "last_year"})
_TARGETED = frozenset({"attainment", "gap", "surplus"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,60}", re.ASCII)
_COMPARES = frozenset({"eq", "ne", "gt", "gte", "lt", "lte", "between", "in", "not_in"})

_EMPTY = frozenset({"is_empty", "is_not_empty"})


@dataclass(frozen=True)
class Derived:
    """A figure that is computed from others: by a formula, or `show` of the measure `of` (for attainment against `target`).
    `format`: one of `FORMATS`."""

    name: str
    formula: Formula | None = None
    show: str = ""
    of: str = ""
    target: str = ""
    format: str = "number"

    @property
    def is_alike(self) -> bool:
        """Whether it is of the same kind as what it is shown of: an amount beside an amount."""
        return self.show in ("running", "previous", "last_year", "gap", "surplus")

    @property
    def needs(self) -> tuple[str, ...]:
        if self.formula is not None:
            return tuple(sorted(self.formula.fields))
        return (self.of, self.target) if self.target else (self.of,)


@dataclass(frozen=True)
class Report:
    """A checked report. `derived`: in an order in which each can be computed; `names`: all figures as the spec lists them;
    `sort`: (name, descending)."""

    question: Question
    derived: tuple[Derived, ...]
    names: tuple[str, ...]
    labels: Mapping[str, str]
    having: Condition | None
    sort: tuple[tuple[str, bool], ...]
    limit: int
    others: bool
    totals: bool

    @property
    def row_keys(self) -> tuple[int, ...]:
        return tuple(n for n, key in enumerate(self.question.keys) if not key.is_column)

    @property
    def column_keys(self) -> tuple[int, ...]:
        return tuple(n for n, key in enumerate(self.question.keys) if key.is_column)

    @property
    def time_key(self) -> int | None:
        """The key by periods along which figures are compared with earlier ones: the last such key."""
        return next(
            (n for n in reversed(range(len(self.question.keys))) if self.question.keys[n].bucket), None
        )


def read_report(ctx: Context, raw: Any) -> Report:
    """The checked report of a spec. Invalid: every fault at its place; UnknownObject; Forbidden without the right to view."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get("object"), str):
        raise Invalid([field_error("object", "report.object")])
    spec = catalogue().get(raw["object"])
    ctx.require(spec.name, "view")
    reader = _Reader(ctx, Asker(ctx.walking(), spec), raw)
    return reader.report()


def check_report(ctx: Context, raw: Any) -> None:
    """Refuse a spec that cannot be run by this caller, as `read_report` does."""
    read_report(ctx, raw)


def without_hidden(ctx: Context, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The spec of somebody else's report without the measures that read a field that this caller may not, and without what is
    computed from them. A faulty measure stays, so that it is refused with its fault."""
    spec = catalogue().get(str(raw.get("object")))
    hidden: set[str] = set()
    kept: list[Any] = []
    for index, one in enumerate(raw.get("measures") or ()):
        if _is_hidden(ctx, spec, one, index):
            hidden.add(_name_of(one))
        else:
            kept.append(one)
    changed = bool(hidden)
    while changed:
        gone = [one for one in kept if isinstance(one, Mapping) and hidden & _needs(one)]
        hidden |= {_name_of(one) for one in gone}
        kept, changed = [one for one in kept if one not in gone], bool(gone)
    sort = [one for one in raw.get("sort") or () if str(one).lstrip("-") not in hidden]
    return {**raw, "measures": kept, "sort": sort}


def _is_hidden(ctx: Context, spec: Any, one: Any, index: int) -> bool:
    if not isinstance(one, Mapping) or "agg" not in one:
        return False
    asker = Asker(ctx, spec)
    asker.measure(one, f"measures[{index}]")
    return bool(asker.errors) and all(error.code == "unknown_field" for error in asker.errors)


def _name_of(one: Any) -> str:
    if not isinstance(one, Mapping):
        return ""
    field = one.get("field")
    return str(one.get("as") or (f"{one.get('agg')}_{field}" if field else one.get("agg")))


def _needs(one: Mapping[str, Any]) -> set[str]:
    if "formula" in one:
        try:
            return set(compile_formula(str(one["formula"])).fields)
        except FormulaRefused:
            return set()
    return {str(one.get("of")), str(one.get("target"))} if "show" in one else set()


class _Reader:
    """Reads one spec and collects its faults in the asker."""

    def __init__(self, ctx: Context, asker: Asker, raw: Mapping[str, Any]) -> None:
        self.ctx, self.asker, self.raw = ctx, asker, raw
        self.labels: dict[str, str] = {}

    def report(self) -> Report:
        asker, raw = self.asker, self.raw
        for name in raw:
            if name not in WORDS:
                asker.refuse(str(name), "report.key", name=name)
        keys = asker.keys(raw.get("groups"), raw.get("columns"))
        measures, derived, names = self._figures(keys)
        asker.filter(raw.get("filter"))
        words = {one.name for one in measures if _kind(one) != "number"}
        words |= {one.name for one in derived if one.show == "abc"}
        having = self._having(names, words)
        sort = self._sort([key.name for key in keys], names)
        limit = self._limit()
        others, totals = self._flag("others", False), self._flag("totals", True)
        if others and sum(not key.is_column for key in keys) != 1:
            asker.refuse("others", "report.others")
        question = asker.question(keys, measures)
        return Report(
            question, tuple(derived), tuple(names), self.labels, having, sort, limit, others, totals
        )

    def _figures(self, keys: Sequence[Key]) -> tuple[list[Measure], list[Derived], list[str]]:
        """The measures, what is computed from them, and the names of both in the order of the spec."""
        places: dict[str, str] = {}

        def read(raw: Any, at: str) -> Measure | Derived | None:
            one = self._labelled(raw, at)
            is_derived = isinstance(one, Mapping) and ("formula" in one or "show" in one)
            found = self._derived(one, at) if is_derived else self.asker.measure(one, at)
            if found is not None:
                places.setdefault(found.name, at)
            return found

        named = self.asker.named(self.raw.get("measures") or ({"agg": "count"},), read)
        measures = [one for one in named if isinstance(one, Measure)]
        derived = {one.name: (one, places[one.name]) for one in named if isinstance(one, Derived)}
        return measures, self._ordered(keys, measures, derived), [one.name for one in named]

    def _labelled(self, one: Any, at: str) -> Any:
        """The measure without its own label, which is noted."""
        if not isinstance(one, Mapping) or "label" not in one:
            return one
        rest = {name: value for name, value in one.items() if name != "label"}
        if isinstance(one["label"], str) and len(one["label"]) <= 100:
            self.labels[_name_of(rest)] = one["label"]
        else:
            self.asker.refuse(f"{at}.label", "aggregate.shape")
        return rest

    def _derived(self, one: Mapping[str, Any], at: str) -> Derived | None:
        words = {"as", "formula", "format"} if "formula" in one else {"as", "show", "of", "target"}
        for word in one:
            if word not in words:
                self.asker.refuse(f"{at}.{word}", "aggregate.key", name=word)
        name = one.get("as")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self.asker.refuse(f"{at}.as", "measure.name")
            return None
        if "formula" in one:
            try:
                formula = compile_formula(str(one["formula"]))
            except FormulaRefused as refused:
                self.asker.refuse(f"{at}.formula", refused.code, **refused.params)
                return None
            if one.get("format", FORMATS[0]) not in FORMATS:
                self.asker.refuse(f"{at}.format", "report.format", name=one["format"], known=list(FORMATS))
            return Derived(name, formula, format=str(one.get("format", FORMATS[0])))
        show = one.get("show")
        if show not in SHOWS:
            self.asker.refuse(f"{at}.show", "report.show", name=show, known=list(SHOWS))
            return None
        target = str(one.get("target") or "") if show in _TARGETED else ""
        shown = "percent" if show in ("share", "attainment") else FORMATS[0]
        return Derived(name, None, str(show), str(one.get("of") or ""), target, shown)

    def _ordered(
        self, keys: Sequence[Key], measures: Sequence[Measure], derived: Mapping[str, tuple[Derived, str]]
    ) -> list[Derived]:
        """What is computed, in an order in which everything that a figure needs comes before it."""
        plain = {one.name: one for one in measures}
        for one, at in derived.values():
            place = f"{at}.formula" if one.formula else f"{at}.of"
            for name in one.needs:
                if name not in plain and name not in derived:
                    self.asker.refuse(place, "report.name", name=name)
            self._check(one, at, keys, plain)
        waiting = dict(derived)
        found: list[Derived] = []
        while waiting:
            ready = [name for name, (one, _at) in waiting.items() if not set(one.needs) & waiting.keys()]
            if not ready:
                for name, (_one, at) in waiting.items():
                    self.asker.refuse(at, "report.cycle", name=name)
                break
            found += [waiting.pop(name)[0] for name in ready]
        return found

    def _check(self, one: Derived, at: str, keys: Sequence[Key], plain: Mapping[str, Measure]) -> None:
        if one.formula is not None:
            types = {name: _kind(plain[name]) if name in plain else "number" for name in one.formula.fields}
            try:
                kind = one.formula.result_type(types)
            except FormulaRefused as refused:
                self.asker.refuse(f"{at}.formula", refused.code, **refused.params)
                return
            if kind != "number":
                self.asker.refuse(f"{at}.formula", "report.formula")
            return
        measure = plain.get(one.of)
        adds = measure is not None and is_added(keys, measure)
        if one.show in _ADDING and one.of and not adds:
            self.asker.refuse(f"{at}.of", "report.not_added", name=one.of)
        if one.show in _EARLIER and not any(key.bucket for key in keys):
            self.asker.refuse(f"{at}.show", "report.no_period")

    def _having(self, names: Sequence[str], words: set[str]) -> Condition | None:
        """The condition on groups. `words`: figures that are no numbers, which can only be asked whether they are empty."""
        if self.raw.get("having") is None:
            return None
        try:
            node = filters.parse(self.raw["having"], root="having")
        except Invalid as invalid:
            self.asker.errors += invalid.errors
            return None
        for path, leaf in filters.leaves(node):
            if path not in names:
                self.asker.refuse("having", "report.name", name=path)
            elif leaf.op in _EMPTY:
                continue
            elif leaf.op not in _COMPARES or leaf.other or path in words or not _are_numbers(leaf.value):
                self.asker.refuse("having", "report.having")
        return node

    def _sort(self, keys: Sequence[str], names: Sequence[str]) -> tuple[tuple[str, bool], ...]:
        found: list[tuple[str, bool]] = []
        for index, word in enumerate(self.asker.listed(self.raw.get("sort"), "sort")):
            name = word.removeprefix("-") if isinstance(word, str) else ""
            if name not in keys and name not in names:
                self.asker.refuse(f"sort[{index}]", "report.name", name=name)
            found.append((name, isinstance(word, str) and word.startswith("-")))
        return tuple(found)

    def _limit(self) -> int:
        limit = self.raw.get("limit", int(limits.AGGREGATE_ROWS))
        if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= limits.AGGREGATE_ROWS:
            self.asker.refuse("limit", "report.limit", max=limits.AGGREGATE_ROWS)
            return 1
        return limit

    def _flag(self, name: str, default: bool) -> bool:
        value = self.raw.get(name, default)
        if not isinstance(value, bool):
            self.asker.refuse(name, "report.flag")
            return default
        return value


def is_added(keys: Sequence[Key], measure: Measure) -> bool:
    """Whether the groups of a measure add up to the total: counts and sums of records that no two groups share."""
    adds = measure.aggregate in ("count", "sum") or measure.counts_records
    return adds and not shares_records(keys, measure)


def _kind(measure: Measure) -> str:
    is_time = (
        measure.item is not None and measure.aggregate in ("min", "max") and measure.item.value_type in TIMES
    )
    return "date" if is_time else "number"


def _are_numbers(value: Any) -> bool:
    """Whether a value of a condition, or each of a list, is a number."""
    try:
        return all(Decimal(str(one)).is_finite() for one in (value if isinstance(value, tuple) else (value,)))
    except InvalidOperation:
        return False


def meets(having: Condition, values: Mapping[str, Any]) -> bool:
    """Whether the figures of a group meet a condition on them; an empty figure meets none but is_empty."""
    match having:
        case All(items):
            return all(meets(item, values) for item in items)
        case Either(items):
            return any(meets(item, values) for item in items)
        case Not(item):
            return not meets(item, values)
        case Leaf():
            plain = filters.positive(having)
            if not isinstance(plain, Leaf):
                return meets(plain, values)
            return _meets(plain, values.get(plain.field))
    raise TypeError(f"no condition on groups: {having!r}")


def _meets(leaf: Leaf, value: Any) -> bool:
    if leaf.op == "is_not_empty" or value is None:
        return leaf.op == "is_not_empty" and value is not None
    number = Decimal(str(value))
    wanted = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    bounds = [Decimal(str(one)) for one in wanted]
    match leaf.op:
        case "eq" | "in":
            return number in bounds
        case "between":
            return bounds[0] <= number <= bounds[1]
        case "gt":
            return number > bounds[0]
        case "gte":
            return number >= bounds[0]
        case "lt":
            return number < bounds[0]
    return number <= bounds[0]
