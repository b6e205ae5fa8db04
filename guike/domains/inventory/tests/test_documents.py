"""Documents of stock: what each kind moves, what is refused, and that nothing moves then. PR-02."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guike.domains.inventory.tests.store import Store, body, errors, moves, stock
from guike.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return Store.open()


def test_goods_come_go_and_are_moved(store: Store) -> None:
    """I1, I3"""
    goods = store.product()
    store.post("receipt", {"product": goods, "quantity": "10"})
    store.post("issue", {"product": goods, "quantity": "3"})
    store.post("transfer", {"product": goods, "quantity": "2.5"}, to_warehouse=store.there)
    assert stock(goods, store.here) == ("4.5", "0", "4.5")
    assert stock(goods, store.there) == ("2.5", "0", "2.5")
    assert moves(goods) == ["10", "-3", "-2.5", "2.5"]


def test_a_count_brings_the_books_to_what_was_found(store: Store) -> None:
    """What nobody counted before has a line in the books, too; what agrees moves nothing."""
    more, less, same, none = (store.product() for _one in range(4))
    for goods in (more, less, same):
        store.post("receipt", {"product": goods, "quantity": "10"})
    counted = store.post(
        "count",
        {"product": more, "counted_qty": "12"},
        {"product": less, "counted_qty": "0"},
        {"product": same, "counted_qty": "10"},
        {"product": none, "counted_qty": "1"},
    )
    assert [line["book_qty"] for line in counted["lines"]] == ["10", "10", "10", "0"]
    assert [stock(one, store.here)[0] for one in (more, less, same, none)] == ["12", "0", "10", "1"]
    assert (moves(more), moves(less), moves(same), moves(none)) == (["10", "2"], ["10", "-10"], ["10"], ["1"])


def test_an_adjustment_goes_both_ways(store: Store) -> None:
    goods = store.product()
    store.post("adjustment", {"product": goods, "quantity": "5"})
    store.post("adjustment", {"product": goods, "quantity": "-1.25"})
    assert (stock(goods, store.here)[0], moves(goods)) == ("3.75", ["5", "-1.25"])


def test_units_are_turned_into_the_base_unit(store: Store) -> None:
    """PR-02: 2 箱 of 12 are 24 件 in stock."""
    piece, box, other = (store.make("unit", name=name)["id"] for name in ("件试", "箱试", "托试"))
    goods = store.product(base_unit=piece, units=[{"unit": box, "factor": "12"}])
    posted = store.post("receipt", {"product": goods, "quantity": "2", "unit": box})
    assert posted["lines"][0]["base_qty"] == "24"
    assert stock(goods, store.here)[0] == "24"
    refused = store.draft("receipt", {"product": goods, "quantity": "2", "unit": other})
    assert errors(refused) == [("lines[0].unit", "stock.unit_unknown")]


def test_no_more_goes_than_there_is(store: Store) -> None:
    """I2: words that name product and warehouse; the document stays a draft and nothing moved."""
    goods = store.product(name="电缆")
    store.post("receipt", {"product": goods, "quantity": "2"})
    made = body(
        store.draft("issue", {"product": goods, "quantity": "1.5"}, {"product": goods, "quantity": "1"}), 201
    )
    refused = body(store.act(made, "post"), 409)
    assert refused["code"] == "stock.not_enough"
    assert refused["detail"].startswith("Of “电缆” 2 are available in “成品仓” and 2.5 are needed")
    assert (store.get(made)["status"], stock(goods, store.here), moves(goods)) == (
        "draft",
        ("2", "0", "2"),
        ["2"],
    )


def test_a_cancelled_document_takes_its_moves_back(store: Store) -> None:
    """I4: by opposite moves; one whose goods were used meanwhile is refused."""
    goods = store.product()
    came = store.post("receipt", {"product": goods, "quantity": "10"})
    gone = store.post("issue", {"product": goods, "quantity": "4"})
    refused = body(store.act(came, "cancel", reason="录错"), 409)
    assert (refused["code"], store.get(came)["status"], stock(goods, store.here)[0]) == (
        "stock.not_enough",
        "posted",
        "6",
    )
    assert body(store.act(gone, "cancel", reason="录错"))["cancel_reason"] == "录错"
    assert body(store.act(came, "cancel", reason="录错"))["status"] == "cancelled"
    assert (moves(goods), stock(goods, store.here)[0]) == (["10", "-4", "4", "-10"], "0")
    assert body(store.act(came, "cancel", reason="再次"), 409)["code"] == "action.not_now"


def test_each_kind_says_what_it_needs(store: Store) -> None:
    goods = store.product()
    service = store.product(kind="service")
    line = {"product": goods, "quantity": "1"}
    tomorrow = (clock.today("Asia/Shanghai") + timedelta(days=1)).isoformat()
    closed = store.make("warehouse", code="W9", name="停用仓", is_active=False)["id"]
    for kind, lines, values, expected in (
        ("transfer", [line], {}, [("to_warehouse", "stock.needs_target")]),
        ("transfer", [line], {"to_warehouse": store.here}, [("to_warehouse", "stock.same_place")]),
        ("issue", [line], {"to_warehouse": store.there}, [("to_warehouse", "stock.not_of_this_kind")]),
        ("loan", [line], {}, [("account", "stock.needs_account")]),
        ("loan_return", [line], {}, [("loan", "stock.needs_loan")]),
        ("receipt", [line], {"warehouse": closed}, [("warehouse", "stock.closed_place")]),
        ("receipt", [line], {"moved_on": tomorrow}, [("moved_on", "stock.future")]),
        ("receipt", [{"product": service, "quantity": "1"}], {}, [("lines[0].product", "stock.not_goods")]),
        ("receipt", [{"product": goods, "quantity": "0"}], {}, [("lines[0].quantity", "stock.not_positive")]),
        ("receipt", [{"product": goods, "quantity": "-1"}], {}, [("lines[0].quantity", "stock.not_positive")]),
        ("receipt", [{"product": goods}], {}, [("lines[0].quantity", "stock.not_positive")]),
        ("count", [{"product": goods}], {}, [("lines[0].counted_qty", "stock.needs_count")]),
        ("count", [{"product": goods, "counted_qty": "1"}] * 2, {}, [("lines[1].product", "stock.product_twice")]),
    ):  # fmt: skip
        assert errors(store.draft(kind, *lines, **values)) == expected, kind
    empty = body(store.draft("receipt"), 201)
    assert body(store.act(empty, "post"), 409)["code"] == "stock.no_lines"


def test_a_posted_document_stands(store: Store) -> None:
    goods = store.product()
    posted = store.post("receipt", {"product": goods, "quantity": "1"})
    path = f"/records/stock_document/{posted['id']}"
    changed = store.keeper.patch(path, {"_version": posted["_version"], "reason": "改"})
    assert body(changed, 409)["code"] == "record.locked"
    assert body(store.keeper.delete(path), 409)["code"] == "delete.children"
    assert body(store.act(posted, "post"), 409)["code"] == "action.not_now"
    assert moves(goods) == ["1"]
    for name in ("stock_level", "stock_move"):
        assert store.keeper.post(f"/records/{name}", {"product": goods}).status_code == 403


def test_stock_of_a_past_day_is_the_sum_of_its_moves(store: Store) -> None:
    """I6: a document of an earlier day that is posted today counts for its own day."""
    goods, today = store.product(), clock.today("Asia/Shanghai")
    days = [(today - timedelta(days=back)).isoformat() for back in (10, 5, 3)]
    store.post("receipt", {"product": goods, "quantity": "10"}, moved_on=days[0])
    store.post("issue", {"product": goods, "quantity": "4"})
    store.post("issue", {"product": goods, "quantity": "1"}, moved_on=days[1])

    def on(day: str) -> str:
        until = {"field": "moved_on", "op": "lte", "value": day}
        asked = {
            "filter": {"all": [{"field": "product", "op": "eq", "value": goods}, until]},
            "measures": [{"as": "there", "agg": "sum", "field": "change_qty"}],
        }
        return str(body(store.keeper.post("/records/stock_move/aggregate", asked))["totals"]["there"])

    assert [on(day) for day in (*days, today.isoformat())] == ["10", "9", "9", "5"]
