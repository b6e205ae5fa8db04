"""Figures over facts: whose performance something was, what was aimed at, and what stood open at the end of a month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from guike.kernel import clock
from guike.kernel.filters import parse
from guike.platform.access.context import system_context
from guike.platform.filters.caller import visible_rows
from guike.platform.filters.sql import compile_filter
from guike.platform.metadata.catalogue import catalogue, relations_of
from guike.platform.metadata.registry import registry
from guike.platform.metadata.snapshots import SnapshotSpec, check_snapshots
from guike.platform.org.models import User
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.shapes import single
from guike.platform.records.writing import record_create
from guike.platform.reports.running import run_report
from guike.platform.reports.snapshots import SnapshotTooLarge, figures_now, take_due
from guike.platform.reports.tests.trial import MONTHLY, trial
from tests.support.company import WHY, Company, act, again, code, found, make, nobody_decides, patch, row

pytestmark = pytest.mark.django_db
MARCH_5, APRIL_1 = "2026-03-05T02:00:00Z", "2026-03-31T16:05:00Z"


@pytest.fixture
def us() -> Iterator[Company]:
    company = found()
    with trial():
        yield company


def deed(owner: int, amount: str, **values: Any) -> Any:
    return make("deed", owner=owner, amount=amount, name="甲", **values)


def kept(record: Any) -> tuple[Any, ...]:
    now = again(record)
    return now.attributed_owner_id, now.attributed_department_id, now.attributed_on and str(now.attributed_on)


def figures(spec: dict[str, Any]) -> dict[Any, tuple[Any, ...]]:
    """Name of the first key → figures, as the system sees them."""
    answer = run_report(system_context(), spec)
    return {_name(row["keys"]): tuple(row["values"].values()) for row in answer["rows"]}


def _name(keys: dict[str, Any]) -> Any:
    (value,) = keys.values()
    return value["name"] if isinstance(value, dict) else value


SIGNED = {"field": "status", "op": "eq", "value": "signed"}


class TestAttribution:
    def test_it_is_kept_when_the_document_first_counts_and_never_moves(self, us: Company) -> None:
        """[BA-04 a report by department counts each order once, in the department at confirmation]"""
        with clock.frozen(MARCH_5):
            mine = deed(us.zhang, "100")
            assert kept(mine) == (None, None, None)
            assert code(act(us.admin, mine, "sign")) is None
        expected = (us.zhang, us.north, "2026-03-05")
        assert kept(mine) == expected
        User.objects.system(reason=WHY).filter(pk=us.zhang).update(department_id=us.south)
        bump(permission=True)
        begin_versions()
        assert code(act(us.admin, mine, "transfer", owner=us.wang)) is None
        assert (again(mine).owner_id, again(mine).department_id) == (us.wang, us.south)
        with clock.frozen(APRIL_1):
            for step in ("reopen", "sign"):
                assert code(act(us.admin, mine, step)) is None
        assert kept(mine) == expected
        by = {
            "object": "deed",
            "measures": [{"as": "sum", "agg": "sum", "field": "amount"}],
            "filter": SIGNED,
        }
        assert figures({**by, "groups": ["attributed_department"]}) == {"华北": ("100.00",)}
        assert figures({**by, "groups": ["attributed_owner"]}) == {"张三": ("100.00",)}
        assert figures({**by, "groups": ["department"]}) == {"华南": ("100.00",)}

    def test_nobody_writes_it(self, us: Company) -> None:
        mine = deed(us.zhang, "100")
        for name, value in (("attributed_owner", us.li), ("attributed_on", "2026-01-01")):
            outcome = patch(us.admin, mine, **{name: value})
            assert code(outcome) is not None
        assert kept(mine) == (None, None, None)

    def test_one_that_begins_signed_counts_from_then_on(self, us: Company) -> None:
        with clock.frozen(APRIL_1):  # it is April in Shanghai
            assert kept(deed(us.li, "5", status="signed")) == (us.li, us.north, "2026-04-01")

    def test_a_migrated_one_keeps_what_is_brought(self, us: Company) -> None:
        brought = {
            "name": "旧", "status": "signed", "owner": us.li, "attributed_owner": us.wang,
            "attributed_department": us.south, "attributed_on": "2024-05-06",
        }  # fmt: skip
        outcome = single(record_create(system_context(migration=True), "deed", [brought], system=True))
        assert outcome.id is not None
        assert kept(row("deed", outcome.id)) == (us.wang, us.south, "2024-05-06")


PERSONS = {
    "object": "user",
    "groups": [{"field": "name"}],
    "measures": [
        {
            "as": "done", "agg": "sum", "field": "attributed_deeds.amount",
            "filter": {
                "all": [
                    {"field": "attributed_deeds.attributed_on", "op": "within", "value": "this_month"},
                    {"field": "attributed_deeds.status", "op": "eq", "value": "signed"},
                ]
            },
        },
        {
            "as": "target", "agg": "sum", "field": "goals.amount",
            "filter": {"field": "goals.start_on", "op": "within", "value": "this_month"},
        },
        *({"as": one, "show": one, "of": "done", "target": "target"} for one in ("attainment", "gap", "surplus")),
    ],
    "totals": True,
}  # fmt: skip


def test_attainment_beside_targets_of_the_same_month(us: Company) -> None:
    """[RP-10 target 500,000, done 320,000 → 64.0 %, gap 180,000; no target; over-fulfilled]"""
    with clock.frozen(MARCH_5):
        for person, amount in ((us.zhang, "500000"), (us.li, "1000")):
            make("goal", name="三月", user=person, start_on="2026-03-01", amount=amount)
        make("goal", name="四月", user=us.zhang, start_on="2026-04-01", amount="700000")
        for person, amount in ((us.zhang, "120000"), (us.zhang, "200000"), (us.li, "1500"), (us.wang, "8")):
            deed(person, amount, status="signed")
        deed(us.zhang, "999999")
        people = {
            "all": [{"field": "id", "op": "in", "value": [us.zhang, us.li, us.wang]}],
        }
        answer = run_report(system_context(), {**PERSONS, "filter": people})
    rows = {row["keys"]["name"]["name"]: tuple(row["values"].values()) for row in answer["rows"]}
    assert rows == {
        "张三": ("320000.00", "500000.00", "0.64", "180000.00", "0.00"),
        "李四": ("1500.00", "1000.00", "1.5", "0.00", "500.00"),
        "王五": ("8.00", "0.00", None, "0.00", "8.00"),
    }
    # the whole has a rate of its own: 321,508 of 501,000, in tenths of a per cent
    assert answer["totals"]["attainment"] == "0.642"


@pytest.mark.req("RP-02")
def test_lines_and_payments_multiply_nothing(us: Company) -> None:
    """Two orders of three lines and two payments each, one draft: unique leads, customers and orders, and the sums of both."""
    nobody_decides()
    fair = make("campaign", name="展会", owner=us.marketing)
    products = [make("product", code=f"P{n}", name=f"产品{n}", standard_price=str(n)) for n in (1, 2, 3)]
    for n, (company, status) in enumerate((("甲", "submit"), ("乙", "submit"), ("丙", ""))):
        lead = us.lead(company=company, source="exhibition", campaign=fair.pk)
        assert code(act(us.zhang, lead, "convert", account={}, opportunity={"amount": "1"})) is None
        deal = row("opportunity", again(lead).converted_opportunity_id)
        lines = [{"product": one.pk, "quantity": str(10 + n)} for one in products]
        order = make("sales_order", us.zhang, account=deal.account_id, opportunity=deal.pk, lines=lines)
        if status:
            assert code(act(us.zhang, order, status)) is None
        for amount in ("5.50", "4.25"):
            make("collection", name="款", sales_order=order.pk, amount=amount)
    preset = registry.reports["campaign_leads_to_orders"].spec
    taken = next(one["filter"] for one in preset["measures"] if one["as"] == "orders")
    collected = {
        "as": "taken_in",
        "agg": "sum",
        "field": "leads.opportunities.sales_orders.collections.amount",
        "filter": taken,
    }
    report = {**preset, "measures": [*preset["measures"], collected]}
    # (10 + 11) × (1 + 2 + 3), no payments, and twice 9.75
    assert figures(report) == {"展会": (3, 3, 2, "126.00", "0.00", "19.50")}
    drill = run_report(system_context(), report)["rows"][0]["drills"]["taken_in"]
    spec = catalogue().get(drill["object"])
    where = compile_filter(system_context(), spec, parse(drill["filter"]))
    rows = visible_rows(system_context(), spec).filter(where)
    assert sorted(str(one.amount) for one in rows) == ["4.2500", "4.2500", "5.5000", "5.5000"]


class TestMonthEnd:
    @pytest.fixture
    def bills(self, us: Company) -> Company:
        """At the end of January 张三 has 100 and 王五 40 open; at the end of February 张三 30, 王五 40, 李四 7."""
        with clock.frozen("2026-01-20T02:00:00Z"):
            mine = make("bill", name="甲", owner=us.zhang, open_amount="100")
            make("bill", name="乙", owner=us.wang, open_amount="40")
        with clock.frozen("2026-01-31T16:05:00Z"):
            assert take_due() == 2
            assert take_due() == 0
        with clock.frozen("2026-02-20T02:00:00Z"):
            patch(us.admin, mine, open_amount="30")
            make("bill", name="丙", owner=us.li, open_amount="7")
            make("bill", name="收清", owner=us.li, open_amount="0")
        with clock.frozen("2026-02-28T16:05:00Z"):
            assert take_due() == 3
        return us

    def report(self, group: dict[str, Any]) -> dict[str, Any]:
        return {
            "object": "bill_balance",
            "groups": [group],
            "measures": [{"as": "open", "agg": "last", "field": "open_amount", "by": "taken_on"}],
            "totals": True,
        }

    @pytest.mark.usefixtures("bills")
    def test_a_balance_is_the_last_of_its_period_and_never_added_over_time(self) -> None:
        months = self.report({"field": "taken_on", "bucket": "month"})
        assert figures(months) == {"2026-01-01": ("140.00",), "2026-02-01": ("77.00",)}
        quarter = self.report({"field": "taken_on", "bucket": "quarter"})
        assert figures(quarter) == {"2026-01-01": ("77.00",)}
        assert run_report(system_context(), months)["totals"] == {"open": "77.00"}
        # within one day the departments add up
        assert figures(self.report({"field": "department"})) == {"华北": ("37.00",), "华南": ("40.00",)}

    def test_no_other_day_takes_it(self, us: Company) -> None:
        make("bill", name="甲", owner=us.zhang, open_amount="100")
        for at in ("2026-03-30T16:05:00Z", "2026-04-01T16:05:00Z", "2026-04-01T05:00:00Z"):
            with clock.frozen(at):
                assert take_due() == 0
        with clock.frozen(APRIL_1):
            assert take_due() == 1

    def test_one_with_too_many_groups_keeps_nothing(
        self, us: Company, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for person in (us.zhang, us.wang):
            make("bill", name="甲", owner=person, open_amount="1")
        monkeypatch.setattr("guike.platform.reports.snapshots.limits.SNAPSHOT_ROWS", 1)
        with pytest.raises(SnapshotTooLarge):
            figures_now(MONTHLY)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"into": "goal"}, "is kept in 'goal', which is no ledger without accounts"),
        ({"into": "nothing"}, "is kept in 'nothing', which is no ledger without accounts"),
        ({"on": "open_amount"}, "is dated by 'open_amount', which is no date of bill_balance"),
        ({"spec": {**MONTHLY.spec, "groups": ["name"]}}, "fills 'name', which bill_balance lacks"),
        ({"spec": {**MONTHLY.spec, "groups": ["color"]}}, "names 'color', which leads nowhere from bill"),
        ({"spec": {**MONTHLY.spec, "object": "shoe"}}, "reports on 'shoe', which is no object"),
    ],
)
def test_a_snapshot_that_fits_no_object_is_refused_at_the_start(
    us: Company, wrong: dict[str, Any], told: str
) -> None:
    given = {"code": "x", "into": "bill_balance", "every": "month", "spec": MONTHLY.spec, **wrong}
    objects = catalogue().objects
    assert set(registry.snapshots) == {MONTHLY.code}
    with pytest.raises(ValueError, match="declared snapshots do not fit") as refused:
        check_snapshots(objects, relations_of(objects), {"x": SnapshotSpec(**given)})
    assert told in str(refused.value)
