"""Price books as they are kept: who may, what is refused, and what orders take from them."""

from __future__ import annotations

import pytest

from guike.domains.expenses.tests.office import employed
from guike.domains.orders.tests.shop import WHY, Shop, body, errors, figures
from guike.domains.prices.models import PriceBook
from guike.entry.tests.people import person
from guike.platform.org.queries import bump
from guike.platform.settings.services import set_many

TODAY = "2026-06-15"


@pytest.fixture
def shop(db):
    return Shop.open()


@pytest.fixture
def keeper(db):
    """Who keeps products and their prices, with the preset role for it and no other."""
    found = employed("keeper", "product_admin")
    bump(permission=True)
    return found


def keep(keeper, name, entries, **values):
    return body(keeper.post("/records/price_book", {"name": name, "entries": entries, **values}), 201)


def sold(shop, product, quantity="1", **values):
    (line,) = shop.order({"product": product, "quantity": quantity}, ordered_on=TODAY, **values)["lines"]
    return line


@pytest.mark.req("BA-12")
def test_ba_12_the_customers_price_then_the_salespersons_then_the_list(shop, keeper):
    """BA-12: item 100, customer 95, salesperson 97 gives 95 and says so; in another order 97; the salesperson can neither
    see nor change where it stands."""
    product = shop.product("100")
    keep(keeper, "客户价", [{"product": product, "price": "95"}], kind="account", accounts=[shop.account])
    book = keep(
        keeper,
        "业务员价",
        [{"product": product, "price": "97"}],
        kind="salesperson",
        salespeople=[shop.seller.id],
    )
    line = sold(shop, product)
    assert figures(line, "unit_price", "price_source", "policy_price", "list_price") == (
        "95",
        "account",
        "95",
        "100",
    )
    assert line["price_book"]["name"] == "客户价"
    assert [(one["source"], one["price"], one["why_not"]) for one in line["price_reasons"]["candidates"]] == [
        ("account", "95", None),
        ("salesperson", "97", "outranked"),
        ("standard", "100", "outranked"),
    ]
    set_many({"price.order": ["salesperson", "account", "list", "standard"]}, None)
    assert figures(sold(shop, product), "unit_price", "price_source") == ("97", "salesperson")
    other = shop.make_account()
    set_many({"price.order": ["account", "standard"]}, None)
    assert figures(sold(shop, product, account=other), "unit_price", "price_source") == ("100", "standard")
    before = list(PriceBook.objects.system(reason=WHY).values_list("pk", "version"))
    for answer in (
        shop.seller.get(f"/records/price_book/{book['id']}"),
        shop.seller.post("/records/price_book", {"name": "x", "entries": []}),
        shop.seller.patch(f"/records/price_book/{book['id']}", {"_version": book["_version"], "priority": 9}),
        shop.seller.delete(f"/records/price_book/{book['id']}"),
    ):
        assert answer.status_code == 403
    assert list(PriceBook.objects.system(reason=WHY).values_list("pk", "version")) == before


@pytest.mark.req("PR-06")
def test_pr_06_priorities_periods_and_ties(shop, keeper):
    """PR-06, I2: price from list 1; what is missing there from list 2; an expired list is ignored; a tie is refused when it is
    saved and names the other."""
    both, second_only = shop.product("100"), shop.product("100")
    first = keep(keeper, "一级", [{"product": both, "price": "90"}], priority=1)
    keep(
        keeper,
        "二级",
        [{"product": both, "price": "92"}, {"product": second_only, "price": "80"}],
        priority=2,
        valid_from_on="2026-01-01",
    )
    assert figures(sold(shop, both), "unit_price", "price_source") == ("90", "list")
    assert sold(shop, second_only)["unit_price"] == "80"
    tied = {"name": "冲突", "priority": 2, "entries": [{"product": second_only, "price": "1"}]}
    answer = keeper.post("/records/price_book", tied)
    assert errors(answer) == [("priority", "price_book.tie")]
    assert "二级" in answer.json()["errors"][0]["message"]
    # other products, another period, another currency, other people: no tie
    keep(keeper, "其他产品", [{"product": shop.product("1"), "price": "1"}], priority=2)
    keep(keeper, "去年", tied["entries"], priority=2, valid_to_on="2025-12-31")
    change = {"_version": first["_version"], "valid_to_on": "2026-06-14"}
    body(keeper.patch(f"/records/price_book/{first['id']}", change))
    line = sold(shop, both)
    assert figures(line, "unit_price", "price_source") == ("92", "list")
    assert line["price_reasons"]["candidates"][0] | {"book": "", "unit": None} == {
        "source": "list", "book": "", "price": "90", "from_quantity": None, "unit": None, "discount_rate": None,
        "why_not": "expired", "change": {"field": "on", "value": "2026-06-14"},
    }  # fmt: skip


