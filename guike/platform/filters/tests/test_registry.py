"""Whatever `/meta` offers of any object of this product runs: filters, sorting, groups, pages."""

from typing import Any

import pytest

from guike.kernel.filters import parse
from guike.platform.access.context import system_context
from guike.platform.filters.order import is_sortable, sort_keys
from guike.platform.filters.sql import compile_filter
from guike.platform.filters.values import operators_of
from guike.platform.measures.aggregates import run_aggregate
from guike.platform.measures.asking import is_groupable
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import FieldSpec
from guike.platform.org import queries as org
from guike.platform.records.reading import ListQuery, record_list, visible
from guike.platform.views.describe import Describer

SAMPLES: dict[str, Any] = {
    "integer": 3,
    "decimal": "1.5",
    "money": "1.5",
    "percent": "0.1",
    "boolean": True,
    "date": "2026-11-18",
    "instant": "2026-11-18",
    "reference": 1,
    "user": 1,
    "department": 1,
    "references": 1,
    "phone": "13800138000",
    "region": "330000",
}
TAKES_MANY = frozenset({"in", "not_in", "has_any", "has_all"})


def _sample(item: FieldSpec) -> Any:
    if item.choices:
        return item.choices[0].code
    if item.type in ("any_reference", "any_references"):
        return {"object": item.targets[0] if item.targets else "account", "id": 1}
    return SAMPLES.get(item.value_type, "8")


def _condition(item: FieldSpec, op: str) -> dict[str, Any]:
    condition: dict[str, Any] = {"field": item.name, "op": op}
    if op in ("is_empty", "is_not_empty", "is_me", "in_my_departments"):
        return condition
    if op == "within":
        return {**condition, "value": "this_month"}
    if op == "near":
        return {**condition, "value": {"lat": 31.2, "lng": 121.5, "km": 5}}
    if op in ("contains", "not_contains", "starts_with"):
        return {**condition, "value": "8"}
    sample = _sample(item)
    if op == "between":
        return {**condition, "value": [sample, sample]}
    return {**condition, "value": [sample] if op in TAKES_MANY else sample}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(registry.objects) - {"custom_record"}))
def test_all_that_is_offered_runs(name: str) -> None:
    org.begin_versions()
    ctx = system_context()
    spec = catalogue().get(name)
    described = {field["name"]: field for field in Describer(ctx).object(spec)["fields"]}
    for item in spec.fields:
        offered = described.get(item.name)
        if offered is None:
            continue
        assert offered["operators"] == list(operators_of(item))
        for op in offered["operators"]:
            if item.choices or item.type not in ("choice", "multi_choice") or op.endswith("empty"):
                condition = compile_filter(ctx, spec, parse(_condition(item, op)))
                visible(ctx, spec).filter(condition).exists()
        if is_sortable(item):
            keys = sort_keys(ctx, spec, [f"-{item.name}"])
            visible(ctx, spec).order_by(*(key.order_by() for key in keys)).values("pk").first()
        if is_groupable(item):
            run_aggregate(ctx, spec, visible(ctx, spec), [item.name])


@pytest.mark.django_db
def test_a_list_goes_on_where_its_page_ended() -> None:
    org.begin_versions()
    ctx = system_context()
    table: Any = catalogue().get("lead").model._default_manager
    rows = [table.model(name=f"n{n}", label=f"n{n}", label_sort=f"n{n}", status="pending") for n in range(5)]
    table.system(reason="the tests' own rows").bulk_create(rows)
    query = {
        "sort": ("-name",),
        "limit": 2,
        "filter": parse({"field": "status", "op": "eq", "value": "pending"}),
    }
    found: list[str] = []
    page = record_list(ctx, "lead", ListQuery(**query))  # type: ignore[arg-type]
    while True:
        found += [record["name"] for record in page.items]
        assert (page.total, page.total_is_exact) == (5, True)
        if page.next_cursor is None:
            break
        page = record_list(ctx, "lead", ListQuery(**query, cursor=page.next_cursor))  # type: ignore[arg-type]
    assert found == ["n4", "n3", "n2", "n1", "n0"]
