"""The pipeline is kept as it stood at the end of each week."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from guike.domains.opportunities.models import ForecastSnapshot, Opportunity, Stage
from guike.kernel import clock
from guike.platform.access.context import Context
from guike.platform.metadata.registry import registry
from guike.platform.reports.running import run_report
from guike.platform.reports.snapshots import take_due
from tests.support.company import WHY, Company, act, again, code, ctx_of, found, make, row

pytestmark = pytest.mark.django_db
#: five minutes past midnight in Shanghai
MONDAY, TUESDAY, NEXT_MONDAY = "2026-03-01T16:05:00Z", "2026-03-02T16:05:00Z", "2026-03-08T16:05:00Z"


@pytest.fixture
def us() -> Company:
    return found()


def deal(us: Company, by: int, amount: str | None, **values: Any) -> Any:
    account = us.account(owner=by)
    return make("opportunity", by, name="商机", account=account.pk, source="lead", amount=amount, **values)


def kept() -> list[tuple[Any, ...]]:
    """(day, owner, stage, count, amount, weighted) of every row."""
    stages = dict(Stage.objects.system(reason=WHY).values_list("pk", "name"))
    rows = ForecastSnapshot.objects.system(reason=WHY).order_by("taken_on", "owner", "stage")
    return [
        (
            str(one.taken_on),
            one.owner_id,
            stages[one.stage_id],
            one.count,
            f"{one.amount:.2f}",
            f"{one.weighted_amount:.2f}",
        )
        for one in rows
    ]


def test_a_week_is_kept_when_it_has_ended_and_once(us: Company) -> None:
    """[OP-39 the count, amount and weighted amount of each stage]"""
    with clock.frozen("2026-02-27T02:00:00Z"):
        deal(us, us.zhang, "333.33")
        deal(us, us.zhang, "333.33")
        act(us.zhang, deal(us, us.zhang, "20000.55"), "advance", feedback="预算已批")
        deal(us, us.li, None)
        act(us.wang, deal(us, us.wang, "90000"), "win")
    with clock.frozen(MONDAY):
        assert take_due() == 3
        assert take_due() == 0
    expected = [
        # 33.333 of each is rounded by itself
        ("2026-03-01", us.zhang, "初步接洽", 2, "666.66", "66.66"),
        ("2026-03-01", us.zhang, "需求确认", 1, "20000.55", "8000.22"),
        ("2026-03-01", us.li, "初步接洽", 1, "0.00", "0.00"),
    ]
    assert kept() == expected
    Opportunity.objects.system(reason=WHY).update(amount=Decimal(1))
    for at in (TUESDAY, "2026-03-02T04:06:00Z"):  # the second is after noon on Monday
        with clock.frozen(at):
            assert take_due() == 0
    assert kept() == expected


def test_one_that_is_late_is_left_out(us: Company) -> None:
    deal(us, us.zhang, "100")
    with clock.frozen("2026-03-02T04:06:00Z"):
        assert take_due() == 0
    with clock.frozen("2026-03-02T03:59:00Z"):
        assert take_due() == 1


def seen(ctx: Context) -> dict[int, Any]:
    """Owner → amount, as somebody's report has it."""
    answer = run_report(
        ctx,
        {
            "object": "forecast_snapshot",
            "groups": ["owner"],
            "measures": [{"as": "amount", "agg": "sum", "field": "amount"}],
        },
    )
    return {row["keys"]["owner"]["id"]: row["values"]["amount"] for row in answer["rows"]}


def test_each_sees_the_rows_of_those_whose_opportunities_he_sees(us: Company) -> None:
    with clock.frozen("2026-02-27T02:00:00Z"):
        for person, amount in ((us.zhang, "1"), (us.li, "2"), (us.wang, "4")):
            deal(us, person, amount)
    with clock.frozen(MONDAY):
        assert take_due() == 3
    assert seen(ctx_of(us.zhang)) == {us.zhang: "1.00"}
    assert seen(ctx_of(us.manager)) == {us.zhang: "1.00", us.li: "2.00"}
    assert seen(ctx_of(us.admin)) == {us.zhang: "1.00", us.li: "2.00", us.wang: "4.00"}


def test_what_stood_with_somebody_stays_with_him(us: Company) -> None:
    with clock.frozen("2026-02-27T02:00:00Z"):
        mine = deal(us, us.zhang, "1")
    with clock.frozen(MONDAY):
        take_due()
    assert code(act(us.admin, row("user", us.zhang), "leave", to=us.li)) is None
    assert again(mine).owner_id == us.li
    assert seen(ctx_of(us.admin)) == {us.zhang: "1.00"}


def test_the_report_has_the_last_of_each_week_and_the_change(us: Company) -> None:
    with clock.frozen("2026-02-27T02:00:00Z"):
        deal(us, us.zhang, "1000")
    with clock.frozen(MONDAY):
        take_due()
    with clock.frozen("2026-03-04T02:00:00Z"):
        deal(us, us.li, "500")
    with clock.frozen(NEXT_MONDAY):
        assert take_due() == 2
        answer = run_report(ctx_of(us.manager), registry.reports["pipeline_by_week"].in_locale("zh-CN"))
    rows = [(row["keys"]["taken_on"], *row["values"].values()) for row in answer["rows"]]
    assert rows == [
        ("2026-03-02", 2, "1500.00", "1000.00", "500.00", "150.00"),
        ("2026-02-23", 1, "1000.00", None, None, "100.00"),
    ]