@pytest.mark.req("PR-06")
def test_pr_06_dealers_and_terminals_and_a_discount_on_a_category(shop, keeper):
    """PR-06: by what an account is; conditions that plainly exclude one another may share a priority."""
    tree = shop_category(keeper)
    product = body(
        keeper.post(
            "/records/product",
            {"code": "K1", "name": "电线", "standard_price": "100", "category": tree[1]},
        ),
        201,
    )["id"]
    roles = ("dealer", "terminal", "end_customer")
    dealers, terminals = ({"field": "channel_role", "op": "eq", "value": role} for role in roles[:2])
    keep(keeper, "经销商", [{"category": tree[0], "discount_rate": "0.12"}], filter=dealers)
    keep(keeper, "终端", [{"discount_rate": "0.05"}], filter=terminals)
    mixed = {
        "name": "重点",
        "filter": {"field": "name", "op": "contains", "value": "甲"},
        "entries": [{"discount_rate": "0.5"}],
    }
    assert errors(keeper.post("/records/price_book", mixed)) == [("priority", "price_book.tie")]
    buyers = [shop.make_account(channel_role=role) for role in roles]
    prices = [sold(shop, product, account=buyer)["unit_price"] for buyer in buyers]
    assert prices == ["88", "95", "100"]


def shop_category(keeper):
    top = body(keeper.post("/records/product_category", {"name": "电缆"}), 201)["id"]
    return top, body(keeper.post("/records/product_category", {"name": "低压", "parent": top}), 201)["id"]


@pytest.mark.req("PR-05")
def test_pr_05_a_saved_order_keeps_its_price(shop, keeper):
    """PR-05: without list or agreement the standard price; a new standard price, or a new list, changes no saved order; what was
    typed stays until it is emptied."""
    product = shop.product("100")
    order = shop.order({"product": product, "quantity": "2"}, ordered_on=TODAY)
    assert figures(order["lines"][0], "unit_price", "price_source") == ("100", "standard")
    version = body(shop.seller.get(f"/records/product/{product}"))["_version"]
    body(shop.seller.patch(f"/records/product/{product}", {"_version": version, "standard_price": "120"}))
    line = {"id": order["lines"][0]["id"]}
    more = body(shop.change(order, lines=[{**line, "quantity": "3"}]))
    assert figures(more["lines"][0], "unit_price", "price_source", "amount") == ("100", "standard", "300.00")
    assert figures(sold(shop, product), "unit_price") == ("120",)
    keep(keeper, "百件价", [{"product": product, "price": "90", "min_quantity": "100"}])
    same = body(shop.change(order, lines=[{**line, "quantity": "4"}]))
    assert figures(same["lines"][0], "unit_price", "price_source") == ("100", "standard")
    # whoever says the price of today takes it by the rule, as 重新取价 does
    told = body(shop.change(order, lines=[{**line, "unit_price": "120"}]))
    assert figures(told["lines"][0], "unit_price", "price_source", "policy_price") == (
        "120",
        "standard",
        "120",
    )
    # the step of the list is another rule: it takes over, and back
    many = body(shop.change(order, lines=[{**line, "quantity": "100"}]))
    assert figures(many["lines"][0], "unit_price", "price_source") == ("90", "list")
    typed = body(shop.change(order, lines=[{**line, "unit_price": "85"}]))
    assert figures(typed["lines"][0], "unit_price", "price_source", "policy_price") == ("85", "typed", "90")
    few = body(shop.change(order, lines=[{**line, "quantity": "5"}]))
    assert figures(few["lines"][0], "unit_price", "price_source", "policy_price") == ("85", "typed", "120")
    anew = body(shop.change(order, lines=[{**line, "unit_price": None}]))
    assert figures(anew["lines"][0], "unit_price", "price_source") == ("120", "standard")


