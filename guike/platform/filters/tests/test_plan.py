"""The shape of plans on 20,000 rows: what is written to be served by an index is served by it."""

import json
from typing import Any

import pytest
from django.db import connection

from guike.kernel.filters import parse
from guike.platform.filters.columns import index_sql
from guike.platform.filters.order import after, sort_keys
from guike.platform.filters.sql import compile_filter
from guike.platform.filters.tests import world
from guike.platform.filters.tests.world import ANYBODY, DEAL, deals

ROWS = """
INSERT INTO fw_deal (created_at, updated_at, version, custom, label, label_sort, search_grams, name,
  number, note, mobile, email, level, kinds, tags, region, watchers, related, secret, currency,
  exchange_rate, firm_id)
SELECT '2026-01-01'::timestamptz + n * interval '1 minute', now(), 1,
  jsonb_build_object(
    'x_choice', CASE WHEN n % 500 = 0 THEN 'A' WHEN n % 500 = 1 THEN 'B' ELSE 'C' END,
    'x_int', n, 'x_dec', n::text, 'x_text', 'Text ' || n,
    'x_date', ('2000-01-01'::date + n)::text, 'x_firm', n / 10, 'x_tags', jsonb_build_array('t' || n)),
  n, lpad(n::text, 6, '0'), '{}', n, n,
  '', '', '', 'A', '{}', '{}', '', '{}', '[]', '', 'CNY', 1, n / 10
FROM generate_series(1, 20000) n
"""
FIRMS = """
INSERT INTO fw_firm (id, created_at, updated_at, version, custom, label, label_sort, search_grams,
  name, level)
SELECT n, now(), now(), 1, '{}', '', '', '{}', 'firm ' || n, CASE WHEN n % 500 = 1 THEN 'A' ELSE 'B' END
FROM generate_series(1, 2000) n
"""


@pytest.fixture
def rows(tables: None) -> None:
    """20,000 deals of 2,000 firms."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        cursor.execute(FIRMS)
        cursor.execute("CREATE INDEX fw_deal_firm_ix ON fw_deal (firm_id)")
        for name in ("x_choice", "x_int", "x_dec", "x_text", "x_date", "x_firm", "x_tags"):
            method, expression = index_sql(DEAL.by_name[name])
            cursor.execute(f"CREATE INDEX fw_deal_{name}_ix ON fw_deal USING {method} ({expression})")
        cursor.execute("ANALYZE fw_deal")
        cursor.execute("ANALYZE fw_firm")


def plan(query: Any) -> list[tuple[str, str]]:
    """(node, index) of each step of the plan, top down."""
    steps: list[tuple[str, str]] = []

    def walk(node: dict[str, Any]) -> None:
        steps.append((node["Node Type"], node.get("Index Name", "")))
        for child in node.get("Plans", ()):
            walk(child)

    text = query.explain(format="json")
    walk(json.loads(text)[0]["Plan"])
    return steps


def indexes(query: Any) -> set[str]:
    return {index for _node, index in plan(query) if index}


def page(sort: list[str], position: list[Any] | None = None) -> Any:
    keys = sort_keys(ANYBODY, DEAL, sort)
    found = deals().order_by(*(key.order_by() for key in keys))
    return (found.filter(after(keys, position)) if position else found).values("pk")[:51]


@pytest.mark.usefixtures("rows")
def test_the_default_order_walks_its_index() -> None:
    first = plan(page(["-created_at"]))
    assert indexes(page(["-created_at"])) == {"fw_deal_time_ix"}
    assert "Sort" not in {node for node, _index in first}
    last = deals().order_by("-created_at", "-id").values_list("created_at", "pk")[10_000]
    later = plan(page(["-created_at"], list(last)))
    assert {index for _node, index in later if index} == {"fw_deal_time_ix"}
    assert "Sort" not in {node for node, _index in later}


@pytest.mark.usefixtures("rows")
def test_the_page_after_begins_inside_the_index() -> None:
    keys = sort_keys(ANYBODY, DEAL, ["-created_at"])
    condition = after(keys, [world.NOW, 5])
    text = deals().filter(condition).order_by(*(key.order_by() for key in keys)).values("pk")[:51].explain()
    assert "Index Cond: (ROW(created_at, id) < ROW(" in text


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("x_choice", "eq", "A"),
        ("x_choice", "in", ["A", "B"]),
        ("x_int", "between", [5, 9]),
        ("x_dec", "lt", "20"),
        ("x_text", "eq", "ＴＥＸＴ 77"),
        ("x_date", "eq", "2001-01-01"),
        ("x_date", "between", ["2001-01-01", "2001-01-09"]),
        ("x_firm", "eq", 77),
        ("x_tags", "has_any", ["t5", "t6"]),
    ],
)
def test_an_indexed_custom_field_is_found_by_its_index(field: str, op: str, value: Any) -> None:
    query = deals().filter(compile_filter(ANYBODY, DEAL, parse({"field": field, "op": op, "value": value})))
    assert indexes(query) == {f"fw_deal_{field}_ix"}
    assert query.exists()


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(("path", "index"), [("firm", "fw_deal_firm_ix"), ("x_firm", "fw_deal_x_firm_ix")])
def test_a_path_to_few_rows_seeks_from_them(path: str, index: str) -> None:
    node = parse({"field": f"{path}.level", "op": "eq", "value": "A"})
    query = deals().filter(compile_filter(ANYBODY, DEAL, node))
    assert indexes(query) == {index}
    assert query.count() == 40


@pytest.mark.usefixtures("rows")
def test_walking_keeps_to_the_index_of_the_order() -> None:
    node = parse({"field": "firm.level", "op": "eq", "value": "B"})
    keys = sort_keys(ANYBODY, DEAL, ["-created_at"])
    query = deals().filter(compile_filter(ANYBODY.walking(), DEAL, node))
    steps = plan(query.order_by(*(key.order_by() for key in keys)).values("pk")[:51])
    assert "fw_deal_time_ix" in {index for _node, index in steps}
    assert "Sort" not in {node for node, _index in steps}
