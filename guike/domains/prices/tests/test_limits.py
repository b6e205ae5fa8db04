"""How far a salesperson goes without being asked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.domains.orders.tests.shop import SELLER, WHY, Shop, body, errors, figures, orders
from guike.domains.prices.limits import Bargain, Limit, is_within, judge, kept_part
from guike.domains.prices.models import DiscountLimit
from guike.entry.tests.people import person
from guike.platform.approvals.tests.firm import Firm, asks, one
from guike.platform.org.models import Role, User
from guike.platform.org.queries import bump

D = Decimal


def bargain(
    given: str, asked: str | None = "100", kept: str = "1", untaxed: str = "100", cost: str | None = None
) -> Bargain:
    return Bargain(
        None if asked is None else D(asked), D(given), D(kept), D(untaxed), None if cost is None else D(cost)
    )


def test_pr_14_ten_per_cent_is_within_and_a_hundredth_more_is_not() -> None:
    """PR-14: limit 10 %, least margin 15 %."""
    limit = Limit(D("0.1"), D("0.15"))
    assert is_within(limit, bargain("90"))
    assert not is_within(limit, bargain("89.99"))
    assert not is_within(limit, bargain("90", kept="0.999999"))
    assert is_within(limit, bargain("50", asked=None))
    assert is_within(limit, bargain("100", cost="85"))
    assert not is_within(limit, bargain("100", cost="85.01"))
    assert not is_within(limit, bargain("0", untaxed="0", asked="0", cost="1"))


def test_of_several_limits_the_widest_counts() -> None:
    narrow, wide = Limit(D("0.05"), None, refuses=True), Limit(D("0.1"), None)
    assert judge([narrow, wide], bargain("92")) == "within"
    assert judge([narrow, wide], bargain("80")) == "approve"
    assert judge([narrow], bargain("80")) == "refuse"
    assert judge([], bargain("1")) == "within"


@given(st.decimals("0.01", "99999", places=2), st.decimals("0", "1", places=4), st.sampled_from([0, 2, 3]))
def test_a_rate_at_the_limit_is_not_beyond_it_by_rounding(amounts: D, rate: D, places: int) -> None:  # type: ignore[valid-type]
    """Whatever the amount of the discount on the whole document was rounded to."""
    unit = D(1).scaleb(-places)
    whole = amounts.quantize(unit)  # type: ignore[attr-defined]
    discount = (whole * rate).quantize(unit, "ROUND_HALF_UP")
    kept = kept_part(whole, discount, places)
    assert is_within(Limit(rate, None), Bargain(whole, whole, kept, whole, None))


@pytest.fixture
def shop(db):
    """Whoever sells there does not see what things cost."""
    shop = Shop.open()
    Role.objects.system(reason=WHY).filter(name="role of seller").update(fields={"product.cost": "hidden"})
    bump(permission=True)
    return shop


@pytest.fixture
def boss(db):
    return person("boss", is_administrator=True)


def limit(boss, shop, **values):
    role = User.objects.system(reason=WHY).get(pk=shop.seller.id).roles[0]
    return body(boss.post("/records/discount_limit", {"role": role, **values}), 201)


def decide_beyond(boss):
    """Orders beyond limits are decided by an administrator."""
    definition = {
        "name": "超出价格权限", "object": "sales_order", "trigger": "submit", "fallback": boss.id,
        "filter": {"field": "is_beyond_limits", "op": "eq", "value": True},
        "steps": [{"name": "价格", "approvers": [{"kind": "user", "value": boss.id}]}],
    }  # fmt: skip
    made = body(boss.post("/records/approval_definition", definition), 201)
    body(boss.post(f"/records/approval_definition/{made['id']}/actions/publish", {}))


@pytest.mark.req("PR-14")
def test_i7_beyond_the_limit_an_order_saves_and_goes_to_approval(shop, boss):
    """PR-14, I7: 10 % saves and is approved at once; 10.01 % saves and goes to approval, by rate, price or the whole order's discount;
    without a definition it is refused and nothing moves."""
    limit(boss, shop, max_discount_rate="0.1", effect="approve")
    product = shop.product("100")

    def sold(**values):
        header = {
            name: values.pop(name) for name in ("order_discount_rate", "target_amount") if name in values
        }
        return shop.order({"product": product, "quantity": "1", **values}, **header)

    assert body(shop.act(sold(discount_rate="0.1"), "submit"))["status"] == "approved"
    beyond = sold(discount_rate="0.1001")
    assert "is_beyond_limits" not in beyond
    for action, code in (("submit", "approval.nobody_decides"), ("confirm", "approval.required")):
        refused = shop.act(beyond, action)
        assert (refused.status_code, refused.json()["code"]) == (409, code)
    assert orders().get(pk=beyond["id"]).status == "draft"
    decide_beyond(boss)
    cases = (
        {"discount_rate": "0.1001"}, {"unit_price": "89.99"}, {"order_discount_rate": "0.1001"}, {"target_amount": "89.99"},
        {"discount_rate": "0.05", "order_discount_rate": "0.06"},
    )  # fmt: skip
    for given_values in cases:
        assert body(shop.act(sold(**given_values), "submit"))["status"] == "pending_approval", given_values
    for given_values in (
        {"order_discount_rate": "0.1"},
        {"target_amount": "90"},
        {"unit_price": "90"},
        {"unit_price": "120"},
    ):
        assert body(shop.act(sold(**given_values), "submit"))["status"] == "approved", given_values


@pytest.mark.req("PR-14")
def test_i8_a_floor_of_margin_refuses_without_telling_the_cost(shop, boss):
    """PR-14, I8: cost 80 without tax, least margin 15 %: 106.35 with 13 % tax, 94.12 without, is the first price that saves; what
    is refused tells no cost."""
    limit(boss, shop, min_margin_rate="0.15", effect="refuse")
    values = {"code": "F1", "name": "甲", "standard_price": "200", "cost": "80", "tax_rate": "0.13"}
    product = body(boss.post("/records/product", values), 201)["id"]
    count = orders().count()
    refused = shop.refuse({"product": product, "quantity": "1", "unit_price": "106.34"})
    assert errors(refused) == [("lines[0].unit_price", "line.beyond_limits")]
    text = refused.content.decode()
    assert not any(word in text for word in ("80", "15", "94.12", "margin", "cost", "毛利", "成本"))
    assert orders().count() == count
    made = shop.order({"product": product, "quantity": "1", "unit_price": "106.35"})
    assert figures(made, "total_amount") == ("106.35",)


def test_i7_another_owner_other_costs_and_other_limits_are_looked_at_when_it_is_submitted(shop, boss):
    """I7"""
    decide_beyond(boss)
    order = shop.order({"product": shop.product("100"), "quantity": "1", "discount_rate": "0.2"})
    made = limit(boss, shop, max_discount_rate="0.1", effect="approve")
    assert body(shop.act(order, "submit"))["status"] == "pending_approval"
    again = shop.order({"product": shop.product("100"), "quantity": "1", "discount_rate": "0.2"})
    wide = {"_version": made["_version"], "max_discount_rate": "0.3"}
    body(boss.patch(f"/records/discount_limit/{made['id']}", wide))
    assert body(shop.act(again, "submit"))["status"] == "approved"


@pytest.mark.req("PR-14")
def test_i7_a_revision_beyond_the_limit_waits_and_the_approved_order_stands_until_then(db):
    """PR-14, I7, OR-16: refused without a definition; with one the order keeps its prices until somebody agrees, and keeps them when
    nobody does."""
    firm = Firm.open()
    firm.grant(firm.seller, sales_order=[*SELLER["sales_order"], "revise"])
    limited = {"role": firm.role_of(firm.seller), "max_discount_rate": "0.1", "effect": "approve"}
    body(firm.boss.post("/records/discount_limit", limited), 201)
    order = firm.order("100", quantity="2")
    assert body(firm.shop.act(order, "submit"))["status"] == "approved"

    def revise(rate, status=200):
        version = orders().get(pk=order["id"]).version
        values = {
            "_version": version,
            "lines": [{"id": order["lines"][0]["id"], "discount_rate": rate}],
        }
        return body(firm.shop.act(order, "revise", values=values, reason="客户还价"), status)

    def stands():
        row = orders().get(pk=order["id"])
        return row.status, f"{row.total_amount:.2f}", row.revision_no, row.is_beyond_limits

    assert revise("0.1001", 409)["code"] == "approval.nobody_decides"
    assert stands() == ("approved", "200.00", 0, False)
    assert revise("0.1")["total_amount"] == "180.00"
    assert stands() == ("approved", "180.00", 1, False)
    beyond = {"field": "is_beyond_limits", "op": "eq", "value": True}
    firm.define(asks("价格", one(firm.director)), filter=beyond)
    for decision, after in (
        ("reject", ("approved", "180.00", 1, False)),
        ("approve", ("approved", "160.00", 2, True)),
    ):
        waiting = revise("0.2")
        assert figures(waiting, "status", "total_amount") == ("approved", "180.00")
        assert stands() == ("approved", "180.00", 1, False)
        firm.decide(firm.director, decision, comment="看过了")
        assert stands() == after


def test_i7_the_limit_is_that_of_whoever_sells_not_of_whoever_writes(shop, boss):
    """I7: an order of a salesperson is held to his limit, also when the administrator writes and submits it; the administrator's own is not."""
    limit(boss, shop, max_discount_rate="0.1", effect="approve")
    decide_beyond(boss)
    product = shop.product("100")

    def submitted(owner):
        rows = [{"product": product, "quantity": "1", "discount_rate": "0.2"}]
        values = {"account": shop.account, "owner": owner, "lines": rows}
        made = body(boss.post("/records/sales_order", values), 201)
        return body(boss.post(f"/records/sales_order/{made['id']}/actions/submit", {}))["status"]

    assert submitted(shop.seller.id) == "pending_approval"
    assert submitted(boss.id) == "approved"


def test_a_limit_limits_something(shop, boss):
    role = User.objects.system(reason=WHY).get(pk=shop.seller.id).roles[0]
    assert errors(boss.post("/records/discount_limit", {"role": role})) == [
        ("max_discount_rate", "discount_limit.nothing")
    ]
    assert not DiscountLimit.objects.system(reason=WHY).exists()