def test_another_account_takes_its_own_prices_but_typed_ones_stay(shop, keeper):
    """A draft that goes to another account: prices by rule follow, what somebody typed stays."""
    product, other = shop.product("100"), shop.make_account()
    keep(keeper, "客户价", [{"product": product, "price": "95"}], kind="account", accounts=[other])
    rows = [{"product": product, "quantity": "1"}, {"product": product, "quantity": "1", "unit_price": "99"}]
    order = shop.order(*rows, ordered_on=TODAY)
    moved = body(shop.change(order, account=other))
    assert [figures(line, "unit_price", "price_source") for line in moved["lines"]] == [
        ("95", "account"),
        ("99", "typed"),
    ]
    assert moved["total_amount"] == "194.00"


def test_i3_i4_what_could_not_be_followed_is_refused_when_it_is_defined(shop, keeper):
    """I3, I4: and nothing of it stands."""
    unit = body(keeper.get("/records/unit"))["items"][0]["id"]
    product = shop.product("100")
    category = shop_category(keeper)[0]
    one = {"product": product, "price": "1"}
    wrong = [
        ([{"product": product}], ("entries[0].price", "price_entry.one_of")),
        ([{**one, "discount_rate": "0.1"}], ("entries[0].discount_rate", "price_entry.one_of")),
        ([{**one, "category": category}], ("entries[0].category", "price_entry.product_or_category")),
        ([{"category": category, "price": "1"}], ("entries[0].price", "price_entry.product")),
        ([{"discount_rate": "0.1", "unit": unit}], ("entries[0].unit", "price_entry.unit_of_product")),
        ([{**one, "unit": unit}], ("entries[0].unit", "price_entry.unit")),
        ([one, {**one, "price": "2"}], ("entries[1].min_quantity", "price_entry.twice")),
        ([{**one, "price": "-1"}], ("entries[0].price", "not_negative")),
    ]
    for entries, expected in wrong:
        assert errors(keeper.post("/records/price_book", {"name": "错", "entries": entries})) == [expected]
    headers: list[tuple[dict[str, object], tuple[str, str]]] = [
        ({"kind": "account"}, ("accounts", "price_book.nobody")),
        ({"kind": "salesperson"}, ("salespeople", "price_book.nobody")),
        ({"valid_from_on": "2026-02-01", "valid_to_on": "2026-01-31"}, ("valid_to_on", "price_book.period")),
        ({"filter": {"field": "nothing", "op": "eq", "value": 1}}, ("filter", "unknown_field")),
    ]
    for values, expected in headers:
        row = {"name": "错", "entries": [one]} | values
        assert errors(keeper.post("/records/price_book", row)) == [expected]
    assert not PriceBook.objects.system(reason=WHY).exists()
    first = keep(keeper, "甲", [one])
    chain = [first]
    for n in range(2, 6):
        chain.append(keep(keeper, f"乙{n}", [{"discount_rate": "0.1"}], base=chain[-1]["id"], priority=n))
    assert errors(
        keeper.post(
            "/records/price_book", {"name": "丙", "priority": 9, "base": chain[-1]["id"], "entries": []}
        )
    ) == [("base", "price_book.depth")]
    loop = {"_version": first["_version"], "base": chain[2]["id"]}
    assert errors(keeper.patch(f"/records/price_book/{first['id']}", loop)) == [("base", "price_book.loop")]
    itself = {"_version": first["_version"], "base": first["id"]}
    assert errors(keeper.patch(f"/records/price_book/{first['id']}", itself)) == [("base", "price_book.loop")]


