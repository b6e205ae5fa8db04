"""What is owed for an order follows it, in its own transaction and to the cent."""

from __future__ import annotations

import pytest

from guike.domains.orders.settings import COMPLETE_WHEN
from guike.domains.orders.tests.shop import lines, orders
from guike.domains.receivables.tests.till import Till, allocations, body, errors, payments, receivables
from guike.entry.tests.people import person
from guike.platform.settings.services import set_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def till() -> Till:
    return Till.open()


@pytest.mark.req("OR-14", "RE-01")
def test_an_order_in_effect_is_owed_at_once_and_a_draft_is_not(till: Till) -> None:
    """[OR-14] [RE-01] at the point `order`"""
    made = till.shop.order({"product": till.shop.product("333.33"), "quantity": "3"})
    assert receivables().count() == 0
    body(till.shop.act(made, "confirm"))
    row = receivables().get()
    assert (row.amount, row.status, row.source, row.order_id) == (
        till.total(made),
        "open",
        "order",
        made["id"],
    )
    assert (row.account_id, row.owner_id, (row.due_on - row.incurred_on).days) == (
        till.shop.account,
        till.shop.seller.id,
        30,
    )
    refused = till.finance.patch(f"/records/receivable/{row.pk}", {"amount": "1", "_version": row.version})
    assert errors(refused) == [("amount", "receivable.follows_order")]
    body(
        till.finance.patch(f"/records/receivable/{row.pk}", {"due_on": "2027-01-31", "_version": row.version})
    )
    assert body(till.finance.delete(f"/records/receivable/{row.pk}"), 409)["code"] == "receivable.of_order"


def test_a_confirmed_payment_settles_what_its_order_owes_unless_the_company_says_no(till: Till) -> None:
    order = till.order("1000")
    till.confirmed("400", order)
    assert till.owed_for(order) == [(1000, 400, "partly")]
    set_many({"payment.auto_allocate": False}, None, as_system=True)
    till.confirmed("100", order)
    assert till.owed_for(order) == [(1000, 400, "partly")]
    assert [f"{row.unallocated_amount:.2f}" for row in payments()] == ["0.00", "100.00"]


@pytest.mark.req("OR-16")
def test_a_revision_moves_what_is_owed_and_frees_what_was_paid_beyond(till: Till) -> None:
    """[OR-16] 1,000 with 900 paid becomes 600: settled, and 300 is left of the payments; raised again it is owed and paid"""
    product = till.shop.product("100")
    order = till.shop.order({"product": product, "quantity": "10"})
    body(till.shop.act(order, "confirm"))
    till.confirmed("500", order)
    till.confirmed("400", order)
    till.revise(order, "6")
    assert till.owed_for(order) == [(600, 600, "settled")]
    assert [f"{row.unallocated_amount:.2f}" for row in payments()] == ["0.00", "300.00"]
    assert till.money(order) == ("900.00", "0.00", "-300.00", "-300.00")
    till.revise(order, "12")
    assert till.owed_for(order) == [(1200, 900, "partly")]
    assert [f"{row.unallocated_amount:.2f}" for row in payments()] == ["0.00", "0.00"]


def test_a_cancelled_order_is_owed_nothing_and_money_paid_for_it_goes_elsewhere_first(till: Till) -> None:
    """I6"""
    order = till.order("1000")
    paid = till.pay("10", order)
    refused = till.shop.act(order, "cancel", reason="不要了")
    assert body(refused, 409)["code"] == "order.has_payments"
    assert till.owed_for(order) == [(1000, 0, "open")]
    body(till.act(paid, "reject", reason="未到账"))
    advance = till.confirmed("200")
    body(till.act(advance, "allocate"))
    assert till.owed_for(order) == [(1000, 200, "partly")]
    body(till.shop.act(order, "cancel", reason="不要了"))
    assert till.owed_for(order) == [(1000, 0, "cancelled")]
    assert [f"{row.unallocated_amount:.2f}" for row in payments().filter(pk=advance["id"])] == ["200.00"]
    row = receivables().get()
    late = till.finance.patch(
        f"/records/receivable/{row.pk}", {"due_on": "2027-01-31", "_version": row.version}
    )
    assert body(late, 409)["code"] == "receivable.locked"


def test_an_order_is_complete_when_it_is_received_and_paid_where_the_company_says_so(till: Till) -> None:
    set_many({COMPLETE_WHEN: "collected"}, None, as_system=True)
    made = till.shop.order({"product": till.shop.product("100", kind="service"), "quantity": "1"})
    body(till.shop.act(made, "confirm"))
    till.confirmed("99.99", made)
    assert orders().get(pk=made["id"]).status == "approved"
    till.confirmed("0.01", made)
    assert orders().get(pk=made["id"]).status == "completed"
    goods = till.order("100")
    till.confirmed("100", goods)
    assert orders().get(pk=goods["id"]).status == "approved"
    assert lines().filter(order_id=goods["id"]).get().shipped_qty == 0
    assert allocations().count() == 3


def test_who_takes_an_order_over_takes_over_what_is_owed_and_not_yet_confirmed(till: Till) -> None:
    order = till.order("1000")
    done, waiting = till.confirmed("100", order), till.pay("50", order)
    heir = person("heir", {"sales_order": ["view"], "account": ["view"]}, is_salesperson=True)
    body(till.hand_over(order, heir.id))
    assert orders().get(pk=order["id"]).owner_id == heir.id
    assert receivables().get().owner_id == heir.id
    owners = dict(payments().values_list("pk", "owner_id"))
    assert owners == {done["id"]: till.shop.seller.id, waiting["id"]: heir.id}
