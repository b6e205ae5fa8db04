"""Figures of a parent: exact whatever happens to its children, at a cost that does not grow with them."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from structlog.testing import capture_logs

from guike.domains.campaigns.models import Campaign
from guike.platform.access.context import system_context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import begin_versions
from guike.platform.records.figures import recompute_rollup
from guike.platform.records.reading import table
from guike.platform.records.shapes import single
from guike.platform.records.upkeep.nightly import compare_rollups
from guike.platform.records.writing import record_change, record_create, record_delete, record_restore

pytestmark = pytest.mark.django_db
WHY = "the tests' own rows"


def make(object_name: str, /, **values: Any) -> int:
    made = single(record_create(system_context(), object_name, [values], system=True)).id
    assert made is not None
    return made


def row(object_name: str, record_id: int) -> Any:
    return table(catalogue().get(object_name)).system(reason=WHY).get(pk=record_id)


def change(object_name: str, record_id: int, /, **values: Any) -> None:
    """Whatever the state admits: figures follow every change, however it came about."""
    changes = [(row(object_name, record_id), values)]
    record_change(system_context(migration=True), object_name, changes, bypass="any change at all")


@pytest.fixture
def pool() -> int:
    begin_versions()
    return make("lead_pool", name="一号池")


def figures(campaign: int) -> tuple[Any, ...]:
    found = Campaign.objects.system(reason=WHY).get(pk=campaign)
    return (
        found.lead_count, found.converted_count, found.opportunity_count, found.opportunity_amount, found.won_amount,
        found.order_amount,
    )  # fmt: skip


def asked(run: Any) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        run()
    return [query["sql"] for query in seen.captured_queries]


@pytest.mark.req("CV-07")
def test_a_new_child_is_added_and_not_all_counted(pool: int) -> None:
    campaign = make("campaign", name="春季开放日")
    values = {"source": "phone", "campaign": campaign, "owner": None, "pool": pool}
    first = make("lead", name="甲", **values)
    statements = asked(lambda: make("lead", name="乙", **values))
    assert not [sql for sql in statements if "COUNT(" in sql and 'FROM "lead"' in sql]
    assert figures(campaign)[:2] == (2, 0)
    statements = asked(lambda: change("lead", first, status="converted"))
    assert not [sql for sql in statements if "COUNT(" in sql]
    assert figures(campaign)[:2] == (2, 1)


@pytest.mark.req("CV-07", "LP-10")
def test_what_changes_no_figure_does_not_wait_for_the_parent(pool: int) -> None:
    campaign = make("campaign", name="春季开放日")
    lead = make("lead", name="甲", source="phone", campaign=campaign, owner=None, pool=pool)
    statements = asked(lambda: change("lead", lead, status="following", title="经理"))
    assert not [
        sql
        for sql in statements
        if '"campaign"' in sql and ("FOR NO KEY UPDATE" in sql or 'UPDATE "campaign"' in sql)
    ]
    assert figures(campaign)[:2] == (1, 0)


def test_money_of_any_currency_is_added_by_its_base_value(pool: int) -> None:
    make("exchange_rate", currency="USD", on="2020-01-01", rate="7.123457")
    campaign, account = (
        make("campaign", name="春季开放日"),
        make("account", name="棠梨包装", pool=make("account_pool", name="公海")),
    )
    values = {"name": "商机", "account": account, "campaign": campaign, "source": "other"}
    dollars = make("opportunity", **values, currency="USD", amount="1000.05")
    make("opportunity", **values, amount="0.01")
    assert figures(campaign)[2:5] == (2, Decimal("7123.82"), Decimal(0))
    change("opportunity", dollars, amount=Decimal("0.07"))
    assert figures(campaign)[3] == Decimal("0.51")
    change("opportunity", dollars, status="won")
    assert figures(campaign)[3:5] == (Decimal("0.51"), Decimal("0.50"))
    change("opportunity", dollars, campaign=None)
    assert figures(campaign)[2:5] == (1, Decimal("0.01"), Decimal(0))
    assert compare_rollups() == 0


@pytest.mark.parametrize("seed", range(4))
def test_after_anything_the_figures_are_what_counting_gives(pool: int, seed: int) -> None:
    chance = random.Random(seed)
    campaigns = [make("campaign", name=f"活动{n}") for n in range(3)]
    account = make("account", name="棠梨包装", pool=make("account_pool", name="公海"))
    living: dict[int, str] = {}
    binned: dict[int, str] = {}
    for _step in range(60):
        move = chance.choice(("new", "new", "change", "change", "delete", "restore"))
        name = chance.choice(("lead", "opportunity"))
        mine = [i for i, kind in living.items() if kind == name]
        values: dict[str, Any] = {"campaign": chance.choice([*campaigns, None])}
        if name == "opportunity":
            values["amount"] = chance.choice([None, Decimal(chance.randrange(10**6)) / 100])
        if move == "new":
            more = {"account": account} if name == "opportunity" else {"owner": None, "pool": pool}
            source = "other" if name == "opportunity" else "phone"
            sent = {k: str(v) if isinstance(v, Decimal) else v for k, v in values.items()}
            living[make(name, name="甲", source=source, **more, **sent)] = name
        elif move == "change" and mine:
            states = ("pending", "converted") if name == "lead" else ("open", "won", "lost")
            change(name, chance.choice(mine), status=chance.choice(states), **values)
        elif move == "delete" and mine:
            gone = chance.choice(mine)
            (outcome,) = record_delete(system_context(), name, [gone])
            if outcome.refusal is None:
                binned[gone] = living.pop(gone)
            else:
                assert outcome.refusal.code == "lead.delete_converted"
        elif move == "restore" and binned:
            back = chance.choice(list(binned))
            assert single(record_restore(system_context(), binned[back], [back])).id
            living[back] = binned.pop(back)
    assert sum(figures(c)[0] for c in campaigns) > 0
    wrong = {
        (parent.name, rollup.field): recompute_rollup(parent, rollup)
        for pairs in catalogue().rollups.values()
        for parent, rollup in pairs
    }
    assert {key: count for key, count in wrong.items() if count} == {}


def test_what_the_calendar_decides_is_counted_anew(pool: int) -> None:
    make("object_def", api_name="visit__c", label="拜访", plural_label="拜访", default_access="edit")
    make(
        "field_def",
        object="visit__c",
        api_name="x_campaign",
        type="reference",
        target="campaign",
        label="活动",
    )
    make("field_def", object="visit__c", api_name="x_hours", type="integer", label="小时")
    rollups: dict[str, dict[str, Any]] = {
        "x_hours_all": {"agg": "sum", "field": "x_hours"},
        "x_hours_most": {"agg": "max", "field": "x_hours", "filter": {"field": "x_hours", "op": "gt", "value": 0}},
        "x_hours_year": {
            "agg": "sum", "field": "x_hours", "filter": {"field": "created_at", "op": "within", "value": "this_year"},
        },
    }  # fmt: skip
    for name, rollup in rollups.items():
        spec = {"object": "visit__c", "via": "x_campaign", **rollup}
        make("field_def", object="campaign", api_name=name, type="rollup", label=name, rollup=spec)
    begin_versions()
    campaign, other = make("campaign", name="一"), make("campaign", name="二")

    def sums(which: int) -> list[Any]:
        custom = row("campaign", which).custom
        return [custom.get(name) for name in ("x_hours_all", "x_hours_most", "x_hours_year")]

    first = make("visit__c", name="甲", x_campaign=campaign, x_hours=3)
    make("visit__c", name="乙", x_campaign=campaign, x_hours=4)
    assert [Decimal(v) for v in sums(campaign)] == [7, 4, 7]
    change("visit__c", first, x_campaign=other, x_hours=5)
    assert [Decimal(v) for v in sums(campaign)] == [4, 4, 4]
    assert [Decimal(v) for v in sums(other)] == [5, 5, 5]
    assert compare_rollups() == 0


def visits(**fields: str) -> None:
    """A custom object with the smallest and largest of its fields kept by campaigns."""
    make("object_def", api_name="visit__c", label="拜访", plural_label="拜访", default_access="edit")
    for name, kind in {"x_campaign": "reference", **fields}.items():
        target = {"target": "campaign"} if kind == "reference" else {}
        make("field_def", object="visit__c", api_name=name, type=kind, label=name, **target)
    for name in fields:
        for agg in ("min", "max"):
            rollup = {"object": "visit__c", "via": "x_campaign", "agg": agg, "field": name}
            label = f"{name}_{agg}"
            make("field_def", object="campaign", api_name=label, type="rollup", label=label, rollup=rollup)
    begin_versions()


@pytest.mark.parametrize("fields", [{"x_hours": "integer"}, {"x_cost": "money", "x_score": "decimal"}])
@pytest.mark.parametrize("seed", range(2))
def test_after_anything_smallest_and_largest_are_what_counting_gives(
    pool: int, seed: int, fields: dict[str, str]
) -> None:
    visits(**fields)
    chance = random.Random(seed)
    campaigns = [make("campaign", name=f"活动{n}") for n in range(2)]
    account = make("account", name="棠梨包装", pool=make("account_pool", name="公海"))
    change("account", account, status="formal")
    living: list[tuple[str, int]] = []
    binned: list[tuple[str, int]] = []
    for _step in range(60):
        move = chance.choice(("new", "new", "change", "change", "delete", "restore"))
        name, few = chance.choice(("visit__c", "sales_order")), chance.randrange(1, 6)
        if name == "visit__c":
            values: dict[str, Any] = {"x_campaign": chance.choice([*campaigns, None])}
            values |= {field: chance.choice([few, None]) for field in fields}
            more: dict[str, Any] = {"name": "甲"}
        else:
            values = {"ordered_on": date(2026, 11, few)}
            more = {"account": account}
        mine = [one for one in living if one[0] == name]
        if move == "new":
            sent = {k: str(v) if isinstance(v, date) else v for k, v in values.items()}
            living.append((name, make(name, **sent, **more)))
        elif move == "change" and mine:
            moved = {"status": chance.choice(("approved", "cancelled"))} if name == "sales_order" else {}
            change(name, chance.choice(mine)[1], **{**values, **moved})
        elif move == "delete" and mine:
            gone = chance.choice(mine)
            living.remove(gone)
            binned.append(gone)
            if name == "sales_order":  # an approved one stays on record
                change(*gone, status="draft")
            assert single(record_delete(system_context(), gone[0], [gone[1]])).id
        elif move == "restore" and binned:
            living.append(binned.pop(chance.randrange(len(binned))))
            assert single(record_restore(system_context(), living[-1][0], [living[-1][1]])).id
    assert compare_rollups() == 0


def test_only_the_largest_itself_asks_the_others(pool: int) -> None:
    visits(x_hours="integer")
    campaign = make("campaign", name="春季开放日")
    made = [make("visit__c", name="甲", x_campaign=campaign, x_hours=n) for n in (1, 2, 3, 4)]

    def counted(run: Any) -> int:
        return len([sql for sql in asked(run) if "MAX(" in sql or "MIN(" in sql])

    def hours() -> list[Decimal]:
        custom = row("campaign", campaign).custom
        return [Decimal(custom[name]) for name in ("x_hours_min", "x_hours_max")]

    def gone(which: int) -> None:
        assert single(record_delete(system_context(), "visit__c", [which])).id

    assert counted(lambda: make("visit__c", name="乙", x_campaign=campaign, x_hours=5)) == 0
    assert (counted(lambda: gone(made[1])), hours()) == (0, [1, 5])
    assert (counted(lambda: gone(made[0])), hours()) == (1, [3, 5])
    assert (counted(lambda: change("visit__c", made[2], x_hours=6)), hours()) == (1, [4, 6])


def test_a_deleted_child_is_taken_away_and_not_all_counted(pool: int) -> None:
    campaign = make("campaign", name="春季开放日")
    values = {"source": "phone", "campaign": campaign, "owner": None, "pool": pool}
    first, _second = make("lead", name="甲", **values), make("lead", name="乙", **values)

    def gone() -> None:
        assert single(record_delete(system_context(), "lead", [first])).id

    def back() -> None:
        assert single(record_restore(system_context(), "lead", [first])).id

    for run, count in ((gone, 1), (back, 2)):
        assert not [sql for sql in asked(run) if "COUNT(" in sql and 'FROM "lead"' in sql]
        assert figures(campaign)[:2] == (count, 0)


def test_the_engine_of_reports_notices_what_writes_would_not(
    pool: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = make("campaign", name="春季")
    make("lead", name="甲", source="phone", campaign=campaign, owner=None, pool=pool)
    parent, rollup = next(
        (of, one)
        for pairs in catalogue().rollups.values()
        for of, one in pairs
        if (of.name, one.field) == ("campaign", "lead_count")
    )
    assert recompute_rollup(parent, rollup) == 0
    wrong = {rollup.field: {campaign: 2}}
    monkeypatch.setattr("guike.platform.records.figures.rollups.counted_anew", lambda _rollups: wrong)
    with capture_logs() as logged:
        assert recompute_rollup(parent, rollup) == 0
    assert figures(campaign)[0] == 1
    assert [(one["event"], one["field"], one["rows"]) for one in logged] == [
        ("counted differently", "lead_count", 1)
    ]
