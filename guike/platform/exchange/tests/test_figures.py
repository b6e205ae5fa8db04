"""Days and averages that are rolled up: filtered, sorted, grouped and exported like any day and any number."""

from __future__ import annotations

from typing import Any

import pytest

from guike.platform.exchange.tests.test_exporting import lines_of
from guike.platform.jobs.testing import run_queued
from guike.platform.org.queries import begin_versions


def made(admin: Any, object_name: str, **values: Any) -> int:
    answer = admin.post(f"/records/{object_name}", values)
    assert answer.status_code == 201, answer.content
    begin_versions()
    return int(answer.json()["id"])


@pytest.fixture
def campaigns(admin: Any) -> list[int]:
    """The first has leads of 2 May and 3 April, the second of 1 June, the third none."""
    found = [made(admin, "campaign", name=name) for name in ("春", "夏", "秋")]
    made(admin, "field_def", object="lead", api_name="x_day", type="date", label="Day")
    made(admin, "field_def", object="lead", api_name="x_cost", type="decimal", label="Cost", scale=2)
    for place, day, cost in ((0, "2026-05-02", "1"), (0, "2026-04-03", "2"), (1, "2026-06-01", "2.5")):
        made(admin, "lead", name="甲", source="phone", campaign=found[place], x_day=day, x_cost=cost)
    for name, agg, field in (
        ("x_first", "min", "x_day"),
        ("x_last_at", "max", "created_at"),
        ("x_mean", "avg", "x_cost"),
    ):
        rule = {"object": "lead", "via": "campaign", "agg": agg, "field": field}
        made(admin, "field_def", object="campaign", api_name=name, type="rollup", label=name, rollup=rule)
    run_queued()
    return found


def names(admin: Any, **query: Any) -> list[str]:
    return [one["name"] for one in admin.records("campaign", **query)]


def test_they_are_what_they_hold(admin: Any, campaigns: list[int]) -> None:
    meta = {one["name"]: one for one in admin.get("/meta/objects/campaign").json()["fields"]}
    assert [meta[n]["result_type"] for n in ("x_first", "x_last_at", "x_mean")] == [
        "date",
        "instant",
        "decimal",
    ]
    assert {"within", "between", "gte"} <= set(meta["x_first"]["operators"])
    shown = [(one["x_first"], one["x_mean"]) for one in admin.records("campaign")]
    assert shown == [("2026-04-03", "1.5"), ("2026-06-01", "2.5"), (None, None)]


def test_they_are_filtered_sorted_and_grouped(admin: Any, campaigns: list[int]) -> None:
    def where(field: str, op: str, value: Any = None) -> list[str]:
        leaf = {"field": field, "op": op} | ({} if value is None else {"value": value})
        return names(admin, filter=leaf)

    assert where("x_first", "gte", "2026-05-01") == ["夏"]
    assert where("x_first", "between", ["2026-04-01", "2026-06-30"]) == ["春", "夏"]
    assert where("x_first", "is_empty") == ["秋"]
    assert where("x_mean", "lt", 2) == ["春"]
    assert where("x_last_at", "is_not_empty") == ["春", "夏"]
    assert names(admin, sort=["-x_first"])[:2] == ["夏", "春"]
    assert names(admin, sort=["x_mean"])[:2] == ["春", "夏"]
    answer = admin.post(
        "/records/campaign/aggregate",
        {
            "groups": [{"field": "x_first", "bucket": "month"}],
            "measures": [{"as": "n", "agg": "count"}, {"as": "best", "agg": "max", "field": "x_mean"}],
        },
    )
    assert answer.status_code == 200, answer.content
    rows = [(row["values"]["n"], row["values"]["best"]) for row in answer.json()["rows"]]
    assert rows == [(1, "1.5"), (1, "2.5"), (1, None)]


def test_they_are_exported(admin: Any, campaigns: list[int]) -> None:
    found = lines_of(
        admin.export("campaign", fields=["name", "x_first", "x_mean"], sort=["name"], format="csv")
    )
    assert sorted(found[1:]) == sorted(
        [["春", "2026-04-03", "1.5"], ["夏", "2026-06-01", "2.5"], ["秋", "", ""]]
    )
