"""Random rows and random filters over them, from small pools so that they meet."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from guike.platform.filters.columns import held
from guike.platform.filters.tests import world
from guike.platform.filters.values import operators_of
from guike.platform.metadata.spec import FieldSpec
from guike.platform.metadata.types import TYPES

TEXTS = ("", "abc", "ＡＢＣ", "Abc 公司", "公司_1%", "a\\b", "ΣΑΣ", "İx", "ｶﾅ", "Straße", "O'Hara")
PHONES = (
    "",
    "+8613800138000",
    "+8613900139000",
    "+861062345678;ext=801",
    "95588",
    "+12125550123",
    "+864008105678",
    "+85223456789",
)
PARTS_OF_PHONES = (
    "0013",
    "138",
    "8",
    "010",
    "10-6",
    "+1",
    "+86",
    "+86 10",
    "1",
    "8转8",
    "转801",
    "78-801",
    "400",
)
INTEGERS = (-1, 0, 1, 2, 10)
DECIMALS = tuple(Decimal(text) for text in ("-1", "0", "0.5", "1", "2.50", "10"))
DATES = tuple(date(2026, 11, day) for day in (1, 15, 16, 17, 18, 19, 22, 23))
INSTANTS = tuple(
    datetime(2026, 11, day, hour, minute, 59, 999_999, tzinfo=UTC)
    for day in (15, 17, 18)
    for hour, minute in ((0, 0), (15, 59), (16, 0))
)
REGIONS = ("", "330000", "330106", "310000")
POINTS = ({"lat": 31.2, "lng": 121.5}, {"lat": 31.25, "lng": 121.45}, {"lat": 30.3, "lng": 120.1})
TARGETS = ({"object": "firm", "id": 1}, {"object": "firm", "id": 2}, {"object": "user", "id": 1})
IDS = (1, 2, 3, 4)
PERIODS = (
    "today",
    "this_week",
    "last_week",
    "this_month",
    "last_3_days",
    "next_2_days",
    "today-1",
    "last_year",
)

STORED: dict[str, tuple[Any, ...]] = {
    "text": TEXTS,
    "long_text": TEXTS,
    "email": TEXTS,
    "auto_number": TEXTS,
    "phone": PHONES,
    "integer": (None, *INTEGERS),
    "decimal": (None, *DECIMALS),
    "money": (None, *DECIMALS),
    "percent": (None, *DECIMALS),
    "boolean": (None, True, False),
    "date": (None, *DATES),
    "instant": (None, *INSTANTS),
    "choice": ("", "A", "B", "C"),
    "region": REGIONS,
    "geo": (None, *POINTS),
    "reference": (None, *IDS),
    "user": (None, *IDS),
    "department": (None, *IDS),
    "any_reference": (None, *TARGETS),
}
SEVERAL: dict[str, tuple[Any, ...]] = {
    "multi_choice": ("new", "old", "odd"),
    "tags": ("x", "X", "标签"),
    "references": IDS,
    "any_references": TARGETS,
}
LEFT_OUT = frozenset({"id", "created_at", "created_by", "currency", "exchange_rate", "secret"})
FIELDS = [f for f in world.DEAL.fields if f.name not in LEFT_OUT and f.type != "lines"]


def stored(item: FieldSpec) -> st.SearchStrategy[Any]:
    """A value of the field as a row holds it, empty ones included."""
    if item.type in SEVERAL:
        return st.lists(st.sampled_from(SEVERAL[item.type]), max_size=3, unique_by=str)
    return st.sampled_from(STORED[item.value_type])


@st.composite
def deal_values(draw: st.DrawFn) -> dict[str, Any]:
    """Arguments of `world.add_deal`: most fields empty, keys of `custom` in their stored form."""
    chosen = draw(st.lists(st.sampled_from(FIELDS), max_size=14, unique_by=lambda item: item.name))
    values: dict[str, Any] = {}
    for item in chosen:
        if item.computed:
            continue
        value = draw(stored(item))
        if not item.custom:
            values[item.attname] = value
        elif value not in (None, "", []):
            values[item.name] = TYPES[item.value_type].store(value)
    return values


def line_values() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"product": st.sampled_from(TEXTS), "quantity": st.sampled_from((None, *INTEGERS))}
    )


def sent(item: FieldSpec) -> st.SearchStrategy[Any]:
    """A value of the field as a client sends it, never empty."""
    item = held(item)
    pool = [value for value in (SEVERAL.get(item.type) or STORED[item.type]) if value not in (None, "")]
    if item.type in ("decimal", "money", "percent"):
        return st.sampled_from([str(v) for v in pool] + [float(v) for v in pool])
    if item.type == "date":
        return st.sampled_from([value.isoformat() for value in pool])
    if item.type == "instant":
        return st.sampled_from([value.isoformat() for value in pool] + [day.isoformat() for day in DATES])
    return st.sampled_from(pool)


@st.composite
def leaf(draw: st.DrawFn, item: FieldSpec, path: str) -> dict[str, Any]:
    """A condition on the field that `path` leads to."""
    op = draw(st.sampled_from([op for op in operators_of(item) if op != "in_my_departments"]))
    condition: dict[str, Any] = {"field": path, "op": op}
    if op in ("is_empty", "is_not_empty", "is_me"):
        return condition
    if op in ("contains", "not_contains", "starts_with"):
        words = (
            PARTS_OF_PHONES if item.type == "phone" else ("a", "ＡＢ", "公司", "_", "%", "\\", "σ", "i", "ss")
        )
        return {**condition, "value": draw(st.sampled_from(words))}
    if op == "within":
        return {**condition, "value": draw(st.sampled_from(PERIODS))}
    if op == "near":
        point = draw(st.sampled_from(POINTS))
        return {**condition, "value": {**point, "km": draw(st.sampled_from([1, 10, 200, 15000]))}}
    if op == "between":
        return {**condition, "value": [draw(sent(item)), draw(sent(item))]}
    if op in ("has_any", "has_all"):
        return {**condition, "value": draw(st.lists(sent(item), min_size=1, max_size=3))}
    if op in ("in", "not_in"):
        return {**condition, "value": draw(st.lists(st.one_of(st.none(), sent(item)), max_size=3))}
    if op in ("eq", "ne"):
        return {**condition, "value": draw(st.one_of(st.none(), sent(item)))}
    return {**condition, "value": draw(sent(item))}


PATHS = [
    *((item, item.name) for item in FIELDS),
    *(
        (world.BY_NAME["firm"].by_name[n], f"firm.{n}")
        for n in ("name", "level", "score", "x_grade", "owner")
    ),
    *((world.BY_NAME["firm"].by_name[n], f"x_firm.{n}") for n in ("name", "level", "parent")),
    *((world.BY_NAME["firm"].by_name[n], f"x_firms.{n}") for n in ("name", "level", "score")),
    (world.BY_NAME["user"].by_name["name"], "watchers.name"),
    (world.BY_NAME["user"].by_name["name"], "firm.owner.name"),
    (world.BY_NAME["firm"].by_name["level"], "firm.parent.level"),
    (world.BY_NAME["firm"].by_name["level"], "firm.branches.level"),
    (world.BY_NAME["deal_line"].by_name["product"], "lines.product"),
    (world.BY_NAME["deal_line"].by_name["quantity"], "lines.quantity"),
]
LINE = world.BY_NAME["deal_line"].by_name
FIRM = world.BY_NAME["firm"].by_name
OTHERS = (
    ("amount", "paid"),
    ("quantity", "x_int"),
    ("price", "x_dec"),
    ("due_on", "start_on"),
    ("due_on", "x_date"),
    ("seen_at", "x_at"),
    ("level", "x_choice"),
    ("name", "x_text"),
    ("mobile", "x_phone"),
    ("owner", "firm.owner"),
    ("x_firm", "firm"),
    ("firm.level", "level"),
    ("region", "x_region"),
    ("is_hot", "x_bool"),
)


@st.composite
def compared(draw: st.DrawFn) -> dict[str, Any]:
    left, right = draw(st.sampled_from(OTHERS))
    ops = (
        ("eq", "ne", "gt", "lte")
        if left in ("amount", "quantity", "price", "due_on", "seen_at")
        else ("eq", "ne")
    )
    return {"field": left, "op": draw(st.sampled_from(ops)), "other": right}


def any_leaf() -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(st.sampled_from(PATHS).flatmap(lambda pair: leaf(*pair)), compared())


@st.composite
def quantified(draw: st.DrawFn) -> dict[str, Any]:
    path, fields = draw(
        st.sampled_from([("lines", LINE), ("x_firms", FIRM), ("firm", FIRM), ("firm.branches", FIRM)])
    )
    names = ("product", "quantity") if fields is LINE else ("name", "level", "score", "x_grade")
    inner = st.sampled_from(names).flatmap(lambda name: leaf(fields[name], name))
    where = draw(st.one_of(inner, st.fixed_dictionaries({"all": st.lists(inner, max_size=2)})))
    return {draw(st.sampled_from(("some", "none", "every"))): path, "where": where}


def filters() -> st.SearchStrategy[dict[str, Any]]:
    """Trees of conditions, at most four levels deep."""
    basic = st.one_of(any_leaf(), any_leaf(), quantified())

    def group(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.one_of(
            st.fixed_dictionaries({"all": st.lists(inner, max_size=3)}),
            st.fixed_dictionaries({"any": st.lists(inner, max_size=3)}),
            st.fixed_dictionaries({"not": inner}),
        )

    once = st.one_of(basic, group(basic))
    return st.one_of(basic, group(once))
