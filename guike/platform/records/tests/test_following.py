"""Figures follow every record that decides them: lines of a document that goes and comes back, a state over a reference,
figures made of figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from guike.kernel import clock
from guike.platform.access.context import system_context
from guike.platform.filters.columns import is_reckoned
from guike.platform.metadata.catalogue import catalogue, standard_objects
from guike.platform.metadata.readings import NotFollowed, check_declared, reading_of
from guike.platform.metadata.spec import RollupSpec
from guike.platform.org.queries import begin_versions
from guike.platform.records.reading import table
from guike.platform.records.shapes import Outcome, single
from guike.platform.records.upkeep.nightly import compare_rollups
from guike.platform.records.upkeep.recompute import recompute_for_today
from guike.platform.records.writing import (
    create_drafts,
    new_drafts,
    record_change,
    record_create,
    record_delete,
    record_restore,
    record_update,
)

pytestmark = pytest.mark.django_db
WHY = "the tests' own rows"
APPROVED = {"field": "sales_order.status", "op": "eq", "value": "approved"}


def make(object_name: str, /, **values: Any) -> int:
    made = single(record_create(system_context(), object_name, [values], system=True)).id
    assert made is not None
    if object_name in ("object_def", "field_def"):
        begin_versions()
    return made


def row(object_name: str, record_id: int) -> Any:
    return table(catalogue().get(object_name)).system(reason=WHY).get(pk=record_id)


def change(object_name: str, record_id: int, /, **values: Any) -> None:
    """Whatever the state admits: figures follow every change, however it came about."""
    changes = [(row(object_name, record_id), values)]
    record_change(system_context(migration=True), object_name, changes, bypass="any change at all")


def per_caller(object_name: str, record_id: int, *names: str) -> list[Any]:
    custom = row(object_name, record_id).custom
    return [custom.get(name) for name in names]


def number(object_name: str, record_id: int, name: str) -> Decimal:
    return Decimal(per_caller(object_name, record_id, name)[0])


def rollup(on: str, name: str, child: str, via: str, agg: str, field: str = "", **more: Any) -> None:
    rule = {"object": child, "via": via, "agg": agg, **({"field": field} if field else {}), **more}
    make("field_def", object=on, api_name=name, type="rollup", label=name, rollup=rule)


@pytest.fixture
def account() -> int:
    begin_versions()
    made = make("account", name="棠梨包装", pool=make("account_pool", name="公海"))
    change("account", made, status="formal")
    return made


def product(code: str = "P1") -> int:
    return make("product", code=code, name=f"产品 {code}", standard_price="100")


def order(account: int, lines: Sequence[tuple[int, str]], **more: Any) -> int:
    rows = [{"product": one, "quantity": quantity} for one, quantity in lines]
    return make("sales_order", account=account, lines=rows, **more)


def gone(object_name: str, record_id: int) -> None:
    assert single(record_delete(system_context(), object_name, [record_id])).id == record_id


def back(object_name: str, record_id: int) -> None:
    assert single(record_restore(system_context(), object_name, [record_id])).id == record_id


def test_lines_that_go_and_return_with_their_document_are_counted(account: int) -> None:
    rollup("product", "x_sold", "sales_order_line", "product", "sum", "quantity")
    rollup("product", "x_lines", "sales_order_line", "product", "count")
    first, second = product("P1"), product("P2")
    assert per_caller("product", first, "x_sold", "x_lines") == ["0", "0"]
    made = order(account, [(first, "5"), (second, "2"), (first, "1")])
    other = order(account, [(first, "10")])

    def sold() -> list[Decimal]:
        return [number("product", one, name) for one in (first, second) for name in ("x_sold", "x_lines")]

    assert sold() == [16, 3, 2, 1]
    gone("sales_order", made)
    assert sold() == [10, 1, 0, 0]
    assert compare_rollups() == 0
    back("sales_order", made)
    assert sold() == [16, 3, 2, 1]
    gone("sales_order", made)
    gone("sales_order", other)
    assert compare_rollups() == 0
    back("sales_order", made)
    assert sold() == [6, 2, 2, 1]


def test_a_line_removed_before_its_document_went_stays_away(account: int) -> None:
    rollup("product", "x_sold", "sales_order_line", "product", "sum", "quantity")
    first, second = product("P1"), product("P2")
    made = order(account, [(first, "5"), (second, "2")])
    stands = row("sales_order", made)
    lines = (
        table(catalogue().get("sales_order_line")).system(reason=WHY).filter(order_id=made, product_id=second)
    )
    sent = [{"id": one.pk, "product": second, "quantity": "3"} for one in lines]
    record_update(
        system_context(),
        "sales_order",
        [{"id": made, "_version": stands.version, "lines": sent}],
        atomic=True,
    )
    assert [number("product", one, "x_sold") for one in (first, second)] == [0, 3]
    gone("sales_order", made)
    back("sales_order", made)
    assert [number("product", one, "x_sold") for one in (first, second)] == [0, 3]


def test_what_a_document_keeps_of_its_own_lines(account: int) -> None:
    rollup("sales_order", "x_pieces", "sales_order_line", "sales_order", "sum", "quantity")
    make(
        "field_def",
        object="sales_order",
        api_name="x_boxes",
        type="formula",
        label="箱",
        formula="x_pieces / 10",
    )
    one = product()
    made = order(account, [(one, "30"), (one, "5")])
    assert per_caller("sales_order", made, "x_pieces", "x_boxes") == ["35.000000", "3.500000"]
    assert per_caller("sales_order", order(account, []), "x_pieces", "x_boxes") == ["0", "0.000000"]


def test_a_row_that_is_written_twice_keeps_its_figures(account: int) -> None:
    """Who goes on with the row that it has written: custom values are stored as one."""
    rollup("sales_order", "x_pieces", "sales_order_line", "sales_order", "sum", "quantity")
    make("field_def", object="sales_order", api_name="x_note", type="text", label="备注二")
    spec = catalogue().get("sales_order")
    values = {"account": account, "lines": [{"product": product(), "quantity": "30"}]}
    (draft,) = drafts = new_drafts(system_context(), spec, [values], system=True)
    create_drafts(system_context(), spec, drafts, system=True)
    record_change(system_context(), "sales_order", [(draft.row, {"x_note": "later"})])
    assert per_caller("sales_order", draft.row.pk, "x_pieces", "x_note") == ["30.000000", "later"]


def test_a_state_over_a_reference_is_followed(account: int) -> None:
    rollup("product", "x_approved", "sales_order_line", "product", "sum", "quantity", filter=APPROVED)
    first, second = product("P1"), product("P2")
    made = order(account, [(first, "5"), (second, "2")])
    other = order(account, [(first, "10")])

    def sold() -> list[Decimal]:
        return [number("product", one, "x_approved") for one in (first, second)]

    assert sold() == [0, 0]
    change("sales_order", made, status="approved")
    assert sold() == [5, 2]
    change("sales_order", other, status="approved")
    assert sold() == [15, 2]
    change("sales_order", made, status="cancelled")
    assert sold() == [10, 0]
    assert compare_rollups() == 0


def test_two_references_away_and_each_station_of_the_way(account: int) -> None:
    formal = {"field": "sales_order.account.status", "op": "eq", "value": "formal"}
    rollup("product", "x_formal", "sales_order_line", "product", "count", filter=formal)
    one = product()
    made = order(account, [(one, "5"), (one, "6")])
    assert number("product", one, "x_formal") == 2
    change("account", account, status="potential")
    assert number("product", one, "x_formal") == 0
    elsewhere = make("account", name="云帆印务", pool=make("account_pool", name="二号公海"))
    change("account", elsewhere, status="formal")
    change("sales_order", made, account=elsewhere)
    assert number("product", one, "x_formal") == 2
    assert compare_rollups() == 0


def test_a_custom_reference_leads_there_too(account: int) -> None:
    make("object_def", api_name="visit__c", label="拜访", plural_label="拜访")
    for name, target in (("x_campaign", "campaign"), ("x_account", "account")):
        make("field_def", object="visit__c", api_name=name, type="reference", target=target, label=name)
    wanted = {"field": "x_account.name", "op": "contains", "value": "包装"}
    rollup("campaign", "x_visits", "visit__c", "x_campaign", "count", filter=wanted)
    campaign, other = make("campaign", name="一"), make("campaign", name="二")
    visit = make("visit__c", name="甲", x_campaign=campaign, x_account=account)
    make("visit__c", name="乙", x_campaign=campaign)

    def visits() -> list[Decimal]:
        return [number("campaign", one, "x_visits") for one in (campaign, other)]

    assert visits() == [1, 0]
    change("visit__c", visit, x_campaign=other)
    assert visits() == [0, 1]
    change("account", account, name="棠梨")
    assert visits() == [0, 0]
    change("account", account, name="棠梨包装")
    change("visit__c", visit, x_account=None)
    assert visits() == [0, 0]


def test_figures_made_of_figures_follow_to_the_end(account: int) -> None:
    """Line → order → formula of the order → account → formula of the account → campaign."""
    rollup("sales_order", "x_pieces", "sales_order_line", "sales_order", "sum", "quantity")
    make(
        "field_def",
        object="sales_order",
        api_name="x_boxes",
        type="formula",
        label="箱",
        formula="x_pieces / 10",
    )
    rollup("account", "x_boxes", "sales_order", "account", "sum", "x_boxes")
    make(
        "field_def", object="account", api_name="x_is_big", type="formula", label="大", formula="x_boxes >= 5"
    )
    make(
        "field_def",
        object="account",
        api_name="x_campaign",
        type="reference",
        target="campaign",
        label="活动",
    )
    big = {"field": "x_is_big", "op": "eq", "value": True}
    rollup("campaign", "x_big", "account", "x_campaign", "count", filter=big)
    over = {"field": "account.x_boxes", "op": "gte", "value": 5}
    rollup("campaign", "x_orders", "sales_order", "campaign", "count", filter=over)
    campaign, one = make("campaign", name="一"), product()
    change("account", account, x_campaign=campaign)
    made = order(account, [(one, "30")], campaign=campaign)

    def found() -> list[Decimal]:
        return [
            number("account", account, "x_boxes"),
            number("campaign", campaign, "x_big"),
            number("campaign", campaign, "x_orders"),
        ]

    assert found() == [3, 0, 0]
    second = order(account, [(one, "20")], campaign=campaign)
    assert found() == [5, 1, 2]
    gone("sales_order", made)
    assert found() == [2, 0, 0]
    back("sales_order", made)
    gone("sales_order", second)
    assert found() == [3, 0, 0]
    assert compare_rollups() == 0


@pytest.mark.parametrize(("agg", "figures"), [("sum", ["1", "4", "0"]), ("min", ["1", "1", None])])
def test_a_figure_is_right_before_its_job_has_run(
    account: int, agg: str, figures: Sequence[str | None]
) -> None:
    """Records stood before the definition; the first that is written after it must not count alone."""
    make("object_def", api_name="visit__c", label="拜访", plural_label="拜访")
    make(
        "field_def", object="visit__c", api_name="x_account", type="reference", target="account", label="客户"
    )
    make("field_def", object="visit__c", api_name="x_hours", type="integer", label="小时")
    first = make("visit__c", name="甲", x_account=account, x_hours=1)
    rollup("account", "x_hours", "visit__c", "x_account", agg, "x_hours")
    assert per_caller("account", account, "x_hours") == [None]
    second = make("visit__c", name="乙", x_account=account, x_hours=3)
    assert number("account", account, "x_hours") == Decimal(figures[1] or 0)
    gone("visit__c", second)
    assert number("account", account, "x_hours") == Decimal(figures[0] or 0)
    gone("visit__c", first)
    assert per_caller("account", account, "x_hours") == [figures[2]]


def test_days_and_averages(account: int) -> None:
    rollup("account", "x_first", "sales_order", "account", "min", "ordered_on")
    rollup("account", "x_last_at", "sales_order", "account", "max", "created_at")
    rollup("account", "x_average", "sales_order", "account", "avg", "total_amount")
    rollup("product", "x_usual", "sales_order_line", "product", "avg", "quantity")
    make(
        "field_def", object="account", api_name="x_year", type="formula", label="年", formula="YEAR(x_first)"
    )
    spec = catalogue().get("account")
    assert [spec.by_name[n].value_type for n in ("x_first", "x_last_at", "x_average", "x_year")] == [
        "date", "instant", "money", "decimal",
    ]  # fmt: skip
    assert not is_reckoned(spec, spec.by_name["x_average"]), "it is in the company's currency already"
    assert per_caller("account", account, "x_first", "x_last_at", "x_average", "x_year") == [None] * 4
    one = product()
    first = order(account, [(one, "1")], ordered_on="2026-03-01")
    with clock.frozen("2031-01-02T03:04:05+00:00"):
        order(account, [(one, "2")], ordered_on="2025-12-31")
    order(account, [(one, "2")], ordered_on="2026-05-01")
    assert per_caller("account", account, "x_first", "x_average", "x_year") == [
        "2025-12-31",
        "166.67",
        "2025.000000",
    ]
    assert per_caller("account", account, "x_last_at")[0].startswith("2031-01-02T03:04:05")
    assert per_caller("product", one, "x_usual") == ["1.666667"]
    gone("sales_order", first)
    assert per_caller("account", account, "x_average") == ["200.00"]
    assert per_caller("product", one, "x_usual") == ["2.000000"]
    assert compare_rollups() == 0


def test_lines_of_documents_in_other_currencies_are_added_in_that_of_the_company(account: int) -> None:
    make("exchange_rate", currency="USD", on="2020-01-01", rate="7.2")
    rollup("product", "x_revenue", "sales_order_line", "product", "sum", "net_amount")
    one = product()
    order(account, [(one, "1")])
    made = make(
        "sales_order",
        account=account,
        currency="USD",
        lines=[{"product": one, "quantity": "2", "unit_price": "50"}],
    )
    assert row("sales_order", made).currency == "USD"
    assert number("product", one, "x_revenue") == Decimal(100) + Decimal(720)


def test_what_a_period_decides_is_in_step_after_midnight(account: int) -> None:
    this_month = {"field": "ordered_on", "op": "within", "value": "this_month"}
    rollup("account", "x_month", "sales_order", "account", "count", filter=this_month)
    with clock.frozen("2026-11-30T10:00:00+00:00"):
        order(account, [], ordered_on="2026-11-02")
        order(account, [], ordered_on="2026-12-01")
        assert number("account", account, "x_month") == 1
    with clock.frozen("2026-12-31T10:00:00+00:00"):
        order(account, [], ordered_on="2026-12-02")
        assert number("account", account, "x_month") == 2
    with clock.frozen("2027-01-01T10:00:00+00:00"):
        assert recompute_for_today() == 1
        assert number("account", account, "x_month") == 0


def test_who_comes_back_has_the_figures_of_today(account: int) -> None:
    """While a record lies in the recycle bin, nobody keeps its figures."""
    campaign = make("campaign", name="一")
    gone("campaign", campaign)
    rollup("campaign", "x_leads", "lead", "campaign", "count")
    back("campaign", campaign)
    assert per_caller("campaign", campaign, "x_leads") == ["0"]


def refused(on: str, **rule: Any) -> list[tuple[str, str]]:
    values = {"object": on, "api_name": "x_figure", "type": "rollup", "label": "数", "rollup": rule}
    (outcome,) = record_create(system_context(), "field_def", [values], system=True)
    assert isinstance(outcome, Outcome)
    return [] if outcome.refusal is None else [(e.field, e.code) for e in outcome.refusal.field_errors()]


LINES = {"object": "sales_order_line", "via": "product", "agg": "count"}
ORDERS = {"object": "sales_order", "via": "account", "agg": "count"}
SOME = {"some": "lines", "where": {"field": "quantity", "op": "gt", "value": 1}}


@pytest.mark.parametrize(
    ("on", "rule", "errors"),
    [
        ("account", ORDERS | {"filter": SOME}, [("rollup.filter", "rollup.many")]),
        (
            "account",
            ORDERS | {"filter": {"field": "lines.quantity", "op": "gt", "value": 1}},
            [("rollup.filter", "rollup.many")],
        ),
        ("account", ORDERS | {"filter": {"field": "owner", "op": "is_me"}}, [("rollup.filter", "rollup.caller")]),
        (
            "account",
            ORDERS | {"filter": {"field": "department", "op": "under", "value": 1}},
            [("rollup.filter", "rollup.tree")],
        ),
        (
            "product",
            LINES | {"filter": {"field": "sales_order.owner", "op": "is_me"}},
            [("rollup.filter", "rollup.caller")],
        ),
        ("account", ORDERS | {"agg": "median", "field": "total_amount"}, [("rollup.agg", "rollup.aggregate")]),
        ("account", ORDERS | {"agg": "sum", "field": "ordered_on"}, [("rollup.field", "rollup.field")]),
        ("account", ORDERS | {"agg": "avg", "field": "ordered_on"}, [("rollup.field", "rollup.field")]),
        ("account", ORDERS | {"agg": "max", "field": "status"}, [("rollup.field", "rollup.field")]),
        ("account", ORDERS | {"agg": "count", "field": "total_amount"}, [("rollup.field", "rollup.field")]),
        ("account", ORDERS | {"via": "campaign"}, [("rollup.via", "rollup.via")]),
        ("account", {"object": "account", "via": "parent", "agg": "sum", "field": "x_figure"}, [("rollup.field", "rollup.field")]),
        ("account", ORDERS | {"agg": "max", "field": "ordered_on"}, []),
        ("account", ORDERS | {"agg": "avg", "field": "total_amount"}, []),
        ("product", LINES | {"filter": APPROVED}, []),
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_refused_where_it_is_defined(
    account: int, on: str, rule: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    assert refused(on, **rule) == errors


def test_a_refusal_speaks_as_the_screen_does(account: int) -> None:
    wanted = {"field": "sales_order.owner", "op": "is_me"}
    values = {
        "object": "product",
        "api_name": "x_figure",
        "type": "rollup",
        "label": "数",
        "rollup": LINES | {"filter": wanted},
    }
    (outcome,) = record_create(system_context(), "field_def", [values], system=True)
    assert outcome.refusal is not None
    (error,) = outcome.refusal.field_errors()
    assert error.message("zh-CN") == "“销售订单 · 负责人”的条件因人而异，汇总结果对所有人相同；请改用固定的值"
    assert error.message("en").startswith("The condition on “Order · Owner” differs")


def test_nothing_is_made_of_itself(account: int) -> None:
    rollup("account", "x_pieces", "account", "parent", "sum", "total_order_amount")
    make(
        "field_def", object="account", api_name="x_double", type="formula", label="倍", formula="x_pieces * 2"
    )
    assert refused("account", object="account", via="parent", agg="sum", field="x_double") == []
    definition = table(catalogue().get("field_def")).system(reason=WHY).get(api_name="x_pieces")
    begin_versions()
    (outcome,) = record_update(
        system_context(),
        "field_def",
        [
            {
                "id": definition.pk,
                "rollup": {"object": "account", "via": "parent", "agg": "sum", "field": "x_double"},
            }
        ],
    )
    assert outcome.refusal is not None
    assert [(e.field, e.code) for e in outcome.refusal.field_errors()] == [("rollup", "rollup.circle")]
    assert "account.x_pieces → account.x_double → account.x_pieces" in outcome.refusal.field_errors()[
        0
    ].message("en")
    formula = table(catalogue().get("field_def")).system(reason=WHY).get(api_name="x_double")
    (outcome,) = record_update(
        system_context(), "field_def", [{"id": formula.pk, "formula": "x_pieces + x_figure"}]
    )
    assert outcome.refusal is not None
    assert [(e.field, e.code) for e in outcome.refusal.field_errors()] == [("formula", "formula.cycle")]


def test_a_field_that_a_condition_reads_stays(account: int) -> None:
    make("field_def", object="sales_order", api_name="x_kind", type="text", label="种类")
    wanted = {"field": "sales_order.x_kind", "op": "eq", "value": "a"}
    rollup("product", "x_sold", "sales_order_line", "product", "count", filter=wanted)
    definition = table(catalogue().get("field_def")).system(reason=WHY).get(api_name="x_kind")
    (outcome,) = record_update(system_context(), "field_def", [{"id": definition.pk, "is_active": False}])
    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.refusal.params["name"]) == ("definition.needed", "product.x_sold")


def test_declared_roll_ups_are_checked_at_start() -> None:
    objects = standard_objects()
    check_declared(objects)
    product_spec = objects["product"]
    for rollup_spec, reason in (
        (
            RollupSpec(
                "x", "sales_order_line", "product", "count", filter=SOME | {"some": "sales_order.lines"}
            ),
            "several",
        ),
        (RollupSpec("x", "sales_order_line", "unit", "count"), "no reference"),
        (RollupSpec("x", "nothing", "product", "count"), "no object"),
        (RollupSpec("x", "sales_order_line", "product", "count"), "no such field"),
    ):
        with pytest.raises(ValueError, match=reason):
            check_declared({**objects, "product": product_spec.with_(rollups=(rollup_spec,))})
    with pytest.raises(NotFollowed):
        reading_of(objects, product_spec, RollupSpec("x", "sales_order_line", "product", "sum", "unit"))
