"""Groups and figures over the rows of a list."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q

from guike.kernel.errors import Invalid
from guike.platform.filters.tests import world
from guike.platform.filters.tests.world import ANYBODY, DEAL, Somebody, add, add_deal, deals
from guike.platform.measures import aggregates
from guike.platform.measures.aggregates import run_aggregate
from guike.platform.settings.services import set_many


def run(groups: list[Any], measures: list[Any], ctx: Somebody = ANYBODY) -> dict[str, Any]:
    return run_aggregate(ctx, DEAL, deals(ctx), groups, measures)


def table(answer: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(*row["keys"].values(), *row["values"].values()) for row in answer["rows"]]


@pytest.mark.usefixtures("tables")
def test_figures() -> None:
    add_deal(
        quantity=1,
        amount=Decimal("10.5"),
        price=Decimal("1.25"),
        due_on=date(2026, 1, 2),
        rate=Decimal("0.1"),
    )
    add_deal(quantity=2, amount=Decimal(3), currency="USD", exchange_rate=Decimal(7), due_on=date(2026, 1, 1))
    add_deal(x_dec="0.5", x_int=3, seen_at=datetime(2026, 1, 1, tzinfo=UTC))
    measures = [
        {"agg": "count"},
        {"agg": "count", "field": "quantity", "as": "with_quantity"},
        {"agg": "sum", "field": "amount"},
        {"agg": "avg", "field": "amount"},
        {"agg": "sum", "field": "paid"},
        {"agg": "max", "field": "paid"},
        {"agg": "sum", "field": "quantity"},
        {"agg": "avg", "field": "quantity"},
        {"agg": "min", "field": "due_on"},
        {"agg": "max", "field": "seen_at"},
        {"agg": "sum", "field": "x_dec"},
        {"agg": "sum", "field": "x_int"},
        {"agg": "max", "field": "rate"},
    ]
    answer = run([], measures)
    assert answer == {
        "rows": [],
        "truncated": False,
        "totals": {
            "count": 3,
            "with_quantity": 2,
            "sum_amount": "31.50",  # 10.50 + 3 × 7, in base currency
            "avg_amount": "15.75",
            "sum_paid": "0.00",
            "max_paid": None,
            "sum_quantity": 3,
            "avg_quantity": "1.5",
            "min_due_on": "2026-01-01",
            "max_seen_at": "2026-01-01T00:00:00Z",
            "sum_x_dec": "0.5",
            "sum_x_int": 3,
            "max_rate": "0.1",
        },
    }


@pytest.mark.usefixtures("tables")
def test_groups_are_sorted_empty_last() -> None:
    for level, amount in (("C", 1), ("A", 2), ("", 3), ("A", 4), ("B", 5)):
        add_deal(level=level, amount=Decimal(amount))
    answer = run(["level"], [{"agg": "count"}, {"agg": "sum", "field": "amount"}])
    assert table(answer) == [("A", 2, "6.00"), ("B", 1, "5.00"), ("C", 1, "1.00"), (None, 1, "3.00")]
    assert answer["totals"] == {"count": 5, "sum_amount": "15.00"}


@pytest.mark.usefixtures("tables")
def test_a_group_of_references_shows_labels() -> None:
    for key, name, sort in ((1, "张", "zhang"), (2, "李", "li")):
        add(world.Person, id=key, name=name, label=name, label_sort=sort)
        add(world.Firm, id=key, name=name, owner_id=3 - key, label=name, label_sort=sort)
    for owner in (1, 2, 2, None):
        add_deal(owner_id=owner, firm_id=owner, x_firm=owner)
    zhang, li = {"id": 1, "name": "张"}, {"id": 2, "name": "李"}
    assert table(run(["owner"], [])) == [(li, 2), (zhang, 1), (None, 1)]
    assert table(run(["x_firm"], [])) == [(li, 2), (zhang, 1), (None, 1)]
    assert table(run(["firm.owner"], [])) == [(li, 1), (zhang, 2), (None, 1)]
    half = Somebody(scopes={"firm": Q(pk=1)})
    assert table(run(["firm.owner"], [], half)) == [(li, 1), (None, 3)]
    assert table(run(["firm"], [], half)) == [(li, 2), (zhang, 1), (None, 1)]


@pytest.mark.usefixtures("tables")
def test_groups_of_days_follow_the_company() -> None:
    add_deal(due_on=date(2026, 11, 30), seen_at=datetime(2026, 11, 30, 16, tzinfo=UTC), x_date="2026-11-30")
    add_deal(due_on=date(2026, 12, 1), seen_at=datetime(2026, 11, 30, 15, tzinfo=UTC), x_date="2026-12-01")
    add_deal()
    for field in ("due_on", "x_date", "seen_at"):
        answer = run([{"field": field, "bucket": "month", "as": "month"}], [])
        assert table(answer) == [("2026-11-01", 1), ("2026-12-01", 1), (None, 1)]
    assert table(run(["seen_at"], [])) == [("2026-11-30", 1), ("2026-12-01", 1), (None, 1)]
    week = run([{"field": "due_on", "bucket": "week"}], [])
    assert table(week) == [("2026-11-30", 2), (None, 1)]
    quarter = [{"field": "due_on", "bucket": "quarter"}]
    assert table(run(quarter, [])) == [("2026-10-01", 2), (None, 1)]
    set_many({"report.fiscal_year_start": 12}, None, as_system=True)
    assert table(run(quarter, [])) == [("2026-09-01", 1), ("2026-12-01", 1), (None, 1)]


@pytest.mark.usefixtures("tables")
def test_two_groups_and_distinct_values() -> None:
    for level, hot, word in (
        ("A", True, "x"),
        ("A", True, "y"),
        ("A", True, "X"),
        ("A", False, "x"),
        ("B", None, "x"),
    ):
        add_deal(level=level, is_hot=hot, secret=word, name="张伟")
    measures = [
        {"agg": "count_distinct", "field": "secret"},
        {"agg": "count_distinct", "field": "name", "as": "n"},
    ]
    answer = run(["level", "is_hot"], measures)
    assert table(answer) == [("A", False, 1, 1), ("A", True, 2, 3), ("B", None, 1, 1)]
    # the name stands for the record: two of one name are two
    assert answer["totals"] == {"count_distinct_secret": 2, "n": 5}


@pytest.mark.usefixtures("tables")
def test_only_rows_in_scope_and_filter_count() -> None:
    add_deal(name="mine", level="A")
    add_deal(name="his", level="A")
    ctx = Somebody(scopes={"deal": Q(name="mine")})
    assert run(["level"], [], ctx)["totals"] == {"count": 1}
    assert table(run_aggregate(ctx, DEAL, deals(ctx).filter(level="B"), ["level"])) == []


@pytest.mark.usefixtures("tables")
def test_more_groups_than_anybody_reads_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aggregates.limits, "AGGREGATE_ROWS", 2)
    for quantity in (3, 1, 2):
        add_deal(quantity=quantity)
    answer = run(["quantity"], [])
    assert table(answer) == [(1, 1), (2, 1)]
    assert answer["truncated"]
    assert answer["totals"] == {"count": 3}


def test_all_faults_at_once(definitions: None) -> None:
    ctx = Somebody(hidden={"deal.secret": "hidden", "deal.amount": "masked"})
    groups = ["secret", {"field": "due_on", "bucket": "decade"}, "level"]
    measures = [
        {"agg": "mode", "field": "quantity"},
        {"agg": "sum", "field": "amount"},
        {"agg": "sum", "field": "name"},
        {"agg": "sum"},
        {"agg": "count", "as": "a b"},
        {"agg": "count"},
        {"agg": "count"},
        7,
    ]
    with pytest.raises(Invalid) as refused:
        run_aggregate(ctx, DEAL, None, groups, measures)
    assert [(error.field, error.code) for error in refused.value.errors] == [
        ("groups[0].field", "unknown_field"),
        ("groups[1].bucket", "group.bucket"),
        ("measures[0].agg", "measure.agg"),
        ("measures[1].field", "unknown_field"),
        ("measures[2].field", "measure.field"),
        ("measures[3].field", "unknown_field"),
        ("measures[4].as", "measure.name"),
        ("measures[6].as", "measure.name"),
        ("measures[7]", "aggregate.shape"),
    ]
    with pytest.raises(Invalid) as refused:
        run_aggregate(ANYBODY, DEAL, None, ["level", "is_hot", "region"])
    assert [(error.field, error.code) for error in refused.value.errors] == [("groups", "group.too_many")]
    for path in ("tags", "lines.product", "note"):
        with pytest.raises(Invalid) as refused:
            run_aggregate(ANYBODY, DEAL, None, [path])
        assert [error.code for error in refused.value.errors] == ["group.not_groupable"]