@pytest.mark.req("PR-07")
def test_pr_07_what_is_not_sold_to_the_account(shop, keeper):
    """PR-07, I5: not found by the filter of the selector, refused by the API, left out of a copy and named there."""
    open_one, closed = shop.product("100"), shop.product("100")
    order = shop.order(*({"product": one, "quantity": "1"} for one in (open_one, closed)))
    code = body(keeper.get(f"/records/product/{closed}"))["code"]
    deny = {"name": "不售", "effect": "deny", "products": {"field": "code", "op": "eq", "value": code}}
    deny["filter"] = {"field": "level", "op": "not_in", "value": ["A"]}
    body(keeper.post("/records/sellable_range", deny), 201)
    refused = shop.refuse({"product": open_one, "quantity": "1"}, {"product": closed, "quantity": "1"})
    assert errors(refused) == [("lines[1].product", "line.not_sellable")]
    best = shop.make_account(level="A")
    assert len(shop.order({"product": closed, "quantity": "1"}, account=best)["lines"]) == 1

    def found(account):
        node = body(shop.seller.get("/prices/range", account=str(account)))["filter"]
        rows = shop.seller.post("/records/product/query", {"filter": node} if node else {})
        return {row["id"] for row in body(rows)["items"]}

    assert found(shop.account) == {open_one}
    assert found(best) == {open_one, closed}
    allowed = {"name": "只售", "effect": "allow", "position": 2, "filter": None}
    allowed["products"] = {"field": "standard_price", "op": "gt", "value": "500"}
    body(keeper.post("/records/sellable_range", allowed), 201)
    assert found(shop.account) == found(best) == set()
    assert errors(shop.refuse({"product": open_one, "quantity": "1"})) == [
        ("lines[0].product", "line.not_sellable")
    ]
    name = body(keeper.get(f"/records/product/{closed}"))["name"]
    copied = body(shop.act(order, "copy"))
    assert name in copied["left_out"]


def test_explaining_by_the_api(shop, keeper):
    """I1: the same as an order takes; whoever keeps prices also sees those for others, a salesperson does not."""
    product = shop.product("100")
    other = shop.make_account()
    keep(
        keeper,
        "客户价",
        [{"product": product, "price": "95", "min_quantity": "10"}],
        kind="account",
        accounts=[shop.account],
    )
    keep(keeper, "别家", [{"product": product, "price": "50"}], kind="account", accounts=[other], priority=2)
    asked = {
        "account": shop.account,
        "lines": [{"product": product, "quantity": "1"}, {"product": product, "quantity": "10"}],
    }
    one, ten = body(shop.seller.post("/prices/explain", asked))["items"]
    assert figures(one, "unit_price", "source", "is_sellable") == ("100", "standard", True)
    assert [(c["book"], c["why_not"], c["change"]) for c in one["candidates"]] == [
        ("客户价", "quantity", {"field": "quantity", "value": "10"}),
        (None, None, None),
    ]
    assert figures(ten, "unit_price", "source", "book") == ("95", "account", "客户价")
    seen = body(keeper.post("/prices/explain", asked))["items"][0]["candidates"]
    assert [(c["book"], c["why_not"]) for c in seen] == [
        ("客户价", "quantity"),
        ("别家", "audience"),
        (None, None),
    ]
    assert errors(shop.seller.post("/prices/explain", {"lines": [{"product": 999_999}]})) == [
        ("lines[0].product", "reference.unknown")
    ]
    hidden = {"account": 999_999, "lines": [{"product": product}]}
    assert shop.seller.post("/prices/explain", hidden).status_code == 404
    stranger = person("stranger", {"account": ["view"]})
    assert stranger.post("/prices/explain", asked).status_code == 403


def test_i2_of_two_books_that_tie_in_one_write_the_second_is_refused(shop, keeper):
    """I2"""
    rows = [{"name": name, "entries": [{"discount_rate": "0.1"}]} for name in ("甲", "乙")]
    results = body(keeper.post("/records/price_book/bulk", {"create": rows}))["results"]
    assert [one["ok"] for one in results] == [True, False]
    assert [error["code"] for error in results[1]["error"]["errors"]] == ["price_book.tie"]
    assert [row.name for row in PriceBook.objects.system(reason=WHY)] == ["甲"]


def test_i1_i6_what_is_kept_with_a_line_is_what_explaining_says(shop, keeper):
    """I1, I6: the change that the line names lets the other price win."""
    product = shop.product("100")
    keep(keeper, "百件价", [{"product": product, "price": "90", "min_quantity": "100"}])
    line = sold(shop, product)
    asked = {"on": TODAY, "account": shop.account, "lines": [{"product": product, "quantity": "1"}]}
    (told,) = body(shop.seller.post("/prices/explain", asked))["items"]
    assert line["price_reasons"]["candidates"] == told["candidates"]
    assert told["candidates"][0]["change"] == {"field": "quantity", "value": "100"}
    assert figures(sold(shop, product, "99.999999"), "unit_price") == ("100",)
    assert figures(sold(shop, product, "100"), "unit_price", "price_source") == ("90", "list")
