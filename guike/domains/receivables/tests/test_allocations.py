"""Money is matched to receivables item by item, and the match is taken back."""

from __future__ import annotations

from typing import Any

import pytest

from guike.domains.receivables.tests.till import Till, allocations, body, errors, payments, receivables
from tests.support.company import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def till() -> Till:
    return Till.open()


def part(receivable: dict[str, Any], amount: str) -> dict[str, Any]:
    return {"receivable": receivable["id"], "amount": amount}


def balances() -> list[tuple[str, str]]:
    return [(f"{row.balance_amount:.2f}", row.status) for row in receivables()]


def left() -> list[str]:
    return [f"{row.unallocated_amount:.2f}" for row in payments()]


@pytest.mark.req("RE-03")
def test_one_receipt_settles_receivables_item_by_item_and_undo_restores(till: Till) -> None:
    """[RE-03] 1,000 against 400 + 700: 0, and 100 left of the second; over-allocation refused; undo restores (I7)"""
    first, second = till.owed("400"), till.owed("700")
    paid = till.confirmed("1000")
    assert (balances(), left()) == ([("400.00", "open"), ("700.00", "open")], ["1000.00"])
    over = till.act(paid, "allocate", allocations=[part(first, "400"), part(second, "600.01")])
    assert body(over, 409)["code"] == "payment.over_left"
    beyond = till.act(paid, "allocate", allocations=[part(first, "400.01")])
    assert body(beyond, 409)["code"] == "payment.over_balance"
    assert (allocations().count(), balances(), left()) == (
        0,
        [("400.00", "open"), ("700.00", "open")],
        ["1000.00"],
    )
    body(till.act(paid, "allocate", allocations=[part(first, "400"), part(second, "600")]))
    assert (balances(), left()) == ([("0.00", "settled"), ("100.00", "partly")], ["0.00"])
    assert body(till.act(paid, "allocate"), 409)["code"] == "payment.nothing_left"
    body(till.act(paid, "deallocate", reason="核错了"))
    assert (balances(), left()) == ([("400.00", "open"), ("700.00", "open")], ["1000.00"])
    assert [(row.amount, row.note) for row in allocations()][2:] == [(-400, "核错了"), (-600, "核错了")]
    assert body(till.act(paid, "deallocate"), 409)["code"] == "payment.nothing_allocated"


def test_what_is_due_first_is_proposed_first_and_that_of_the_order_before_it(till: Till) -> None:
    late, early = till.owed("300", due_on="2026-03-01"), till.owed("200", due_on="2026-02-01")
    paid = till.confirmed("250")
    body(till.act(paid, "allocate"))
    assert balances() == [("250.00", "partly"), ("0.00", "settled")]
    entry = allocations().get(receivable_id=late["id"])
    body(till.act(paid, "deallocate", allocations=[entry.pk]))
    assert (balances(), left()) == ([("300.00", "open"), ("0.00", "settled")], ["50.00"])
    body(till.act(paid, "allocate", receivable=late["id"], amount="20"))
    body(till.act(paid, "deallocate", receivable=early["id"]))
    assert (balances(), left()) == ([("280.00", "partly"), ("200.00", "open")], ["230.00"])
    body(till.act(paid, "allocate", receivable=late["id"]))
    assert (balances(), left()) == ([("50.00", "partly"), ("200.00", "open")], ["0.00"])
    order = till.order("1000")
    body(till.act(till.confirmed("100", order), "deallocate"))
    (own,) = payments().filter(order_id=order["id"])
    body(till.act({"id": own.pk}, "allocate"))
    assert till.owed_for(order) == [(1000, 100, "partly")]


def test_what_is_named_wrongly_is_refused_with_its_place_and_changes_nothing(till: Till) -> None:
    mine = till.owed("400")
    other = till.owed("400", account=till.shop.make_account())
    paid = till.confirmed("100")
    for given, found in (
        ([part(other, "10")], [("allocations", "allocation.unknown")]),
        ([{"receivable": 999999, "amount": "10"}], [("allocations", "allocation.unknown")]),
        ([part(mine, "0")], [("allocations[0].amount", "allocation.positive")]),
        ([part(mine, "x")], [("allocations[0].amount", "type.money")]),
        ([part(mine, "1"), part(mine, "1")], [("allocations[1]", "allocation.twice")]),
        ([{"receivable": mine["id"]}], [("allocations[0]", "allocation.shape")]),
        ({"a": 1}, [("allocations", "allocation.shape")]),
    ):
        assert errors(till.act(paid, "allocate", allocations=given)) == found, given
    assert errors(till.act(paid, "deallocate", allocations=[1])) == [("allocations", "allocation.entry")]
    make("exchange_rate", currency="USD", on="2020-01-01", rate="7")
    foreign = till.owed("10", currency="USD")
    assert body(till.act(paid, "allocate", receivable=foreign["id"]), 409)["code"] == "payment.other_currency"
    pending = till.pay("5")
    assert body(till.act(pending, "allocate"), 409)["code"] == "action.not_now"
    assert till.act(paid, "allocate", by=till.shop.seller).status_code == 403
    assert till.act(paid, "deallocate", by=till.shop.seller).status_code == 403
    assert (allocations().count(), left()) == (0, ["100.00", "0.00"])


@pytest.mark.req("RE-02")
def test_another_system_pushes_receivables_again_and_again(till: Till) -> None:
    """[RE-02] the same call changes nothing, a changed amount is told in the history with old and new (I8)"""
    given = {"account": till.shop.account, "amount": "500", "due_on": "2026-06-30"}
    first = till.push("AR-7", **given)
    assert first.status_code == 201, first.content
    assert till.push("AR-7", **given).status_code == 200
    row = receivables().get()
    assert (row.amount, row.source, row.version) == (500, "external", body(first, 201)["_version"])
    paid = till.confirmed("450")
    body(till.act(paid, "allocate"))
    refused = till.push("AR-7", **{**given, "amount": "449.99"})
    assert errors(refused) == [("amount", "receivable.below_allocated")]
    body(till.push("AR-7", **{**given, "amount": "450"}))
    assert balances() == [("0.00", "settled")]
    body(till.push("AR-7", **{**given, "amount": "480"}))
    assert balances() == [("30.00", "partly")]
    told = body(till.finance.get(f"/records/receivable/{row.pk}/history"))["items"]
    assert [(one["old"], one["new"]) for one in told if one["field"] == "amount"] == [
        ("450.00", "480.00"),
        ("500.00", "450.00"),
    ]
    assert till.push("AR-7", by=till.shop.seller, **given).status_code == 403
