"""Generated filters and records for the tests of the filter language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from guike.kernel.casing import fold
from guike.kernel.filters import (
    All,
    Any_,
    Area,
    Every,
    Get,
    Leaf,
    Node,
    None_,
    Not,
    Some,
    Target,
    compiled,
)

TODAY = date(2026, 11, 21)
TEXTS = ("name", "account.name", "contacts.name")
NUMBERS = ("amount", "account.amount", "contacts.amount")
DATES = ("due_on", "contacts.due_on")
SEVERAL = ("tags", "contacts.tags")

words = st.sampled_from(["云帆", "ABC", "abc", "Ａb", "a", "云", ""])
given_words = st.sampled_from(["云帆", "ABC", "abc", "Ａb", "a", "云", "zz"])
numbers = st.integers(-2, 3)
dates = st.integers(-9, 9).map(lambda days: TODAY + timedelta(days))
moments = st.integers(-200, 200).map(
    lambda hours: datetime(2026, 11, 21, tzinfo=UTC) + timedelta(hours=hours)
)
tags = st.lists(st.sampled_from(["hot", "vip", "new"]), max_size=3, unique=True)
periods = st.sampled_from(
    ["today", "yesterday", "this_week", "last_month", "last_7_days", "next_3_days", "today-2"]
)


def _leaf(
    fields: Sequence[str], ops: Sequence[str], values: st.SearchStrategy[Any]
) -> st.SearchStrategy[Leaf]:
    return st.builds(Leaf, st.sampled_from(fields), st.sampled_from(ops), values)


def _some_of(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, min_size=1, max_size=3).map(tuple)


leaves = st.one_of(
    _leaf(TEXTS, ("eq", "ne"), given_words | st.none()),
    _leaf(TEXTS, ("contains", "not_contains", "starts_with", "gt", "lte"), given_words),
    _leaf(TEXTS, ("in", "not_in"), _some_of(given_words | st.none())),
    _leaf(NUMBERS, ("eq", "ne"), numbers | st.none()),
    _leaf(NUMBERS, ("gt", "gte", "lt", "lte"), numbers),
    _leaf(NUMBERS, ("in", "not_in"), _some_of(numbers | st.none()) | st.just(())),
    _leaf(NUMBERS, ("between",), st.tuples(numbers, numbers)),
    _leaf((*TEXTS, *NUMBERS, *DATES, *SEVERAL), ("is_empty", "is_not_empty"), st.none()),
    _leaf((*DATES, "created_at"), ("within",), periods),
    _leaf(SEVERAL, ("has_any", "has_all"), _some_of(st.sampled_from(["hot", "vip", "new"]))),
    _leaf(("owner", "contacts.owner"), ("is_me", "in_my_departments"), st.none()),
    _leaf(("owner",), ("under",), numbers | _some_of(numbers)),
    st.builds(
        Leaf,
        st.sampled_from(("amount", "contacts.amount")),
        st.sampled_from(("eq", "ne", "gt", "lte")),
        other=st.sampled_from(("account.amount", "amount")),
    ),
)
change_leaves = st.one_of(
    _leaf(("amount",), ("changed_from", "changed_to"), numbers | st.none()),
    _leaf(("amount", "tags", "name"), ("changed",), st.none()),
    _leaf(("location",), ("near",), st.just(Area(31.0, 121.0, 5.0))),
    _leaf(("target",), ("eq", "ne"), st.just(Target("lead", 3))),
)
# Conditions on one row of the relation "contacts", whose paths start at the row.
row_leaves = st.one_of(
    _leaf(("name",), ("eq", "ne"), given_words | st.none()),
    _leaf(("amount",), ("eq", "gt", "lte", "ne"), numbers),
    _leaf(("tags",), ("has_any",), _some_of(st.sampled_from(["hot", "vip"]))),
    _leaf(("name", "amount"), ("is_empty",), st.none()),
)


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(st.builds(All, lists), st.builds(Any_, lists), st.builds(Not, inner))


rows_where = st.one_of(
    row_leaves, st.builds(Not, row_leaves), st.builds(All, st.lists(row_leaves, max_size=2).map(tuple))
)
quantified = st.one_of(*(st.builds(kind, st.just("contacts"), rows_where) for kind in (Some, None_, Every)))
_parts = leaves | quantified
pure_nodes = st.one_of(_parts, _grown(_parts), _grown(_grown(_parts)))
_all_parts = _parts | change_leaves
nodes = st.one_of(_all_parts, _grown(_all_parts), _grown(_grown(_all_parts)))

_rows = st.fixed_dictionaries(
    {},
    optional={
        "name": words | st.none(),
        "amount": numbers | st.none(),
        "due_on": dates | st.none(),
        "tags": tags,
        "owner": numbers | st.none(),
    },
)
records = st.fixed_dictionaries(
    {"contacts": st.lists(_rows, max_size=3)},
    optional={
        "name": words | st.none(),
        "amount": numbers | st.none(),
        "due_on": dates | st.none(),
        "created_at": moments | st.none(),
        "tags": tags | st.none(),
        "owner": numbers | st.none(),
        "account": st.none() | _rows,
    },
)


def reader(record: Mapping[str, Any]) -> Get:
    """Reads nested dictionaries by path; the rows of ``contacts`` are records of their own."""

    def get(path: str) -> list[object]:
        reached: list[Any] = [record]
        for step in path.split("."):
            found = [row.get(step) for row in reached if row is not None]
            reached = [row for rows in found for row in rows] if step == "contacts" else found
        return [
            reader(value) if isinstance(value, dict) and "lat" not in value else value for value in reached
        ]

    return get


def _itself(_path: str, value: object, /) -> Collection[object]:
    return (value,)


def fold_text(_path: str, value: object, /) -> object:
    """The plain coercion: text folded, all else as it is."""
    return fold(value) if isinstance(value, str) else value


def _folded(_path: str, value: object, _sought: str = "", /) -> str:
    return fold(str(value))


@dataclass(frozen=True)
class Case:
    """The circumstances and the fields of a filter, as plain values."""

    today: date
    timezone: str = "Asia/Shanghai"
    user_id: int | None = None
    department_ids: Collection[object] = frozenset()
    old: Get | None = None
    under: Callable[[str, object], Collection[object]] = field(default=_itself)
    coerce: Callable[[str, object], object] = field(default=fold_text)
    sought: Callable[[str, object], str] = field(default=_folded)
    as_text: Callable[[str, object, str], str] = field(default=_folded)


def match(node: Node, get: Get, case: Case) -> bool:
    """Whether the record read by ``get`` satisfies the filter."""
    return compiled(node, case)(get, case)
