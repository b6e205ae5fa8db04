"""Reports: rows, cells, subtotals, others, totals and what is computed from them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q

from guike.kernel.errors import Invalid
from guike.platform.filters.tests import world
from guike.platform.filters.tests.world import add, add_deal
from guike.platform.reports.tests.world import Reader, opened, run, table

COUNT = {"agg": "count", "as": "n"}
AMOUNT = {"agg": "sum", "field": "amount", "as": "amount"}


def deals(*rows: dict[str, Any]) -> list[int]:
    return [add_deal(**row).pk for row in rows]


def of_month(month: int, amount: int, **more: Any) -> dict[str, Any]:
    return {"due_on": date(2026, month, 10), "amount": Decimal(amount), **more}


@pytest.mark.usefixtures("tables")
@pytest.mark.req("RP-02")
def test_every_measure_counts_at_its_own_grain() -> None:
    """Lines do not multiply the amount of their deal, deals do not multiply the score of their firm."""
    firm = add(world.Firm, name="甲", score=5)
    for amount in (100, 50):
        deal = add_deal(firm_id=firm.pk, amount=Decimal(amount))
        for quantity in (1, 2, 3):
            add(world.DealLine, deal_id=deal.pk, product="x", quantity=quantity)
    empty = add(world.Firm, name="乙", score=7)
    answer = run(
        {
            "object": "firm",
            "groups": ["name"],
            "measures": [
                {"agg": "sum", "field": "score", "as": "score"},
                {"agg": "count", "field": "deals.id", "as": "deals"},
                {"agg": "sum", "field": "deals.amount", "as": "amount"},
                {"agg": "sum", "field": "deals.lines.quantity", "as": "quantity"},
                {"as": "each", "formula": "amount / deals"},
            ],
        }
    )
    assert table(answer) == [("乙", 7, 0, "0.00", 0, None), ("甲", 5, 2, "150.00", 12, "75")]
    assert answer["totals"] == {"score": 12, "deals": 2, "amount": "150.00", "quantity": 12, "each": "75"}
    assert opened(answer["rows"][0]["drills"]["amount"]) == []
    assert opened(answer["rows"][0]["drill"]) == [empty.pk]
    assert len(opened(answer["drills"]["quantity"])) == 6


@pytest.mark.usefixtures("tables")
def test_a_record_in_two_groups_counts_once_in_the_total() -> None:
    for key, name in ((1, "张"), (2, "李")):
        add(world.Person, id=key, name=name)
    deals({"watchers": [1, 2], "amount": Decimal(10)}, {"watchers": [1], "amount": Decimal(1)})
    answer = run({"object": "deal", "groups": ["watchers.name"], "measures": [COUNT, AMOUNT]})
    assert sorted(table(answer)) == [("张", 2, "11.00"), ("李", 1, "10.00")]
    assert answer["totals"] == {"n": 2, "amount": "11.00"}
    assert [one.get("total") for one in answer["columns"]] == [None, "own", "own"]


@pytest.mark.usefixtures("tables")
def test_columns_subtotals_and_totals_stand_at_their_own_level() -> None:
    deals(
        {"level": "A", "region": "310000", "is_hot": True, "quantity": 1},
        {"level": "A", "region": "310000", "is_hot": False, "quantity": 4},
        {"level": "A", "is_hot": True, "quantity": 4},
        {"level": "B", "is_hot": True, "quantity": 9},
    )
    answer = run(
        {
            "object": "deal",
            "groups": ["level", "region"],
            "columns": ["is_hot"],
            "measures": [COUNT, {"agg": "median", "field": "quantity", "as": "m"}],
        }
    )
    assert table(answer) == [("A", "上海市", 2, "2.5"), ("A", None, 1, "4"), ("B", None, 1, "9")]
    cells = [
        [(*cell["keys"].values(), *cell["values"].values()) for cell in row["cells"]]
        for row in answer["rows"]
    ]
    assert cells == [[(False, 1, "4"), (True, 1, "1")], [(True, 1, "4")], [(True, 1, "9")]]
    assert [(*one["keys"].values(), *one["values"].values()) for one in answer["subtotals"]] == [
        ("A", 3, "4"),
        ("B", 1, "9"),
    ]
    assert [(*one["keys"].values(), *one["values"].values()) for one in answer["cells"]] == [
        (False, 1, "4"),
        (True, 3, "4"),
    ]
    assert answer["totals"] == {"n": 4, "m": "4"}
    for line in (*answer["rows"], *answer["subtotals"], *answer["cells"]):
        assert len(opened(line["drills"]["n"])) == line["values"]["n"]
        assert all(len(opened(cell["drills"]["n"])) == cell["values"]["n"] for cell in line.get("cells", ()))


@pytest.mark.usefixtures("tables")
def test_having_order_limit_and_the_others() -> None:
    levels = {"A": 40, "B": 30, "C": 20, "D": 10}
    ids = {level: deals({"level": level, "amount": Decimal(amount)})[0] for level, amount in levels.items()}
    spec = {"object": "deal", "groups": ["level"], "measures": [COUNT, AMOUNT], "sort": ["-amount"]}
    answer = run({**spec, "limit": 2, "others": True})
    assert table(answer) == [("A", 1, "40.00"), ("B", 1, "30.00")]
    others = answer["others"]
    assert (others["count"], others["values"]) == (2, {"n": 2, "amount": "30.00"})
    assert opened(others["drills"]["amount"]) == [ids["C"], ids["D"]]
    assert answer["totals"]["amount"] == "100.00"
    assert not answer["truncated"]
    answer = run({**spec, "limit": 2})
    assert answer["others"] is None
    assert answer["truncated"]
    answer = run({**spec, "having": {"field": "amount", "op": "between", "value": [15, 35]}})
    assert table(answer) == [("B", 1, "30.00"), ("C", 1, "20.00")]
    assert answer["totals"]["n"] == 4


@pytest.mark.usefixtures("tables")
def test_others_across_columns_and_of_many_groups() -> None:
    deals(
        *(
            {"level": level, "amount": Decimal(amount)}
            for level, amount in (("A", 40), ("B", 30), ("C", 20), ("D", 10))
        )
    )
    spec = {"object": "deal", "groups": ["level"], "measures": [COUNT, AMOUNT], "sort": ["-amount"]}
    deals({"level": "B", "is_hot": True, "amount": Decimal(1)}, {"amount": Decimal(2)})
    across = run({**spec, "columns": ["is_hot"], "limit": 2, "others": True})["others"]
    cells = [(*cell["keys"].values(), *cell["values"].values()) for cell in across["cells"]]
    assert cells == [(None, 3, "32.00")]
    assert len(opened(across["cells"][0]["drills"]["n"])) == 3
    many = deals(*({"quantity": n} for n in range(60)))
    answer = run({"object": "deal", "groups": ["quantity"], "measures": [COUNT], "limit": 55, "others": True})
    # the five last of them, and the six without a quantity
    assert opened(answer["others"]["drills"]["n"])[-5:] == many[55:]
    assert answer["others"]["values"]["n"] == len(opened(answer["others"]["drills"]["n"])) == 11


@pytest.mark.usefixtures("tables")
@pytest.mark.req("LD-15")
def test_a_rate_is_that_of_its_own_level_and_of_nothing_is_empty() -> None:
    deals(*({"level": "A", "is_hot": n < 3} for n in range(12)), {"level": "B", "is_hot": False})
    hot = {"agg": "count", "as": "hot", "filter": {"field": "is_hot", "op": "eq", "value": True}}
    answer = run(
        {
            "object": "deal",
            "groups": ["level"],
            "measures": [
                COUNT,
                hot,
                {"as": "rate", "formula": "hot / n", "format": "percent"},
                {"as": "per", "formula": "n / hot"},
            ],
        }
    )
    assert table(answer) == [("A", 12, 3, "0.25", "4"), ("B", 1, 0, "0", None)]
    assert answer["totals"]["rate"] == "0.230769"
    assert [len(opened(row["drills"]["hot"])) for row in answer["rows"]] == [3, 0]


@pytest.mark.usefixtures("tables")
def test_share_rank_running_and_classes() -> None:
    deals(*(of_month(month, amount) for month, amount in ((1, 1), (2, 1), (3, 1))))
    show = [{"as": name, "show": name, "of": "amount"} for name in ("share", "rank", "running", "abc")]
    answer = run(
        {
            "object": "deal",
            "groups": [{"field": "due_on", "bucket": "month", "as": "month"}],
            "measures": [AMOUNT, *show],
        }
    )
    assert table(answer) == [
        ("2026-01-01", "1.00", "0.334", 1, "1.00", "A"),
        ("2026-02-01", "1.00", "0.333", 1, "2.00", "A"),
        ("2026-03-01", "1.00", "0.333", 1, "3.00", "A"),
    ]
    assert answer["totals"] == {
        "amount": "3.00",
        "share": "1.0",
        "rank": None,
        "running": None,
        "abc": None,
    }


@pytest.mark.usefixtures("tables")
def test_earlier_periods_are_known_beyond_the_filter_and_a_running_one_is_compared_to_date() -> None:
    """Today is 18 November 2026: of October the first 18 days count beside November."""
    deals(
        of_month(8, 8), of_month(9, 9), of_month(10, 10), of_month(11, 11),
        {"due_on": date(2026, 10, 25), "amount": Decimal(100)}, {"due_on": date(2025, 10, 25), "amount": Decimal(7)},
    )  # fmt: skip
    spec = {
        "object": "deal",
        "groups": [{"field": "due_on", "bucket": "month", "as": "month"}],
        "measures": [
            AMOUNT,
            *({"as": one, "show": one, "of": "amount"} for one in ("previous", "last_year")),
        ],
        "filter": {"field": "due_on", "op": "between", "value": ["2026-09-01", "2026-11-30"]},
    }
    answer = run(spec)
    assert table(answer) == [
        ("2026-09-01", "9.00", "8.00", None),
        ("2026-10-01", "110.00", "9.00", "7.00"),
        ("2026-11-01", "11.00", "10.00", None),
    ]
    assert [row.get("incomplete", False) for row in answer["rows"]] == [False, False, True]
    whole = run({**spec, "filter": {"field": "due_on", "op": "within", "value": "last_month"}})
    assert table(whole) == [("2026-10-01", "110.00", "9.00", "7.00")]


@pytest.mark.usefixtures("tables")
def test_a_balance_is_the_last_of_its_period() -> None:
    for firm in (1, 2):
        add(world.Firm, id=firm, name=str(firm))
    rows = [(1, 31, 100), (1, 28, 90), (2, 31, 50), (2, 28, 70)]
    for firm, day, amount in rows:
        add_deal(firm_id=firm, due_on=date(2026, 1 if day == 31 else 2, day), amount=Decimal(amount))
    balance = {"agg": "last", "field": "amount", "by": "due_on", "as": "balance"}
    spec = {
        "object": "deal",
        "groups": [{"field": "due_on", "bucket": "month", "as": "month"}],
        "measures": [balance],
    }
    answer = run(spec)
    assert table(answer) == [("2026-01-01", "150.00"), ("2026-02-01", "160.00")]
    assert answer["totals"] == {"balance": "160.00"}
    assert len(opened(answer["drills"]["balance"])) == 2
    assert table(run({**spec, "groups": ["firm"]})) == [("1", "90.00"), ("2", "70.00")]


@pytest.mark.usefixtures("tables")
def test_amounts_are_added_in_the_company_s_currency_and_hours_in_its_time_zone() -> None:
    deals(
        {"amount": Decimal(10), "currency": "USD", "exchange_rate": Decimal(7), "seen_at": datetime(2025, 3, 31, 16, 30, tzinfo=UTC)},
        {"amount": Decimal(10), "seen_at": datetime(2025, 3, 31, 15, 30, tzinfo=UTC)},
    )  # fmt: skip
    answer = run(
        {
            "object": "deal",
            "groups": [{"field": "seen_at", "bucket": "month", "as": "m"}],
            "measures": [AMOUNT],
        }
    )
    assert table(answer) == [("2025-03-01", "10.00"), ("2025-04-01", "70.00")]
    assert [len(opened(row["drills"]["amount"])) for row in answer["rows"]] == [1, 1]


@pytest.mark.usefixtures("tables")
def test_two_people_get_the_sums_of_what_each_may_see() -> None:
    deals(*({"level": level, "amount": Decimal(1), "secret": who} for level in "AAB" for who in "xy"))
    spec = {"object": "deal", "groups": ["level"], "measures": [COUNT]}
    x, y = (Reader(scopes={"deal": Q(secret=who)}) for who in "xy")
    assert table(run(spec, x)) == table(run(spec, y)) == [("A", 2), ("B", 1)]
    assert table(run(spec)) == [("A", 4), ("B", 2)]
    blind = Reader(without=frozenset({"firm"}))
    assert run({"object": "deal", "measures": [{"agg": "count", "field": "firm.id", "as": "n"}]}, blind)[
        "totals"
    ] == {"n": 0}


@pytest.mark.usefixtures("tables")
def test_what_attains_a_target() -> None:
    add_deal(level="A", paid=Decimal(320_000), amount=Decimal(500_000))
    add_deal(level="B", paid=Decimal(3), amount=Decimal(2))
    add_deal(level="C", paid=Decimal(3), amount=Decimal(0))
    done = {"agg": "sum", "field": "paid", "as": "done"}
    shows = [
        {"as": one, "show": one, "of": "done", "target": "amount"} for one in ("attainment", "gap", "surplus")
    ]
    answer = run({"object": "deal", "groups": ["level"], "measures": [AMOUNT, done, *shows]})
    assert table(answer) == [
        ("A", "500000.00", "320000.00", "0.64", "180000.00", "0.00"),
        ("B", "2.00", "3.00", "1.5", "0.00", "1.00"),
        ("C", "0.00", "3.00", None, "0.00", "3.00"),
    ]


def faults(raw: dict[str, Any], ctx: Reader | None = None) -> list[tuple[str | None, str]]:
    with pytest.raises(Invalid) as refused:
        run(raw, ctx)
    return sorted((error.field, error.code) for error in refused.value.errors)


@pytest.mark.usefixtures("tables")
def test_all_faults_of_a_spec_at_once() -> None:
    wrong = {
        "object": "deal", "colour": "red", "groups": ["note"], "columns": [{"field": "amount", "bands": [3, 1]}],
        "measures": [
            {"agg": "sum", "field": "name"}, {"agg": "last", "field": "amount", "by": "firm.score", "as": "last"},
            {"as": "a", "formula": "b + 1"}, {"as": "b", "formula": "a + 1"}, {"as": "c", "formula": "1 +"},
            {"as": "d", "show": "median", "of": "b"}, {"as": "e", "show": "share", "of": "a"},
            {"as": "f", "show": "previous", "of": "zzz"}, {"agg": "count", "as": "n", "filter": {"field": "zzz", "op": "is_empty"}},
            {"as": "g", "formula": "1 + 1", "format": "star"},
        ],
        "having": {"field": "x", "op": "gt", "value": 1}, "sort": ["zzz"], "limit": 0, "others": True, "totals": "yes",
        "filter": {"field": "zzz", "op": "is_empty"},
    }  # fmt: skip
    assert faults(wrong) == [
        ("colour", "report.key"),
        ("columns[0].bands", "group.bands"),
        ("filter.field", "unknown_field"),
        ("groups[0].field", "group.not_groupable"),
        ("having", "report.name"),
        ("limit", "report.limit"),
        ("measures[0].field", "measure.field"),
        ("measures[1].by", "measure.beside"),
        ("measures[2]", "report.cycle"),
        ("measures[3]", "report.cycle"),
        ("measures[4].formula", "formula.syntax"),
        ("measures[5].show", "report.show"),
        ("measures[6]", "report.cycle"),
        ("measures[6].of", "report.not_added"),
        ("measures[7].of", "report.name"),
        ("measures[7].show", "report.no_period"),
        ("measures[8].filter.field", "unknown_field"),
        ("measures[9].format", "report.format"),
        ("others", "report.others"),
        ("sort[0]", "report.name"),
        ("totals", "report.flag"),
    ]
    assert faults({"groups": []}) == [("object", "report.object")]
    latest = {"agg": "max", "field": "due_on", "as": "latest"}
    for name, op, value in (
        ("n", "gt", "abc"),
        ("n", "eq", None),
        ("n", "in", [1, None]),
        ("latest", "gt", 5),
    ):
        having = {"field": name, "op": op, "value": value}
        assert faults({"object": "deal", "measures": [COUNT, latest], "having": having}) == [
            ("having", "report.having")
        ]
    hidden = Reader(hidden={"deal.amount": "masked", "deal.secret": "hidden"})
    assert faults({"object": "deal", "groups": ["secret"], "measures": [AMOUNT]}, hidden) == [
        ("groups[0].field", "unknown_field"),
        ("measures[0].field", "unknown_field"),
    ]


@dataclass(frozen=True)
class Manager(Reader):
    """Somebody who may count deals and not see them."""

    def can(self, object_name: str, operation: str) -> bool:
        return object_name != "deal" or operation == "figures"


@pytest.mark.usefixtures("tables")
@pytest.mark.req("PM-28")
def test_records_are_counted_for_who_may_count_and_not_see_them() -> None:
    firm = add(world.Firm, name="甲")
    deals(
        {"firm_id": firm.pk, "amount": Decimal(5)},
        {"firm_id": firm.pk, "amount": Decimal(6), "deleted_at": world.NOW},
    )
    spec: dict[str, Any] = {
        "object": "firm",
        "groups": ["name"],
        "measures": [
            {"agg": "count", "field": "id", "as": "firms"},
            {"agg": "sum", "field": "deals.amount", "as": "amount"},
        ],
    }
    manager = Manager()
    assert run(spec, manager)["totals"] == {"firms": 1, "amount": "0.00"}
    answer = run(spec, manager, counts=["deal"])
    assert answer["totals"] == {"firms": 1, "amount": "5.00"}
    assert answer["rows"][0]["drills"]["amount"] is None
    assert opened(answer["rows"][0]["drills"]["firms"], manager) == [firm.pk]
    # by the records themselves nothing is told of them
    by_deal = {**spec, "groups": ["deals.name"]}
    assert [row["keys"] for row in run(by_deal, manager, counts=["deal"])["rows"]] == [{"deals.name": None}]
    # who sees them all has his lists
    assert opened(run(spec, counts=["deal"])["drills"]["amount"]) != []


@pytest.mark.usefixtures("tables")
def test_a_group_has_its_words_and_says_which_of_its_records_open() -> None:
    one, other, unseen = (
        add(world.Firm, name=name, level=level) for name, level in (("甲", "A"), ("乙", "A"), ("丙", "B"))
    )
    deals(*({"firm_id": firm.pk, "level": "B"} for firm in (one, unseen)), {"firm_id": other.pk}, {})
    spec = {"object": "deal", "groups": ["level"], "columns": ["firm"], "measures": [COUNT]}
    seller = Reader(scopes={"firm": Q(level="A")})
    level, firm = run(spec, seller)["columns"][:2]
    assert level["labels"] == {"A": "重点", "B": "普通", "C": "小"}
    assert (firm["target"], firm["opens"]) == ("firm", sorted([one.pk, other.pk]))
    assert run({**spec, "totals": False}, seller)["columns"][1] == firm
    shown = {**spec, "groups": ["firm"], "columns": [], "sort": ["-firm"], "limit": 1}
    assert run(shown, seller)["columns"][0]["opens"] == [one.pk]  # of those that are shown
    for caller in (Reader(without=frozenset({"firm"})), Reader(scopes={"firm": Q(pk=0)})):
        assert "opens" not in run(spec, caller)["columns"][1]


@pytest.mark.usefixtures("tables")
def test_a_figure_says_what_it_is() -> None:
    add(world.Firm, name="甲", level="A")
    answer = run(
        {
            "object": "firm",
            "groups": ["level"],
            "filter": {"field": "level", "op": "eq", "value": "A"},
            "measures": [
                {"agg": "sum", "field": "deals.amount", "as": "amount", "filter": {"field": "deals.is_hot", "op": "eq", "value": True}}
            ],
        },
        explained=True,
    )  # fmt: skip
    told = answer["explain"]
    assert told["sentence"]["amount"] == (
        "“金额合计”是deal的金额之和，经 firm → deal 得到，条件：级别 等于 重点、热 等于 是，每条deal只计一次，按级别分组；"
        "只含您有权查看的记录，金额按各单汇率折算为 CNY；日期按 Asia/Shanghai 时区，统计于 2026-11-18 12:00。"
    )
    assert told["path"]["amount"] == [
        {"object": "firm", "label": "firm", "cardinality": "one"},
        {"object": "deal", "label": "deal", "cardinality": "many"},
    ]
    assert told["filters"] == {"": "级别 等于 重点", "amount": "热 等于 是"}
